"""How far each pack has come, counted and not claimed. For the command line, never while a citizen waits."""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import polib

from forms.text import Message
from kiosk.i18n.audience import OFFERED_FROM
from kiosk.i18n.core_path import core_path
from kiosk.i18n.open_pack import OpenPack
from kiosk.i18n.packs import TEMPLATE, VIETNAMESE, Pack, PackShelf, shipped_folder
from kiosk.i18n.sentences import Sentence

#: Begins the translator comment of an entry that is, whole, a form found in a named source with this meaning.
ATTESTED = "attested:"


@dataclass(frozen=True, slots=True)
class PackStats:
    """Counts of messages. ``translated`` includes drafts; ``empty`` have no translation, ``stale`` one of an earlier
    Vietnamese; ``clips`` counts messages that can be heard.

    ``core`` are the sentences a citizen must understand from the greeting to the receipt; ``core_shown`` and
    ``core_heard`` how many of them the pack has as text and as sound, ``core_share`` how many as either (0 to 1).
    ``offered``: whether that is enough to offer the language to everybody. Sentences of other procedures do not count: a
    province that adds one must not take a language away from people, and what is not translated is shown and spoken in
    Vietnamese.
    """

    tag: str
    messages: int
    translated: int
    draft: int
    attested: int
    empty: int
    stale: int
    clips: int
    core: int
    core_shown: int
    core_heard: int
    core_share: float
    offered: bool

    def as_dict(self) -> dict[str, object]:
        """As the command line prints it."""
        return asdict(self)


def all_messages(template: Path | None = None) -> tuple[Message, ...]:
    """Every message of the product, from the translators' template that is shipped beside the packs."""
    path = template or shipped_folder() / TEMPLATE
    return _messages_of(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _messages_of(path: Path, _changed: int) -> tuple[Message, ...]:
    entries = polib.pofile(str(path), encoding="utf-8")
    return tuple(Message(entry.msgctxt, entry.msgid, entry.comment) for entry in entries if entry.msgctxt)


def stats_of(
    pack: Pack, messages: Iterable[Message], core: Collection[str] | None = None, also: Sequence[Pack] = ()
) -> PackStats:
    """One pack counted alone, without what its related packs would lend it. ``also`` are other packs of the same language,
    which help out sentence by sentence. ``core`` are the ids of the core path, of the shipped one unless given.
    """
    opened, is_source = [OpenPack(one) for one in (pack, *also)], pack.tag == VIETNAMESE
    every = {message.id: message for message in messages}
    found: dict[str, tuple[OpenPack, Sentence]] = {}
    heard: set[str] = set()
    stale: set[str] = set()
    for one in reversed(opened):
        for message in (every[id] for id in one.ids if id in every):
            sentence = None if is_source else one.sentence(message)
            if sentence is not None:
                found[message.id] = (one, sentence)
            elif one.is_stale(message):
                stale.add(message.id)
            if one.recording(message) is not None:
                heard.add(message.id)
    shown = set(every) if is_source else set(found)
    stale -= shown
    path = [one for one in (core_path().messages if core is None else core) if one in every]
    covered = sum(one in shown or one in heard for one in path)
    share = 1.0 if is_source else covered / len(path) if path else 0.0
    return PackStats(
        tag=pack.tag,
        messages=len(every),
        translated=len(shown),
        draft=sum(sentence.is_draft for _, sentence in found.values()),
        attested=sum(one.note(id).startswith(ATTESTED) for id, (one, _) in found.items()),
        empty=len(every) - len(shown),
        stale=len(stale),
        clips=len(heard),
        core=len(path),
        core_shown=sum(one in shown for one in path),
        core_heard=sum(one in heard for one in path),
        core_share=math.floor(share * 1000) / 1000,  # never rounded up over the bar
        offered=is_source or share >= OFFERED_FROM,
    )


def counted(
    shelf: PackShelf, messages: Sequence[Message], core: Collection[str] | None = None
) -> tuple[PackStats, ...]:
    """One object a language, in the shelf's order of languages."""
    return tuple(stats_of_language(shelf, tag, messages, core) for tag in shelf.tags())


def pack_stats(
    shelf: PackShelf, template: Path | None = None, core: Collection[str] | None = None
) -> tuple[PackStats, ...]:
    """The same for every sentence of the product."""
    return counted(shelf, all_messages(template), core)


def stats_of_language(
    shelf: PackShelf, tag: str, messages: Iterable[Message], core: Collection[str] | None = None
) -> PackStats:
    """All packs of one language together: the installed one, and the shipped one that helps out."""
    packs = tuple(pack for pack in shelf.packs if pack.tag == tag) or (shelf.get(tag),)
    return stats_of(packs[0], messages, core, packs[1:])
