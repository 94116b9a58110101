"""The back office's own key: one seed in a file, from which the hashes of the face and the wrapping of second factors come.

The opener and the back office read it, nobody else. A damaged file is never replaced by a fresh one.
"""

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.files import sync_folder
from sync.gateway.faults import FolderUnusable, KeyDamaged

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
        seed = _ensure(folder / _FILE)
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


def _ensure(path: Path) -> bytes:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.parent.chmod(0o700)
        if not path.exists():
            _create(path)
        data = path.read_bytes()
    except OSError as error:
        raise FolderUnusable(str(path.parent)) from error
    if len(data) != _BYTES:
        raise KeyDamaged(str(path))
    return data


def _create(path: Path) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(os.urandom(_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # never takes the place of a key another process has just made
    except FileExistsError:
        return
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)
