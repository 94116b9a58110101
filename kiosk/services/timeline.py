"""The life of one dossier: every event with who and when.

Rows tell what was said (a notice's text, a call's outcome); the audit chain tells what left no row (a printing, an
erasure). Where both know of an event, the row speaks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forms.definition import Definition
from forms.states import CaseStatus, ParcelKind
from forms.text import Message
from kiosk.domain.arrivals import SELF
from kiosk.domain.audit import AuditEntry, Event
from kiosk.domain.dossier import Parcel
from kiosk.domain.notice import Notice, NoticeKind
from kiosk.domain.papers import CustodyStep
from kiosk.domain.roles import Act, demand
from kiosk.i18n.sentence import Spoken
from kiosk.i18n.values import Digits, Money
from kiosk.services.calls import ABOUT_WORDS, OUTCOME_WORDS
from kiosk.services.counter import CARRIAGE_WORDS, ROUTE_WORDS, STATUS_WORDS, AnswerLine, Detail
from kiosk.services.desk import VIETNAM, Desk
from kiosk.services.ratings import FACES


class MomentKind(StrEnum):
    """What an event is about, for its picture."""

    DOSSIER = "dossier"
    PAPER = "paper"
    ENVELOPE = "envelope"
    PARCEL = "parcel"
    NOTICE = "notice"
    PRINT = "print"
    CALL = "call"
    MONEY = "money"
    RESULT = "result"


ROAD = "agent"
"""Who did what nobody at the counter did."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One event. ``by`` is an officer's code, or ``ROAD`` for what came over the road; ``note`` is somebody's own text."""

    at: datetime
    kind: MomentKind
    what: Spoken
    by: str = ""
    by_name: str = ""
    note: str = ""


