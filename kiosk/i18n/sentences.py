"""The sentences of one pack, read from its ``messages.po`` when the language is chosen.

A PO of the whole product has a megabyte. Taking all of it apart costs a tenth of a second and ten times its size, while
a page shows some forty sentences: so the file is only searched for its ids, and an entry is taken apart when it is
asked for. Decides for each entry alone whether it may be shown: one bad entry never spoils the others.
"""

import logging
import re
import unicodedata
from collections.abc import Iterator, KeysView, Mapping
from dataclasses import dataclass
from pathlib import Path

from forms.errors import KnownError
from forms.text import Message
from kiosk.i18n.placeholders import agree
from kiosk.i18n.syllables import with_breaks

_log = logging.getLogger(__name__)

MESSAGES_UNREADABLE = Message(
    "error.pack.messages_unreadable",
    "Phần chữ của gói ngôn ngữ “{folder}” bị hỏng nên máy dùng tiếng Việt. Cán bộ hãy cài lại gói này.",
    "The pack's messages.po could not be read. {folder} is the folder's name.",
)

_QUOTED = r'((?:[ \t]*"(?:[^"\\\n]|\\.)*"[ \t]*(?:\n|\Z))+)'
_CONTEXT = re.compile(r'\nmsgctxt "([^"\\\n]*)"(?:\n"([^"\\\n]*)")?')
_PART = re.compile(rf"^(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?){_QUOTED}", re.MULTILINE)
_STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_ESCAPE = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_BLANK = re.compile(r"\n[ \t]+(?=\n)")


class MessagesUnreadableError(KnownError):
    """A pack's ``messages.po`` exists but is no PO file."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A translation and the Vietnamese it translates. ``is_draft``: nobody has reviewed it.

    ``forms`` are the forms of a counted sentence, the first of which is ``text``; empty for most.
    """

    source: str
    text: str
    is_draft: bool
    forms: tuple[str, ...] = ()

    def fits(self, message: Message) -> bool:
        """Whether it may be shown for this message: same Vietnamese, same placeholders."""
        return self.source == message.vi and all(agree(message.vi, one) for one in self.forms or (self.text,))


class Sentences(Mapping[str, Sentence]):
    """The entries of a PO file by message id. Holds the file's text and what was asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._read: dict[str, Sentence | None] = {}
        self._at = {one.group(1) + (one.group(2) or ""): one.start() for one in _CONTEXT.finditer(text)}

    def __getitem__(self, key: str) -> Sentence:
        if key not in self._read:
            self._read[key] = _sentence(self.block(key))
        found = self._read[key]
        if found is None:
            raise KeyError(key)
        return found

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key in self._at and self.get(key) is not None

    def __iter__(self) -> Iterator[str]:
        return (key for key in self._at if key in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @property
    def ids(self) -> KeysView[str]:
        """The ids of all entries, translated or not."""
        return self._at.keys()

    def is_written(self, key: str) -> bool:
        """Whether anything stands where an entry's translation belongs, even if it cannot be taken apart."""
        block = self.block(key)
        read = [
            _string(found.group(2)) for found in _PART.finditer(block) if found.group(1).startswith("msgstr")
        ]
        return not read or any(text.strip() for text in read)

    def block(self, key: str) -> str:
        """The lines of one entry, with its comments. Raises ``KeyError``."""
        at = self._at[key]
        start = self._text.rfind("\n\n", 0, at + 1)
        end = self._text.find("\n\n", at + 1)
        return self._text[start + 2 if start >= 0 else 0 : end if end >= 0 else len(self._text)] + "\n"


def read_sentences(path: Path) -> Sentences:
    """By message id, every entry with a translation that is not stale. A missing file is an empty pack.

    In the file: ``msgctxt`` is the id, ``msgid`` the Vietnamese, ``fuzzy`` a draft. An entry that still
    carries ``#| msgid`` (its Vietnamese changed after it was translated) is stale and left out, and so is one that
    cannot be taken apart.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Sentences("")
    except (OSError, ValueError) as error:
        raise MessagesUnreadableError(MESSAGES_UNREADABLE, folder=path.parent.name) from error
    _log.debug("pack %s opened", path.parent.name)
    text = f"\n{text}"
    # Blank lines stand between entries; only where some of them hold spaces must they be looked for.
    return Sentences(text if text.count("\n\n") >= text.count('\nmsgctxt "') else _BLANK.sub("\n", text))


def _sentence(block: str) -> Sentence | None:
    if block.count('msgctxt "') > 1:  # no blank line between two entries: neither can be told from the other
        return None
    parts = {found.group(1): _string(found.group(2)) for found in _PART.finditer(block)}
    rest = _PART.sub("", block).splitlines()
    if "msgid" not in parts or any(line.strip() and not line.startswith("#") for line in rest):
        return None
    if any(line.startswith("#| msgid") for line in rest):
        return None
    texts = tuple(
        with_breaks(unicodedata.normalize("NFC", parts[name]))
        for name in sorted(parts)
        if name.startswith("msgstr")
    )
    if not texts or not all(text.strip() for text in texts):
        return None
    flags = {flag.strip() for line in rest if line.startswith("#,") for flag in line[2:].split(",")}
    forms = texts if "msgid_plural" in parts else ()
    return Sentence(unicodedata.normalize("NFC", parts["msgid"]), texts[0], "fuzzy" in flags, forms)


def _string(quoted: str) -> str:
    raw = "".join(_STRING.findall(quoted))
    return (
        _ESCAPE.sub(lambda found: _ESCAPES.get(found.group(1), found.group(1)), raw) if "\\" in raw else raw
    )
