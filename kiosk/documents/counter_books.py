"""The papers that stay between offices: 06 control sheet, 07 register, and the routing sheet of a part on paper.

In Vietnamese alone: no citizen takes them home. May not know the store or the printer.
"""

from kiosk.documents import counter_wording as words
from kiosk.documents.counter_facts import (
    ControlData,
    ControlStep,
    PaperForm,
    RegisterData,
    RegisterEntry,
    RoutingData,
    StepResult,
)
from kiosk.documents.counter_forms import number_of, request_text
from kiosk.documents.counter_sheet import CELL_SIZE, CounterSheet, Signer, day_text, moment_text
from kiosk.documents.page import Row
from kiosk.documents.paper import MM, Paper
from kiosk.documents.qr import qr
from kiosk.documents.rows import Align, paragraph
from kiosk.documents.tables import PAD, Cell
from kiosk.documents.writing import TIGHT, tick_boxes

_RESULTS = {
    StepResult.EARLY: words.EARLY,
    StepResult.ON_TIME: words.ON_TIME,
    StepResult.LATE: words.LATE,
}
_FORMS = {
    PaperForm.ORIGINAL: words.ORIGINAL,
    PaperForm.CERTIFIED: words.CERTIFIED,
    PaperForm.COPY: words.COPY,
    PaperForm.PRINTED: words.PRINTED,
}
_RESULT_SHARE = 16
_BY_HAND = "………………………"
_MOMENT_BY_HAND = words.MOMENT.in_vietnamese(hour="……", minute="……", day="……/……/………")


def render_control(data: ControlData) -> bytes:
    """06, *Phiếu kiểm soát quá trình giải quyết hồ sơ*."""
    sheet = CounterSheet(data.head, words.CONTROL_TITLE, form="06", blank=data.blank)
    sheet.entries((words.BOOK, data.book, 50), (words.ORDER, data.order, 50))
    sheet.entry(words.CONTROL_WITH, data.case.citizen)
    sheet.entry(words.REQUEST, request_text(data.case), rows=2)
    sheet.entry(words.OFFICIAL_NUMBER, data.case.written_number)
    sheet.entry(words.RECEIVED, moment_text(data.received_at))
    sheet.entry(words.DUE, moment_text(data.due_at))
    sheet.entry(words.CONTROL_AUTHORITY, data.authority)
    sheet.entry(words.CONTROL_PARTNERS, data.partners)
    sheet.gap(0.6)
    steps = data.steps if data.steps and not data.blank else tuple(ControlStep() for _ in range(6))
    sheet.table(
        (
            (words.CONTROL_HANDS, 28),
            (words.CONTROL_TIME, 34),
            (words.CONTROL_RESULT, _RESULT_SHARE),
            (words.NOTE, 22),
        ),
        [_step(sheet, step) for step in steps],
        empty=6,
        centred=(),
        always=True,
    )
    return sheet.pdf(number_of(data.case))


def _step(sheet: CounterSheet, step: ControlStep) -> tuple[str, str, Cell, str]:
    hands = "\n".join(
        (
            words.GIVES.in_vietnamese(who=step.given_by or _BY_HAND),
            words.TAKES.in_vietnamese(who=step.taken_by or _BY_HAND),
        )
    )
    # room under it for the two signatures
    when = f"{moment_text(step.at) or _MOMENT_BY_HAND}\n{words.BOTH_SIGN.vi}\n\u00a0\n\u00a0"
    narrow = sheet.setting.narrowed(sheet.setting.width * _RESULT_SHARE / 100 - 2 * PAD)
    boxes: list[Row] = []
    for result, message in _RESULTS.items():
        boxes += tick_boxes(narrow, "", [(message.vi, result is step.result)], CELL_SIZE, TIGHT)
    return hands, when, boxes, step.note


def render_register(data: RegisterData) -> bytes:
    """07, *Sổ theo dõi hồ sơ*, on A4 across."""
    sheet = CounterSheet(data.head, words.REGISTER_TITLE, form="07", blank=data.blank, paper=Paper.A4_WIDE)
    span = words.REGISTER_SPAN.in_vietnamese(
        first=sheet.value(day_text(data.first)) or "……/……/…………",
        last=sheet.value(day_text(data.last)) or "……/……/…………",
    )
    sheet.rows += paragraph(sheet.setting, span, 10.5, align=Align.CENTRE)
    book = sheet.value(data.book) or "…………"
    sheet.rows += paragraph(sheet.setting, f"{words.BOOK.vi}: {book}", 10.5, align=Align.CENTRE)
    sheet.gap(0.6)
    sheet.table(
        (
            (words.ROW, 4),
            (words.REGISTER_NUMBER, 12),
            (words.REGISTER_REQUEST, 15),
            (words.REGISTER_SETS, 4),
            (words.REGISTER_CITIZEN, 17),
            (words.REGISTER_AUTHORITY, 12),
            (words.REGISTER_RECEIVED, 8),
            (words.REGISTER_DUE, 8),
            (words.REGISTER_RETURNED, 8),
            (words.REGISTER_HOW, 12),
            (words.NOTE, 8),
        ),
        [_line(number, entry) for number, entry in enumerate(data.entries, start=1)],
        empty=12,
        centred=(0, 3, 6, 7, 8),
    )
    return sheet.pdf("")


def _line(number: int, entry: RegisterEntry) -> tuple[str, ...]:
    case = entry.case
    who = "\n".join(part for part in (case.citizen, case.address, case.phone) if part)
    return (
        str(number),
        number_of(case),
        request_text(case).vi,
        str(entry.sets),
        who,
        entry.authority,
        day_text(entry.received_at),
        day_text(entry.due_at),
        day_text(entry.returned_at),
        entry.how_returned,
        entry.note,
    )


def render_routing(data: RoutingData) -> bytes:
    """*Phiếu chuyển hồ sơ giấy*: one part to its authority."""
    sheet = CounterSheet(data.head, words.ROUTING_TITLE, blank=data.blank)
    if data.code and not data.blank:
        sheet.rows.append(qr(data.code, 32 * MM, centred_in=sheet.setting.width))
    sheet.entry(words.ROUTING_TO, data.authority)
    sheet.entry(words.ADDRESS, data.authority_address)
    sheet.entry(words.ROUTING_PART, data.part)
    sheet.entry(words.REQUEST, request_text(data.case), rows=2)
    sheet.entry(words.CITIZEN, data.case.citizen)
    sheet.entries(
        (words.SLIP_NUMBER, data.case.slip_number, 55), (words.OFFICIAL_NUMBER, data.case.written_number, 45)
    )
    sheet.entries((words.PHONE, data.case.phone, 45), (words.ADDRESS, data.case.address, 55))
    sheet.entry(words.ROUTING_REASON, data.reason, rows=2)
    sheet.text(words.ROUTING_PAPERS, keep=True)
    sheet.table(
        (
            (words.ROW, 7),
            (words.ROUTING_PAPER, 45),
            (words.ROUTING_FORM, 20),
            (words.ROUTING_PAGES, 11),
            (words.ROUTING_ENVELOPE, 17),
        ),
        [
            (str(number), paper.name, _FORMS[paper.form].vi, str(paper.pages or ""), paper.envelope)
            for number, paper in enumerate(data.papers, start=1)
        ],
        empty=6,
        centred=(0, 3),
    )
    sheet.text(words.ROUTING_SAY)
    sheet.signatures(
        Signer(words.HANDS_OVER, words.SIGN_AND_NAME, data.handed_by),
        Signer(words.TAKES_OVER, words.TAKEN_AT),
    )
    return sheet.pdf(number_of(data.case))
