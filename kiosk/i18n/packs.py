"""The shelf of language packs: what ``pack.toml`` says of each, and which pack helps out for which.

Reads only the small ``pack.toml`` files, because this happens before the first screen; sentences and clips
are read when a language is chosen. A damaged pack is reported and stepped around: it may never keep the
others from working.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from forms.errors import KnownError
from forms.text import Message
from kiosk.i18n.values import Formats

if TYPE_CHECKING:
    from kiosk.i18n.open_pack import OpenPack

VIETNAMESE = "vi-VN"
PACK_FORMAT = 1

#: Beside the packs: every message of the product with no translation, for translators and for counting.
TEMPLATE = "messages.pot"

_TAG = re.compile(r"vi-VN|[a-z]{2,3}-[A-Z][a-z]{3}-[A-Z]{2}")
_GRAMMAR = re.compile(r"[a-z]*")
_NAME_OF_A_FOLDER = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_PROGRAM = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){0,3}")
_PROVINCE = re.compile(r"[0-9]{2}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

PACK_UNREADABLE = Message(
    "error.pack.unreadable",
    "Không đọc được gói ngôn ngữ “{folder}”. Các ngôn ngữ khác vẫn dùng được. Cán bộ hãy cài lại gói này.",
    "A language pack's description file is missing or is not valid TOML. {folder} is the folder's name.",
)
PACK_WRONG = Message(
    "error.pack.wrong",
    "Gói ngôn ngữ “{folder}” ghi sai mục “{entry}”. Các ngôn ngữ khác vẫn dùng được. Cán bộ hãy cài lại gói.",
    "A language pack's description has a wrong or missing entry. {entry} is the key in pack.toml.",
)
PACK_TOO_NEW = Message(
    "error.pack.too_new",
    "Gói ngôn ngữ “{folder}” cần phiên bản chương trình mới hơn. Các ngôn ngữ khác vẫn dùng được.",
    "The pack was made for a newer version of the program.",
)


class PackError(KnownError):
    """A pack that could not be put on the shelf; the message names its folder."""


class Plural(StrEnum):
    """How many forms a counted sentence has in a language."""

    NONE = "none"  # one form for every number, as in Vietnamese
    ONE_OTHER = "one-other"  # one form for 1, another for all else, as in English

    def form(self, number: int) -> int:
        """Which ``msgstr[…]`` stands for this number."""
        return 0 if self is Plural.NONE or number == 1 else 1

    @property
    def forms(self) -> int:
        """How many ``msgstr[…]`` an entry has."""
        return 1 if self is Plural.NONE else 2


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch of a language that people tell apart by ear: Mông Đơư, Mông Lềnh. ``name`` is as they say it themselves."""

    id: str
    name: str
    name_vi: str


@dataclass(frozen=True, slots=True)
class Voice:
    """One speaker's clips. ``id`` is the folder in ``audio``; empty: the clips that lie in ``audio`` itself.

    ``name`` is what the speaker wishes to be called, empty when they wish no name; ``consented`` the day they agreed
    (``YYYY-MM-DD``), empty for a machine.
    """

    id: str = ""
    name: str = ""
    branch: str = ""
    synthetic: bool = False
    consented: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """What ``pack.toml`` says. ``related`` are tags asked, in order, before Vietnamese."""

    tag: str  # BCP 47, always with the script, except vi-VN
    folder: Path
    name: str  # the language's name in itself
    name_vi: str
    version: str = "0"
    licence: str = ""
    fonts: tuple[str, ...] = ()  # family names, most wanted first
    letters: tuple[str, ...] = ()  # what the keyboard adds to Vietnamese
    related: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    about_vi: str = ""  # for officers: which standard the text follows, who made it
    grammar: str = ""  # how numbers are spoken; empty: digit by digit
    plural: Plural = Plural.NONE
    formats: Formats = field(default_factory=Formats)
    min_program: str = ""  # the lowest program that can use it
    provinces: tuple[str, ...] = ()  # codes of the provinces where many speak it: offered first there
    branches: tuple[Branch, ...] = ()
    voices: tuple[Voice, ...] = ()

    @property
    def messages_file(self) -> Path:
        return self.folder / "messages.po"

    @property
    def script(self) -> str:
        """ISO 15924, out of the tag; Vietnamese alone has none there."""
        return self.tag.split("-")[1] if self.tag != VIETNAMESE else "Latn"

    @property
    def clips_file(self) -> Path:
        """Where the clips of the unnamed voice are listed."""
        return self.clips_file_of("")

    def clips_file_of(self, voice: str) -> Path:
        """Where one voice's clips are listed."""
        folder = self.folder / "audio"
        return (folder / voice if voice else folder) / "clips.json"

    def voices_of(self, branch: str = "") -> tuple[Voice, ...]:
        """Who is asked for a clip, in order: voices of that branch, then all others; people before machines, and the clips
        in ``audio`` itself where no voice claims them.
        """
        named = self.voices if any(not voice.id for voice in self.voices) else (*self.voices, Voice())
        return tuple(
            sorted(
                named,
                key=lambda voice: (
                    bool(branch) and voice.branch != branch,
                    voice.synthetic,
                    voice.branch not in ("", branch),
                    not voice.id,
                ),
            )
        )


