"""A page for trying a printer: its paper's edges, letters of the languages printed here, a QR. Names nobody."""

from datetime import datetime

from forms.text import Message
from kiosk.documents.lines import in_vietnamese
from kiosk.documents.page import Pen, Row, space, write_pdf
from kiosk.documents.paper import MM, SHEETS, Paper
from kiosk.documents.qr import qr
from kiosk.documents.rows import Align, Setting, paragraph
from kiosk.documents.shaping import Shaper
from kiosk.documents.wrapping import Span

TITLE = Message("doc.test.title", "TRANG IN THỬ", "Title of the page that tries a printer.")
PAPER = Message(
    "doc.test.paper", "Khổ giấy {size} – {when}", "Which paper the page is for, and when it was made."
)
EDGES = Message(
    "doc.test.edges",
    "Khung phải thấy đủ bốn cạnh. Nếu thiếu cạnh, xem lại khổ giấy chọn trong máy in.",
    "What to look at on the page that tries a printer.",
)
LETTERS = "Ằ ẵ ễ ổ ữ ỵ đ Đ ư Ư · Ê̆ Ô̆ Ơ̆ ƀ č ñ · 0123456789"
_SIZES = {Paper.A4: "A4", Paper.A4_WIDE: "A4", Paper.A5: "A5", Paper.ROLL_80: "80 mm"}


def render_test_page(paper: Paper, at: datetime) -> bytes:
    """One page. ``at`` is local time."""
    shaper = Shaper()
    sheet = SHEETS[paper]
    setting = Setting(shaper, sheet, sheet.inner)
    size = sheet.body

    def says(text: str, em: float = 1.0, *, bold: bool = False, align: Align = Align.LEFT) -> list[Row]:
        return list(paragraph(setting, [Span(text, bold=bold)], size * em, align=align))

    told = in_vietnamese(PAPER, size=_SIZES[paper], when=f"{at:%H:%M %d/%m/%Y}").vi
    rows = [
        space(size * 1.5),
        *says(in_vietnamese(TITLE).vi, 1.6, bold=True, align=Align.CENTRE),
        space(size * 0.5),
        *says(told, align=Align.CENTRE),
        space(size * 0.8),
        *says(LETTERS, 1.2, align=Align.CENTRE),
        qr("HOSO", 26 * MM, centred_in=setting.width),
        *says(in_vietnamese(EDGES).vi, align=Align.CENTRE),
        space(size * 1.5),
    ]

    def frame(pen: Pen, width: float, height: float) -> None:
        inset = min(sheet.side, sheet.top) - 1
        pen.box(inset, inset, width - 2 * inset, height - 2 * inset, line=1.2)

    return write_pdf(rows, paper, shaper, title=TITLE.vi, language="vi-VN", under=frame)
