"""Language packs of this machine: taking a signed one in, taking it out, switching a language on for citizens.

A pack is checked before anything is moved: what is wrong with the pack as a whole refuses it; what is wrong with one
sentence or one clip sets that one aside, named, and the rest works. The old pack stays until the new one is written.
A language needs no earlier issue: no dossier depends on its words, only on Vietnamese.
"""

import hashlib
import json
import secrets
import shutil
import tomllib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from forms.bundle import Bundle
from forms.bundle_head import HEAD, SIGNATURE, Head, check_head
from forms.errors import KnownError
from forms.installed import PUBLISHERS, read_publishers
from forms.text import Message
from kiosk.domain.audit import Event
from kiosk.domain.roles import Act, demand
from kiosk.folder import Folder
from kiosk.i18n import checking
from kiosk.i18n.checking import Found
from kiosk.i18n.open_pack import ASIDE, SIGNED, aside_text
from kiosk.i18n.packs import VIETNAMESE, Pack, PackShelf, read_pack
from kiosk.i18n.stats import PackStats, all_messages, stats_of_language
from kiosk.services.desk import Desk
from kiosk.services.languages import offering_of, remember_standing, shelf_of
from kiosk.services.pack_acts import alone, note, told
from kiosk.services.pack_checking import check_pack
from kiosk.services.pack_files import LARGEST_CLIP, is_clip, is_part
from kiosk.services.packs import SAME_SERIAL
from kiosk.store import files

_INCOMING = "incoming"
#: Faults the program would not notice by itself when it shows the sentence.
_OF_A_SENTENCE = frozenset(
    {checking.Kind.GLYPH, checking.Kind.SCRIPT, checking.Kind.PLURAL, checking.Kind.NFC}
)

OLDER = Message(
    "error.packs.language_older",
    "Gói {name} số {serial} cũ hơn bản đang có (số {active}) nên không cài. Muốn dùng bản cũ thì gỡ bản đang có trước.",
    "An older issue of an installed language pack was offered.",
)
NO_PART = Message(
    "error.packs.language_no_part",
    "Gói {name} có tệp không thuộc gói ngôn ngữ: {path}. Báo cho nhà phát hành.",
    "A file nothing reads, or one that is too large; {path} is its path in the pack.",
)
WRONG_TAG = Message(
    "error.packs.language_tag",
    "Gói {name} ghi mã ngôn ngữ {tag} không khớp với tên gói. Báo cho nhà phát hành.",
    "The signed name of a pack and the tag inside it differ.",
)
NO_FONT = Message(
    "error.packs.language_font",
    "Gói {name} cần phông chữ máy chưa có: {font}. Cập nhật chương trình rồi cài lại.",
    "Without the font the language could not be read at all.",
)
NOT_INSTALLED = Message(
    "error.packs.language_not_installed",
    "Máy không có gói ngôn ngữ {tag} nào đã cài. Gói đi kèm chương trình thì không gỡ được.",
    "kiosk packs remove",
)
NO_LANGUAGE = Message(
    "error.packs.no_language", "Máy không có gói ngôn ngữ {tag}.", "Switching on a language that is not here."
)


