"""The officer's pages on the real conductor: list, dossier, papers out, supplement, drafts."""

from datetime import timedelta
from threading import get_ident

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from forms.states import ParcelKind
from kiosk.devices.attached import Attached
from kiosk.domain.papers import DigitisedHow
from kiosk.folder import Folder
from kiosk.services import assisted, following
from kiosk.ui.counter.detail_screen import DetailScreen
from kiosk.ui.counter.list_screen import CounterScreen
from kiosk.ui.counter.road_line import NOTHING_LEFT, WAITING
from kiosk.ui.counter.supplement_screen import OWED, WAITING_PAGES
from kiosk.ui.counter_flow import ASK_EVERY, NOTHING_NEW
from kiosk.ui.press_desk import PRINTED
from kiosk.ui.screens.done import SAVED
from kiosk.ui.supplement_desk import SUPPLEMENTED
from sync.dispatch import Dispatch
from sync.files import DiskFull
from sync.outbox import NEXT_FACT, Outbox
from sync.remedies import LOCAL_BLOB_DAMAGED
from sync.times import write_time
from tests.office_factories import ANSWERS, taken
from tests.scans.photographs import photograph
from tests.scans.sheets import Shot
from tests.unit.devices.simulated_camera import SimulatedCamera
from tests.unit.ui.screens.seat import Seat


@pytest.fixture
def filed(seat: Seat) -> str:
    """A dossier filed without a screen."""
    done = assisted.file_at_once(seat.shift.desk, "1.004873", ANSWERS, [("identity_card", taken())], "vi-VN")
    return done.dossier


def _list(seat: Seat) -> CounterScreen:
    screen = seat.window.screen_shown
    assert isinstance(screen, CounterScreen)
    return screen


def _open(seat: Seat, dossier: str) -> DetailScreen:
    seat.conductor.open_detail(dossier)
    seat.arrive("detail")
    seat.still()
    screen = seat.window.screen_shown
    assert isinstance(screen, DetailScreen)
    return screen


def test_whoever_looks_has_the_province_asked_now_and_then(seat: Seat, filed: str) -> None:
    outbox = seat.shift.desk.outbox
    seat.conductor.open_counter()
    outbox.hurried()
    _open(seat, filed)
    assert outbox.hurried()
    _open(seat, filed)
    assert not outbox.hurried()
    seat.clock.pass_time(ASK_EVERY)
    _open(seat, filed)
    assert outbox.hurried()
    seat.conductor.open_counter()
    seat.tap("refresh")
    seat.still()
    assert outbox.hurried()


