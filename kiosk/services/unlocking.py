"""Opening the office for a shift, and opening it again after the screen crashed."""

import base64
from collections.abc import Mapping

from forms import data_packs
from forms.catalogue import Catalogue
from forms.clock import Clock
from forms.errors import KnownError
from forms.text import Message
from kiosk.documents.practice import mark_everything
from kiosk.folder import Folder
from kiosk.journal import Journal
from kiosk.services.desk import Desk
from kiosk.services.officers import officers_here, slots_of
from kiosk.store.database import Store
from sync.parcel import SigningKey

__all__ = ["officers_here", "reopen", "shift_of", "slots_of", "unlock"]

_NOT_ACTIVE = Message(
    "error.desk.not_active",
    "Cán bộ này không còn được dùng máy. Nhờ quản trị máy.",
    "An officer who was switched off",
)


def unlock(folder: Folder, code: str, passphrase: str, clock: Clock) -> Desk:
    """Opens the office with an officer's passphrase. A wrong one raises ``KnownError`` and costs a growing wait."""
    keys = slots_of(folder, clock).unlock(code, passphrase)
    return _open(folder, keys.officer_code, keys.db_key, SigningKey(keys.signing_seed), clock)


def change_passphrase(folder: Folder, code: str, old: str, new: str, clock: Clock) -> None:
    """Gives an officer a passphrase of their own. Raises ``KnownError`` when the old one is wrong or the new one weak."""
    slots_of(folder, clock).change_passphrase(code, old, new)


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
    data_packs.follow(folder.packs)
    store = Store.open(folder.database, db_key, clock)
    mark_everything(False)
    try:
        officer = store.office.officer(code)
        if not officer.active:
            raise KnownError(_NOT_ACTIVE)
        return Desk(
            folder=folder,
            clock=clock,
            store=store,
            catalogue=Catalogue.shipped(folder.packs / "forms", signed=True),
            office=store.office.get(),
            officer=officer,
            signing=signing,
            db_key=db_key,
            journal=Journal(folder.logs, "kiosk"),
        )
    except BaseException:
        store.close()
        raise
