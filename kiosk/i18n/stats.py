"""How far each pack has come, counted and not claimed. For the command line, never while a citizen waits."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import polib

from forms.text import Message
from kiosk.i18n.audience import OF_A_PROCEDURE, OFFERED_FROM, is_for_citizens
from kiosk.i18n.clips import ClipsUnreadableError, Recording, read_recordings
from kiosk.i18n.packs import TEMPLATE, VIETNAMESE, Pack, PackShelf, shipped_folder
from kiosk.i18n.sentences import MessagesUnreadableError, Sentence, read_sentences

#: Begins the translator comment of an entry that is, whole, a form found in a named source with this meaning.
ATTESTED = "attested:"


@dataclass(frozen=True, slots=True)
class PackStats:
    """Counts of messages. ``translated`` includes drafts; ``clips`` counts messages that can be heard.

    ``offered``: whether text or clips cover enough of the sentences every citizen meets to offer the language to
    everybody. Sentences of single procedures do not count: a province that adds a procedure must not take a language
    away from the others, and what is not translated is shown and spoken in Vietnamese.
    """

    tag: str
    messages: int
    translated: int
    draft: int
    attested: int
    clips: int
    offered: bool

    def as_dict(self) -> dict[str, object]:
        """As the command line prints it."""
        return asdict(self)


def all_messages(template: Path | None = None) -> tuple[Message, ...]:
    """Every message of the product, from the translators' template that is shipped beside the packs."""
    path = template or shipped_folder() / TEMPLATE
    entries = polib.pofile(str(path), encoding="utf-8")
    return tuple(Message(entry.msgctxt, entry.msgid, entry.comment) for entry in entries if entry.msgctxt)


def _attested(path: Path) -> frozenset[str]:
    """Ids of entries whose whole translation is an attested form."""
    if not path.exists():
        return frozenset()
    entries = polib.pofile(str(path), encoding="utf-8")
    return frozenset(entry.msgctxt for entry in entries if entry.tcomment.startswith(ATTESTED))


def stats_of(pack: Pack, messages: Iterable[Message]) -> PackStats:
    """One pack counted alone, without what its related packs would lend it."""
    sentences: Mapping[str, Sentence] = {}
    recordings: Mapping[str, Recording] = {}
    attested: frozenset[str] = frozenset()
    is_source = pack.tag == VIETNAMESE
    try:
        if not is_source:
            sentences = read_sentences(pack.messages_file)
            attested = _attested(pack.messages_file)
    except MessagesUnreadableError:
        sentences = {}
    try:
        recordings = read_recordings(pack.clips_file)
    except ClipsUnreadableError:
        recordings = {}
    every = tuple(messages)
    shown = {m.id for m in every if is_source or (m.id in sentences and sentences[m.id].fits(m))}
    heard = {m.id for m in every if m.id in recordings and recordings[m.id].fits(m)}
    citizens = {m.id for m in every if is_for_citizens(m.id) and not m.id.startswith(OF_A_PROCEDURE)}
    covered = len(citizens & (shown | heard))
    return PackStats(
        tag=pack.tag,
        messages=len(every),
        translated=len(shown),
        draft=0 if is_source else sum(sentences[key].is_draft for key in shown),
        attested=len(shown & attested),
        clips=len(heard),
        offered=is_source or (bool(citizens) and covered >= OFFERED_FROM * len(citizens)),
    )


def pack_stats(shelf: PackShelf, template: Path | None = None) -> tuple[PackStats, ...]:
    """One object a language, in the shelf's order of languages."""
    messages = all_messages(template)
    return tuple(stats_of(shelf.get(tag), messages) for tag in shelf.tags())
