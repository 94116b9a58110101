"""The *Giấy tiếp nhận hồ sơ và hẹn trả kết quả*, printed once the province has sent the number and the day.

Fields and their order are those of the TT 01/2018/TT-VPCP generation (the 2025 text is a gap in our facts),
so it is headed "Mẫu tham khảo". Names no day the authority has not named. May not know the store, packs or
the printer.
"""

from collections.abc import Sequence
from datetime import datetime

from forms.errors import BugError, KnownError
from forms.text import Message
from kiosk.documents import receipt_wording as words
from kiosk.documents import slip_wording
from kiosk.documents.facts import ReceiptCopy, ReceiptFacts
from kiosk.documents.lines import Pair, Show, in_vietnamese, pair
from kiosk.documents.page import Pen, Row, space, write_pdf
from kiosk.documents.paper import LEAST_TYPE, MM, SHEETS, Paper
from kiosk.documents.qr import qr
from kiosk.documents.rows import (
    Align,
    Setting,
    beside,
    framed,
    labelled,
    one_line,
    paragraph,
    sentence,
    together,
)
from kiosk.documents.shaping import Shaper
from kiosk.documents.tables import PAD, table
from kiosk.documents.wrapping import Span
from kiosk.documents.writing import TIGHT
from kiosk.i18n.values import VIETNAM

_BY_HAND = "……………………………………"
_SHORT = "…………"


class ReceiptNotYetError(KnownError):
    """The official number or the day of acceptance has not come back."""

    def __init__(self) -> None:
        super().__init__(words.NOT_YET)


def render_receipt(facts: ReceiptFacts, paper: Paper, show: Show = in_vietnamese) -> bytes:
    """The receipt as a PDF on A4 or A5. The same facts give the same bytes.

    Raises ``ReceiptNotYetError`` while the number or the day of acceptance is unknown.
    """
    if not facts.blank and (not facts.official_number or facts.received_at is None):
        raise ReceiptNotYetError
    if paper is Paper.ROLL_80:
        raise BugError("the official receipt is an A4 or A5 form")
    shaper = Shaper()
    sheet = SHEETS[paper]
    receipt = _Receipt(facts, Setting(shaper, sheet, sheet.inner), show)
    return write_pdf(
        receipt.rows(),
        paper,
        shaper,
        title=f"{words.TITLE.vi} {receipt.number}".strip(),
        language="vi-VN",
        footer=receipt.footer,
    )


