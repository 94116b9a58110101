"""Several counters of one office: each knows the others' devices, so that a slip made at one is checked at all.

What is exchanged is public: device ids and their signing keys. A file of them is believed because an administrator brings
it to the machine; it must be of the same office.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from forms.errors import KnownError
from forms.text import Message
from kiosk.domain.roles import Act, demand
from kiosk.services.desk import Desk
from kiosk.store import public_keys
from kiosk.store.public_keys import DeviceKey, PublicKeys, PublicKeysMissing

_KEY_BYTES = 32
_MOST = 200

_BAD_FILE = Message(
    "error.counters.bad_file",
    "Tệp này không phải khóa công khai của các quầy thuộc cơ quan này.",
    "A file of another office, or none at all, is brought to a counter",
)
_CANNOT_WRITE = Message("error.counters.cannot_write", "Không ghi được tệp {name}.", "kiosk counters --out")


def known(desk: Desk) -> tuple[DeviceKey, ...]:
    """The devices of this office whose slips this counter can check, its own among them."""
    try:
        return tuple(one for one in public_keys.load(desk.folder.keys).devices if one.device)
    except PublicKeysMissing:
        return ()


def tell(desk: Desk, out: Path) -> int:
    """Writes the devices known here for another counter; how many."""
    demand(desk.officer.role, Act.MANAGE_MACHINE)
    devices = known(desk)
    value = {"v": 1, "unit": desk.office.unit, "devices": devices_to_json(devices)}
    try:
        out.write_text(json.dumps(value, indent=1), encoding="utf-8")
    except OSError as error:
        raise KnownError(_CANNOT_WRITE, name=out.name) from error
    return len(devices)


def learn(desk: Desk, file: Path) -> int:
    """Takes in the devices another counter told of; how many are new. A device keeps the key it is known by.

    Raises ``KnownError`` for anything but such a file of this office; then nothing is changed.
    """
    demand(desk.officer.role, Act.MANAGE_MACHINE)
    try:
        given = json.loads(file.read_text(encoding="utf-8"))
        if given["v"] != 1 or given["unit"] != desk.office.unit:
            raise ValueError("another office")
        devices = devices_from_json(given)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KnownError(_BAD_FILE) from error
    here = public_keys.load(desk.folder.keys)
    names = {one.device for one in here.devices}
    fresh = tuple(one for one in devices if one.device not in names)
    if fresh:
        public_keys.save(
            desk.folder.keys, PublicKeys(here.unit, here.name, (*here.devices, *fresh), here.officers)
        )
    return len(fresh)


def devices_to_json(devices: tuple[DeviceKey, ...]) -> list[dict[str, str]]:
    """As they stand in a file."""
    return [{"device": one.device, "counter": one.counter, "key": one.key.hex()} for one in devices]


def devices_from_json(given: Mapping[str, object]) -> tuple[DeviceKey, ...]:
    """The inverse. Raises ``ValueError``, ``KeyError`` or ``TypeError`` for anything else."""
    listed = given["devices"]
    if not isinstance(listed, list) or len(listed) > _MOST:
        raise ValueError("devices")
    found = tuple(
        DeviceKey(str(one["device"]), str(one["counter"]), bytes.fromhex(one["key"])) for one in listed
    )
    if not all(one.device and len(one.key) == _KEY_BYTES for one in found):
        raise ValueError("device")
    return found
