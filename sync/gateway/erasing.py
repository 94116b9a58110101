"""Erasing a dossier for good: the wrapped content keys of its blobs are overwritten, here and in every backup, then the files
go; its face goes too. What stays names nobody: ids, hashes, times and the line in the log.

A blob's content key stands nowhere but in its own header, wrapped for the province: without that header the province's key
opens nothing. An object store overwrites nothing in place, so every version of the object is deleted there. Either way
the place is asked anew afterwards, and only when it has nothing left the erasure is called done. Begun and ended in two
transactions, so that a cut leaves an erasure to be gone on with, never half forgotten. May not decide what may be erased.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import String, Text, delete, exists, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from forms.errors import KnownError
from forms.text import Message
from sync.blob import is_blob_name
from sync.gateway.blobs import BlobShelf
from sync.gateway.database import Database
from sync.gateway.folder_shelf import FolderShelf
from sync.gateway.models import (
    Base,
    DossierRow,
    NoticeRow,
    ParcelBlobRow,
    ParcelRow,
    ParcelState,
    PartRow,
    UploadRow,
)
from sync.gateway.office.audit import Event, note_act
from sync.gateway.office.tables import FaceRow, NameRow, PersonRow, TaskRow
from sync.gateway.parts import ENDED
from sync.gateway.passing.tables import let_go
from sync.times import read_time, write_time

LOG = "erasures.jsonl"
"""Lies in every backup: whoever restores an older state erases again what was erased since."""
_UNDER_WAY = (ParcelState.ARRIVED, ParcelState.HELD, ParcelState.RECORDED)


class ErasureRow(Base):
    """One dossier that was erased, or is being erased while ``done_at`` is empty."""

    __tablename__ = "erasure"
    dossier: Mapped[str] = mapped_column(String(32), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(64))
    blobs: Mapped[list[str]]
    asked_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class ErasureProofRow(Base):
    """What was found when an erasure was called done: ``copies`` were destroyed at ``place``, and none was left."""

    __tablename__ = "erasure_proof"
    dossier: Mapped[str] = mapped_column(String(32), primary_key=True)
    place: Mapped[str] = mapped_column(String(16))
    copies: Mapped[int]
    looked_at: Mapped[datetime]


class NotErased(KnownError):
    """The place of the blobs still has something of them."""

    def __init__(self, dossier: str, left: int) -> None:
        super().__init__(
            Message(
                "error.gateway.not_erased",
                "Chưa xóa được hồ sơ {dossier}: nơi lưu vẫn giữ {left} bản của các gói đã niêm phong (khóa đối tượng, thời hạn lưu "
                "giữ, hoặc thiếu quyền xóa phiên bản). Việc xóa còn dang dở; gỡ nguyên nhân rồi chạy lại.",
                "Command line; {dossier} is an id, {left} a number.",
            ),
            dossier=dossier,
            left=left,
        )


class StillOpen(KnownError):
    """The dossier is under way: erasing it would take it from the authority that decides it."""

    def __init__(self, dossier: str) -> None:
        super().__init__(
            Message(
                "error.gateway.still_open",
                "Hồ sơ {dossier} chưa kết thúc nên không xóa. Hồ sơ kết thúc khi mọi phần đã có kết quả, bị từ chối, dừng hoặc rút.",
                "Command line; {dossier} is an id.",
            ),
            dossier=dossier,
        )


class DossierUnknown(KnownError):
    """No dossier has this id."""

    def __init__(self, dossier: str) -> None:
        super().__init__(
            Message(
                "error.gateway.no_dossier", "Không có hồ sơ {dossier}.", "Command line; {dossier} is an id."
            ),
            dossier=dossier,
        )


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: ``destroyed`` of ``blobs`` were still here (the others had gone before), in ``copies``.

    ``left`` is what ``place`` still had when it was asked anew.
    """

    dossier: str
    blobs: int
    destroyed: int
    backups: int
    place: str
    copies: int
    left: int


def erase(
    database: Database,
    shelf: BlobShelf,
    dossier: str,
    reason: str,
    by: str,
    now: datetime,
    backups: Sequence[Path] = (),
) -> Erased:
    """Erase one dossier that has ended. Repeating it finishes what was cut off, and takes what has come since.

    Raises ``DossierUnknown``, ``StillOpen``, and ``NotErased`` or ``OSError`` with the erasure begun and not done.
    """
    with database.write() as session:
        let_go(session, dossier, now)
        row = session.get(ErasureRow, dossier)
        if row is None:
            _check_ended(session, dossier)
            row = ErasureRow(
                dossier=dossier,
                reason=reason,
                by=by,
                blobs=_blobs_of(session, dossier),
                asked_at=now,
                done_at=None,
            )
            session.add(row)
            note_act(session, now, by, Event.ERASED, dossier, reason)
        elif late := sorted(set(_blobs_of(session, dossier)) - set(row.blobs)):
            # What came since, from a stick that was away for long, is erased like the rest.
            _check_ended(session, dossier)
            row.blobs, row.asked_at, row.done_at = [*row.blobs, *late], now, None
            note_act(session, now, by, Event.ERASED, dossier, reason)
        blobs = list(row.blobs)
        _forget(session, dossier, blobs)
    copies = _destroy(shelf, dossier, blobs)
    elsewhere = sum(prune(folder, blobs) for folder in backups)
    with database.write() as session:
        _prove(session, dossier, shelf.place, sum(copies), now)
    gone = sum(count > 0 for count in copies)
    return Erased(dossier, len(blobs), gone, elsewhere, shelf.place, sum(copies), left=0)