class Origin(StrEnum):
    """Where the pack of a language comes from."""

    SHIPPED = "shipped"
    SIGNED = "signed"
    RECORDED = "recorded"  # made on this machine, or changed here since it was signed


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a pack. ``set_aside`` are entries and clips that are not used; the rest is in use."""

    tag: str
    serial: int
    version: str
    stats: PackStats
    set_aside: tuple[Found, ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True)
class LanguageRow:
    """One language of the machine. ``serial``, ``publisher`` and ``created`` are those of a signed pack."""

    pack: Pack
    origin: Origin
    stats: PackStats
    ready: bool
    wanted: bool
    serial: int | None = None
    publisher: str = ""
    created: datetime | None = None

    @property
    def offered(self) -> bool:
        """Whether every citizen is offered it."""
        return self.ready or self.wanted


def languages(folder: Folder) -> tuple[LanguageRow, ...]:
    """Every language here with how far it has come, counted anew. Takes a second or two."""
    shelf, messages, offering = shelf_of(folder), all_messages(), offering_of(folder)
    rows = []
    for tag in shelf.tags():
        pack, head = shelf.get(tag), _signed_head(folder, tag)
        stats = stats_of_language(shelf, tag, messages)
        installed = pack.folder.parent == folder.packs
        whole = installed and head is not None and _is_as_signed(pack, head)
        origin = Origin.SIGNED if whole else Origin.RECORDED if installed else Origin.SHIPPED
        facts = (
            (head.serial, head.publisher, head.created) if whole and head is not None else (None, "", None)
        )
        rows.append(LanguageRow(pack, origin, stats, stats.offered, tag in offering.wanted, *facts))
    return tuple(rows)


def install_bundle(desk: Desk, bundle: Bundle) -> Taken:
    """Takes in a pack whose signature held. Raises ``KnownError``; then nothing has changed."""
    demand(desk.officer.role, Act.MANAGE_LANGUAGES)
    return take_bundle(desk, bundle)


def take_bundle(desk: Desk, bundle: Bundle) -> Taken:
    """The same, whoever wanted it. Whoever calls has asked whether they may."""
    head = bundle.head
    with told(desk, head.name, head.serial), alone(desk.folder):
        taken = _take(desk.folder, bundle)
    if not taken.again:
        remember_standing(desk.folder)
        note(desk, Event.PACK_INSTALLED, head.name, head.serial)
    return taken


def remove(desk: Desk, tag: str) -> None:
    """Takes an installed pack away, clips and all; the shipped one of the language, if any, stands again."""
    demand(desk.officer.role, Act.MANAGE_LANGUAGES)
    if not any(pack.tag == tag for pack in PackShelf.load([desk.folder.packs]).packs):
        raise KnownError(NOT_INSTALLED, tag=tag[:40])
    head = _signed_head(desk.folder, tag)
    with alone(desk.folder):
        away = desk.folder.packs / _INCOMING / secrets.token_hex(8)
        away.parent.mkdir(mode=0o700, exist_ok=True)
        (desk.folder.packs / tag).rename(away)
        files.sync_folder(desk.folder.packs)
        shutil.rmtree(desk.folder.packs / _INCOMING, ignore_errors=True)
        shutil.rmtree(desk.folder.packs / SIGNED / tag, ignore_errors=True)
        remember_standing(desk.folder, wanted={} if tag in shelf_of(desk.folder).tags() else {tag: False})
    note(desk, Event.PACK_WITHDRAWN, tag.lower(), head.serial if head is not None else 0)


def offer(desk: Desk, tag: str, wanted: bool) -> None:
    """Switches a language on for every citizen although it is not whole yet, or off again."""
    demand(desk.officer.role, Act.MANAGE_LANGUAGES)
    if tag not in shelf_of(desk.folder).tags() or tag == VIETNAMESE:
        raise KnownError(NO_LANGUAGE, tag=tag[:40])
    with alone(desk.folder):
        remember_standing(desk.folder, wanted={tag: wanted})
    desk.journal.write("language-offered", what=tag, version=int(wanted), officer=desk.officer.code)
    desk.store.audit.append(Event.LANGUAGE_OFFERED, tag, desk.officer.code, "on" if wanted else "off")


def _take(folder: Folder, bundle: Bundle) -> Taken:
    head, messages = bundle.head, all_messages()
    before = next(
        (one for one in (folder.packs / SIGNED).glob(f"*/{HEAD}") if one.parent.name.lower() == head.name),
        None,
    )
    if before is not None:
        old = json.loads(before.read_bytes())["serial"]
        if head.serial < old:
            raise KnownError(OLDER, name=head.name, serial=head.serial, active=old)
        if head.serial == old and before.read_bytes() != bundle.head_bytes:
            raise KnownError(SAME_SERIAL, name=head.name, serial=head.serial)
    incoming = folder.packs / _INCOMING
    shutil.rmtree(incoming, ignore_errors=True)  # what a sudden end left half written
    root = incoming / secrets.token_hex(8)
    try:
        place = _unpack(bundle, root)
        pack, aside = _judge(bundle, place)
        for one in aside:
            if one.kind is checking.Kind.CLIP_BROKEN:
                (place / one.where).unlink(missing_ok=True)  # as if it had never been recorded
        target = folder.packs / pack.tag
        again = before is not None and before.read_bytes() == bundle.head_bytes and target.exists()
        _put(folder, pack.tag, place, root / "old")
        signed = folder.packs / SIGNED / pack.tag
        signed.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.replace(signed / ASIDE, aside_text(one.where for one in aside if one.kind in _OF_A_SENTENCE))
        files.replace(signed / SIGNATURE, bundle.signature)
        files.replace(signed / HEAD, bundle.head_bytes)
    finally:
        shutil.rmtree(incoming, ignore_errors=True)
    stats = stats_of_language(shelf_of(folder), pack.tag, messages)
    return Taken(pack.tag, head.serial, pack.version, stats, aside, again)


def _put(folder: Folder, tag: str, place: Path, old: Path) -> None:
    """The new pack where the old one was; should the disk refuse in between, the old one again."""
    target = folder.packs / tag
    if target.exists():
        target.rename(old)
    try:
        place.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    files.sync_folder(folder.packs)


def _unpack(bundle: Bundle, root: Path) -> Path:
    """Writes the files into a folder of the pack's tag. Paths were judged by the bundle; here by what a pack may hold."""
    name = bundle.head.name
    described = dict(bundle.files).get("pack.toml", b"")
    tag = _tag_in(described)
    if tag.lower() != name:
        raise KnownError(WRONG_TAG, name=name, tag=tag[:40] or "?")
    for path, body in bundle.files:
        if not is_part(path) or (is_clip(path) and len(body) > LARGEST_CLIP):
            raise KnownError(NO_PART, name=name, path=path[:120])
    place = root / tag
    for path, body in bundle.files:
        file = place / path
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.write_new(file, body)
    for inner in (*(p for p in place.rglob("*") if p.is_dir()), place):
        files.sync_folder(inner)
    return place


