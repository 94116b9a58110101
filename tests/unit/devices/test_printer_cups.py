"""Sheets through a real print server: printed, refused, stuck, taken back; nothing of a paper stays in its spool."""

import threading
from collections.abc import Iterator

import pytest

from kiosk.devices import printers
from kiosk.devices.cups import Queue, conversation
from kiosk.devices.printer import Address, Came, Outcome, Printable, PrinterStatus
from kiosk.devices.printer_cups import CupsPatience, CupsPrinter, status_of
from kiosk.documents.press import slip_pdf
from kiosk.domain.print_jobs import PaperSize, Trouble
from tests.printers.print_server import PrintServer, can_run
from tests.unit.documents.samples import SLIP

needs_cups = pytest.mark.skipif(
    not can_run(),
    reason="a print server of our own needs root and cups-daemon, cups-client, cups-server-common",
)
QUICK = CupsPatience(look=0.05, trouble=0.6, old_trouble=3.0, paper=20.0)
TITLE = "c" * 32


@pytest.fixture(scope="module")
def running() -> Iterator[PrintServer]:
    server = PrintServer()
    yield server
    server.close()


@pytest.fixture
def server(running: PrintServer, monkeypatch: pytest.MonkeyPatch) -> PrintServer:
    running.reset()
    monkeypatch.setenv("CUPS_SERVER", running.address)
    _forget_server()
    return running


def _forget_server() -> None:
    """The client library reads its environment once a thread."""
    from kiosk.devices.cups import library

    library().cupsSetServer(None)


@pytest.fixture(scope="module")
def paper() -> Printable:
    return Printable(slip_pdf(SLIP), TITLE, PaperSize.A5)


@needs_cups
def test_the_machine_knows_its_printers_and_the_usual_one(server: PrintServer) -> None:
    found = [
        (one.name, one.address, one.usual)
        for one in printers.found_printers()
        if one.address.startswith("system:")
    ]
    assert found == [("File", "system:File", True), ("Other", "system:Other", False)]
    assert printers.default_for(PaperSize.A4) == "system:File"
    assert printers.default_for(PaperSize.ROLL) == ""
    assert CupsPrinter("File").status() == PrinterStatus()
    assert CupsPrinter("Nobody").status().trouble is Trouble.NO_PRINTER


@needs_cups
def test_a_sheet_comes_out_as_it_was_sent_and_leaves_the_spool(server: PrintServer, paper: Printable) -> None:
    printer = printers.printer_at("system:File")
    assert printer.print(paper) == Outcome(Came.ALL)
    assert server.printed() == [paper.pdf]
    assert server.spooled() == []
    assert printer.print(paper) == Outcome(Came.ALL)
    assert len(server.printed()) == 2


@needs_cups
@pytest.mark.parametrize(
    ("keyword", "trouble"),
    [
        ("media-empty-error", Trouble.PAPER_OUT),
        ("media-jam-error", Trouble.JAM),
        ("cover-open-error", Trouble.COVER_OPEN),
        ("offline-report", Trouble.OFFLINE),
        ("toner-empty-error", Trouble.NO_INK),
    ],
)
def test_a_paper_that_cannot_be_finished_is_taken_back(
    server: PrintServer, paper: Printable, keyword: str, trouble: Trouble
) -> None:
    server.trouble(keyword)
    assert CupsPrinter("File", QUICK).print(paper) == Outcome(Came.UNSURE, trouble)
    assert server.spooled() == []
    assert server.printed() == []
    server.trouble(None)
    # A queue goes on saying what its last job found; that keeps nobody from printing, and only this paper comes out.
    assert CupsPrinter("File", QUICK).print(paper) == Outcome(Came.ALL)
    assert server.printed() == [paper.pdf]
    assert CupsPrinter("File").status().ready


@needs_cups
def test_paper_put_in_within_a_moment_is_printed_on(server: PrintServer, paper: Printable) -> None:
    server.trouble("media-empty-error")
    ended: list[Outcome] = []
    thread = threading.Thread(target=lambda: ended.append(CupsPrinter("File").print(paper)))
    thread.start()
    server.until(lambda: CupsPrinter("Other").status().ready and _waits("File"))
    server.trouble(None)
    thread.join(20)
    assert ended == [Outcome(Came.ALL)]
    assert server.printed() == [paper.pdf]


