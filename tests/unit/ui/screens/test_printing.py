"""Printing on the real conductor with a thermal printer on a real socket: words, ways on, and nothing printed twice."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from kiosk.devices.printer import READY, WORDS
from kiosk.domain.audit import Event
from kiosk.domain.print_jobs import PaperSize, PrintJob, PrintState, Trouble
from kiosk.folder import Folder
from kiosk.services import assisted, print_queue
from kiosk.services.desk import Desk
from kiosk.ui.counter.detail_screen import DetailScreen
from kiosk.ui.counter.printers_screen import NO_JOBS, QUESTION, PrintersScreen
from kiosk.ui.counter.values import Document
from kiosk.ui.print_desk import MIDWAY, OUT
from tests.office_factories import ANSWERS, PASSPHRASE, SHEET, open_desk
from tests.printers.thermal import NetworkThermal, Thermal
from tests.store_factories import SetClock
from tests.unit.ui.screens.seat import OFFICER, Seat

Office = tuple[Seat, Thermal, NetworkThermal, str]


@pytest.fixture
def thermal() -> Iterator[NetworkThermal]:
    end = NetworkThermal(Thermal())
    yield end
    end.close()


@pytest.fixture
def seat(qtbot: QtBot, folder: Folder, clock: SetClock, no_printers: None) -> Iterator[Seat]:
    made = Seat(qtbot, folder, clock, own_printers=True)
    made.unlock()
    yield made
    made.close()


@pytest.fixture
def no_printers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine the tests run on may have a print server; the office has not."""
    monkeypatch.setenv("CUPS_SERVER", "/nowhere/cups.sock")
    from kiosk.devices.cups import library

    if library() is not None:
        library().cupsSetServer(b"/nowhere/cups.sock")


@pytest.fixture
def detail(seat: Seat) -> Callable[[], DetailScreen]:
    """The page of a filed dossier."""
    dossier = assisted.file_at_once(
        seat.shift.desk, "1.004873", ANSWERS, [("identity_card", SHEET)], "vi-VN"
    ).dossier

    def show() -> DetailScreen:
        seat.conductor.open_detail(dossier)
        seat.arrive("detail")
        screen = seat.window.screen_shown
        assert isinstance(screen, DetailScreen)
        return screen

    return show


def desk(seat: Seat) -> Desk:
    return seat.shift.desk


def choose(seat: Seat, thermal: NetworkThermal) -> None:
    print_queue.choose(desk(seat), PaperSize.ROLL, thermal.address)


def print_slip(seat: Seat, screen: DetailScreen, size: str = "80mm") -> None:
    screen.print_asked.emit(Document.SLIP, size)
    seat.still()


def only(seat: Seat) -> PrintJob:
    (job,) = print_queue.open_jobs(desk(seat))
    return job


def page(seat: Seat) -> PrintersScreen:
    seat.conductor.open_counter()
    seat.arrive("counter")
    seat.tap("printers")
    seat.arrive("printers")
    seat.still()
    screen = seat.window.screen_shown
    assert isinstance(screen, PrintersScreen)
    return screen


def printings(seat: Seat, dossier: str) -> int:
    return desk(seat).store.audit.printings(Event.SLIP_PRINTED, dossier)


def test_a_slip_comes_out_and_the_page_says_so(
    seat: Seat, thermal: NetworkThermal, detail: Callable[[], DetailScreen]
) -> None:
    choose(seat, thermal)
    print_slip(seat, detail())
    assert OUT.vi in seat.texts()
    assert thermal.thermal.cuts == 1
    assert print_queue.open_jobs(desk(seat)) == ()


def test_without_a_printer_the_page_says_what_else_to_do(
    seat: Seat, detail: Callable[[], DetailScreen]
) -> None:
    print_slip(seat, detail(), "a5")
    assert WORDS[Trouble.NO_PRINTER].vi in seat.texts()
    assert only(seat).state is PrintState.WAITING


def test_paper_put_in_is_printed_on_by_itself_while_the_page_stands(
    seat: Seat, thermal: NetworkThermal, detail: Callable[[], DetailScreen]
) -> None:
    choose(seat, thermal)
    thermal.thermal.paper = 0
    screen = detail()
    print_slip(seat, screen)
    assert WORDS[Trouble.PAPER_OUT].vi in seat.texts()
    print_slip(seat, screen)  # tapped again: still one job
    assert only(seat).trouble is Trouble.PAPER_OUT
    seat.conductor.prints._try_waiting()
    seat.still()
    assert thermal.thermal.rows == []
    thermal.thermal.paper = 100_000
    seat.conductor.prints._try_waiting()
    seat.bot.waitUntil(lambda: OUT.vi in seat.texts(), timeout=10_000)
    assert thermal.thermal.cuts == 1
    assert printings(seat, screen.detail.dossier.id) == 1


