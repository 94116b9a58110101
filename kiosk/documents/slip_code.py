"""The code on a slip: a CBOR Web Token signed by the device, checkable anywhere with the office's public
keys.

Holds no personal data: it binds the slip to the sealed record by its hash and names the envelopes of kept
originals. Format and vectors: ``docs/formats/slip-code.md``. May not know where keys are kept.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cwt import COSEKey, CWTClaims
from cwt.cose_key_interface import COSEKeyInterface
from cwt.cwt import CWT
from cwt.exceptions import CWTError

from forms.errors import BugError
from forms.text import Message
from kiosk.documents.slip_number import SlipNumberError, parse_slip_number
from sync import cbor

PREFIX = "HSK1:"
_LONGEST = 2000  # more than any code a slip can carry; longer text is not decoded at all
_VALID_SECONDS = 10 * 366 * 86_400  # a slip is a proof to be kept, so it outlives every dossier
_KID_BYTES = 8
_EMPTY = b"\xa0"  # a map of nothing

OFFICE, PROCEDURE, VERSION, RECORD, ENVELOPES = -70001, -70002, -70003, -70004, -70005
_CURVE_ED25519, _KTY_OKP = 6, 1


class Finding(StrEnum):
    """What checking a code found."""

    GENUINE = "genuine"
    NOT_OURS = "not_ours"  # no slip code at all, or one whose signature is not of the device it names
    DAMAGED = "damaged"  # a slip code that cannot be read to its end
    UNKNOWN_DEVICE = "unknown_device"  # a sound slip code of a device this office has no key of


FINDING_TEXTS: Mapping[Finding, Message] = {
    Finding.GENUINE: Message(
        "doc.verify.genuine",
        "Phiếu đúng là do máy của cơ quan lập.",
        "Result of checking a slip's code: genuine.",
    ),
    Finding.NOT_OURS: Message(
        "doc.verify.not_ours",
        "Mã này không phải mã trên phiếu của cơ quan, hoặc nội dung đã bị sửa.",
        "Result of checking a slip's code: not one of ours, or altered.",
    ),
    Finding.DAMAGED: Message(
        "doc.verify.damaged",
        "Mã bị thiếu hoặc hỏng, chưa kiểm tra được. Xin quét lại, giữ phiếu cho phẳng.",
        "Result of checking a slip's code: incomplete or damaged.",
    ),
    Finding.UNKNOWN_DEVICE: Message(
        "doc.verify.unknown_device",
        "Phiếu do một máy khác lập mà ở đây chưa có khóa để kiểm tra. Xin hỏi cơ quan ghi trên phiếu.",
        "Result of checking a slip's code: made by a device whose public key is not known here.",
    ),
}


@dataclass(frozen=True, slots=True)
class SlipClaims:
    """What a code says. ``dossier`` is 32 hex characters, ``record_sha256`` 32 bytes, ``issued_at`` aware."""

    device: str
    office: str
    slip_number: str
    dossier: str
    procedure: str
    version: str
    issued_at: datetime
    record_sha256: bytes
    envelopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """The 32-byte Ed25519 public key of a device, by its id."""

    device: str
    public_key: bytes

    @property
    def kid(self) -> bytes:
        """How a code names the key: the first 8 bytes of its SHA-256."""
        return hashlib.sha256(self.public_key).digest()[:_KID_BYTES]


@dataclass(frozen=True, slots=True)
class Verification:
    """``claims`` are there only when the code is genuine: nothing unproven is handed on."""

    finding: Finding
    claims: SlipClaims | None = None

    @property
    def message(self) -> Message:
        """The finding for a person."""
        return FINDING_TEXTS[self.finding]


def encode_slip_code(claims: SlipClaims, seed: bytes) -> str:
    """The text of a slip's QR, signed with the device's Ed25519 seed (32 bytes). The same claims give the
    same text.
    """
    parse_slip_number(claims.slip_number)
    if claims.issued_at.tzinfo is None or len(claims.record_sha256) != 32:
        raise BugError("a slip code needs an aware time and a SHA-256")
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    issued = int(claims.issued_at.timestamp())
    # cwt would add an hour's expiry and its own "not before" when they are left out
    payload: dict[int, object] = {
        int(CWTClaims.ISS): claims.device,
        int(CWTClaims.SUB): claims.slip_number,
        int(CWTClaims.EXP): issued + _VALID_SECONDS,
        int(CWTClaims.NBF): issued,
        int(CWTClaims.IAT): issued,
        int(CWTClaims.CTI): bytes.fromhex(claims.dossier),
        OFFICE: claims.office,
        PROCEDURE: claims.procedure,
        VERSION: claims.version,
        RECORD: claims.record_sha256,
    }
    if claims.envelopes:
        payload[ENVELOPES] = list(claims.envelopes)
    token = CWT.new().encode(payload, _cose_key(DeviceKey(claims.device, public), seed))
    return PREFIX + base64.b32encode(token).decode("ascii").rstrip("=")


def verify_slip_code(text: str, keys: Iterable[DeviceKey]) -> Verification:
    """Check a scanned or pasted code. Spaces and line breaks in it do not matter, nor does the machine's
    clock.
    """
    plain = "".join(text.split()).upper()
    if not plain.startswith(PREFIX):
        return Verification(Finding.NOT_OURS)
    body = plain[len(PREFIX) :]
    if not body or len(body) > _LONGEST:
        return Verification(Finding.DAMAGED)
    try:
        token = base64.b32decode(body + "=" * (-len(body) % 8))
        kid = _kid(token)
    except (binascii.Error, ValueError):
        return Verification(Finding.DAMAGED)
    key = next((known for known in keys if known.kid == kid), None)
    if key is None:
        return Verification(Finding.UNKNOWN_DEVICE)
    try:
        payload = CWT.new().decode(token, _cose_key(key), no_verify=True)  # no clock can be trusted offline
        claims = _claims(payload)
    except (CWTError, ValueError, TypeError, KeyError, OverflowError, SlipNumberError):
        return Verification(Finding.NOT_OURS)
    if claims.device != key.device:
        return Verification(Finding.NOT_OURS)
    return Verification(Finding.GENUINE, claims)


def _cose_key(key: DeviceKey, seed: bytes | None = None) -> COSEKeyInterface:
    """A COSE_Key map (RFC 9053): key type OKP, curve Ed25519, algorithm EdDSA."""
    fields: dict[int, object] = {1: _KTY_OKP, 2: key.kid, 3: -8, -1: _CURVE_ED25519, -2: key.public_key}
    if seed is not None:
        fields[-4] = seed
    return COSEKey.new(fields)


def _kid(token: bytes) -> bytes:
    """The key id of a COSE_Sign1 read to its end; ``ValueError`` when it is none."""
    try:
        cbor.screen(token)
        outer = cbor2.loads(token)
        body = outer.value if isinstance(outer, cbor2.CBORTag) and outer.tag == 18 else None
        if not isinstance(body, (list, tuple)) or len(body) != 4 or cbor2.dumps(outer) != token:
            raise ValueError("not a whole COSE_Sign1")
        cbor.screen(body[0] or _EMPTY)
        headers = {**cbor2.loads(body[0] or _EMPTY), **body[1]}
    except (cbor2.CBORDecodeError, TypeError, UnicodeDecodeError, RecursionError) as fault:
        raise ValueError("not a whole COSE_Sign1") from fault
    kid = headers.get(4)
    if not isinstance(kid, bytes):
        raise ValueError("no key id")
    return kid


def _claims(payload: object) -> SlipClaims:
    if not isinstance(payload, dict):
        raise TypeError("claims are a map")
    said = (payload[1], payload[2], payload[OFFICE], payload[PROCEDURE], payload[VERSION])
    envelopes = payload.get(ENVELOPES, [])
    if not all(isinstance(text, str) for text in (*said, *envelopes)):
        raise TypeError("a claim that must be text is not")
    device, number, office, procedure, version = said
    dossier, record, issued = payload[7], payload[RECORD], payload[6]
    if not (
        isinstance(dossier, bytes) and len(dossier) == 16 and isinstance(record, bytes) and len(record) == 32
    ):
        raise TypeError("a claim that must be bytes is not")
    if not isinstance(issued, int):
        raise TypeError("the time of issue is not a number")
    return SlipClaims(
        device=device,
        office=office,
        slip_number=parse_slip_number(number).text,
        dossier=dossier.hex(),
        procedure=procedure,
        version=version,
        issued_at=datetime.fromtimestamp(issued, UTC),
        record_sha256=record,
        envelopes=tuple(envelopes),
    )
