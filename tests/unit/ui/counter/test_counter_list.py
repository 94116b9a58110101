"""The officer's list: search, views, order, pages, drafts with undo, keyboard and finger."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from forms.states import Carriage, CaseStatus
from kiosk.domain.dossier import DossierState, DossierSummary, NumberKind, Tally
from kiosk.domain.office import Officer
from kiosk.ui.counter.list_screen import CounterScreen
from kiosk.ui.counter.row_paint import TRIAL
from kiosk.ui.counter.rows_model import Column
from kiosk.ui.counter.undo_bar import SECONDS
from kiosk.ui.counter.values import PAGE_ROWS, Page, Road, View, Wanted
from kiosk.ui.theme.look import first_look
from kiosk.ui.theme.sizes import TextSize
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Pressable
from tests.unit.devices.clocks import HandClock
from tests.unit.ui.counter import invented

pytestmark = pytest.mark.qt_log_ignore(invented.OFFSCREEN_SAYS)

Make = Callable[..., CounterScreen]


@pytest.fixture
def make(qtbot: QtBot, kit: Kit, clock: HandClock) -> Iterator[Make]:
    """Builds a screen of a frame's size, with rows if any are given."""

    def build(
        rows: tuple[DossierSummary, ...] = (), officer: Officer = invented.OFFICER, own: Kit | None = None
    ) -> CounterScreen:
        screen = CounterScreen(own or kit, officer, clock, invented.procedure_name)
        qtbot.addWidget(screen)
        screen.resize(1227, 690)
        screen.show()
        screen.show_page(Page(screen.wanted, rows))
        return screen

    return build


def asked_of(screen: CounterScreen) -> list[Wanted]:
    asked: list[Wanted] = []
    screen.rows_asked.connect(asked.append)
    return asked


def button(screen: QWidget, name: str) -> Pressable:
    found = screen.findChild(Pressable, name)
    assert found is not None, name
    return cast("Pressable", found)


def tap(qtbot: QtBot, screen: CounterScreen, row: int, column: Column = Column.CITIZEN) -> None:
    table = screen.table
    at = table.visualRect(table.model().index(row, int(column))).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_everything_drivers_look_for_has_its_name(make: Make) -> None:
    screen = make()
    assert screen.objectName() == "screen-counter"
    for name in (
        "search",
        "dossiers",
        "refresh",
        "new-visit",
        "drafts",
        "lock",
        "end-shift",
        "order",
        "undo",
        "road",
    ):
        assert screen.findChild(QWidget, name) is not None, name


def test_typing_asks_once_when_the_hand_rests(make: Make, qtbot: QtBot) -> None:
    screen = make()
    asked = asked_of(screen)
    with qtbot.waitSignal(screen.rows_asked):
        qtbot.keyClicks(screen.search, "dang thi")
    assert asked == [Wanted(text="dang thi")]
    assert not any(screen.strip.chip(view).isChecked() for view in View)


def test_enter_searches_at_once_and_goes_to_the_rows(make: Make, qtbot: QtBot) -> None:
    screen = make(invented.all_kinds())
    asked = asked_of(screen)
    screen.search.setText("007")
    qtbot.keyClick(screen.search, Qt.Key.Key_Return)
    assert asked == [Wanted(text="007")]
    screen.show_page(Page(screen.wanted, invented.all_kinds()[:1]))
    opened: list[str] = []
    screen.dossier_opened.connect(opened.append)
    qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    assert opened == [invented.hexed(0)]


def test_letters_typed_over_the_rows_go_to_the_search(make: Make, qtbot: QtBot) -> None:
    screen = make(invented.all_kinds())
    qtbot.keyClicks(screen.table, "t")
    assert screen.search.text() == "t"


