"""The officer's pages by themselves: what is shown, what is refused, what a finger can hit at the largest text."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from forms.rules.fee_receipts import ReceiptMode
from forms.states import Carriage, CaseStatus, ParcelKind
from forms.text import Message
from forms.transferring import TransferBlock, TransferLine
from kiosk.devices.checking import CAMERA_MISSING, Seen
from kiosk.devices.choices import Choices
from kiosk.domain.counter_book import Call, CallAbout, Entered, FeeTaken, HandoverLine, Outcome, Paid
from kiosk.domain.dossier import NumberKind, SignedHow
from kiosk.domain.notice import NoticeKind
from kiosk.domain.roles import Act, Role, may
from kiosk.domain.trips import ItemKind, Trip, TripItem, TripState
from kiosk.i18n.sentence import Spoken
from kiosk.services.calls import CallLine
from kiosk.services.closing import DayBook, EnvelopeCount, KindCount
from kiosk.services.handing_out import ResultLine
from kiosk.services.post import Candidate, HandoverPlan
from kiosk.services.reports import COLUMNS, Grouping, Report, ReportRow
from kiosk.services.sealed_copy import CopyDue
from kiosk.services.trips import CheckLine
from kiosk.ui.counter.alerts import replaced_number
from kiosk.ui.counter.amend_screen import AmendLine, AmendScreen
from kiosk.ui.counter.call_list_screen import CallListScreen, spaced
from kiosk.ui.counter.call_screen import CallScreen
from kiosk.ui.counter.closing_screen import NEEDS_NOTE, NOT_FIT, ClosingScreen
from kiosk.ui.counter.day_screen import DayScreen, Work, works_for
from kiosk.ui.counter.deeds_section import FACES as DEED_FACES
from kiosk.ui.counter.deeds_section import Deed, deeds_for, offered
from kiosk.ui.counter.devices_screen import DevicesScreen, Found
from kiosk.ui.counter.entries import Pick, PickGroup
from kiosk.ui.counter.fee_correct_screen import FeeCorrectScreen
from kiosk.ui.counter.fee_screen import FeeScreen
from kiosk.ui.counter.hand_out_screen import HandOutScreen
from kiosk.ui.counter.post_screen import PostScreen
from kiosk.ui.counter.rating_screen import RatingScreen
from kiosk.ui.counter.report_screen import ReportScreen, period, read_day
from kiosk.ui.counter.signed_box import SignedBox
from kiosk.ui.counter.transfer_screen import TransferScreen
from kiosk.ui.counter.trip_screen import TripScreen
from kiosk.ui.counter.trips_screen import TripsScreen
from kiosk.ui.counter.withdraw_screen import WithdrawScreen
from kiosk.ui.screens.base import Screen
from kiosk.ui.theme.look import first_look
from kiosk.ui.theme.sizes import LEAST_MM, TextSize
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pictogram import has_pictogram
from kiosk.ui.widgets.pressable import Pressable
from tests.unit.devices.clocks import HandClock
from tests.unit.ui.counter import invented

pytestmark = pytest.mark.qt_log_ignore(invented.OFFSCREEN_SAYS)

NAME = "Đặng Thị Thanh Hương Mẫu"
NOW = invented.NOW
TODAY = NOW.date()


def result(part: str = "certificate") -> ResultLine:
    name = Message("form.test.part", "Cấp giấy xác nhận", "")
    return ResultLine(part, name, "UBND xã Mẫu", CaseStatus.DECIDED, True)


def book(*, refused: int = 0) -> DayBook:
    filed = KindCount(ParcelKind.FILING, 6, 2, 1, 3, refused)
    supplement = KindCount(ParcelKind.SUPPLEMENT, 2, 1, 0, 1, 0)
    envelopes = EnvelopeCount(4, 2, 1, 2, 3, ("Q1-2026-0042", "Q1-2026-0043", "Q1-2026-0044"))
    return DayBook(TODAY, "Q1", 6, filed, (supplement,), 1, envelopes, (), (), 2, {5: 3, 1: 1})


def call(place: int = 0) -> CallLine:
    tried = Call(invented.hexed(place), CallAbout.SUPPLEMENT, Outcome.NO_ANSWER, NOW, "can-bo-1", NOW)
    return CallLine(
        invented.hexed(place), "TAM-1", "", NAME, NAME, "0912345678", "hmn", "Tiếng Mông",
        CallAbout.SUPPLEMENT, NOW - timedelta(days=3), "Xin nộp thêm bản án ly hôn.", ("Bản án ly hôn",), 1, tried, NOW,
    )  # fmt: skip


def trip(state: TripState) -> Trip:
    item = TripItem(1, "t", ItemKind.PERSON, "", "Giàng A Thử", "0912345678", "Bản Mẫu")
    along = TripItem(2, "t", ItemKind.ENVELOPE, "Q1-2026-0042", NAME)
    return Trip(
        "t", "Bản Mẫu", ("Bản Mẫu",), ("can-bo-1",), TODAY, TODAY, state, NOW, "x", items=(item, along)
    )


def trip_screen(kit: Kit, state: TripState) -> TripScreen:
    said = Spoken(Message("ui.test.check", "Đồng hồ máy đúng.", ""))
    checks = (CheckLine("clock", False, True, said), CheckLine("people", False, False, said))
    could = (TripItem(0, "t", ItemKind.RESULT, invented.hexed(3), NAME, part="main"),)
    due = CopyDue(True, False, 3, None, said)
    return TripScreen(kit, trip(state), checks, could, due, may_plan=True, may_go=True)


def report_screen(kit: Kit) -> ReportScreen:
    screen = ReportScreen(kit, TODAY)
    cells = tuple(range(len(COLUMNS)))
    row = ReportRow("1.004873", "1.004873 Cấp Giấy xác nhận tình trạng hôn nhân", cells)
    screen.show_report(Report(TODAY, TODAY, Grouping.PROCEDURE, COLUMNS, (row,), cells))
    return screen


def transfer_screen(kit: Kit) -> TransferScreen:
    lines = tuple(TransferLine(f"Dòng {n}", f"k{n}", f"Giá trị {n}", f"v{n}", None) for n in range(3))
    empty = TransferLine("Để trống", "k", None, None, None)
    return TransferScreen(kit, NAME, (TransferBlock("I. Khối", (*lines, empty)),), None, can_number=True)


PAGES: dict[str, Callable[[Kit], Screen]] = {
    "hand-out": lambda kit: HandOutScreen(kit, NAME, [result("a"), result("b")], ["Q1-2026-0042"]),
    "fee": lambda kit: FeeScreen(
        kit, NAME, amount=15_000, exempt=False, why=None, before=(), mode=Message("ui.test.mode", "Giấy.", "")
    ),
    "fee-correct": lambda kit: FeeCorrectScreen(
        kit,
        NAME,
        FeeTaken(
            "p", "d", 150_000, "C26T-0000123", ReceiptMode.UNKNOWN, Entered.TYPED, Paid.CASH, NOW, "can-bo-1"
        ),
    ),
    "devices": lambda kit: DevicesScreen(
        kit,
        Choices(scan_folder="/srv/may-quet"),
        Found(
            ("HP Webcam",), (("COM3", "USB"),), (Seen("camera", False, CAMERA_MISSING),), ((True, "Laser"),)
        ),
    ),
    "withdraw": lambda kit: WithdrawScreen(kit, NAME, ["Q1-2026-0042"]),
    "calls": lambda kit: CallListScreen(kit, [call(1), call(2)], NOW),
    "call": lambda kit: CallScreen(kit, NAME, "0912345678", NOW, [call().last] if call().last else []),
    "amend": lambda kit: AmendScreen(
        kit, NAME, [AmendLine("a", "Số điện thoại", "0912", "0911"), AmendLine("b", "Tên", NAME)]
    ),
    "transfer": transfer_screen,
    "closing": lambda kit: ClosingScreen(kit, book(), may_close=True),
    "reports": report_screen,
    "post": lambda kit: PostScreen(
        kit,
        HandoverPlan(
            (Candidate(HandoverLine("d", "TAM-1", "H1", NAME, "Q1-2026-0042", papers=("Giấy",)), True),), ()
        ),
        (),
    ),
    "rating": RatingScreen,
    "day": lambda kit: DayScreen(kit, tuple(Work)),
    "trips": lambda kit: TripsScreen(kit, [trip(TripState.PLANNED)], may_plan=True),
    "trip": lambda kit: trip_screen(kit, TripState.UNDER_WAY),
}


@pytest.mark.parametrize("size", [(1227, 690), (758, 1170)])
@pytest.mark.parametrize("text", [TextSize.NORMAL, TextSize.LARGEST])
@pytest.mark.parametrize("page", PAGES)
def test_whatever_a_finger_is_to_hit_is_large_enough(
    qtbot: QtBot, clock: HandClock, page: str, text: TextSize, size: tuple[int, int]
) -> None:
    kit = invented.kit(first_look().with_text(text), clock)
    screen = PAGES[page](kit)
    qtbot.addWidget(screen)
    screen.resize(*size)
    screen.show()
    QApplication.processEvents()
    least = kit.look.mm(LEAST_MM) - 1
    targets = [one for one in screen.findChildren(Pressable) if one.isVisible()]
    assert targets
    for one in targets:
        assert one.width() >= least, one.objectName()
        assert one.height() >= least, one.objectName()
        assert one.accessibleName(), one.objectName()
        right = one.mapTo(screen, one.rect().topRight()).x()
        assert right <= screen.width(), f"{one.objectName()} is cut at the right"


def test_every_deed_and_work_has_its_sign() -> None:
    for face in DEED_FACES.values():
        assert has_pictogram(face.icon), face.icon
    for n in range(1, 6):
        assert has_pictogram(f"face-{n}")


@pytest.mark.parametrize(
    ("carriage", "urgent", "told"),
    [
        (Carriage.WAITING, False, True),
        (Carriage.DELIVERED, False, False),
        (Carriage.DELIVERED, True, True),
    ],
)
def test_what_is_home_needs_no_hurry(carriage: Carriage, urgent: bool, told: bool) -> None:
    parcels = (invented.parcel(1, ParcelKind.FILING, carriage),)
    detail = invented.busy_detail(parcels=parcels, dossier=invented.dossier(urgent=urgent))
    assert (Deed.URGE in offered(Role.COMMUNE_OFFICER, detail)) is told
    assert Deed.URGE not in offered(Role.POSTAL_CLERK, detail)


@pytest.mark.parametrize(
    ("seen", "second", "told"),
    [
        (None, "H18.34-261124-0009", "H18.34-261123-0001"),
        (NOW, "H18.34-261124-0009", None),
        (None, "H18.34-261123-0001", None),
    ],
)
def test_a_number_that_was_changed_is_said_until_it_was_seen(
    seen: datetime | None, second: str, told: str | None
) -> None:
    numbers = ("THU-03127-261123-0001", "H18.34-261123-0001", second)
    kinds = (NumberKind.TRIAL, NumberKind.DELEGATED, NumberKind.DELEGATED)
    notices = tuple(
        invented.notice(seq, NoticeKind.NUMBER, official_number=number, number_kind=kind, seen_at=seen)
        for seq, (number, kind) in enumerate(zip(numbers, kinds, strict=True), 1)
    )
    assert replaced_number(invented.busy_detail(notices=notices)) == told
    assert replaced_number(invented.busy_detail(notices=notices[:2])) is None


@pytest.mark.parametrize("role", Role)
def test_only_what_a_duty_includes_is_offered(role: Role) -> None:
    assert all(may(role, DEED_FACES[deed].act) for deed in deeds_for(role))
    works = works_for(role, tuple(Work))
    assert (Work.CLOSING in works) == may(role, Act.CLOSE_DAY)
    assert (Work.TRIPS in works) == (may(role, Act.PLAN_TRIP) or may(role, Act.GO_ON_TRIP))
    assert Work.TAKE_OVER in works


# -- days and numbers


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_a_day_is_read_as_it_is_written(day: date) -> None:
    assert read_day(f"{day:%d/%m/%Y}") == day
    assert read_day(f"{day:%d%m%Y}") == day
    assert read_day(f"{day.day}.{day.month}.{day.year}") == day


@pytest.mark.parametrize("text", ["", "1/2", "31/02/2026", "99999999", "hôm nay", "1/2/3/4"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert read_day(text) is None


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.sampled_from(["week", "month", "quarter", "year"]))
def test_a_period_ends_today_and_begins_where_it_should(today: date, name: str) -> None:
    first, last = period(name, today)
    assert last == today
    assert first <= today
    assert period(name, first)[0] == first, "its first day lies in the same period"


def test_last_month_is_whole() -> None:
    assert period("last-month", date(2026, 3, 15)) == (date(2026, 2, 1), date(2026, 2, 28))
    assert period("last-month", date(2026, 1, 1)) == (date(2025, 12, 1), date(2025, 12, 31))


def test_telephones_stand_in_groups() -> None:
    assert spaced("0912345678") == "0912 345 678"
    assert spaced("113") == "113"


# -- single pages


def test_one_of_a_group_or_several(qtbot: QtBot, kit: Kit) -> None:
    picks = [Pick(id, id) for id in "abc"]
    one = PickGroup(kit, "one", picks, first="a")
    several = PickGroup(kit, "some", picks, several=True)
    for group in (one, several):
        qtbot.addWidget(group)
        group.tile("b").click()
        group.tile("c").click()
    assert one.values() == ("c",)
    assert several.values() == ("b", "c")
    several.tile("b").click()
    assert several.values() == ("c",)


def test_a_mark_lacks_what_its_way_asks_for(qtbot: QtBot, kit: Kit) -> None:
    box = SignedBox(kit)
    qtbot.addWidget(box)
    assert box.lacking() is not None
    box.ways.tile(SignedHow.THUMB_PAPER.value).click()
    assert box.lacking() is None
    box.ways.tile(SignedHow.WITNESS.value).click()
    assert box.lacking() is not None
    box.witness.setText("Giàng A Chứng")
    assert box.lacking() is None
    signed = box.signed()
    assert (signed.how, signed.witness, signed.png) == (SignedHow.WITNESS, "Giàng A Chứng", b"")


def test_figures_that_do_not_agree_are_said_in_words(qtbot: QtBot, kit: Kit) -> None:
    screen = ClosingScreen(kit, book(refused=1), may_close=True)
    qtbot.addWidget(screen)
    wrong = screen.findChild(QWidget, "sum-dossiers")
    right = screen.findChild(QWidget, "sum-envelopes")
    assert wrong is not None
    assert right is not None
    assert (wrong.property("fits"), right.property("fits")) == (False, True)
    assert NOT_FIT.vi in [label.text() for label in wrong.findChildren(QLabel)]


def test_a_difference_in_cash_needs_a_word(qtbot: QtBot, kit: Kit, clock: HandClock) -> None:
    screen = ClosingScreen(kit, book(), may_close=True)
    qtbot.addWidget(screen)
    screen.resize(1227, 690)
    screen.show()
    closed: list[tuple[object, str]] = []
    screen.closed.connect(lambda counted, note: closed.append((counted, note)))
    screen.cash.setText("5.000")
    button = screen.findChild(Pressable, "day-close")
    assert button is not None
    button.click()
    assert closed == []
    assert NEEDS_NOTE.vi in [label.text() for label in screen.findChildren(QLabel)]
    screen.note.setText("Tiền lẻ")
    clock.advance(1)
    button.click()
    assert closed == [(5000, "Tiền lẻ")]


def test_while_the_keyboard_is_up_the_line_in_hand_is_seen(qtbot: QtBot, kit: Kit) -> None:
    screen = PAGES["fee"](kit)
    assert isinstance(screen, FeeScreen)
    qtbot.addWidget(screen)
    screen.resize(1227, 690)
    screen.show()
    screen.activateWindow()
    screen.receipt.setFocus()
    screen.resize(1227, 240)
    qtbot.waitUntil(lambda: not screen.receipt.visibleRegion().isEmpty())
    QApplication.processEvents()
    assert screen.receipt.visibleRegion().boundingRect().height() == screen.receipt.height()
    assert not screen.bar.isVisible()
    screen.resize(1227, 690)
    assert screen.bar.isVisible()


def test_everything_is_copied_in_order_and_once(qtbot: QtBot, kit: Kit) -> None:
    screen = transfer_screen(kit)
    qtbot.addWidget(screen)
    screen.show()
    clipboard = QApplication.clipboard()
    copied = []
    for _ in range(3):
        screen.copy_next()
        copied.append(clipboard.text())
    assert copied == ["v0", "v1", "v2"]
    clipboard.setText("nguyên")
    screen.copy_next()
    assert clipboard.text() == "nguyên"
    clipboard.clear()


def test_a_trip_that_is_out_has_its_copy_and_its_way_back(qtbot: QtBot, kit: Kit) -> None:
    names = {}
    for state in TripState:
        screen = trip_screen(kit, state)
        qtbot.addWidget(screen)
        names[state] = {one.objectName() for one in screen.findChildren(Pressable)}
    assert {"trip-back", "copy-make", "done-1"} <= names[TripState.UNDER_WAY]
    assert {"trip-leave", "trip-change", "trip-cancel"} <= names[TripState.PLANNED]
    assert not names[TripState.BACK] & {"trip-back", "trip-leave", "copy-make", "person-add", "drop-1"}
