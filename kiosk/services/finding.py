"""Finding a dossier by what somebody remembers or holds in the hand, and saying how it stands.

A slip's code is checked by the office's public keys first; then each part is said: its state, how long it has been so,
and what comes next. Nothing is promised that the authority has not said.
"""

from dataclasses import dataclass
from datetime import datetime

from forms.definition import Definition
from forms.errors import KnownError
from forms.states import Carriage, CaseStatus
from forms.text import Message
from kiosk.documents.slip_code import Finding, SlipClaims
from kiosk.domain.dossier import DossierState, DossierSummary, PartState
from kiosk.domain.notice import Notice, NoticeKind
from kiosk.domain.roles import Act, demand
from kiosk.i18n.sentence import Spoken
from kiosk.i18n.values import Digits
from kiosk.services.counter import CARRIAGE_WORDS, STATUS_WORDS
from kiosk.services.desk import VIETNAM, Desk
from kiosk.services.sealing import in_order
from kiosk.services.verifying import verify

SLIP_BEGINS = "HSK1:"

NEXT: dict[CaseStatus, Message] = {
    CaseStatus.DRAFT: Message("ui.next.0", "Hồ sơ chưa nộp; bà con làm tiếp với cán bộ.", "What comes next"),
    CaseStatus.REGISTERED: Message("ui.next.1", "Chờ cơ quan giải quyết tiếp nhận.", "What comes next"),
    CaseStatus.RECEIVED: Message("ui.next.2", "Cơ quan sẽ bắt đầu giải quyết.", "What comes next"),
    CaseStatus.NOT_RECEIVED: Message(
        "ui.next.3", "Cán bộ sẽ nói lý do và cách làm lại cho bà con.", "What comes next"
    ),
    CaseStatus.PROCESSING: Message("ui.next.4", "Chờ cơ quan giải quyết xong.", "What comes next"),
    CaseStatus.SUPPLEMENT_ASKED: Message(
        "ui.next.5", "Bà con cần bổ sung giấy tờ; cán bộ sẽ chỉ rõ.", "What comes next"
    ),
    CaseStatus.PAYMENT_ASKED: Message(
        "ui.next.6", "Bà con cần nộp tiền; cán bộ sẽ nói số tiền.", "What comes next"
    ),
    CaseStatus.WITHDRAWN: Message("ui.next.7", "Hồ sơ đã rút; không phải làm gì thêm.", "What comes next"),
    CaseStatus.STOPPED: Message("ui.next.8", "Cán bộ sẽ nói lý do dừng cho bà con.", "What comes next"),
    CaseStatus.DECIDED: Message(
        "ui.next.9", "Có kết quả; bà con nhận tại quầy, nhớ mang theo phiếu.", "What comes next"
    ),
    CaseStatus.RETURNED: Message("ui.next.10", "Bà con đã nhận kết quả; việc đã xong.", "What comes next"),
}
_STANDS = Message(
    "ui.said.part",
    "{part}: {status}.",
    "Spoken when a slip is scanned: the name of a part and its state, both translated",
)
_TODAY = Message("ui.said.today", "Tin mới hôm nay.", "How old the news is")
_DAYS = Message("ui.said.days", "Tin từ {days} ngày trước.", "How old the news is, in whole days")
_NUMBER = Message("ui.said.number", "Mã hồ sơ: {number}.", "The official number, read digit by digit")
_TRIAL = Message(
    "ui.said.trial", "Số thử nghiệm: {number}.", "A number that is not official, read digit by digit"
)
_NO_NUMBER = Message(
    "ui.said.no_number", "Mã hồ sơ chưa về; bà con giữ phiếu tạm thời.", "No official number yet"
)
_ROAD = Message(
    "ui.said.road", "Đường gửi: {carriage}.", "How far the dossier travelled; {carriage} is translated"
)
_DUE = Message("ui.said.due", "Cơ quan hẹn trả: {day}.", "The authority's own day")
_FILED = Message("ui.said.filed", "Nộp ngày {day}.", "The day a dossier was filed")
_OTHER_COUNTER = Message(
    "ui.said.other_counter",
    "Hồ sơ này nộp ở quầy khác của cơ quan; dưới đây là tin tỉnh gửi về.",
    "The slip is genuine, the dossier lies at another counter",
)
_NOTHING_YET = Message(
    "ui.said.nothing_yet",
    "Phiếu đúng của cơ quan này, nhưng chưa có tin nào về hồ sơ.",
    "A genuine slip of another counter without any news",
)


@dataclass(frozen=True, slots=True)
class PartSaid:
    """One part, ready to be said. ``age`` says how old the news of its state is."""

    part: str
    name: Message
    authority: str
    status: CaseStatus
    status_word: Message
    at: datetime
    age: Spoken
    next: Message
    text: str = ""

    @property
    def said(self) -> tuple[Spoken, ...]:
        """The sentences in order."""
        stands = Spoken(_STANDS, {"part": self.name, "status": self.status_word})
        return stands, self.age, Spoken(self.next)