PARCEL_WORDS: dict[ParcelKind, Message] = {
    ParcelKind.FILING: Message("ui.parcel.filing", "hồ sơ", "What a parcel carries"),
    ParcelKind.SUPPLEMENT: Message("ui.parcel.supplement", "bổ sung", "What a parcel carries"),
    ParcelKind.AMENDMENT: Message("ui.parcel.amendment", "sửa hồ sơ", "What a parcel carries"),
    ParcelKind.WITHDRAWAL: Message("ui.parcel.withdrawal", "rút hồ sơ", "What a parcel carries"),
    ParcelKind.RESULT_HANDED_OUT: Message("ui.parcel.result", "đã trả kết quả", "What a parcel carries"),
    ParcelKind.FEE_TAKEN: Message("ui.parcel.fee", "đã thu phí", "What a parcel carries"),
    ParcelKind.RATING: Message("ui.parcel.rating", "đánh giá", "What a parcel carries"),
    ParcelKind.NUMBER_TAKEN: Message("ui.parcel.number", "mã hồ sơ lấy từ cổng", "What a parcel carries"),
    ParcelKind.AUDIT_HEAD: Message("ui.parcel.audit", "nhật ký", "What a parcel carries"),
}
_CUSTODY: dict[CustodyStep, Message] = {
    CustodyStep.CLOSED: Message(
        "ui.time.env.closed", "Bản chính vào phong bì {number}", "An event in the life of a dossier"
    ),
    CustodyStep.GIVEN: Message(
        "ui.time.env.given", "Giao phong bì {number}, chờ bên kia nhận", "An event in the life of a dossier"
    ),
    CustodyStep.TAKEN: Message(
        "ui.time.env.taken", "Phong bì {number} đã có bên nhận", "An event in the life of a dossier"
    ),
    CustodyStep.KEPT: Message(
        "ui.time.env.kept", "Phong bì {number} ở lại quầy", "An event in the life of a dossier"
    ),
    CustodyStep.RETURNED: Message(
        "ui.time.env.returned", "Trả phong bì {number} cho bà con", "An event in the life of a dossier"
    ),
}
_NOTICE: dict[NoticeKind, Message] = {
    NoticeKind.NUMBER: Message(
        "ui.time.notice.number", "Tỉnh cấp số {number}", "An event in the life of a dossier"
    ),
    NoticeKind.STATUS: Message(
        "ui.time.notice.status", "Trạng thái: {status}", "An event in the life of a dossier"
    ),
    NoticeKind.SUPPLEMENT: Message(
        "ui.time.notice.supplement", "Được yêu cầu bổ sung", "An event in the life of a dossier"
    ),
    NoticeKind.RESULT: Message("ui.time.notice.result", "Kết quả đã về", "An event in the life of a dossier"),
}
_ALONE = Message("ui.time.alone", "Bà con tự khai", "In place of an officer's name: a citizen alone")
_CREATED = Message("ui.time.created", "Bắt đầu lập hồ sơ", "An event in the life of a dossier")
_MOVED = Message("ui.time.moved", "Chuyển bản nháp sang mẫu mới", "An event in the life of a dossier")
_READ_BACK = Message("ui.time.read_back", "Đọc lại cho bà con nghe", "An event in the life of a dossier")
_SIGNED = Message("ui.time.signed", "Bà con ký hoặc điểm chỉ", "An event in the life of a dossier")
_SEALED = Message("ui.time.sealed", "Niêm phong và nộp", "An event in the life of a dossier")
_PAPER = Message("ui.time.paper", "Số hóa giấy tờ: {name}", "An event in the life of a dossier")
_BACK = Message("ui.time.paper_back", "Trả lại bản chính: {name}", "An event in the life of a dossier")
_ERASED = Message("ui.time.erased", "Xóa ảnh đã lưu an toàn ở tỉnh", "An event in the life of a dossier")
_PARCEL = Message("ui.time.parcel", "Lập kiện gửi: {kind}", "An event; {kind} is what the parcel carries")
_CARRIAGE = Message("ui.time.carriage", "Kiện {kind}: {carriage}", "An event; both gaps are translated words")
_PART = Message("ui.time.part", "Cán bộ ghi trạng thái: {status}", "An event in the life of a dossier")
_SLIP = Message("ui.time.slip", "In phiếu tạm thời", "An event in the life of a dossier")
_RECEIPT = Message("ui.time.receipt", "In giấy tiếp nhận", "An event in the life of a dossier")
_FORM = Message("ui.time.form", "In biểu mẫu", "An event in the life of a dossier")
_EXPORTED = Message("ui.time.exported", "Mở bảng chép sang cổng", "An event in the life of a dossier")
_URGED = Message("ui.time.urged", "Đánh dấu hồ sơ gấp", "An event in the life of a dossier")
_CALM = Message("ui.time.urged_no_more", "Bỏ dấu hồ sơ gấp", "An event in the life of a dossier")
_NUMBER = Message("ui.time.number", "Ghi mã hồ sơ lấy từ cổng", "An event in the life of a dossier")
_RESULT_HOME = Message("ui.time.result_home", "Tệp kết quả đã tải về", "An event in the life of a dossier")
_CALLED = Message(
    "ui.time.called", "Gọi điện ({about}): {outcome}", "An event; both gaps are translated words"
)
_FEE_BACK = Message(
    "ui.time.fee_back", "Sửa khoản thu: trừ {amount}, biên lai {receipt}", "An event in the life of a dossier"
)
_FEE = Message("ui.time.fee", "Thu {amount}, biên lai {receipt}", "An event in the life of a dossier")
_OUT = Message("ui.time.out", "Trả kết quả cho {recipient}", "An event; {recipient} is a person's name")
_RATED = Message("ui.time.rated", "Bà con đánh giá: {face}", "An event; {face} is a translated word")

_FROM_AUDIT: dict[Event, tuple[MomentKind, Message]] = {
    Event.SLIP_PRINTED: (MomentKind.PRINT, _SLIP),
    Event.RECEIPT_PRINTED: (MomentKind.PRINT, _RECEIPT),
    Event.DECLARATION_PRINTED: (MomentKind.PRINT, _FORM),
    Event.COUNTER_FORM_PRINTED: (MomentKind.PRINT, _FORM),
    Event.EXPORTED: (MomentKind.DOSSIER, _EXPORTED),
    Event.NUMBER_TAKEN: (MomentKind.DOSSIER, _NUMBER),
    Event.URGED: (MomentKind.DOSSIER, _URGED),
    Event.URGED_NO_MORE: (MomentKind.DOSSIER, _CALM),
    Event.PAPER_ERASED: (MomentKind.PAPER, _ERASED),
    Event.RESULT_SAVED: (MomentKind.NOTICE, _RESULT_HOME),
}


