"""Keys of the road in the byte formats of docs/formats/parcel.md: Ed25519 for signing, hybrid HPKE for
sealing.

May not store keys, name their owners or decide who may use them.
"""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey

from sync.errors import Damage, ParcelDamaged

SEED_BYTES = 32
MLKEM_SEED_BYTES = 64
MLKEM_PUBLIC_BYTES = 1184
X25519_BYTES = 32


def kid(public: bytes) -> str:
    """The short name of a public key: the first 16 hex characters of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 key, kept as its 32-byte seed. Its text form never shows the seed."""

    seed: bytes = field(repr=False)
    _parsed: list[Ed25519PrivateKey] = field(default_factory=list, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.seed) != SEED_BYTES:
            raise ParcelDamaged(Damage.WRONG_KEY)

    @classmethod
    def generate(cls, random: Callable[[int], bytes] = os.urandom) -> "SigningKey":
        """A new key from the system's random source (or the one given by a test)."""
        return cls(random(SEED_BYTES))

    @property
    def public(self) -> bytes:
        """The 32-byte public key."""
        return _raw_public(self._key().public_key())

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature over ``message``."""
        return self._key().sign(message)

    def _key(self) -> Ed25519PrivateKey:
        if not self._parsed:
            self._parsed.append(Ed25519PrivateKey.from_private_bytes(self.seed))
        return self._parsed[0]


def signature_holds(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether ``signature`` over ``message`` is by ``public`` (32 bytes). Never raises on bad input."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class KemPublic:
    """A public sealing key: 1,184 bytes of ML-KEM-768 followed by 32 of X25519."""

    data: bytes
    _parsed: list[MLKEM768X25519PublicKey] = field(
        default_factory=list, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        self.hpke()  # refused at the door, not when the first dossier is sealed

    @property
    def kid(self) -> str:
        """The name blobs call this key by."""
        return kid(self.data)

    def hpke(self) -> MLKEM768X25519PublicKey:
        """The key as ``cryptography`` takes it; ``ParcelDamaged`` when the bytes are no such key."""
        if not self._parsed:
            self._parsed.append(self._parse())
        return self._parsed[0]

    def _parse(self) -> MLKEM768X25519PublicKey:
        if len(self.data) != MLKEM_PUBLIC_BYTES + X25519_BYTES:
            raise ParcelDamaged(Damage.WRONG_KEY)
        try:
            return MLKEM768X25519PublicKey(
                MLKEM768PublicKey.from_public_bytes(self.data[:MLKEM_PUBLIC_BYTES]),
                X25519PublicKey.from_public_bytes(self.data[MLKEM_PUBLIC_BYTES:]),
            )
        except ValueError as error:
            raise ParcelDamaged(Damage.WRONG_KEY) from error


@dataclass(frozen=True, slots=True)
class KemPrivate:
    """A private sealing key: the 64-byte ML-KEM seed followed by the 32 raw X25519 bytes.

    The component seeds are kept because the library cannot serialise the hybrid key itself.
    """

    data: bytes = field(repr=False)
    _parsed: list[tuple[str, MLKEM768X25519PrivateKey]] = field(
        default_factory=list, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        if len(self.data) != MLKEM_SEED_BYTES + X25519_BYTES:
            raise ParcelDamaged(Damage.WRONG_KEY)

    @classmethod
    def generate(cls, random: Callable[[int], bytes] = os.urandom) -> "KemPrivate":
        """A new key from the system's random source (or the one given by a test)."""
        return cls(random(MLKEM_SEED_BYTES + X25519_BYTES))

    @property
    def public(self) -> KemPublic:
        """The public half."""
        mlkem, x25519 = self._parts()
        return KemPublic(_raw_public(mlkem.public_key()) + _raw_public(x25519.public_key()))

    @property
    def kid(self) -> str:
        """The name blobs call this key by."""
        return self._made()[0]

    def hpke(self) -> MLKEM768X25519PrivateKey:
        """The key as ``cryptography`` takes it."""
        return self._made()[1]

    def _made(self) -> tuple[str, MLKEM768X25519PrivateKey]:
        # Made from its seeds once: that costs as much as opening a blob.
        if not self._parsed:
            self._parsed.append((self.public.kid, MLKEM768X25519PrivateKey(*self._parts())))
        return self._parsed[0]

    def _parts(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        return (
            MLKEM768PrivateKey.from_seed_bytes(self.data[:MLKEM_SEED_BYTES]),
            X25519PrivateKey.from_private_bytes(self.data[MLKEM_SEED_BYTES:]),
        )


def _raw_public(key: Ed25519PublicKey | X25519PublicKey | MLKEM768PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
