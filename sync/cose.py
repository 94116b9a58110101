"""COSE_Sign1 (RFC 9052 section 4) with EdDSA and nothing else.

Written on cbor2 and cryptography because the agent and the kiosk pass through here at start: importing the
cwt library costs 0.17 s and 30 MB, this 0.05 s and 17 MB (measured on the reference machine). A test signs
with one and checks with the other. May not know what is signed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import cbor2

from sync import cbor
from sync.errors import Damage, ParcelDamaged
from sync.keys import SigningKey, signature_holds

LABEL_ALG = 1
LABEL_KID = 4
ALG_EDDSA = -8


@dataclass(frozen=True, slots=True)
class Signed:
    """What a COSE_Sign1 message holds. ``unprotected`` is not covered by the signature."""

    payload: bytes
    kid: str
    unprotected: Mapping[str, Any]
    protected: bytes
    signature: bytes

    def signed_by(self, public: bytes) -> bool:
        """Whether the signature is by ``public`` (32 bytes of Ed25519)."""
        return signature_holds(public, self.signature, _to_be_signed(self.protected, self.payload))


def sign1(payload: bytes, key: SigningKey, kid: str, unprotected: Mapping[str, Any] | None = None) -> bytes:
    """A tagged COSE_Sign1 over ``payload``, protected header {alg: EdDSA, kid}."""
    protected = cbor.dumps({LABEL_ALG: ALG_EDDSA, LABEL_KID: kid.encode()})
    signature = key.sign(_to_be_signed(protected, payload))
    return cbor.dumps(cbor2.CBORTag(cbor.TAG_SIGN1, [protected, dict(unprotected or {}), payload, signature]))


def decode1(data: bytes) -> Signed:
    """Read a tagged COSE_Sign1 **without** checking its signature; ``ParcelDamaged`` when it is none."""
    message = cbor.loads(data)
    if not isinstance(message, cbor2.CBORTag) or message.tag != cbor.TAG_SIGN1:
        raise ParcelDamaged(Damage.WRONG_SHAPE)
    parts = message.value
    if not isinstance(parts, list) or len(parts) != 4:
        raise ParcelDamaged(Damage.WRONG_SHAPE)
    protected, unprotected, payload, signature = parts
    if not (isinstance(protected, bytes) and isinstance(payload, bytes) and isinstance(signature, bytes)):
        raise ParcelDamaged(Damage.WRONG_SHAPE)
    header = cbor.loads(protected)
    # The header must be exactly ours: an unknown critical parameter is thereby refused too (RFC 9052 section
    # 3.1).
    if (
        not isinstance(header, dict)
        or set(header) != {LABEL_ALG, LABEL_KID}
        or header[LABEL_ALG] != ALG_EDDSA
    ):
        raise ParcelDamaged(Damage.WRONG_SHAPE)
    try:
        kid = header[LABEL_KID].decode()
    except (AttributeError, UnicodeDecodeError) as error:
        raise ParcelDamaged(Damage.WRONG_SHAPE) from error
    return Signed(payload, kid, cbor.as_map(unprotected), protected, signature)


Publics = bytes | tuple[bytes, ...]
"""A public key, or several of which any will do: a gateway's present one and those it has had."""


def verify1(data: bytes, public: Publics) -> Signed:
    """Read a COSE_Sign1 and check it against ``public``; ``ParcelDamaged`` when either fails."""
    signed = decode1(data)
    if not any(signed.signed_by(one) for one in (public if isinstance(public, tuple) else (public,))):
        raise ParcelDamaged(Damage.BAD_SIGNATURE)
    return signed


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    return cbor.dumps(["Signature1", protected, b"", payload])