def timeline(desk: Desk, dossier_id: str) -> tuple[Moment, ...]:
    """Every event of a dossier, oldest first."""
    demand(desk.officer.role, Act.SEE_DOSSIERS)
    names = {one.code: one.name for one in desk.store.office.officers()} | {SELF: _ALONE.vi}
    parcels = {one.id: one for one in desk.store.parcels.by_dossier(dossier_id)}
    found = [
        *_dossier(desk, dossier_id),
        *_papers(desk, dossier_id),
        *_notices(desk, dossier_id),
        *_counter(desk, dossier_id),
        *_audit(desk, dossier_id, parcels),
    ]
    named = (
        Moment(one.at, one.kind, one.what, one.by, names.get(one.by, ""), one.note) if one.by else one
        for one in found
    )
    return tuple(sorted(named, key=lambda one: one.at))


def _dossier(desk: Desk, dossier_id: str) -> Iterator[Moment]:
    dossier = desk.store.dossiers.get(dossier_id)
    begun = next((one for one in desk.store.audit.of(dossier_id) if one.event is Event.DOSSIER_CREATED), None)
    yield Moment(dossier.created_at, MomentKind.DOSSIER, Spoken(_CREATED), _begun_by(begun, dossier.filed_by))
    for move in desk.store.versions.of(dossier_id):
        yield Moment(move.at, MomentKind.DOSSIER, Spoken(_MOVED), move.by)
    told = desk.store.confirmations.of(dossier_id)
    if told.read_back is not None:
        yield Moment(told.read_back.at, MomentKind.DOSSIER, Spoken(_READ_BACK), note=told.read_back.reader)
    if told.signature is not None:
        yield Moment(
            told.signature.at, MomentKind.DOSSIER, Spoken(_SIGNED), note=told.signature.witness or ""
        )
    if dossier.sealed_at is not None:
        yield Moment(
            dossier.sealed_at,
            MomentKind.DOSSIER,
            Spoken(_SEALED),
            dossier.filed_by,
            note=dossier.slip_number or "",
        )


def _begun_by(begun: AuditEntry | None, filed_by: str) -> str:
    """Who answered the questions, which is not who took in what a citizen alone had handed in."""
    if begun is None:
        return filed_by
    return SELF if begun.detail == SELF else begun.officer


def _papers(desk: Desk, dossier_id: str) -> Iterator[Moment]:
    for paper in desk.store.papers.list(dossier_id):
        yield Moment(
            paper.digitised_at, MomentKind.PAPER, Spoken(_PAPER, {"name": paper.name}), paper.digitised_by
        )
        if paper.returned_at is not None and paper.envelope is None:
            yield Moment(
                paper.returned_at,
                MomentKind.PAPER,
                Spoken(_BACK, {"name": paper.name}),
                paper.returned_by or "",
            )
    for envelope in desk.store.papers.envelopes(dossier_id):
        for link in envelope.chain:
            said = Spoken(_CUSTODY[link.step], {"number": Digits(envelope.number)})
            yield Moment(link.at, MomentKind.ENVELOPE, said, link.by)


def _notices(desk: Desk, dossier_id: str) -> Iterator[Moment]:
    dossier = desk.store.dossiers.get(dossier_id)
    parts = _part_names(desk.catalogue.get(dossier.procedure, dossier.version))
    for notice in desk.store.notices.for_dossier(dossier_id):
        note = _noted(parts, notice)
        yield Moment(notice.at, MomentKind.NOTICE, _said_by(notice), by_name=notice.by, note=note)


def _part_names(definition: Definition) -> Mapping[str, str]:
    """What to call the parts, where there are several: of one, nobody has to be told which."""
    parts = definition.parts
    return {part.id: part.name.vi for part in parts} if len(parts) > 1 else {}


def _noted(parts: Mapping[str, str], notice: Notice) -> str:
    about = parts.get(notice.part or "", "")
    return ". ".join(said for said in (about, notice.text) if said)


def _said_by(notice: Notice) -> Spoken:
    if notice.what is NoticeKind.NUMBER:
        return Spoken(_NOTICE[notice.what], {"number": Digits(notice.official_number or "")})
    if notice.what is NoticeKind.STATUS:
        return Spoken(
            _NOTICE[notice.what], {"status": STATUS_WORDS[notice.status or CaseStatus.SUPPLEMENT_ASKED]}
        )
    return Spoken(_NOTICE[notice.what])


