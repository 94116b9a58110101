"""Who may open this machine, and whether a secret is theirs: everything known before anything is decrypted.

The first page of the day needs only this. May not import the store's database, the forms or the road: what loads
here is paid for before the first picture.
"""

from dataclasses import dataclass

from forms.clock import Clock
from forms.errors import KnownError
from forms.text import Message
from kiosk.domain.roles import Role
from kiosk.folder import Folder, machine_secret_path
from kiosk.store.keyslots import KeySlots
from kiosk.store.machine import FileMachineSecret

NO_OFFICE = Message(
    "error.desk.no_office",
    "Máy này chưa được cài đặt cho cơ quan nào. Nhờ quản trị máy chạy lệnh cài đặt.",
    "No office in the data folder",
)


@dataclass(frozen=True, slots=True)
class OfficerTile:
    """An officer as the unlock page shows one before anything is decrypted: a code and a duty, no name."""

    code: str
    role: Role


def slots_of(folder: Folder, clock: Clock) -> KeySlots:
    """The key slots of a data folder. Raises ``KnownError`` if no office was set up there."""
    if not folder.exists:
        raise KnownError(NO_OFFICE)
    return KeySlots(folder.keys, FileMachineSecret(machine_secret_path(folder)), clock)


def officers_here(folder: Folder, clock: Clock) -> tuple[OfficerTile, ...]:
    """Who may unlock this machine."""
    return tuple(OfficerTile(slot.code, slot.role) for slot in slots_of(folder, clock).officers())


def prove(folder: Folder, code: str, passphrase: str, clock: Clock) -> None:
    """Returns when the passphrase is this officer's; raises what ``KeySlots.unlock`` raises when not.

    Takes a quarter of a second on purpose; not for the thread of the screen.
    """
    slots_of(folder, clock).unlock(code, passphrase)
