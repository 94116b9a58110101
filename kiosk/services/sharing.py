"""A second counter of the same office: its set-up file, with the office's notice key sealed under a passphrase.

Any counter of an office opens the notices of that office, so the key that opens them is shared once, by a file that an
administrator carries. The database key and the signing keys are never shared.
"""

import base64
import json
import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from forms.errors import KnownError
from forms.stretching import ONE_AT_A_TIME
from forms.text import Message
from kiosk.domain.roles import Act, demand
from kiosk.services.desk import Desk
from kiosk.services.secrets import office_notice_key
from kiosk.store.keyslots import LANES, MEMORY_KIB, TIME, check_passphrase
from sync.parcel import KemPrivate

_AAD = b"hsk-office-share-1"

_CANNOT_OPEN = Message(
    "error.share.cannot_open",
    "Không mở được khóa thư của cơ quan trong tệp này: mật khẩu của tệp chưa đúng hoặc tệp bị hỏng.",
    "kiosk init --office with a file from another counter",
)
_CANNOT_WRITE = Message("error.share.cannot_write", "Không ghi được tệp {name}.", "kiosk share")


def share_office(desk: Desk, counter: str, passphrase: str, out: Path) -> None:
    """Writes the set-up file for ``counter`` (its short code), to be opened there with the same ``passphrase``."""
    demand(desk.officer.role, Act.MANAGE_MACHINE)
    desk.demand_road()
    check_passphrase(passphrase)
    office = desk.office
    value = {
        "office": {
            "unit": office.unit,
            "name": office.name,
            "province": office.province,
            "counter": counter,
            "authority_name": office.authority_name,
            "place": str(office.place),
            "phone": office.phone,
        },
        "officers": [
            {"code": one.code, "name": one.name, "role": str(one.role)}
            for one in desk.store.office.officers(active_only=True)
        ],
        "notice": seal_key(office_notice_key(desk), passphrase),
    }
    try:
        out.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as error:
        raise KnownError(_CANNOT_WRITE, name=out.name) from error


def seal_key(key: KemPrivate, passphrase: str) -> dict[str, str]:
    """The notice key under a passphrase (Argon2id, AES-256-GCM), as it stands in the file."""
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_derive(passphrase, salt)).encrypt(nonce, key.data, _AAD)
    return {
        name: base64.b64encode(data).decode()
        for name, data in (("salt", salt), ("nonce", nonce), ("sealed", sealed))
    }


def open_key(given: Mapping[str, object], passphrase: str) -> KemPrivate:
    """The key back. Raises ``KnownError`` for another passphrase or a damaged file."""
    try:
        salt, nonce, sealed = (
            base64.b64decode(str(given[name]), validate=True) for name in ("salt", "nonce", "sealed")
        )
        return KemPrivate(AESGCM(_derive(passphrase, salt)).decrypt(nonce, sealed, _AAD))
    except (KeyError, ValueError, InvalidTag) as error:
        raise KnownError(_CANNOT_OPEN) from error


def _derive(passphrase: str, salt: bytes) -> bytes:
    stretching = Argon2id(salt=salt, length=32, iterations=TIME, lanes=LANES, memory_cost=MEMORY_KIB)
    with ONE_AT_A_TIME:
        return stretching.derive(passphrase.encode())
