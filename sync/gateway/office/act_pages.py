"""What an officer does to a part of the own authority: every form ends in a notice to the office that filed, and in the log.

A form says which state it saw, and that of a result how many had been sent. Whoever was overtaken by a colleague, by the citizen or
by a second tap of his own is told and moves nothing.
"""

from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile
from starlette.responses import Response

from forms.rules.dates import VIETNAM
from forms.rules.working_days import Calendar
from forms.states import CaseStatus
from sync.gateway.backoffice import Also
from sync.gateway.models import DossierRow, PartRow
from sync.gateway.notices import results_told
from sync.gateway.office import wording
from sync.gateway.office.audit import Event, note_act
from sync.gateway.office.counter_forms import FORMS, Told, counter_form
from sync.gateway.office.dossier import dossier_page
from sync.gateway.office.moves import PLAIN, may_follow, may_give_result
from sync.gateway.office.ports import Office
from sync.gateway.office.roles import Act
from sync.gateway.office.web import Asked, Denied, Page, integer, note, redirect
from sync.gateway.parts import ENDED
from sync.gateway.passing.numbering import give, leading_part
from sync.gateway.passing.tables import NumberSource
from sync.gateway.passing.typed_over import reckon, settle

_BEGINNINGS = {b"%PDF-": (".pdf",), b"\xff\xd8\xff": (".jpg", ".jpeg"), b"\x89PNG\r\n\x1a\n": (".png",)}
"""How a file that is taken begins, and what its name ends in."""
_CLOSES = time(17)
_FURTHEST = timedelta(days=366)
"""A day further off than this is a slip of the keyboard."""


def move(office: Office, asked: Asked) -> Response:
    """A state that needs no words."""
    told = integer(asked.text("sang"))
    if told not in frozenset(map(int, PLAIN)):
        raise Denied(400, "Xin chọn trạng thái muốn chuyển.")
    status = CaseStatus(told or 0)
    office.back.tell_status(
        asked.dossier, status, asked.part, _by(office, asked), also=_may(office, asked, Event.MOVED, status)
    )
    return _done(asked, "chuyen")


def supplement(office: Office, asked: Asked) -> Response:
    """Form 02."""
    papers = [one for one in asked.form.getlist("giay") if isinstance(one, str)]
    also = _may(office, asked, Event.SUPPLEMENT_ASKED, CaseStatus.SUPPLEMENT_ASKED)
    office.back.ask_supplement(
        asked.dossier, asked.text("ly_do"), asked.part, _by(office, asked), papers=papers[:50], also=also
    )
    return _done(asked, "bo-sung")


def refuse(office: Office, asked: Asked) -> Response:
    """Form 03."""
    return _with_reason(office, asked, CaseStatus.NOT_RECEIVED, Event.REFUSED, "tu-choi")


def stop(office: Office, asked: Asked) -> Response:
    """Form 05."""
    return _with_reason(office, asked, CaseStatus.STOPPED, Event.STOPPED, "dung")


def apologise(office: Office, asked: Asked) -> Response:
    """Form 04: the reason, and the day the authority names."""
    day, now = _day(asked.text("hen_moi")), office.clock.now()
    if day is None or not now < day < now + _FURTHEST:
        raise Denied(400, "Ngày hẹn lại phải là một ngày sau hôm nay, trong vòng một năm.")
    office.back.follow_tables()
    if not Calendar.load().is_working(day.date()):
        raise Denied(400, f"{wording.day(day)} là ngày nghỉ. Xin chọn một ngày làm việc.")

    def also(session: Session) -> None:
        part = _seen_part(session, asked)
        if part.received_at is None or part.status in ENDED:
            raise Denied(409, "Chỉ hẹn lại khi phần việc đã được tiếp nhận và chưa kết thúc.")
        if part.due_at is not None and day <= part.due_at:  # also who sends the same form twice
            raise Denied(
                409, f"Phần việc đang hẹn ngày {wording.day(part.due_at)}. Ngày hẹn lại phải sau ngày ấy."
            )
        _log(office, asked, session, Event.APOLOGISED, day.date().isoformat())

    office.back.put_off(asked.dossier, asked.text("ly_do"), day, asked.part, _by(office, asked), also=also)
    return _done(asked, "hen-lai")


def result(office: Office, asked: Asked) -> Response:
    """The result's file, sealed to the office from memory."""
    file = asked.form.get("tep")
    if not isinstance(file, UploadFile) or not file.size:
        raise Denied(400, "Xin chọn tệp kết quả.")
    data = file.file.read()
    endings = next((ends for begins, ends in _BEGINNINGS.items() if data.startswith(begins)), None)
    if endings is None:
        raise Denied(400, "Kết quả phải là tệp PDF, JPEG hoặc PNG.")
    name = _plain_name(file.filename or "", endings)

    def also(session: Session) -> None:
        part = _seen_part(session, asked)
        if not may_give_result(CaseStatus(part.status), received=part.received_at is not None):
            raise Denied(409, f"Phần việc đang “{wording.status(part.status)}” nên chưa gửi kết quả được.")
        # The state stays as it is when a second file follows: only this tells the same form sent twice.
        if integer(asked.text("da_gui")) != results_told(session, asked.dossier, asked.part):
            raise Denied(
                409, "Kết quả của phần việc này vừa được gửi. Xin xem lại hồ sơ trước khi gửi thêm tệp khác."
            )
        _log(office, asked, session, Event.RESULT_GIVEN, f"{part.status}-{int(CaseStatus.DECIDED)}")

    office.back.give_result_data(asked.dossier, data, name, asked.part, _by(office, asked), also=also)
    return _done(asked, "ket-qua")


