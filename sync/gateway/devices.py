"""The roster of machines and officers, and what speaks against a machine: revoked, copied, or with a false clock.

Holds codes, ids and times; never a name. May not answer the network or judge a parcel.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import String, Text, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from forms.errors import KnownError
from forms.states import ParcelKind
from forms.text import Message
from sync.gateway.codes import TicketRow
from sync.gateway.database import insert_or_leave
from sync.gateway.models import Base, DeviceRow, EnrolCodeRow, OfficerRow, ParcelRow, ParcelState
from sync.manifest import Manifest

OVERLAP = timedelta(minutes=10)
"""Two processes with one key that outlive each other by so much are two machines: a short command beside a running agent is not."""
SIGHTING_PAUSE = timedelta(seconds=60)
"""How often a process that goes on asking is noted again."""
CLOCK_LIMIT = timedelta(minutes=5)
"""How far a machine's clock may be from ours before its dates are doubted: the skew a signed request is allowed."""
RUN_KEPT = timedelta(days=30)
RUN_CHARS = 16
_RUN_MARK = "."


class Suspicion(StrEnum):
    """What is written beside a parcel that an officer should look at twice."""

    REVOKED = "device-revoked"  # sealed before the machine was revoked, but came here later
    CLONED = "device-cloned"  # two machines use the same key
    CLOCK_AHEAD = "clock-ahead"
    CLOCK_BEHIND = "clock-behind"
    BEFORE_RESTORE = (
        "before-restore"  # sealed before this gateway was put back from a copy: it may have been here already
    )


class RevocationRow(Base):
    """Why a machine is trusted no more, and who said so when. ``DeviceRow.revoked_at`` is the time up to which it was."""

    __tablename__ = "device_revocation"
    device: Mapped[str] = mapped_column(String(32), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    noted_at: Mapped[datetime]


class DeviceRunRow(Base):
    """One process that has signed with a machine's key: when it was first and last heard."""

    __tablename__ = "device_run"
    device: Mapped[str] = mapped_column(String(32), primary_key=True)
    run: Mapped[str] = mapped_column(String(RUN_CHARS), primary_key=True)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime] = mapped_column(index=True)


class DeviceClockRow(Base):
    """How far a machine's own clock was ahead of ours (seconds; below zero: behind) when it last said what time it was."""

    __tablename__ = "device_clock"
    device: Mapped[str] = mapped_column(String(32), primary_key=True)
    ahead: Mapped[int]
    measured_at: Mapped[datetime]


class CloneRow(Base):
    """Two runs of one key lived beside each other: the first evidence of it."""

    __tablename__ = "device_clone"
    device: Mapped[str] = mapped_column(String(32), primary_key=True)
    one_run: Mapped[str] = mapped_column(String(RUN_CHARS))
    other_run: Mapped[str] = mapped_column(String(RUN_CHARS))
    seen_at: Mapped[datetime]


class DeviceUnknown(KnownError):
    """No machine has this id."""

    def __init__(self, device: str) -> None:
        super().__init__(
            Message(
                "error.gateway.device_unknown",
                "Không có máy nào mang mã {device}. Xem danh sách bằng lệnh devices.",
                "Command line; {device} is a machine's id as it was typed.",
            ),
            device=device,
        )


class RevokedLater(KnownError):
    """A revocation cannot lie in the future, nor be moved forward."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.revoked_later",
                "Thời điểm thu hồi không được ở tương lai và không được dời về sau thời điểm đã ghi.",
                "Command line, after --since with a wrong time.",
            )
        )


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """One machine. ``clock_ahead`` in seconds; ``parcels`` it has signed that are here; ``suspicions`` as codes."""

    device: str
    office: str
    counter: str
    enrolled_at: datetime
    last_heard_at: datetime | None
    parcels: int
    clock_ahead: int | None
    suspicions: tuple[str, ...]
    revoked_at: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class OfficerLine:
    """One officer's key as a machine of the office reported it."""

    office: str
    code: str
    role: str
    key: str
    reported_by: str
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class Revoked:
    """A machine that is trusted no more. ``doubtful`` are dossiers recorded before although signed after ``since``."""

    device: str
    office: str
    since: datetime
    reason: str
    doubtful: tuple[str, ...]


def devices(session: Session, office: str | None = None) -> tuple[DeviceLine, ...]:
    """Every machine ever enrolled, the oldest first."""
    wanted = select(DeviceRow).order_by(DeviceRow.enrolled_at, DeviceRow.id)
    if office is not None:
        wanted = wanted.where(DeviceRow.office == office)
    last = select(DeviceRunRow.device, func.max(DeviceRunRow.last_at)).group_by(DeviceRunRow.device)
    heard = dict(session.execute(last).all())
    signed = select(ParcelRow.device, func.count()).where(ParcelRow.claim.is_not(None))
    counted = dict(session.execute(signed.group_by(ParcelRow.device)).all())
    return tuple(
        _line(session, row, heard.get(row.id), counted.get(row.id, 0)) for row in session.scalars(wanted)
    )


