"""The leaflet about a procedure, to be handed out: everything beside a picture, Vietnamese with the citizen's language.

May not know the store, packs or the printer.
"""

from collections.abc import Sequence

from forms.text import Message
from kiosk.documents import bring_wording, slip_wording
from kiosk.documents import leaflet_wording as words
from kiosk.documents.drawings import drawing, has_drawing
from kiosk.documents.leaflet_facts import LeafletData, Part, Told
from kiosk.documents.lines import Pair, Show, pair
from kiosk.documents.page import Row, space, write_pdf
from kiosk.documents.paper import LEAST_TYPE, MM, SHEETS, Paper
from kiosk.documents.rows import Setting, beside, framed, paragraph, ruled, sentence, together
from kiosk.documents.shaping import NO_BREAK_SPACE, Shaper
from kiosk.documents.wrapping import Span

_UNSURE_MARK = f"{NO_BREAK_SPACE}(?)"


def render_leaflet(data: LeafletData, paper: Paper, show: Show) -> bytes:
    """The leaflet as a PDF on A4, A5 or the roll. The same data give the same bytes."""
    shaper = Shaper()
    sheet = SHEETS[paper]
    made = _Leaflet(data, Setting(shaper, sheet, sheet.inner), show)
    return write_pdf(
        made.rows(),
        paper,
        shaper,
        title=f"{words.TITLE.vi} {data.procedure_code}",
        language="vi-VN",
        footer=made.footer,
    )