def _tag_in(described: bytes) -> str:
    try:
        tag = tomllib.loads(described.decode("utf-8")).get("tag")
    except (ValueError, tomllib.TOMLDecodeError):
        return ""
    return tag if isinstance(tag, str) else ""


def _judge(bundle: Bundle, place: Path) -> tuple[Pack, tuple[Found, ...]]:
    """The pack, and the entries that are set aside. Raises ``KnownError`` for what is wrong with it as a whole."""
    pack = read_pack(place)
    found = check_pack(pack, all_messages())
    for one in found:
        if one.kind is checking.Kind.FONT:
            raise KnownError(NO_FONT, name=bundle.head.name, font=one.what)
    return pack, tuple(one for one in found if one.is_fault)


def _signed_head(folder: Folder, tag: str) -> Head | None:
    place = folder.packs / SIGNED / tag
    try:
        data, signature = (place / HEAD).read_bytes(), (place / SIGNATURE).read_bytes()
        return check_head(data, signature, read_publishers(folder.packs / PUBLISHERS), tag)
    except (OSError, KnownError):
        return None


def _is_as_signed(pack: Pack, head: Head) -> bool:
    """Whether every file is what was signed; clips that were set aside may be missing, nothing may be added."""
    listed = {one.path: one.sha256 for one in head.files}
    for file in pack.folder.rglob("*"):
        if file.is_file():
            path = file.relative_to(pack.folder).as_posix()
            if listed.get(path) != hashlib.sha256(file.read_bytes()).hexdigest():
                return False
    return True