@dataclass(frozen=True, slots=True)
class SlipFound:
    """What a code is, and the dossier behind it. ``spoken`` says all of it, ``message`` the code alone.

    ``summary`` is ``None`` for a dossier of another counter: what is said of it then comes from notices alone.
    """

    finding: Finding
    message: Message
    claims: SlipClaims | None = None
    summary: DossierSummary | None = None
    parts: tuple[PartSaid, ...] = ()
    spoken: tuple[Spoken, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Dossiers that fit what was typed; ``slip`` when it was a slip's code."""

    rows: tuple[DossierSummary, ...]
    slip: SlipFound | None = None


def find(desk: Desk, typed: str, *, limit: int = 50) -> Found:
    """By name without marks, number, telephone, slip number, official number, or the code of a slip."""
    demand(desk.officer.role, Act.SEE_DOSSIERS)
    text = typed.strip()
    if text.upper().startswith(SLIP_BEGINS):
        found = scan(desk, text)
        return Found(() if found.summary is None else (found.summary,), found)
    return Found(desk.store.dossiers.search(text, limit=limit) if text else ())


def scan(desk: Desk, code: str) -> SlipFound:
    """What a scanned code is. Never raises for a bad one: what is wrong with it is said."""
    demand(desk.officer.role, Act.SEE_DOSSIERS)
    checked = verify(desk.folder, code.strip())
    if checked.finding is not Finding.GENUINE or checked.claims is None:
        return SlipFound(checked.finding, checked.message, checked.claims, spoken=(Spoken(checked.message),))
    claims = checked.claims
    summary = desk.store.dossiers.summary(claims.dossier)
    if summary is None:
        parts, spoken = _from_notices(desk, claims)
    else:
        parts, spoken = said_of(desk, summary.id)
    return SlipFound(checked.finding, checked.message, claims, summary, parts, spoken)


def said_of(desk: Desk, dossier_id: str) -> tuple[tuple[PartSaid, ...], tuple[Spoken, ...]]:
    """How a dossier of this counter stands: its parts, and every sentence to be said."""
    dossier = desk.store.dossiers.get(dossier_id)
    definition = desk.catalogue.get(dossier.procedure, dossier.version)
    if dossier.state is DossierState.DRAFT:
        return (), (Spoken(definition.name), Spoken(NEXT[CaseStatus.DRAFT]))
    summary = desk.store.dossiers.summary(dossier_id)
    carriage = summary.carriage if summary is not None else None
    parts = tuple(
        _part(desk, definition, one) for one in in_order(definition, desk.store.dossiers.parts(dossier_id))
    )
    spoken = [Spoken(definition.name)]
    if dossier.sealed_at is not None:
        spoken.append(Spoken(_FILED, {"day": dossier.sealed_at.astimezone(VIETNAM).date()}))
    if dossier.official_number is None:
        spoken.append(Spoken(_NO_NUMBER))
    else:
        kind = _TRIAL if dossier.number_kind is not None and dossier.number_kind.value == "trial" else _NUMBER
        spoken.append(Spoken(kind, {"number": Digits(dossier.official_number)}))
    if carriage is not None and carriage is not Carriage.DELIVERED:
        spoken.append(Spoken(_ROAD, {"carriage": CARRIAGE_WORDS[carriage]}))
    for part in parts:
        spoken += part.said
    if dossier.due_at is not None:
        spoken.append(Spoken(_DUE, {"day": dossier.due_at.astimezone(VIETNAM).date()}))
    return parts, tuple(spoken)


def _part(desk: Desk, definition: Definition, state: PartState) -> PartSaid:
    names = {part.id: part.name for part in definition.parts}
    return _said(
        desk,
        state.part,
        names.get(state.part, definition.name),
        state.authority_name,
        state.status,
        state.status_at,
        state.text,
    )


def _said(
    desk: Desk, part: str, name: Message, authority: str, status: CaseStatus, at: datetime, text: str = ""
) -> PartSaid:
    days = max(0, (desk.today() - at.astimezone(VIETNAM).date()).days)
    age = Spoken(_DAYS, {"days": days}) if days else Spoken(_TODAY)
    return PartSaid(part, name, authority, status, STATUS_WORDS[status], at, age, NEXT[status], text)


def _from_notices(desk: Desk, claims: SlipClaims) -> tuple[tuple[PartSaid, ...], tuple[Spoken, ...]]:
    """A dossier of another counter: what the province has told the office of it."""
    notices = desk.store.notices.for_dossier(claims.dossier)
    try:
        definition = desk.catalogue.get(claims.procedure, claims.version)
    except KnownError:
        definition = None
    spoken = [Spoken(definition.name)] if definition is not None else []
    if not notices:
        return (), (*spoken, Spoken(_NOTHING_YET))
    spoken.append(Spoken(_OTHER_COUNTER))
    number = next((one for one in reversed(notices) if one.official_number), None)
    if number is not None and number.official_number:
        trial = number.number_kind is not None and number.number_kind.value == "trial"
        spoken.append(Spoken(_TRIAL if trial else _NUMBER, {"number": Digits(number.official_number)}))
    parts = []
    names = {part.id: part.name for part in definition.parts} if definition is not None else {}
    for part, last in _last_words(notices).items():
        name = names.get(part) or (definition.name if definition is not None else _OTHER_COUNTER)
        status = last.status or CaseStatus.SUPPLEMENT_ASKED
        parts.append(_said(desk, part, name, last.by, status, last.at, last.text))
    for one in parts:
        spoken += one.said
    due = next((one.due_at for one in reversed(notices) if one.due_at is not None), None)
    if due is not None:
        spoken.append(Spoken(_DUE, {"day": due.astimezone(VIETNAM).date()}))
    return tuple(parts), tuple(spoken)


def _last_words(notices: tuple[Notice, ...]) -> dict[str, Notice]:
    """The last notice with a state for each part; a word about no part by name speaks over all before it."""
    last: dict[str, Notice] = {}
    for one in notices:
        if one.status is None and one.what is not NoticeKind.SUPPLEMENT:
            continue
        if one.part is None:
            last = dict.fromkeys(last, one) or {"": one}
        else:
            last.pop("", None)
            last[one.part] = one
    return last