def test_an_empty_search_says_so_and_escape_brings_the_list_back(make: Make, qtbot: QtBot) -> None:
    screen = make(invented.all_kinds())
    asked = asked_of(screen)
    screen.search.setText("khong co")
    qtbot.keyClick(screen.search, Qt.Key.Key_Return)
    screen.show_page(Page(asked[-1], ()))
    empty = screen.findChild(QWidget, "empty")
    assert empty is not None
    assert not empty.isHidden()
    assert "khong co" in empty.text()  # type: ignore[attr-defined]
    screen.activateWindow()
    screen.search.setFocus()
    with qtbot.waitSignal(screen.rows_asked):
        screen.search.clear()
    assert asked[-1] == Wanted()


def test_rows_of_a_list_that_was_left_are_dropped(make: Make) -> None:
    screen = make(invented.all_kinds())
    asked = asked_of(screen)
    screen.strip.chip(View.REFUSED).click()
    late = Page(Wanted(View.SUPPLEMENT), (invented.summary(50),))
    screen.show_page(late)
    assert asked == [Wanted(View.REFUSED)]
    assert screen.table.model().rowCount() == len(invented.all_kinds())
    screen.show_page(Page(asked[0], (invented.summary(2, carriage=Carriage.REFUSED, refused=1),)))
    assert screen.table.model().rowCount() == 1


def test_the_order_is_turned_and_said(make: Make) -> None:
    screen = make(invented.all_kinds())
    asked = asked_of(screen)
    model = screen.table.model()
    before = model.headerData(int(Column.AGE), Qt.Orientation.Horizontal)
    button(screen, "order").click()
    assert asked == [Wanted(oldest_first=True)]
    assert model.headerData(int(Column.AGE), Qt.Orientation.Horizontal) != before


def test_further_rows_are_asked_for_before_the_end_and_shown_once(make: Make, qtbot: QtBot) -> None:
    first = tuple(invented.summary(n) for n in range(PAGE_ROWS))
    screen = make(first)
    asked = asked_of(screen)
    bar = screen.table.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert asked == [], "nothing is asked for before somebody scrolls"
    bar.setValue(bar.maximum() - 3 * screen.table.painter.row_height)
    bar.setValue(bar.maximum())
    assert asked == [Wanted(offset=PAGE_ROWS)]
    screen.show_page(Page(asked[0], tuple(invented.summary(n) for n in range(PAGE_ROWS - 1, PAGE_ROWS + 20))))
    assert screen.table.model().rowCount() == PAGE_ROWS + 20
    bar.setValue(bar.maximum())
    assert len(asked) == 1
    assert screen.wanted == Wanted(limit=PAGE_ROWS + 20)


def test_a_refresh_keeps_the_row_and_the_place(make: Make) -> None:
    rows = tuple(invented.summary(n) for n in range(60))
    screen = make(rows)
    screen.table.stand_on(30)
    bar = screen.table.verticalScrollBar()
    bar.setValue(20 * screen.table.painter.row_height)
    at = bar.value()
    screen.show_page(Page(screen.wanted, (invented.summary(99), *rows)))
    assert screen.table.current_id() == rows[30].id
    assert bar.value() == at


def test_arrows_walk_and_enter_opens(make: Make, qtbot: QtBot) -> None:
    screen = make(invented.all_kinds())
    opened: list[str] = []
    screen.dossier_opened.connect(opened.append)
    screen.table.setFocus()
    screen.table.stand_on(0)
    qtbot.keyClick(screen.table, Qt.Key.Key_Down)
    qtbot.keyClick(screen.table, Qt.Key.Key_Down)
    qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    assert opened == [invented.hexed(2)]


