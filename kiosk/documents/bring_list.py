"""The list a citizen takes home before coming with the papers: who comes, what to bring and why, fee, time, whom to ask.

Vietnamese with the citizen's language under it. May not know the store, packs or the printer.
"""

from collections.abc import Sequence

from forms.kinds import PaperHandling
from forms.text import Message
from kiosk.documents import bring_wording as words
from kiosk.documents import slip_wording
from kiosk.documents.bring_facts import BringListData, BringPaper
from kiosk.documents.facts import Custody
from kiosk.documents.lines import Pair, Show, pair
from kiosk.documents.page import Pen, Row, space, write_pdf
from kiosk.documents.paper import LEAST_TYPE, MM, SHEETS, Paper
from kiosk.documents.pictograms import pictogram
from kiosk.documents.rows import (
    Align,
    Setting,
    beside,
    framed,
    labelled,
    paragraph,
    ruled,
    sentence,
    together,
)
from kiosk.documents.shaping import NO_BREAK_SPACE, Shaper
from kiosk.documents.wrapping import Span

_GROUPS: tuple[tuple[PaperHandling, Message, Custody], ...] = (
    (PaperHandling.HANDED_IN, words.HANDED_IN, Custody.KEPT),
    (PaperHandling.SHOWN, words.SHOWN, Custody.HANDED_BACK),
    (PaperHandling.COPY, words.COPY, Custody.COPIED),
    (PaperHandling.NUMBER_ONLY, words.NUMBER_ONLY, Custody.WAITING_LOOKUP),
)


def render_bring_list(data: BringListData, paper: Paper, show: Show) -> bytes:
    """The list as a PDF on A4, A5 or the roll. The same data give the same bytes."""
    shaper = Shaper()
    sheet = SHEETS[paper]
    made = _BringList(data, Setting(shaper, sheet, sheet.inner), show)
    return write_pdf(
        made.rows(),
        paper,
        shaper,
        title=f"{words.TITLE.vi} {data.procedure_code}",
        language="vi-VN",
        footer=made.footer,
    )


