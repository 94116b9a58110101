"""What an officer does at the counter with dossiers that exist: list, search, open, supplement, mend.

Everything returned is frozen; the screen and the command line show the same values.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from forms.answers import nest
from forms.definition import Definition
from forms.errors import KnownError
from forms.states import Carriage, CaseStatus, ParcelKind
from forms.text import Message
from kiosk.domain.dossier import (
    Answer,
    Confirmation,
    Dossier,
    DossierFilter,
    DossierSummary,
    Parcel,
    PartState,
    Route,
    Tally,
    VersionMove,
)
from kiosk.domain.notice import Notice
from kiosk.domain.papers import PaperFile
from kiosk.domain.roles import Act, demand
from kiosk.services import returning
from kiosk.services.asked import asked
from kiosk.services.custody import Story, stories
from kiosk.services.desk import Desk
from kiosk.services.following import send_again as send_again
from kiosk.services.following import supplement as supplement
from kiosk.services.returning import Changes
from kiosk.services.road import Standing, standing
from kiosk.services.sealing import in_order
from kiosk.services.standing import undelivered
from kiosk.services.wording import Said as Worded
from kiosk.services.wording import say
from sync.outbox_rows import OutboxParcel

CARRIAGE_WORDS: dict[Carriage, Message] = {
    Carriage.SEALED: Message("ui.carriage.sealed", "Đã niêm phong", "How far a parcel travelled"),
    Carriage.WAITING: Message("ui.carriage.waiting", "Chờ mạng để gửi", "How far a parcel travelled"),
    Carriage.SENDING: Message("ui.carriage.sending", "Đang gửi", "How far a parcel travelled"),
    Carriage.RECORDED: Message(
        "ui.carriage.recorded", "Tỉnh đã ghi nhận, đang gửi giấy tờ", "How far a parcel travelled"
    ),
    Carriage.DELIVERED: Message("ui.carriage.delivered", "Tỉnh đã nhận đủ", "How far a parcel travelled"),
    Carriage.REFUSED: Message("ui.carriage.refused", "Bị trả lại, cần xem", "How far a parcel travelled"),
}

STATUS_WORDS: dict[CaseStatus, Message] = {
    CaseStatus.DRAFT: Message("ui.status.0", "Bản nháp", "Case status"),
    CaseStatus.REGISTERED: Message("ui.status.1", "Mới đăng ký", "Case status, national wording"),
    CaseStatus.RECEIVED: Message("ui.status.2", "Được tiếp nhận", "Case status, national wording"),
    CaseStatus.NOT_RECEIVED: Message("ui.status.3", "Không được tiếp nhận", "Case status, national wording"),
    CaseStatus.PROCESSING: Message("ui.status.4", "Đang xử lý", "Case status, national wording"),
    CaseStatus.SUPPLEMENT_ASKED: Message(
        "ui.status.5", "Yêu cầu bổ sung giấy tờ", "Case status, national wording"
    ),
    CaseStatus.PAYMENT_ASKED: Message(
        "ui.status.6", "Yêu cầu thực hiện nghĩa vụ tài chính", "Case status, national wording"
    ),
    CaseStatus.WITHDRAWN: Message(
        "ui.status.7", "Công dân yêu cầu rút hồ sơ", "Case status, national wording"
    ),
    CaseStatus.STOPPED: Message("ui.status.8", "Dừng xử lý", "Case status, national wording"),
    CaseStatus.DECIDED: Message("ui.status.9", "Đã xử lý xong", "Case status, national wording"),
    CaseStatus.RETURNED: Message("ui.status.10", "Đã trả kết quả", "Case status, national wording"),
}

ROUTE_WORDS: dict[Route, Message] = {
    Route.SYSTEM: Message("ui.route.system", "gửi qua mạng", "How a part of a dossier reaches its authority"),
    Route.PAPER: Message(
        "ui.route.paper", "in ra giấy, chuyển riêng", "How a part of a dossier reaches its authority"
    ),
}


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer as the officer reads it. ``field`` is its address; in a repeated group ``one`` names a row and
    ``row`` is its number from 1.
    """

    field: str
    label: Message
    said: Worded
    answer: Answer
    one: Message | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Detail:
    """One dossier, whole. ``road`` tells for each parcel what the agent knows now; ``undelivered`` what must be said
    until the province has it; ``moves`` that its draft was taken over to a newer form; ``custody`` who holds its originals.
    """

    dossier: Dossier
    definition: Definition
    lines: tuple[AnswerLine, ...]
    papers: tuple[PaperFile, ...]
    parts: tuple[PartState, ...]
    parcels: tuple[Parcel, ...]
    notices: tuple[Notice, ...]
    confirmation: Confirmation
    road: Mapping[str, OutboxParcel]
    undelivered: Message | None = None
    moves: tuple[VersionMove, ...] = ()
    custody: tuple[Story, ...] = ()
    link: Standing | None = None
    """How the road as a whole stands; None in practice, and while its book cannot be read."""


def refresh(desk: Desk) -> Changes:
    """Takes in what the agent brought home since last time."""
    return returning.refresh(desk)


def rows(
    desk: Desk,
    *,
    search: str = "",
    only: DossierFilter | None = None,
    limit: int = 100,
    offset: int = 0,
) -> tuple[DossierSummary, ...]:
    """The officer's list, newest first; by folded name, number or phone when something is searched for."""
    demand(desk.officer.role, Act.SEE_DOSSIERS)
    if search.strip():
        return desk.store.dossiers.search(search, limit=limit, offset=offset)
    return desk.store.dossiers.list(only or DossierFilter(), limit=limit, offset=offset)


