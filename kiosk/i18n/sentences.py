"""The sentences of one pack, read from its ``messages.po`` when the language is chosen.

A PO of 500 messages costs about 10 ms to parse and polib 17 ms to import, once a language and never before
the first screen, so there is no compiled cache. Decides for each entry alone whether it may be shown: one bad
entry never spoils the others.
"""

import logging
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from forms.errors import KnownError
from forms.text import Message
from kiosk.i18n.placeholders import agree

_log = logging.getLogger(__name__)

MESSAGES_UNREADABLE = Message(
    "error.pack.messages_unreadable",
    "Phần chữ của gói ngôn ngữ “{folder}” bị hỏng nên máy dùng tiếng Việt. Cán bộ hãy cài lại gói này.",
    "The pack's messages.po could not be read. {folder} is the folder's name.",
)


class MessagesUnreadableError(KnownError):
    """A pack's ``messages.po`` exists but is no PO file."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A translation and the Vietnamese it translates. ``is_draft``: nobody has reviewed it."""

    source: str
    text: str
    is_draft: bool

    def fits(self, message: Message) -> bool:
        """Whether it may be shown for this message: same Vietnamese, same placeholders."""
        return self.source == message.vi and agree(message.vi, self.text)


def read_sentences(path: Path) -> Mapping[str, Sentence]:
    """By message id, every entry with a translation that is not stale. A missing file is an empty pack.

    In the file: ``msgctxt`` is the id, ``msgid`` the Vietnamese, ``fuzzy`` a draft. An entry that still
    carries ``#| msgid`` (its Vietnamese changed after it was translated) is stale and left out.
    """
    if not path.exists():
        return {}
    import polib  # not before a language other than Vietnamese is chosen

    try:
        entries = polib.pofile(str(path), encoding="utf-8")
    except (OSError, ValueError) as error:  # polib reports broken syntax and broken UTF-8 by these two
        raise MessagesUnreadableError(MESSAGES_UNREADABLE, folder=path.parent.name) from error
    found: dict[str, Sentence] = {}
    for entry in entries:
        if entry.obsolete or not entry.msgctxt or not entry.msgstr.strip() or entry.previous_msgid:
            continue
        text = unicodedata.normalize("NFC", entry.msgstr)
        found[entry.msgctxt] = Sentence(unicodedata.normalize("NFC", entry.msgid), text, entry.fuzzy)
    _log.debug("%d sentences read from pack %s", len(found), path.parent.name)
    return found
