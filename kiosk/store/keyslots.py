"""The database key, wrapped once for every officer, and each officer's own signing seed beside it.

A slot's wrapping key is Argon2id(passphrase) mixed by HKDF with the machine's secret: a copied folder is
useless without the machine, a stolen machine without a passphrase. A recovery slot holds the database key for
an offline recovery key (hybrid post-quantum HPKE). Damaged files are reported, stepped around and kept;
nothing is ever wiped.

Needed before the first screen: no SQLAlchemy, no Qt, and ``cryptography`` only inside the functions that use
it.
"""

import hashlib
import hmac
import json
import re
import secrets
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from forms.clock import Clock
from forms.errors import BugError, KnownError
from forms.stretching import ONE_AT_A_TIME
from forms.text import Message
from kiosk.domain.roles import Role
from kiosk.store import files
from kiosk.store.attempts import Attempts
from kiosk.store.machine import MachineSecret

KEY_BYTES = 32
MIN_PASSPHRASE = 14
# A long line of one letter is long and not a secret.
MIN_DIFFERENT = 5

# Argon2id as a slot made today records it, and what a slot may ask of this machine at most.
MEMORY_KIB = 64 * 1024
TIME = 3
LANES = 4
_MOST_MEMORY_KIB, _MOST_TIME, _MOST_LANES = 1024 * 1024, 16, 16

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")

_WRONG = Message(
    "error.unlock.wrong",
    "Mật khẩu chưa đúng. Xin cán bộ thử lại.",
    "Shown at unlock after a wrong passphrase",
)
_UNKNOWN = Message(
    "error.unlock.unknown_officer",
    "Máy này chưa có cán bộ mang mã này. Xin kiểm tra lại mã hoặc nhờ quản trị máy thêm vào.",
    "Shown when there is no key slot for an officer",
)
_EXISTS = Message(
    "error.keys.officer_exists",
    "Cán bộ mang mã này đã có khóa trên máy. Muốn đổi mật khẩu, xin dùng mục “Đổi mật khẩu”.",
    "Shown when a key slot is to be made twice",
)
_DAMAGED = Message(
    "error.keys.damaged",
    "Tệp khóa của cán bộ {officer} bị hỏng và được giữ nguyên. Xin đăng nhập bằng cán bộ khác, "
    "hoặc nhờ quản trị máy dùng khóa dự phòng.",
    "Shown at unlock when an officer's key file is damaged; {officer} is the officer's code",
)
_OTHER_MACHINE = Message(
    "error.keys.other_machine",
    "Khóa này được tạo trên máy khác nên không mở được ở đây. Xin quản trị máy dùng khóa dự phòng.",
    "Shown at unlock when the machine's secret is not the one the slot was made with",
)
_TOO_SHORT = Message(
    "error.passphrase.too_short",
    "Mật khẩu cần ít nhất {least} ký tự. Cán bộ có thể ghép vài từ dễ nhớ với nhau.",
    "Shown when a new passphrase is too short; {least} is a number",
)
_TOO_SIMPLE = Message(
    "error.passphrase.too_simple",
    "Mật khẩu lặp lại quá ít ký tự nên dễ đoán. Xin cán bộ chọn mật khẩu khác.",
    "Shown when a new passphrase is one letter many times",
)
_BAD_CODE = Message(
    "error.keys.bad_code",
    "Mã cán bộ chỉ gồm chữ không dấu, số và dấu gạch nối, dài nhất 40 ký tự.",
    "Shown when an officer's code cannot be used",
)
_LAST = Message(
    "error.keys.last_slot",
    "Đây là khóa cuối cùng của máy nên không xóa được: xóa rồi sẽ không ai mở được hồ sơ.",
    "Shown when the only key slot is to be removed",
)
_NO_RECOVERY = Message(
    "error.keys.no_recovery",
    "Máy này không có khóa dự phòng, hoặc khóa dự phòng đưa vào không khớp.",
    "Shown when the recovery key does not open the recovery slot",
)


class WrongPassphrase(KnownError):
    """The passphrase does not open the slot."""


class OfficerUnknown(KnownError):
    """No slot for this officer."""


class OfficerExists(KnownError):
    """There is a slot for this officer already."""


class SlotDamaged(KnownError):
    """The slot file cannot be trusted; it stays where it is."""


class OtherMachine(KnownError):
    """The slot was made with another machine's secret."""


class PassphraseWeak(KnownError):
    """Too short or too simple."""


class SlotRefused(KnownError):
    """A slot cannot be made or removed like this."""


class RecoveryFailed(KnownError):
    """No recovery slot, or not for this key."""


