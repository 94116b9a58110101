"""Turns a piece of text into placed glyphs: runs split by script, each shaped by HarfBuzz for the PDF writer.

The PDF writer neither shapes by default nor looks for a letter in a second font, so both are done here. Knows
fonts and glyphs; may not know lines, pages or what a text says. Keeps no text beyond one document: names of
people pass through here.
"""

import threading
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import uharfbuzz
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from kiosk.documents.fonts import SHIPPED, FontFamily, family_of

_REGISTERING = threading.Lock()
_PRIVATE_FIRST = 0xE000
_REPLACEMENT = "\ufffd"
_FEATURES = {"kern": True, "liga": False, "dlig": False}
_JOINERS = frozenset("\u200c\u200d")
ZERO_WIDTH_SPACE = "\u200b"
NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True, slots=True)
class Face:
    """One font file ready for the PDF writer: its registered name, its HarfBuzz font, the characters it
    has.
    """

    name: str
    family: FontFamily
    hb_font: uharfbuzz.Font
    pdf_font: TTFont
    characters: frozenset[int]


@dataclass(frozen=True, slots=True)
class Place:
    """Where HarfBuzz puts a glyph, in thousandths of an em. ``width`` is the step the font itself would
    make.
    """

    x_advance: float
    x_offset: float
    y_offset: float
    width: float


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive text of one font: a character for each glyph, as the PDF writer names it, and the
    glyph's place.
    """

    face: Face
    text: str
    glyphs: str
    places: tuple[Place, ...]

    @property
    def advance(self) -> float:
        """Width in thousandths of an em."""
        return sum(place.x_advance for place in self.places)


def clean(text: str) -> str:
    """Text as it is set: NFC, line ends and tabs as spaces, other control characters dropped."""
    text = unicodedata.normalize("NFC", text)
    spaced = (" " if char in "\n\r\t\u2028\u2029" else char for char in text)
    return "".join(char for char in spaced if unicodedata.category(char) not in ("Cc", "Cs", "Co"))


@cache
def _load(path: Path) -> tuple[str, TTFont, uharfbuzz.Font, frozenset[int]]:
    with _REGISTERING:
        name = f"kiosk-{path.stem}"
        font = TTFont(name, str(path), asciiReadable=False)
        characters = frozenset(font.face.charToGlyph)
        hb_font = uharfbuzz.Font(font.hbFace)
        _name_every_glyph(font, hb_font)
        pdfmetrics.registerFont(font)
    return name, font, hb_font, characters


def _name_every_glyph(font: TTFont, hb_font: uharfbuzz.Font) -> None:
    """Give every glyph no character leads to a private code, in glyph order.

    The PDF writer reaches glyphs through characters. Left alone it hands such codes out in the order in which
    glyphs turn up, and the bytes of a paper would depend on the papers printed before it.
    """
    face: Any = font.face
    code = _PRIVATE_FIRST
    for glyph in range(hb_font.face.glyph_count):
        if glyph in face.glyphToChar:
            continue
        face.charToGlyph[code] = glyph
        face.glyphToChar[glyph] = [code]
        face.charWidths[code] = _thousandths(font, hb_font.get_glyph_h_advance(glyph))
        code += 1


def _thousandths(font: Any, units: int) -> float:
    """Font units as thousandths of an em, whatever the font counts in."""
    return float(font.pdfScale(units))


def face_of(family: FontFamily, *, bold: bool) -> Face:
    """The face of a family, loaded on first use and kept: the fonts hold nothing personal."""
    name, font, hb_font, characters = _load(family.bold if bold else family.regular)
    return Face(name, family, hb_font, font, characters)


def split_by_script(text: str, shelf: tuple[FontFamily, ...] = SHIPPED) -> list[tuple[FontFamily, str]]:
    """Consecutive pieces of one family each. Combining marks and joiners stay with the letter they belong
    to.
    """
    pieces: list[tuple[FontFamily, str]] = []
    for char in text:
        follows = char in _JOINERS or unicodedata.category(char) in ("Mn", "Mc", "Me")
        family = pieces[-1][0] if follows and pieces else family_of(ord(char), shelf)
        if pieces and pieces[-1][0] is family:
            pieces[-1] = (family, pieces[-1][1] + char)
        else:
            pieces.append((family, char))
    return pieces


def missing_characters(text: str, shelf: tuple[FontFamily, ...] = SHIPPED) -> tuple[str, ...]:
    """The characters of a text no shipped font has: they are printed as U+FFFD, never dropped in silence."""
    lost: dict[str, None] = {}
    for family, piece in split_by_script(clean(text).replace(ZERO_WIDTH_SPACE, ""), shelf):
        have = face_of(family, bold=False).characters
        lost.update({char: None for char in piece if ord(char) not in have and char not in _JOINERS})
    return tuple(lost)


class Shaper:
    """Shapes and measures for one document, remembering its words until the document is done."""

    def __init__(self, shelf: tuple[FontFamily, ...] = SHIPPED) -> None:
        self.shelf = shelf
        self._known: dict[tuple[str, bool], tuple[Run, ...]] = {}

    def runs(self, text: str, *, bold: bool) -> tuple[Run, ...]:
        """The shaped runs of a text that has been through ``clean``."""
        key = (text, bold)
        found = self._known.get(key)
        if found is None:
            visible = text.replace(ZERO_WIDTH_SPACE, "")
            pieces = split_by_script(visible, self.shelf)
            found = tuple(self._shape(face_of(family, bold=bold), piece) for family, piece in pieces)
            self._known[key] = found
        return found

    def width(self, text: str, size: float, *, bold: bool) -> float:
        """Width in points."""
        return sum(run.advance for run in self.runs(text, bold=bold)) * size / 1000

    def _shape(self, face: Face, text: str) -> Run:
        shown = "".join(
            char if ord(char) in face.characters or char in _JOINERS else _REPLACEMENT for char in text
        )
        if _REPLACEMENT in shown and ord(_REPLACEMENT) not in face.characters:
            shown = shown.replace(_REPLACEMENT, "?")
        buffer = uharfbuzz.Buffer()
        buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
        buffer.add_str(shown)
        buffer.guess_segment_properties()
        uharfbuzz.shape(face.hb_font, buffer, _FEATURES)
        font: Any = face.pdf_font.face
        glyphs: list[str] = []
        places: list[Place] = []
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            code = font.glyphToChar[info.codepoint][0]
            glyphs.append(chr(code))
            places.append(
                Place(
                    _thousandths(face.pdf_font, position.x_advance),
                    _thousandths(face.pdf_font, position.x_offset),
                    _thousandths(face.pdf_font, position.y_offset),
                    float(font.charWidths[code]),
                )
            )
        return Run(face, text, "".join(glyphs), tuple(places))
