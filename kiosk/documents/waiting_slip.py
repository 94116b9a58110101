"""The waiting number on paper, to be held until an officer calls it. Names nobody: only the number, the hour and what to do.

May not know the store, the screen or the printer.
"""

from forms.text import Message
from kiosk.documents.page import Row, space, write_pdf
from kiosk.documents.paper import SHEETS, Paper
from kiosk.documents.rows import Align, Setting, paragraph, ruled, sentence
from kiosk.documents.shaping import Shaper
from kiosk.documents.waiting_facts import WaitingData
from kiosk.documents.wrapping import Span
from kiosk.i18n.values import VIETNAM

TITLE = Message("doc.counter.waiting", "Số chờ", "Title of the paper with a waiting number.")
_NUMBER = 5.0  # times the body's size: read across a waiting room


def render_waiting(data: WaitingData, paper: Paper) -> bytes:
    """One page, on the roll as short as it can be."""
    shaper = Shaper()
    sheet = SHEETS[paper]
    setting = Setting(shaper, sheet, sheet.inner)
    size = sheet.body
    local = data.at.astimezone(VIETNAM)
    rows: list[Row] = [
        *paragraph(setting, data.office, size, align=Align.CENTRE),
        ruled(setting, size * 0.4, size * 0.5),
        *sentence(setting, data.lead, size * 1.2, align=Align.CENTRE),
        *paragraph(setting, [Span(data.number, bold=True)], size * _NUMBER, align=Align.CENTRE),
        *paragraph(setting, f"{local:%H:%M} {local:%d/%m/%Y}", size, align=Align.CENTRE),
        ruled(setting, size * 0.4, size * 0.5),
    ]
    for line in data.lines:
        rows += [*sentence(setting, line, size), space(size * 0.3)]
    return write_pdf(rows, paper, shaper, title=TITLE.vi, language="vi-VN")
