"""The back office's own key: one seed in a file, from which the hashes of the face and the wrapping of second factors come.

The opener and the back office read it, nobody else. A damaged file is never replaced by a fresh one.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.gateway.keyfile import ensure_key

_FILE = "office.key"
_BYTES = 32
_NONCE = 12


@dataclass(frozen=True, slots=True)
class OfficeKeys:
    """Keys that never leave the province's own machines."""

    _find: bytes = field(repr=False)
    _wrap: bytes = field(repr=False)

    @classmethod
    def ensure(cls, folder: Path) -> "OfficeKeys":
        """Load the key of ``folder``, making it at the very first start. ``FolderUnusable``, ``KeyDamaged``."""
        seed = ensure_key(folder / _FILE, os.urandom(_BYTES))
        return cls(_derive(seed, b"hsk-office-find"), _derive(seed, b"hsk-office-factor"))

    def hashed(self, kind: str, text: str) -> str:
        """What a number is found by: 128 bits that cannot be turned back without this key."""
        return hmac.new(self._find, f"{kind}:{text}".encode(), hashlib.sha256).hexdigest()[:32]

    def seal(self, data: bytes, about: str) -> bytes:
        """``data`` for the database, bound to what it is ``about``."""
        nonce = os.urandom(_NONCE)
        return nonce + AESGCM(self._wrap).encrypt(nonce, data, about.encode())

    def open(self, sealed: bytes, about: str) -> bytes:
        """What ``seal`` kept; ``cryptography``'s ``InvalidTag`` when it is not of this key or about something else."""
        return AESGCM(self._wrap).decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode())


def _derive(seed: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), _BYTES, None, info).derive(seed)
