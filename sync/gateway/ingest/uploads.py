"""Rows of resumable uploads: who may send which blob, how much of it is durable, until when.

Knows the database and the blob folder; may not speak HTTP.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from forms.clock import Clock
from sync.blob import is_blob_name, is_id
from sync.gateway.blobs import BlobShelf, Laid, StoreAway
from sync.gateway.database import Database
from sync.gateway.erasing import ErasureRow, erased_of
from sync.gateway.ingest.bodies import Denied
from sync.gateway.ingest.parcels import mark_present, write_present
from sync.gateway.ingest.tokens import Grant
from sync.gateway.models import ParcelBlobRow, ParcelRow, UploadRow

CHECKSUM_MISMATCH = 460
LIFE = timedelta(days=7)
"""How long an unfinished upload is kept after its last byte: longer than an outreach trip without a link."""
DRAFT_LIFE = timedelta(days=1)
"""How long after its last byte a draft of a blob is left to the process that may still give it its name: seconds would do."""
SIZE_LIMIT = 256 * 1024 * 1024
_AT_ONCE = 400
EARLY_LIMIT = 200
"""Unfinished uploads one device may have for parcels whose manifest has not come yet."""

_UPLOADS = cast("Table", UploadRow.__table__)
# Asked with every PATCH: built once.
_FIND = select(_UPLOADS).where(_UPLOADS.c.id == bindparam("upload"))
_FIND_ALL = select(_UPLOADS).where(_UPLOADS.c.id.in_(bindparam("uploads", expanding=True)))
_ALL_HERE = (
    update(_UPLOADS)
    .where(_UPLOADS.c.id.in_(bindparam("uploads", expanding=True)))
    .values(received=_UPLOADS.c.size, expires_at=bindparam("expires"))
)


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


@dataclass(frozen=True, slots=True)
class Ended:
    """An upload whose last byte has been written, not yet flushed. ``hashed`` is what it hashes to, where that is known."""

    upload: Upload
    hashed: str | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """A blob that came as a whole in one request, for the upload of this id; ``laid`` unless it was not the one granted."""

    id: str
    grant: Grant
    laid: Laid | None


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
                .outerjoin(ErasureRow, ErasureRow.dossier == ParcelRow.dossier)
                .where(
                    ParcelRow.claim.in_(parcels), ParcelBlobRow.blob.in_(wanted), ErasureRow.dossier.is_(None)
                )
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

    def _is_lost(self, row: UploadRow | Upload) -> bool:
        """Whether what has come cannot be gone on with: it was not the blob, or its bytes lie on another machine."""
        return row.offset == row.size or not self._shelf.partials.has(row.id, row.offset)

    def find(self, upload: str) -> Upload:
        """The upload at an address; ``Denied`` 404 when there is none, 410 past its time or when its bytes are not here."""
        with self._database.read() as session:
            row = session.execute(_FIND, {"upload": upload}).first() if is_id(upload) else None
        if row is None:
            raise Denied(404, "upload")
        if row.expires_at <= self._clock.now():
            raise Denied(410, "upload")
        found = _upload_of(row)
        if not 0 < found.offset < found.size or not self._is_lost(found):
            return found
        # Another machine has them, or it became whole and this process's forerunner died before it could say so.
        if not self.finish(found):
            raise Denied(410, "upload")
        return replace(found, offset=found.size)

    def take_all(self, brought: Sequence[Brought]) -> list[Upload | Denied]:
        """Blobs that came whole, kept durably, all together: their uploads as they stand then, or why not, in order."""
        answers = self._find_all(brought)
        sound = [one for one, found in zip(brought, answers, strict=True) if isinstance(found, Upload)]
        whole = {one.id: one.laid for one in sound if one.laid is not None}
        try:
            self._shelf.keep_all(whole.values())
        except StoreAway:
            self._keep(whole)
            raise
        wrong = {one.id for one in sound} - whole.keys()
        if sound:
            self._note(whole, [one.name for one in whole.values()], wrong)
        for one in sound:
            self._shelf.partials.drop(one.id)  # what an earlier request had begun
        for one, found in zip(brought, answers, strict=True):
            if isinstance(found, Denied) and one.laid is not None:
                self._shelf.forget(one.laid)
        now = self._clock.now()
        return [
            found
            if isinstance(found, Denied)
            else Denied(CHECKSUM_MISMATCH, "blob")
            if found.id in wrong
            else replace(found, offset=found.size, expires_at=now + LIFE)
            for found in answers
        ]

    def _keep(self, whole: Mapping[str, Laid]) -> None:
        """Have all bytes of these uploads lie here, durably: nobody has to send them again, once the store is back."""
        for id, laid in whole.items():
            self._shelf.partials.path(id).write_bytes(laid.data)
        self._shelf.partials.flush(whole)
        self._note(whole)

    def _find_all(self, brought: Sequence[Brought]) -> list[Upload | Denied]:
        """The upload of each, which must be at its beginning; or why nothing can be brought to it."""
        with self._database.read() as session:
            rows = session.execute(_FIND_ALL, {"uploads": [one.id for one in brought]}).all()
        known = {row.id: _upload_of(row) for row in rows}
        return [_fitting(known.get(one.id), one, self._clock.now()) for one in brought]

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

    def finish(self, upload: Upload) -> bool:
        """``finish_all`` for one."""
        return self.finish_all([Ended(upload)])[0]

    def finish_all(self, ended: Sequence[Ended]) -> list[bool]:
        """Turn complete uploads into their blobs, all durable on return; in order, whether each is one.

        One that does not hash to its name is gone.
        """
        uploads = {one.upload.id: one.upload for one in ended}
        partials = self._shelf.partials
        partials.flush(uploads)
        try:
            whole = self._shelf.adopt_all({one.upload.id: (one.upload.blob, one.hashed) for one in ended})
        except StoreAway:
            # All their bytes lie here, durably: nobody has to send them again, once the store is back.
            self._note([id for id, one in uploads.items() if partials.has(id, one.size)])
            raise
        self._note(whole, [uploads[id].blob for id in whole], uploads.keys() - whole)
        for id in uploads.keys() - whole:
            partials.drop(id)
        return [one.upload.id in whole for one in ended]

    def _note(self, here: Collection[str], blobs: Collection[str] = (), gone: Collection[str] = ()) -> None:
        """Write down, together, which uploads have all their bytes, which of them are blobs, and which have ended."""
        with self._database.write() as session:
            if here:
                values = {"uploads": list(here), "expires": self._clock.now() + LIFE}
                session.connection().execute(_ALL_HERE, values)
            if blobs:
                write_present(self._database, session, blobs)
            if gone:
                session.execute(delete(UploadRow).where(UploadRow.id.in_(gone)))

    def drop(self, upload: Upload) -> None:
        """End an upload and forget its bytes."""
        with self._database.write() as session:
            session.execute(delete(UploadRow).where(UploadRow.id == upload.id))
        self._shelf.partials.drop(upload.id)

    def sweep(self) -> int:
        """Forget uploads past their time, and bytes here of those another machine has ended; how many it has ended itself.

        With them go drafts of blobs that a process died over.
        """
        lying = self._shelf.partials.lying()  # before the rows: what comes after has a row already
        with self._database.write() as session:
            rows = list(session.scalars(select(UploadRow).where(UploadRow.expires_at <= self._clock.now())))
            for row in rows:
                session.delete(row)
        for begin in range(0, len(lying), _AT_ONCE):
            some = lying[begin : begin + _AT_ONCE]
            with self._database.read() as session:
                known = set(session.scalars(select(UploadRow.id).where(UploadRow.id.in_(some))))
            for name in some:
                if name not in known:
                    self._shelf.partials.drop(name)
        self._shelf.sweep(self._clock.now() - DRAFT_LIFE)
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
    found = session.execute(
        select(ParcelRow.manifest_sha256, ParcelRow.dossier).where(ParcelRow.claim == parcel)
    ).first()
    if found is None:
        return
    digest, dossier = found
    if erased_of(session, (dossier,)):
        raise Denied(404, "erased")
    known = session.scalar(
        select(ParcelBlobRow.size).where(ParcelBlobRow.manifest_sha256 == digest, ParcelBlobRow.blob == blob)
    )
    if known is None:
        raise Denied(404, "not-in-manifest")
    if known != size:
        raise Denied(400, "size")


def _upload(row: UploadRow) -> Upload:
    return Upload(row.id, row.parcel, row.blob, row.size, row.offset, row.metadata_text, row.expires_at)


def _upload_of(row: Row[Any]) -> Upload:
    return Upload(row.id, row.parcel, row.blob, row.size, row.received, row.metadata_text, row.expires_at)


def _fitting(found: Upload | None, brought: Brought, now: datetime) -> Upload | Denied:
    if found is None:
        return Denied(404, "upload")
    if found.expires_at <= now:
        return Denied(410, "upload")
    if (found.parcel, found.blob, found.size) != (
        brought.grant.parcel,
        brought.grant.blob,
        brought.grant.size,
    ):
        return Denied(403, "token")
    return found if found.offset == 0 else Denied(409, "offset")
