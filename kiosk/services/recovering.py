"""The office's last way in: a slot for the province's recovery key, and a new administrator once that slot was opened.

The recovery key never comes to a counter: the province opens the slot and sends back the database key alone. May not
talk to the province.
"""

import contextlib
import itertools
import os
from pathlib import Path
from typing import TYPE_CHECKING

from forms.clock import Clock
from forms.errors import BugError, KnownError
from forms.text import Message
from kiosk.domain.office import Officer
from kiosk.domain.roles import Role
from kiosk.folder import Folder, machine_secret_path
from kiosk.services.desk import Desk
from kiosk.services.officers import officers_here, slots_of
from sync.files import DiskFull, write_durably
from sync.parcel import GatewayCard, SigningKey

if TYPE_CHECKING:
    from kiosk.store.database import Store

_BAD_KEY = Message(
    "error.recover.key",
    "Tệp khóa không đúng hoặc không phải của máy này. Nhờ tỉnh mở lại ngăn khôi phục (recovery.json) của chính máy này.",
    "kiosk recover: the file does not hold this machine's database key",
)
_NO_SLOT = Message(
    "error.recover.no_slot",
    "Máy này chưa có ngăn khôi phục của tỉnh nên không mở lại được bằng cách này. Cán bộ nào còn nhớ mật khẩu thì mở máy.",
    "Recovery on the touch screen: the province had no recovery key when this machine was last in contact",
)
_NO_KEY = Message(
    "error.recover.no_key",
    "Trên USB không có tệp hoso-khoi-phuc/database.key của tỉnh. Tỉnh mở ngăn khôi phục rồi ghi tệp này ra USB.",
    "Recovery on the touch screen: the province's file is not on the stick; keep the file's name",
)
_STICK = Message(
    "error.recover.stick",
    "Không ghi được ra USB. Xin cắm lại, kiểm tra chỗ trống rồi thử lại.",
    "Recovery on the touch screen: the stick is gone, full or write-protected",
)

FOLDER, SLOT, KEY = "hoso-khoi-phuc", "recovery.json", "database.key"
"""On a stick: what goes to the province, and what comes back in its place."""
_ADMINISTRATOR = "quan-tri-"


def write_slot(folder: Folder, stick: Path) -> None:
    """Copies the recovery slot to a stick, for the province to open: it is sealed to a key no machine has."""
    try:
        data = folder.recovery_slot.read_bytes()
    except OSError as error:
        raise KnownError(_NO_SLOT) from error
    try:
        (stick / FOLDER).mkdir(exist_ok=True)
        write_durably(stick / FOLDER / SLOT, data)
    except (OSError, DiskFull) as error:
        raise KnownError(_STICK) from error


def recover_from_stick(folder: Folder, stick: Path, passphrase: str, clock: Clock) -> str:
    """The same as ``recover``, with the file the province has put on the stick, which is erased then; the code of the new
    administrator, the first that is free. Raises ``KnownError``, and leaves the file, when it cannot be done.
    """
    key = stick / FOLDER / KEY
    if not key.is_file():
        raise KnownError(_NO_KEY)
    code = recover(folder, key, None, passphrase, clock)
    with contextlib.suppress(OSError):  # pulled out just now: the page says that the file must go
        _erase(key)
    return code


def _free_code(folder: Folder, store: "Store") -> str:
    """The first code for an administrator that nobody has, or ever had: what was signed under it stays theirs."""
    taken = {tile.code for tile in officers_here(folder)} | {one.code for one in store.office.officers()}
    return next(code for number in itertools.count(1) if (code := f"{_ADMINISTRATOR}{number}") not in taken)


def keep_recovery_slot(desk: Desk, card: GatewayCard) -> bool:
    """Keeps the database key for the province's recovery key, where the card names one; whether a slot was written."""
    if card.recovery is None:
        return False
    slots = slots_of(desk.folder, desk.clock)
    if slots.recovery_kid() == card.recovery.kid:
        return False
    slots.add_recovery(card.recovery.data, desk.db_key)
    return True


def recover(folder: Folder, key: Path, code: str | None, passphrase: str, clock: Clock) -> str:
    """Makes a new administrator with the database key the province got back; the code. Raises ``KnownError``.

    ``code`` may be named, also that of an administrator of this office who has lost the slot. Nobody else's slot is
    touched: officers who know their passphrases keep them, and what they signed stays theirs.
    """
    from kiosk.store.database import Store
    from kiosk.store.errors import DatabaseUnreadable
    from kiosk.store.keyslots import KeySlots
    from kiosk.store.machine import FileMachineSecret

    try:
        db_key = bytes.fromhex(key.read_text("ascii").strip())
        store = Store.open(folder.database, db_key, clock)
    except (OSError, ValueError, BugError, DatabaseUnreadable) as error:
        # A file of another machine reads like a damaged one: nothing here was touched.
        raise KnownError(_BAD_KEY) from error
    try:
        # A new machine has no secret of its own yet; an old one keeps its own.
        slots = KeySlots.create(folder.keys, FileMachineSecret(machine_secret_path(folder)), clock)
        signing, code = SigningKey.generate(), code or _free_code(folder, store)
        slots.add_officer(code, Role.ADMINISTRATOR, passphrase, db_key, signing.seed)
        store.office.add_officer(Officer(code, code, Role.ADMINISTRATOR, signing.public), by=code)
        return code
    finally:
        store.close()


def _erase(file: Path) -> None:
    """Overwritten once and removed; a flash stick may keep the old bytes for a while, so it is to be formatted as well."""
    with file.open("r+b") as sink:
        sink.write(bytes(file.stat().st_size))
        sink.flush()
        os.fsync(sink.fileno())
    file.unlink()
