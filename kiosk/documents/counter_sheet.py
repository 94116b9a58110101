"""What the counter's forms have in common: head, labelled lines, tables, signatures, foot.

Vietnamese with the citizen's language under it, in letters of at least 9 points. Knows no form by name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from forms.text import Message
from kiosk.documents import counter_wording as words
from kiosk.documents import slip_wording
from kiosk.documents.counter_facts import OfficeHead
from kiosk.documents.lines import Pair, Show, in_vietnamese, pair
from kiosk.documents.page import Row, space, write_pdf
from kiosk.documents.paper import LEAST_TYPE, MM, SHEETS, Paper
from kiosk.documents.receipt_wording import MOTTO, NATION, PLACE_AND_DAY
from kiosk.documents.rows import Align, Setting, beside, framed, paragraph, sentence, together
from kiosk.documents.shaping import Shaper
from kiosk.documents.tables import PAD, Cell, table
from kiosk.documents.wrapping import Span
from kiosk.documents.writing import ROOMY, TIGHT, Entry, Hand, entry_line
from kiosk.i18n.values import VIETNAM

SIZE = 10.5
CELL_SIZE = 9.5
_SIGNING_ROOM = 18 * MM
_NARROW = 10


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: over the room, a note under it, the name below the room."""

    role: Message | str
    note: Message
    name: str = ""


