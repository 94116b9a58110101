"""Rows of resumable uploads: who may send which blob, how much of it is durable, until when.

Knows the database and the blob folder; may not speak HTTP.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from forms.clock import Clock
from sync.blob import is_blob_name, is_id
from sync.gateway.blobs import BlobShelf, StoreAway
from sync.gateway.database import Database
from sync.gateway.ingest.bodies import Denied
from sync.gateway.ingest.parcels import mark_present, write_present
from sync.gateway.ingest.tokens import Grant
from sync.gateway.models import ParcelBlobRow, ParcelRow, UploadRow

LIFE = timedelta(days=7)
"""How long an unfinished upload is kept after its last byte: longer than an outreach trip without a link."""
SIZE_LIMIT = 256 * 1024 * 1024
EARLY_LIMIT = 200
"""Unfinished uploads one device may have for parcels whose manifest has not come yet."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One upload. ``offset`` and ``size`` in bytes; ``offset`` counts durable bytes alone."""

    id: str
    parcel: str
    blob: str
    size: int
    offset: int
    metadata: str | None
    expires_at: datetime


class UploadRows:
    """Creates, finds, advances and ends uploads. Every change is durable on return."""

    def __init__(self, database: Database, shelf: BlobShelf, clock: Clock) -> None:
        self._database = database
        self._shelf = shelf
        self._clock = clock

    def check(self, parcel: str, blob: str, size: int) -> None:
        """``Denied`` unless this blob may be sent: a sane size, and what the manifest says when it is known."""
        check_sane(parcel, blob, size)
        with self._database.read() as session:
            _check_against_manifest(session, parcel, blob, size)

    def obtain(self, grant: Grant, metadata: str | None = None, fresh: bool = False) -> Upload:
        """The upload for ``grant``, made when there is none: asked again, the same address and the present offset.

        With ``fresh`` an upload already begun is given up for a new one: an ordinary client that creates starts at 0.
        """
        try:
            return self._obtain(grant, metadata, fresh)
        except IntegrityError:
            return self._obtain(grant, metadata, False)  # another request has just made it

    def obtain_all(self, grants: Sequence[Grant]) -> list[Upload | Denied]:
        """The uploads for many grants, or why there is none: new ones for known manifests are made in one transaction."""
        fresh = self._fresh(grants)
        now = self._clock.now()
        rows = {grant.blob: _new_row(grant, None, now) for grant in fresh}
        try:
            if rows:
                with self._database.write() as session:
                    session.add_all(rows.values())
        except IntegrityError:
            rows = {}  # another request has just made some of them
        answers: list[Upload | Denied] = []
        for grant in grants:
            if grant.blob in rows:
                answers.append(_upload(rows[grant.blob]))
                continue
            try:
                answers.append(self.obtain(grant))
            except Denied as denied:
                answers.append(denied)
        return answers

    def _fresh(self, grants: Sequence[Grant]) -> list[Grant]:
        """Those that nothing stands in the way of: named by a known manifest, not here, and not begun."""
        wanted = {grant.blob: grant for grant in grants}
        if len(wanted) < len(grants):
            return []  # one blob twice: one after the other
        parcels = {grant.parcel for grant in grants}
        with self._database.read() as session:
            begun = set(session.scalars(select(UploadRow.blob).where(UploadRow.blob.in_(wanted))))
            named = session.execute(
                select(ParcelRow.claim, ParcelBlobRow.blob, ParcelBlobRow.size)
                .join(ParcelBlobRow, ParcelBlobRow.manifest_sha256 == ParcelRow.manifest_sha256)
                .where(ParcelRow.claim.in_(parcels), ParcelBlobRow.blob.in_(wanted))
            ).all()
        sound = {(parcel, blob, size) for parcel, blob, size in named if blob not in begun}
        open_ones = [grant for grant in grants if (grant.parcel, grant.blob, grant.size) in sound]
        here = self._shelf.standing(grant.blob for grant in open_ones)
        return [grant for grant in open_ones if grant.blob not in here]

    def _obtain(self, grant: Grant, metadata: str | None, fresh: bool) -> Upload:
        now = self._clock.now()
        whole = self._is_whole(grant)
        with self._database.write() as session:
            _check_against_manifest(session, grant.parcel, grant.blob, grant.size)
            row = session.scalar(
                select(UploadRow).where(UploadRow.parcel == grant.parcel, UploadRow.blob == grant.blob)
            )
            gone = row is not None and (
                row.expires_at <= now
                or row.size != grant.size
                or (not whole and row.offset > 0 and (fresh or self._is_lost(row)))
            )
            if row is not None and gone:
                self._shelf.partials.drop(row.id)
                session.delete(row)
                session.flush()
                row = None
            if row is None:
                self._check_early(session, grant)
                row = _new_row(grant, metadata, now)
                session.add(row)
            if whole:
                row.offset = row.size
            upload = _upload(row)
        if whole:
            mark_present(self._database, [grant.blob])
        return upload

    def _is_whole(self, grant: Grant) -> bool:
        if self._shelf.holds([grant.blob]):
            return True
        with self._database.read() as session:
            row = session.scalar(
                select(UploadRow).where(UploadRow.parcel == grant.parcel, UploadRow.blob == grant.blob)
            )
        # A crash may have come between the last byte and the check of the whole.
        return row is not None and row.offset == row.size and self._shelf.adopt(row.id, row.blob)

    def _is_lost(self, row: UploadRow) -> bool:
        """Whether what has come cannot be gone on with: it was not the blob, or its bytes lie on another machine."""
        return row.offset == row.size or not self._shelf.partials.has(row.id, row.offset)

    def find(self, upload: str) -> Upload:
        """The upload at an address; ``Denied`` 404 when there is none, 410 past its time or when its bytes are not here."""
        with self._database.read() as session:
            row = session.get(UploadRow, upload) if is_id(upload) else None
        if row is None:
            raise Denied(404, "upload")
        if row.expires_at <= self._clock.now():
            raise Denied(410, "upload")
        if not 0 < row.offset < row.size or not self._is_lost(row):
            return _upload(row)
        # Another machine has them, or it became whole and this process's forerunner died before it could say so.
        if not self.finish(_upload(row)):
            raise Denied(410, "upload")
        return replace(_upload(row), offset=row.size)

    def advance(self, upload: Upload, offset: int) -> Upload:
        """Note that bytes up to ``offset`` are durable; ``Denied`` 409 when somebody else moved it meanwhile."""
        expires = self._clock.now() + LIFE
        with self._database.write() as session:
            moved = session.execute(
                update(UploadRow)
                .where(UploadRow.id == upload.id, UploadRow.offset == upload.offset)
                .values(offset=offset, expires_at=expires)
            )
            if moved.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has it
                raise Denied(409, "offset")
        return Upload(upload.id, upload.parcel, upload.blob, upload.size, offset, upload.metadata, expires)

    def finish(self, upload: Upload, hashed: str | None = None) -> bool:
        """Turn a complete, durable upload into its blob; False, and the upload gone, when it does not hash to its name."""
        try:
            adopted = self._shelf.adopt(upload.id, upload.blob, hashed)
        except StoreAway:
            # All its bytes lie here, durably: nobody has to send them again, once the store is back.
            if self._shelf.partials.has(upload.id, upload.size):
                self._note_all(upload)
            raise
        if not adopted:
            self.drop(upload)
            return False
        with self._database.write() as session:
            session.execute(
                update(UploadRow)
                .where(UploadRow.id == upload.id)
                .values(offset=upload.size, expires_at=self._clock.now() + LIFE)
            )
            write_present(self._database, session, [upload.blob])
        return True

    def _note_all(self, upload: Upload) -> None:
        with self._database.write() as session:
            session.execute(
                update(UploadRow)
                .where(UploadRow.id == upload.id)
                .values(offset=upload.size, expires_at=self._clock.now() + LIFE)
            )

    def drop(self, upload: Upload) -> None:
        """End an upload and forget its bytes."""
        with self._database.write() as session:
            session.execute(delete(UploadRow).where(UploadRow.id == upload.id))
        self._shelf.partials.drop(upload.id)

    def sweep(self) -> int:
        """Forget uploads past their time; how many they were."""
        with self._database.write() as session:
            rows = list(session.scalars(select(UploadRow).where(UploadRow.expires_at <= self._clock.now())))
            for row in rows:
                session.delete(row)
        for row in rows:
            self._shelf.partials.drop(row.id)
        return len(rows)

    def _check_early(self, session: Session, grant: Grant) -> None:
        if session.scalar(select(ParcelRow.claim).where(ParcelRow.claim == grant.parcel)):
            return
        early = session.scalar(
            select(func.count())
            .select_from(UploadRow)
            .where(UploadRow.device == grant.device, UploadRow.offset < UploadRow.size)
        )
        if (early or 0) >= EARLY_LIMIT:
            raise Denied(429, "too-many")


