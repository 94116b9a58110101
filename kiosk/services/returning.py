"""What came home: statements about parcels and notices about cases, checked, opened and taken in.

The agent only drops bytes. Nothing is believed here that the gateway's key did not sign. Repeating is harmless.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from forms.errors import KnownError
from forms.states import Carriage
from kiosk.domain.dossier import NumberKind
from kiosk.domain.notice import Applied, Notice, NoticeKind, ResultFile
from kiosk.services.checking import take_in
from kiosk.services.desk import Desk
from kiosk.services.filing import UNFINISHED, requeue
from kiosk.services.recovering import keep_recovery_slot
from kiosk.services.secrets import device_identity, follow_card, is_enrolled, office_notice_key
from kiosk.store.errors import NotFound
from kiosk.store.notices import ResultDamaged
from sync.cose import Publics
from sync.inbox import HISTORY
from sync.outbox_rows import OutboxParcel
from sync.parcel import (
    SLOT_RESULT,
    NoticeEnvelope,
    NoticePlain,
    ParcelDamaged,
    Statement,
    StatementType,
    manifest_hash,
    open_blob,
    open_notice,
)

LOCAL = "local-"
"""Begins the reasons for which this machine itself, not the province, holds a parcel back."""

_CARRIAGE = {
    StatementType.RECORDED: Carriage.RECORDED,
    StatementType.DELIVERED: Carriage.DELIVERED,
    StatementType.REFUSED: Carriage.REFUSED,
}


@dataclass(frozen=True, slots=True)
class Changes:
    """What a refresh took in: ids of dossiers whose carriage moved, and how many notices were new or damaged."""

    moved: tuple[str, ...] = ()
    notices: int = 0
    damaged: int = 0
    arrived: int = 0

    @property
    def any(self) -> bool:
        """Whether anything on a screen is out of date now."""
        return bool(self.moved or self.notices or self.arrived)


def refresh(desk: Desk) -> Changes:
    """Takes in everything the agent and the self-service screens brought since last time, and queues what a crash left
    unqueued."""
    if desk.practice:
        return Changes()
    came = take_in(desk)
    requeue(desk)
    if not is_enrolled(desk):
        return Changes(damaged=came.damaged, arrived=came.arrived)
    if follow_card(desk):
        keep_recovery_slot(desk, device_identity(desk).card)
    moved, damaged = _take_statements(desk)
    notices, broken = _take_notices(desk)
    results = _take_results(desk)
    _erase_what_is_backed_up(desk)
    _drop_replaced(desk)
    return Changes(moved, notices + results, damaged + broken + came.damaged, came.arrived)


def _take_statements(desk: Desk) -> tuple[tuple[str, ...], int]:
    card = device_identity(desk).card
    outbox = {item.parcel: item for item in desk.outbox.list()}
    moved: list[str] = []
    damaged = 0
    for parcel in desk.store.parcels.list(*UNFINISHED):
        item = outbox.get(parcel.id)
        if item is None:
            continue
        for data in item.statements:
            try:
                said = Statement.decode_verified(data, card.signs)
            except ParcelDamaged:
                damaged += 1
                continue
            target = _CARRIAGE.get(said.type)
            if said.parcel != parcel.id or said.manifest != manifest_hash(parcel.manifest) or target is None:
                continue
            reason = str(said.reason) if said.reason is not None else None
            if desk.store.parcels.set_carriage(parcel.id, target, data, at=said.at, reason=reason):
                moved.append(parcel.dossier)
            desk.store.clock_floor.raise_to(said.at)
        if (
            item.carriage is Carriage.REFUSED
            and (item.reason or "").startswith(LOCAL)
            and desk.store.parcels.set_carriage(parcel.id, Carriage.REFUSED, reason=item.reason)
        ):
            moved.append(parcel.dossier)
        if item.carriage is Carriage.SENDING and desk.store.parcels.set_carriage(parcel.id, Carriage.SENDING):
            moved.append(parcel.dossier)
    moved.extend(_take_back(desk, outbox.values(), card.signs))
    return tuple(dict.fromkeys(moved)), damaged


def _take_back(desk: Desk, items: Iterable[OutboxParcel], signs: Publics) -> Iterator[str]:
    """Dossiers of delivered parcels that the province, put back from a copy, has lost since and refuses as they are: an officer
    seals them anew.
    """
    for item in items:
        if item.carriage is not Carriage.REFUSED:
            continue
        with suppress(NotFound):
            parcel = desk.store.parcels.get(item.parcel)
            for data in item.statements if parcel.carriage is Carriage.DELIVERED else ():
                with suppress(ParcelDamaged):
                    said = Statement.decode_verified(data, signs)
                    reason = str(said.reason) if said.reason is not None else None
                    if (
                        said.type is StatementType.REFUSED
                        and said.is_about(parcel.manifest)
                        and desk.store.parcels.take_back(parcel.id, data, at=said.at, reason=reason)
                    ):
                        yield parcel.dossier


def _take_notices(desk: Desk) -> tuple[int, int]:
    card = device_identity(desk).card
    key = office_notice_key(desk)
    taken = damaged = 0
    last = desk.store.notices.last_seq()
    # A notice that could not be read once may have come anew since.
    for seq in desk.store.notices.missing(desk.inbox.numbers()):
        data = desk.inbox.notice(seq)
        try:
            envelope, plain = open_notice(data, card.signs, key)
        except ParcelDamaged as error:
            if seq <= last:
                continue  # said when it was first met
            # Kept in the inbox folder for support; the next ones are taken in all the same.
            desk.journal.write("notice-damaged", seq=seq, reason=str(error.damage))
            damaged += 1
            continue
        if envelope.office != desk.office.unit or envelope.seq != seq % HISTORY:
            damaged += 1
            continue
        if desk.store.notices.apply(_notice(envelope, plain, seq)) is Applied.NEW:
            taken += 1
        desk.store.clock_floor.raise_to(envelope.at)
    return taken, damaged


def _notice(envelope: NoticeEnvelope, plain: NoticePlain, number: int) -> Notice:
    result = plain.result
    return Notice(
        id=plain.id,
        seq=number,
        at=envelope.at,
        dossier=plain.dossier,
        what=NoticeKind(str(plain.what)),
        parcel=plain.parcel,
        part=plain.part,
        official_number=plain.official_number,
        number_kind=NumberKind(plain.number_kind) if plain.number_kind else None,
        received_at=plain.received_at,
        due_at=plain.due_at,
        status=plain.status,
        text=plain.text or "",
        papers=plain.papers or (),
        by=plain.by,
        result=None
        if result is None
        else ResultFile(result.blob, result.size, result.sha256, result.name, result.media),
    )


def _take_results(desk: Desk) -> int:
    """Takes over result files that have arrived whole; one that is damaged is fetched anew by support, not shown."""
    taken = 0
    for notice in desk.store.notices.results_to_fetch():
        try:
            data = open_result(desk, notice)
            if data is None or notice.result is None:
                continue
            desk.store.notices.save_result(notice.id, data)
        except (ParcelDamaged, ResultDamaged):
            # Out of the way, so that the agent fetches it anew; kept for support.
            desk.journal.write("result-damaged", seq=notice.seq)
            if notice.result is not None:
                desk.inbox.set_result_aside(notice.result.blob)
            continue
        except KnownError:
            desk.journal.write("result-damaged", seq=notice.seq)
            continue
        desk.inbox.erase_result(notice.result.blob)
        taken += 1
    return taken


def _erase_what_is_backed_up(desk: Desk) -> None:
    """Sensitive papers stay no longer than needed: until the gateway's backup has passed their delivery."""
    mark = desk.outbox.watermark()
    if mark is not None:
        desk.store.papers.erase_delivered(mark, by=desk.officer.code)
        desk.outbox.erase_safe()
        desk.outbox.forget([parcel for parcel in desk.outbox.past() if _has_its_receipt(desk, parcel)])


def _has_its_receipt(desk: Desk, parcel: str) -> bool:
    """Whether the province's signed word that it has this parcel is in ``kiosk.db``, where it stays for any dispute."""
    try:
        mine = desk.store.parcels.get(parcel)
    except NotFound:
        return False
    return mine.carriage is Carriage.DELIVERED and mine.ack_delivered is not None


def _drop_replaced(desk: Desk) -> None:
    """Lets go of refused parcels that a crash left in the outbox after an officer had sealed them anew: only those that
    ``kiosk.db`` does not know any more.
    """
    for item in desk.outbox.list():
        if item.carriage is not Carriage.REFUSED:
            continue
        try:
            desk.store.parcels.get(item.parcel)
        except NotFound:
            desk.outbox.drop_refused(item.parcel)


def open_result(desk: Desk, notice: Notice) -> bytes | None:
    """The result file of a notice, opened; ``None`` while the agent has not fetched it yet."""
    if notice.result is None:
        return None
    data = desk.inbox.result(notice.result.blob)
    if data is None:
        return None
    return open_blob(data, notice.id, SLOT_RESULT, office_notice_key(desk))
