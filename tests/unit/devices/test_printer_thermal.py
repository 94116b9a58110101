"""The thermal printer on a real socket and a real serial line: prints once, says what is wrong, leaves nothing behind."""

import logging
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.devices.printer import WORDS, Address, Came, Outcome, Printable, PrinterStatus
from kiosk.devices.printer_escpos import Patience, ThermalPrinter
from kiosk.documents.paper import Paper
from kiosk.documents.press import slip_pdf
from kiosk.documents.raster import thermal_dots
from kiosk.domain.print_jobs import PaperSize, Trouble
from tests.printers.thermal import ROW, NetworkThermal, SerialThermal, Thermal
from tests.unit.documents.samples import SLIP

QUICK = Patience(answer=0.3, stall=1.0, proof=3.0)
Plug = Callable[..., tuple[ThermalPrinter, Thermal]]


@pytest.fixture(scope="module")
def paper() -> Printable:
    return Printable(slip_pdf(SLIP, Paper.ROLL_80), "a" * 32, PaperSize.ROLL)


@pytest.fixture(params=["network", "serial", "usb"])
def plug(request: pytest.FixtureRequest) -> Iterator[Plug]:
    open_ends: list[NetworkThermal | SerialThermal] = []

    def make(**faults: object) -> tuple[ThermalPrinter, Thermal]:
        thermal = Thermal(**faults)  # type: ignore[arg-type]
        end = NetworkThermal(thermal) if request.param == "network" else SerialThermal(thermal)
        open_ends.append(end)
        # A kernel's USB printer is a file of bytes both ways, as the serial line's end is.
        address = f"usb:{end.port}" if request.param == "usb" else end.address
        return ThermalPrinter(Address.read(address), QUICK), thermal

    yield make
    for end in open_ends:
        end.close()


@pytest.fixture
def network() -> Iterator[Plug]:
    open_ends: list[NetworkThermal] = []

    def make(**faults: object) -> tuple[ThermalPrinter, Thermal]:
        thermal = Thermal(**faults)  # type: ignore[arg-type]
        open_ends.append(NetworkThermal(thermal))
        return ThermalPrinter(Address.read(open_ends[-1].address), QUICK), thermal

    yield make
    for end in open_ends:
        end.close()


def dots(paper: Printable) -> list[bytes]:
    data = thermal_dots(paper.pdf).data
    return [data[at : at + ROW] for at in range(0, len(data), ROW)]


def test_every_dot_comes_out_once_and_the_printer_says_so(plug: Plug, paper: Printable) -> None:
    printer, thermal = plug()
    assert printer.status() == PrinterStatus()
    assert printer.print(paper) == Outcome(Came.ALL, proven=True)
    assert thermal.rows == dots(paper)
    assert thermal.cuts == 1


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        ({"paper": 0}, Trouble.PAPER_OUT),
        ({"cover_open": True}, Trouble.COVER_OPEN),
        ({"cover_open": True, "paper": 0}, Trouble.COVER_OPEN),
        ({"knife_stuck": True}, Trouble.JAM),
        ({"hot": True}, Trouble.OVERHEATED),
        ({"button": True}, Trouble.PAUSED),
    ],
)
def test_what_is_wrong_is_known_before_a_byte_of_the_paper_is_sent(
    plug: Plug, paper: Printable, fault: dict[str, object], trouble: Trouble
) -> None:
    printer, thermal = plug(**fault)
    assert printer.status().trouble is trouble
    assert printer.print(paper) == Outcome(Came.NOTHING, trouble)
    assert thermal.bands == 0


def test_paper_that_ends_soon_is_told_and_printed_on(plug: Plug, paper: Printable) -> None:
    printer, thermal = plug(near_end=True)
    assert printer.status() == PrinterStatus(paper_low=True)
    assert printer.print(paper).came is Came.ALL
    assert len(thermal.rows) == len(dots(paper))