def officers(session: Session, office: str | None = None) -> tuple[OfficerLine, ...]:
    """Every officer's key that was reported, by office and code. Codes and keys: names stay in the offices."""
    wanted = select(OfficerRow).order_by(OfficerRow.office, OfficerRow.code, OfficerRow.reported_at)
    if office is not None:
        wanted = wanted.where(OfficerRow.office == office)
    return tuple(
        OfficerLine(row.office, row.code, row.role, row.key, row.reported_by, row.reported_at)
        for row in session.scalars(wanted)
    )


def revoke(
    session: Session, device: str, reason: str, now: datetime, since: datetime | None = None
) -> Revoked:
    """Trust ``device`` no more from ``since`` (now) on, within the caller's transaction. There is no way back.

    What it signed until then is still taken in, marked; what it signed later is quarantined. Repeating with an earlier
    ``since`` moves the time back. ``DeviceUnknown`` or ``RevokedLater``.
    """
    row = session.get(DeviceRow, device, with_for_update=True)
    if row is None:
        raise DeviceUnknown(device)
    since = since or row.revoked_at or now
    if since > now or (row.revoked_at is not None and since > row.revoked_at):
        raise RevokedLater
    row.revoked_at = since
    known = session.get(RevocationRow, device)
    if known is None:
        session.add(RevocationRow(device=device, reason=reason, noted_at=now))
    else:
        known.reason = reason
    return Revoked(device, row.office, since, reason, _mark_signed_after(session, device, since))


def note_run(session: Session, device: str, nonce: str, now: datetime) -> None:
    """Note which process signed a request, as its nonce tells (``run.random``), and whether another one lives beside it."""
    run, mark, _ = nonce.partition(_RUN_MARK)
    if not mark or len(run) != RUN_CHARS or not run.isalnum():
        return  # an agent that says nothing of itself
    row = session.get(DeviceRunRow, (device, run))
    if row is None:
        session.execute(
            delete(DeviceRunRow).where(DeviceRunRow.device == device, DeviceRunRow.last_at < now - RUN_KEPT)
        )
        # The first requests of a process often come together: whoever is second finds it noted.
        fresh = {"device": device, "run": run, "first_at": now, "last_at": now}
        insert_or_leave(session, DeviceRunRow, fresh, "device", "run")
        return
    if now - row.last_at < SIGHTING_PAUSE:
        return
    row.last_at = now
    if session.get(CloneRow, device) is not None:
        return
    # Two lives [first, last] overlap by the earlier end less the later beginning; ours ends now.
    beside = session.scalar(
        select(DeviceRunRow)
        .where(
            DeviceRunRow.device == device,
            DeviceRunRow.run != run,
            DeviceRunRow.last_at >= row.first_at + OVERLAP,
        )
        .order_by(DeviceRunRow.last_at.desc())
        .limit(1)
    )
    if beside is not None and beside.last_at - max(beside.first_at, row.first_at) >= OVERLAP:
        seen = {"device": device, "one_run": run, "other_run": beside.run, "seen_at": now}
        insert_or_leave(session, CloneRow, seen, "device")


def is_clock_news(session: Session, device: str, theirs: datetime, now: datetime) -> bool:
    """Whether ``note_clock`` would write: that is not worth a writer's turn with every request."""
    known = session.scalar(select(DeviceClockRow.ahead).where(DeviceClockRow.device == device))
    return known is None or abs(known - _ahead(theirs, now)) >= SIGHTING_PAUSE.total_seconds()


def note_clock(session: Session, device: str, theirs: datetime, now: datetime) -> None:
    """Keep how far the clock of ``device`` is from ours, when that has changed or was not known."""
    ahead = _ahead(theirs, now)
    row = session.get(DeviceClockRow, device)
    if row is None:
        fresh = {"device": device, "ahead": ahead, "measured_at": now}
        insert_or_leave(session, DeviceClockRow, fresh, "device")
    elif abs(row.ahead - ahead) >= SIGHTING_PAUSE.total_seconds():
        row.ahead, row.measured_at = ahead, now


def _ahead(theirs: datetime, now: datetime) -> int:
    ahead = round((theirs - now).total_seconds())
    return max(-(1 << 31), min((1 << 31) - 1, ahead))


