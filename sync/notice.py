"""Notices: what comes back from the province, sealed to the office and numbered without gaps.

The envelope tells the agent whose it is and what to fetch; only the office's notice key opens the rest. May
not decide what a notice does to a dossier.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from forms.states import CaseStatus
from sync import cbor, cose
from sync.blob import Random, SealedBlob, is_blob_name, is_id, open_blob, seal_blob
from sync.errors import Damage, ParcelDamaged
from sync.keys import KemPrivate, KemPublic, SigningKey
from sync.manifest import BlobRef
from sync.record import build_record, read_record
from sync.times import read_time, write_time

SLOT_NOTICE = "notice"
SLOT_RESULT = "result"


class NoticeKind(StrEnum):
    """What a notice is about."""

    NUMBER = "number"  # the official number and the day of receipt
    STATUS = "status"  # a part's case status
    SUPPLEMENT = "supplement"  # the authority asks for more
    RESULT = "result"  # a result file to hand out


@dataclass(frozen=True, slots=True)
class ResultRef:
    """A result file: the sealed blob to fetch, and name, media type and SHA-256 (hex) of what is inside."""

    blob: str
    size: int
    sha256: str
    name: str
    media: str


@dataclass(frozen=True, slots=True)
class NoticePlain:
    """A notice as the office reads it.

    ``papers`` names the papers a supplement asks for; ``by`` who says it.
    """

    id: str
    dossier: str
    what: NoticeKind
    by: str
    parcel: str | None = None
    part: str | None = None
    official_number: str | None = None
    number_kind: str | None = None  # "delegated" or "trial"
    received_at: datetime | None = None
    due_at: datetime | None = None
    status: CaseStatus | None = None
    text: str | None = None
    papers: tuple[str, ...] | None = None
    result: ResultRef | None = None

    def encode(self) -> bytes:
        """The canonical JSON that is sealed."""
        result = self.result
        return build_record(
            {
                "v": 1,
                "id": self.id,
                "dossier": self.dossier,
                "parcel": self.parcel,
                "what": str(self.what),
                "part": self.part,
                "official_number": self.official_number,
                "number_kind": self.number_kind,
                "received_at": None if self.received_at is None else write_time(self.received_at),
                "due_at": None if self.due_at is None else write_time(self.due_at),
                "status": None if self.status is None else int(self.status),
                "text": self.text,
                "papers": None if self.papers is None else list(self.papers),
                "by": self.by,
                "result": None
                if result is None
                else {
                    "blob": result.blob,
                    "size": result.size,
                    "sha256": result.sha256,
                    "name": result.name,
                    "media": result.media,
                },
            }
        )

    @classmethod
    def decode(cls, data: bytes) -> "NoticePlain":
        """Read what ``encode`` wrote; ``ParcelDamaged`` otherwise."""
        fields = read_record(data)
        cbor.take_version(fields)
        received, due = (cbor.take_or_none(fields, key, str) for key in ("received_at", "due_at"))
        status = cbor.take_or_none(fields, "status", int)
        papers = cbor.take_or_none(fields, "papers", list)
        if papers is not None and not all(isinstance(paper, str) for paper in papers):
            raise ParcelDamaged(Damage.WRONG_SHAPE)
        try:
            what = NoticeKind(cbor.take(fields, "what", str))
            case = None if status is None else CaseStatus(status)
        except ValueError as error:
            raise ParcelDamaged(Damage.WRONG_SHAPE) from error
        return cls(
            id=cbor.take(fields, "id", str),
            dossier=cbor.take(fields, "dossier", str),
            what=what,
            by=cbor.take(fields, "by", str),
            parcel=cbor.take_or_none(fields, "parcel", str),
            part=cbor.take_or_none(fields, "part", str),
            official_number=cbor.take_or_none(fields, "official_number", str),
            number_kind=cbor.take_or_none(fields, "number_kind", str),
            received_at=None if received is None else read_time(received),
            due_at=None if due is None else read_time(due),
            status=case,
            text=cbor.take_or_none(fields, "text", str),
            papers=None if papers is None else tuple(papers),
            result=_read_result(fields.get("result")),
        )


@dataclass(frozen=True, slots=True)
class NoticeEnvelope:
    """A notice as it travels.

    ``sealed`` is a blob to the office's notice key, ``results`` what to fetch beside it.
    """

    id: str
    office: str
    seq: int
    at: datetime
    sealed: bytes
    results: tuple[BlobRef, ...] = ()

    def encode(self, gateway_key: SigningKey, gateway: str) -> bytes:
        """The signed envelope, by the gateway's ``sign`` key."""
        payload = cbor.dumps(
            {
                "v": 1,
                "type": "notice",
                "id": self.id,
                "office": self.office,
                "seq": self.seq,
                "at": write_time(self.at),
                "sealed": self.sealed,
                "results": [result.encode() for result in self.results],
            }
        )
        return cose.sign1(payload, gateway_key, gateway)

    @classmethod
    def decode_verified(cls, data: bytes, gateway_public: cose.Publics) -> "NoticeEnvelope":
        """Read an envelope and check that ``gateway_public`` signed it; ``ParcelDamaged`` otherwise."""
        fields = cbor.loads_map(cose.verify1(data, gateway_public).payload)
        cbor.take_version(fields)
        results = tuple(BlobRef.decode(result) for result in cbor.take(fields, "results", list))
        envelope = cls(
            id=cbor.take(fields, "id", str),
            office=cbor.take(fields, "office", str),
            seq=cbor.take(fields, "seq", int),
            at=read_time(cbor.take(fields, "at", str)),
            sealed=cbor.take(fields, "sealed", bytes),
            results=results,
        )
        if fields.get("type") != "notice" or not is_id(envelope.id) or envelope.seq < 1:
            raise ParcelDamaged(Damage.CONTRADICTION)
        return envelope


