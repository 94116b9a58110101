"""The mark of a copy on a finished paper: said at the head of every page, with when, over whatever the page holds.

Slips and receipts set their own mark where it belongs; every other paper gets this one. May not change a page otherwise.
"""

import io
from datetime import datetime

import pypdfium2
from reportlab.pdfgen.canvas import Canvas

from kiosk.documents.page import Pen
from kiosk.documents.shaping import Shaper
from kiosk.documents.slip_wording import REPRINT
from kiosk.documents.wrapping import Span, fill
from kiosk.i18n.values import VIETNAM

_SIZE = 9.0
_EDGE = (
    17.0  # points from the upper and the right edge: outside every sheet's text, inside what printers reach
)


def marked(pdf: bytes, at: datetime) -> bytes:
    """The same paper with the mark on each page."""
    local = at.astimezone(VIETNAM)
    text = REPRINT.in_vietnamese(when=f"{local:%H:%M} {local:%d/%m/%Y}").upper()
    paper = pypdfium2.PdfDocument(pdf)
    marks = []
    try:
        for page in paper:
            width, height = page.get_size()
            mark = pypdfium2.PdfDocument(_mark(text, width, height))
            marks.append(mark)
            drawn = mark.page_as_xobject(0, paper).as_pageobject()
            page.insert_obj(drawn)
            page.gen_content()
        sink = io.BytesIO()
        paper.save(sink)
    finally:
        for mark in marks:
            mark.close()
        paper.close()
    return sink.getvalue()


def _mark(text: str, width: float, height: float) -> bytes:
    """An empty page of that size with the mark in its corner."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(width, height), invariant=1)
    shaper = Shaper()
    (line,) = fill([Span(text, bold=True)], 10_000, _SIZE, shaper)
    Pen(canvas, shaper, height).line(line, width - _EDGE - line.width, _EDGE, _SIZE)
    canvas.showPage()
    canvas.save()
    return out.getvalue()
