"""A language pack with its sentences and clips, read at first need and kept.

Apart from the translator, so that a page in Vietnamese without sound waits for neither.
"""

import logging
from collections.abc import Mapping

from forms.text import Message
from kiosk.i18n.clips import ClipsUnreadableError, Recording, read_recordings
from kiosk.i18n.packs import Pack
from kiosk.i18n.sentences import MessagesUnreadableError, Sentence, read_sentences

_log = logging.getLogger(__name__)


class OpenPack:
    """A pack with its sentences and clips read at first need and kept."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._sentences: Mapping[str, Sentence] | None = None
        self._recordings: Mapping[str, Recording] | None = None

    def sentence(self, message: Message) -> Sentence | None:
        if self._sentences is None:
            try:
                self._sentences = read_sentences(self.pack.messages_file)
            except MessagesUnreadableError:
                _log.warning("messages of pack %s cannot be read", self.pack.tag)
                self._sentences = {}
        found = self._sentences.get(message.id)
        return found if found is not None and found.fits(message) else None

    def recording(self, message: Message) -> Recording | None:
        if self._recordings is None:
            try:
                self._recordings = read_recordings(self.pack.clips_file)
            except ClipsUnreadableError:
                _log.warning("clips of pack %s cannot be read", self.pack.tag)
                self._recordings = {}
        found = self._recordings.get(message.id)
        return found if found is not None and found.fits(message) else None
