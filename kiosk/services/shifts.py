"""Several officers a day at one machine: the next one takes over without the office being closed and opened again.

The new officer proves who they are with their own passphrase, and from then on signs with their own key.
"""

from dataclasses import replace

from forms.errors import KnownError
from forms.text import Message
from kiosk.domain.audit import Event
from kiosk.services.desk import Desk
from kiosk.services.officers import OfficerTile, officers_here, slots_of
from sync.parcel import SigningKey

_NOT_ACTIVE = Message(
    "error.shift.not_active",
    "Cán bộ này không còn được dùng máy. Nhờ quản trị máy.",
    "An officer who was switched off wants to take over",
)
_OTHER_OFFICE = Message(
    "error.shift.other_office",
    "Khóa của cán bộ này không mở được hồ sơ đang mở. Xin khóa máy rồi mở lại.",
    "The officer's slot holds another database key than the one in use",
)


def others(desk: Desk) -> tuple[OfficerTile, ...]:
    """Who may take over: everybody with a slot here but the one on duty."""
    active = {one.code for one in desk.store.office.officers(active_only=True)}
    return tuple(
        tile for tile in officers_here(desk.folder) if tile.code in active and tile.code != desk.officer.code
    )


def take_over(desk: Desk, code: str, passphrase: str) -> Desk:
    """The desk of the next officer over the same open store; the old one must not be used again.

    A wrong passphrase raises as unlocking does and changes nothing: whoever was on duty still is.
    """
    keys = slots_of(desk.folder, desk.clock).unlock(code, passphrase)
    if keys.db_key != desk.db_key:
        raise KnownError(_OTHER_OFFICE)
    officer = desk.store.office.officer(keys.officer_code)
    if not officer.active:
        raise KnownError(_NOT_ACTIVE)
    desk.store.audit.append(Event.LOCKED, desk.officer.code, desk.officer.code, "handed-over")
    desk.store.audit.append(Event.UNLOCKED, officer.code, officer.code, "taken-over")
    return replace(desk, officer=officer, signing=SigningKey(keys.signing_seed))