def test_a_dossier_opens_where_nothing_can_be_asked(
    seat: Seat, filed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_on: list[int] = []

    def full(_outbox: Outbox) -> None:
        asked_on.append(get_ident())
        raise DiskFull

    monkeypatch.setattr(Outbox, "hurry", full)
    _open(seat, filed)
    assert asked_on
    assert get_ident() not in asked_on, "a page does not wait for an outbox another process holds"
    assert "ask-for-news" in (seat.conductor.folder.logs / "screen.log").read_text()


def test_a_dossier_opens_beside_a_damaged_outbox(seat: Seat, filed: str) -> None:
    desk = seat.shift.desk
    desk.drop_outbox()
    (desk.folder.outbox / "outbox.db").write_bytes(b"no database" * 500)
    _open(seat, filed)
    assert ANSWERS["requester_name"] in seat.texts()


def test_the_list_promises_no_sending_of_what_was_refused(seat: Seat, filed: str) -> None:
    outbox, dispatch = seat.shift.desk.outbox, Dispatch(seat.shift.desk.outbox)
    (parcel,) = seat.shift.desk.store.parcels.by_dossier(filed)
    dispatch.put_off(parcel.id, "cut")
    seat.clock.pass_time(60)
    outbox.remember(NEXT_FACT, write_time(seat.clock.now() + timedelta(minutes=4, seconds=30)))
    seat.conductor.open_counter()
    said = _list(seat).road.text()
    assert WAITING.in_vietnamese(n="1") in said
    assert "sau 4 phút" in said, "a lost link is asked after first, whatever was due before"
    dispatch.refuse_here(parcel.id, LOCAL_BLOB_DAMAGED)
    seat.conductor.open_counter()
    assert _list(seat).road.text() == NOTHING_LEFT.vi


def test_the_list_finds_and_opens_and_comes_back(seat: Seat, filed: str) -> None:
    seat.conductor.open_counter()
    seat.arrive("counter")
    screen = _list(seat)
    assert screen.table.model().rowCount() == 1
    seat.line("search").setText("nguyen thi mau")
    seat.bot.keyClick(seat.line("search"), Qt.Key.Key_Return)
    assert screen.table.model().rowCount() == 1
    seat.line("search").setText("khong co ai")
    seat.bot.keyClick(seat.line("search"), Qt.Key.Key_Return)
    assert screen.table.model().rowCount() == 0
    seat.line("search").setText("mau")
    seat.bot.keyClick(seat.line("search"), Qt.Key.Key_Return)
    screen.dossier_opened.emit(filed)
    seat.arrive("detail")
    assert ANSWERS["requester_name"] in seat.texts()
    seat.tap("back")
    assert seat.page == "counter"
    assert seat.line("search").text() == "mau"
    assert _list(seat).table.current_id() == filed


@pytest.mark.parametrize("tool", ["text-size", "contrast"])
def test_another_look_keeps_the_list(seat: Seat, filed: str, tool: str) -> None:
    seat.conductor.open_counter()
    seat.arrive("counter")
    seat.tap(tool)
    assert _list(seat).table.model().rowCount() == 1


def test_a_slip_is_looked_at_printed_and_saved(seat: Seat, filed: str) -> None:
    screen = _open(seat, filed)
    seat.tap("slip-print")
    screen.print_asked.emit(*_shown(screen))
    seat.still()
    assert PRINTED.vi in seat.texts()
    assert seat.printed[0].startswith(b"%PDF-")
    screen.save_asked.emit(*_shown(screen))
    seat.still()
    assert SAVED.vi in seat.texts()
    assert len(list(seat.saved.glob("*.pdf"))) == 1


def _shown(screen: DetailScreen) -> tuple[object, str]:
    from kiosk.ui.counter.values import Document

    return Document.SLIP, "a5"


def test_a_receipt_before_the_number_is_home_is_explained(seat: Seat, filed: str) -> None:
    _open(seat, filed)
    seat.tap("receipt-print")
    assert "Chưa in được Giấy tiếp nhận" in seat.texts()


def test_a_supplement_travels_as_a_parcel_of_its_own(seat: Seat, filed: str) -> None:
    _open(seat, filed)
    seat.tap("supplement")
    assert seat.page == "supplement"
    seat.tap("send")
    seat.tap("supplement-identity_card-add")
    seat.line("note").setText("Gửi thêm mặt sau")
    seat.tap("send")
    seat.arrive("detail")
    assert SUPPLEMENTED.vi in seat.texts()
    kinds = [parcel.kind for parcel in seat.shift.desk.store.parcels.by_dossier(filed)]
    assert sorted(kinds) == [ParcelKind.FILING, ParcelKind.SUPPLEMENT]


def test_a_supplement_is_photographed_handed_back_and_waits_until_it_is_sent(seat: Seat, filed: str) -> None:
    camera = SimulatedCamera(photograph(Shot(frame=(1944, 2592))))
    seat.conductor._devices = Attached(camera=lambda: camera)
    _open(seat, filed)
    seat.tap("supplement")
    seat.line("note").setText("Gửi thêm mặt sau")
    seat.tap("supplement-identity_card-add")
    seat.arrive("capture")
    seat.tap("shoot")
    seat.go_on()
    seat.arrive("supplement")
    assert camera.watcher is None
    assert seat.line("note").text() == "Gửi thêm mặt sau"
    assert WAITING_PAGES.in_vietnamese(n=1, how="chụp") in seat.texts()
    # It lies in the store: leaving the page, or a crash, loses nothing.
    seat.tap("back")
    seat.tap("supplement")
    store = seat.shift.desk.store
    (paper,) = following.papers_waiting(seat.shift.desk, filed)
    assert paper.how is DigitisedHow.CAMERA
    seat.tap("send")
    assert OWED.vi in seat.texts()
    seat.tap("supplement-identity_card-hand_back")
    assert store.papers.get(paper.id).returned
    seat.tap("supplement-previous_certificate-add")
    seat.arrive("capture")
    seat.tap("shoot")
    seat.go_on()
    seat.arrive("supplement")
    seat.tap("supplement-previous_certificate-put_in_envelope")
    (envelope,) = store.papers.envelopes(filed)
    assert envelope.papers == ("previous_certificate",)
    seat.tap("supplement-divorce_ruling-add")
    seat.arrive("capture")
    seat.tap("shoot")
    seat.go_on()
    seat.arrive("supplement")
    seat.tap("supplement-divorce_ruling-remove")
    waiting = following.papers_waiting(seat.shift.desk, filed)
    assert [one.paper for one in waiting] == ["identity_card", "previous_certificate"]
    seat.tap("send")
    seat.arrive("detail")
    assert following.papers_waiting(seat.shift.desk, filed) == ()
    supplement = next(p for p in store.parcels.by_dossier(filed) if p.kind is ParcelKind.SUPPLEMENT)
    assert store.papers.get(paper.id).parcel == supplement.id


def test_a_draft_goes_on_where_it_was_left_and_may_be_thrown_away(seat: Seat) -> None:
    seat.to_questions()
    seat.answer_until("question:requester_phone")
    dossier = seat.shift.visit.dossier
    seat.conductor.open_counter()
    seat.arrive("counter")
    _list(seat).draft_resumed.emit(dossier)
    seat.arrive("question:requester_phone")
    seat.conductor.open_counter()
    seat.arrive("counter")
    _list(seat).draft_deleted.emit(dossier)
    assert seat.shift.desk.store.dossiers.drafts() == ()
    assert seat.shift.visit.dossier is None
    seat.tap("new-visit")
    assert seat.page == "language"


def test_a_refresh_that_brings_nothing_says_so(seat: Seat) -> None:
    seat.conductor.open_counter()
    seat.arrive("counter")
    seat.tap("refresh")
    assert NOTHING_NEW.vi in seat.texts()


def test_a_damaged_book_of_the_road_leaves_the_list_usable(seat: Seat, filed: str, folder: Folder) -> None:
    desk = seat.shift.desk
    desk.drop_outbox()
    for path in folder.outbox.glob("outbox.db*"):
        path.write_bytes(b"no database any more" * 400)
    seat.conductor.open_counter()
    seat.arrive("counter")
    assert _list(seat).table.model().rowCount() == 1
    assert seat.sees("told")
    assert not seat.window.findChildren(QWidget, "sheet")


def test_locking_and_ending_from_the_counter(seat: Seat) -> None:
    seat.conductor.open_counter()
    seat.arrive("counter")
    seat.tap("lock")
    assert seat.page == "locked"
    seat.conductor.open_counter()
    seat.arrive("counter")
    seat.tap("end-shift")
    seat.tap("end-sheet-stay")
    assert seat.page == "counter"
    seat.tap("end-shift")
    seat.tap("end-sheet-end")
    assert seat.page == "welcome"
    assert seat.link.kept is None
