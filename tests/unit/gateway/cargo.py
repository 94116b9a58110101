"""Parcels as a kiosk seals them, sound and unsound, with plainly invented content."""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from forms.states import ParcelKind
from sync.blob import SealedBlob, paper_slot, seal_blob
from sync.keys import KemPublic, SigningKey
from sync.manifest import BlobRef, Manifest
from sync.parcel import SLOT_RECORD
from sync.record import build_record, sign_record
from tests.unit.gateway.rig import START, Machine

_AT = "2026-11-23T01:55:00Z"
TOLD: Mapping[ParcelKind, Mapping[str, Any]] = {
    ParcelKind.AMENDMENT: {"note": "Viết nhầm"},
    ParcelKind.WITHDRAWAL: {"note": "Không cần nữa"},
    ParcelKind.FEE_TAKEN: {
        "fee": {
            "amount": 15000, "receipt": "C26T-0000123", "mode": "paper_or_electronic", "entered": "typed",
            "paid": "cash", "at": _AT,
        }
    },
    ParcelKind.RESULT_HANDED_OUT: {
        "handed_out": {
            "part": "certificate", "recipient": "Nguyễn Thị Mẫu", "relation": "", "envelopes": [], "at": _AT,
        }
    },
    ParcelKind.NUMBER_TAKEN: {"number_taken": {"number": "H18.34-261123-0001", "at": _AT}},
    ParcelKind.RATING: {"rating": {"face": 5, "language": "vi-VN", "at": _AT}},
}  # fmt: skip
"""What a kind of its own carries, as a kiosk tells it."""


@dataclass(frozen=True)
class Cargo:
    """One parcel: its manifest's bytes and its blobs, the record first."""

    manifest: Manifest
    data: bytes
    blobs: tuple[SealedBlob, ...]

    @property
    def parcel(self) -> str:
        return self.manifest.parcel

    def entry(self, inline: int | None = None) -> dict[str, Any]:
        """An entry of `/v1/parcels` with the first ``inline`` blobs in it (all of them when None)."""
        return {"manifest": self.data, "blobs": {blob.name: blob.data for blob in self.blobs[:inline]}}


def fresh_id() -> str:
    return uuid.uuid4().hex


def pack(
    machine: Machine,
    province: KemPublic,
    *,
    recovery: KemPublic | None = None,
    parcel: str | None = None,
    dossier: str | None = None,
    kind: ParcelKind = ParcelKind.FILING,
    answers: Mapping[str, Any] | None = None,
    papers: tuple[tuple[str, bytes], ...] = (),
    procedure: str = "9.000001",
    version: str = "1",
    parts: tuple[str, ...] = ("certificate",),
    record: Mapping[str, Any] | None = None,
    manifest: Mapping[str, Any] | None = None,
    paper_bytes: Mapping[int, bytes] | None = None,
    officer_as: Machine | None = None,
    forged_officer: SigningKey | None = None,
) -> Cargo:
    """A sealed parcel. ``record`` and ``manifest`` replace single fields; ``paper_bytes`` what is really sealed."""
    parcel, dossier = parcel or fresh_id(), dossier or fresh_id()
    signer = officer_as or machine
    fields: dict[str, Any] = {
        "v": 1,
        "parcel": parcel,
        "dossier": dossier,
        "kind": str(kind),
        "procedure": {"code": procedure, "version": version},
        "office": {"unit": machine.unit, "name": "UBND xã Thử Nghiệm", "counter": "Q1"},
        "device": machine.device,
        "parts": [
            {
                "part": part,
                "authority": {"kind": "commune", "unit": machine.unit, "name": "UBND xã Thử Nghiệm"},
            }
            for part in parts
        ],
        "channel": {"code": 1, "assisted": True, "place": "counter"},
        "answers": dict(answers or {}),
        "unsure": [],
        "origins": {},
        "papers": [
            {
                "slot": index,
                "paper": name,
                "handling": "copy",
                "name": f"{name}.jpg",
                "pages": 1,
                "media": "image/jpeg",
                "size": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
                "digitised": {"at": "2026-11-23T01:50:00Z", "by": signer.officer_code, "how": "camera"},
                "returned": True,
                "envelope": None,
            }
            for index, (name, content) in enumerate(papers)
        ],
        "waiting_lookup": [],
        "read_back": None,
        "citizen_signature": {"how": "finger", "paper_slot": None, "witness": None},
        "consents": [],
        "slip": {"number": "TAM-03127-Q1-20261123-001-7", "issued_at": "2026-11-23T01:55:00Z"},
        "officer": {"code": signer.officer_code, "role": "commune_officer"},
        "times": {"device": "2026-11-23T01:55:00Z", "monotonic_ms": 1, "clock_floor": "2026-11-23T00:00:00Z"},
        "note": None,
        "in_reply_to": None,
        **TOLD.get(kind, {}),
    } | dict(record or {})
    signed = sign_record(build_record(fields), signer.officer, signer.officer_code, machine.unit)
    if forged_officer is not None:
        signed = signed.replace(signer.officer.public, forged_officer.public)
    recipients = [province, recovery] if recovery else [province]
    blobs = [seal_blob(signed, parcel, SLOT_RECORD, recipients)]
    for index, (_, content) in enumerate(papers):
        blobs.append(
            seal_blob((paper_bytes or {}).get(index, content), parcel, paper_slot(index), recipients)
        )
    refs = [BlobRef(blob.name, len(blob.data)) for blob in blobs]
    plan = Manifest(
        parcel=parcel,
        dossier=dossier,
        kind=kind,
        office=machine.unit,
        device=machine.device,
        sealed_at=START,
        record=refs[0],
        papers=tuple(refs[1:]),
        urgent=False,
        deadline=None,
        kem=province.kid,
    )
    plan = replace(plan, **dict(manifest or {}))
    return Cargo(plan, plan.encode(machine.signing), tuple(blobs))
