"""Finds where a line may end and fills lines: by spaces, by zero-width spaces, and inside Khmer by syllable.

Khmer writes no spaces between words. Without a dictionary the safe break is between orthographic syllables,
and a syllable that may only close the word before it (a bare consonant) is kept with it. A translator who
writes U+200B between words gets exactly those breaks first. May not know pages or the PDF writer.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from kiosk.documents.shaping import ZERO_WIDTH_SPACE, Shaper

_COENG = 0x17D2  # joins the next consonant below this one
_FIRST_BASE, _LAST_BASE = 0x1780, 0x17B3
_FIRST_SIGN, _LAST_SIGN = 0x17B4, 0x17D3
_LONG_CODE = 12  # a hyphenated word from this length on is a number such as the slip's and may end a line


class Break(IntEnum):
    """How good it is to end a line after an atom."""

    NEVER = 0
    FORCED = 1  # between two clusters of a word too long for any line
    SYLLABLE = 2
    WORD = 3


@dataclass(frozen=True, slots=True)
class Span:
    """Text of one weight inside a paragraph."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Atom:
    """The smallest piece a line is filled with; ``space`` says a space follows it when the line goes on."""

    text: str
    bold: bool
    after: Break
    space: bool = False


def _is_base(char: str) -> bool:
    return _FIRST_BASE <= ord(char) <= _LAST_BASE


def khmer_syllables(text: str) -> list[str]:
    """A Khmer run as orthographic syllables: a base, what is stacked under it, its vowels and signs."""
    syllables: list[str] = []
    stacked = False
    for char in text:
        code = ord(char)
        starts = not stacked and not _FIRST_SIGN <= code <= _LAST_SIGN and code != 0x17DD
        starts = starts and unicodedata.category(char) not in ("Mn", "Mc", "Cf")
        if starts or not syllables:
            syllables.append(char)
        else:
            syllables[-1] += char
        stacked = code == _COENG
    return syllables


def _khmer_atoms(text: str, bold: bool) -> list[Atom]:
    syllables = khmer_syllables(text)
    atoms: list[Atom] = []
    for index, syllable in enumerate(syllables):
        following = syllables[index + 1] if index + 1 < len(syllables) else ""
        after = Break.SYLLABLE
        if not following or not _is_base(following[0]) or not _is_base(syllable[0]):
            after = Break.NEVER  # signs and punctuation stay with what precedes them
        elif len(following) == 1 and len(syllable) > 1:
            after = Break.FORCED  # a bare consonant mostly closes the syllable before it
        atoms.append(Atom(syllable, bold, after))
    return atoms


def _clusters(text: str) -> list[str]:
    """Letters with their combining marks."""
    found: list[str] = []
    for char in text:
        if found and unicodedata.category(char) in ("Mn", "Mc", "Me", "Cf"):
            found[-1] += char
        else:
            found.append(char)
    return found


def _word_atoms(word: str, bold: bool) -> list[Atom]:
    atoms: list[Atom] = []
    for piece in _same_script(word):
        if any(_FIRST_BASE <= ord(char) <= 0x17FF for char in piece):
            atoms += _khmer_atoms(piece, bold)
            continue
        start = 0
        for index, char in enumerate(piece[:-1]):
            long_code = len(piece) >= _LONG_CODE
            between_letters = index > 0 and piece[index - 1].isalpha() and piece[index + 1].isalpha()
            if char in "-–/" and (long_code or between_letters):
                atoms.append(Atom(piece[start : index + 1], bold, Break.SYLLABLE))
                start = index + 1
        atoms.append(Atom(piece[start:], bold, Break.NEVER))
    return atoms


def _same_script(word: str) -> list[str]:
    pieces: list[str] = []
    khmer_before: bool | None = None
    for char in word:
        khmer = _FIRST_BASE <= ord(char) <= 0x17FF or (
            bool(khmer_before) and unicodedata.category(char) in ("Mn", "Mc", "Cf")
        )
        if khmer is khmer_before:
            pieces[-1] += char
        else:
            pieces.append(char)
        khmer_before = khmer
    return pieces