class _Receipt:
    """One receipt being set."""

    def __init__(self, facts: ReceiptFacts, setting: Setting, show: Show) -> None:
        self.facts = facts
        self.number = "" if facts.blank else facts.official_number or ""
        self.setting = setting
        self.size = setting.sheet.body
        self._show = show
        self._drafts = False

    def say(self, message: Message, **params: str) -> Pair:
        return self._note(pair(self._show(message, **params)))

    def _note(self, said: Pair) -> Pair:
        self._drafts = self._drafts or (said.draft and said.other is not None)
        return said

    def rows(self) -> list[Row]:
        """The whole receipt."""
        size = self.size
        rows = [*self._head(), space(size * 0.6), *self._particulars(), space(size * 0.3), *self._papers()]
        times = [space(size * 0.4), *self._certification(), *self._times()]
        last = times.pop()
        # signatures never stand alone on a page
        rows += [*times, Row(last.height, last.draw, keep=True), Row(size * 0.6, space(0).draw, keep=True)]
        rows.append(self._signatures())
        if self._drafts:
            inner = self.setting.narrowed(self.setting.width - size)
            notice = sentence(inner, self.say(slip_wording.DRAFT), LEAST_TYPE)
            rows += [space(size * 0.4), framed(self.setting, notice, size / 2, line=0.5)]
        return rows

    def _head(self) -> list[Row]:
        facts, size = self.facts, self.size
        left = self.setting.narrowed(self.setting.width * 0.39)
        right = self.setting.narrowed(self.setting.width * 0.6)
        rows: list[Row] = []
        if facts.reprinted_at is not None and not facts.blank:
            mark = self.say(
                slip_wording.REPRINT, when=f"{facts.reprinted_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
            )
            inner = self.setting.narrowed(self.setting.width - size * 0.6)
            told = sentence(
                inner, Pair(mark.vi.upper(), mark.other, mark.draft), size, bold=True, align=Align.CENTRE
            )
            rows += [framed(self.setting, told, size * 0.3, line=1.6), space(size * 0.4)]
        form = self.say(words.REFERENCE_FORM)
        rows += sentence(self.setting, form, LEAST_TYPE, bold=True, align=Align.CENTRE)
        rows.append(space(size * 0.4))
        office = [
            *paragraph(left, facts.parent, self._small, align=Align.CENTRE),
            *paragraph(left, facts.office, size, bold=True, align=Align.CENTRE),
            *sentence(left, self.say(words.DEPARTMENT), self._small, align=Align.CENTRE),
        ]
        nation = [
            *paragraph(right, words.NATION.vi, self._small, bold=True, align=Align.CENTRE),
            *paragraph(right, words.MOTTO.vi, self._small, bold=True, align=Align.CENTRE),
            space(size * 0.4),
            *paragraph(right, self._place_and_day(), self._small, align=Align.CENTRE),
            *paragraph(right, self._book(), self._small, align=Align.CENTRE),
        ]
        rows.append(beside(((0.0, office), (self.setting.width - right.width, nation))))
        return [*rows, space(size * 0.7), self._title()]

    @property
    def _small(self) -> float:
        return max(self.size * 0.95, LEAST_TYPE)

    def _book(self) -> str:
        """Quyển số, Số thứ tự: the office's own books, dots where they are kept by hand."""
        facts = self.facts
        book, order = ("", "") if facts.blank else (facts.book, facts.order)
        return f"{words.BOOK.vi}: {book or _SHORT} · {words.ORDER_IN_BOOK.vi}: {order or _SHORT}"

    def _title(self) -> Row:
        """Title and number, the code at their right."""
        facts, size = self.facts, self.size
        code = qr(facts.code, 30 * MM) if facts.code and not facts.blank else None
        gap = 3 * MM
        left = self.setting.narrowed(self.setting.width - code.height - gap) if code else self.setting
        title = self.say(words.TITLE)
        told = sentence(left, Pair(title.vi.upper(), title.other, title.draft), size * 1.25, bold=True)
        told += [space(size * 0.3), *sentence(left, self.say(words.NUMBER), max(size * 0.92, LEAST_TYPE))]
        told += one_line(left, self.number or _BY_HAND, size * 1.4, least=size)
        if facts.trial and not facts.blank:
            pad = size * 0.3
            trial = self.say(words.TRIAL)
            inner = left.narrowed(left.width - 2 * pad)
            marked = sentence(inner, Pair(trial.vi.upper(), trial.other, trial.draft), self._small, bold=True)
            told += [space(size * 0.2), framed(left, marked, pad, line=1.4)]
        return beside(((0.0, told), (left.width + gap, [code]))) if code else together(told)

    def _place_and_day(self) -> str:
        if self.facts.made_at is None or self.facts.blank:
            return words.PLACE_AND_DAY.in_vietnamese(place=self.facts.place, day="……", month="……", year="………")
        day = self.facts.made_at.astimezone(VIETNAM)
        return words.PLACE_AND_DAY.in_vietnamese(
            place=self.facts.place, day=f"{day:%d}", month=f"{day:%m}", year=day.year
        )

    def _particulars(self) -> list[Row]:
        facts = self.facts
        request = facts.request
        if facts.request_code:
            request = Pair(f"{request.vi} ({facts.request_code})", request.other, request.draft)
        values = [
            (words.RECEIVED_FROM, Pair(facts.owner or facts.submitter)),
            (words.SUBMITTER, Pair(facts.submitter)),
            (words.ADDRESS, Pair(facts.address)),
            (words.PHONE, Pair(facts.phone)),
            (words.EMAIL, Pair(facts.email)),
            (words.IDENTITY, Pair(facts.identity_number)),
            (words.REQUEST, self._note(request)),
        ]
        # a line the form asks for stays open for the hand; one that only repeats or nobody has is left out
        told = [
            (label, value)
            for label, value in values
            if facts.blank
            or (
                (label is not words.EMAIL or value.vi)
                and (label is not words.SUBMITTER or facts.owner not in ("", facts.submitter))
            )
        ]
        return self._labelled(told)

    def _labelled(self, values: Sequence[tuple[Message, Pair]]) -> list[Row]:
        width = self.setting.width * 0.36
        rows = []
        for label, value in values:
            shown = Pair("") if self.facts.blank else value
            if shown.vi:
                rows.append(labelled(self.setting, self.say(label), [shown], self.size, label_width=width))
            else:
                rows.append(self._open(self.say(label), width))
        return rows

    def _open(self, label: Pair, width: float) -> Row:
        """A label and a dotted line to write on."""
        told = sentence(self.setting.narrowed(width), label, max(self.size * 0.92, LEAST_TYPE))
        height = max(TIGHT.height, sum(row.height for row in told))
        start = width + 2.2 * MM

        def draw(pen: Pen, x: float, y: float) -> None:
            pen.dots(x + start, x + self.setting.width, y + TIGHT.height - 4.0)

        return beside(((0.0, told), (0.0, [Row(height, draw)])))

    def _papers(self) -> list[Row]:
        size = self.size
        width = self.setting.width
        narrow, order = width * 0.135, width * 0.08
        widths = (order, width - order - 3 * narrow, narrow, narrow, narrow)
        heads = (words.ORDER, words.PAPER_NAME, words.ORIGINALS, words.CERTIFIED, words.COPIES)
        small = max(size * 0.85, LEAST_TYPE)
        # no second language fits over a column of running numbers
        told_heads = [Pair(text.vi) if text is words.ORDER else self.say(text) for text in heads]
        head = [
            sentence(self.setting.narrowed(width - 2 * PAD), told, small, bold=True, align=Align.CENTRE)
            for width, told in zip(widths, told_heads, strict=True)
        ]
        body: list[list[list[Row]]] = []
        for number, paper in enumerate(() if self.facts.blank else self.facts.papers, start=1):
            counts = (paper.originals, paper.certified, paper.copies)
            texts = [Pair(str(number)), self._note(paper.name), *(Pair(str(n) if n else "–") for n in counts)]
            body.append(
                [
                    sentence(
                        self.setting.narrowed(width - 2 * PAD),
                        text,
                        self._small,
                        align=Align.LEFT if column == 1 else Align.CENTRE,
                    )
                    for column, (width, text) in enumerate(zip(widths, texts, strict=True))
                ]
            )
        if not body:
            body = [[[] for _ in widths] for _ in range(6 if self.facts.blank else 1)]
        rows = sentence(self.setting, self.say(words.PAPERS), size, keep=True)
        rows.append(Row(size * 0.2, space(0).draw, keep=True))
        return [*rows, *table(widths, head, body, least=TIGHT.height if self.facts.blank else 0.0)]

    def _certification(self) -> list[Row]:
        """What a receipt for certified copies adds."""
        told = self.facts.certification
        if told is None:
            return []
        electronic = Pair("")
        if told.electronic is not None:
            electronic = self.say(words.YES if told.electronic else words.NO)
        return self._labelled(
            (
                (words.CERTIFIED_PAGES, Pair("" if told.pages is None else str(told.pages))),
                (words.CERTIFIED_COPIES, Pair("" if told.copies is None else str(told.copies))),
                (words.CERTIFIED_ELECTRONIC, electronic),
            )
        )

    def _times(self) -> list[Row]:
        facts = self.facts
        due = self._moment(facts.due_at) if facts.due_at is not None else self.say(words.NO_DUE)
        told = [
            (words.SETS, self.say(words.SETS_VALUE, count=str(facts.sets))),
            (words.LEGAL_TIME, self._note(facts.legal_time)),
            (words.RECEIVED_AT, self._moment(facts.received_at)),
            (words.DUE_AT, due),
        ]
        if facts.second_stage is not None:
            told += [
                (words.SECOND_RECEIVED, self._moment(facts.second_stage.received_at)),
                (words.SECOND_DUE, self._moment(facts.second_stage.due_at)),
            ]
        return self._labelled([*told, (words.RESULT_AT, Pair(facts.result_at))])

    def _moment(self, when: datetime | None) -> Pair:
        if when is None:
            return Pair("")
        local = when.astimezone(VIETNAM)
        return self.say(words.MOMENT, hour=f"{local:%H}", minute=f"{local:%M}", day=f"{local:%d/%m/%Y}")

    def _signatures(self) -> Row:
        half = self.setting.narrowed(self.setting.width / 2)

        def column(head: Message, name: str) -> list[Row]:
            return [
                *sentence(half, self.say(head), self.size, bold=True, align=Align.CENTRE),
                *sentence(half, self.say(words.SIGN_AND_NAME), LEAST_TYPE, align=Align.CENTRE),
                space(14 * MM),
                *paragraph(half, "" if self.facts.blank else name, self.size, bold=True, align=Align.CENTRE),
            ]

        return beside(
            (
                (0.0, column(words.SUBMITTER_SIGNS, self.facts.submitter)),
                (half.width, column(words.OFFICER_SIGNS, self.facts.received_by)),
            )
        )

    def footer(self, page: int, pages: int) -> Sequence[Row]:
        """The number and whose copy it is, on every page."""
        copy = words.FOR_CITIZEN if self.facts.copy is ReceiptCopy.CITIZEN else words.FOR_OFFICE
        told = slip_wording.PAGE.in_vietnamese(page=page, pages=pages)
        again = f" · {slip_wording.REPRINT_MARK.vi}" if self.facts.reprinted_at is not None else ""
        trial = f" · {words.TRIAL_MARK.vi}" if self.facts.trial else ""
        if self.facts.blank:
            spans = [Span(f"{words.TITLE.vi} · {copy.vi} · {told}")]
        else:
            spans = [Span(self.number, bold=True), Span(f"{trial} · {copy.vi}{again} · {told}")]
        return [together([space(self.size * 0.5), *paragraph(self.setting, spans, LEAST_TYPE)])]
