"""Opening recorded dossiers for whoever may see them: record, later parcels, papers. In memory, and forgotten afterwards.

Needs the province's key. What a signature is worth is said in ``signatures``; who may look is decided before.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.states import ParcelKind
from sync.blob import open_blob, paper_slot
from sync.errors import ParcelDamaged
from sync.gateway.blobs import BlobShelf
from sync.gateway.faults import RecordUnreadable
from sync.gateway.keywatch import OpeningKeys
from sync.gateway.models import DossierRow, ParcelRow, ParcelState
from sync.manifest import Manifest
from sync.parcel import SLOT_RECORD
from sync.record import OpenedRecord, open_record

_HERE = (ParcelState.RECORDED, ParcelState.DELIVERED)


@dataclass(frozen=True, slots=True)
class OpenedParcel:
    """A recorded parcel of a dossier, opened."""

    row: ParcelRow
    manifest: Manifest
    record: OpenedRecord

    @property
    def fields(self) -> Mapping[str, Any]:
        """The record as the officer signed it."""
        return self.record.fields


class DossierReader:
    """Opens what was sealed to the province."""

    def __init__(self, shelf: BlobShelf, keys: OpeningKeys) -> None:
        self._shelf = shelf
        self._keys = keys

    def open(self, session: Session, dossier: DossierRow) -> tuple[OpenedParcel, ...]:
        """The filing and what followed it, in the order it came; ``RecordUnreadable``."""
        return tuple(self.opened(row) for row in parcels_of(session, dossier))

    def answers(self, session: Session, dossier: DossierRow) -> Mapping[str, Any]:
        """The answers of everything recorded so far, later ones laid over the filing's; ``RecordUnreadable``."""
        return answers_of(self.open(session, dossier))

    def paper(self, parcel: OpenedParcel, slot: int) -> bytes | None:
        """The bytes of a paper, the very ones its record promised; None while it is on its way or where it is spoilt."""
        told = next((one for one in parcel.fields.get("papers") or () if one["slot"] == slot), None)
        if told is None or not 0 <= slot < len(parcel.manifest.papers):
            return None
        try:
            data = self._blob(parcel.manifest, parcel.manifest.papers[slot].blob, paper_slot(slot))
        except (ParcelDamaged, RecordUnreadable):
            return None
        return data if hashlib.sha256(data).hexdigest() == told["sha256"] else None

    def opened(self, row: ParcelRow) -> OpenedParcel:
        """One recorded parcel; ``RecordUnreadable``. Needs no session: what is opened may be far away."""
        # Its signature was checked when it was recorded, and the row has not changed since.
        manifest = Manifest.decode_unverified(row.manifest)
        try:
            return OpenedParcel(
                row, manifest, open_record(self._blob(manifest, manifest.record.blob, SLOT_RECORD))
            )
        except ParcelDamaged as error:
            raise RecordUnreadable from error

    def _blob(self, manifest: Manifest, blob: str, slot: str) -> bytes:
        data, key = self._shelf.read(blob), self._keys.kems.get(manifest.kem)
        if data is None or key is None:
            raise RecordUnreadable
        return open_blob(data, manifest.parcel, slot, key)


def answers_of(parcels: Sequence[OpenedParcel]) -> dict[str, Any]:
    """The answers as they stand after all of ``parcels``."""
    answers: dict[str, Any] = {}
    for parcel in parcels:
        answers |= parcel.fields.get("answers") or {}
    return answers


def parcels_of(session: Session, dossier: DossierRow) -> Sequence[ParcelRow]:
    """The dossier's filing and every recorded parcel that followed it, in the order they came; those of one request, which
    came at one moment, in the order they were sealed."""
    filing = session.get_one(ParcelRow, dossier.manifest_sha256)
    further = session.scalars(
        select(ParcelRow).where(
            ParcelRow.dossier == dossier.id,
            ParcelRow.office == dossier.office,
            ParcelRow.claim.is_not(None),
            ParcelRow.kind.not_in((str(ParcelKind.FILING), str(ParcelKind.AUDIT_HEAD))),
            ParcelRow.state.in_(_HERE),
        )
    )
    return [filing, *sorted(further, key=_came)]


def _came(row: ParcelRow) -> tuple[datetime, datetime]:
    return row.arrived_at, Manifest.decode_unverified(row.manifest).sealed_at
