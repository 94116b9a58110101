"""The manifest: what a parcel consists of, signed by the device, readable by carriers who may know nothing
else.

Its fields are the only ones that travel in clear; none says who the citizen is. May not open a blob.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from forms.states import ParcelKind
from sync import cbor, cose
from sync.blob import is_blob_name, is_id
from sync.errors import Damage, ParcelDamaged
from sync.keys import SigningKey
from sync.times import read_time, write_time

PAPERS_LIMIT = 500
"""Papers one parcel may name. Far above any procedure; keeps a hostile manifest from growing a database."""
LARGEST_BLOB = 2**31 - 1
"""Bytes a blob may be said to have: what an integer of every database holds. No upload grows so large."""


@dataclass(frozen=True, slots=True)
class BlobRef:
    """A blob by its name (hex SHA-256 of the ciphertext) and its size in bytes."""

    blob: str
    size: int

    def encode(self) -> dict[str, object]:
        """The map as it stands in manifests and notices."""
        return {"blob": self.blob, "size": self.size}

    @classmethod
    def decode(cls, value: object) -> "BlobRef":
        """Read one such map; ``ParcelDamaged`` when it is none."""
        fields = cbor.as_map(value)
        ref = cls(cbor.take(fields, "blob", str), cbor.take(fields, "size", int))
        if not is_blob_name(ref.blob) or not 0 < ref.size <= LARGEST_BLOB or set(fields) != {"blob", "size"}:
            raise ParcelDamaged(Damage.WRONG_SHAPE)
        return ref


@dataclass(frozen=True, slots=True)
class Manifest:
    """One parcel's manifest. ``parcel`` and ``dossier`` are ids, ``kem`` the kid of the province key used."""

    parcel: str
    dossier: str
    kind: ParcelKind
    office: str
    device: str
    sealed_at: datetime
    record: BlobRef
    papers: tuple[BlobRef, ...]
    urgent: bool
    deadline: datetime | None
    kem: str

    @property
    def blobs(self) -> tuple[BlobRef, ...]:
        """The record and then the papers in slot order."""
        return (self.record, *self.papers)

    def encode(self, device_key: SigningKey) -> bytes:
        """The signed manifest. Ed25519 is deterministic: the same manifest and key give the same bytes."""
        payload = cbor.dumps(
            {
                "v": 1,
                "parcel": self.parcel,
                "dossier": self.dossier,
                "kind": str(self.kind),
                "office": self.office,
                "device": self.device,
                "sealed_at": write_time(self.sealed_at),
                "record": self.record.encode(),
                "papers": [paper.encode() for paper in self.papers],
                "urgent": self.urgent,
                "deadline": None if self.deadline is None else write_time(self.deadline),
                "kem": self.kem,
            }
        )
        return cose.sign1(payload, device_key, self.device)

    @classmethod
    def decode_verified(cls, data: bytes, device_public: bytes) -> "Manifest":
        """Read a manifest and check that ``device_public`` signed it; ``ParcelDamaged`` otherwise."""
        return cls._read(cose.verify1(data, device_public))

    @classmethod
    def decode_unverified(cls, data: bytes) -> "Manifest":
        """Read a manifest without its device's key.

        To learn the device's name, or what one's own outbox holds.
        """
        return cls._read(cose.decode1(data))

    @classmethod
    def _read(cls, signed: cose.Signed) -> "Manifest":
        fields = cbor.loads_map(signed.payload)
        cbor.take_version(fields)
        papers = cbor.take(fields, "papers", list)
        deadline = cbor.take_or_none(fields, "deadline", str)
        try:
            kind = ParcelKind(cbor.take(fields, "kind", str))
        except ValueError as error:
            raise ParcelDamaged(Damage.WRONG_SHAPE) from error
        manifest = cls(
            parcel=cbor.take(fields, "parcel", str),
            dossier=cbor.take(fields, "dossier", str),
            kind=kind,
            office=cbor.take(fields, "office", str),
            device=cbor.take(fields, "device", str),
            sealed_at=read_time(cbor.take(fields, "sealed_at", str)),
            record=BlobRef.decode(fields.get("record")),
            papers=tuple(BlobRef.decode(paper) for paper in papers),
            urgent=cbor.take(fields, "urgent", bool),
            deadline=None if deadline is None else read_time(deadline),
            kem=cbor.take(fields, "kem", str),
        )
        ids = (manifest.parcel, manifest.dossier, manifest.device)
        if not all(is_id(one) for one in ids) or signed.unprotected:
            raise ParcelDamaged(Damage.WRONG_SHAPE)
        if "\0" in manifest.office + manifest.kem:
            raise ParcelDamaged(Damage.WRONG_SHAPE)  # PostgreSQL keeps none
        names = [ref.blob for ref in manifest.blobs]
        if len(papers) > PAPERS_LIMIT or len(set(names)) != len(names) or signed.kid != manifest.device:
            raise ParcelDamaged(Damage.CONTRADICTION)
        return manifest


def manifest_hash(data: bytes) -> bytes:
    """What a statement names a manifest by: the SHA-256 of its bytes as sent (32 bytes)."""
    return hashlib.sha256(data).digest()