def atoms_of(spans: Iterable[Span]) -> list[Atom]:
    """A paragraph as atoms. The text must have been through ``shaping.clean``."""
    atoms: list[Atom] = []
    for span in spans:
        for number, word in enumerate(span.text.split(" ")):
            if number and atoms:
                last = atoms[-1]
                atoms[-1] = Atom(last.text, last.bold, Break.WORD, space=True)
            for part_number, part in enumerate(word.split(ZERO_WIDTH_SPACE)):
                if part_number and atoms and not atoms[-1].space:
                    atoms[-1] = Atom(atoms[-1].text, atoms[-1].bold, Break.WORD)
                if part:
                    atoms += _word_atoms(part, span.bold)
    return atoms


@dataclass(frozen=True, slots=True)
class Line:
    """One filled line: pieces of one weight each, and its width in points."""

    pieces: tuple[Span, ...]
    width: float

    @property
    def text(self) -> str:
        """What the line says."""
        return "".join(piece.text for piece in self.pieces)


def fill(spans: Iterable[Span], width: float, size: float, shaper: Shaper) -> tuple[Line, ...]:
    """Lines no wider than ``width`` points. Nothing is ever left out or cut: a word too long is broken."""
    waiting = atoms_of(spans)
    lines: list[Line] = []
    while waiting:
        room = width
        while True:
            taken = _first_line(waiting, room, size, shaper)
            line = _line(waiting[:taken], size, shaper)
            if line.width <= width or taken == 1:
                break
            room -= line.width - width  # joined atoms may be shaped wider than apart
        lines.append(line)
        waiting = waiting[taken:]
    return tuple(lines)


def _first_line(atoms: list[Atom], width: float, size: float, shaper: Shaper) -> int:
    """How many atoms go on the next line. May split the first atom in place when it alone is too wide."""
    used = 0.0
    best = {Break.FORCED: (0, 0.0), Break.SYLLABLE: (0, 0.0), Break.WORD: (0, 0.0)}
    for index, atom in enumerate(atoms):
        end = used + shaper.width(atom.text, size, bold=atom.bold)
        if end > width:
            break
        if atom.after is not Break.NEVER:
            best[atom.after] = (index + 1, end)
        used = end + (shaper.width(" ", size, bold=atom.bold) if atom.space else 0.0)
    else:
        return len(atoms)
    for kind, least in ((Break.WORD, 0.6), (Break.SYLLABLE, 0.5), (Break.WORD, 0.0), (Break.SYLLABLE, 0.0)):
        count, reached = best[kind]
        if count and reached >= least * width:
            return count
    if best[Break.FORCED][0]:
        return best[Break.FORCED][0]
    _split_until_it_fits(atoms, width, size, shaper)
    return 1


def _split_until_it_fits(atoms: list[Atom], width: float, size: float, shaper: Shaper) -> None:
    """Break a word no line can hold between two of its letters, replacing its atoms by two."""
    end = next((i for i, atom in enumerate(atoms) if atom.after >= Break.SYLLABLE), len(atoms) - 1)
    word, bold = "".join(atom.text for atom in atoms[: end + 1]), atoms[0].bold
    clusters = khmer_syllables(word) if _is_base(word[0]) else _clusters(word)
    head = clusters[0]
    for cluster in clusters[1:]:
        if shaper.width(head + cluster, size, bold=bold) > width:
            break
        head += cluster
    rest = word[len(head) :]
    first = [Atom(head, bold, Break.FORCED)]
    if rest:
        first.append(Atom(rest, bold, atoms[end].after, atoms[end].space))
    atoms[: end + 1] = first


def _line(atoms: list[Atom], size: float, shaper: Shaper) -> Line:
    pieces: list[Span] = []
    for index, atom in enumerate(atoms):
        text = atom.text + (" " if atom.space and index + 1 < len(atoms) else "")
        if pieces and pieces[-1].bold == atom.bold:
            pieces[-1] = Span(pieces[-1].text + text, atom.bold)
        else:
            pieces.append(Span(text, atom.bold))
    return Line(tuple(pieces), sum(shaper.width(piece.text, size, bold=piece.bold) for piece in pieces))