def _waits(name: str) -> bool:
    return CupsPrinter(name).status().trouble is Trouble.PAPER_OUT


@needs_cups
def test_a_paused_printer_is_given_nothing(server: PrintServer, paper: Printable) -> None:
    server.run("cupsdisable", "File")
    assert CupsPrinter("File", QUICK).print(paper) == Outcome(Came.NOTHING, Trouble.PAUSED)
    assert server.spooled() == []
    server.run("cupsenable", "File")
    server.run("cupsreject", "File")
    assert CupsPrinter("File", QUICK).print(paper) == Outcome(Came.NOTHING, Trouble.REFUSED)


@needs_cups
def test_a_printer_that_gives_up_is_said_to_be_stopped(server: PrintServer, paper: Printable) -> None:
    server.fail(1)
    outcome = CupsPrinter("File", QUICK).print(paper)
    assert (outcome.came, outcome.trouble) == (Came.UNSURE, Trouble.PAUSED)
    assert server.spooled() == []
    assert server.printed() == []


@needs_cups
def test_a_printing_that_nobody_wants_any_more_is_taken_back(server: PrintServer, paper: Printable) -> None:
    server.trouble("media-empty-error")
    assert CupsPrinter("File", CupsPatience(look=0.05)).print(paper, lambda: True).trouble is Trouble.LEFT
    assert server.spooled() == []


@needs_cups
def test_a_server_that_goes_in_the_middle_is_told_and_nobody_waits_for_ever(
    server: PrintServer, paper: Printable
) -> None:
    server.trouble("media-empty-error")
    ended: list[Outcome] = []
    patience = CupsPatience(look=0.05, trouble=1.0, old_trouble=30.0)
    thread = threading.Thread(target=lambda: ended.append(CupsPrinter("File", patience).print(paper)))
    thread.start()
    server.until(lambda: _waits("File"))
    server.stop()
    try:
        thread.join(20)
        assert ended == [Outcome(Came.UNSURE, Trouble.OFFLINE)]
    finally:
        server.start()
    # Somebody is asked about this paper: it neither comes out later by itself nor stays in the spool.
    server.until(lambda: CupsPrinter("File").status().trouble is not Trouble.OFFLINE)
    server.until(lambda: server.spooled() == [])
    server.trouble(None)
    assert server.printed() == []


@needs_cups
def test_without_a_server_there_is_no_printer_and_no_error(server: PrintServer, paper: Printable) -> None:
    server.stop()
    try:
        assert CupsPrinter("File").status() == PrinterStatus(Trouble.OFFLINE)
        assert CupsPrinter("File").print(paper) == Outcome(Came.NOTHING, Trouble.REFUSED)
        assert [one for one in printers.found_printers() if one.address.startswith("system:")] == []
        assert printers.default_for(PaperSize.A4) == ""
    finally:
        server.start()


@needs_cups
def test_the_server_never_hears_a_name(server: PrintServer, paper: Printable) -> None:
    CupsPrinter("File").print(paper)
    log = (server.root / "log/error").read_text(errors="replace") + (server.root / "log/access").read_text()
    assert TITLE in log
    for word in ("Giàng", "Nguyễn", "Thử"):
        assert word not in log


@needs_cups
def test_a_job_the_server_forgot_is_unsure(server: PrintServer) -> None:
    with conversation() as cups:
        assert cups.state("File", 999_999) is None


@pytest.mark.parametrize(
    ("reasons", "trouble"),
    [
        (("media-empty-warning",), Trouble.NONE),  # another tray
        (("media-low-report", "media-jam-error"), Trouble.JAM),
        (("door-open", "media-empty"), Trouble.COVER_OPEN),
        (("spool-area-full-error",), Trouble.FAULT),
        (("cups-waiting-for-job-completed",), Trouble.NONE),
    ],
)
def test_keywords_mean_what_the_standards_say(reasons: tuple[str, ...], trouble: Trouble) -> None:
    assert status_of(Queue("x", 3, reasons, True, False)).trouble is trouble


@pytest.mark.parametrize(
    "text",
    [
        "system:Máy in tầng 1",
        "tcp:10.0.0.9:9100",
        "serial:/dev/ttyUSB0@38400",
        "usb:/dev/usb/lp0",
        "usb:04b8:0e15",
    ],
)
def test_an_address_reads_back_as_it_was_written(text: str) -> None:
    assert str(Address.read(text)) == text
