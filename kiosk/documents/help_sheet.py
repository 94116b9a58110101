"""The help of one page on paper, to be taken to the seat or pinned up: the very sentences the screen shows. Names nobody."""

from collections.abc import Sequence

from forms.text import Message
from kiosk.documents import slip_wording
from kiosk.documents.lines import Show, pair
from kiosk.documents.page import Row, space, write_pdf
from kiosk.documents.paper import LEAST_TYPE, SHEETS, Paper
from kiosk.documents.rows import Align, Setting, framed, sentence
from kiosk.documents.shaping import Shaper

TITLE = Message("doc.help.title", "Trợ giúp", "Title of the printed help.")
TOOLS = Message(
    "doc.help.tools",
    "Hàng trên cùng: Quay lại (không mất gì), cái tai để nghe lại, loa để nghe to nhỏ, chữ to nhỏ, màu dễ nhìn, đổi tiếng nói.",
    "Under the printed help of a page: what the row of tools above every page does.",
)
KEPT = Message(
    "doc.help.kept",
    "Trả lời tới đâu máy giữ tới đó. Cứ thong thả; cần thì gọi cán bộ.",
    "Last sentence of the printed help. Must not lose: answers are kept.",
)


def render_help(sentences: Sequence[Message], paper: Paper, show: Show) -> bytes:
    """One page. The same sentences give the same bytes."""
    shaper = Shaper()
    sheet = SHEETS[paper]
    setting = Setting(shaper, sheet, sheet.inner)
    size = max(sheet.body, LEAST_TYPE) * 1.15
    told = [pair(show(message)) for message in (*sentences, TOOLS, KEPT)]
    rows: list[Row] = sentence(setting, pair(show(TITLE)), size * 1.5, bold=True, align=Align.CENTRE)
    for one in told:
        rows += [space(size * 0.7), *sentence(setting, one, size)]
    if any(one.draft for one in told):
        pad = size * 0.4
        inner = setting.narrowed(setting.width - 2 * pad)
        rows += [space(size * 0.8)]
        rows.append(
            framed(setting, sentence(inner, pair(show(slip_wording.DRAFT)), LEAST_TYPE), pad, line=0.5)
        )
    return write_pdf(rows, paper, shaper, title=TITLE.vi, language="vi-VN")
