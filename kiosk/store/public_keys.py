"""The office's public signing keys in clear, so that a slip can be checked without anybody's passphrase.

``keys/public.json`` holds nothing secret and nothing personal. Whoever can write it can make false slips pass
on this machine, so it is written by the unlocked kiosk only and its folder belongs to the kiosk's account.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from forms.errors import KnownError
from forms.text import Message
from kiosk.store import files

NAME = "public.json"

_UNREADABLE = Message(
    "error.public_keys.unreadable",
    "Máy này chưa có khóa công khai của cơ quan hoặc tệp bị hỏng nên chưa kiểm tra được phiếu. "
    "Xin cán bộ đăng nhập một lần để máy ghi lại.",
    "Shown when a slip is to be checked and the public keys are missing",
)


class PublicKeysMissing(KnownError):
    """There is no readable list of public keys."""

    def __init__(self) -> None:
        super().__init__(_UNREADABLE)


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """A counter's device signing key (32-byte Ed25519). ``device`` is empty until the machine is enrolled."""

    device: str
    counter: str
    key: bytes


@dataclass(frozen=True, slots=True)
class OfficerKey:
    """An officer's signing key (32-byte Ed25519)."""

    code: str
    key: bytes


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """Keys of one office. Keys that were replaced stay, so that older slips can still be checked."""

    unit: str
    name: str
    devices: tuple[DeviceKey, ...] = ()
    officers: tuple[OfficerKey, ...] = ()


def save(folder: Path, keys: PublicKeys) -> None:
    """Write ``public.json``: the old list or the new one, never half of it."""
    body = {
        "v": 1,
        "office": {"unit": keys.unit, "name": keys.name},
        "devices": [{"device": d.device, "counter": d.counter, "key": d.key.hex()} for d in keys.devices],
        "officers": [{"code": o.code, "key": o.key.hex()} for o in keys.officers],
    }
    files.replace(folder / NAME, json.dumps(body, ensure_ascii=False, indent=1).encode())


def load(folder: Path) -> PublicKeys:
    """Read it again. Raises ``PublicKeysMissing``."""
    try:
        body = json.loads((folder / NAME).read_bytes())
        if body["v"] != 1:
            raise ValueError("another version")
        return PublicKeys(
            body["office"]["unit"],
            body["office"]["name"],
            tuple(DeviceKey(d["device"], d["counter"], bytes.fromhex(d["key"])) for d in body["devices"]),
            tuple(OfficerKey(o["code"], bytes.fromhex(o["key"])) for o in body["officers"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PublicKeysMissing from error