def check_sane(parcel: str, blob: str, size: int) -> None:
    """``Denied`` for what no upload can be about."""
    if not is_id(parcel) or not is_blob_name(blob):
        raise Denied(400, "body")
    if not 0 < size <= SIZE_LIMIT:
        raise Denied(413, "too-large")


def _new_row(grant: Grant, metadata: str | None, now: datetime) -> UploadRow:
    return UploadRow(
        id=secrets.token_hex(16),
        parcel=grant.parcel,
        blob=grant.blob,
        size=grant.size,
        device=grant.device,
        offset=0,
        metadata_text=metadata,
        expires_at=now + LIFE,
    )


def _check_against_manifest(session: Session, parcel: str, blob: str, size: int) -> None:
    digest = session.scalar(select(ParcelRow.manifest_sha256).where(ParcelRow.claim == parcel))
    if digest is None:
        return
    known = session.scalar(
        select(ParcelBlobRow.size).where(ParcelBlobRow.manifest_sha256 == digest, ParcelBlobRow.blob == blob)
    )
    if known is None:
        raise Denied(404, "not-in-manifest")
    if known != size:
        raise Denied(400, "size")


def _upload(row: UploadRow) -> Upload:
    return Upload(row.id, row.parcel, row.blob, row.size, row.offset, row.metadata_text, row.expires_at)
