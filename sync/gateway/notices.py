"""Notices on their way to an office: sealed when they are written, numbered and signed when the opener gets to them.

Sealing needs only the office's public keys, so the back office can write notices while the opener runs elsewhere.
Only ``sign_waiting`` needs the gateway's signing key.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from forms.errors import BugError
from forms.states import CaseStatus
from sync.blob import SealedBlob, seal_blob
from sync.gateway.database import tell_news
from sync.gateway.faults import OfficeWithoutMachine
from sync.gateway.keyring import OpenerKeys
from sync.gateway.models import DeviceRow, DossierRow, NoticeRow, OfficeRow
from sync.keys import KemPublic
from sync.manifest import BlobRef
from sync.notice import SLOT_NOTICE, SLOT_RESULT, NoticeEnvelope, NoticeKind, NoticePlain, ResultRef

BATCH = 200
_RECIPIENTS = "notice-recipients"
_LOCKED = "locked-offices"


def recipients(session: Session, office: str) -> tuple[KemPublic, ...]:
    """The notice keys of every machine of ``office`` that is still trusted, each once."""
    # One transaction sees one roster: looked up once, however many notices it writes.
    known: dict[str, tuple[KemPublic, ...]] = session.info.setdefault(_RECIPIENTS, {})
    if office not in known:
        with session.no_autoflush:
            keys = session.scalars(
                select(DeviceRow.notice_key)
                .where(DeviceRow.office == office, DeviceRow.revoked_at.is_(None))
                .order_by(DeviceRow.enrolled_at, DeviceRow.id)
            ).all()
        known[office] = tuple(KemPublic(data) for data in dict.fromkeys(keys))
    return known[office]


def seal_for_office(data: bytes, notice: str, keys: Sequence[KemPublic]) -> SealedBlob:
    """A result file for every machine of the office, bound to the notice that announces it."""
    return seal_blob(data, notice, SLOT_RESULT, keys)


def notice_about(
    dossier: DossierRow,
    what: NoticeKind,
    by: str,
    *,
    part: str | None = None,
    status: CaseStatus | None = None,
    text: str | None = None,
    result: ResultRef | None = None,
    notice: str | None = None,
) -> NoticePlain:
    """What is to be told of ``dossier``, with its number and days as they are now. ``notice`` is its id, if it has one."""
    return NoticePlain(
        id=notice or uuid.uuid4().hex,
        dossier=dossier.id,
        what=what,
        by=by,
        parcel=dossier.parcel,
        part=part,
        official_number=dossier.official_number,
        number_kind=dossier.number_kind,
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        status=status,
        text=text,
        result=result,
    )


def queue_notice(session: Session, plain: NoticePlain, office: str, now: datetime) -> NoticeRow:
    """Put ``plain`` in the queue of ``office``, sealed, within the caller's transaction.

    ``OfficeWithoutMachine`` when nobody is left who could open it.
    """
    row = add_notice(session, plain, office, now)
    session.flush()
    return row


def add_notice(session: Session, plain: NoticePlain, office: str, now: datetime) -> NoticeRow:
    """The same, left to be written with whatever else the session holds."""
    keys = recipients(session, office)
    if not keys:
        raise OfficeWithoutMachine
    row = NoticeRow(
        id=plain.id,
        office=office,
        dossier=plain.dossier,
        what=str(plain.what),
        part=plain.part,
        status=None if plain.status is None else int(plain.status),
        sealed=seal_blob(plain.encode(), plain.id, SLOT_NOTICE, keys).data,
        result_blob=plain.result.blob if plain.result else None,
        result_size=plain.result.size if plain.result else None,
        queued_at=now,
        seq=None,
        data=None,
    )
    session.add(row)
    return row


def results_told(session: Session, dossier: str, part: str) -> int:
    """How many results of this part its office has been sent."""
    of_part = or_(NoticeRow.part == part, NoticeRow.part.is_(None))
    results = (NoticeRow.dossier == dossier, NoticeRow.what == NoticeKind.RESULT, of_part)
    return session.scalar(select(func.count()).select_from(NoticeRow).where(*results)) or 0


def lock_offices(session: Session, units: Iterable[str]) -> None:
    """Take the locks under which numbers and notices of these offices are counted, always in the same order."""
    held: dict[str, OfficeRow] = session.info.setdefault(_LOCKED, {})
    if wanted := sorted(set(units) - held.keys()):
        rows = session.scalars(
            select(OfficeRow)
            .where(OfficeRow.unit.in_(wanted))
            .order_by(OfficeRow.unit)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        held.update((row.unit, row) for row in rows)


def sign_waiting(session: Session, keys: OpenerKeys, now: datetime, office: str | None = None) -> int:
    """Number and sign what is queued (for one office, or for all) within the caller's transaction; how many."""
    waits = NoticeRow.seq.is_(None)
    units = [office] if office is not None else _offices_waiting(session)
    lock_offices(session, units)
    signed = 0
    for unit in sorted(units):
        # The office's row is the lock that keeps its numbers without gaps.
        counter: OfficeRow | None = session.info[_LOCKED].get(unit)
        if counter is None:
            raise BugError("a notice to an office nobody enrolled")
        waiting = select(NoticeRow).where(waits, NoticeRow.office == unit).order_by(NoticeRow.position)
        for row in session.scalars(waiting.limit(BATCH)).all():
            counter.last_seq += 1
            row.seq = counter.last_seq
            results: tuple[BlobRef, ...] = ()
            if row.result_blob is not None and row.result_size is not None:
                results = (BlobRef(row.result_blob, row.result_size),)
            envelope = NoticeEnvelope(row.id, row.office, row.seq, now, row.sealed, results)
            row.data = envelope.encode(keys.sign, keys.gateway)
            signed += 1
    session.flush()
    tell_news(session, units)
    return signed


def _offices_waiting(session: Session) -> list[str]:
    return list(
        session.scalars(select(NoticeRow.office).where(NoticeRow.seq.is_(None)).distinct().limit(BATCH))
    )


def has_waiting(session: Session) -> bool:
    """Whether any notice waits for its number and signature."""
    return session.scalar(select(NoticeRow.position).where(NoticeRow.seq.is_(None)).limit(1)) is not None