@dataclass(frozen=True, slots=True)
class SlotInfo:
    """What a slot says without any secret."""

    code: str
    role: Role


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What a passphrase opens: the raw database key and the officer's Ed25519 seed (32 bytes each)."""

    officer_code: str
    role: Role
    db_key: bytes = field(repr=False)
    signing_seed: bytes = field(repr=False)


def check_passphrase(passphrase: str) -> None:
    """Raise ``PassphraseWeak`` unless the passphrase may be used for a new slot."""
    text = unicodedata.normalize("NFC", passphrase)
    if len(text) < MIN_PASSPHRASE:
        raise PassphraseWeak(_TOO_SHORT, least=MIN_PASSPHRASE)
    if len(set(text)) < MIN_DIFFERENT:
        raise PassphraseWeak(_TOO_SIMPLE)


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _machine_id(secret: bytes) -> str:
    """Names the machine's secret without giving it away."""
    return hmac.digest(secret, b"hsk-machine-id", "sha256").hex()[:16]


def _wrapping_key(passphrase: str, kdf: dict[str, Any], machine: bytes, code: str) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    stretching = Argon2id(
        salt=bytes.fromhex(kdf["salt"]),
        length=KEY_BYTES,
        iterations=kdf["time"],
        lanes=kdf["lanes"],
        memory_cost=kdf["memory_kib"],
    )
    with ONE_AT_A_TIME:
        stretched = stretching.derive(unicodedata.normalize("NFC", passphrase).encode())
    return HKDF(SHA256(), KEY_BYTES, salt=machine, info=b"hsk-keyslot-1/" + code.encode()).derive(stretched)


def _checked(body: dict[str, Any]) -> dict[str, Any]:
    """A slot's body if every value is within its bounds. Raises ``ValueError`` or ``KeyError``."""
    kdf = body["kdf"]
    sound = (
        body["v"] == 1
        and kdf["name"] == "argon2id"
        and MEMORY_KIB <= kdf["memory_kib"] <= _MOST_MEMORY_KIB
        and TIME <= kdf["time"] <= _MOST_TIME
        and 1 <= kdf["lanes"] <= _MOST_LANES
        and len(bytes.fromhex(kdf["salt"])) == 16
        and len(bytes.fromhex(body["nonce"])) == 12
        and len(bytes.fromhex(body["wrapped"])) == 2 * KEY_BYTES + 16
    )
    if not sound:
        raise ValueError("out of bounds")
    Role(body["role"])
    return body