def number(office: Office, asked: Asked) -> Response:
    """Which of two numbers is right: that of the counter, or the one the dossier has here."""
    now = office.clock.now()
    chosen = asked.text("ma")
    with office.database.write() as session:
        row = session.get_one(DossierRow, asked.dossier, with_for_update=True)
        if asked.part != leading_part(session, row.id):
            raise Denied(403, "Chỉ cơ quan của phần việc đầu được chọn mã của cả hồ sơ.")
        settle(session, row, chosen, session.get_one(PartRow, (row.id, asked.part)).authority_name, now)
        _log(office, asked, session, Event.NUMBER_SETTLED, chosen or "-")
    return _done(asked, "ma")


def printed(office: Office, asked: Asked) -> Response:
    """A counter form as PDF, filled with what is known and what was typed; nothing is moved by printing."""
    form = asked.request.path_params["form"]
    if form not in FORMS:
        raise Denied(404, "Không có mẫu phiếu này.")
    now = office.clock.now()
    with office.database.read() as session:
        row = session.get_one(DossierRow, asked.dossier)
        page = dossier_page(session, office.reader, office.words, asked.here.staff, row, now)
    told = Told(
        reason=asked.text("ly_do"),
        ground=asked.text("can_cu"),
        papers=frozenset(asked.form.getlist("giay")),
        new_due_at=_day(asked.text("hen_moi")),
    )
    data = counter_form(page, asked.part, form, asked.here.staff, told, now)
    note(office, asked, Event.FORM_PRINTED, f"{form} {asked.part}", asked.dossier)
    headers = {"Content-Disposition": f'inline; filename="mau-{form}.pdf"'}
    return Response(data, headers=headers, media_type="application/pdf")


def take_number(office: Office, asked: Asked) -> Response:
    """The number the part got in its authority's own system, where somebody has typed it over: it replaces the trial one."""
    by, now = _by(office, asked), office.clock.now()
    with office.database.write() as session:
        given = give(session, asked.dossier, asked.part, asked.text("ma"), NumberSource.HAND, by, now)
        reckon(session, session.get_one(DossierRow, asked.dossier), now)
        _log(office, asked, session, Event.NUMBER_TAKEN, given.number)
    return _done(asked, "ma-so")


def _with_reason(office: Office, asked: Asked, status: CaseStatus, event: Event, done: str) -> Response:
    office.back.tell_status(
        asked.dossier,
        status,
        asked.part,
        _by(office, asked),
        text=asked.text("ly_do"),
        also=_may(office, asked, event, status),
    )
    return _done(asked, done)


def _may(office: Office, asked: Asked, event: Event, then: CaseStatus) -> Also:
    """Looks, in the transaction of the move, whether it may be made; writes it down with it."""

    def also(session: Session) -> None:
        part = _seen_part(session, asked)
        now = CaseStatus(part.status)
        if not may_follow(now, then, received=part.received_at is not None):
            raise Denied(409, f"Từ “{wording.status(now)}” không chuyển sang “{wording.status(then)}” được.")
        _log(office, asked, session, event, f"{int(now)}-{int(then)}")

    return also


def _seen_part(session: Session, asked: Asked) -> PartRow:
    part = session.get_one(PartRow, (asked.dossier, asked.part), with_for_update=True)
    if integer(asked.text("dang_la")) != part.status:
        raise Denied(
            409,
            f"Trong lúc đó phần việc đã thành “{wording.status(part.status)}”. Xin xem lại hồ sơ rồi làm tiếp.",
        )
    return part


def _log(office: Office, asked: Asked, session: Session, event: Event, detail: str) -> None:
    note_act(
        session, office.clock.now(), asked.here.staff.login, event, asked.dossier, f"{asked.part} {detail}"
    )


def _by(office: Office, asked: Asked) -> str:
    with office.database.read() as session:
        return session.get_one(PartRow, (asked.dossier, asked.part)).authority_name


def _done(asked: Asked, what: str) -> Response:
    return redirect(f"/ho-so/{asked.dossier}?xong={what}")


def _day(text: str) -> datetime | None:
    """The end of office hours on a day as browsers send it."""
    try:
        return datetime.combine(date.fromisoformat(text), _CLOSES, VIETNAM)
    except ValueError:
        return None


def _plain_name(name: str, endings: tuple[str, ...]) -> str:
    """What was typed, without folders; its ending says what the file is, for whoever opens it goes by that."""
    kept = "".join(one for one in name.replace("\\", "/").rpartition("/")[2] if one.isprintable())[-120:]
    return kept if kept.lower().endswith(endings) else f"{kept or 'ket-qua'}{endings[0]}"


_PART = "/ho-so/{dossier}/phan/{part}"
PAGES = (
    Page(f"{_PART}/trang-thai", "POST", "move", Act.MOVE, move, dossier=True, part=True),
    Page(f"{_PART}/bo-sung", "POST", "supplement", Act.MOVE, supplement, dossier=True, part=True),
    Page(f"{_PART}/tu-choi", "POST", "refuse", Act.MOVE, refuse, dossier=True, part=True),
    Page(f"{_PART}/dung", "POST", "stop", Act.MOVE, stop, dossier=True, part=True),
    Page(f"{_PART}/hen-lai", "POST", "apologise", Act.MOVE, apologise, dossier=True, part=True),
    Page(f"{_PART}/ket-qua", "POST", "result", Act.MOVE, result, dossier=True, part=True, upload=True),
    Page(f"{_PART}/ma-so", "POST", "number-typed", Act.MOVE, take_number, dossier=True, part=True),
    Page(f"{_PART}/ma", "POST", "number", Act.MOVE, number, dossier=True, part=True),
    Page(f"{_PART}/phieu/{{form}}", "POST", "counter-form", Act.MOVE, printed, dossier=True, part=True),
)
