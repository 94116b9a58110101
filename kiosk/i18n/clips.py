"""The recorded clips of one pack: which file says which sentence.

The index is ``audio/clips.json``, keyed by message id. A clip whose Vietnamese has changed since it was
recorded is never played, and a file name may not leave the pack's own folder. May not play anything.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from forms.errors import KnownError
from forms.text import Message
from kiosk.i18n.placeholders import Slot

CLIPS_FORMAT = 1
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}\.(ogg|opus|wav|flac)")
_SLOT = re.compile(r"\{([a-z_][a-z0-9_]*)\}")

CLIPS_UNREADABLE = Message(
    "error.pack.clips_unreadable",
    "Phần tiếng của gói ngôn ngữ “{folder}” bị hỏng nên không phát được. Cán bộ hãy cài lại gói này.",
    "The pack's index of recorded clips could not be read. {folder} is the folder's name.",
)


class ClipsUnreadableError(KnownError):
    """A pack's ``clips.json`` exists but cannot be used."""


@dataclass(frozen=True, slots=True)
class Clip:
    """One sound file. ``synthetic``: spoken by a machine, not by a person."""

    path: Path
    tag: str
    synthetic: bool
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Recording:
    """How one message is said: files and, between them, the slots where values are spoken."""

    parts: tuple[Path | Slot, ...]
    sha256: str
    synthetic: bool
    seconds: float

    def fits(self, message: Message) -> bool:
        """Whether it was recorded for the message's present Vietnamese and all its files are there."""
        if self.sha256 != text_hash(message.vi):
            return False
        return all(part.is_file() for part in self.parts if isinstance(part, Path))


@lru_cache(maxsize=8192)
def text_hash(vi: str) -> str:
    """What ties a clip to the Vietnamese it was recorded for: SHA-256 of its NFC UTF-8, as hex."""
    return hashlib.sha256(unicodedata.normalize("NFC", vi).encode()).hexdigest()


def _recording(folder: Path, value: object) -> Recording | None:
    """None when this one entry is wrong; the others stay usable."""
    if not isinstance(value, dict):
        return None
    names, sha256, seconds = value.get("parts"), value.get("sha256"), value.get("seconds", 0)
    if not isinstance(names, list) or not names or not isinstance(sha256, str):
        return None
    parts: list[Path | Slot] = []
    for name in names:
        if not isinstance(name, str):
            return None
        slot = _SLOT.fullmatch(name)
        if slot is None and _FILE.fullmatch(name) is None:
            return None
        parts.append(Slot(slot.group(1)) if slot else folder / name)
    length = float(seconds) if isinstance(seconds, int | float) else 0.0
    return Recording(tuple(parts), sha256, value.get("synthetic") is not False, length)


def read_recordings(path: Path) -> Mapping[str, Recording]:
    """By message id, from a pack's ``clips.json``. A missing file is a pack without sound."""
    if not path.exists():
        return {}
    try:
        index = json.loads(path.read_text(encoding="utf-8"))
        entries = index["clips"] if index["format"] == CLIPS_FORMAT else None
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ClipsUnreadableError(CLIPS_UNREADABLE, folder=path.parent.parent.name) from error
    if not isinstance(entries, dict):
        raise ClipsUnreadableError(CLIPS_UNREADABLE, folder=path.parent.parent.name)
    return _Recordings(path.parent, entries)


class _Recordings(Mapping[str, Recording]):
    """An index as it was written; an entry is looked at when it is asked for, for few of thousands ever are."""

    def __init__(self, folder: Path, entries: Mapping[str, object]) -> None:
        self._folder = folder
        self._entries = entries

    def __getitem__(self, key: str) -> Recording:
        found = _recording(self._folder, self._entries[key])
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[str]:
        return (key for key, value in self._entries.items() if _recording(self._folder, value) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)
