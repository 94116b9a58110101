"""The one door to parcels for kiosk and gateway: sealing, manifests, records, statements, notices, cards.

Gathers what its neighbours define, so that ``kiosk.services`` needs no other module of the road but outbox
and inbox. May not read or write files.
"""

from sync.blob import (
    SUITE,
    SealedBlob,
    blob_kids,
    blob_name,
    is_blob_name,
    is_id,
    open_blob,
    paper_slot,
    seal_blob,
)
from sync.card import (
    EnrolmentCode,
    GatewayCard,
    read_code_text,
    read_out,
    read_signed_time,
    sign_time,
)
from sync.errors import CardRefused, CodeMalformed, Damage, ParcelDamaged
from sync.keys import KemPrivate, KemPublic, SigningKey, kid, signature_holds
from sync.manifest import BlobRef, Manifest, manifest_hash
from sync.notice import (
    SLOT_RESULT,
    NoticeEnvelope,
    NoticeKind,
    NoticePlain,
    ResultRef,
    open_notice,
    open_result,
    seal_notice,
    seal_result,
)
from sync.record import OpenedRecord, build_record, open_record, shrink, sign_record
from sync.statement import RefusalReason, Statement, StatementType
from sync.times import read_time, write_time

SLOT_RECORD = "record"
SLOT_INTAKE = "intake"
"""What a citizen entered alone, sealed to the office. It never travels: no parcel has such a blob."""
PAPER_SIGNATURE = "_signature"
"""The ``paper`` of the citizen's mark, the one that is no paper of any form."""

__all__ = [
    "PAPER_SIGNATURE",
    "SLOT_INTAKE",
    "SLOT_RECORD",
    "SLOT_RESULT",
    "SUITE",
    "BlobRef",
    "CardRefused",
    "CodeMalformed",
    "Damage",
    "EnrolmentCode",
    "GatewayCard",
    "KemPrivate",
    "KemPublic",
    "Manifest",
    "NoticeEnvelope",
    "NoticeKind",
    "NoticePlain",
    "OpenedRecord",
    "ParcelDamaged",
    "RefusalReason",
    "ResultRef",
    "SealedBlob",
    "SigningKey",
    "Statement",
    "StatementType",
    "blob_kids",
    "blob_name",
    "build_record",
    "is_blob_name",
    "is_id",
    "kid",
    "manifest_hash",
    "open_blob",
    "open_notice",
    "open_record",
    "open_result",
    "paper_slot",
    "read_code_text",
    "read_out",
    "read_signed_time",
    "read_time",
    "seal_blob",
    "seal_notice",
    "seal_result",
    "shrink",
    "sign_record",
    "sign_time",
    "signature_holds",
    "write_time",
]