@dataclass(frozen=True, slots=True)
class Repute:
    """What is known of a machine when its parcels are recorded. ``ahead`` is how far its clock was from ours.

    ``since`` is when it can first have sealed anything: one enrolled from a stick begins before we hear of it.
    """

    since: datetime
    revoked_at: datetime | None
    cloned: bool
    ahead: timedelta


def reputes(session: Session, devices: Collection[str]) -> dict[str, Repute]:
    """What is known of these machines, by id; those nobody enrolled are left out."""
    found = session.execute(
        select(
            DeviceRow.id,
            func.coalesce(EnrolCodeRow.issued_at, DeviceRow.enrolled_at),
            DeviceRow.revoked_at,
            CloneRow.device,
            DeviceClockRow.ahead,
        )
        .outerjoin(TicketRow, TicketRow.device == DeviceRow.id)
        .outerjoin(EnrolCodeRow, EnrolCodeRow.secret_sha256 == TicketRow.secret_sha256)
        .outerjoin(CloneRow, CloneRow.device == DeviceRow.id)
        .outerjoin(DeviceClockRow, DeviceClockRow.device == DeviceRow.id)
        .where(DeviceRow.id.in_(devices))
    )
    return {
        device: Repute(since, revoked, clone is not None, timedelta(seconds=ahead or 0))
        for device, since, revoked, clone, ahead in found
    }


def suspicions(
    device: Repute, parcel: ParcelRow, manifest: Manifest, restored: datetime | None
) -> tuple[Suspicion, ...]:
    """What should be looked at twice about a genuine parcel that has come in; ``restored``: when this gateway was put back
    from a copy, the last time.
    """
    found: list[Suspicion] = []
    if device.revoked_at is not None and parcel.arrived_at >= device.revoked_at:
        found.append(Suspicion.REVOKED)
    if device.cloned:
        found.append(Suspicion.CLONED)
    if manifest.sealed_at > parcel.arrived_at + CLOCK_LIMIT or device.ahead > CLOCK_LIMIT:
        found.append(Suspicion.CLOCK_AHEAD)
    elif manifest.sealed_at < device.since - CLOCK_LIMIT or -device.ahead > CLOCK_LIMIT:
        # Only an enrolled machine has an id to sign with.
        found.append(Suspicion.CLOCK_BEHIND)
    if restored is not None and manifest.kind is ParcelKind.FILING:
        # By their clock, as far as we know it: one that is ahead leads nothing past the mark. Of a moment still to come
        # nobody knows when it was.
        ahead = CLOCK_LIMIT + max(timedelta(), device.ahead)
        if not restored + ahead < manifest.sealed_at <= parcel.arrived_at + ahead:
            found.append(Suspicion.BEFORE_RESTORE)
    return tuple(found)


def _line(session: Session, row: DeviceRow, heard: datetime | None, parcels: int) -> DeviceLine:
    clock, revocation = session.get(DeviceClockRow, row.id), session.get(RevocationRow, row.id)
    found = [Suspicion.REVOKED] if row.revoked_at is not None else []
    if session.get(CloneRow, row.id) is not None:
        found.append(Suspicion.CLONED)
    if clock is not None and abs(clock.ahead) > CLOCK_LIMIT.total_seconds():
        found.append(Suspicion.CLOCK_AHEAD if clock.ahead > 0 else Suspicion.CLOCK_BEHIND)
    return DeviceLine(
        device=row.id,
        office=row.office,
        counter=row.counter,
        enrolled_at=row.enrolled_at,
        last_heard_at=heard,
        parcels=parcels,
        clock_ahead=clock.ahead if clock else None,
        suspicions=tuple(str(one) for one in found),
        revoked_at=row.revoked_at,
        reason=revocation.reason if revocation else None,
    )


def _mark_signed_after(session: Session, device: str, since: datetime) -> tuple[str, ...]:
    """Mark what was recorded before anybody knew; the dossiers it belongs to."""
    doubtful: list[str] = []
    rows = session.scalars(
        select(ParcelRow).where(
            ParcelRow.device == device,
            ParcelRow.claim.is_not(None),
            ParcelRow.state.in_((ParcelState.RECORDED, ParcelState.DELIVERED)),
        )
    )
    for row in rows:
        if Manifest.decode_unverified(row.manifest).sealed_at <= since:
            continue
        doubtful.append(row.dossier)
        if Suspicion.REVOKED not in row.flags:
            flags = [*row.flags, str(Suspicion.REVOKED)]
            session.execute(
                update(ParcelRow).where(ParcelRow.manifest_sha256 == row.manifest_sha256).values(flags=flags)
            )
    return tuple(dict.fromkeys(doubtful))
