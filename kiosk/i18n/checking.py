"""Whether the texts of a pack are what a citizen may be shown: placeholders, script, NFC, plural forms, nothing stale.

A fault sets one sentence aside (the program would not show it, or should not); an advice is for the translator's eye.
What fonts and sounds say is asked in ``kiosk.services.pack_checking``. Reads files; may not change any.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from forms.text import Message
from kiosk.i18n.packs import VIETNAMESE, Pack
from kiosk.i18n.placeholders import is_sound, names
from kiosk.i18n.sentences import Sentence, Sentences, read_sentences

#: Letters of each script, as ranges of code points; marks of the common block may stand on any.
SCRIPTS: Mapping[str, tuple[tuple[int, int], ...]] = {
    "Latn": (
        (0x41, 0x5A),
        (0x61, 0x7A),
        (0xAA, 0xAA),
        (0xBA, 0xBA),
        (0xC0, 0x24F),
        (0x250, 0x2AF),
        (0x2B0, 0x2FF),
        (0x1E00, 0x1EFF),
        (0xA720, 0xA7FF),
    ),
    "Khmr": ((0x1780, 0x17FF), (0x19E0, 0x19FF)),
    "Tavt": ((0xAA80, 0xAADF),),
    "Cham": ((0xAA00, 0xAA5F),),
    "Arab": ((0x600, 0x6FF), (0x750, 0x77F)),
    "Laoo": ((0xE80, 0xEFF),),
}
_COMMON_MARKS = (0x300, 0x36F)
#: In a script that is not Latin, names, laws and units may stay in Latin letters; so many and nothing else is a sentence.
_MOST_LATIN = 12


class Kind(StrEnum):
    """What is wrong with one entry of a pack."""

    BROKEN = "broken"
    PLACEHOLDERS = "placeholders"
    STALE = "stale"
    NFC = "nfc"
    SCRIPT = "script"
    PLURAL = "plural"
    UNKNOWN = "unknown"
    GLYPH = "glyph"
    FONT = "font"
    LENGTH = "length"
    CLIP_MISSING = "clip_missing"
    CLIP_BROKEN = "clip_broken"
    CLIP_LOUDNESS = "clip_loudness"
    CLIP_LENGTH = "clip_length"
    CLIP_STALE = "clip_stale"
    CONSENT = "consent"
    SIZE = "size"


#: What only asks for a look: the program shows the sentence, or falls back by itself.
ADVICE = frozenset(
    {Kind.STALE, Kind.UNKNOWN, Kind.LENGTH, Kind.CLIP_LOUDNESS, Kind.CLIP_LENGTH, Kind.CLIP_STALE, Kind.SIZE}
)

WORDS: Mapping[Kind, Message] = {
    Kind.BROKEN: Message("ui.packs.found.broken", "không đọc được mục này", "What is wrong with an entry."),
    Kind.PLACEHOLDERS: Message(
        "ui.packs.found.placeholders", "chỗ điền không giống bản tiếng Việt", "Names in braces differ."
    ),
    Kind.STALE: Message(
        "ui.packs.found.stale", "câu tiếng Việt đã đổi, cần dịch lại", "The translation is stale."
    ),
    Kind.NFC: Message(
        "ui.packs.found.nfc", "chữ chưa chuẩn hóa NFC", "The text is not in Unicode's form NFC."
    ),
    Kind.SCRIPT: Message(
        "ui.packs.found.script", "có chữ không thuộc bộ chữ của gói", "Letters of another script."
    ),
    Kind.PLURAL: Message(
        "ui.packs.found.plural", "số dạng số nhiều không đúng", "Wrong number of plural forms."
    ),
    Kind.UNKNOWN: Message(
        "ui.packs.found.unknown", "chương trình không có câu này", "The entry's id is not in the program."
    ),
    Kind.GLYPH: Message(
        "ui.packs.found.glyph", "phông chữ của gói không có chữ này", "A letter without a glyph."
    ),
    Kind.FONT: Message(
        "ui.packs.found.font", "máy không có phông chữ này", "The pack names a font that is not here."
    ),
    Kind.LENGTH: Message(
        "ui.packs.found.length", "dài hơn chỗ trên màn hình hẹp", "Too long for its widget."
    ),
    Kind.CLIP_MISSING: Message(
        "ui.packs.found.clip_missing", "thiếu tệp tiếng", "A file of a clip is not there."
    ),
    Kind.CLIP_BROKEN: Message(
        "ui.packs.found.clip_broken", "tệp tiếng không phát được", "A clip cannot be decoded."
    ),
    Kind.CLIP_LOUDNESS: Message(
        "ui.packs.found.clip_loudness",
        "tiếng to nhỏ khác các câu khác",
        "A clip is louder or quieter than the house.",
    ),
    Kind.CLIP_LENGTH: Message(
        "ui.packs.found.clip_length",
        "tệp tiếng ngắn quá hoặc dài quá",
        "A clip is no sentence by its length.",
    ),
    Kind.CLIP_STALE: Message(
        "ui.packs.found.clip_stale",
        "câu tiếng Việt đã đổi, cần thu lại",
        "The clip was recorded for another text.",
    ),
    Kind.CONSENT: Message(
        "ui.packs.found.consent",
        "chưa ghi ngày người nói đồng ý",
        "A person's voice without a day of consent.",
    ),
    Kind.SIZE: Message("ui.packs.found.size", "gói lớn hơn 6 MB", "The pack is larger than it should be."),
}


@dataclass(frozen=True, slots=True)
class Found:
    """Something about one entry: its id or its file, and what exactly."""

    kind: Kind
    where: str
    what: str = ""

    @property
    def is_fault(self) -> bool:
        """Whether the entry is set aside for it."""
        return self.kind not in ADVICE

    def as_dict(self) -> dict[str, object]:
        """As the command line prints it."""
        return {"kind": str(self.kind), "where": self.where, "what": self.what, "fault": self.is_fault}

    def line(self) -> str:
        """One line for a translator."""
        told = f"{self.where}: {WORDS[self.kind].vi}"
        return f"{told} ({self.what})" if self.what else told


def check_texts(pack: Pack, messages: Iterable[Message]) -> tuple[Found, ...]:
    """Everything about the texts of a pack. Raises ``MessagesUnreadableError`` when there is no reading its file."""
    if pack.tag == VIETNAMESE:
        return ()
    known = {message.id: message for message in messages}
    entries = read_sentences(pack.messages_file)
    return tuple(one for key in sorted(entries.ids) for one in _about(pack, key, entries, known.get(key)))


def _about(pack: Pack, key: str, entries: Sentences, message: Message | None) -> Iterator[Found]:
    sentence, block = entries.get(key), entries.block(key)
    if sentence is None:
        if "#| msgid" in block:
            yield Found(Kind.STALE, key)
        elif entries.is_written(key):
            yield Found(Kind.BROKEN, key)
        return
    if message is None:
        yield Found(Kind.UNKNOWN, key)
        return
    if sentence.source != message.vi:
        yield Found(Kind.STALE, key)
        return
    yield from check_sentence(pack, key, sentence)
    if not unicodedata.is_normalized("NFC", block):
        yield Found(Kind.NFC, key)


def check_sentence(pack: Pack, key: str, sentence: Sentence) -> Iterator[Found]:
    """What is wrong with one translation of a sentence's present Vietnamese."""
    wanted = names(sentence.source)
    for text in sentence.forms or (sentence.text,):
        if not is_sound(text) or names(text) != wanted:
            yield Found(Kind.PLACEHOLDERS, key, ", ".join(sorted(names(text) ^ wanted)) or "{ }")
        elif strangers := foreign_letters(text, pack.script):
            yield Found(Kind.SCRIPT, key, " ".join(strangers))
    if sentence.forms and len(sentence.forms) != pack.plural.forms:
        yield Found(Kind.PLURAL, key, f"{len(sentence.forms)} / {pack.plural.forms}")


def foreign_letters(text: str, script: str) -> tuple[str, ...]:
    """Letters of the text that the script does not have; Latin ones in another script count only in a sentence of Latin."""
    ranges = SCRIPTS.get(script)
    if ranges is None:
        return ()
    letters = [char for char in _without_slots(text) if unicodedata.category(char)[0] in "LM"]
    strangers = [char for char in letters if not _within(char, (*ranges, _COMMON_MARKS))]
    if script != "Latn":
        latin = [char for char in strangers if _within(char, SCRIPTS["Latn"])]
        if len(latin) <= _MOST_LATIN or any(_within(char, ranges) for char in letters):
            strangers = [char for char in strangers if char not in latin]
    return tuple(sorted(set(strangers)))


def _within(char: str, ranges: Iterable[tuple[int, int]]) -> bool:
    return any(first <= ord(char) <= last for first, last in ranges)


def _without_slots(text: str) -> str:
    for name in names(text):
        text = text.replace(f"{{{name}}}", "")
    return text
