"""A printer of the system through Qt, where there is no print server to ask: Windows. Shows no dialog.

Takes a finished PDF, draws its pages and keeps nothing. Windows says little of a printer's state; what it says is told.
Qt's printing module is loaded at the first question.
"""

import io
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter

from kiosk.devices.printer import Address, Came, Outcome, Printable, PrinterStatus, Road, Stopped, never
from kiosk.domain.print_jobs import Trouble

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

DOTS_PER_INCH = 300


def printer_names() -> tuple[tuple[str, bool], ...]:
    """Names of the printers the system knows, each with whether it is the usual one."""
    from PySide6.QtPrintSupport import QPrinterInfo

    return tuple((info.printerName(), info.isDefault()) for info in QPrinterInfo.availablePrinters())


class QtPrinter:
    """One printer of the system."""

    def __init__(self, name: str) -> None:
        self._name = name

    @property
    def address(self) -> str:
        """``system:<name>``."""
        return str(Address(Road.SYSTEM, self._name))

    def status(self) -> PrinterStatus:
        """Whether the system knows the printer and calls it well."""
        from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

        info = QPrinterInfo.printerInfo(self._name)
        if info.isNull():
            return PrinterStatus(Trouble.NO_PRINTER)
        if info.state() in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted):
            return PrinterStatus(Trouble.FAULT)
        return PrinterStatus()

    def print(self, paper: Printable, stopped: Stopped = never) -> Outcome:
        """Draws every page in its own size and hands all to the system's spool."""
        from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

        before = self.status()
        if not before.ready:
            return Outcome(Came.NOTHING, before.trouble)
        printer = QPrinter(QPrinterInfo.printerInfo(self._name), QPrinter.PrinterMode.HighResolution)
        printer.setDocName(paper.title)
        return draw(printer, paper.pdf, stopped)


def draw(printer: "QPrinter", pdf: bytes, stopped: Stopped = never) -> Outcome:
    """Draws the pages of a PDF on a printer of Qt's. Nothing has left for the printer before the last page is drawn."""
    import pypdfium2

    printer.setResolution(DOTS_PER_INCH)
    printer.setFullPage(True)
    document = pypdfium2.PdfDocument(pdf)
    painter = QPainter()
    try:
        for number in range(len(document)):
            page = document[number]
            width, height = page.get_size()
            _turn(printer, width, height)
            if stopped():
                printer.abort()
                return Outcome(Came.NOTHING, Trouble.LEFT)
            if not (painter.begin(printer) if number == 0 else printer.newPage()):
                printer.abort()
                return Outcome(Came.NOTHING, Trouble.REFUSED)
            picture = io.BytesIO()
            page.render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil().save(picture, "PNG")
            image = QImage.fromData(picture.getvalue())
            painter.drawImage(QRectF(0, 0, width / 72 * DOTS_PER_INCH, height / 72 * DOTS_PER_INCH), image)
        return Outcome(Came.ALL if painter.end() else Came.UNSURE)
    finally:
        if painter.isActive():
            painter.end()
        document.close()


def _turn(printer: "QPrinter", width: float, height: float) -> None:
    """The sheet of this page (points), upright or across."""
    upright = QSizeF(min(width, height), max(width, height))
    across = QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait
    printer.setPageLayout(
        QPageLayout(QPageSize(upright, QPageSize.Unit.Point), across, QMarginsF(0, 0, 0, 0))
    )
