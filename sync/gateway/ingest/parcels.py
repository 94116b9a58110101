"""Taking manifests and small blobs in, and saying what is still missing and what has been stated.

Everything is durable before it is answered for. Whether a parcel is any good is the opener's question: only what
cannot even be read as a manifest is turned away here. May not open a blob.
"""

import hashlib
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from forms.clock import Clock
from sync.blob import paper_slot
from sync.errors import ParcelDamaged
from sync.gateway.blobs import BlobShelf
from sync.gateway.database import Database
from sync.gateway.devices import is_clock_news, note_clock
from sync.gateway.erasing import ErasureRow
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
ATTEMPTS = 5
"""How often one manifest is looked at anew when others write the same at the same moment."""

_PARCELS = cast("Table", ParcelRow.__table__)
_BLOBS = cast("Table", ParcelBlobRow.__table__)
# Asked with every paper: built once.
_AWAITED = (_BLOBS.c.blob.in_(bindparam("names", expanding=True)), _BLOBS.c.present.is_(False))
_NOW_PRESENT = update(_BLOBS).where(*_AWAITED).values(present=True)
_LOCK_AWAITED = (
    select(_BLOBS.c.slot)
    .where(*_AWAITED)
    .order_by(_BLOBS.c.manifest_sha256, _BLOBS.c.slot)
    .with_for_update(key_share=True)
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Offer:
    """One entry of a request: a manifest as it was sent, the hash of its bytes (hex), and blobs as they came with it."""

    manifest: Manifest
    raw: bytes
    digest: str
    blobs: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Standing:
    """What is known here about the offers of one request: ``known`` manifests, which offers are genuine, which ``erased``."""

    known: Mapping[str, str | None]  # the claim by the manifest's hash
    genuine: frozenset[str]
    erased: frozenset[str]  # known ones of dossiers that are no more: nothing is kept for them


class ParcelDesk:
    """Answers `/v1/parcels`.

    What one request brings is made durable together: its blobs in one go, its rows in one transaction. Where that
    fails, each entry is taken by itself, so that what is wrong with one of them stays with it.
    """

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
            self._note_clock(caller.device, theirs)
        read = [_read(entry) for entry in listing(fields, "parcels", BATCH_LIMIT)]
        offers = {one.digest: one for one in read if isinstance(one, Offer)}
        if len(offers) < sum(isinstance(one, Offer) for one in read):
            offers = {}  # the same manifest twice in one request: one after the other
        try:
            told = self._take(caller, offers)
        except (Denied, IntegrityError, OSError):
            told = {}
        return [
            one if isinstance(one, dict) else told.get(one.digest) or self._take_one(caller, one)
            for one in read
        ]

    def _note_clock(self, device: str, theirs: datetime) -> None:
        now = self._clock.now()
        with self._database.read() as session:
            news = is_clock_news(session, device, theirs, now)
        if news:
            with self._database.write() as session:
                note_clock(session, device, theirs, now)

    def _take_one(self, caller: Caller, offer: Offer) -> dict[str, object]:
        parcel = offer.manifest.parcel
        for _ in range(ATTEMPTS):
            try:
                return self._take(caller, {offer.digest: offer})[offer.digest]
            except Denied as denied:
                return {"parcel": parcel, **denied.fields}
            except IntegrityError:
                continue  # somebody else has just written this manifest, or another under its id: look again
            except OSError:
                # Disk full or failing: nothing is claimed, the agent comes again.
                note_failure(_log, "parcel not kept", parcel=parcel)
                break
        return {"parcel": parcel, "error": "storage"}

    def _take(self, caller: Caller, offers: Mapping[str, Offer]) -> dict[str, dict[str, object]]:
        """Keep all of it, durably, and say of each what is missing and what was said; or raise, with no row written."""
        if not offers:
            return {}
        standing = self._look(offers.values())
        sent = _sent_blobs(offers, standing.genuine - standing.erased)
        kept = self._shelf.put_all(sent)
        if standing.known:
            self._undo_for_erased(offers, standing)
        fresh = [offer for digest, offer in offers.items() if digest not in standing.known]
        missing = self._add(caller, fresh, standing.genuine, kept) if fresh else {}
        told: dict[str, dict[str, object]] = {}
        if len(fresh) < len(offers):
            told = self._known(offers, standing.known)
        for offer in fresh:
            parcel = offer.manifest.parcel
            told[offer.digest] = {"parcel": parcel, "missing": missing[offer.digest], "statements": []}
        return told

    def _look(self, offers: Collection[Offer]) -> _Standing:
        with self._database.read() as session:
            known = _pairs(
                session,
                select(ParcelRow.manifest_sha256, ParcelRow.claim).where(
                    ParcelRow.manifest_sha256.in_(offer.digest for offer in offers)
                ),
            )
            fresh = [offer for offer in offers if offer.digest not in known]
            holders = _pairs(
                session,
                select(ParcelRow.claim, ParcelRow.manifest_sha256).where(
                    ParcelRow.claim.in_(offer.manifest.parcel for offer in fresh)
                ),
            )
            devices = {
                id: (office, key)
                for id, office, key in session.execute(
                    select(DeviceRow.id, DeviceRow.office, DeviceRow.device_key).where(
                        DeviceRow.id.in_({offer.manifest.device for offer in fresh})
                    )
                )
            }
            erased = _erased(session, known)
        genuine = {digest for digest, claim in known.items() if claim is not None}
        for offer in fresh:
            manifest = offer.manifest
            office, key = devices.get(manifest.device, (None, b""))
            # One genuine manifest an id: whoever is first keeps it.
            if office == manifest.office and manifest.parcel not in holders and _signed_by(offer, key):
                holders[manifest.parcel] = offer.digest
                genuine.add(offer.digest)
        return _Standing(known, frozenset(genuine), erased)

    def _undo_for_erased(self, offers: Mapping[str, Offer], standing: _Standing) -> None:
        """Destroy what was put here for dossiers that were erased while we did: their erasure looked before."""
        with self._database.read() as session:
            meanwhile = _erased(session, standing.known) - standing.erased
        for name in _sent_blobs(offers, meanwhile):
            self._shelf.destroy(name)

    def _add(
        self, caller: Caller, offers: Sequence[Offer], genuine: Collection[str], kept: frozenset[str]
    ) -> dict[str, list[str]]:
        """Write the rows of manifests that are new here; which blobs each of them misses."""
        now = self._clock.now()
        wanted = [_blob_rows(offer) for offer in offers if offer.digest in genuine]
        rows = [row for some in wanted for row in some]
        here = kept | self._shelf.holds(row["blob"] for row in rows if row["blob"] not in kept)
        for row in rows:
            row["present"] = row["blob"] in here
        strays = sum(offer.digest not in genuine for offer in offers)
        with self._database.write() as session:
            if strays and self._strays(session, caller) + strays > STRAY_LIMIT:
                raise Denied(429, "too-many")
            session.execute(
                insert(_PARCELS),
                [_parcel_row(offer, caller, offer.digest in genuine, now) for offer in offers],
            )
            if rows:
                session.execute(insert(_BLOBS), rows)
        for offer in offers:
            manifest = offer.manifest
            note(
                _log,
                "parcel arrived",
                parcel=manifest.parcel,
                device=manifest.device,
                kind=str(manifest.kind),
            )
        # A blob may have come by another way while the rows were being written.
        if late := self._shelf.holds(row["blob"] for row in rows if not row["present"]):
            mark_present(self._database, late)
        missing: dict[str, list[str]] = {offer.digest: [] for offer in offers}
        for row in sorted(rows, key=lambda row: str(row["slot"])):
            if not row["present"] and row["blob"] not in late:
                missing[row["manifest_sha256"]].append(row["blob"])
        return missing

    def _known(self, offers: Mapping[str, Offer], known: Collection[str]) -> dict[str, dict[str, object]]:
        """The same for manifests that were here before; what has arrived for them is noted."""
        with self._database.read() as session:
            states = _pairs(
                session,
                select(ParcelRow.manifest_sha256, ParcelRow.state).where(
                    ParcelRow.manifest_sha256.in_(known)
                ),
            )
            absent = session.execute(
                select(ParcelBlobRow.manifest_sha256, ParcelBlobRow.blob)
                .where(ParcelBlobRow.manifest_sha256.in_(known), ParcelBlobRow.present.is_(False))
                .order_by(ParcelBlobRow.slot)
            ).all()
            said = session.execute(
                select(StatementRow.manifest_sha256, StatementRow.data)
                .where(StatementRow.manifest_sha256.in_(known))
                .order_by(StatementRow.id)
            ).all()
        arrived = self._shelf.holds(name for _, name in absent)
        if arrived:
            mark_present(self._database, arrived)
        told: dict[str, dict[str, object]] = {}
        for digest in known:
            closed = states[digest] in (ParcelState.REFUSED, ParcelState.DELIVERED)
            told[digest] = {
                "parcel": offers[digest].manifest.parcel,
                "missing": []
                if closed
                else [name for one, name in absent if one == digest and name not in arrived],
                "statements": [data for one, data in said if one == digest],
            }
        return told

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


def mark_present(database: Database, names: Collection[str]) -> None:
    """Note that these blobs are whole and durable, for every parcel that names them."""
    with database.write() as session:
        write_present(database, session, names)


def write_present(database: Database, session: Session, names: Collection[str]) -> None:
    """The same within the caller's transaction."""
    connection, values = session.connection(), {"names": list(names)}
    if database.locks_rows:
        # The opener writes to these rows too: whoever takes them in the same order never waits for one another.
        connection.execute(_LOCK_AWAITED, values)
    connection.execute(_NOW_PRESENT, values)


def _read(entry: object) -> Offer | dict[str, object]:
    """An entry that can be read as a manifest, or the answer to one that cannot."""
    parcel: str | None = None
    try:
        one = as_map(entry)
        raw = data(one, "manifest", MANIFEST_BYTES)
        manifest = Manifest.decode_unverified(raw)
        parcel = manifest.parcel
        if max(len(manifest.office), len(manifest.device), len(manifest.kem)) > TEXT_LIMIT:
            raise Denied(400, "manifest")
        return Offer(manifest, raw, hashlib.sha256(raw).hexdigest(), as_map(one.get("blobs", {})))
    except ParcelDamaged:
        return {"parcel": parcel, "error": "manifest"}
    except Denied as denied:
        return {"parcel": parcel, **denied.fields}


def _signed_by(offer: Offer, key: bytes) -> bool:
    try:
        Manifest.decode_verified(offer.raw, key)
    except ParcelDamaged:
        return False
    return True


def _sent_blobs(offers: Mapping[str, Offer], genuine: Collection[str]) -> dict[str, bytes]:
    """What genuine manifests name and what came with them. What is not what it is called simply stays missing."""
    return {
        ref.blob: content
        for digest in genuine
        for ref in offers[digest].manifest.blobs
        if isinstance(content := offers[digest].blobs.get(ref.blob), bytes) and len(content) == ref.size
    }


def _parcel_row(offer: Offer, caller: Caller, genuine: bool, now: datetime) -> dict[str, object]:
    manifest = offer.manifest
    return {
        "manifest_sha256": offer.digest,
        "parcel": manifest.parcel,
        "claim": manifest.parcel if genuine else None,
        "dossier": manifest.dossier,
        "kind": str(manifest.kind),
        "office": manifest.office,
        "device": manifest.device,
        "carrier": caller.device,
        "manifest": offer.raw,
        "state": str(ParcelState.ARRIVED),
        "arrived_at": now,
        "attempts": 0,
        "flags": [],
    }


def _blob_rows(offer: Offer) -> list[dict[str, Any]]:
    slots = (SLOT_RECORD, *(paper_slot(index) for index in range(len(offer.manifest.papers))))
    return [
        {"manifest_sha256": offer.digest, "slot": slot, "blob": ref.blob, "size": ref.size}
        for slot, ref in zip(slots, offer.manifest.blobs, strict=True)
    ]


def _erased(session: Session, manifests: Collection[str]) -> frozenset[str]:
    """Those of ``manifests`` whose dossiers were erased."""
    if not manifests:
        return frozenset()
    gone = select(ParcelRow.manifest_sha256).join(ErasureRow, ErasureRow.dossier == ParcelRow.dossier)
    return frozenset(session.scalars(gone.where(ParcelRow.manifest_sha256.in_(manifests))))


def _pairs(session: Session, question: Select[Any, Any]) -> dict[str, Any]:
    return {key: value for key, value in session.execute(question)}  # noqa: C416 - rows are no pairs to the type checker
