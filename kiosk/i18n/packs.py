"""The shelf of language packs: what ``pack.toml`` says of each, and which pack helps out for which.

Reads only the small ``pack.toml`` files, because this happens before the first screen; sentences and clips
are read when a language is chosen. A damaged pack is reported and stepped around: it may never keep the
others from working.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from forms.errors import KnownError
from forms.text import Message
from kiosk.i18n.values import Formats

VIETNAMESE = "vi-VN"
PACK_FORMAT = 1

#: Beside the packs: every message of the product with no translation, for translators and for counting.
TEMPLATE = "messages.pot"

_TAG = re.compile(r"vi-VN|[a-z]{2,3}-[A-Z][a-z]{3}-[A-Z]{2}")
_GRAMMAR = re.compile(r"[a-z]*")

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
    formats: Formats = field(default_factory=Formats)

    @property
    def is_reviewed(self) -> bool:
        """Whether anybody put their name to a review."""
        return bool(self.reviewers)

    @property
    def messages_file(self) -> Path:
        return self.folder / "messages.po"

    @property
    def clips_file(self) -> Path:
        return self.folder / "audio" / "clips.json"


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
    tag = entries.text("tag")
    entries.require(_TAG.fullmatch(tag) is not None and tag == folder.name, "tag")
    related = entries.texts("related")
    entries.require(all(_TAG.fullmatch(other) for other in related), "related")
    grammar = entries.text("grammar", "")
    entries.require(_GRAMMAR.fullmatch(grammar) is not None, "grammar")
    formats = entries.table("formats")
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
        grammar=grammar,
        formats=Formats(
            date=formats.text("date", usual.date),
            month=formats.text("month", usual.month),
            thousands=formats.text("thousands", usual.thousands),
        ),
    )


def shipped_folder() -> Path:
    """Where the packs that come with the program lie, from source and in a built program alike."""
    return Path(__file__).resolve().parents[2] / "translations"


@dataclass(frozen=True, slots=True)
class PackShelf:
    """All packs that could be read. Of several with one tag the first is asked first."""

    packs: tuple[Pack, ...]
    faults: tuple[PackError, ...] = ()

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
