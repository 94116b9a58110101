"""The *Phiếu ghi nhận tạm thời*: what a citizen takes home before the province has answered.

Says what was filed, what became of every paper, what happens next and whom to ask; its number is visibly
provisional. It promises no day. May not know the store, the translator's packs or the printer.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate

from forms.text import Message
from kiosk.documents import slip_wording as words
from kiosk.documents.facts import Custody, SlipFacts, SlipPaper
from kiosk.documents.lines import Pair, Show, in_vietnamese, pair
from kiosk.documents.page import Row, space, write_pdf
from kiosk.documents.paper import MM, SHEETS, Paper
from kiosk.documents.pictograms import pictogram
from kiosk.documents.qr import qr
from kiosk.documents.rows import (
    Align,
    Setting,
    beside,
    framed,
    labelled,
    one_line,
    paragraph,
    ruled,
    sentence,
    together,
)
from kiosk.documents.shaping import NO_BREAK_SPACE, Shaper
from kiosk.documents.slip_number import parse_slip_number
from kiosk.documents.wrapping import Span
from kiosk.i18n.values import VIETNAM

_HEADINGS: tuple[tuple[Custody, Message], ...] = (
    (Custody.HANDED_BACK, words.HANDED_BACK),
    (Custody.KEPT, words.KEPT),
    (Custody.COPIED, words.COPIED),
    (Custody.WAITING_LOOKUP, words.WAITING_LOOKUP),
)
_STEPS = (words.NEXT_SENT, words.NEXT_RECEIPT, words.NEXT_TIME, words.NEXT_KEEP)


def render_slip(facts: SlipFacts, paper: Paper, show: Show = in_vietnamese) -> bytes:
    """The slip as a PDF, in Vietnamese with what ``show`` answers under it. The same facts give the same
    bytes.

    Raises ``KnownError`` when the number is not a slip's number.
    """
    number = parse_slip_number(facts.number).text
    shaper = Shaper()
    sheet = SHEETS[paper]
    setting = Setting(shaper, sheet, sheet.inner)
    slip = _Slip(facts, number, setting, show)
    rows = slip.roll() if paper is Paper.ROLL_80 else slip.sheet()
    return write_pdf(
        rows,
        paper,
        shaper,
        title=f"{words.TITLE.vi} {number}",
        language="vi-VN",
        footer=slip.footer,
    )


class _Slip:
    """One slip being set. ``say`` remembers whether anything said was a draft."""

    def __init__(self, facts: SlipFacts, number: str, setting: Setting, show: Show) -> None:
        self.facts = facts
        self.number = number
        self.setting = setting
        self.size = setting.sheet.body
        self._show = show
        self._drafts = False

    def say(self, message: Message, **params: str) -> Pair:
        return self._note(pair(self._show(message, **params)))

    def _note(self, said: Pair) -> Pair:
        self._drafts = self._drafts or (said.draft and said.other is not None)
        return said

    def sheet(self) -> list[Row]:
        """On A5 and A4: the number and what fits of the particulars beside the code, the rest across the sheet below. Where
        all stood in the narrow column, a linked dossier in two languages was higher than what the title leaves of a page.
        """
        code_room = 43 * MM
        code = qr(self.facts.code, code_room)
        gap = 4 * MM
        left = self.setting.narrowed(self.setting.width - code.height - gap)
        check = sentence(
            self.setting.narrowed(code.height), self.say(words.CHECK), self.size * 0.8, align=Align.CENTRE
        )
        column = [code, *check]
        facts = [*self._number(left), space(self.size * 0.3)]
        room = together(column).height - together(facts).height
        narrow, wide = (self._facts(setting, 25 * MM) for setting in (left, self.setting))
        heights = accumulate(row.height for row in narrow)
        fitting = sum(height <= room for height in heights)
        return [
            *self._head(self.setting),
            beside(((0.0, [*facts, *narrow[:fitting]]), (left.width + gap, column))),
            *wide[fitting:],
            *self._body(self.setting, 32 * MM),
        ]

    def roll(self) -> list[Row]:
        """On the roll: one under the other, the code at the end of the particulars."""
        setting = self.setting
        code = qr(self.facts.code, 54 * MM, centred_in=setting.width)
        check = sentence(setting, self.say(words.CHECK), self.size * 0.9, align=Align.CENTRE)
        return [
            *self._head(setting),
            *self._number(setting),
            space(self.size * 0.3),
            *self._facts(setting, 24 * MM),
            code,
            *check,
            *self._body(setting, 27 * MM),
        ]

    def _head(self, setting: Setting) -> list[Row]:
        office, size = self.facts.office, self.size
        rows: list[Row] = []
        if self.facts.reprinted_at is not None:
            rows += [self._copy_mark(setting, self.facts.reprinted_at), space(size * 0.4)]
        if office.parent:
            rows += paragraph(setting, office.parent, size * 0.95, align=Align.CENTRE)
        rows += paragraph(setting, office.name, size * 1.1, bold=True, align=Align.CENTRE)
        rows += sentence(
            setting, self.say(words.COUNTER, counter=office.counter), size * 0.95, align=Align.CENTRE
        )
        title = self.say(words.TITLE)
        rows.append(ruled(setting, size * 0.4, size * 0.5))
        rows += sentence(
            setting,
            Pair(title.vi.upper(), title.other, title.draft),
            size * 1.5,
            bold=True,
            align=Align.CENTRE,
        )
        pad = size * 0.5
        said = sentence(
            setting.narrowed(setting.width - 2 * pad),
            self.say(words.NOT_YET_RECEIVED),
            size,
            bold=True,
            align=Align.CENTRE,
        )
        return [*rows, space(size * 0.4), framed(setting, said, pad), space(size * 0.6)]

    def _copy_mark(self, setting: Setting, when: datetime) -> Row:
        size, pad = self.size, self.size * 0.3
        inner = setting.narrowed(setting.width - 2 * pad)
        mark = self.say(words.REPRINT, when=_moment(when))
        rows = sentence(
            inner, Pair(mark.vi.upper(), mark.other, mark.draft), size * 1.1, bold=True, align=Align.CENTRE
        )
        return framed(setting, rows, pad, line=1.6)

    def _number(self, setting: Setting) -> list[Row]:
        rows = sentence(setting, self.say(words.NUMBER), self.size * 0.92)
        return [*rows, *one_line(setting, self.number, self.size * 1.5, least=self.size)]

    def _facts(self, setting: Setting, label_width: float) -> list[Row]:
        facts = self.facts
        day = Pair(_moment(facts.issued_at)) if facts.issued_at is not None else self.say(words.DAY_BY_HAND)
        named = Pair(
            f"{facts.procedure.vi} ({facts.procedure_code})", facts.procedure.other, facts.procedure.draft
        )
        values = (
            (words.MADE_AT, [day]),
            (words.PROCEDURE, [self._note(named)]),
            (words.FOR_WHOM, [Pair(facts.filed_for)]),
            (words.FILED_BY, [Pair(facts.filed_by)]),
            (words.STANDING, [self._note(facts.undelivered)] if facts.undelivered else []),
            (words.AUTHORITY, [] if self._apart else [Pair(facts.authority)]),
        )
        rows = self._labelled(setting, values, label_width)
        return [*rows, self._authorities(setting)] if self._apart else rows

    @property
    def _apart(self) -> bool:
        """Whether each part is told by its name: there are several, or one goes its own way."""
        parts = self.facts.parts
        return len(parts) > 1 or any(part.on_paper for part in parts)

    def _authorities(self, setting: Setting) -> Row:
        """Who decides each part, one under the other across the whole width."""
        size, indent = self.size, self.size * 1.2
        inner = setting.narrowed(setting.width - indent)
        rows = sentence(setting, self.say(words.AUTHORITY), size, keep=True)
        for part in self.facts.parts:
            told = sentence(inner, self._note(part.name), size, bold=True, keep=True)
            told += paragraph(inner, part.authority, size, keep=part.on_paper)
            if part.on_paper:
                told += sentence(inner, self.say(words.ON_PAPER), size)
            rows += [space(size * 0.25), beside(((indent, told),))]
        return together([*rows, space(size * 0.25)])

    def _body(self, setting: Setting, label_width: float) -> list[Row]:
        size = self.size
        rows = [ruled(setting, size * 0.5, size * 0.5), *self._papers(setting)]
        rows += [ruled(setting, size * 0.5, size * 0.5), *self._next(setting)]
        rows += [ruled(setting, size * 0.5, size * 0.5, keep=True), *self._people(setting, label_width)]
        if self._drafts:
            rows += [space(size * 0.5), *self._draft_notice(setting)]
        return rows

    def _papers(self, setting: Setting) -> list[Row]:
        size = self.size
        rows = sentence(setting, self.say(words.PAPERS), size * 1.12, bold=True, keep=True)
        if not self.facts.papers:
            return [*rows, *sentence(setting, self.say(words.NO_PAPERS), size)]
        side, gap = 8 * MM, 2.5 * MM
        inner = setting.narrowed(setting.width - side - gap)
        number = 0
        for custody, heading in _HEADINGS:
            group = [paper for paper in self.facts.papers if paper.custody is custody]
            if not group:
                continue
            told: list[Row] = sentence(inner, self.say(heading), size, bold=True)
            blocks: list[list[Row]] = []
            for paper in group:
                number += 1
                blocks.append(self._paper(inner, number, paper))
            first = beside(((0.0, [pictogram(custody, side)]), (side + gap, [*told, *blocks[0]])))
            rows += [space(size * 0.35), first]
            rows += [beside(((side + gap, block),)) for block in blocks[1:]]
        return rows

    def _paper(self, setting: Setting, number: int, paper: SlipPaper) -> list[Row]:
        size, indent = self.size, self.size * 1.6
        named = self._note(paper.name)
        inner = setting.narrowed(setting.width - indent)
        count = self.say(words.PAGES, count=str(paper.pages)) if paper.pages else None
        vi = f"{named.vi} ({count.vi})" if count else named.vi
        rows = sentence(inner, Pair(vi, named.other, named.draft), size)
        if paper.envelope is not None:
            rows += sentence(inner, self.say(words.ENVELOPE, number=paper.envelope), size * 1.05, bold=True)
        return [beside(((0.0, paragraph(setting, f"{number}.", size)), (indent, rows)))]

    def _next(self, setting: Setting) -> list[Row]:
        size, indent = self.size, self.size * 1.6
        rows = sentence(setting, self.say(words.NEXT), size * 1.12, bold=True, keep=True)
        inner = setting.narrowed(setting.width - indent)
        for number, step in enumerate(_STEPS, start=1):
            told = sentence(inner, self.say(step), size)
            rows.append(beside(((0.0, paragraph(setting, f"{number}.", size)), (indent, told))))
        for number, deadline in enumerate(self.facts.deadlines, start=len(_STEPS) + 1):
            told = sentence(inner, self._note(deadline), size)
            rows.append(beside(((0.0, paragraph(setting, f"{number}.", size)), (indent, told))))
        return rows

    def _people(self, setting: Setting, label_width: float) -> list[Row]:
        office = self.facts.office
        ask = [Pair(office.name), Pair(office.address)]
        if office.phone:
            ask.append(self.say(words.PHONE, phone=office.phone.replace(" ", NO_BREAK_SPACE)))
        return self._labelled(
            setting,
            (
                (words.ASK, ask),
                (words.GUIDED_BY, [Pair(self.facts.guided_by)]),
                (words.INTERPRETER, [Pair(self.facts.interpreter)]),
            ),
            label_width,
        )

    def _labelled(
        self, setting: Setting, values: Sequence[tuple[Message, Sequence[Pair]]], label_width: float
    ) -> list[Row]:
        """Label and values; a label with nothing to say is left out."""
        told = [(label, [value for value in several if value.vi]) for label, several in values]
        return [
            labelled(setting, self.say(label), several, self.size, label_width=label_width)
            for label, several in told
            if several
        ]

    def _draft_notice(self, setting: Setting) -> list[Row]:
        pad = self.size * 0.4
        said = sentence(setting.narrowed(setting.width - 2 * pad), self.say(words.DRAFT), self.size * 0.85)
        return [framed(setting, said, pad, line=0.5)]

    def footer(self, page: int, pages: int) -> Sequence[Row]:
        """The number on every page, so that no page is taken for another slip's."""
        told = words.PAGE.in_vietnamese(page=page, pages=pages)
        mark = f" · {words.REPRINT_MARK.vi}" if self.facts.reprinted_at is not None else ""
        spans = [Span(f"{words.TITLE.vi} · "), Span(self.number, bold=True), Span(f"{mark} · {told}")]
        return [together([space(self.size * 0.5), *paragraph(self.setting, spans, self.size * 0.8)])]


def _moment(when: datetime) -> str:
    local = when.astimezone(VIETNAM)
    return f"{local:%H:%M} {local:%d/%m/%Y}"
