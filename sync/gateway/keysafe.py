"""Where the province's private keys lie: plain files for trying out, or one file sealed by a passphrase or a token.

The sealed file is AES-256-GCM under a key that Argon2id makes of a passphrase, or that a PKCS#11 token gives back for
its PIN. It is replaced whole or not at all, and never by fresh keys when it is damaged. May not know what a key is for.
"""

import json
import os
import re
import secrets
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from forms.stretching import ONE_AT_A_TIME
from sync import cbor
from sync.errors import ParcelDamaged
from sync.files import sync_folder, write_durably
from sync.gateway.faults import FolderUnusable, KeyDamaged, SecretWrong
from sync.gateway.token import Token

SEALED = "province.sealed"
MEMORY_KIB, TIME, LANES = 256 * 1024, 3, 4
"""Argon2id as a file sealed today records it; what a file may ask of this machine at most is in ``_MOST``."""
_MOST = {"memory_kib": 4 * 1024 * 1024, "time": 32, "lanes": 16}
_LEAST = {"memory_kib": 64 * 1024, "time": 2, "lanes": 1}
_NAME = re.compile(r"(sign|kem|kem-[0-9a-z-]+)\.key")
_KEY_BYTES, _NONCE_BYTES, _SALT_BYTES = 32, 12, 16


class Safe(Protocol):
    """Named secrets of one process."""

    def read(self) -> dict[str, bytes]:
        """Every secret by its name."""
        ...

    def write(self, held: Mapping[str, bytes]) -> None:
        """Put ``held`` in place of all that was there, durably."""
        ...


@dataclass(frozen=True, slots=True)
class PlainSafe:
    """One file a key, readable by its owner alone: for trying out, and what earlier releases made."""

    folder: Path

    def read(self) -> dict[str, bytes]:
        """Every key file of the folder."""
        try:
            return {path.name: path.read_bytes() for path in _plain_files(self.folder)}
        except OSError as error:
            raise FolderUnusable(str(self.folder)) from error

    def write(self, held: Mapping[str, bytes]) -> None:
        """Write what is new or differs, then take away what is no longer held."""
        known = self.read()
        for name, data in held.items():
            if known.get(name) != data:
                write_durably(self.folder / name, data)
        for name in known.keys() - held.keys():
            destroy(self.folder / name)


@dataclass(frozen=True, slots=True)
class SealedSafe:
    """All keys in one sealed file. ``secret`` is asked for the passphrase, or the token's PIN."""

    path: Path
    secret: Callable[[], str]

    def read(self) -> dict[str, bytes]:
        """What the file holds; ``SecretWrong``, ``KeyDamaged``, or a fault of the token."""
        body = self._body()
        plain = self._open(body, _key_of(body, self.secret(), str(self.path)))
        try:
            held = cbor.loads_map(plain)
        except ParcelDamaged as error:
            raise KeyDamaged(str(self.path)) from error
        return {name: data for name, data in held.items() if isinstance(data, bytes)}

    def write(self, held: Mapping[str, bytes]) -> None:
        """Seal ``held`` in the same way as before, under a fresh nonce."""
        known = self.read()  # never under a passphrase that is not the file's own
        body = self._body()
        _seal(self.path, body["how"], _key_of(body, self.secret(), str(self.path)), held)
        _destroy_plain(self.path.parent, known.keys() | held.keys())

    def _body(self) -> dict[str, Any]:
        try:
            body = json.loads(self.path.read_bytes())
            if body["v"] != 1:
                raise ValueError("version")
            bytes.fromhex(body["nonce"] + body["sealed"])
            dict(body["how"])
        except OSError as error:
            raise FolderUnusable(str(self.path.parent)) from error
        except (ValueError, KeyError, TypeError) as error:
            raise KeyDamaged(str(self.path)) from error
        return dict(body)

    def _open(self, body: Mapping[str, Any], key: bytes) -> bytes:
        try:
            return AESGCM(key).decrypt(
                bytes.fromhex(body["nonce"]), bytes.fromhex(body["sealed"]), _about(body["how"])
            )
        except InvalidTag as error:
            raise SecretWrong from error


def open_safe(folder: Path, secret: Callable[[], str]) -> Safe:
    """The safe of ``folder``: the sealed file when there is one."""
    path = folder / SEALED
    return SealedSafe(path, secret) if path.exists() else PlainSafe(folder)