class _Entries:
    """Typed reading of one ``pack.toml``; every fault names the folder and the key."""

    def __init__(self, folder: Path, values: Mapping[str, object]) -> None:
        self._folder = folder
        self._values = values

    def _wrong(self, key: str) -> PackError:
        return PackError(PACK_WRONG, folder=self._folder.name, entry=key)

    def text(self, key: str, default: str | None = None) -> str:
        value = self._values.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self._wrong(key)
        return unicodedata.normalize("NFC", value)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise self._wrong(key)
        return tuple(unicodedata.normalize("NFC", item) for item in value)

    def number(self, key: str) -> int:
        value = self._values.get(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._wrong(key)
        return value

    def table(self, key: str) -> "_Entries":
        value = self._values.get(key, {})
        if not isinstance(value, dict):
            raise self._wrong(key)
        return _Entries(self._folder, value)

    def tables(self, key: str) -> "tuple[_Entries, ...]":
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self._wrong(key)
        return tuple(_Entries(self._folder, item) for item in value)

    def shaped(self, key: str, shape: re.Pattern[str], default: str | None = None) -> str:
        text = self.text(key, default)
        if text != default and shape.fullmatch(text) is None:
            raise self._wrong(key)
        return text

    def yes(self, key: str) -> bool:
        value = self._values.get(key, False)
        if not isinstance(value, bool):
            raise self._wrong(key)
        return value

    def require(self, condition: bool, key: str) -> None:
        if not condition:
            raise self._wrong(key)


def read_pack(folder: Path) -> Pack:
    """The pack in this folder. Raises PackError naming what is wrong."""
    import tomllib  # not before the first picture

    try:
        values = tomllib.loads((folder / "pack.toml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PackError(PACK_UNREADABLE, folder=folder.name) from error
    entries = _Entries(folder, values)
    if entries.number("format") > PACK_FORMAT:
        raise PackError(PACK_TOO_NEW, folder=folder.name)
    min_program = entries.shaped("min_program", _PROGRAM, "")
    if min_program and not _runs(min_program):
        raise PackError(PACK_TOO_NEW, folder=folder.name)
    tag = entries.shaped("tag", _TAG)
    entries.require(tag == folder.name, "tag")
    related, provinces = entries.texts("related"), entries.texts("provinces")
    entries.require(all(_TAG.fullmatch(other) for other in related), "related")
    entries.require(all(_PROVINCE.fullmatch(code) for code in provinces), "provinces")
    words, formats = entries.table("words"), entries.table("formats")
    plural = words.text("plural", Plural.NONE)
    entries.require(plural in tuple(Plural), "plural")
    branches = tuple(
        Branch(one.shaped("id", _NAME_OF_A_FOLDER), one.text("name"), one.text("name_vi"))
        for one in entries.tables("branches")
    )
    voices = tuple(_voice(one) for one in entries.tables("voices"))
    for key, ids in (("branches", [one.id for one in branches]), ("voices", [one.id for one in voices])):
        entries.require(len(set(ids)) == len(ids), key)
    entries.require({voice.branch for voice in voices} <= {"", *(one.id for one in branches)}, "voices")
    usual = Formats()
    return Pack(
        tag=tag,
        folder=folder,
        name=entries.text("name"),
        name_vi=entries.text("name_vi"),
        version=entries.text("version", "0"),
        licence=entries.text("licence", ""),
        fonts=entries.texts("fonts"),
        letters=entries.texts("letters"),
        related=related,
        reviewers=entries.texts("reviewers"),
        about_vi=entries.text("about_vi", ""),
        grammar=words.shaped("grammar", _GRAMMAR, entries.shaped("grammar", _GRAMMAR, "")),
        plural=Plural(plural),
        formats=Formats(
            date=formats.text("date", usual.date),
            month=formats.text("month", usual.month),
            thousands=formats.text("thousands", usual.thousands),
        ),
        min_program=min_program,
        provinces=provinces,
        branches=branches,
        voices=voices,
    )


def _voice(one: _Entries) -> Voice:
    return Voice(
        id=one.shaped("id", _NAME_OF_A_FOLDER, ""),
        name=one.text("name", ""),
        branch=one.text("branch", ""),
        synthetic=one.yes("synthetic"),
        consented=one.shaped("consented", _DAY, ""),
    )


def _runs(program: str) -> bool:
    """Whether this program is as new as the pack wants."""
    from forms.bundle_head import PROGRAM

    return _numbers(program) <= _numbers(PROGRAM)


def _numbers(program: str) -> tuple[int, ...]:
    return tuple(int(part) for part in program.split("."))


def shipped_folder() -> Path:
    """Where the packs that come with the program lie, from source and in a built program alike."""
    return Path(__file__).resolve().parents[2] / "translations"


@dataclass(frozen=True, slots=True)
class PackShelf:
    """All packs that could be read. Of several with one tag the first is asked first."""

    packs: tuple[Pack, ...]
    faults: tuple[PackError, ...] = ()
    _open: "dict[Path, OpenPack]" = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def load(cls, folders: Iterable[Path]) -> "PackShelf":
        """Every pack in these folders, most wanted folder first (installed packs before shipped ones)."""
        packs: list[Pack] = []
        faults: list[PackError] = []
        for parent in folders:
            if not parent.is_dir():
                continue
            for folder in sorted(entry for entry in parent.iterdir() if (entry / "pack.toml").exists()):
                try:
                    packs.append(read_pack(folder))
                except PackError as fault:
                    faults.append(fault)
        return cls(tuple(packs), tuple(faults))

    @classmethod
    def shipped(cls, installed: Path | None = None) -> "PackShelf":
        """What comes with the program, with the packs of ``installed`` (the data folder's ``packs``) above
        it.
        """
        folders = [shipped_folder()] if installed is None else [installed, shipped_folder()]
        return cls.load(folders)

    def tags(self) -> tuple[str, ...]:
        """One tag a language: Vietnamese first, then by name in Vietnamese."""
        found = {pack.tag: pack.name_vi for pack in reversed(self.packs)}
        return tuple(sorted({*found, VIETNAMESE}, key=lambda tag: (tag != VIETNAMESE, found.get(tag, ""))))

    def get(self, tag: str) -> Pack:
        """The pack that stands for this tag; Vietnamese is always there, even with no file at all."""
        for pack in self.packs:
            if pack.tag == tag:
                return pack
        if tag != VIETNAMESE:
            return self.get(VIETNAMESE)
        return Pack(VIETNAMESE, shipped_folder() / VIETNAMESE, "Tiếng Việt", "Tiếng Việt", grammar="vi")

    def opened(self, pack: Pack) -> "OpenPack":
        """The pack with its sentences and clips, which every translator of this shelf shares."""
        found = self._open.get(pack.folder)
        if found is None:
            from kiosk.i18n.open_pack import OpenPack

            found = self._open[pack.folder] = OpenPack(pack)
        return found

    def close_all_but(self, *tags: str) -> None:
        """Forgets the sentences and clips of every language that none of these needs."""
        wanted = {pack.folder for tag in (VIETNAMESE, *tags) for pack in self.chain(tag)}
        for folder in set(self._open) - wanted:
            del self._open[folder]

    def chain(self, tag: str) -> tuple[Pack, ...]:
        """Whom to ask for a sentence or a clip, in order: the pack, its related packs, Vietnamese last."""
        order: list[str] = []
        waiting = [tag]
        while waiting:
            current = waiting.pop(0)
            if current in order or current == VIETNAMESE:
                continue
            order.append(current)
            waiting.extend(other for pack in self.packs if pack.tag == current for other in pack.related)
        chain = [pack for wanted in order for pack in self.packs if pack.tag == wanted]
        vietnamese = [pack for pack in self.packs if pack.tag == VIETNAMESE]
        return (*chain, *(vietnamese or [self.get(VIETNAMESE)]))