class _Leaflet:
    """One leaflet being set."""

    def __init__(self, data: LeafletData, setting: Setting, show: Show) -> None:
        self.data = data
        self.setting = setting
        self.size = max(setting.sheet.body, LEAST_TYPE)
        self._show = show
        self._drafts = False
        self._unsure = False

    def say(self, message: Message, **params: str) -> Pair:
        return self._note(pair(self._show(message, **params)))

    def _note(self, said: Pair) -> Pair:
        self._drafts = self._drafts or (said.draft and said.other is not None)
        return said

    def rows(self) -> list[Row]:
        """The whole leaflet."""
        data = self.data
        rows = self._head()
        if not data.sent_from_here:
            rows += self._boxed(words.NOT_SENT)
        rows += self._section(words.RESULT, "certificate", data.result)
        rows += self._section(bring_wording.PEOPLE, "people", data.people)
        if data.papers or data.sent_from_here:
            none = Part((Told(self.say(bring_wording.NO_PAPERS)),), sure=True)
            rows += self._section(
                bring_wording.PAPERS, "paper", data.papers if data.papers or data.maybe else none
            )
        rows += self._section(bring_wording.MAYBE, "paper-other", data.maybe)
        rows += self._section(words.STEPS, "list", data.steps, numbered=True)
        if data.sent_from_here:
            rows += self._section(bring_wording.FEE, "money", data.fee)
            rows += self._exemptions()
        rows += self._section(bring_wording.TIME, "clock", data.time)
        rows += self._section(bring_wording.DEADLINES, "calendar", data.deadlines)
        rows += self._where()
        rows += self._foot()
        return rows

    def _head(self) -> list[Row]:
        data, size = self.data, self.size
        side, gap = 20 * MM, 4 * MM
        inner = self.setting.narrowed(self.setting.width - side - gap)
        named = self._note(data.procedure)
        told = sentence(inner, Pair(named.vi.upper(), named.other, named.draft), size * 1.25, bold=True)
        told += [space(size * 0.3), *sentence(inner, self._note(data.purpose), size)]
        return [
            beside(((0.0, [drawing(data.picture, side)]), (side + gap, told))),
            ruled(self.setting, size * 0.5, size * 0.1),
        ]

    def _section(self, heading: Message, picture: str, part: Part, *, numbered: bool = False) -> list[Row]:
        """A heading with its picture, and what stands under it."""
        if not part:
            return []
        self._unsure = self._unsure or not part.sure
        size, side, gap = self.size, 7 * MM, 2.5 * MM
        inner = self.setting.narrowed(self.setting.width - side - gap)
        said = self.say(heading)
        marked = Pair(said.vi + ("" if part.sure else _UNSURE_MARK), said.other, said.draft)
        head = beside(
            (
                (0.0, [drawing(picture, side)]),
                (side + gap, [space(size * 0.35), *sentence(inner, marked, size * 1.1, bold=True)]),
            ),
            keep=True,
        )
        rows = [Row(size * 0.55, space(0).draw, keep=True), head]
        for number, told in enumerate(part.told, start=1):
            rows.append(self._told(told, side + gap, number if numbered else 0))
        return rows

    def _told(self, told: Told, indent: float, number: int) -> Row:
        """One thing; its picture, when it has one, at the left of the words."""
        size = self.size
        side = 11 * MM if has_drawing(told.picture) else 0.0
        room = side + (2 * MM if side else 0.0)
        inner = self.setting.narrowed(self.setting.width - indent - room)
        text = self._note(told.text)
        if number:
            text = Pair(f"{number}. {text.vi}", text.other, text.draft)
        rows = sentence(inner, text, size, bold=bool(told.small))
        for small in told.small:
            rows += sentence(inner, self._note(small), LEAST_TYPE if not number else size)
        picture = [(indent, [drawing(told.picture, side)])] if side else []
        return together([beside((*picture, (indent + room, [*rows, space(size * 0.25)])))])

    def _exemptions(self) -> list[Row]:
        if not self.data.exemptions:
            return []
        indent = 9.5 * MM
        inner = self.setting.narrowed(self.setting.width - indent)
        heading = sentence(inner, self.say(bring_wording.EXEMPT), self.size, bold=True)
        rows = [beside(((indent, heading),), keep=True)]
        # Each for itself: a long list goes on overleaf instead of leaving the page before it half empty.
        rows += [
            beside(((indent, sentence(inner, self._note(one.who), self.size)),))
            for one in self.data.exemptions
        ]
        proofs = {one.proof.vi: one.proof for one in self.data.exemptions if one.proof is not None}
        rows += [
            beside(((indent, sentence(inner, self._note(proof), LEAST_TYPE)),)) for proof in proofs.values()
        ]
        return rows

    def _where(self) -> list[Row]:
        office = self.data.office
        told = [Told(Pair(office.name), small=tuple(self._reach()))] if self.data.sent_from_here else []
        part = Part((*told, *self.data.where.told), self.data.where.sure)
        return self._section(words.WHERE, "place", part)

    def _reach(self) -> list[Pair]:
        office = self.data.office
        reach = [Pair(text) for text in (office.counter, office.address) if text]
        if office.phone:
            reach.append(self.say(slip_wording.PHONE, phone=office.phone.replace(" ", NO_BREAK_SPACE)))
        return reach

    def _foot(self) -> list[Row]:
        size = self.size
        made = (
            self.say(bring_wording.MADE, day=f"{self.data.made_on:%d/%m/%Y}")
            if self.data.made_on is not None
            else self.say(bring_wording.MADE_UNDATED)
        )
        rows = [ruled(self.setting, size * 0.6, size * 0.3)]
        if self._unsure:
            rows += sentence(self.setting, self.say(words.UNSURE), LEAST_TYPE, bold=True)
        rows += sentence(self.setting, made, LEAST_TYPE)
        return rows + (self._boxed(slip_wording.DRAFT) if self._drafts else [])

    def _boxed(self, message: Message) -> list[Row]:
        pad = self.size * 0.4
        inner = self.setting.narrowed(self.setting.width - 2 * pad)
        said = sentence(inner, self.say(message), LEAST_TYPE, bold=message is words.NOT_SENT)
        return [space(self.size * 0.4), framed(self.setting, said, pad, line=0.5)]

    def footer(self, page: int, pages: int) -> Sequence[Row]:
        """Which leaflet it is, and the page."""
        told = slip_wording.PAGE.in_vietnamese(page=page, pages=pages)
        spans = [Span(f"{words.TITLE.vi} · {self.data.procedure_code} · {told}")]
        return [together([space(self.size * 0.5), *paragraph(self.setting, spans, LEAST_TYPE)])]
