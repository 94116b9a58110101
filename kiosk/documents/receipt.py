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
from kiosk.documents.page import Row, space, write_pdf
from kiosk.documents.paper import MM, SHEETS, Paper
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
    table_row,
    together,
)
from kiosk.documents.shaping import Shaper
from kiosk.documents.wrapping import Span
from kiosk.i18n.values import VIETNAM

_BY_HAND = "……………………………………"


class ReceiptNotYetError(KnownError):
    """The official number or the day of acceptance has not come back."""

    def __init__(self) -> None:
        super().__init__(words.NOT_YET)


def render_receipt(facts: ReceiptFacts, paper: Paper, show: Show = in_vietnamese) -> bytes:
    """The receipt as a PDF on A4 or A5. The same facts give the same bytes.

    Raises ``ReceiptNotYetError`` while the number or the day of acceptance is unknown.
    """
    if not facts.official_number or facts.received_at is None:
        raise ReceiptNotYetError
    if paper is Paper.ROLL_80:
        raise BugError("the official receipt is an A4 or A5 form")
    shaper = Shaper()
    sheet = SHEETS[paper]
    receipt = _Receipt(
        facts, facts.official_number, facts.received_at, Setting(shaper, sheet, sheet.inner), show
    )
    return write_pdf(
        receipt.rows(),
        paper,
        shaper,
        title=f"{words.TITLE.vi} {facts.official_number}",
        language="vi-VN",
        footer=receipt.footer,
    )


