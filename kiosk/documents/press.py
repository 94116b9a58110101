"""The door to the papers: set a slip or a receipt, look at it, print it, make ready before the first one.

Importing it loads neither the PDF writer nor the fonts (0.4 s on an office PC, more than a screen may cost at
start); the first call does, and ``warm_up`` can be called where nobody waits. May not know the store or Qt.
"""

from kiosk.documents.facts import ReceiptFacts, SlipFacts
from kiosk.documents.lines import Show, in_vietnamese
from kiosk.documents.paper import Paper


def warm_up() -> None:
    """Load the PDF writer, the fonts, the QR and the slip code, so that the first slip is as quick as the
    next.

    Safe to call from a thread that is not the screen's, and more than once.
    """
    from kiosk.documents import raster, receipt, slip, slip_code
    from kiosk.documents.fonts import SHIPPED
    from kiosk.documents.qr import qr
    from kiosk.documents.shaping import face_of

    _ = (raster, receipt, slip, slip_code)
    for family in SHIPPED:
        for bold in (False, True):
            face_of(family, bold=bold)
    qr("WARM", 100)


def slip_pdf(facts: SlipFacts, paper: Paper = Paper.A5, show: Show = in_vietnamese) -> bytes:
    """The provisional slip; see ``slip.render_slip``."""
    from kiosk.documents.slip import render_slip

    return render_slip(facts, paper, show)


def receipt_pdf(facts: ReceiptFacts, paper: Paper = Paper.A5, show: Show = in_vietnamese) -> bytes:
    """The official receipt; see ``receipt.render_receipt``."""
    from kiosk.documents.receipt import render_receipt

    return render_receipt(facts, paper, show)


def preview_png(pdf: bytes, page: int = 0, *, dots_per_inch: float = 150) -> bytes:
    """A page as the screen shows it; see ``raster.preview_png``."""
    from kiosk.documents.raster import preview_png as preview

    return preview(pdf, page, dots_per_inch=dots_per_inch)


def thermal_bytes(pdf: bytes, *, cut: bool = True) -> bytes:
    """A roll's paper as the bytes a thermal printer takes; see ``escpos``."""
    from kiosk.documents.escpos import escpos
    from kiosk.documents.raster import page_count, thermal_dots

    last = page_count(pdf) - 1
    return b"".join(escpos(thermal_dots(pdf, page), cut=cut and page == last) for page in range(last + 1))
