"""Installing signed packs, taking them back, and saying whose packs are believed: an administrator's acts.

A pack goes into force whole or not at all: it is written aside, judged by the loader the forms use, renamed into its
place, and only then named as the issue in force. Nothing that was ever in force is deleted, because dossiers keep the
version they were filed under. An open shift sees a change at the next unlock.
"""

import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from forms import data_packs
from forms.bundle import Bundle, read_bundle
from forms.bundle_head import HEAD, SIGNATURE, Head, Kind
from forms.catalogue import FEES, Catalogue
from forms.errors import KnownError
from forms.installed import (
    ACTIVE,
    PUBLISHERS,
    Issue,
    active_serial,
    active_text,
    issues,
    publishers_text,
    read_publishers,
)
from forms.pack_content import content_faults
from forms.publishing import Publisher, read_publisher
from forms.reading import DefinitionFault
from forms.rules.places import Places
from forms.rules.working_days import Calendar
from forms.source import UnsoundDefinition
from forms.text import Message
from kiosk.domain.audit import Event
from kiosk.domain.roles import ROLE_ACTS, Act, demand
from kiosk.folder import Folder
from kiosk.services.desk import Desk
from kiosk.services.pack_acts import alone, note, told
from kiosk.store import files

if TYPE_CHECKING:
    from kiosk.services.language_packs import Taken

KINDS = (Kind.FORMS, Kind.PLACES, Kind.HOLIDAYS)
"""Kinds of which earlier issues are kept. A language has one issue at a time (``language_packs``)."""
_INCOMING = "incoming"
_ASIDE = "aside"

OLDER = Message(
    "error.packs.older",
    "Gói {name} số {serial} cũ hơn bản đang dùng (số {active}) nên không cài. Muốn trở lại bản trước, dùng kiosk packs"
    " rollback {name}.",
    "An older issue of an installed pack was offered.",
)
SAME_SERIAL = Message(
    "error.packs.same_serial",
    "Máy đã có gói {name} số {serial} với nội dung khác. Báo cho nhà phát hành: mỗi lần phát hành phải tăng số.",
    "Two different issues carry the same number.",
)
UNSOUND = Message(
    "error.packs.unsound",
    "Gói {name} có {count} lỗi nên không cài. Báo cho nhà phát hành. Lỗi đầu: {first}",
    "{first} is file, path and fault.",
)
NOT_INSTALLED = Message(
    "error.packs.not_installed", "Máy không có gói nào tên {name} đang dùng.", "kiosk packs"
)
NOTHING_BEFORE = Message(
    "error.packs.nothing_before",
    "Gói {name} không có bản trước còn nguyên vẹn để trở lại. Có thể gỡ gói (kiosk packs remove {name}).",
    "kiosk packs rollback: there is no earlier issue.",
)


class PackUnsound(KnownError):
    """The pack is rightly signed and its content is not; ``faults`` names every fault with file and path."""

    def __init__(self, name: str, faults: tuple[DefinitionFault, ...]) -> None:
        super().__init__(UNSOUND, name=name, count=len(faults), first=faults[0].line())
        self.faults = faults


class PackState(StrEnum):
    """How an installed pack stands."""

    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"
    DAMAGED = "damaged"  # not used until it is installed again


