"""The counter's forms that go to the citizen: 02 supplement, 03 refusal, 04 apology, 05 stop.

Fields and their order are those of the TT 01/2018/TT-VPCP generation (the texts of TT 03/2025/TT-VPCP are a gap in our
facts; of form 05 there was none before, so it has what the other letters have). May not know the store or the printer.
"""

from kiosk.documents import counter_wording as words
from kiosk.documents.counter_facts import ApologyData, CaseHead, RefusalData, StopData, SupplementData
from kiosk.documents.counter_sheet import CounterSheet, Signer, day_text, moment_text
from kiosk.documents.lines import Pair, Show


def request_text(case: CaseHead) -> Pair:
    """What is asked for, with the procedure's code."""
    if not case.request.vi or not case.request_code:
        return case.request
    return Pair(f"{case.request.vi} ({case.request_code})", case.request.other, case.request.draft)


def number_of(case: CaseHead) -> str:
    """The number a paper is filed under: the official one once it is there."""
    return case.official_number or case.slip_number


def render_supplement(data: SupplementData, show: Show) -> bytes:
    """02, *Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ*."""
    sheet = CounterSheet(data.head, words.SUPPLEMENT_TITLE, form="02", blank=data.blank, show=show)
    _about(sheet, data.case)
    sheet.text(words.SUPPLEMENT_ASK, keep=True)
    sheet.table(
        ((words.ROW, 7), (words.SUPPLEMENT_PAPER, 45), (words.SUPPLEMENT_WHAT, 48)),
        [(str(number), paper.name, paper.what) for number, paper in enumerate(data.papers, start=1)],
        empty=5,
    )
    sheet.entry(words.REASON, data.reason, rows=3)
    sheet.text(words.SUPPLEMENT_HELP)
    _guide(sheet, data.head.website, data.guided_by, data.guide_phone)
    sheet.signatures(
        Signer(words.CITIZEN_SIGNS, words.SIGN_AND_NAME, data.case.citizen),
        Signer(words.OFFICER_SIGNS, words.SIGN_AND_NAME, data.guided_by),
    )
    return sheet.pdf(number_of(data.case))


def render_refusal(data: RefusalData, show: Show) -> bytes:
    """03, *Phiếu từ chối tiếp nhận, giải quyết hồ sơ*."""
    sheet = CounterSheet(data.head, words.REFUSAL_TITLE, form="03", blank=data.blank, show=show)
    _about(sheet, data.case)
    if data.online:
        sheet.entries(
            (words.FILED, moment_text(data.filed_at), 55), (words.IDENTITY, data.case.identity_number, 45)
        )
    sheet.text(words.REFUSAL_SAY)
    sheet.entry(words.REFUSAL_REASON, data.reason, rows=5)
    _guide(sheet, data.head.website, data.guided_by, data.guide_phone)
    sheet.signatures(
        Signer(words.CITIZEN_SIGNS, words.SIGN_AND_NAME, data.case.citizen),
        Signer(words.OFFICER_SIGNS, words.SIGN_AND_NAME, data.guided_by),
    )
    return sheet.pdf(number_of(data.case))


def render_apology(data: ApologyData, show: Show) -> bytes:
    """04, *Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết*."""
    sheet = CounterSheet(
        data.head,
        words.APOLOGY_TITLE,
        form="04",
        blank=data.blank,
        show=show,
        subject=words.APOLOGY_SUBJECT,
    )
    sheet.entry(words.TO, data.case.citizen)
    sheet.entry(words.RECEIVED, moment_text(data.received_at))
    sheet.entry(words.REQUEST, request_text(data.case), rows=2)
    sheet.entry(words.OFFICIAL_NUMBER, data.case.written_number)
    sheet.entry(words.DUE, moment_text(data.due_at))
    sheet.text(words.APOLOGY_SAY)
    sheet.entry(words.APOLOGY_UNIT, data.late_unit)
    sheet.entry(words.APOLOGY_REASON, data.reason, rows=4)
    sheet.entry(words.APOLOGY_NEW, moment_text(data.new_due_at))
    sheet.text(words.APOLOGY_HOPE)
    _signed(sheet, data.signer_title, data.signed_by, data.recipients)
    return sheet.pdf(number_of(data.case))


def render_stop(data: StopData, show: Show) -> bytes:
    """05, *Thông báo dừng giải quyết hồ sơ*."""
    sheet = CounterSheet(data.head, words.STOP_TITLE, form="05", blank=data.blank, show=show)
    sheet.entry(words.TO, data.case.citizen)
    sheet.entry(words.ADDRESS, data.case.address, rows=2)
    sheet.entry(words.RECEIVED, day_text(data.received_at))
    sheet.entry(words.REQUEST, request_text(data.case), rows=2)
    sheet.entry(words.OFFICIAL_NUMBER, data.case.written_number)
    sheet.text(words.STOP_SAY)
    sheet.entry(words.STOP_REASON, data.reason, rows=4)
    sheet.entry(words.STOP_GROUND, data.ground, rows=2)
    sheet.text(words.STOP_HELP)
    _guide(sheet, data.head.website, data.guided_by, data.guide_phone)
    _signed(sheet, data.signer_title, data.signed_by, data.recipients)
    return sheet.pdf(number_of(data.case))


def _about(sheet: CounterSheet, case: CaseHead) -> None:
    """Whose dossier it is and how to reach them, in the order of the templates."""
    sheet.entry(words.CITIZEN, case.citizen)
    sheet.entry(words.REQUEST, request_text(case), rows=2)
    if case.official_number or not case.slip_number:
        sheet.entry(words.OFFICIAL_NUMBER, case.written_number)
    else:
        sheet.entry(words.SLIP_NUMBER, case.slip_number)
    sheet.entry(words.ADDRESS, case.address, rows=2)
    sheet.entries((words.PHONE, case.phone, 45), (words.EMAIL, case.email, 55))


def _guide(sheet: CounterSheet, website: str, guided_by: str, phone: str) -> None:
    sheet.entries((words.GUIDE, guided_by, 60), (words.GUIDE_PHONE, phone, 40))
    sheet.entry(words.WEBSITE, website)


def _signed(sheet: CounterSheet, title: str, name: str, recipients: tuple[str, ...]) -> None:
    role = sheet.value(title)
    sheet.signatures(
        Signer(role.upper() if role else words.HEAD_SIGNS, words.SIGN_AND_SEAL, name), recipients=recipients
    )
