"""Who may open this machine, and whether a secret is theirs: everything known before anything is decrypted.

The first page of the day needs the list alone and is painted sooner without the module that opens slots. May not
import the store's database, the forms or the road.
"""

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forms.clock import Clock
from forms.errors import KnownError
from forms.text import Message
from kiosk.domain.roles import Role
from kiosk.folder import Folder, machine_secret_path

if TYPE_CHECKING:
    from kiosk.store.keyslots import KeySlots

NO_OFFICE = Message(
    "error.desk.no_office",
    "Máy này chưa được cài đặt cho cơ quan nào. Nhờ quản trị máy chạy lệnh cài đặt.",
    "No office in the data folder",
)

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")


@dataclass(frozen=True, slots=True)
class OfficerTile:
    """An officer as the unlock page shows one before anything is decrypted: a code and a duty, no name."""

    code: str
    role: Role


def slots_of(folder: Folder, clock: Clock) -> "KeySlots":
    """The key slots of a data folder. Raises ``KnownError`` if no office was set up there."""
    from kiosk.store.keyslots import KeySlots
    from kiosk.store.machine import FileMachineSecret

    if not folder.exists:
        raise KnownError(NO_OFFICE)
    return KeySlots(folder.keys, FileMachineSecret(machine_secret_path(folder)), clock)


def officers_here(folder: Folder) -> tuple[OfficerTile, ...]:
    """Who may unlock this machine, by code.

    Only reads; a slot that is damaged further in is offered all the same, and unlocking then says what to do. Raises
    ``KnownError`` if no office was set up here.
    """
    if not folder.exists:
        raise KnownError(NO_OFFICE)
    found = []
    for path in sorted(folder.keys.glob("*.slot")):
        code = path.name.removesuffix(".slot")
        try:
            body = json.loads(path.read_bytes())
            if _CODE.fullmatch(code) and body["officer"] == code:
                found.append(OfficerTile(code, Role(body["role"])))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return tuple(found)


def prove(folder: Folder, code: str, passphrase: str, clock: Clock) -> None:
    """Returns when the passphrase is this officer's; raises what ``KeySlots.unlock`` raises when not.

    Takes a quarter of a second on purpose; not for the thread of the screen.
    """
    slots_of(folder, clock).unlock(code, passphrase)
