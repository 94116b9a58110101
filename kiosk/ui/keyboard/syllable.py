"""What is written so far of one word: its letters, its tone, and where the tone belongs.

No spelling is checked: Đắk, Krông, Mnông, Hmông, Xtiêng and Raglai are words too. Vietnamese rhymes are
known only to tell a modifier that comes late in a syllable from an ordinary letter. May not know keys,
methods or Qt.
"""

import unicodedata
from dataclasses import dataclass
from enum import Enum, StrEnum


class Tone(Enum):
    """The tones, by their combining mark; the level tone (ngang) has none."""

    LEVEL = ""
    SAC = "\u0301"
    HUYEN = "\u0300"
    HOI = "\u0309"
    NGA = "\u0303"
    NANG = "\u0323"


class ToneStyle(StrEnum):
    """Where the tone stands in an open oa, oe, uy: old style hòa, thúy; new style hoà, thuý."""

    OLD = "old"
    NEW = "new"


class Mark(Enum):
    """A mark that makes another letter, by its combining character; the bar of đ has none in Unicode."""

    CIRCUMFLEX = "\u0302"
    BREVE = "\u0306"
    HORN = "\u031b"
    BAR = "bar"


_TONES = {tone.value: tone for tone in Tone if tone.value}
_VOWELS = frozenset("aeiouy")

#: Which letters take which mark in Vietnamese.
TAKES: dict[Mark, frozenset[str]] = {
    Mark.CIRCUMFLEX: frozenset("aeo"),
    Mark.BREVE: frozenset("a"),
    Mark.HORN: frozenset("ou"),
    Mark.BAR: frozenset("d"),
}

FINALS = frozenset({"", "c", "ch", "m", "n", "ng", "nh", "p", "t"})

#: Every group of vowels a Vietnamese rhyme may have, marks written, tones not.
_GROUPS = (
    "a ă â e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iê iêu iu oa oă oai oao oay oe oeo oi oo ôi ơi ua uâ "
    "uây uê ui uơ uô uôi uy uya uyê uyu ưa ưi ươ ươi ươu ưu yê yêu"
)
VOWEL_GROUPS = frozenset(_GROUPS.split())


def base_of(letter: str) -> str:
    """The plain small letter under all marks: ``Ễ`` gives ``e``, ``Đ`` gives ``d``."""
    first = unicodedata.normalize("NFD", letter)[0].lower()
    return {"đ": "d", "ƀ": "b"}.get(first, first)


def mark_of(letter: str) -> Mark | None:
    """The mark a letter without tone carries, if it is one of the four of Vietnamese."""
    if letter.lower() == "đ":
        return Mark.BAR
    marks = unicodedata.normalize("NFD", letter)[1:]
    for mark in (Mark.CIRCUMFLEX, Mark.BREVE, Mark.HORN):
        if mark.value in marks:
            return mark
    return None


def marked(letter: str, mark: Mark | None) -> str:
    """The letter with this mark in place of the one it has; case is kept."""
    base = base_of(letter)
    base = base.upper() if letter.isupper() else base
    if mark is None:
        return base
    if mark is Mark.BAR:
        return "Đ" if base == "D" else "đ"
    return unicodedata.normalize("NFC", base + mark.value)


def is_vowel(letter: str) -> bool:
    """Whether a letter, marks or not, is one of a e i o u y."""
    return base_of(letter) in _VOWELS