def tally(desk: Desk) -> Tally:
    """Counts for the head of the list: received = sent + waiting must be seen to add up."""
    return desk.store.dossiers.tally()


def detail(desk: Desk, dossier_id: str) -> Detail:
    """One dossier with everything known of it."""
    demand(desk.officer.role, Act.SEE_DOSSIERS)
    dossier = desk.store.dossiers.get(dossier_id)
    definition = desk.catalogue.get(dossier.procedure, dossier.version)
    answers = {a.field: a for a in desk.store.dossiers.answers(dossier_id)}
    lines = tuple(
        AnswerLine(
            one.address,
            one.field.label,
            say(definition, one.address, answers[one.address].value, answers[one.address].unsure),
            answers[one.address],
            None if one.row is None else _one_of(definition, one.row.rows),
            None if one.row is None else one.row.number,
        )
        for one in asked(definition, {key: answer.value for key, answer in answers.items()})
        if one.address in answers
    )
    parcels = desk.store.parcels.by_dossier(dossier_id)
    under_way, link = _on_the_road(desk)
    return Detail(
        dossier,
        definition,
        lines,
        desk.store.papers.list(dossier_id),
        in_order(definition, desk.store.dossiers.parts(dossier_id)),
        parcels,
        desk.store.notices.for_dossier(dossier_id),
        desk.store.confirmations.of(dossier_id),
        under_way,
        undelivered(
            definition,
            next((p.carriage for p in parcels if p.kind is ParcelKind.FILING), None),
            desk.store.dossiers.parts(dossier_id),
        ),
        desk.store.versions.of(dossier_id),
        stories(desk, dossier_id),
        link,
    )


def _on_the_road(desk: Desk) -> tuple[Mapping[str, OutboxParcel], Standing | None]:
    """What waits and travels, by parcel, and how the road stands; nothing while its book cannot be read, which the list says."""
    if desk.practice:
        return {}, None
    try:
        return {item.parcel: item for item in desk.outbox.list()}, standing(desk)
    except KnownError as fault:
        desk.journal.write("road-unknown", reason=fault.message.id)
        return {}, None


def undelivered_of(desk: Desk, row: DossierSummary) -> Message | None:
    """What a line of the list must say until the authorities have the dossier ("chưa thông báo"); ``None`` otherwise."""
    return undelivered(desk.catalogue.get(row.procedure, row.version), row.carriage, row.parts)


def _one_of(definition: Definition, rows: str) -> Message | None:
    group = definition.field(rows).rows
    return group.one if group else None


def delete_draft(desk: Desk, dossier_id: str) -> None:
    """Erases a draft. Refused while one of its originals is in an envelope."""
    demand(desk.officer.role, Act.FILE)
    desk.store.dossiers.delete_draft(dossier_id, by=desk.officer.code)


def notices_seen(desk: Desk, dossier_id: str) -> None:
    """An officer has read what came home about a dossier."""
    for notice in desk.store.notices.for_dossier(dossier_id):
        if notice.seen_at is None:
            desk.store.notices.mark_seen(notice.id)


def row_as_json(row: DossierSummary) -> dict[str, object]:
    """One line of the list for ``--json``."""
    return {
        "dossier": row.id,
        "slip": row.slip_number,
        "procedure": row.procedure,
        "state": str(row.state),
        "citizen": row.citizen_name,
        "carriage": None if row.carriage is None else str(row.carriage),
        "official_number": row.official_number,
        "number_kind": None if row.number_kind is None else str(row.number_kind),
        "parts": [_part_as_json(part) for part in row.parts],
        "created_at": row.created_at.isoformat(),
        "notices_unread": row.unread_notices,
    }


def _part_as_json(part: PartState) -> dict[str, object]:
    return {
        "part": part.part,
        "authority": part.authority_name,
        "status": int(part.status),
        "route": str(part.route),
    }


def detail_as_json(found: Detail) -> dict[str, object]:
    """One dossier for ``--json``."""
    dossier = found.dossier
    return {
        "dossier": dossier.id,
        "slip": dossier.slip_number,
        "slip_code": dossier.slip_code,
        "procedure": dossier.procedure,
        "version": dossier.version,
        "state": str(dossier.state),
        "channel": int(dossier.channel),
        "assisted": dossier.assisted,
        "authority": dossier.authority_name,
        "citizen": dossier.citizen_name,
        "official_number": dossier.official_number,
        "number_kind": None if dossier.number_kind is None else str(dossier.number_kind),
        "received_at": None if dossier.received_at is None else dossier.received_at.isoformat(),
        "due_at": None if dossier.due_at is None else dossier.due_at.isoformat(),
        "answers": nest(found.definition, {line.field: line.answer.value for line in found.lines}),
        "unsure": [line.field for line in found.lines if line.answer.unsure],
        "papers": [
            {"paper": p.paper, "name": p.name, "returned": p.returned, "envelope": p.envelope, "size": p.size}
            for p in found.papers
        ],
        "parts": [_part_as_json(part) for part in found.parts],
        "parcels": [
            {"parcel": p.id, "kind": str(p.kind), "carriage": str(p.carriage), "refused": p.refused_reason}
            for p in found.parcels
        ],
        "notices": [
            {
                "seq": n.seq,
                "what": str(n.what),
                "status": None if n.status is None else int(n.status),
                "text": n.text,
            }
            for n in found.notices
        ],
    }