def seal_with_passphrase(folder: Path, held: Mapping[str, bytes], passphrase: str) -> None:
    """Put ``held`` into a sealed file in place of whatever held it; plain files are destroyed once it reads back."""
    salt = os.urandom(_SALT_BYTES).hex()
    how = {"name": "argon2id", "salt": salt, "memory_kib": MEMORY_KIB, "time": TIME, "lanes": LANES}
    _move_in(folder, how, _stretch(salt, MEMORY_KIB, TIME, LANES, passphrase), held, lambda: passphrase)


def seal_with_token(folder: Path, held: Mapping[str, bytes], token: Token, pin: str) -> None:
    """The same under a key only the token gives back."""
    key = os.urandom(_KEY_BYTES)
    how = {
        "name": "pkcs11",
        "module": token.module,
        "token": token.label,
        "wrapped": token.wrap(key, pin).hex(),
    }
    _move_in(folder, how, key, held, lambda: pin)


def unseal(folder: Path, held: Mapping[str, bytes]) -> None:
    """Back to plain files, for trying out."""
    for name, data in held.items():
        write_durably(folder / name, data)
    destroy(folder / SEALED)


def how_sealed(folder: Path) -> str:
    """``plain``, ``argon2id`` or ``pkcs11``; needs no secret."""
    path = folder / SEALED
    if not path.exists():
        return "plain"
    return str(SealedSafe(path, lambda: "")._body()["how"].get("name"))


def plain_beside(folder: Path) -> tuple[str, ...]:
    """The plain key files beside a sealed one: what a cut within ``_move_in`` left. Needs no secret.

    Only a command that seals ends it: to whoever looks, laying the keys open is the same sight, and that ends the other way.
    """
    return tuple(path.name for path in _plain_files(folder)) if (folder / SEALED).exists() else ()


def destroy(path: Path) -> None:
    """Overwrite a small secret file once and remove it. On a flash disk that is a courtesy; encrypt the disk."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.write(secrets.token_bytes(size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    sync_folder(path.parent)


def _plain_files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*.key")) if _NAME.fullmatch(path.name)]


def _move_in(
    folder: Path, how: Mapping[str, Any], key: bytes, held: Mapping[str, bytes], secret: Callable[[], str]
) -> None:
    path = folder / SEALED
    _seal(path, how, key, held)
    if SealedSafe(path, secret).read() != dict(held):
        raise KeyDamaged(str(path))
    _destroy_plain(folder, held)


def _destroy_plain(folder: Path, names: Collection[str]) -> None:
    for name in names:
        if (folder / name).exists():
            destroy(folder / name)


def _seal(path: Path, how: Mapping[str, Any], key: bytes, held: Mapping[str, bytes]) -> None:
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, cbor.dumps(dict(held)), _about(how))
    body = {"v": 1, "how": dict(how), "nonce": nonce.hex(), "sealed": sealed.hex()}
    write_durably(path, json.dumps(body, indent=1).encode())


def _key_of(body: Mapping[str, Any], secret: str, name: str) -> bytes:
    how = body["how"]
    try:
        if how["name"] == "argon2id":
            bounds = all(_LEAST[part] <= how[part] <= _MOST[part] for part in _MOST)
            if not bounds or len(bytes.fromhex(how["salt"])) != _SALT_BYTES:
                raise ValueError("out of bounds")
            return _stretch(how["salt"], how["memory_kib"], how["time"], how["lanes"], secret)
        if how["name"] != "pkcs11":
            raise ValueError("unknown")
        token, wrapped = Token(str(how["module"]), str(how["token"])), bytes.fromhex(how["wrapped"])
    except (KeyError, TypeError, ValueError) as error:
        raise KeyDamaged(name) from error
    return token.unwrap(wrapped, secret)


@lru_cache(maxsize=4)  # one command opens the file several times; who holds the passphrase holds its key
def _stretch(salt: str, memory_kib: int, time: int, lanes: int, passphrase: str) -> bytes:
    stretching = Argon2id(
        salt=bytes.fromhex(salt), length=_KEY_BYTES, iterations=time, lanes=lanes, memory_cost=memory_kib
    )
    with ONE_AT_A_TIME:
        return stretching.derive(unicodedata.normalize("NFC", passphrase).encode())


def _about(how: Mapping[str, Any]) -> bytes:
    return b"hsk-province-keys/1/" + json.dumps(how, sort_keys=True).encode()
