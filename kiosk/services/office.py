"""Setting up an office on this machine: unit, officers, keys. Done once, by whoever holds the passphrase."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from forms.clock import Clock
from forms.errors import KnownError
from forms.text import Message
from kiosk.domain.office import Office, Officer, Place
from kiosk.domain.roles import Role
from kiosk.folder import Folder, machine_secret_path
from kiosk.services.secrets import DEVICE_SIGNING, OFFICE_INTAKE, OFFICE_NOTICE
from kiosk.services.sharing import open_key
from kiosk.store import public_keys
from kiosk.store.database import Store
from kiosk.store.keyslots import KeySlots, check_passphrase
from kiosk.store.machine import FileMachineSecret
from kiosk.store.public_keys import DeviceKey, OfficerKey, PublicKeys
from sync.parcel import KemPrivate, SigningKey

_EXISTS = Message(
    "error.office.exists",
    "Thư mục dữ liệu này đã có một cơ quan. Máy không ghi đè; hãy chọn thư mục khác.",
    "kiosk init on a folder that is already set up",
)
_BAD_FILE = Message(
    "error.office.bad_file",
    "Tệp cơ quan không đọc được: {what}.",
    "kiosk init --office FILE; {what} names the missing or wrong key",
)


@dataclass(frozen=True, slots=True)
class OfficerPlan:
    """An officer to be: code, name, duty."""

    code: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class OfficePlan:
    """An office to be."""

    office: Office
    officers: tuple[OfficerPlan, ...]
    notice: Mapping[str, object] | None = (
        None  # the office's notice key, sealed, when another counter made the file
    )


SAMPLE = OfficePlan(
    # An invented commune: the unit code exists in no list, so nobody can mistake its slips for real ones.
    Office(
        unit="99901",
        name="Bộ phận Một cửa xã Mẫu (đơn vị thử nghiệm)",
        province="11",
        counter="Q1",
        authority_name="UBND xã Mẫu (thử nghiệm)",
        place=Place.COUNTER,
        phone="0215 000 0000",
    ),
    (
        OfficerPlan("can-bo-1", "Cán bộ Mẫu Một", Role.COMMUNE_OFFICER),
        OfficerPlan("buu-chinh-1", "Bưu chính Mẫu Một", Role.POSTAL_CLERK),
        OfficerPlan("luu-dong-1", "Lưu động Mẫu Một", Role.OUTREACH),
        OfficerPlan("lanh-dao-1", "Lãnh đạo Mẫu Một", Role.LEADER),
        OfficerPlan("quan-tri-1", "Quản trị Mẫu Một", Role.ADMINISTRATOR),
    ),
)


def read_plan(path: Path) -> OfficePlan:
    """Reads an office file (JSON: ``{"office": {...}, "officers": [{"code", "name", "role"}]}``)."""
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        office = given["office"]
        return OfficePlan(
            Office(
                unit=_text(office, "unit"),
                name=_text(office, "name"),
                province=_text(office, "province"),
                counter=_text(office, "counter"),
                authority_name=_text(office, "authority_name"),
                place=Place(office.get("place", Place.COUNTER)),
                phone=str(office.get("phone", "")),
            ),
            tuple(
                OfficerPlan(_text(one, "code"), _text(one, "name"), _duty(one["role"]))
                for one in given["officers"]
            ),
            given.get("notice"),
        )
    except OSError as error:
        raise KnownError(_BAD_FILE, what=path.name) from error
    except (KeyError, TypeError, ValueError) as error:
        raise KnownError(_BAD_FILE, what=str(error)[:60]) from error


def _duty(word: str) -> Role:
    role = Role(word)
    if role is Role.SELF_SERVICE:
        raise ValueError(word)  # no officer's: what a citizen alone may do
    return role


def _text(given: Mapping[str, object], key: str) -> str:
    value = given[key]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(key)
    return value.strip()


def set_up(
    folder: Folder, plan: OfficePlan, passphrase: str, clock: Clock, share_passphrase: str = ""
) -> None:
    """Creates database and key slots. Every officer starts with the same passphrase and changes it later.

    ``share_passphrase`` opens the notice key in a file that another counter of the office made.

    The database gets its final name before the first slot is written; a set-up that was cut short before that can be
    opened by nobody and is simply repeated.
    """
    if any(folder.keys.glob("*.slot")):
        raise KnownError(_EXISTS)
    check_passphrase(passphrase)
    notice = KemPrivate.generate() if plan.notice is None else open_key(plan.notice, share_passphrase)
    folder.make()
    for leftover in folder.root.glob("kiosk.db*"):
        leftover.unlink()
    if not folder.machine_id.exists():
        folder.machine_id.write_text(token_hex(16), encoding="ascii")
    slots = KeySlots.create(folder.keys, FileMachineSecret(machine_secret_path(folder)), clock)
    db_key = slots.new_key()
    device = SigningKey.generate()
    seeds = {one.code: SigningKey.generate() for one in plan.officers}
    store = Store.create(folder.database, db_key, clock)
    try:
        store.secrets.put(DEVICE_SIGNING, device.seed)
        store.secrets.put(OFFICE_NOTICE, notice.data)
        store.secrets.put(OFFICE_INTAKE, KemPrivate.generate().data)
        store.office.save(plan.office)
        for one in plan.officers:
            store.office.add_officer(Officer(one.code, one.name, one.role, seeds[one.code].public))
    finally:
        store.close()
    public_keys.save(
        folder.keys,
        PublicKeys(
            plan.office.unit,
            plan.office.name,
            (DeviceKey("", plan.office.counter, device.public),),
            tuple(OfficerKey(code, seed.public) for code, seed in seeds.items()),
        ),
    )
    for one in plan.officers:
        slots.add_officer(one.code, one.role, passphrase, db_key, seeds[one.code].seed)
