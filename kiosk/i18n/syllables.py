"""Where a word of a script that writes no spaces may be broken: between orthographic syllables, never inside one.

Khmer, Tai Viet and Cham (Akhar Thrah). Knows letters, no language and no dictionary: what a translator marks with a space
or U+200B is always the better place. May not know lines or fonts.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

_MARKS = ("Mn", "Mc", "Me", "Cf")

_COENG = "\u17d2"  # joins the next consonant below this one
_TAI_VIET_BEFORE = frozenset(
    "\uaab5\uaab6\uaab9\uaabb\uaabc"
)  # vowels typed and drawn before their consonant
_TAI_VIET_ALONE = frozenset("\uaadb\uaadc")  # the logograms for person and one
_TAI_VIET_LABIAL = frozenset("\uaaaa\uaaab")  # after a consonant these also round it


def khmer_syllables(text: str) -> list[str]:
    """A Khmer run as orthographic syllables: a base, what is stacked under it, its vowels and signs."""
    syllables: list[str] = []
    stacked = False
    for char in text:
        starts = not stacked and not "\u17b4" <= char <= "\u17d3" and char != "\u17dd"
        starts = starts and unicodedata.category(char) not in ("Mn", "Mc", "Cf")
        if starts or not syllables:
            syllables.append(char)
        else:
            syllables[-1] += char
        stacked = char == _COENG
    return syllables


def tai_viet_syllables(text: str) -> list[str]:
    """A Tai Viet run as syllables: a consonant, the vowel before, around or after it, the tone, the final consonant.

    A consonant without any vowel of its own closes the syllable before it.
    """
    syllables: list[str] = []
    waiting = False  # a vowel stands before the consonant still to come
    for index, char in enumerate(text):
        if char in _TAI_VIET_BEFORE or char in _TAI_VIET_ALONE:
            starts = not waiting
            waiting = char in _TAI_VIET_BEFORE
        elif waiting:
            starts = False
            waiting = not _is_tai_viet_consonant(char)
        else:
            starts = _is_tai_viet_consonant(char) and _has_its_vowel(text, index)
        if starts or not syllables:
            syllables.append(char)
        else:
            syllables[-1] += char
    return syllables


def _is_tai_viet_consonant(char: str) -> bool:
    return "\uaa80" <= char <= "\uaaaf"


def _has_its_vowel(text: str, index: int) -> bool:
    """Whether a vowel follows this consonant, past the mark of a tone or of rounding."""
    after = index + 1
    if text[after : after + 1] in _TAI_VIET_LABIAL and _is_vowel(text[after + 1 : after + 2]):
        return True
    while after < len(text) and text[after] in "\uaabf\uaac0\uaac1\uaac2":
        after += 1
    return _is_vowel(text[after : after + 1])


def _is_vowel(char: str) -> bool:
    """A vowel above, below or after; ꪮ is both a consonant and the vowel o, and a vowel between two consonants."""
    return bool(char) and (
        ("\uaab0" <= char <= "\uaabe" and char not in _TAI_VIET_BEFORE) or char == "\uaaae"
    )


def cham_syllables(text: str) -> list[str]:
    """A run of Akhar Thrah as syllables: a letter with its signs, and the final consonant after it."""
    syllables: list[str] = []
    for char in text:
        if "\uaa00" <= char <= "\uaa28" or not syllables:
            syllables.append(char)
        else:
            syllables[-1] += char
    return syllables


@dataclass(frozen=True, slots=True)
class Writing:
    """A script without spaces: its block and how it falls into syllables. ``finals_look_alike``: a letter that closes a
    syllable looks like one that begins the next, so a bare letter is kept with what stands before it.
    """

    first: str
    last: str
    syllables: Callable[[str], list[str]]
    begins: tuple[str, str]  # the letters a syllable can begin with
    finals_look_alike: bool = False

    def has(self, char: str) -> bool:
        """Whether the character is of this script."""
        return self.first <= char <= self.last

    def begins_with(self, char: str) -> bool:
        """Whether a syllable can begin so; a sign of punctuation stays with what precedes it."""
        return self.begins[0] <= char <= self.begins[1]


WRITINGS = (
    Writing("\u1780", "\u17ff", khmer_syllables, ("\u1780", "\u17b3"), finals_look_alike=True),
    Writing("\uaa80", "\uaadf", tai_viet_syllables, ("\uaa80", "\uaadc")),
    Writing("\uaa00", "\uaa5f", cham_syllables, ("\uaa00", "\uaa28")),
)


def writing_of(char: str) -> Writing | None:
    """The script without spaces this character belongs to; None for all others."""
    return next((writing for writing in WRITINGS if writing.has(char)), None)


def runs_of(word: str) -> list[tuple[Writing | None, str]]:
    """A word as runs of one script each; marks and joiners stay with the letter before them."""
    runs: list[tuple[Writing | None, str]] = []
    for char in word:
        writing = writing_of(char)
        if runs and (writing is runs[-1][0] or unicodedata.category(char) in _MARKS):
            runs[-1] = (runs[-1][0], runs[-1][1] + char)
        else:
            runs.append((writing, char))
    return runs


def clusters(text: str) -> list[str]:
    """What is never torn apart, not even in a word too long for any line: syllables, or letters with their marks."""
    found: list[str] = []
    for writing, run in runs_of(text):
        if writing is not None:
            found += writing.syllables(run)
            continue
        for char in run:
            if found and unicodedata.category(char) in _MARKS:
                found[-1] += char
            else:
                found.append(char)
    return found


_UNMARKED = re.compile("[\uaa00-\uaa5f\uaa80-\uaadf]{13,}")
"""Longer than any word: Tai Viet or Akhar Thrah typed without spaces."""


def with_breaks(text: str) -> str:
    """U+200B between the syllables of a long run without spaces, so that screens and papers break lines there and nowhere
    else. Khmer is left as its translators marked it.
    """
    return _UNMARKED.sub(lambda run: "\u200b".join(clusters(run.group())), text)