def test_paper_that_ends_in_the_middle_leaves_nothing_for_the_next_person(
    plug: Plug, paper: Printable
) -> None:
    printer, thermal = plug(paper=300)
    assert printer.print(paper) == Outcome(Came.UNSURE, Trouble.PAPER_OUT)
    assert thermal.rows == dots(paper)[:300]
    assert printer.status().trouble is Trouble.PAPER_OUT
    assert thermal.forgotten >= 1
    thermal.paper = 1_000_000  # a new roll
    thermal.rows.clear()
    assert printer.status().ready
    assert thermal.rows == []  # nothing comes out by itself
    assert printer.print(paper) == Outcome(Came.ALL, proven=True)
    assert thermal.rows == dots(paper)


def test_paper_that_ends_on_the_last_rows_is_not_called_printed(plug: Plug, paper: Printable) -> None:
    printer, _ = plug(paper=len(dots(paper)) - 3)
    assert printer.print(paper) == Outcome(Came.UNSURE, Trouble.PAPER_OUT)


def test_a_printer_that_hangs_up_in_the_middle(network: Plug, paper: Printable) -> None:
    printer, thermal = network(hang_up_after=2)
    assert printer.print(paper) == Outcome(Came.UNSURE, Trouble.OFFLINE)
    assert thermal.bands == 2
    assert printer.print(paper) == Outcome(Came.ALL, proven=True)


def test_a_printer_that_takes_no_more_bytes_is_not_waited_for_for_ever(
    network: Plug, paper: Printable
) -> None:
    printer, thermal = network(deaf_after=2, paper=200)
    # Its memory is full of a paper it has no paper for; asked on a fresh connection it says so.
    assert printer.print(paper) == Outcome(Came.UNSURE, Trouble.PAPER_OUT)
    assert thermal.forgotten >= 1


def test_a_printer_that_is_not_there(paper: Printable) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    for address in (
        f"tcp:127.0.0.1:{port}",
        "serial:/dev/ttyS-nowhere@9600",
        "usb:/dev/usb/lp-nowhere",
        "usb:dead:beef",
    ):
        printer = ThermalPrinter(Address.read(address), QUICK)
        assert printer.status() == PrinterStatus(Trouble.OFFLINE)
        assert printer.print(paper) == Outcome(Came.NOTHING, Trouble.OFFLINE)


def test_a_printer_that_never_answers_prints_all_the_same_and_proves_nothing(
    plug: Plug, paper: Printable
) -> None:
    printer, thermal = plug(silent=True)
    assert printer.status() == PrinterStatus(answers=False)
    assert printer.print(paper) == Outcome(Came.ALL, proven=False)
    assert thermal.cut.wait(10)
    assert len(thermal.rows) == len(dots(paper))


def test_a_printer_without_the_last_question_is_believed_when_it_is_well(
    network: Plug, paper: Printable
) -> None:
    printer, _ = network(knows_gs_r=False)
    assert printer.print(paper) == Outcome(Came.ALL, proven=False)


def test_a_printing_that_nobody_wants_any_more_stops_and_is_forgotten(plug: Plug, paper: Printable) -> None:
    printer, thermal = plug()
    asked = iter([False, False, False, True])
    assert printer.print(paper, lambda: next(asked)) == Outcome(Came.UNSURE, Trouble.LEFT)
    assert printer.status().ready  # answered after everything before it was taken in
    assert thermal.bands == 2
    assert thermal.forgotten == 1
    assert thermal.cuts == 0


def test_a_sheet_never_goes_to_the_roll(network: Plug) -> None:
    printer, thermal = network()
    sheet = Printable(b"%PDF-", "b" * 32, PaperSize.A5)
    assert printer.print(sheet) == Outcome(Came.NOTHING, Trouble.REFUSED)
    assert thermal.bands == 0


def test_the_library_leaves_no_folder_and_no_logging_behind(plug: Plug) -> None:
    before = {path.name for path in Path(tempfile.gettempdir()).iterdir()}
    handlers = list(logging.root.handlers)
    from kiosk.devices.escpos_links import _Library

    _Library()
    assert logging.root.handlers == handlers
    left = {path.name for path in Path(tempfile.gettempdir()).iterdir()} - before
    assert not [name for name in left if (Path(tempfile.gettempdir()) / name).glob("*.pickle")]


def test_every_trouble_has_words() -> None:
    assert set(WORDS) == set(Trouble) - {Trouble.NONE}
