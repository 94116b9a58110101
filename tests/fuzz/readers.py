"""Every reader of bytes that come from outside, with what it may answer: a value, or its own refusal, and nothing else.

A reader behind a signature is also given well-signed nonsense: an enrolled machine may be a stolen one.
"""

import contextlib
import hashlib
import random
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import cbor2

from forms.states import CaseStatus, ParcelKind
from sync import cose
from sync.blob import blob_name, open_blob, paper_slot, seal_blob
from sync.card import CodeMalformed, EnrolmentCode, GatewayCard, read_signed_time
from sync.errors import ParcelDamaged
from sync.gateway.ingest.bodies import Denied, read_map
from sync.gateway.ingest.intake import Checksum
from sync.gateway.ingest.tokens import Grant, mint, read_token
from sync.gateway.sharing import Share, ShareWrong, split
from sync.keys import KemPrivate, SigningKey, kid
from sync.manifest import BlobRef, Manifest
from sync.notice import NoticeEnvelope, NoticeKind, NoticePlain
from sync.record import OFFICER_KEY, build_record, open_record, shrink
from sync.statement import Statement, StatementType
from sync.succession import Succession
from sync.ticket import Ticket

REFUSALS = (ParcelDamaged, Denied, CodeMalformed, ShareWrong)
_AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
_ID = "ab" * 16
_KEY = SigningKey(bytes(range(32)))
_KEM = KemPrivate.generate()
_TOKEN = bytes(32)


@dataclass(frozen=True)
class Reader:
    """``read`` takes anything; ``seeds`` are sound inputs, from which a fuzzer sets out."""

    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]

    def try_on(self, data: bytes) -> bool:
        """Whether ``data`` was taken for sound. Whatever else than a refusal it raises is a fault of ours."""
        with contextlib.suppress(*REFUSALS):
            self.read(data)
            return True
        return False

    def try_on_input(self, data: bytes) -> None:
        """As the fuzzer calls it."""
        self.try_on(data)


def _payload(signed: bytes) -> bytes:
    return cose.decode1(signed).payload


def _signed(kid: str, unprotected: dict[str, bytes] | None = None) -> Callable[[bytes], bytes]:
    return lambda payload: cose.sign1(payload, _KEY, kid, unprotected)


def _manifest() -> Manifest:
    blob = blob_name(b"sealed")
    return Manifest(
        parcel=_ID, dossier="cd" * 16, kind=ParcelKind.FILING, office="03127", device="ef" * 16, sealed_at=_AT,
        record=BlobRef(blob, 6), papers=(BlobRef(blob_name(b"paper"), 5),), urgent=False, deadline=_AT, kem="k1",
    )  # fmt: skip


def _readers() -> dict[str, Reader]:
    manifest, device = _manifest().encode(_KEY), "ef" * 16
    record = build_record({"v": 1, "parcel": _ID, "answers": {"họ tên": "Nguyễn Thị Mẫu"}, "papers": []})
    signed_record = cose.sign1(record, _KEY, "can-bo-1@03127", {OFFICER_KEY: _KEY.public})
    statement = Statement(
        type=StatementType.RECORDED, parcel=_ID, manifest=hashlib.sha256(manifest).digest(), at=_AT, gateway="g", dossier="cd" * 16
    ).encode(_KEY)  # fmt: skip
    plain = NoticePlain(
        id=_ID, dossier="cd" * 16, what=NoticeKind.STATUS, by="UBND xã", status=CaseStatus.RECEIVED
    )
    notice = NoticeEnvelope(_ID, "03127", 1, _AT, b"sealed", (BlobRef(blob_name(b"r"), 1),)).encode(_KEY, "g")
    card = GatewayCard(
        "g", _KEY.public, _KEY.public, _KEM.public, "https://tinh.example", "trial", _AT
    ).encode(_KEY)
    sealed = seal_blob(b"a page", _ID, paper_slot(0), [_KEM.public]).data
    time = cbor2.dumps({"now": "2026-11-23T02:00:00Z", "nonce": "n", "type": "time", "v": 1}, canonical=True)
    token = mint(Grant(_ID, blob_name(b"x"), 5, device, _AT + timedelta(hours=1)), _TOKEN)
    other = SigningKey(b"\x09" * 32)
    succession = Succession(_KEY.public, other.public, _AT).encode(_KEY)
    ticket = Ticket(
        str(EnrolmentCode.new(_KEY.public)), "https://tinh.example", device, card, _AT, None
    ).encode()
    as_device, as_gateway, as_key = _signed(device), _signed("g"), _signed(kid(_KEY.public))
    as_officer = _signed("can-bo-1@03127", {OFFICER_KEY: _KEY.public})
    return {
        "manifest": Reader(Manifest.decode_unverified, (manifest,)),
        "manifest-signed": Reader(lambda data: Manifest.decode_unverified(as_device(data)), (_payload(manifest),)),
        "record": Reader(open_record, (signed_record, shrink(signed_record))),
        "record-signed": Reader(lambda data: open_record(as_officer(data)), (record,)),
        "record-shrunk": Reader(lambda data: open_record(zlib.compress(data, 1)), (signed_record,)),
        "statement-signed": Reader(
            lambda data: Statement.decode_verified(as_gateway(data), _KEY.public), (_payload(statement),)
        ),
        "notice-signed": Reader(
            lambda data: NoticeEnvelope.decode_verified(as_gateway(data), _KEY.public), (_payload(notice),)
        ),
        "notice-plain": Reader(NoticePlain.decode, (plain.encode(),)),
        "card": Reader(GatewayCard.decode, (card,)),
        "card-signed": Reader(lambda data: GatewayCard.decode(as_gateway(data)), (_payload(card),)),
        "time-signed": Reader(lambda data: read_signed_time(as_gateway(data), "n", _KEY.public), (time,)),
        "blob": Reader(lambda data: open_blob(data, _ID, paper_slot(0), _KEM), (sealed,)),
        "succession-signed": Reader(lambda data: Succession.decode(as_key(data)), (_payload(succession),)),
        "ticket": Reader(Ticket.decode, (ticket,)),
        "share": Reader(_text(Share.read), (str(split(b"s" * 32, 2, 2)[0]).encode(),)),
        "code": Reader(_text(EnrolmentCode.parse), (str(EnrolmentCode.new(_KEY.public)).encode(),)),
        "request": Reader(read_map, (cbor2.dumps({"parcels": [{"manifest": manifest, "blobs": {}}]}),)),
        "token": Reader(_text(_grant), (token.encode(),)),
        "checksum": Reader(_text(Checksum.read), (b"sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=",)),
    }  # fmt: skip


def _text(read: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda data: read(data.decode("latin-1"))


def _grant(text: str) -> Grant:
    grant = read_token(text, _TOKEN, _AT)
    if grant is None:
        raise Denied(401, "token")
    return grant


def damaged(seeds: Sequence[bytes], draw: random.Random) -> bytes:
    """A sound input with a few bytes changed, taken out, doubled or put in."""
    data = bytearray(draw.choice(seeds))
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(len(data) + 1)
        match draw.randrange(4):
            case 0:
                data[at : at + 1] = draw.randbytes(1)
            case 1:
                del data[at : at + draw.randint(1, 8)]
            case 2:
                data[at:at] = data[max(0, at - draw.randint(1, 8)) : at]
            case _:
                data[at:at] = draw.randbytes(draw.randint(1, 4))
    return bytes(data)


READERS = _readers()
