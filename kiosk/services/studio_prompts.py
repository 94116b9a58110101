"""What is to be recorded, in order: the core path as a citizen meets it, the words of numbers, then all other sentences.

A sentence with values in it is recorded in its parts; the values are said between them. It is cut as the pack's own
translation puts it where there is one, else as the Vietnamese does. May not know screens or sound.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from forms.text import Message
from kiosk.i18n.audience import OF_A_PROCEDURE, is_for_citizens
from kiosk.i18n.clips import Recording, read_recordings
from kiosk.i18n.core_path import core_path
from kiosk.i18n.packs import VIETNAMESE, Branch, Pack, shipped_folder
from kiosk.i18n.placeholders import Slot, pieces
from kiosk.i18n.sentences import MessagesUnreadableError, Sentence, read_sentences
from kiosk.i18n.spoken import FIVE_AFTER_TEN, ONE_AFTER_TENS, SKIPPED_TENS, TEN, TENS, WORDS
from kiosk.i18n.stats import all_messages
from kiosk.i18n.translator import name_message

#: The page under which a language's own name is recorded: the first thing anybody hears of it.
NAME_PAGE = "language"
#: The page of sentences that are not on the core path.
ELSEWHERE = "elsewhere"

_PICTURES = Path(__file__).resolve().parents[2] / "assets" / "studio"

#: Number words only the Vietnamese way of building numbers needs.
_VIETNAMESE_ONLY = frozenset(one.id for one in (TEN, TENS, ONE_AFTER_TENS, SKIPPED_TENS, FIVE_AFTER_TEN))
_ALSO_BIG = frozenset(f"ui.say.{word}" for word in ("hundred", "thousand", "million", "billion", "minus"))

#: Seconds a prompt takes beside its speech: listening, breathing, tapping.
_AROUND = 6.0
_AGAIN = 2.2  # the speech is heard once, said once, and played back in part
_LETTERS_A_SECOND = 13.0
_LONG = 14


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing to say: a sentence, or the part of one between two values.

    ``parts`` is how the whole sentence is put together, as ``clips.json`` lists it; ``file`` is this part's. ``words`` is
    what to say, in the pack's language where it has been written, else empty; ``vi`` is the same in Vietnamese, where
    the sentence is cut alike.
    """

    message: Message
    file: str
    parts: tuple[str, ...]
    vi: str
    words: str
    page: str
    core: bool
    seconds: float  # of the Vietnamese clip, or a guess
    same: tuple[Message, ...] = ()  # other sentences of the same words, said by the same clip

    @property
    def files(self) -> tuple[str, ...]:
        """All files of the sentence."""
        return tuple(part for part in self.parts if not part.startswith("{"))

    @property
    def place(self) -> tuple[int, int]:
        """Which part of how many."""
        return self.files.index(self.file) + 1, len(self.files)

    @property
    def minutes(self) -> float:
        """How long it takes to record, about."""
        return (_AROUND + _AGAIN * self.seconds) / 60


def prompts(pack: Pack, branch: Branch | None = None, *, all_of_them: bool = True) -> tuple[Prompt, ...]:
    """Everything a voice of this pack can say, most needed first; without ``all_of_them`` only the core path. A voice of a
    branch says the branch's name where the language's is asked for: that is how people find theirs by ear.
    """
    messages = _messages()
    own: Mapping[str, Sentence] = {}
    if pack.tag != VIETNAMESE:
        try:
            own = read_sentences(pack.messages_file)
        except MessagesUnreadableError:
            own = {}
    found: dict[tuple[str, str, str], list[Prompt]] = {}
    for page, message, core in _ordered(pack, messages):
        if not core and not all_of_them:
            continue
        sentence = own.get(message.id)
        words = sentence.text if sentence is not None and sentence.fits(message) else ""
        key = (message.vi, words, "" if _means_one_thing(message) else message.id)
        if key in found:
            found[key] = [replace(one, same=(*one.same, message)) for one in found[key]]
        else:
            found[key] = list(_cut(message, page, core, words))
    name, *rest = (prompt for some in found.values() for prompt in some)
    return (name if branch is None else replace(name, vi=branch.name_vi, words=branch.name), *rest)


def _means_one_thing(message: Message) -> bool:
    """Whether the same Vietnamese elsewhere may be said by the same clip: not for short words, which have many meanings."""
    return message.id.startswith(OF_A_PROCEDURE) or len(message.vi) >= _LONG


def _ordered(pack: Pack, messages: Mapping[str, Message]) -> Iterator[tuple[str, Message, bool]]:
    yield NAME_PAGE, name_message(pack), True
    needless = frozenset[str]() if pack.grammar else _VIETNAMESE_ONLY | _ALSO_BIG
    met: set[str] = set(needless)
    for page in core_path().pages:
        for id in page.messages:
            if id in messages and id not in met and is_for_citizens(id):
                met.add(id)
                yield page.name, messages[id], True
    for page in core_path().pages:
        for id in page.more:
            if id in messages and id not in met and is_for_citizens(id):
                met.add(id)
                yield page.name, messages[id], False
    for word in WORDS:
        if word.id not in met:
            met.add(word.id)
            yield "numbers", word, False
    for id, message in messages.items():
        if id not in met and is_for_citizens(id):
            yield ELSEWHERE, message, False


def _cut(message: Message, page: str, core: bool, theirs: str) -> Iterator[Prompt]:
    spoken = _vietnamese().get(message.id)
    seconds = spoken.seconds if spoken is not None else len(message.vi) / _LETTERS_A_SECOND
    base, cut = pieces(message.vi), pieces(theirs or message.vi)
    parts: list[str] = []
    said: list[tuple[str, str, str]] = []
    alike = len(base) == len(cut)
    for place, piece in enumerate(cut):
        if isinstance(piece, Slot):
            parts.append(f"{{{piece.name}}}")
        elif any(letter.isalnum() for letter in piece):
            file = f"{message.id}.{place}.ogg" if len(cut) > 1 else f"{message.id}.ogg"
            parts.append(file)
            source = base[place] if alike else None
            vi = source.strip() if isinstance(source, str) else message.vi
            said.append((file, vi, piece.strip() if theirs else ""))
    share = seconds / max(1, len(said))
    for file, vi, words in said:
        yield Prompt(message, file, tuple(parts), vi, words, page, core, share)


@lru_cache(maxsize=1)
def _messages() -> Mapping[str, Message]:
    return {message.id: message for message in all_messages()}


@lru_cache(maxsize=1)
def _vietnamese() -> Mapping[str, Recording]:
    """The shipped Vietnamese clips: how long each is, and how it sounds."""
    return read_recordings(shipped_folder() / VIETNAMESE / "audio" / "clips.json")


def vietnamese_sound(prompt: Prompt) -> tuple[Path, ...]:
    """The files that say a prompt in Vietnamese: this part alone where the sentence is cut alike, else all of it."""
    found = _vietnamese().get(prompt.message.id)
    if found is None or not found.fits(prompt.message):
        return ()
    files = tuple(part for part in found.parts if not isinstance(part, Slot))
    number, count = prompt.place
    return (files[number - 1],) if len(files) == count else files


def prompt_picture(prompt: Prompt) -> Path | None:
    """A picture of the page on which a citizen meets it, where one is shipped."""
    path = _PICTURES / f"{prompt.page}.png"
    return path if path.is_file() else None
