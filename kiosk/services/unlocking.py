"""Opening the office for a shift, and opening it again after the screen crashed."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from forms.catalogue import Catalogue

from forms.clock import Clock
from forms.errors import KnownError
from forms.text import Message
from kiosk.domain.roles import Role
from kiosk.folder import Folder, machine_secret_path
from kiosk.journal import Journal
from kiosk.services.desk import Desk
from kiosk.store.database import Store
from kiosk.store.keyslots import KeySlots
from kiosk.store.machine import FileMachineSecret
from sync.parcel import SigningKey

_NO_OFFICE = Message(
    "error.desk.no_office",
    "Máy này chưa được cài đặt cho cơ quan nào. Nhờ quản trị máy chạy lệnh cài đặt.",
    "No office in the data folder",
)
_NOT_ACTIVE = Message(
    "error.desk.not_active",
    "Cán bộ này không còn được dùng máy. Nhờ quản trị máy.",
    "An officer who was switched off",
)


@dataclass(frozen=True, slots=True)
class OfficerTile:
    """An officer as the unlock page shows one before anything is decrypted: a code and a duty, no name."""

    code: str
    role: Role


def slots_of(folder: Folder, clock: Clock) -> KeySlots:
    """The key slots of a data folder. Raises ``KnownError`` if no office was set up there."""
    if not folder.exists:
        raise KnownError(_NO_OFFICE)
    return KeySlots(folder.keys, FileMachineSecret(machine_secret_path(folder)), clock)


def officers_here(folder: Folder, clock: Clock) -> tuple[OfficerTile, ...]:
    """Who may unlock this machine."""
    return tuple(OfficerTile(slot.code, slot.role) for slot in slots_of(folder, clock).officers())


def unlock(folder: Folder, code: str, passphrase: str, clock: Clock) -> Desk:
    """Opens the office with an officer's passphrase. A wrong one raises ``KnownError`` and costs a growing wait."""
    keys = slots_of(folder, clock).unlock(code, passphrase)
    return _open(folder, keys.officer_code, keys.db_key, SigningKey(keys.signing_seed), clock)


def reopen(folder: Folder, shift: Mapping[str, object], clock: Clock) -> Desk:
    """Opens the office with what a crashed screen left with the supervisor (see ``shift_of``)."""
    return _open(
        folder,
        str(shift["officer"]),
        base64.b64decode(str(shift["db_key"])),
        SigningKey(base64.b64decode(str(shift["signing"]))),
        clock,
    )


def shift_of(desk: Desk) -> dict[str, object]:
    """What the supervisor must keep in memory so that a new screen can go on with this shift."""
    return {
        "officer": desk.officer.code,
        "db_key": base64.b64encode(desk.db_key).decode(),
        "signing": base64.b64encode(desk.signing.seed).decode(),
    }


def _open(folder: Folder, code: str, db_key: bytes, signing: SigningKey, clock: Clock) -> Desk:
    store = Store.open(folder.database, db_key, clock)
    try:
        officer = store.office.officer(code)
        if not officer.active:
            raise KnownError(_NOT_ACTIVE)
        return Desk(
            folder=folder,
            clock=clock,
            store=store,
            catalogue=Catalogue.shipped(folder.packs / "forms"),
            office=store.office.get(),
            officer=officer,
            signing=signing,
            db_key=db_key,
            journal=Journal(folder.logs, "kiosk"),
        )
    except BaseException:
        store.close()
        raise