def _counter(desk: Desk, dossier_id: str) -> Iterator[Moment]:
    book = desk.store.counter_book
    for call in book.calls([dossier_id]).get(dossier_id, ()):
        said = Spoken(_CALLED, {"about": ABOUT_WORDS[call.about], "outcome": OUTCOME_WORDS[call.outcome]})
        yield Moment(call.at, MomentKind.CALL, said, call.by, note=call.note)
    for fee in book.fees(dossier_id):
        said = Spoken(
            _FEE_BACK if fee.corrects else _FEE,
            {"amount": Money(abs(fee.amount)), "receipt": Digits(fee.receipt)},
        )
        yield Moment(fee.at, MomentKind.MONEY, said, fee.by, note=fee.reason)
    for out in book.hand_outs(dossier_id):
        yield Moment(
            out.at, MomentKind.RESULT, Spoken(_OUT, {"recipient": out.recipient}), out.by, note=out.relation
        )
    rated = book.rating(dossier_id)
    if rated is not None:
        yield Moment(rated.at, MomentKind.RESULT, Spoken(_RATED, {"face": FACES[rated.face]}), rated.by)


def _audit(desk: Desk, dossier_id: str, parcels: dict[str, Parcel]) -> Iterator[Moment]:
    for entry in desk.store.audit.of(dossier_id, *parcels):
        if entry.subject in parcels:
            yield from _carriage(entry, parcels[entry.subject])
        elif entry.event is Event.PARCEL_ADDED and entry.detail in parcels:
            parcel = parcels[entry.detail]
            said = Spoken(_PARCEL, {"kind": PARCEL_WORDS[parcel.kind]})
            yield Moment(entry.at, MomentKind.PARCEL, said, entry.officer, note=parcel.note)
        elif entry.event is Event.PART_MOVED:
            status = CaseStatus(int(entry.detail.rpartition("/")[2]))
            said = Spoken(_PART, {"status": STATUS_WORDS[status]})
            yield Moment(entry.at, MomentKind.DOSSIER, said, entry.officer)
        elif entry.event in _FROM_AUDIT:
            kind, what = _FROM_AUDIT[entry.event]
            yield Moment(
                entry.at,
                kind,
                Spoken(what),
                entry.officer,
                note=entry.detail if "form" in entry.detail else "",
            )


def _carriage(entry: AuditEntry, parcel: Parcel) -> Iterator[Moment]:
    for carriage, word in CARRIAGE_WORDS.items():
        if entry.event is Event.CARRIAGE and entry.detail == carriage.value:
            said = Spoken(_CARRIAGE, {"kind": PARCEL_WORDS[parcel.kind], "carriage": word})
            yield Moment(entry.at, MomentKind.PARCEL, said, entry.officer)


def timeline_lines(moments: tuple[Moment, ...]) -> list[str]:
    """For a person."""
    return [
        "  ".join(
            part
            for part in (
                f"{one.at.astimezone(VIETNAM):%d/%m/%Y %H:%M}",
                one.what.vi,
                one.by_name or (one.by if one.by != ROAD else ""),
                one.note,
            )
            if part
        )
        for one in moments
    ]


def detail_lines(found: Detail) -> list[str]:
    """One dossier as plain lines: answers, papers, parts, parcels, and what the province has said of it."""
    dossier = found.dossier
    number = dossier.official_number or "chưa có"
    lines = [
        f"{found.definition.name.vi} ({dossier.procedure}, {dossier.version})",
        f"Hồ sơ của: {dossier.citizen_name}",
        f"Số tạm: {dossier.slip_number or '-'}   Mã hồ sơ: {number}",
    ]
    lines += [f"  {_row_mark(line)}{line.label.vi}: {line.said.text}" for line in found.lines]
    lines += [f"  [giấy tờ] {paper.name}" for paper in found.papers]
    names = {part.id: part.name.vi for part in found.definition.parts}
    several = _part_names(found.definition)
    lines += [
        f"  [phần] {names.get(part.part, part.part)}: {STATUS_WORDS[part.status].vi} – {part.authority_name}, "
        f"{ROUTE_WORDS[part.route].vi}"
        for part in found.parts
    ]
    lines += [
        f"  [kiện] {PARCEL_WORDS[parcel.kind].vi}: {CARRIAGE_WORDS[parcel.carriage].vi}"
        for parcel in found.parcels
    ]
    lines += [
        f"  [tin về] {notice.seq}: {_said_by(notice).vi} – {_noted(several, notice)}".removesuffix(" – ")
        for notice in found.notices
    ]
    return lines


def _row_mark(line: AnswerLine) -> str:
    return f"[{line.one.vi} {line.row}] " if line.one is not None else ""