def ended_before(session: Session, moment: datetime) -> tuple[str, ...]:
    """Dossiers all of whose parts ended before ``moment`` and of which anything is not erased yet, the oldest first."""
    open_parts = select(PartRow.dossier).where(PartRow.status.not_in(ENDED) | (PartRow.status_at >= moment))
    late = exists().where(
        ParcelRow.dossier == ErasureRow.dossier,
        ParcelRow.claim.is_not(None),
        ParcelBlobRow.manifest_sha256 == ParcelRow.manifest_sha256,
        ParcelBlobRow.present.is_(True),
    )
    erased = select(ErasureRow.dossier).where(~late)
    return tuple(
        session.scalars(
            select(DossierRow.id)
            .where(
                DossierRow.id.not_in(open_parts),
                DossierRow.id.not_in(erased),
                DossierRow.recorded_at < moment,
            )
            .order_by(DossierRow.recorded_at)
        )
    )


def erased_of(session: Session, dossiers: Iterable[str]) -> frozenset[str]:
    """Those of ``dossiers`` that were erased, or are being erased."""
    return frozenset(session.scalars(select(ErasureRow.dossier).where(ErasureRow.dossier.in_(set(dossiers)))))


def log_lines(session: Session) -> list[str]:
    """Every erasure as a line of the log that lies in a backup."""
    return [
        json.dumps(
            {
                "dossier": row.dossier,
                "reason": row.reason,
                "by": row.by,
                "blobs": row.blobs,
                "asked_at": write_time(row.asked_at),
            },
            ensure_ascii=False,
        )
        for row in session.scalars(select(ErasureRow).order_by(ErasureRow.asked_at, ErasureRow.dossier))
    ]


def erase_again(database: Database, shelf: BlobShelf, lines: Iterable[str], now: datetime) -> int:
    """After a restore: erase what the log of the backup names and this state still has; how many dossiers."""
    done: set[str] = set()
    for line in lines:
        told: dict[str, Any] = json.loads(line)
        with database.write() as session:
            known = session.get(ErasureRow, told["dossier"])
            if known is None:
                known = ErasureRow(
                    dossier=told["dossier"],
                    reason=told["reason"],
                    by=told["by"],
                    blobs=told["blobs"],
                    asked_at=read_time(told["asked_at"]),
                    done_at=None,
                )
                session.add(known)
            elif late := sorted(set(told["blobs"]) - set(known.blobs)):
                known.blobs, known.done_at = [*known.blobs, *late], None  # erased once more after this state
            if known.done_at is not None:
                continue
            let_go(session, told["dossier"], now)
            _forget(session, told["dossier"], told["blobs"])
        copies = _destroy(shelf, told["dossier"], told["blobs"])
        with database.write() as session:
            _prove(session, told["dossier"], shelf.place, sum(copies), now)
        done.add(told["dossier"])
    return len(done)


def _destroy(shelf: BlobShelf, dossier: str, blobs: Sequence[str]) -> list[int]:
    """How many copies of each blob were destroyed; ``NotErased`` when the place still has any."""
    copies = [shelf.destroy(name) for name in blobs]
    if left := sum(shelf.remains(name) for name in blobs):
        raise NotErased(dossier, left)
    return copies


def _prove(session: Session, dossier: str, place: str, copies: int, now: datetime) -> None:
    row = session.get_one(ErasureRow, dossier)
    if row.done_at is None:
        row.done_at = now
        proof = session.get(ErasureProofRow, dossier)
        before = 0 if proof is None else proof.copies
        session.merge(ErasureProofRow(dossier=dossier, place=place, copies=before + copies, looked_at=now))


def prune(backup: Path, blobs: Iterable[str]) -> int:
    """Destroy erased blobs in a backup; how many lay there. The log is written by the next backup."""
    shelf = FolderShelf(backup / "blobs")
    return sum(shelf.destroy(name) > 0 for name in blobs if is_blob_name(name))


def _check_ended(session: Session, dossier: str) -> None:
    row = session.get(DossierRow, dossier)
    if row is None:
        raise DossierUnknown(dossier)
    parts = list(session.scalars(select(PartRow.status).where(PartRow.dossier == dossier)))
    moving = session.scalar(
        select(ParcelRow.parcel).where(
            ParcelRow.dossier == dossier,
            ParcelRow.office == row.office,  # another's, which may never end, holds up nothing
            ParcelRow.claim.is_not(None),
            ParcelRow.state.in_(_UNDER_WAY),
        )
    )
    if moving is not None or not all(status in ENDED for status in parts):
        raise StillOpen(dossier)


def _blobs_of(session: Session, dossier: str) -> list[str]:
    """Every blob of every genuine parcel of the dossier, and the results sealed to its office."""
    sealed = session.scalars(
        select(ParcelBlobRow.blob)
        .join(ParcelRow, ParcelRow.manifest_sha256 == ParcelBlobRow.manifest_sha256)
        .where(ParcelRow.dossier == dossier, ParcelRow.claim.is_not(None))
    )
    results = session.scalars(
        select(NoticeRow.result_blob).where(NoticeRow.dossier == dossier, NoticeRow.result_blob.is_not(None))
    )
    return sorted({*sealed, *(name for name in results if name is not None)})


def _forget(session: Session, dossier: str, blobs: Sequence[str]) -> None:
    """The dossier's face, that its blobs are here, and uploads that would still bring them (ingest sweeps their bytes)."""
    session.execute(delete(UploadRow).where(UploadRow.blob.in_(blobs)))
    session.execute(update(ParcelBlobRow).where(ParcelBlobRow.blob.in_(blobs)).values(present=False))
    face = session.scalar(select(FaceRow.id).where(FaceRow.dossier == dossier))
    if face is None:
        return
    for table in (PersonRow, NameRow, TaskRow):
        session.execute(delete(table).where(table.face == face))
    session.execute(delete(FaceRow).where(FaceRow.id == face))
