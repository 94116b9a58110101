"""The record: the dossier itself as the officer signed it, inside a parcel's first blob.

Carries whatever map it is given (its keys are listed in docs/formats/parcel.md) as canonical JSON; may not
judge the answers, which is the work of ``forms`` on both sides.
"""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from sync import cose
from sync.errors import Damage, ParcelDamaged
from sync.keys import SigningKey
from sync.record_words import RECORD_WORDS

OFFICER_KEY = "officer_key"
LARGEST = 8 * 1024 * 1024
"""Bytes a record may grow to when it is opened: a few hundred times the longest form's."""
_SHRUNK = b"\x78"  # the first byte of a zlib stream (RFC 1950); a COSE_Sign1 begins with its tag, 0xd2


@dataclass(frozen=True, slots=True)
class OpenedRecord:
    """A record whose signature holds under the key it carries.

    Whether that key is the officer's is the opener's question.
    """

    fields: Mapping[str, Any]
    signer: str  # "<officer code>@<office unit>"
    officer_key: bytes
    size: int  # bytes of what was signed

    @property
    def officer_code(self) -> str:
        """The signer's code within the office."""
        return self.signer.rpartition("@")[0]

    @property
    def office(self) -> str:
        """The unit code of the signer's office."""
        return self.signer.rpartition("@")[2]


def build_record(fields: Mapping[str, Any]) -> bytes:
    """``fields`` as UTF-8 JSON with sorted keys and no spaces: the one text that is signed."""
    return json.dumps(
        fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def read_record(payload: bytes) -> dict[str, Any]:
    """Read what ``build_record`` wrote; ``ParcelDamaged`` for anything that is not exactly its form."""
    try:
        fields = json.loads(payload)
        exact = isinstance(fields, dict) and build_record(fields) == payload
    except (ValueError, RecursionError) as error:
        raise ParcelDamaged(Damage.NOT_JSON) from error
    if not exact:
        raise ParcelDamaged(Damage.NOT_DETERMINISTIC)
    return cast("dict[str, Any]", fields)


def sign_record(payload: bytes, officer_key: SigningKey, officer_code: str, office: str) -> bytes:
    """The signed record: the plaintext of a parcel's ``record`` blob."""
    return cose.sign1(payload, officer_key, f"{officer_code}@{office}", {OFFICER_KEY: officer_key.public})


def shrink(signed: bytes) -> bytes:
    """A signed record as it is sealed: compressed, because the records of all dossiers travel before any paper."""
    stream = zlib.compressobj(level=9, memLevel=9, zdict=RECORD_WORDS)
    return stream.compress(signed) + stream.flush()


def open_record(data: bytes) -> OpenedRecord:
    """Read a signed record, shrunk or not, and check it against the officer's key it carries.

    ``ParcelDamaged`` when anything of it does not hold.
    """
    plain = expand(data) if data[:1] == _SHRUNK else data
    if len(plain) > LARGEST:
        raise ParcelDamaged(Damage.WRONG_SHAPE)
    signed = cose.decode1(plain)
    officer_key = signed.unprotected.get(OFFICER_KEY)
    code, at, office = signed.kid.rpartition("@")
    if (
        not isinstance(officer_key, bytes)
        or set(signed.unprotected) != {OFFICER_KEY}
        or not (code and at and office)
    ):
        raise ParcelDamaged(Damage.WRONG_SHAPE)
    if not signed.signed_by(officer_key):
        raise ParcelDamaged(Damage.BAD_SIGNATURE)
    return OpenedRecord(read_record(signed.payload), signed.kid, officer_key, len(signed.payload))


def expand(data: bytes) -> bytes:
    """What ``shrink`` was given; ``ParcelDamaged`` for what it did not make."""
    # A stream that was made without the words does not ask for them.
    stream = zlib.decompressobj(zdict=RECORD_WORDS)
    try:
        plain = stream.decompress(data, LARGEST)
    except zlib.error as error:
        raise ParcelDamaged(Damage.WRONG_SHAPE) from error
    if not stream.eof or stream.unused_data:
        raise ParcelDamaged(Damage.WRONG_SHAPE)
    return plain
