"""A language pack with its sentences and clips, read at first need and kept.

Apart from the translator, so that a page in Vietnamese without sound waits for neither.
"""

import json
import logging
from collections.abc import Iterable, Mapping
from functools import cached_property

from forms.text import Message
from kiosk.i18n.clips import ClipsUnreadableError, Recording, read_recordings
from kiosk.i18n.packs import Pack
from kiosk.i18n.sentences import MessagesUnreadableError, Sentence, Sentences, read_sentences

#: Beside installed packs: their heads and signatures, and what was set aside when they came.
SIGNED = "signed"
ASIDE = "aside.json"

_log = logging.getLogger(__name__)


def aside_text(ids: Iterable[str]) -> bytes:
    """The list of sentences of an installed pack that may not be shown."""
    return json.dumps(sorted(set(ids)), ensure_ascii=False, indent=0).encode()


class OpenPack:
    """A pack with its sentences and clips read at first need and kept."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._sentences: Sentences | None = None
        self._recordings: dict[str, Mapping[str, Recording]] = {}
        self._voices: dict[str, list[Mapping[str, Recording]]] = {}

    def sentence(self, message: Message) -> Sentence | None:
        """Its translation, when there is one that fits."""
        found = self._entries.get(message.id)
        if found is None or not found.fits(message):
            return None
        return found if message.id not in self._set_aside else None

    @property
    def ids(self) -> frozenset[str]:
        """The ids of everything it writes or says, fitting or not."""
        heard = (key for voice in self.pack.voices_of() for key in self._of(voice.id))
        return frozenset((*self._entries.ids, *heard))

    def note(self, id: str) -> str:
        """What the translator wrote beside an entry: where its words come from. Empty when there is none."""
        entries = self._entries
        lines = entries.block(id).splitlines() if id in entries.ids else ()
        return "\n".join(line[2:] for line in lines if line.startswith("# "))

    def is_stale(self, message: Message) -> bool:
        """Whether it has a translation of what the message said before."""
        entries = self._entries
        if message.id not in entries.ids:
            return False
        found = entries.get(message.id)
        return "#| msgid" in entries.block(message.id) if found is None else found.source != message.vi

    @cached_property
    def _set_aside(self) -> frozenset[str]:
        try:
            path = self.pack.folder.parent / SIGNED / self.pack.tag / ASIDE
            return frozenset(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return frozenset()

    @property
    def _entries(self) -> Sentences:
        if self._sentences is None:
            try:
                self._sentences = read_sentences(self.pack.messages_file)
            except MessagesUnreadableError:
                _log.warning("messages of pack %s cannot be read", self.pack.tag)
                self._sentences = Sentences("")
        return self._sentences

    def recording(self, message: Message, branch: str = "") -> Recording | None:
        """How its first voice says it, voices of the branch before all others."""
        if branch not in self._voices:
            self._voices[branch] = [self._of(voice.id) for voice in self.pack.voices_of(branch)]
        for recordings in self._voices[branch]:
            found = recordings.get(message.id)
            if found is not None and found.fits(message):
                return found
        return None

    def _of(self, voice: str) -> Mapping[str, Recording]:
        if voice not in self._recordings:
            try:
                self._recordings[voice] = read_recordings(self.pack.clips_file_of(voice))
            except ClipsUnreadableError:
                _log.warning("clips of pack %s cannot be read", self.pack.tag)
                self._recordings[voice] = {}
        return self._recordings[voice]