class _BringList:
    """One list being set."""

    def __init__(self, data: BringListData, setting: Setting, show: Show) -> None:
        self.data = data
        self.setting = setting
        self.size = max(setting.sheet.body, LEAST_TYPE)
        self._show = show
        self._drafts = False

    def say(self, message: Message, **params: str) -> Pair:
        return self._note(pair(self._show(message, **params)))

    def _note(self, said: Pair) -> Pair:
        self._drafts = self._drafts or (said.draft and said.other is not None)
        return said

    def rows(self) -> list[Row]:
        """The whole list."""
        data, size = self.data, self.size
        rows = [*self._head(), *self._papers()]
        fee = self._bullets([data.fee], bold=True)
        if data.fee_rule is not None:
            fee += self._bullets([data.fee_rule])
        fee += self._exemptions()
        rows += self._section(words.FEE, fee)
        if data.time is not None:
            rows += self._section(words.TIME, self._bullets([data.time]))
        if data.deadlines:
            rows += self._section(words.DEADLINES, self._bullets(data.deadlines))
        rows.append(ruled(self.setting, size * 0.5, size * 0.5))
        rows += self._ask()
        told = (
            self.say(words.MADE, day=f"{data.made_on:%d/%m/%Y}")
            if data.made_on is not None
            else self.say(words.MADE_UNDATED)
        )
        rows += [space(size * 0.3), *sentence(self.setting, told, LEAST_TYPE)]
        if self._drafts:
            pad = size * 0.4
            inner = self.setting.narrowed(self.setting.width - 2 * pad)
            rows += [space(size * 0.4)]
            rows.append(
                framed(self.setting, sentence(inner, self.say(slip_wording.DRAFT), LEAST_TYPE), pad, line=0.5)
            )
        return rows

    def _head(self) -> list[Row]:
        data, size, setting = self.data, self.size, self.setting
        rows: list[Row] = []
        if data.office.parent:
            rows += paragraph(setting, data.office.parent, size, align=Align.CENTRE)
        rows += paragraph(setting, data.office.name, size * 1.05, bold=True, align=Align.CENTRE)
        rows.append(ruled(setting, size * 0.4, size * 0.5))
        title = self.say(words.TITLE)
        rows += sentence(
            setting,
            Pair(title.vi.upper(), title.other, title.draft),
            size * 1.4,
            bold=True,
            align=Align.CENTRE,
        )
        named = self._note(data.procedure)
        shown = Pair(f"{named.vi} ({data.procedure_code})", named.other, named.draft)
        rows += [space(size * 0.3), *sentence(setting, shown, size * 1.1, bold=True, align=Align.CENTRE)]
        if data.people:
            rows += self._section(words.PEOPLE, self._bullets(data.people))
        return rows

    def _section(self, heading: Message, body: Sequence[Row]) -> list[Row]:
        told = sentence(self.setting, self.say(heading), self.size * 1.1, bold=True, keep=True)
        return [Row(self.size * 0.6, space(0).draw, keep=True), *told, *body]

    def _bullets(self, several: Sequence[Pair], *, bold: bool = False) -> list[Row]:
        indent = self.size * 1.2
        inner = self.setting.narrowed(self.setting.width - indent)
        return [
            beside(
                ((0.0, paragraph(self.setting, "–", self.size)), (indent, self._said(inner, said, bold=bold)))
            )
            for said in several
        ]

    def _said(self, setting: Setting, said: Pair, *, bold: bool = False) -> list[Row]:
        return sentence(setting, self._note(said), self.size, bold=bold)

    def _papers(self) -> list[Row]:
        sure = [paper for paper in self.data.papers if not paper.maybe]
        some = [paper for paper in self.data.papers if paper.maybe]
        told = self._groups(sure) or sentence(self.setting, self.say(words.NO_PAPERS), self.size)
        rows = self._section(words.PAPERS, told)
        return [*rows, *self._section(words.MAYBE, self._groups(some))] if some else rows

    def _groups(self, papers: Sequence[BringPaper]) -> list[Row]:
        """Papers under what becomes of them, each group with its picture."""
        side, gap = 8 * MM, 2.5 * MM
        inner = self.setting.narrowed(self.setting.width - side - gap)
        rows: list[Row] = []
        for handling, heading, custody in _GROUPS:
            group = [paper for paper in papers if paper.handling is handling]
            if not group:
                continue
            told = sentence(inner, self.say(heading), self.size, bold=True)
            blocks = [self._paper(inner, paper) for paper in group]
            first = beside(((0.0, [pictogram(custody, side)]), (side + gap, [*told, blocks[0]])))
            rows += [
                space(self.size * 0.4),
                first,
                *(beside(((side + gap, [block]),)) for block in blocks[1:]),
            ]
        return rows

    def _paper(self, setting: Setting, paper: BringPaper) -> Row:
        """A paper behind a box to tick at home."""
        side = self.size * 0.85
        indent = side + self.size * 0.55
        inner = setting.narrowed(setting.width - indent)
        rows = self._said(inner, paper.name)
        if paper.why is not None:
            rows += sentence(inner, self._note(paper.why), LEAST_TYPE)
        box = Row(side + 3.0, lambda pen, x, y: _box(pen, x, y + self.size * 0.25, side))
        return beside(((0.0, [box]), (indent, [*rows, space(self.size * 0.3)])))

    def _exemptions(self) -> list[Row]:
        if not self.data.exemptions:
            return []
        rows = [Row(self.size * 0.3, space(0).draw, keep=True)]
        rows += sentence(self.setting, self.say(words.EXEMPT), self.size, keep=True)
        indent = self.size * 1.2
        inner = self.setting.narrowed(self.setting.width - indent)
        proofs = {one.proof.vi: one.proof for one in self.data.exemptions if one.proof is not None}
        for exemption in self.data.exemptions:
            rows += self._bullets([exemption.who])
            if exemption.proof is not None and len(proofs) > 1:
                rows.append(beside(((indent, self._proof(inner, self._note(exemption.proof))),)))
        if len(proofs) == 1:  # one paper serves for all: said once
            rows += [beside(((indent, self._proof(inner, self._note(proof))),)) for proof in proofs.values()]
        return rows

    def _proof(self, setting: Setting, paper: Pair) -> list[Row]:
        """The proof's name in both languages, each in its own sentence."""
        told = self.say(words.PROOF, paper=paper.vi)
        other = self._show(words.PROOF, paper=paper.text).text if told.other is not None else paper.other
        return sentence(setting, Pair(told.vi, other, told.draft or paper.draft), LEAST_TYPE)

    def _ask(self) -> list[Row]:
        office = self.data.office
        ask = [Pair(office.name)]
        if office.address:
            ask.append(Pair(office.address))
        if office.phone:
            ask.append(self.say(slip_wording.PHONE, phone=office.phone.replace(" ", NO_BREAK_SPACE)))
        width = min(self.setting.width * 0.36, 42 * MM)
        rows = [labelled(self.setting, self.say(words.ASK), ask, self.size, label_width=width)]
        if self.data.guided_by:
            guided = [Pair(self.data.guided_by)]
            rows.append(
                labelled(self.setting, self.say(slip_wording.GUIDED_BY), guided, self.size, label_width=width)
            )
        return rows

    def footer(self, page: int, pages: int) -> Sequence[Row]:
        """Which list it is, and the page."""
        told = slip_wording.PAGE.in_vietnamese(page=page, pages=pages)
        spans = [Span(f"{words.TITLE.vi} · {self.data.procedure_code} · {told}")]
        return [together([space(self.size * 0.5), *paragraph(self.setting, spans, LEAST_TYPE)])]


def _box(pen: Pen, x: float, y: float, side: float) -> None:
    pen.box(x, y, side, side, line=0.7)
