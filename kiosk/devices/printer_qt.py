"""The office's paper printer: takes a finished PDF and prints it. May not lay anything out and keeps nothing.

Qt's printing module is loaded at the first print.
"""

import io

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QImage, QPageSize, QPainter

from forms.errors import KnownError
from forms.text import Message

NO_PRINTER = Message(
    "ui.print.no_printer",
    "Máy chưa nối máy in nào. Lưu phiếu ra USB, hoặc nối máy in rồi in lại.",
    "Printing was asked for and there is no printer.",
)
NOT_TAKEN = Message(
    "ui.print.not_taken",
    "Máy in chưa nhận phiếu. Xem giấy và dây máy in, rồi in lại.",
    "The printer did not take the paper.",
)
DOTS_PER_INCH = 300


def printers() -> tuple[str, ...]:
    """Names of the printers this machine knows."""
    from PySide6.QtPrintSupport import QPrinterInfo

    return tuple(info.printerName() for info in QPrinterInfo.availablePrinters())


def print_pdf(pdf: bytes) -> None:
    """Prints every page on the usual printer in its own size. Raises ``KnownError`` when it cannot."""
    import pypdfium2
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    usual = QPrinterInfo.defaultPrinter()
    if usual.isNull():
        found = QPrinterInfo.availablePrinters()
        if not found:
            raise KnownError(NO_PRINTER)
        usual = found[0]
    printer = QPrinter(usual, QPrinter.PrinterMode.HighResolution)
    printer.setResolution(DOTS_PER_INCH)
    printer.setFullPage(True)
    document = pypdfium2.PdfDocument(pdf)
    painter = QPainter()
    try:
        for number in range(len(document)):
            page = document[number]
            width, height = page.get_size()
            printer.setPageSize(QPageSize(QSizeF(width, height), QPageSize.Unit.Point))
            if number == 0:
                if not painter.begin(printer):
                    raise KnownError(NOT_TAKEN)
            else:
                printer.newPage()
            picture = io.BytesIO()
            page.render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil().save(picture, "PNG")
            image = QImage.fromData(picture.getvalue())
            painter.drawImage(QRectF(0, 0, width / 72 * DOTS_PER_INCH, height / 72 * DOTS_PER_INCH), image)
    finally:
        if painter.isActive():
            painter.end()
        document.close()