@dataclass(frozen=True, slots=True)
class PackRow:
    """One pack of this machine. ``serial`` is in force (``None``: none is), ``earlier`` are kept for going back and for
    dossiers filed under them; ``fault`` says why a damaged one is not used."""

    kind: Kind
    name: str
    state: PackState
    serial: int | None
    earlier: tuple[int, ...]
    publisher: str
    created: datetime | None
    procedures: tuple[str, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Installed:
    """What an act left in force. ``again`` says that it was so before."""

    name: str
    serial: int
    procedures: tuple[str, ...]
    again: bool = False


def install(desk: Desk, file: Path) -> "Installed | Taken":
    """Puts a pack into force, of forms or of a language. Raises ``BundleRefused``, ``PackUnsound`` or ``KnownError``; then
    nothing has changed.
    """
    if Act.MANAGE_LANGUAGES not in ROLE_ACTS[desk.officer.role]:
        demand(desk.officer.role, Act.MANAGE_MACHINE)
    with told(desk, "unread"):
        bundle = read_bundle(file, read_publishers(desk.folder.packs / PUBLISHERS))
    if bundle.head.kind is Kind.LANGUAGE:
        from kiosk.services.language_packs import install_bundle

        return install_bundle(desk, bundle)
    demand(desk.officer.role, Act.MANAGE_MACHINE)
    return put_in_force(desk, bundle)


def put_in_force(desk: Desk, bundle: Bundle) -> "Installed | Taken":
    """What ``install`` does with a pack that was read, whoever wanted it. Whoever calls has asked whether they may."""
    if bundle.head.kind is Kind.LANGUAGE:
        from kiosk.services.language_packs import take_bundle

        return take_bundle(desk, bundle)
    head = bundle.head
    with told(desk, head.name, head.serial), alone(desk.folder):
        again = _take(desk.folder, bundle, desk.today())
    done = Installed(head.name, head.serial, _procedures(path for path, _ in bundle.files), again)
    if not again:
        note(desk, Event.PACK_INSTALLED, head.name, head.serial)
    return done


def rollback(desk: Desk, name: str) -> Installed:
    """Puts the issue before the one in force back into force; the later one stays for dossiers filed under it."""
    demand(desk.officer.role, Act.MANAGE_MACHINE)
    with alone(desk.folder):
        kind, now = _in_force(desk.folder, name)
        here = _issues_of(desk.folder, kind, name)
        before = next((i for i in reversed(here) if i.serial < now and i.is_whole), None)
        if before is None:
            raise KnownError(NOTHING_BEFORE, name=name)
        _activate(before.folder.parent, before.serial)
    note(desk, Event.PACK_ROLLED_BACK, name, before.serial)
    data_packs.follow(desk.folder.packs)
    return Installed(name, before.serial, _procedures(f.path for f in before.head.files))


def remove(desk: Desk, name: str) -> None:
    """Takes a pack out of force. Its files stay for dossiers filed under them and are offered no more."""
    demand(desk.officer.role, Act.MANAGE_MACHINE)
    with alone(desk.folder):
        kind, serial = _in_force(desk.folder, name)
        _activate(_home(desk.folder, kind) / name, None)
    data_packs.follow(desk.folder.packs)
    note(desk, Event.PACK_WITHDRAWN, name, serial)


def trust(desk: Desk, file: Path) -> tuple[Publisher, bool]:
    """Believes a publisher from now on; also says whether the file held the secret key, which must not travel.

    A damaged list of publishers is put aside and begun anew with this one.
    """
    demand(desk.officer.role, Act.MANAGE_MACHINE)
    publisher, was_secret = read_publisher(file)
    path = desk.folder.packs / PUBLISHERS
    with alone(desk.folder):
        try:
            known = read_publishers(path)
        except KnownError:
            files.set_aside(path, "damaged")
            known = {}
        files.replace(path, publishers_text({**known, publisher.id: publisher}))
    desk.journal.write("publisher-trusted", code=publisher.id, officer=desk.officer.code)
    desk.store.audit.append(Event.PUBLISHER_TRUSTED, publisher.id, desk.officer.code)
    return publisher, was_secret


def listed(folder: Folder) -> tuple[PackRow, ...]:
    """The packs of this machine; every file of those in force is compared with what was signed."""
    found = []
    for kind in KINDS:
        home = _home(folder, kind)
        here = issues(home)
        for name in sorted({i.name for i in here} | {pack.name for pack in _packs(home)}):
            found.append(_row(kind, home, name, [i for i in here if i.name == name]))
    return tuple(found)


def is_spoilt(folder: Folder, kind: Kind, name: str, serial: int) -> bool:
    """Whether this issue of a pack of forms or tables is in force and its files are not what was signed."""
    if kind not in KINDS:
        return False
    return any(i.in_force and i.serial == serial and not i.is_whole for i in _issues_of(folder, kind, name))


def _row(kind: Kind, home: Path, name: str, here: list[Issue]) -> PackRow:
    serial = active_serial(home / name)
    shown = next((i for i in here if i.in_force), here[-1] if here and serial is None else None)
    earlier = tuple(i.serial for i in here if not i.in_force)
    if shown is None:
        return PackRow(kind, name, PackState.DAMAGED, serial, earlier, "", None, (), HEAD)
    try:
        head, damaged = shown.head, sorted(shown.damaged)
    except KnownError as error:
        return PackRow(kind, name, PackState.DAMAGED, serial, earlier, "", None, (), str(error))
    state = PackState.DAMAGED if damaged else PackState.IN_FORCE if shown.in_force else PackState.WITHDRAWN
    inside = _procedures(f.path for f in head.files)
    return PackRow(
        kind, name, state, serial, earlier, head.publisher, head.created, inside, ", ".join(damaged)
    )


def _take(folder: Folder, bundle: Bundle, today: date) -> bool:
    """Puts a bundle in its place and into force; whether it was there before."""
    head = bundle.head
    home = _home(folder, head.kind)
    pack = home / head.name
    place = pack / str(head.serial)
    active = active_serial(pack)
    if active is not None and head.serial < active:
        raise KnownError(OLDER, name=head.name, serial=head.serial, active=active)
    there = next((i for i in _issues_of(folder, head.kind, head.name) if i.serial == head.serial), None)
    if there is not None and there.is_whole:
        if (there.folder / HEAD).read_bytes() != bundle.head_bytes:
            raise KnownError(SAME_SERIAL, name=head.name, serial=head.serial)
        if there.in_force:
            return True
        _put_forward(folder, pack, head, active)
        return False
    aside = _write_aside(folder, bundle)
    try:
        others = tuple(i.folder for i in issues(home) if i.folder != place)
        faults = (
            content_faults(aside, others)
            if head.kind is Kind.FORMS
            else data_packs.table_faults(head.kind, aside, today)
        )
        if faults:
            raise PackUnsound(head.name, faults)
        pack.mkdir(mode=0o700, parents=True, exist_ok=True)
        if place.exists():  # spoilt on this disk: its bytes stay for whoever wants to know how
            place.rename(_free_name(folder.packs / _ASIDE, f"{head.name}-{head.serial}"))
        aside.rename(place)
        files.sync_folder(pack)
        files.sync_folder(pack.parent)
    finally:
        shutil.rmtree(folder.packs / _INCOMING, ignore_errors=True)
    _put_forward(folder, pack, head, active)
    return False


def _put_forward(folder: Folder, pack: Path, head: Head, before: int | None) -> None:
    """Names the issue as the one in force; the one before again when the program cannot load it among all the others."""
    _activate(pack, head.serial)
    try:
        data_packs.follow(folder.packs)
        faults = _load_everything(folder, head)
    except BaseException:
        _activate(pack, before)
        data_packs.follow(folder.packs)
        raise
    if faults:
        _activate(pack, before)
        data_packs.follow(folder.packs)
        raise PackUnsound(head.name, faults)


def _load_everything(folder: Folder, head: Head) -> tuple[DefinitionFault, ...]:
    """What the program finds wrong with this pack when it reads all packs as it does at every start."""
    if head.kind is not Kind.FORMS:
        Places.load()
        Calendar.load()
        return ()
    catalogue = Catalogue.shipped(_home(folder, Kind.FORMS), signed=True)
    found: list[DefinitionFault] = []
    for procedure in _procedures(f.path for f in head.files):
        try:
            catalogue.get(*procedure.split(" "))
        except UnsoundDefinition as error:
            found += error.faults
    return tuple(found)


def _write_aside(folder: Folder, bundle: Bundle) -> Path:
    shutil.rmtree(folder.packs / _INCOMING, ignore_errors=True)  # what a sudden end left half written
    root = folder.packs / _INCOMING / secrets.token_hex(8)
    root.mkdir(mode=0o700, parents=True)
    for path, body in ((HEAD, bundle.head_bytes), (SIGNATURE, bundle.signature), *bundle.files):
        file = root / path
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.write_new(file, body)
    for inner in (*(p for p in root.rglob("*") if p.is_dir()), root):
        files.sync_folder(inner)
    return root


def _activate(pack: Path, serial: int | None) -> None:
    files.replace(pack / ACTIVE, active_text(serial))


def _free_name(parent: Path, name: str) -> Path:
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    count = 1
    while (target := parent / f"{name}.damaged-{count}").exists():
        count += 1
    return target


def _in_force(folder: Folder, name: str) -> tuple[Kind, int]:
    """Kind and serial in force, also of a pack whose files are spoilt: it must be possible to leave that one."""
    for kind in KINDS:
        home = _home(folder, kind)
        serial = next((active_serial(pack) for pack in _packs(home) if pack.name == name), None)
        if serial is not None:
            return kind, serial
    raise KnownError(NOT_INSTALLED, name=name[:40])


def _packs(home: Path) -> tuple[Path, ...]:
    return tuple(sorted(file.parent for file in home.glob(f"*/{ACTIVE}")))


def _issues_of(folder: Folder, kind: Kind, name: str) -> list[Issue]:
    return [i for i in issues(_home(folder, kind)) if i.name == name]


def _procedures(paths: Iterator[str]) -> tuple[str, ...]:
    """``code version`` of every definition among the paths of a pack."""
    parts = (path.removesuffix(".yaml").split("/") for path in paths)
    return tuple(sorted(f"{p[0]} {p[1]}" for p in parts if len(p) == 2 and p[1] != FEES))


def _home(folder: Folder, kind: Kind) -> Path:
    return folder.packs / str(kind)
