"""Sealed blobs: the only form in which a record, a paper, a notice or a result ever leaves its owner.

A random content key per blob (AES-256-GCM), wrapped by HPKE for each recipient; the header is authenticated
and the wrapping binds version, suite, parcel and slot, so nobody can move a blob elsewhere. May not know what
is inside.
"""

import hashlib
import os
import re
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from forms.errors import BugError
from sync import cbor
from sync.errors import Damage, ParcelDamaged
from sync.keys import KemPrivate, KemPublic

MAGIC = b"HSB1"
SUITE = "HSK-1"
CONTENT_KEY_BYTES = 32
NONCE_BYTES = 12
HEADER_LIMIT = 65_536
"""Bytes a header may have: room for some fifty recipients, and no more memory than that for a liar."""

_SLOT = re.compile(r"record|notice|result|intake|copy|paper/(0|[1-9][0-9]{0,3})")
_ID = re.compile(r"[0-9a-f]{32}")
_NAME = re.compile(r"[0-9a-f]{64}")
# The draft line of hybrid HPKE as this library implements it; a later draft gets a new SUITE name, never a
# silent change.
_HPKE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)

Random = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class SealedBlob:
    """A blob and its name, the hex SHA-256 of ``data``."""

    name: str
    data: bytes


def blob_name(data: bytes) -> str:
    """The name of a blob: the hex SHA-256 of the whole file."""
    return hashlib.sha256(data).hexdigest()


def is_blob_name(text: object) -> bool:
    """Whether ``text`` can be a blob's name; checked before it is ever used as a file name."""
    return isinstance(text, str) and _NAME.fullmatch(text) is not None


def is_id(text: object) -> bool:
    """Whether ``text`` is an id of the road: 32 lower-case hex characters."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def paper_slot(index: int) -> str:
    """The slot of the paper at ``index`` in the manifest's list."""
    return f"paper/{index}"


def seal_blob(
    plaintext: bytes, parcel: str, slot: str, recipients: Sequence[KemPublic], random: Random = os.urandom
) -> SealedBlob:
    """Seal ``plaintext`` for every one of ``recipients``, bound to ``parcel`` (or notice id) and ``slot``."""
    if not recipients or not is_id(parcel) or _SLOT.fullmatch(slot) is None:
        raise BugError("a blob needs a recipient, an id and a slot")
    key, nonce = random(CONTENT_KEY_BYTES), random(NONCE_BYTES)
    info = _info(parcel, slot)
    header = cbor.dumps(
        {
            "v": 1,
            "suite": SUITE,
            "parcel": parcel,
            "slot": slot,
            "nonce": nonce,
            "keys": [{"kid": to.kid, "wrapped": _HPKE.encrypt(key, to.hpke(), info)} for to in recipients],
        }
    )
    if len(header) > HEADER_LIMIT:
        raise BugError("too many recipients for one blob")
    head = MAGIC + struct.pack(">I", len(header)) + header
    data = head + AESGCM(key).encrypt(nonce, plaintext, head)
    return SealedBlob(blob_name(data), data)


def open_blob(data: bytes, parcel: str, slot: str, key: KemPrivate) -> bytes:
    """The plaintext of a blob that must belong to ``parcel`` and ``slot``; ``ParcelDamaged`` otherwise."""
    head, fields = _read_header(data)
    if cbor.take(fields, "parcel", str) != parcel or cbor.take(fields, "slot", str) != slot:
        raise ParcelDamaged(Damage.OTHER_PLACE)
    nonce = cbor.take(fields, "nonce", bytes)
    wrapped = _wrapped_for(fields, key.kid)
    try:
        content_key = _HPKE.decrypt(wrapped, key.hpke(), _info(parcel, slot))
        return AESGCM(content_key).decrypt(nonce, memoryview(data)[len(head) :], head)
    except (InvalidTag, ValueError) as error:
        raise ParcelDamaged(Damage.CANNOT_OPEN) from error


def blob_kids(data: bytes) -> tuple[str, ...]:
    """The names of the keys a blob is sealed to; says nothing of whether it opens."""
    _, fields = _read_header(data)
    return tuple(cbor.take(cbor.as_map(entry), "kid", str) for entry in cbor.take(fields, "keys", list))


def _info(parcel: str, slot: str) -> bytes:
    return cbor.dumps(["hsk-blob", 1, SUITE, parcel, slot])


def _read_header(data: bytes) -> tuple[bytes, dict[str, object]]:
    start = len(MAGIC) + 4
    if len(data) < start:
        raise ParcelDamaged(Damage.TOO_SHORT)
    if data[: len(MAGIC)] != MAGIC:
        raise ParcelDamaged(Damage.BAD_MAGIC)
    (length,) = struct.unpack(">I", data[len(MAGIC) : start])
    if length > HEADER_LIMIT or len(data) < start + length:
        raise ParcelDamaged(Damage.TOO_SHORT)
    fields = cbor.loads_map(data[start : start + length])
    cbor.take_version(fields)
    if cbor.take(fields, "suite", str) != SUITE:
        raise ParcelDamaged(Damage.UNKNOWN_SUITE)
    return data[: start + length], fields


def _wrapped_for(fields: dict[str, object], kid: str) -> bytes:
    for entry in cbor.take(fields, "keys", list):
        recipient = cbor.as_map(entry)
        if cbor.take(recipient, "kid", str) == kid:
            return cbor.take(recipient, "wrapped", bytes)
    raise ParcelDamaged(Damage.KEY_MISSING)
