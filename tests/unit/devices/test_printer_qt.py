"""The half of printing that goes through Qt: every page in its own size, and a printer that is not there said to be so."""

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from kiosk.devices.printer import Came, Outcome, Printable, PrinterStatus
from kiosk.devices.printer_qt import QtPrinter, draw
from kiosk.documents.joining import joined
from kiosk.documents.paper import Paper
from kiosk.documents.press import slip_pdf
from kiosk.documents.raster import preview_png
from kiosk.domain.print_jobs import PaperSize, Trouble
from tests.unit.documents.samples import SLIP, picture

pytestmark = pytest.mark.usefixtures("qapp")


def test_pages_come_out_in_their_own_sizes_and_as_they_look(qtbot: QtBot, tmp_path: Path) -> None:
    pdf = joined([slip_pdf(SLIP, Paper.A5), slip_pdf(SLIP, Paper.A4), slip_pdf(SLIP, Paper.A4_WIDE)])
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    assert draw(printer, pdf) == Outcome(Came.ALL)
    came = (tmp_path / "out.pdf").read_bytes()
    before, after = pypdfium2.PdfDocument(pdf), pypdfium2.PdfDocument(came)
    assert len(after) == len(before)
    for number in range(len(before)):
        wanted, found = before[number].get_size(), after[number].get_size()
        assert found == pytest.approx(wanted, abs=1.5)
        left, right = (
            picture(preview_png(data, number, dots_per_inch=150)).convert("L") for data in (pdf, came)
        )
        right = right.resize(left.size)
        ink = [
            sum(255 - value for value in image.tobytes()) / len(image.tobytes()) for image in (left, right)
        ]
        assert ink[1] == pytest.approx(ink[0], rel=0.2)
    before.close()
    after.close()


def test_a_printing_nobody_wants_any_more_leaves_nothing(tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    assert draw(printer, slip_pdf(SLIP), lambda: True) == Outcome(Came.NOTHING, Trouble.LEFT)
    assert not (tmp_path / "out.pdf").exists()


def test_a_printer_the_system_does_not_know() -> None:
    printer = QtPrinter("khong-co")
    assert printer.address == "system:khong-co"
    assert printer.status() == PrinterStatus(Trouble.NO_PRINTER)
    assert printer.print(Printable(b"", "a" * 32, PaperSize.A4)) == Outcome(Came.NOTHING, Trouble.NO_PRINTER)
