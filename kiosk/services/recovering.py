"""The office's last way in: a slot for the province's recovery key, and a new administrator once that slot was opened.

The recovery key never comes to a counter: the province opens the slot and sends back the database key alone. May not
talk to the province.
"""

from pathlib import Path

from forms.clock import Clock
from forms.errors import KnownError
from forms.text import Message
from kiosk.domain.office import Officer
from kiosk.domain.roles import Role
from kiosk.folder import Folder, machine_secret_path
from kiosk.services.desk import Desk
from kiosk.services.officers import slots_of
from sync.parcel import GatewayCard, SigningKey

_BAD_KEY = Message(
    "error.recover.key",
    "Tệp khóa không đúng hoặc không phải của máy này. Nhờ tỉnh mở lại ngăn khôi phục (recovery.json) của chính máy này.",
    "kiosk recover: the file does not hold this machine's database key",
)


def keep_recovery_slot(desk: Desk, card: GatewayCard) -> bool:
    """Keeps the database key for the province's recovery key, where the card names one; whether a slot was written."""
    if card.recovery is None:
        return False
    slots = slots_of(desk.folder, desk.clock)
    if slots.recovery_kid() == card.recovery.kid:
        return False
    slots.add_recovery(card.recovery.data, desk.db_key)
    return True


def recover(folder: Folder, key: Path, code: str, passphrase: str, clock: Clock) -> None:
    """Makes a new administrator ``code`` with the database key the province got back. Raises ``KnownError``.

    Nobody else's slot is touched: officers who know their passphrases keep them, and what they signed stays theirs.
    """
    from kiosk.store.database import Store
    from kiosk.store.keyslots import KeySlots
    from kiosk.store.machine import FileMachineSecret

    try:
        db_key = bytes.fromhex(key.read_text("ascii").strip())
        store = Store.open(folder.database, db_key, clock)
    except (OSError, ValueError) as error:
        raise KnownError(_BAD_KEY) from error
    try:
        # A new machine has no secret of its own yet; an old one keeps its own.
        slots = KeySlots.create(folder.keys, FileMachineSecret(machine_secret_path(folder)), clock)
        signing = SigningKey.generate()
        slots.add_officer(code, Role.ADMINISTRATOR, passphrase, db_key, signing.seed)
        store.office.add_officer(Officer(code, code, Role.ADMINISTRATOR, signing.public), by=code)
    finally:
        store.close()
