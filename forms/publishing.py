"""Keys of those who publish packs: an Ed25519 pair, kept in two small files, named by the hash of its public half.

The secret file stays with the publisher; kiosks are given the public one. May not know packs or who trusts whom.
"""

import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from forms.errors import KnownError
from forms.text import Message

_SECRET = "hoso-publisher-secret-1"  # noqa: S105  a name of a file format
_PUBLIC = "hoso-publisher-1"
_KEY_BYTES = 32
_LARGEST = 4096  # bytes; a key file is about 200

NOT_A_KEY = Message(
    "error.form.publisher.not_a_key",
    "Tệp {name} không phải khóa của nhà phát hành. Xin lại tệp khóa công khai (đuôi .pub) từ nhà phát hành.",
    "A file that should hold a publisher's key is something else or damaged.",
)
NEEDS_SECRET = Message(
    "error.form.publisher.needs_secret",
    "Tệp {name} chỉ là khóa công khai. Đóng gói cần tệp khóa bí mật của nhà phát hành.",
    "The public key was given where the secret one is needed to sign.",
)
KEY_THERE = Message(
    "error.form.publisher.key_there",
    "Tệp {name} đã có, máy không ghi đè lên khóa cũ. Hãy chọn tên khác.",
    "A new key would overwrite an existing file.",
)


def publisher_id(public: bytes) -> str:
    """The short name of a public key: the first 16 hex characters of its SHA-256, as everywhere on the road."""
    return hashlib.sha256(public).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Publisher:
    """Whose signature is believed: the 32 bytes of a public key and the name it goes by."""

    public: bytes
    name: str

    @property
    def id(self) -> str:
        """``publisher_id`` of the key."""
        return publisher_id(self.public)

    def signed(self, signature: bytes, message: bytes) -> bool:
        """Whether this key made that signature. Never raises on bad input."""
        from cryptography.exceptions import InvalidSignature  # heavy, and only packs need it here
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class PublisherKey:
    """The secret half: a 32-byte seed. Its text form never shows the seed."""

    seed: bytes = field(repr=False)
    name: str = ""

    @classmethod
    def generate(cls, name: str = "") -> "PublisherKey":
        """A new key from the system's random source."""
        return cls(os.urandom(_KEY_BYTES), name)

    @property
    def publisher(self) -> Publisher:
        """The public half."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        key = Ed25519PrivateKey.from_private_bytes(self.seed)
        return Publisher(key.public_key().public_bytes_raw(), self.name)

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature over ``message``."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)


def write_key(file: Path, key: PublisherKey) -> Path:
    """Writes the secret file (for its owner only) and beside it ``<file>.pub``; returns the latter.

    Never overwrites: a lost key cannot be made again.
    """
    beside = file.with_name(file.name + ".pub")
    secret = {"kind": _SECRET, "name": key.name, "seed": key.seed.hex()}
    public = {"kind": _PUBLIC, "name": key.name, "key": key.publisher.public.hex()}
    for path, content, mode in ((file, secret, 0o600), (beside, public, 0o644)):
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        except FileExistsError:
            raise KnownError(KEY_THERE, name=path.name) from None
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            json.dump(content, out, ensure_ascii=False)
            out.write("\n")
            out.flush()
            os.fsync(out.fileno())
    return beside


def read_secret(file: Path) -> PublisherKey:
    """The secret key of a file. ``KnownError`` when it is none."""
    content = _read(file)
    if content.get("kind") == _PUBLIC:
        raise KnownError(NEEDS_SECRET, name=file.name)
    return PublisherKey(_bytes(content, "seed", _SECRET, file), str(content.get("name", ""))[:80])


def read_publisher(file: Path) -> tuple[Publisher, bool]:
    """The publisher of a key file, and whether that file was the secret one, which should not travel."""
    content = _read(file)
    name = str(content.get("name", ""))[:80]
    if content.get("kind") == _SECRET:
        return PublisherKey(_bytes(content, "seed", _SECRET, file), name).publisher, True
    return Publisher(_bytes(content, "key", _PUBLIC, file), name), False


def _read(file: Path) -> dict[str, object]:
    try:
        with file.open("rb") as source:
            content = json.loads(source.read(_LARGEST).decode("utf-8"))
    except (OSError, ValueError, RecursionError):
        raise KnownError(NOT_A_KEY, name=file.name) from None
    if not isinstance(content, dict):
        raise KnownError(NOT_A_KEY, name=file.name)
    return content


def _bytes(content: dict[str, object], key: str, kind: str, file: Path) -> bytes:
    try:
        found = bytes.fromhex(str(content[key]))
    except (KeyError, ValueError):
        found = b""
    if content.get("kind") != kind or len(found) != _KEY_BYTES:
        raise KnownError(NOT_A_KEY, name=file.name)
    return found
