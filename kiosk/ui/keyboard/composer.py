"""Typing Vietnamese: from one key and the text before the cursor to what must be deleted and written instead.

Nothing is kept but the keys a person has undone in the word in hand, so a cursor set anywhere, a
correction by the officer or a swept-away field never confuse it. Rules of Telex and VNI: domain facts on
typing, 6.1. Knows no Qt.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from kiosk.ui.keyboard.syllable import (
    TAKES,
    Mark,
    Tone,
    ToneStyle,
    Word,
    base_of,
    clusters,
    is_vowel,
    mark_of,
    marked,
    rhyme_is_vietnamese,
    rhyme_may_become_vietnamese,
)


class Method(StrEnum):
    """How a person types: letters as they are with tone keys beside them, Telex, or VNI."""

    TONE_KEYS = "tone-keys"
    TELEX = "telex"
    VNI = "vni"


@dataclass(frozen=True, slots=True)
class Edit:
    """Delete so many characters (code points) before the cursor, then write this."""

    delete: int
    insert: str


_TELEX_TONES = {"s": Tone.SAC, "f": Tone.HUYEN, "r": Tone.HOI, "x": Tone.NGA, "j": Tone.NANG, "z": Tone.LEVEL}
_VNI_TONES = {"1": Tone.SAC, "2": Tone.HUYEN, "3": Tone.HOI, "4": Tone.NGA, "5": Tone.NANG, "0": Tone.LEVEL}
_VNI_MARKS = {"6": Mark.CIRCUMFLEX, "7": Mark.HORN, "8": Mark.BREVE, "9": Mark.BAR}


class Composer:
    """The typing engine of one field.

    ``lone_w`` lets ``w`` without a vowel before it write ư, as most people's Telex does.
    """

    def __init__(
        self, method: Method = Method.TONE_KEYS, style: ToneStyle = ToneStyle.OLD, *, lone_w: bool = True
    ) -> None:
        self.method = method
        self.style = style
        self._lone_w = lone_w
        self._undone: set[str] = set()
        self._seen = ""
        # Whether the ư before the cursor was written by the last key, a w standing alone: a second w is
        # then a w.
        self._pressed_lone_w = False
        self._from_lone_w = False

    def key(self, before: str, char: str) -> Edit:
        """One character (or letter with combining marks) typed after ``before``. Characters outside words
        end the word and are written as they are.
        """
        tail = self._word_before(before)
        if not _in_word(char) and not (self.method is Method.VNI and char.isdigit() and tail):
            self._forget()
            return Edit(0, char)
        word = Word.read(tail)
        key = char.lower()
        self._from_lone_w, self._pressed_lone_w = self._pressed_lone_w, False
        changed = None if key in self._undone else self._transformed(word, char)
        if changed is None:
            changed = self._appended(word, char)
        return self._edit(tail, changed)

    def tone(self, before: str, tone: Tone) -> Edit:
        """A tone key pressed: sets the tone of the word in hand, or takes it away when it is already
        there.
        """
        tail = self._word_before(before)
        self._pressed_lone_w = False
        word = Word.read(tail)
        start, end = word.group()
        if start == end:
            return Edit(0, "")
        return self._edit(tail, Word(word.letters, Tone.LEVEL if word.tone is tone else tone))

    def backspace(self, before: str) -> Edit:
        """Takes the last letter away with its marks; the tone stays with the word and finds its new place."""
        tail = self._word_before(before)
        self._pressed_lone_w = False
        if not tail:
            self._forget()
            return Edit(len(clusters(before)[-1]) if before else 0, "")
        word = Word.read(tail)
        shorter = word.with_letters(word.letters[:-1])
        if not shorter.letters:
            self._undone.clear()
        return self._edit(tail, shorter)

    # -- the word in hand

    def _word_before(self, before: str) -> str:
        start = len(before)
        while start > 0 and _in_word(before[start - 1]):
            start -= 1
        tail = before[start:]
        if tail != self._seen:
            self._undone.clear()
            self._pressed_lone_w = False
        return tail

    def _forget(self) -> None:
        self._undone.clear()
        self._pressed_lone_w = False
        self._seen = ""

    def _edit(self, tail: str, word: Word) -> Edit:
        written = word.written(self.style)
        self._seen = written
        same = 0
        while same < min(len(tail), len(written)) and tail[same] == written[same]:
            same += 1
        # Never part a letter from a combining mark that belongs to it.
        while same and any(
            same < len(text) and unicodedata.combining(text[same]) for text in (tail, written)
        ):
            same -= 1
        return Edit(len(tail) - same, written[same:])

    def _appended(self, word: Word, char: str) -> Word:
        letters = word.letters
        if unicodedata.combining(char[0]):
            # A mark typed by itself (ơ̆ has no letter of its own in Unicode) belongs to the letter before it.
            return Word.read(word.written(self.style) + char) if letters else word
        if len(letters) >= 2 and not self._undone & {"w", "7"}:
            letters = _joined_horns(letters)
        longer = Word((*letters, char), word.tone)
        if word.tone is not Tone.LEVEL and is_vowel(char) and not is_vowel(letters[-1]):
            # A new vowel group begins: the tone stays where it is written.
            return Word.read(word.written(self.style) + char)
        return longer

    # -- what a key means

    def _transformed(self, word: Word, char: str) -> Word | None:
        key = char.lower()
        if self.method is Method.TELEX:
            if key in _TELEX_TONES:
                return self._toned(word, char, _TELEX_TONES[key])
            if key in ("a", "e", "o"):
                return self._marked(word, char, Mark.CIRCUMFLEX, key)
            if key == "d":
                return self._barred(word, char)
            if key == "w":
                return self._horned(word, char)
        elif self.method is Method.VNI:
            if key in _VNI_TONES:
                return self._toned(word, char, _VNI_TONES[key])
            mark = _VNI_MARKS.get(key)
            if mark is Mark.BAR:
                return self._barred(word, char)
            if mark is Mark.HORN:
                return self._horned(word, char, only=Mark.HORN)
            if mark is not None:
                return self._marked(word, char, mark, "")
        return None

    def _toned(self, word: Word, char: str, tone: Tone) -> Word | None:
        start, end = word.group()
        if start == end:
            return None
        if word.tone is tone:
            if tone is Tone.LEVEL:
                return None
            return self._undo(Word(word.letters, Tone.LEVEL), char)
        return Word(word.letters, tone)

    def _marked(self, word: Word, char: str, mark: Mark, only: str) -> Word | None:
        start, end = word.group()
        for at in range(end - 1, start - 1, -1):
            letter = word.letters[at]
            base = base_of(letter)
            if base not in TAKES[mark] or (only and base != only):
                continue
            changed = _with(word, at, mark)
            if at < len(word.letters) - 1 and not rhyme_is_vietnamese(changed.letters):
                continue
            if mark_of(letter) is mark:
                return self._undo(_with(word, at, None), char)
            return changed
        return None

    def _barred(self, word: Word, char: str) -> Word | None:
        if not word.letters:
            return None
        for at in dict.fromkeys((len(word.letters) - 1, 0)):
            letter = word.letters[at]
            if base_of(letter) != "d":
                continue
            # Late in the word, only a whole syllable between the two makes it a modifier.
            if at < len(word.letters) - 1 and not rhyme_may_become_vietnamese(word.letters):
                continue
            if mark_of(letter) is Mark.BAR:
                return self._undo(_with(word, at, None), char)
            return _with(word, at, Mark.BAR)
        return None

    def _horned(self, word: Word, char: str, only: Mark | None = None) -> Word | None:
        start, end = word.group()
        group = [base_of(letter) for letter in word.letters[start:end]]
        marks = [mark_of(letter) for letter in word.letters[start:end]]
        closed = end < len(word.letters)
        for at in range(len(group) - 1):
            if group[at : at + 2] == ["u", "o"]:
                return self._horned_pair(
                    word, char, start + at, open_pair=not closed and at + 2 == len(group)
                )
        if group == ["u", "u"]:
            order = [0, 1]
        elif group == ["u", "a"] and not closed and only is None and marks[1] is None:
            order = [0]  # mưa, not muă
        else:
            order = list(range(len(group) - 1, -1, -1))
        for at in order:
            mark = Mark.BREVE if group[at] == "a" and only is None else Mark.HORN
            if group[at] not in TAKES[mark]:
                continue
            place = start + at
            changed = _with(word, place, mark)
            if place < len(word.letters) - 1 and not rhyme_is_vietnamese(changed.letters):
                continue
            if marks[at] is not mark:
                return changed
            if self._from_lone_w:
                return self._undo(Word(word.letters[:-1], word.tone), char)
            return self._undo(_with(word, place, None), char)
        if start == end and self._lone_w and only is None:
            self._pressed_lone_w = True
            return Word((*word.letters, "Ư" if char.isupper() else "ư"), word.tone)
        return None

    def _horned_pair(self, word: Word, char: str, at: int, *, open_pair: bool) -> Word | None:
        first, second = mark_of(word.letters[at]), mark_of(word.letters[at + 1])
        if second is Mark.HORN and (first is Mark.HORN or open_pair):
            return self._undo(_with(_with(word, at, None), at + 1, None), char)
        changed = _with(word, at + 1, Mark.HORN)
        if open_pair and first is None:
            return changed  # huơ, thuở; a letter that follows turns it into ươ
        return _with(changed, at, Mark.HORN)

    def _undo(self, word: Word, char: str) -> Word:
        self._undone.add(char.lower())
        return Word((*word.letters, char), word.tone)


def _in_word(char: str) -> bool:
    """Whether a letter, or a letter with its combining marks (ơ̆ is one key), belongs to a word."""
    return char[:1].isalpha() or bool(char and unicodedata.combining(char[0]))


def _with(word: Word, at: int, mark: Mark | None) -> Word:
    letters = list(word.letters)
    letters[at] = marked(letters[at], mark)
    return Word(tuple(letters), word.tone)


def _joined_horns(letters: tuple[str, ...]) -> tuple[str, ...]:
    """uơ or ưo before a further letter is ươ, unless the u belongs to qu."""
    start, end = Word(letters).group()
    if end - start < 2 or end != len(letters):
        return letters
    pair = letters[-2:]
    if [base_of(letter) for letter in pair] != ["u", "o"]:
        return letters
    if {mark_of(letter) for letter in pair} != {Mark.HORN, None}:
        return letters
    return (*letters[:-2], *(marked(letter, Mark.HORN) for letter in pair))