def day_text(day: date | datetime | None) -> str:
    """A day as it is written; blank when unknown."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = day.astimezone(VIETNAM).date()
    return f"{day:%d/%m/%Y}"


def moment_text(when: datetime | None) -> str:
    """An hour and a day; blank when unknown."""
    if when is None:
        return ""
    local = when.astimezone(VIETNAM)
    return words.MOMENT.in_vietnamese(hour=f"{local:%H}", minute=f"{local:%M}", day=f"{local:%d/%m/%Y}")


class CounterSheet:
    """One form being set. What is asked for is added row by row; ``pdf`` makes the paper of them."""

    def __init__(
        self,
        head: OfficeHead,
        title: Message,
        *,
        form: str = "",
        blank: bool = False,
        show: Show = in_vietnamese,
        paper: Paper = Paper.A4,
        subject: Message | None = None,
    ) -> None:
        self.shaper = Shaper()
        self.paper = paper
        self.setting = Setting(self.shaper, SHEETS[paper], SHEETS[paper].inner)
        self.blank = blank
        self.hand: Hand = ROOMY if blank else TIGHT
        self.rows: list[Row] = []
        self._title = title
        self._form = form
        self._show = show
        self._drafts = False
        self._told = False
        self._head(head, subject)

    def say(self, message: Message, **params: str) -> Pair:
        """A message with the citizen's language under it."""
        return self.noted(pair(self._show(message, **params)))

    def noted(self, said: Pair) -> Pair:
        """Remembers a draft: the form then says at its end what the dashed bars mean."""
        self._drafts = self._drafts or (said.draft and said.other is not None)
        return said

    def gap(self, ems: float = 0.5, *, keep: bool = False) -> None:
        """Emptiness."""
        self.rows.append(Row(SIZE * ems, space(0).draw, keep=keep))

    def _head(self, head: OfficeHead, subject: Message | None) -> None:
        reference = words.REFERENCE if self._form else words.REFERENCE_OWN
        told = self.say(reference)
        self.rows += sentence(
            self.setting,
            Pair(told.vi.upper(), told.other, told.draft),
            LEAST_TYPE,
            bold=True,
            align=Align.CENTRE,
        )
        if self._form:
            mark = words.FORM.in_vietnamese(number=self._form)
            self.rows += paragraph(self.setting, mark, LEAST_TYPE, align=Align.RIGHT)
        left = self.setting.narrowed(self.setting.width * 0.44)
        right = self.setting.narrowed(self.setting.width * 0.54)
        number = self.value(head.number) or "……………………"
        office = [
            *paragraph(left, head.parent, SIZE, align=Align.CENTRE),
            *paragraph(left, head.office, SIZE, bold=True, align=Align.CENTRE),
            _short_rule(left.width, 0.35),
            *paragraph(left, f"{words.NUMBER.vi}: {number}", SIZE, align=Align.CENTRE),
        ]
        if subject is not None:
            office += paragraph(left, subject.vi, LEAST_TYPE, align=Align.CENTRE)
        motto = self.shaper.width(MOTTO.vi, SIZE, bold=True)
        nation = [
            *paragraph(right, NATION.vi, SIZE * 0.95, bold=True, align=Align.CENTRE),
            *paragraph(right, MOTTO.vi, SIZE, bold=True, align=Align.CENTRE),
            _short_rule(right.width, motto / right.width),
            *paragraph(right, self._place_and_day(head), SIZE, align=Align.CENTRE),
        ]
        self.rows.append(beside(((0.0, office), (self.setting.width - right.width, nation))))
        self.gap(0.9)
        title = self.say(self._title)
        self.rows += sentence(
            self.setting,
            Pair(title.vi.upper(), title.other, title.draft),
            SIZE * 1.3,
            bold=True,
            align=Align.CENTRE,
        )
        self.gap(0.6)

    def _place_and_day(self, head: OfficeHead) -> str:
        day = None if self.blank else head.made_on
        return PLACE_AND_DAY.in_vietnamese(
            place=head.place or "………………",
            day=f"{day:%d}" if day else "……",
            month=f"{day:%m}" if day else "……",
            year=day.year if day else "………",
        )

    def value(self, text: str) -> str:
        """What is written, or nothing on a blank form."""
        return "" if self.blank else text

    def entry(self, label: Message, value: str | Pair, *, rows: int = 1) -> None:
        """A label with its value, or ``rows`` dotted lines on a blank form; the translations under it."""
        told = self.say(label)
        shown = self.noted(value) if isinstance(value, Pair) else Pair(value)
        lines = entry_line(
            self.setting,
            [Entry(f"{told.vi}:", self.value(shown.vi))],
            SIZE,
            self.hand,
            blank_rows=rows if self.blank or not shown.vi else 1,
        )
        under = " ".join(part for part in (told.other, None if self.blank else shown.other) if part)
        if not under:
            self.rows += lines
            return
        self.rows += [Row(row.height, row.draw, keep=True) for row in lines]
        draft = told.draft or shown.draft
        self.rows += paragraph(self.setting, under, LEAST_TYPE, indent=1.6 * MM, draft=draft)
        self.gap(0.3)

    def entries(self, *several: tuple[Message, str, int]) -> None:
        """Labels and values side by side, each with its share of the line; one under the other when translated."""
        if any(self.say(label).other is not None for label, _, _ in several):
            for label, value, _ in several:
                self.entry(label, value)
            return
        told = [Entry(f"{label.vi}:", self.value(value), share) for label, value, share in several]
        self.rows += entry_line(self.setting, told, SIZE, self.hand)

    def text(self, message: Message, *, keep: bool = False, bold: bool = False) -> None:
        """A sentence of its own."""
        self.gap(0.8 if self.blank else 0.3)
        self.rows += sentence(self.setting, self.say(message), SIZE, keep=keep, bold=bold)
        self.gap(0.3, keep=keep)

    def table(
        self,
        columns: Sequence[tuple[Message, int]],
        body: Sequence[Sequence[Pair | str | Cell]],
        *,
        empty: int,
        centred: tuple[int, ...] = (0,),
        always: bool = False,
    ) -> None:
        """A table whose columns have percentages; on a blank form, or with no rows, ``empty`` rows to write in.

        ``always`` prints the body on a blank form too: its cells have their own lines to write on.
        """
        total = sum(share for _, share in columns)
        widths = [self.setting.width * share / total for _, share in columns]
        head = [
            # no second language fits a column of running numbers
            self.cell(
                width, self.say(label) if share > _NARROW else Pair(label.vi), bold=True, align=Align.CENTRE
            )
            for width, (label, share) in zip(widths, columns, strict=True)
        ]
        told: list[list[Cell]] = [
            [
                self._filled(width, value, Align.CENTRE if number in centred else Align.LEFT)
                for number, (width, value) in enumerate(zip(widths, row, strict=True))
            ]
            for row in ([] if self.blank and not always else body)
        ]
        if not told:
            told = [[[] for _ in widths] for _ in range(empty)]
        self.rows += table(widths, head, told, least=ROOMY.height)
        self.gap(0.4)

    def _filled(self, width: float, value: Pair | str | Cell, align: Align) -> Cell:
        if isinstance(value, str):
            return self.cell(width, Pair(value), align=align)
        return self.cell(width, self.noted(value), align=align) if isinstance(value, Pair) else value

    def cell(self, width: float, said: Pair, *, bold: bool = False, align: Align = Align.LEFT) -> Cell:
        """A cell's text, line by line, so that a long one may run on over a page's end."""
        if not said.vi:
            return []
        inner = self.setting.narrowed(width - 2 * PAD)
        rows: list[Row] = []
        for part in said.vi.split("\n"):
            rows += paragraph(inner, part, CELL_SIZE, bold=bold, align=align)
        if said.other is not None:
            lead = 1.6 * MM if said.draft and align is Align.LEFT else 0.0
            rows += paragraph(inner, said.other, LEAST_TYPE, align=align, indent=lead, draft=said.draft)
        return [Row(row.height, row.draw) for row in rows]

    def signatures(self, *signers: Signer, recipients: Sequence[str] | None = None) -> None:
        """Signatures side by side and never torn; with ``recipients`` the list stands at the left of a single one."""
        columns = max(2, len(signers))
        width = self.setting.width / columns
        inner = self.setting.narrowed(width - 8.0)
        shift = self.setting.width - width * len(signers)
        stacks: list[tuple[float, list[Row]]] = []
        if recipients is not None:
            told = [*recipients] if not self.blank else []
            lines = paragraph(inner, words.RECIPIENTS.vi, LEAST_TYPE, bold=True)
            for name in told:
                lines += paragraph(inner, f"- {name};", LEAST_TYPE)
            lines += paragraph(inner, f"- {words.KEPT_COPY.vi}.", LEAST_TYPE)
            stacks.append((0.0, lines))
        heads = [self._signer_head(inner, signer) for signer in signers]
        top = max(sum(row.height for row in head) for head in heads)
        for number, (signer, head) in enumerate(zip(signers, heads, strict=True)):
            free = top - sum(row.height for row in head) + _SIGNING_ROOM
            name = self.value(signer.name)
            below = paragraph(inner, name, SIZE, bold=True, align=Align.CENTRE) if name else []
            stacks.append((shift + number * width + 4.0, [*head, space(free), *below]))
        self._tell_drafts()
        self._hold_last()
        self.gap(0.6, keep=True)
        self.rows.append(beside(stacks))

    def _signer_head(self, inner: Setting, signer: Signer) -> list[Row]:
        role = Pair(signer.role) if isinstance(signer.role, str) else self.say(signer.role)
        rows = sentence(inner, role, SIZE, bold=True, align=Align.CENTRE)
        return [*rows, *sentence(inner, self.say(signer.note), LEAST_TYPE, align=Align.CENTRE)]

    def _tell_drafts(self) -> None:
        """What the dashed bars mean, once, before the signatures where there are any."""
        if not self._drafts or self._told:
            return
        self._told = True
        pad = SIZE * 0.4
        inner = self.setting.narrowed(self.setting.width - 2 * pad)
        notice = sentence(inner, self.say(slip_wording.DRAFT), LEAST_TYPE)
        self.rows += [space(SIZE * 0.5), framed(self.setting, notice, pad, line=0.5)]

    def _hold_last(self) -> None:
        """What stands last goes along with the signatures: nobody signs an empty page."""
        for number in range(len(self.rows) - 1, max(-1, len(self.rows) - 4), -1):
            row = self.rows[number]
            if row.height > 120 or row.head is not None:
                break
            self.rows[number] = Row(row.height, row.draw, True, row.split, row.head)

    def pdf(self, footer: str) -> bytes:
        """The form. ``footer`` (a number) and the page stand at the foot of every page."""
        self._tell_drafts()

        def foot(page: int, pages: int) -> Sequence[Row]:
            spans = [Span(f"{self._title.vi} · {words.REFERENCE_MARK.vi} · ")]
            if footer and not self.blank:
                spans += [Span(footer, bold=True), Span(" · ")]
            spans.append(Span(slip_wording.PAGE.in_vietnamese(page=page, pages=pages)))
            return [together([space(SIZE * 0.5), *paragraph(self.setting, spans, LEAST_TYPE)])]

        title = self._title.vi if self.blank else f"{self._title.vi} {footer}".strip()
        return write_pdf(self.rows, self.paper, self.shaper, title=title, language="vi-VN", footer=foot)


def _short_rule(width: float, share: float) -> Row:
    left = width * (1 - share) / 2
    return Row(5.0, lambda pen, x, y: pen.rule(x + left, x + width - left, y + 2.0))
