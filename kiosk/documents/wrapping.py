"""Finds where a line may end and fills lines: by spaces, by zero-width spaces, and by syllable where a script has no spaces.

Without a dictionary the safe break is between orthographic syllables (``kiosk.i18n.syllables``); a Khmer
syllable that may only close the word before it (a bare consonant) is kept with it. A translator who
writes U+200B between words gets exactly those breaks first. May not know pages or the PDF writer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from kiosk.documents.shaping import ZERO_WIDTH_SPACE, Shaper
from kiosk.i18n.syllables import Writing, clusters, runs_of

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


def _syllable_atoms(writing: Writing, text: str, bold: bool) -> list[Atom]:
    syllables = writing.syllables(text)
    atoms: list[Atom] = []
    for index, syllable in enumerate(syllables):
        following = syllables[index + 1] if index + 1 < len(syllables) else ""
        after = Break.SYLLABLE
        if not following or not writing.begins_with(following[0]) or not writing.begins_with(syllable[0]):
            after = Break.NEVER  # signs and punctuation stay with what precedes them
        elif writing.finals_look_alike and len(following) == 1 and len(syllable) > 1:
            after = Break.FORCED  # a bare consonant mostly closes the syllable before it
        atoms.append(Atom(syllable, bold, after))
    return atoms


def _word_atoms(word: str, bold: bool) -> list[Atom]:
    atoms: list[Atom] = []
    for writing, piece in runs_of(word):
        if writing is not None:
            atoms += _syllable_atoms(writing, piece, bold)
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
    first, *others = clusters(word)
    head = first
    for cluster in others:
        if shaper.width(head + cluster, size, bold=bold) > width:
            break
        head += cluster
    rest = word[len(head) :]
    parts = [Atom(head, bold, Break.FORCED)]
    if rest:
        parts.append(Atom(rest, bold, atoms[end].after, atoms[end].space))
    atoms[: end + 1] = parts


def _line(atoms: list[Atom], size: float, shaper: Shaper) -> Line:
    pieces: list[Span] = []
    for index, atom in enumerate(atoms):
        text = atom.text + (" " if atom.space and index + 1 < len(atoms) else "")
        if pieces and pieces[-1].bold == atom.bold:
            pieces[-1] = Span(pieces[-1].text + text, atom.bold)
        else:
            pieces.append(Span(text, atom.bold))
    return Line(tuple(pieces), sum(shaper.width(piece.text, size, bold=piece.bold) for piece in pieces))