class _Receipt:
    """One receipt being set."""

    def __init__(
        self, facts: ReceiptFacts, number: str, received_at: datetime, setting: Setting, show: Show
    ) -> None:
        self.facts = facts
        self.number = number
        self.received_at = received_at
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
        times = [space(size * 0.4), *self._times()]
        last = times.pop()
        # signatures never stand alone on a page
        rows += [*times, Row(last.height, last.draw, keep=True), Row(size * 0.6, space(0).draw, keep=True)]
        rows.append(self._signatures())
        if self._drafts:
            inner = self.setting.narrowed(self.setting.width - size)
            notice = sentence(inner, self.say(slip_wording.DRAFT), size * 0.85)
            rows += [space(size * 0.4), framed(self.setting, notice, size / 2, line=0.5)]
        return rows

    def _head(self) -> list[Row]:
        facts, size = self.facts, self.size
        left = self.setting.narrowed(self.setting.width * 0.46)
        right = self.setting.narrowed(self.setting.width * 0.52)
        rows: list[Row] = []
        if facts.reprinted_at is not None:
            mark = self.say(
                slip_wording.REPRINT, when=f"{facts.reprinted_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
            )
            inner = self.setting.narrowed(self.setting.width - size * 0.6)
            told = sentence(
                inner, Pair(mark.vi.upper(), mark.other, mark.draft), size, bold=True, align=Align.CENTRE
            )
            rows += [framed(self.setting, told, size * 0.3, line=1.6), space(size * 0.4)]
        form = self.say(words.REFERENCE_FORM)
        rows += sentence(self.setting, form, size * 0.9, bold=True, align=Align.CENTRE)
        rows.append(space(size * 0.4))
        office = [
            *paragraph(left, facts.parent, size * 0.95, align=Align.CENTRE),
            *paragraph(left, facts.office, size, bold=True, align=Align.CENTRE),
            *sentence(left, self.say(words.DEPARTMENT), size * 0.95, align=Align.CENTRE),
        ]
        nation = [
            *paragraph(right, words.NATION.vi, size * 0.86, bold=True, align=Align.CENTRE),
            *paragraph(right, words.MOTTO.vi, size * 0.95, bold=True, align=Align.CENTRE),
            space(size * 0.4),
            *paragraph(right, self._place_and_day(), size * 0.95, align=Align.CENTRE),
        ]
        rows.append(beside(((0.0, office), (self.setting.width - right.width, nation))))
        return [*rows, space(size * 0.7), self._title()]

    def _title(self) -> Row:
        """Title and number, the code at their right."""
        facts, size = self.facts, self.size
        code = qr(facts.code, 30 * MM)
        gap = 3 * MM
        left = self.setting.narrowed(self.setting.width - code.height - gap)
        title = self.say(words.TITLE)
        told = sentence(left, Pair(title.vi.upper(), title.other, title.draft), size * 1.25, bold=True)
        told += [space(size * 0.3), *sentence(left, self.say(words.NUMBER), size * 0.92)]
        told += one_line(left, self.number, size * 1.4, least=size)
        if facts.trial:
            pad = size * 0.3
            trial = self.say(words.TRIAL)
            inner = left.narrowed(left.width - 2 * pad)
            marked = sentence(inner, Pair(trial.vi.upper(), trial.other, trial.draft), size * 0.95, bold=True)
            told += [space(size * 0.2), framed(left, marked, pad, line=1.4)]
        return beside(((0.0, told), (left.width + gap, [code])))

    def _place_and_day(self) -> str:
        if self.facts.made_at is None:
            return words.PLACE_AND_DAY.in_vietnamese(place=self.facts.place, day="……", month="……", year="………")
        day = self.facts.made_at.astimezone(VIETNAM)
        return words.PLACE_AND_DAY.in_vietnamese(
            place=self.facts.place, day=f"{day:%d}", month=f"{day:%m}", year=day.year
        )

    def _particulars(self) -> list[Row]:
        facts = self.facts
        request = Pair(f"{facts.request.vi} ({facts.request_code})", facts.request.other, facts.request.draft)
        values = (
            (words.RECEIVED_FROM, Pair(facts.submitter)),
            (words.ADDRESS, Pair(facts.address or _BY_HAND)),
            (words.PHONE, Pair(facts.phone or _BY_HAND)),
            (words.EMAIL, Pair(facts.email)),
            (words.IDENTITY, Pair(facts.identity_number or _BY_HAND)),
            (words.REQUEST, self._note(request)),
        )
        return self._labelled([(label, value) for label, value in values if value.vi])

    def _labelled(self, values: Sequence[tuple[Message, Pair]]) -> list[Row]:
        width = self.setting.width * 0.36
        return [
            labelled(self.setting, self.say(label), [value], self.size, label_width=width)
            for label, value in values
        ]

    def _papers(self) -> list[Row]:
        size, pad = self.size, self.size * 0.25
        narrow = self.setting.width * 0.13
        order = self.setting.width * 0.08
        widths = (order, self.setting.width - order - 3 * narrow, narrow, narrow, narrow)
        heads = (words.ORDER, words.PAPER_NAME, words.ORIGINALS, words.CERTIFIED, words.COPIES)
        cells = [
            (
                width,
                sentence(
                    self.setting.narrowed(width - 2 * pad),
                    self.say(head),
                    size * 0.85,
                    bold=True,
                    align=Align.CENTRE,
                ),
            )
            for width, head in zip(widths, heads, strict=True)
        ]
        rows = sentence(self.setting, self.say(words.PAPERS), size, keep=True)
        head_row = table_row(cells, pad, top=True)
        rows += [Row(size * 0.2, space(0).draw, keep=True), Row(head_row.height, head_row.draw, keep=True)]
        for number, paper in enumerate(self.facts.papers, start=1):
            counts = (paper.originals, paper.certified, paper.copies)
            texts = [Pair(str(number)), self._note(paper.name), *(Pair(str(n) if n else "–") for n in counts)]
            rows.append(
                table_row(
                    [
                        (
                            width,
                            sentence(
                                self.setting.narrowed(width - 2 * pad),
                                text,
                                size * 0.95,
                                align=Align.LEFT if column == 1 else Align.CENTRE,
                            ),
                        )
                        for column, (width, text) in enumerate(zip(widths, texts, strict=True))
                    ],
                    pad,
                )
            )
        return rows

    def _times(self) -> list[Row]:
        facts = self.facts
        due = self._moment(facts.due_at) if facts.due_at is not None else self.say(words.NO_DUE)
        return self._labelled(
            (
                (words.SETS, self.say(words.SETS_VALUE, count=str(facts.sets))),
                (words.LEGAL_TIME, self._note(facts.legal_time)),
                (words.RECEIVED_AT, self._moment(self.received_at)),
                (words.DUE_AT, due),
                (words.RESULT_AT, Pair(facts.result_at)),
            )
        )

    def _moment(self, when: datetime) -> Pair:
        local = when.astimezone(VIETNAM)
        return self.say(words.MOMENT, hour=f"{local:%H}", minute=f"{local:%M}", day=f"{local:%d/%m/%Y}")

    def _signatures(self) -> Row:
        half = self.setting.narrowed(self.setting.width / 2)

        def column(head: Message, name: str) -> list[Row]:
            return [
                *sentence(half, self.say(head), self.size, bold=True, align=Align.CENTRE),
                *sentence(half, self.say(words.SIGN_AND_NAME), self.size * 0.9, align=Align.CENTRE),
                space(14 * MM),
                *paragraph(half, name, self.size, bold=True, align=Align.CENTRE),
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
        spans = [Span(self.number, bold=True), Span(f"{trial} · {copy.vi}{again} · {told}")]
        return [together([space(self.size * 0.5), *paragraph(self.setting, spans, self.size * 0.75)])]
