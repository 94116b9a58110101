"""Who works at this counter: taking on an officer, and letting one go. An administrator's acts.

A code belongs to one person for ever: what was signed under it stays theirs, so it is never given to somebody else, and
who has forgotten a passphrase goes on under a new code. May not talk to the province: ``enrolment`` tells it.
"""

import contextlib

from forms.errors import KnownError
from forms.text import Message
from kiosk.domain.office import Officer
from kiosk.domain.roles import Act, Role, demand
from kiosk.services.desk import Desk
from kiosk.services.officers import officers_here, slots_of
from kiosk.store.keyslots import OfficerUnknown
from sync.parcel import SigningKey

_TAKEN = Message(
    "error.staff.taken",
    "Mã {code} đã hoặc từng là của một cán bộ; những gì ký bằng mã đó mãi là của người ấy. Xin chọn mã khác.",
    "An officer is to be added under a code that somebody has or had",
)
_YOURSELF = Message(
    "error.staff.yourself",
    "Không thể tự cho mình thôi dùng máy. Nhờ một quản trị khác.",
    "An administrator stops themselves: the office would be left without one",
)
_NOBODY = Message(
    "error.staff.nobody",
    "Không có cán bộ nào mang mã {code}.",
    "An officer is to be stopped whom nobody knows",
)
_NO_NAME = Message(
    "error.staff.no_name", "Xin ghi họ tên cán bộ.", "An officer is to be added without a name"
)


def take_on(desk: Desk, code: str, name: str, role: Role, passphrase: str) -> None:
    """Makes an officer who opens this counter with ``passphrase``, until they set their own. Raises ``KnownError``."""
    demand(desk.officer.role, Act.MANAGE_OFFICERS)
    if not name.strip():
        raise KnownError(_NO_NAME)
    if code in {one.code for one in desk.store.office.officers()}:
        raise KnownError(_TAKEN, code=code)
    slots, signing = slots_of(desk.folder, desk.clock), SigningKey.generate()
    if code in {tile.code for tile in officers_here(desk.folder)}:
        slots.remove_officer(code)  # left by a power cut before anybody was known under it
    slots.add_officer(code, role, passphrase, desk.db_key, signing.seed)
    desk.store.office.add_officer(Officer(code, name.strip(), role, signing.public), by=desk.officer.code)


def let_go(desk: Desk, code: str) -> None:
    """From now on this officer opens the counter no more; what they signed stays theirs. A shift that is open goes on to
    its end. Safe to repeat.
    """
    demand(desk.officer.role, Act.MANAGE_OFFICERS)
    if code == desk.officer.code:
        raise KnownError(_YOURSELF)
    if code not in {one.code for one in desk.store.office.officers()}:
        raise KnownError(_NOBODY, code=code)
    desk.store.office.set_active(code, False, by=desk.officer.code)
    with contextlib.suppress(OfficerUnknown):
        slots_of(desk.folder, desk.clock).remove_officer(code)