def seal_notice(
    plain: NoticePlain,
    office: str,
    seq: int,
    at: datetime,
    office_key: KemPublic,
    random: Random = os.urandom,
) -> NoticeEnvelope:
    """The envelope for ``plain``, sealed to the office's notice key.

    A result's blob is sealed by ``seal_result``.
    """
    sealed = seal_blob(plain.encode(), plain.id, SLOT_NOTICE, [office_key], random)
    results = () if plain.result is None else (BlobRef(plain.result.blob, plain.result.size),)
    return NoticeEnvelope(plain.id, office, seq, at, sealed.data, results)


def open_notice(
    data: bytes, gateway_public: cose.Publics, office_key: KemPrivate
) -> tuple[NoticeEnvelope, NoticePlain]:
    """Check and open a notice; ``ParcelDamaged`` when any layer does not hold."""
    envelope = NoticeEnvelope.decode_verified(data, gateway_public)
    plain = NoticePlain.decode(open_blob(envelope.sealed, envelope.id, SLOT_NOTICE, office_key))
    if plain.id != envelope.id:
        raise ParcelDamaged(Damage.CONTRADICTION)
    return envelope, plain


def seal_result(data: bytes, notice: str, office_key: KemPublic, random: Random = os.urandom) -> SealedBlob:
    """A result file sealed to the office, bound to the id of the notice that announces it."""
    return seal_blob(data, notice, SLOT_RESULT, [office_key], random)


def open_result(data: bytes, notice: str, result: ResultRef, office_key: KemPrivate) -> bytes:
    """The result file ``notice`` announces; ``ParcelDamaged`` unless it hashes to what the notice says."""
    plain = open_blob(data, notice, SLOT_RESULT, office_key)
    if hashlib.sha256(plain).hexdigest() != result.sha256:
        raise ParcelDamaged(Damage.CONTRADICTION)
    return plain


def _read_result(value: object) -> ResultRef | None:
    if value is None:
        return None
    fields: Mapping[str, Any] = cbor.as_map(value)
    result = ResultRef(
        blob=cbor.take(fields, "blob", str),
        size=cbor.take(fields, "size", int),
        sha256=cbor.take(fields, "sha256", str),
        name=cbor.take(fields, "name", str),
        media=cbor.take(fields, "media", str),
    )
    if not is_blob_name(result.blob):
        raise ParcelDamaged(Damage.WRONG_SHAPE)
    return result