def clusters(text: str) -> list[str]:
    """Text cut into letters with all their combining marks."""
    out: list[str] = []
    for char in text:
        if out and unicodedata.combining(char):
            out[-1] += char
        else:
            out.append(char)
    return out


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without the live tone, and that tone. A tone written in an earlier vowel group stays in
    its letter.
    """

    letters: tuple[str, ...] = ()
    tone: Tone = Tone.LEVEL

    @classmethod
    def read(cls, text: str) -> "Word":
        """Takes a written word apart; ``Word.read(t).written()`` has the letters and tone of ``t``."""
        letters = [unicodedata.normalize("NFC", cluster) for cluster in clusters(text)]
        start, end = _last_group(letters)
        tone = Tone.LEVEL
        for at in range(start, end):
            for char in unicodedata.normalize("NFD", letters[at]):
                if char in _TONES:
                    tone = _TONES[char]
                    letters[at] = _without(letters[at], char)
        return cls(tuple(letters), tone)

    def written(self, style: ToneStyle = ToneStyle.OLD) -> str:
        """The word as text in NFC, its tone where the style puts it."""
        letters = list(self.letters)
        at = tone_place(self.letters, style)
        if at is not None and self.tone is not Tone.LEVEL:
            letters[at] = unicodedata.normalize("NFC", letters[at] + self.tone.value)
        return "".join(letters)

    def group(self) -> tuple[int, int]:
        """Start and end of the last vowel group, without the u of qu and the i of gi; start == end when
        none.
        """
        return _last_group(self.letters)

    def with_letters(self, letters: tuple[str, ...]) -> "Word":
        """The same tone over other letters; a word without a vowel has no tone."""
        start, end = _last_group(letters)
        return Word(letters, self.tone if end > start else Tone.LEVEL)


def _without(letter: str, tone: str) -> str:
    decomposed = unicodedata.normalize("NFD", letter).replace(tone, "", 1)
    return unicodedata.normalize("NFC", decomposed)


def _last_group(letters: tuple[str, ...] | list[str]) -> tuple[int, int]:
    end = len(letters)
    while end > 0 and not is_vowel(letters[end - 1]):
        end -= 1
    start = end
    while start > 0 and is_vowel(letters[start - 1]):
        start -= 1
    if end - start > 1 and start > 0:
        onset, first = base_of(letters[start - 1]), letters[start].lower()
        if (onset == "q" and first == "u") or (onset == "g" and first == "i" and start == 1):
            start += 1
    return start, end


def tone_place(letters: tuple[str, ...], style: ToneStyle) -> int | None:
    """Which letter of a word carries its tone; None when there is no vowel.

    ê and ơ always win, then any other marked vowel of a closed or single place; an open pair has it on the
    first (new style: on the second of oa, oe, uy), a closed group on the last, three vowels on the middle
    one.
    """
    start, end = _last_group(letters)
    if start == end:
        return None
    vowels = [marked_lower(letter) for letter in letters[start:end]]
    for winner in ("ơ", "ê"):
        if winner in vowels:
            return start + vowels.index(winner)
    if len(vowels) == 1:
        return start
    if end < len(letters):
        return end - 1
    if len(vowels) > 2:
        return start + 1
    for at, vowel in enumerate(vowels):
        if vowel in ("â", "ă", "ô"):
            return start + at
    if style is ToneStyle.NEW and "".join(vowels) in ("oa", "oe", "uy"):
        return start + 1
    return start


def marked_lower(letter: str) -> str:
    """A letter in small case, as it stands in ``VOWEL_GROUPS``."""
    return unicodedata.normalize("NFC", letter.lower())


def rhyme_is_vietnamese(letters: tuple[str, ...]) -> bool:
    """Whether the last vowel group and what follows it could end a Vietnamese syllable."""
    start, end = _last_group(letters)
    group = "".join(marked_lower(letter) for letter in letters[start:end])
    final = "".join(marked_lower(letter) for letter in letters[end:])
    return group in VOWEL_GROUPS and final in FINALS


_PLAIN_GROUPS = frozenset("".join(base_of(letter) for letter in group) for group in VOWEL_GROUPS)


def rhyme_may_become_vietnamese(letters: tuple[str, ...]) -> bool:
    """The same while marks are still to come: ``uong`` may become ``ương``."""
    start, end = _last_group(letters)
    group = "".join(base_of(letter) for letter in letters[start:end])
    final = "".join(marked_lower(letter) for letter in letters[end:])
    return group in _PLAIN_GROUPS and final in FINALS
