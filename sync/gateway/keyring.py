"""The gateway's own keys, one folder for each process, so that two system accounts can keep them apart.

A key is made once and never replaced by a fresh one when its file is damaged. May not be used to read the other
process's folder: ``IngestKeys`` knows nothing of ``OpenerKeys``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.errors import ParcelDamaged
from sync.gateway.faults import KeyDamaged
from sync.gateway.keyfile import ensure_key
from sync.gateway.keysafe import SEALED, PlainSafe, open_safe
from sync.gateway.rotation import FILE, NO_PAST, KeyHistory
from sync.gateway.unlocking import present_secret
from sync.keys import KemPrivate, SigningKey, kid

_INGEST = "ingest.key"
SIGN, KEM, EARLIER_KEM = "sign.key", "kem.key", "kem-"
"""Names of the opener's keys; an earlier sealing key is ``kem-<kid>.key``."""


@dataclass(frozen=True, slots=True)
class IngestKeys:
    """What the network-facing process holds: it can say what time it is and recognise its own upload tokens."""

    sign: SigningKey
    token: bytes = field(repr=False)

    @classmethod
    def ensure(cls, folder: Path) -> "IngestKeys":
        """Load the keys of ``folder``, making them at the very first start."""
        key = SigningKey(ensure_key(folder / _INGEST, SigningKey.generate().seed))
        token = HKDF(SHA256(), 32, None, b"hsk-upload-token").derive(key.seed)
        return cls(key, token)

    @classmethod
    def present(cls, folder: Path) -> "IngestKeys | None":
        """The keys where ingest has made them and this account may read them."""
        try:
            return cls.ensure(folder) if (folder / _INGEST).is_file() else None
        except PermissionError:
            return None


@dataclass(frozen=True, slots=True)
class OpenerKeys:
    """What the opener holds: the signing key of statements and notices, and every province key it can still open."""

    sign: SigningKey
    kem: KemPrivate
    kems: Mapping[str, KemPrivate] = field(repr=False)
    past: KeyHistory = NO_PAST

    @property
    def gateway(self) -> str:
        """The gateway's id: the kid of its signing key."""
        return kid(self.sign.public)

    @classmethod
    def ensure(cls, folder: Path, secret: Callable[[], str] = present_secret) -> "OpenerKeys":
        """Load the keys of ``folder``, making them at the very first start. ``secret`` is asked when they are sealed.

        Besides ``kem.key``, the present one, every ``kem-*.key`` is an earlier one that still opens old parcels.
        """
        safe = open_safe(folder, secret)
        if isinstance(safe, PlainSafe):
            ensure_key(folder / SIGN, SigningKey.generate().seed)
            ensure_key(folder / KEM, KemPrivate.generate().data)
        held = safe.read()
        try:
            sign = SigningKey(held[SIGN])
        except (KeyError, ParcelDamaged) as error:
            raise KeyDamaged(str(folder / SIGN)) from error
        kem = _kem(folder, KEM, held.get(KEM, b""))
        earlier = [_kem(folder, name, data) for name, data in held.items() if name.startswith(EARLIER_KEM)]
        past = KeyHistory.read(folder).ending_in(sign.public, kem.kid)
        return cls(sign, kem, {key.kid: key for key in (*earlier, kem)}, past)

    @classmethod
    def present(cls, folder: Path, secret: Callable[[], str] = present_secret) -> "OpenerKeys | None":
        """The keys of ``folder`` when it has them; None, and nothing made, when it has not."""
        there = (folder / SEALED).is_file() or ((folder / SIGN).is_file() and (folder / KEM).is_file())
        return cls.ensure(folder, secret) if there else None

    @staticmethod
    def stamp(folder: Path) -> tuple[tuple[str, int], ...]:
        """Differs once the keys have been changed by a command; needs no secret."""
        kept = (*folder.glob("*.key"), folder / SEALED, folder / FILE)
        return tuple(sorted((path.name, path.stat().st_mtime_ns) for path in kept if path.exists()))


def _kem(folder: Path, name: str, data: bytes) -> KemPrivate:
    try:
        return KemPrivate(data)
    except ParcelDamaged as error:
        raise KeyDamaged(str(folder / name)) from error
