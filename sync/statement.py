"""Statements of the gateway: the only thing in the world that moves a parcel's carriage.

An HTTP status proves nothing; a statement counts once its signature and its manifest hash have been checked
here. May not know how it travelled.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sync import cbor, cose
from sync.blob import is_id
from sync.errors import Damage, ParcelDamaged
from sync.keys import SigningKey
from sync.manifest import manifest_hash
from sync.times import read_time, write_time


class StatementType(StrEnum):
    """What a statement says."""

    RECORDED = "recorded"  # the record is valid under its form version; the expected papers are fixed
    DELIVERED = "delivered"  # every paper opened, hashed and durable
    HELD = "held"  # the form version is not known there yet; kept, not refused
    REFUSED = "refused"  # quarantined


class RefusalReason(StrEnum):
    """Why the gateway quarantined a parcel."""

    MANIFEST_INVALID = "manifest-invalid"
    DEVICE_UNKNOWN = "device-unknown"
    DEVICE_REVOKED = "device-revoked"
    RECORD_UNOPENABLE = "record-unopenable"
    RECORD_SIGNATURE = "record-signature"
    RECORD_MISMATCH = "record-mismatch"
    ANSWERS_INVALID = "answers-invalid"
    PAPER_MISMATCH = "paper-mismatch"


@dataclass(frozen=True, slots=True)
class Statement:
    """One signed answer about one parcel. ``manifest`` is the SHA-256 of the manifest's bytes (32 bytes).

    ``dossier`` comes with recorded and delivered, ``watermark`` with delivered, ``procedure`` and ``version``
    with held, ``reason`` (a code, perhaps one this version does not know) and ``detail`` with refused.
    """

    type: StatementType
    parcel: str
    manifest: bytes
    at: datetime
    gateway: str
    dossier: str | None = None
    watermark: datetime | None = None
    procedure: str | None = None
    version: str | None = None
    reason: str | None = None
    detail: str | None = None

    def encode(self, gateway_key: SigningKey) -> bytes:
        """The signed statement, by the gateway's ``sign`` key. The same statement gives the same bytes."""
        fields: dict[str, object] = {
            "v": 1,
            "type": str(self.type),
            "parcel": self.parcel,
            "manifest": self.manifest,
            "at": write_time(self.at),
            "gateway": self.gateway,
        }
        further = {
            "dossier": self.dossier,
            "watermark": None if self.watermark is None else write_time(self.watermark),
            "procedure": self.procedure,
            "version": self.version,
            "reason": self.reason,
            "detail": self.detail,
        }
        fields.update({key: value for key, value in further.items() if value is not None})
        return cose.sign1(cbor.dumps(fields), gateway_key, self.gateway)

    @classmethod
    def decode_verified(cls, data: bytes, gateway_public: cose.Publics) -> "Statement":
        """Read a statement and check that ``gateway_public`` signed it; ``ParcelDamaged`` otherwise."""
        signed = cose.verify1(data, gateway_public)
        fields = cbor.loads_map(signed.payload)
        cbor.take_version(fields)
        watermark = cbor.take_or_none(fields, "watermark", str)
        try:
            kind = StatementType(cbor.take(fields, "type", str))
        except ValueError as error:
            raise ParcelDamaged(Damage.WRONG_SHAPE) from error
        statement = cls(
            type=kind,
            parcel=cbor.take(fields, "parcel", str),
            manifest=cbor.take(fields, "manifest", bytes),
            at=read_time(cbor.take(fields, "at", str)),
            gateway=cbor.take(fields, "gateway", str),
            dossier=cbor.take_or_none(fields, "dossier", str),
            watermark=None if watermark is None else read_time(watermark),
            procedure=cbor.take_or_none(fields, "procedure", str),
            version=cbor.take_or_none(fields, "version", str),
            reason=cbor.take_or_none(fields, "reason", str),
            detail=cbor.take_or_none(fields, "detail", str),
        )
        refusal_without_reason = kind is StatementType.REFUSED and statement.reason is None
        if not is_id(statement.parcel) or signed.kid != statement.gateway or refusal_without_reason:
            raise ParcelDamaged(Damage.CONTRADICTION)
        return statement

    def is_about(self, manifest: bytes) -> bool:
        """Whether this statement speaks of exactly these manifest bytes."""
        return self.manifest == manifest_hash(manifest)