def test_when_the_citizen_has_gone_nothing_comes_out_by_itself(
    seat: Seat, thermal: NetworkThermal, detail: Callable[[], DetailScreen]
) -> None:
    choose(seat, thermal)
    thermal.thermal.cover_open = True
    print_slip(seat, detail())
    assert WORDS[Trouble.COVER_OPEN].vi in seat.texts()
    seat.conductor.new_visit()
    seat.still()
    thermal.thermal.cover_open = False
    seat.conductor.prints._try_waiting()
    seat.still()
    assert thermal.thermal.rows == []
    screen = page(seat)
    assert WORDS[Trouble.LEFT].vi in seat.texts()
    seat.tap(f"job-{only(seat).id}-print")
    seat.still()
    assert OUT.vi in seat.texts()
    assert NO_JOBS.vi in seat.texts()
    assert thermal.thermal.cuts == 1
    assert screen is not seat.window.screen_shown


def test_a_slip_that_stopped_midway_is_asked_about_and_printed_again_as_a_copy(
    seat: Seat, thermal: NetworkThermal, detail: Callable[[], DetailScreen]
) -> None:
    choose(seat, thermal)
    thermal.thermal.paper = 300
    print_slip(seat, detail())
    assert only(seat).state is PrintState.FAILED
    assert MIDWAY[Trouble.PAPER_OUT].vi in seat.texts()
    thermal.thermal.paper = 100_000
    page(seat)
    assert QUESTION.vi in seat.texts()
    asked = only(seat).id
    seat.tap(f"job-{asked}-spoiled")
    seat.still()
    assert OUT.vi in seat.texts()
    jobs = desk(seat).store.print_jobs.latest()
    assert [(job.state, job.again) for job in jobs] == [
        (PrintState.PRINTED, True),
        (PrintState.CANCELLED, False),
    ]


def test_what_came_out_all_the_same_is_believed(
    seat: Seat, thermal: NetworkThermal, detail: Callable[[], DetailScreen]
) -> None:
    choose(seat, thermal)
    thermal.thermal.hang_up_after = 2
    screen = detail()
    print_slip(seat, screen)
    rows = len(thermal.thermal.rows)
    page(seat)
    seat.tap(f"job-{only(seat).id}-came-out")
    assert NO_JOBS.vi in seat.texts()
    assert len(thermal.thermal.rows) == rows
    assert printings(seat, screen.detail.dossier.id) == 1


def test_a_job_at_the_printer_when_the_machine_died_is_said_and_not_repeated(
    qtbot: QtBot, folder: Folder, clock: SetClock, thermal: NetworkThermal, no_printers: None
) -> None:
    office = open_desk(folder, clock)
    dossier = assisted.file_at_once(office, "1.004873", ANSWERS, [("identity_card", SHEET)], "vi-VN").dossier
    print_queue.choose(office, PaperSize.ROLL, thermal.address)
    job = print_queue.slip(office, dossier)
    assert print_queue.take(office, job.id, thermal.address)
    office.close()
    seat = Seat(qtbot, folder, clock, own_printers=True)
    try:
        seat.tap("start")
        seat.tap(f"officer-{OFFICER}")
        seat.write("passphrase", PASSPHRASE)
        seat.tap("unlock")
        seat.bot.waitUntil(lambda: seat.sees("interrupted"), timeout=20_000)
        assert WORDS[Trouble.INTERRUPTED].vi in seat.texts()
        seat.tap("interrupted-ok")
        seat.tap("pin-skip")
        seat.arrive("language")
        assert thermal.thermal.rows == []
        page(seat)
        seat.tap(f"job-{job.id}-nothing")
        seat.still()
        assert thermal.thermal.cuts == 1
    finally:
        seat.close()


def test_a_printer_is_chosen_by_its_address_tried_and_let_go(seat: Seat, thermal: NetworkThermal) -> None:
    page(seat)
    seat.write("printer-address", "day khong phai dia chi")
    seat.tap("printer-add")
    assert "Địa chỉ máy in chưa đúng" in seat.texts()
    seat.write("printer-address", thermal.address.removeprefix("tcp:"))
    seat.tap("printer-add")
    seat.bot.waitUntil(lambda: READY.vi in seat.texts(), timeout=10_000)
    assert print_queue.chosen(desk(seat)) == {PaperSize.ROLL: thermal.address}
    seat.tap("printer-80mm-try")
    seat.still()
    assert OUT.vi in seat.texts()
    assert thermal.thermal.cuts == 1
    seat.tap("printer-80mm-none")
    assert print_queue.chosen(desk(seat)) == {}
    seat.tap("back")
    assert seat.page == "counter"


def test_a_leader_sees_the_papers_but_chooses_no_printer(
    qtbot: QtBot, folder: Folder, clock: SetClock, no_printers: None
) -> None:
    seat = Seat(qtbot, folder, clock, own_printers=True)
    try:
        seat.tap("start")
        seat.tap("officer-lanh-dao-1")
        seat.write("passphrase", PASSPHRASE)
        seat.tap("unlock")
        seat.bot.waitUntil(lambda: seat.conductor.shift is not None, timeout=20_000)
        seat.still()
        page(seat)
        assert NO_JOBS.vi in seat.texts()
        assert not seat.sees("printer-address")
    finally:
        seat.close()