def test_a_double_tap_opens_once(make: Make, qtbot: QtBot, clock: HandClock) -> None:
    screen = make(invented.all_kinds())
    opened: list[str] = []
    screen.dossier_opened.connect(opened.append)
    tap(qtbot, screen, 1)
    tap(qtbot, screen, 1)
    at = screen.table.visualRect(screen.table.model().index(1, 0)).center()
    qtbot.mouseDClick(screen.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert opened == [invented.hexed(1)]
    clock.advance(1)
    tap(qtbot, screen, 3)
    assert opened == [invented.hexed(1), invented.hexed(3)]


def test_a_double_tap_on_a_button_counts_once(make: Make, clock: HandClock) -> None:
    screen = make()
    for name, signal in (
        ("new-visit", screen.visit_asked),
        ("refresh", screen.refresh_asked),
        ("lock", screen.lock_asked),
        ("end-shift", screen.shift_end_asked),
    ):
        told: list[str] = []
        signal.connect(lambda name=name, told=told: told.append(name))
        clock.advance(1)
        button(screen, name).click()
        button(screen, name).click()
        assert told == [name]


def drafts_on(make: Make) -> CounterScreen:
    screen = make()
    screen.strip.chip(View.DRAFTS).click()
    screen.show_page(Page(Wanted(View.DRAFTS), tuple(invented.draft(n) for n in range(4))))
    return screen


def test_a_draft_is_resumed_and_a_leader_only_looks(make: Make, qtbot: QtBot) -> None:
    screen = drafts_on(make)
    told: list[tuple[str, str]] = []
    screen.draft_resumed.connect(lambda id: told.append(("resumed", id)))
    screen.dossier_opened.connect(lambda id: told.append(("opened", id)))
    tap(qtbot, screen, 2)
    assert told == [("resumed", invented.hexed(2))]
    looking = make((invented.draft(5),), invented.LEADER)
    assert button(looking, "new-visit").isHidden()
    looking.dossier_opened.connect(lambda id: told.append(("opened", id)))
    looking.kit.taps.page_painted()
    looking._chosen(invented.hexed(5))
    assert told[1:] == [("opened", invented.hexed(5))]


def test_a_deleted_draft_can_be_brought_back(make: Make, qtbot: QtBot, clock: HandClock) -> None:
    screen = drafts_on(make)
    deleted: list[str] = []
    screen.draft_deleted.connect(deleted.append)
    tap(qtbot, screen, 1, Column.TAKE_AWAY)
    model = screen.table.model()
    assert model.rowCount() == 3
    assert not screen.undo_bar.isHidden()
    screen.show_page(Page(screen.wanted, tuple(invented.draft(n) for n in range(4))))
    assert model.rowCount() == 3, "a refresh must not bring it back"
    for _ in range(SECONDS - 1):
        screen.undo_bar.tick()
    button(screen, "undo").click()
    assert [screen._model.row_at(n).id for n in range(4)] == [invented.hexed(n) for n in range(4)]
    assert screen.undo_bar.isHidden()
    screen.undo_bar.tick()
    assert deleted == []


@pytest.mark.parametrize("end", ["time", "leaving", "next", "another list"])
def test_a_deleted_draft_is_gone_in_the_end(make: Make, qtbot: QtBot, clock: HandClock, end: str) -> None:
    screen = drafts_on(make)
    deleted: list[str] = []
    screen.draft_deleted.connect(deleted.append)
    screen.table.setFocus()
    screen.table.stand_on(1)
    qtbot.keyClick(screen.table, Qt.Key.Key_Delete)
    assert deleted == []
    clock.advance(1)
    match end:
        case "time":
            for _ in range(SECONDS):
                screen.undo_bar.tick()
        case "leaving":
            screen.hide()
        case "next":
            tap(qtbot, screen, 0, Column.TAKE_AWAY)
        case _:
            screen.strip.chip(View.RECEIVED).click()
    assert deleted == [invented.hexed(1)]


def test_delete_takes_nothing_away_that_was_filed(make: Make, qtbot: QtBot) -> None:
    screen = make(invented.all_kinds())
    screen.table.setFocus()
    screen.table.stand_on(0)
    qtbot.keyClick(screen.table, Qt.Key.Key_Delete)
    assert screen.undo_bar.isHidden()
    assert screen.table.model().rowCount() == len(invented.all_kinds())


def test_the_head_adds_up_and_says_when_it_does_not(make: Make) -> None:
    screen = make()
    screen.show_tally(invented.tally())
    counts = {view: screen.strip.chip(view).count for view in View}
    assert (
        counts[View.RECEIVED] == counts[View.ARRIVED] + counts[View.ON_THE_WAY] + counts[View.REFUSED] == 128
    )
    assert (counts[View.SUPPLEMENT], counts[View.DRAFTS]) == (3, 4)
    assert screen.findChild(QWidget, "tally-missing") is None
    screen.show_tally(Tally(sealed=3, by_carriage={Carriage.DELIVERED: 2}))
    assert screen.findChild(QWidget, "tally-missing") is not None


def test_the_link_is_told_in_words(make: Make, clock: HandClock) -> None:
    screen = make()
    screen.show_road(Road(True, clock.now() + timedelta(minutes=4, seconds=5), 1_240_000, 3_420_000))
    assert screen.road.text() == "Đã gửi 1,2 MB / 3,4 MB. Máy tự gửi tiếp sau 4 phút."
    asked = []
    screen.road.send_asked.connect(lambda: asked.append(True))
    screen.road.send.click()
    assert asked
    screen.show_road(Road(True, None, 5, 9_000, 2, no_link=True))
    assert screen.road.text() == "Còn 2 hồ sơ chưa gửi xong. Chưa có mạng. Đã gửi 1 KB / 9 KB."
    screen.show_road(Road(True, None, 5, 5))
    assert screen.road.text() == "Không còn gì phải gửi."
    assert screen.road.send.isHidden()
    screen.show_road(Road(False))
    assert "chưa ghi danh" in screen.road.text()


def test_an_administrator_sees_nobody(make: Make) -> None:
    screen = make(invented.all_kinds(), invented.ADMINISTRATOR)
    assert screen.table.model().rowCount() == 0
    assert screen.search.isHidden()
    assert screen.strip.isHidden()
    screen.resize(1227, 600)
    assert screen.strip.isHidden()


def test_another_look_comes_back_to_the_same_list(make: Make) -> None:
    screen = make()
    screen.strip.chip(View.ATTENTION).click()
    screen.show_page(Page(Wanted(View.ATTENTION), invented.all_kinds()))
    screen.table.stand_on(4)
    again = make()
    again.put_back(screen.typed())
    assert again.wanted == Wanted(View.ATTENTION)
    again.show_page(Page(again.wanted, invented.all_kinds()))
    assert again.table.current_id() == invented.hexed(4)
    assert again.strip.chip(View.ATTENTION).isChecked()


def test_the_keyboard_leaves_search_and_rows(make: Make, qtbot: QtBot) -> None:
    screen = make(invented.all_kinds())
    screen.resize(1227, 240)
    assert screen.strip.isHidden()
    table = screen.table
    qtbot.waitUntil(lambda: table.viewport().height() > 1.8 * table.painter.row_height)
    screen.resize(1227, 690)
    assert not screen.strip.isHidden()


@pytest.mark.parametrize("size", list(TextSize))
def test_nothing_is_wider_than_the_screen_and_rows_fit_a_finger(
    make: Make, clock: HandClock, size: TextSize
) -> None:
    look = first_look().with_text(size)
    screen = make(invented.all_kinds(), own=invented.kit(look, clock))
    screen.show_tally(invented.tally())
    assert screen.minimumSizeHint().width() <= 1227
    assert screen.table.painter.row_height >= look.mm(12)
    for view in View:
        assert screen.strip.chip(view).height() >= look.mm(12)


def test_every_row_can_be_read_aloud(make: Make) -> None:
    screen = make(invented.all_kinds())
    model = screen.table.model()
    role = Qt.ItemDataRole.AccessibleTextRole
    said = [str(model.data(model.index(row, int(Column.STATE)), role)) for row in range(model.rowCount())]
    assert said[2].startswith("Bị trả lại, cần xem. Mới đăng ký")
    assert "Chưa gửi 1" in said[0]
    assert said[6].count(".") == 3, "every part is told"
    assert "2 tin mới" in str(model.data(model.index(3, 0), role))


def painted(screen: CounterScreen, row: int, column: Column) -> QImage:
    table = screen.table
    area = table.visualRect(table.model().index(row, int(column)))
    return table.viewport().grab(area).toImage()


def test_states_differ_in_sign_and_word_and_not_only_in_colour(make: Make) -> None:
    rows = tuple(
        invented.arrived(n, parts=(invented.part(status),)) for n, status in enumerate(CaseStatus) if status
    )
    screen = make(rows)
    screen.resize(1227, 1200)
    pictures = [
        painted(screen, row, Column.STATE).convertToFormat(QImage.Format.Format_Grayscale8)
        for row in range(len(rows))
    ]
    for n, one in enumerate(pictures):
        assert all(one != other for other in pictures[n + 1 :])


def test_a_trial_number_is_called_one(make: Make) -> None:
    trial, real = invented.arrived(3), invented.arrived(3, number_kind=NumberKind.DELEGATED)
    assert TRIAL.vi == "số thử nghiệm"
    shown = make((trial,))
    other = make((real,))
    assert painted(shown, 0, Column.NUMBER) != painted(other, 0, Column.NUMBER)


def test_ten_thousand_rows_paint_in_a_blink(make: Make) -> None:
    screen = make()
    rows = tuple(invented.arrived(n, state=DossierState.SEALED, unread_notices=n % 3) for n in range(10_000))
    screen.show_page(Page(Wanted(limit=10_000), rows))
    bar = screen.table.verticalScrollBar()
    taken = []
    for step in range(8):
        began = time.perf_counter()
        bar.setValue(bar.maximum() * step // 8)
        screen.table.viewport().grab()
        taken.append(time.perf_counter() - began)
    assert min(taken) < 0.05, taken
    assert screen.table.visualRect(screen.table.model().index(0, 0)).top() < QPoint(0, 0).y()


def test_what_is_not_given_yet_says_so_until_the_authority_has_it(make: Make) -> None:
    long = "Nguyễn Thị Tên Dài Hơn Một Dòng Của Bảng Và Còn Dài Hơn Thế Nữa Cho Đủ Hai Dòng"
    rows = (invented.arrived(1), invented.arrived(2), invented.arrived(3, citizen_name=long))
    screen = make(rows)
    before = [painted(screen, n, Column.CITIZEN) for n in (0, 1, 2)]
    screen.show_undelivered(lambda row: row.id != rows[0].id)
    assert painted(screen, 0, Column.CITIZEN) == before[0]
    assert painted(screen, 1, Column.CITIZEN) != before[1]
    assert painted(screen, 2, Column.CITIZEN) != before[2]
    model = screen.table.model()
    said = [str(model.data(model.index(n, int(Column.CITIZEN)))) for n in (0, 1)]
    assert ["Chưa thông báo" in one for one in said] == [False, True]


def test_the_chosen_row_is_framed_whatever_it_asks_for(make: Make) -> None:
    screen = make(invented.all_kinds())
    table = screen.table

    def frame_of(row: int) -> bool:
        """Whether a line as thick as a frame runs along the row's upper edge."""
        cell = table.visualRect(table.model().index(row, int(Column.CITIZEN)))
        picture: QImage = table.viewport().grab(cell).toImage()
        accent = screen.kit.look.colour("accent")
        return all(picture.pixelColor(picture.width() // 2, y) == accent for y in range(3))

    for row in range(2, 4):  # sent back, supplement asked: both have a bar of their own
        assert not frame_of(row)
        table.selectRow(row)
        assert frame_of(row)
