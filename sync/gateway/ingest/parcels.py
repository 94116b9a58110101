"""Taking manifests and small blobs in, and saying what is still missing and what has been stated.

Everything is durable before it is answered for. Whether a parcel is any good is the opener's question: only what
cannot even be read as a manifest is turned away here. May not open a blob.
"""

import hashlib
import logging
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from forms.clock import Clock
from sync.blob import blob_name, paper_slot
from sync.errors import ParcelDamaged
from sync.gateway.blobs import BlobShelf
from sync.gateway.database import Database
from sync.gateway.devices import note_clock
from sync.gateway.ingest.bodies import Denied, as_map, data, listing, text
from sync.gateway.ingest.signed import Caller
from sync.gateway.journal import note, note_failure
from sync.gateway.models import DeviceRow, ParcelBlobRow, ParcelRow, ParcelState, StatementRow
from sync.manifest import Manifest
from sync.parcel import SLOT_RECORD
from sync.times import time_if_any

BATCH_LIMIT = 200
MANIFEST_BYTES = 256 * 1024
TEXT_LIMIT = 64
STRAY_LIMIT = 500
"""Manifests one device may bring in a day that no known device has signed."""
STRAY_WINDOW = timedelta(days=1)

_log = logging.getLogger(__name__)


class ParcelDesk:
    """Answers `/v1/parcels`."""

    def __init__(self, database: Database, shelf: BlobShelf, clock: Clock) -> None:
        self._database = database
        self._shelf = shelf
        self._clock = clock

    def take_all(self, caller: Caller, fields: dict[str, Any]) -> list[dict[str, object]]:
        """One result an entry, in order. A bad entry gets an ``error`` and spoils no other.

        ``clock`` is what the caller's own clock says, so that dates it has sealed can be doubted.
        """
        theirs = time_if_any(text(fields, "clock")) if "clock" in fields else None
        if theirs is not None:
            with self._database.write() as session:
                note_clock(session, caller.device, theirs, self._clock.now())
        return [self._take(caller, entry) for entry in listing(fields, "parcels", BATCH_LIMIT)]

    def _take(self, caller: Caller, entry: object) -> dict[str, object]:
        parcel: str | None = None
        try:
            one = as_map(entry)
            raw = data(one, "manifest", MANIFEST_BYTES)
            manifest = Manifest.decode_unverified(raw)
            parcel = manifest.parcel
            if max(len(manifest.office), len(manifest.device), len(manifest.kem)) > TEXT_LIMIT:
                raise Denied(400, "manifest")
            blobs = as_map(one.get("blobs", {}))
            return self._keep(caller, manifest, raw, blobs)
        except ParcelDamaged:
            return {"parcel": parcel, "error": "manifest"}
        except Denied as denied:
            return {"parcel": parcel, **denied.fields}
        except OSError:
            # Disk full or failing: nothing is claimed, the agent comes again.
            note_failure(_log, "parcel not kept", parcel=parcel)
            return {"parcel": parcel, "error": "storage"}

    def _keep(
        self, caller: Caller, manifest: Manifest, raw: bytes, blobs: dict[str, Any]
    ) -> dict[str, object]:
        digest = hashlib.sha256(raw).hexdigest()
        with self._database.read() as session:
            known = session.get(ParcelRow, digest) is not None
            genuine = self._is_genuine(session, manifest, raw)
        if genuine:
            self._shelve(manifest, blobs)
        if not known:
            try:
                self._add(caller, manifest, raw, digest, genuine)
            except IntegrityError:
                # The same manifest twice at once: the other one wrote it, or another manifest holds the id.
                self._add(caller, manifest, raw, digest, False)
        return self._answer(manifest.parcel, digest)

    def _shelve(self, manifest: Manifest, blobs: dict[str, Any]) -> None:
        wanted = {ref.blob: ref.size for ref in manifest.blobs}
        for name, content in blobs.items():
            # What is not what the manifest names simply stays missing.
            if isinstance(content, bytes) and wanted.get(name) == len(content) and blob_name(content) == name:
                self._shelf.put(name, content)

    def _add(self, caller: Caller, manifest: Manifest, raw: bytes, digest: str, genuine: bool) -> None:
        now = self._clock.now()
        with self._database.write() as session:
            if session.get(ParcelRow, digest) is not None:
                return
            if not genuine and self._strays(session, caller) >= STRAY_LIMIT:
                raise Denied(429, "too-many")
            session.add(
                ParcelRow(
                    manifest_sha256=digest,
                    parcel=manifest.parcel,
                    claim=manifest.parcel if genuine else None,
                    dossier=manifest.dossier,
                    kind=str(manifest.kind),
                    office=manifest.office,
                    device=manifest.device,
                    carrier=caller.device,
                    manifest=raw,
                    state=ParcelState.ARRIVED,
                    arrived_at=now,
                    attempts=0,
                    flags=[],
                )
            )
            session.flush()
            if genuine:
                slots = (SLOT_RECORD, *(paper_slot(index) for index in range(len(manifest.papers))))
                session.add_all(
                    ParcelBlobRow(
                        manifest_sha256=digest,
                        slot=slot,
                        blob=ref.blob,
                        size=ref.size,
                        present=self._shelf.has(ref.blob),
                    )
                    for slot, ref in zip(slots, manifest.blobs, strict=True)
                )
        note(_log, "parcel arrived", parcel=manifest.parcel, device=manifest.device, kind=str(manifest.kind))

    def _strays(self, session: Session, caller: Caller) -> int:
        since = self._clock.now() - STRAY_WINDOW
        count = session.scalar(
            select(func.count())
            .select_from(ParcelRow)
            .where(
                ParcelRow.carrier == caller.device, ParcelRow.claim.is_(None), ParcelRow.arrived_at > since
            )
        )
        return count or 0

    def _is_genuine(self, session: Session, manifest: Manifest, raw: bytes) -> bool:
        """Whether the device it names signed it, and no other manifest has this parcel id."""
        device = session.get(DeviceRow, manifest.device)
        if device is None or device.office != manifest.office:
            return False
        try:
            Manifest.decode_verified(raw, device.device_key)
        except ParcelDamaged:
            return False
        holder = session.scalar(select(ParcelRow.manifest_sha256).where(ParcelRow.claim == manifest.parcel))
        return holder is None or holder == hashlib.sha256(raw).hexdigest()

    def _answer(self, parcel: str, digest: str) -> dict[str, object]:
        with self._database.read() as session:
            row = session.get_one(ParcelRow, digest)
            absent = list(
                session.scalars(
                    select(ParcelBlobRow.blob)
                    .where(ParcelBlobRow.manifest_sha256 == digest, ParcelBlobRow.present.is_(False))
                    .order_by(ParcelBlobRow.slot)
                )
            )
            statements = list(
                session.scalars(
                    select(StatementRow.data)
                    .where(StatementRow.manifest_sha256 == digest)
                    .order_by(StatementRow.id)
                )
            )
        arrived = [name for name in absent if self._shelf.has(name)]
        if arrived:
            mark_present(self._database, arrived)
        closed = row.state in (ParcelState.REFUSED, ParcelState.DELIVERED)
        missing = [] if closed else [name for name in absent if name not in arrived]
        return {"parcel": parcel, "missing": missing, "statements": statements}


def mark_present(database: Database, names: list[str]) -> None:
    """Note that these blobs are whole and durable, for every parcel that names them."""
    with database.write() as session:
        for row in session.scalars(select(ParcelBlobRow).where(ParcelBlobRow.blob.in_(names))):
            row.present = True
