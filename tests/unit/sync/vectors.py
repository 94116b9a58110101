"""Makes docs/formats/parcel-vectors.json: ``python -m tests.unit.sync.vectors``.

Signed things are deterministic and come out the same each time. Sealing draws random numbers inside the library, so
sealed blobs are kept from the file as it is, as long as they still open, and made only where there are none.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from forms.states import CaseStatus, ParcelKind
from sync.card import fingerprint
from sync.parcel import (
    BlobRef,
    EnrolmentCode,
    GatewayCard,
    KemPrivate,
    Manifest,
    NoticeEnvelope,
    NoticeKind,
    NoticePlain,
    ParcelDamaged,
    SigningKey,
    Statement,
    StatementType,
    blob_name,
    build_record,
    manifest_hash,
    open_blob,
    seal_blob,
    sign_record,
    sign_time,
)

PATH = Path(__file__).parents[3] / "docs" / "formats" / "parcel-vectors.json"
AT = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
PARCEL, DOSSIER, NOTICE = "0123456789abcdef" * 2, "fedcba9876543210" * 2, "00112233445566778899aabbccddeeff"
DEVICE, OFFICE, GATEWAY = "5c" * 16, "03127", "cong-thu"
DEVICE_KEY, OFFICER_KEY = SigningKey(bytes(range(32))), SigningKey(bytes(range(32, 64)))
SIGN_KEY, INGEST_KEY = SigningKey(bytes(range(64, 96))), SigningKey(bytes(range(96, 128)))
PROVINCE, OFFICE_NOTICE = KemPrivate(bytes(range(96))), KemPrivate(bytes(range(96, 192)))


def vectors(kept: dict[str, Any]) -> dict[str, Any]:
    """The whole file; ``kept`` is the file as it was, or nothing."""
    record = sign_record(
        build_record({"v": 1, "parcel": PARCEL, "answers": {"name": "Nguyễn Thị Mẫu"}}),
        OFFICER_KEY,
        "can-bo-1",
        OFFICE,
    )
    plain = NoticePlain(
        NOTICE,
        DOSSIER,
        NoticeKind.NUMBER,
        "Cổng thử",
        parcel=PARCEL,
        official_number="THU-03127-261121-1",
        number_kind="trial",
        received_at=AT,
        status=CaseStatus.REGISTERED,
    )
    old = kept.get("blobs", {})
    blobs = {
        "record": _blob(old.get("record"), record, PARCEL, "record", PROVINCE),
        "paper": _blob(old.get("paper"), "Giấy tờ mẫu".encode(), PARCEL, "paper/0", PROVINCE),
        "notice": _blob(old.get("notice"), plain.encode(), NOTICE, "notice", OFFICE_NOTICE),
    }
    manifest = Manifest(
        PARCEL,
        DOSSIER,
        ParcelKind.FILING,
        OFFICE,
        DEVICE,
        AT,
        _ref(blobs["record"]),
        (_ref(blobs["paper"]),),
        False,
        AT,
        PROVINCE.kid,
    ).encode(DEVICE_KEY)
    about = (PARCEL, manifest_hash(manifest), AT, GATEWAY)
    statements = (
        Statement(StatementType.RECORDED, *about, dossier=DOSSIER),
        Statement(StatementType.DELIVERED, *about, dossier=DOSSIER, watermark=AT),
        Statement(StatementType.HELD, *about, procedure="1.004873", version="2026-07-01"),
        Statement(StatementType.REFUSED, *about, reason="answers-invalid"),
    )
    card = GatewayCard(
        GATEWAY,
        SIGN_KEY.public,
        INGEST_KEY.public,
        PROVINCE.public,
        "https://tinh.example",
        "trial",
        AT,
    )
    envelope = NoticeEnvelope(NOTICE, OFFICE, 1, AT, bytes.fromhex(blobs["notice"]["data"]))
    return {
        "note": "Invented data. All byte strings are hex. Keys are for these vectors alone.",
        "keys": {
            "device": _pair(DEVICE_KEY),
            "officer": _pair(OFFICER_KEY),
            "gateway_sign": _pair(SIGN_KEY),
            "gateway_ingest": _pair(INGEST_KEY),
            "province": _kem(PROVINCE),
            "office_notice": _kem(OFFICE_NOTICE),
        },
        "blobs": blobs,
        "manifest": {"data": manifest.hex(), "sha256": manifest_hash(manifest).hex()},
        "statements": {str(one.type): one.encode(SIGN_KEY).hex() for one in statements},
        "notice": envelope.encode(SIGN_KEY, GATEWAY).hex(),
        "card": card.encode(SIGN_KEY).hex(),
        "time": {"nonce": "n-1", "data": sign_time(AT, "n-1", GATEWAY, INGEST_KEY).hex()},
        "enrolment_code": str(EnrolmentCode("ABCDEFGHIJKL", fingerprint(SIGN_KEY.public))),
    }


def _blob(
    old: dict[str, str] | None, plain: bytes, parcel: str, slot: str, key: KemPrivate
) -> dict[str, str]:
    fresh = {"parcel": parcel, "slot": slot, "plaintext": plain.hex()}
    if old is not None and {name: old[name] for name in fresh} == fresh:
        try:
            if open_blob(bytes.fromhex(old["data"]), parcel, slot, key) == plain:
                return old
        except ParcelDamaged:
            pass
    sealed = seal_blob(plain, parcel, slot, [key.public])
    return {**fresh, "name": sealed.name, "data": sealed.data.hex()}


def _ref(blob: dict[str, str]) -> BlobRef:
    data = bytes.fromhex(blob["data"])
    return BlobRef(blob_name(data), len(data))


def _pair(key: SigningKey) -> dict[str, str]:
    return {"seed": key.seed.hex(), "public": key.public.hex()}


def _kem(key: KemPrivate) -> dict[str, str]:
    return {"private": key.data.hex(), "public": key.public.data.hex(), "kid": key.kid}


def read() -> dict[str, Any]:
    """The file as it is, or nothing."""
    found: dict[str, Any] = json.loads(PATH.read_text("utf-8")) if PATH.exists() else {}
    return found


if __name__ == "__main__":
    PATH.write_text(json.dumps(vectors(read()), indent=1) + "\n", "utf-8")