class KeySlots:
    """The ``keys`` folder. Reading never needs a secret; opening always needs passphrase and machine."""

    def __init__(self, folder: Path, machine: MachineSecret, clock: Clock) -> None:
        self._folder = folder
        self._machine = machine
        self._attempts = Attempts(folder / "attempts.json", clock)

    @classmethod
    def create(cls, folder: Path, machine: MachineSecret, clock: Clock) -> "KeySlots":
        """Make the folder and the machine's secret. Existing ones are used as they are."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        machine.make()
        return cls(folder, machine, clock)

    @staticmethod
    def new_key() -> bytes:
        """A fresh database key or signing seed."""
        return secrets.token_bytes(KEY_BYTES)

    def officers(self) -> tuple[SlotInfo, ...]:
        """Officers whose slots can be read, by code. Damaged slots are stepped around (``damaged``)."""
        found = []
        for code in self._codes():
            try:
                found.append(SlotInfo(code, Role(self._load(code)["role"])))
            except SlotDamaged:
                continue
        return tuple(found)

    def damaged(self) -> tuple[str, ...]:
        """Codes of officers whose slot is damaged."""
        found = []
        for code in self._codes():
            try:
                self._load(code)
            except SlotDamaged:
                found.append(code)
        return tuple(found)

    def add_officer(self, code: str, role: Role, passphrase: str, db_key: bytes, signing_seed: bytes) -> None:
        """Make a slot. Raises ``PassphraseWeak``, ``OfficerExists`` or ``SlotRefused``.

        A damaged slot under the same code is renamed first and kept.
        """
        if not _CODE.fullmatch(code):
            raise SlotRefused(_BAD_CODE)
        check_passphrase(passphrase)
        path = self._path(code)
        if path.exists():
            try:
                self._load(code)
            except SlotDamaged:
                files.set_aside(path, "damaged")
            else:
                raise OfficerExists(_EXISTS)
        files.write_new(path, self._wrap(code, role, passphrase, db_key, signing_seed))

    def unlock(self, code: str, passphrase: str) -> Unlocked:
        """Open an officer's slot; takes about a quarter of a second on purpose.

        Raises ``WaitBeforeUnlock`` (with the seconds left), ``WrongPassphrase``, ``OfficerUnknown``,
        ``SlotDamaged``, ``OtherMachine`` or ``MachineSecretMissing``. Only a wrong passphrase counts against
        the officer.
        """
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        body = self._load(code)
        machine = self._machine.get()
        if body["machine"] != _machine_id(machine):
            raise OtherMachine(_OTHER_MACHINE)
        self._attempts.begin(code)
        key = _wrapping_key(passphrase, body["kdf"], machine, code)
        header = {name: value for name, value in body.items() if name != "wrapped"}
        try:
            opened = AESGCM(key).decrypt(
                bytes.fromhex(body["nonce"]), bytes.fromhex(body["wrapped"]), _canonical(header)
            )
        except InvalidTag:
            raise WrongPassphrase(_WRONG) from None
        self._attempts.succeeded(code)
        return Unlocked(code, Role(body["role"]), opened[:KEY_BYTES], opened[KEY_BYTES:])

    def seconds_left(self, code: str) -> float:
        """How long this officer has to wait before the next try."""
        return self._attempts.seconds_left(code)

    def change_passphrase(self, code: str, old: str, new: str) -> None:
        """Wrap the same keys with another passphrase. Raises what ``unlock`` raises, and ``PassphraseWeak``."""
        check_passphrase(new)
        opened = self.unlock(code, old)
        sealed = self._wrap(code, opened.role, new, opened.db_key, opened.signing_seed)
        files.replace(self._path(code), sealed)

    def remove_officer(self, code: str) -> None:
        """Take an officer's slot away. Raises ``SlotRefused`` for the last one."""
        if not self._path(code).exists():
            raise OfficerUnknown(_UNKNOWN)
        if [slot.code for slot in self.officers()] in ([], [code]):
            raise SlotRefused(_LAST)
        self._path(code).unlink()
        files.sync_folder(self._folder)

    def add_recovery(self, public_key: bytes, db_key: bytes) -> None:
        """Keep the database key for the holder of an offline key (1,184 + 32 bytes, as in the parcel format)."""
        from kiosk.store import recovery

        files.replace(self._folder / "recovery.json", recovery.wrap(public_key, db_key))

    def recovery_kid(self) -> str | None:
        """The name of the key the recovery slot is for; None without a slot that can be read."""
        try:
            return str(json.loads((self._folder / "recovery.json").read_bytes())["kid"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def recover(self, private_key: bytes) -> bytes:
        """The database key, by the recovery key's seeds (64 + 32 bytes). Raises ``RecoveryFailed``."""
        from kiosk.store import recovery

        try:
            return recovery.unwrap((self._folder / "recovery.json").read_bytes(), private_key)
        except (OSError, ValueError) as error:
            raise RecoveryFailed(_NO_RECOVERY) from error

    def _codes(self) -> list[str]:
        return sorted(path.name.removesuffix(".slot") for path in self._folder.glob("*.slot"))

    def _path(self, code: str) -> Path:
        if not _CODE.fullmatch(code):
            raise OfficerUnknown(_UNKNOWN)
        return self._folder / f"{code}.slot"

    def _load(self, code: str) -> dict[str, Any]:
        try:
            raw = self._path(code).read_bytes()
        except FileNotFoundError:
            raise OfficerUnknown(_UNKNOWN) from None
        except OSError as error:
            raise SlotDamaged(_DAMAGED, officer=code) from error
        try:
            body = json.loads(raw)
            check = body.pop("check")
            if check != hashlib.sha256(_canonical(body)).hexdigest() or body["officer"] != code:
                raise ValueError("check")
            return _checked(body)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise SlotDamaged(_DAMAGED, officer=code) from error

    def _wrap(self, code: str, role: Role, passphrase: str, db_key: bytes, seed: bytes) -> bytes:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if len(db_key) != KEY_BYTES or len(seed) != KEY_BYTES:
            raise BugError("keys have 32 bytes")
        machine = self._machine.get()
        body: dict[str, Any] = {
            "v": 1,
            "officer": code,
            "role": role.value,
            "machine": _machine_id(machine),
            "kdf": {
                "name": "argon2id",
                "memory_kib": MEMORY_KIB,
                "time": TIME,
                "lanes": LANES,
                "salt": secrets.token_hex(16),
            },
            "nonce": secrets.token_hex(12),
        }
        key = _wrapping_key(passphrase, body["kdf"], machine, code)
        header = _canonical(body)
        body["wrapped"] = AESGCM(key).encrypt(bytes.fromhex(body["nonce"]), db_key + seed, header).hex()
        # Tells a file damaged by a disk from a wrong passphrase; what protects the keys is the tag above.
        body["check"] = hashlib.sha256(_canonical(body)).hexdigest()
        return json.dumps(body, ensure_ascii=False, indent=1).encode()
