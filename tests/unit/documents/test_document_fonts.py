"""The shipped fonts have every letter the product writes, and say whose they are."""

import itertools
import unicodedata

import pytest

from kiosk.documents.fonts import CHAM, FONT_FOLDER, KHMER, LATIN, SHIPPED, TAI_VIET, family_of
from kiosk.documents.shaping import Shaper, clean, face_of, missing_characters

VOWELS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VIETNAMESE = "".join(v + t for v, t in itertools.product(VOWELS, TONES)) + "đĐ"
# Ê-đê, Gia-rai, Ba-na, Mnông, Thái in Latin letters, Mông
MINORITIES = (
    "ŏĕĭŭƀčñŎĔĬŬɃČÑơ\u0306Ơ\u0306ê\u0306Ê\u0306ô\u0306Ô\u0306ư\u0306ă\u0306\ua78c\ua78b\u2011ō\u0304ʼ"
)
SIGNS = "–—…“”‘’•·№₫°×"
KHMER_LETTERS = "".join(map(chr, (*range(0x1780, 0x17A3), *range(0x17A5, 0x17B4), *range(0x17E0, 0x17EA))))
TAI_VIET_LETTERS = "".join(map(chr, (*range(0xAA80, 0xAAC3), *range(0xAADB, 0xAAE0))))
CHAM_LETTERS = "".join(
    map(chr, (*range(0xAA00, 0xAA37), *range(0xAA40, 0xAA4E), *range(0xAA50, 0xAA5A), *range(0xAA5C, 0xAA60)))
)


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize(
    "text", [VIETNAMESE, MINORITIES, SIGNS, KHMER_LETTERS, TAI_VIET_LETTERS, CHAM_LETTERS]
)
def test_every_letter_has_a_glyph(text: str, bold: bool) -> None:
    shown = clean(text)
    assert missing_characters(shown) == ()
    for run in Shaper().runs(shown, bold=bold):
        font = run.face.pdf_font.face
        assert 0 not in [font.charToGlyph[ord(char)] for char in run.glyphs], "glyph 0 is .notdef"


def test_a_letter_no_font_has_is_named_and_replaced_in_sight() -> None:
    assert missing_characters("Lò \u0e81 Mẫu") == ("\u0e81",)
    (run,) = Shaper().runs("\u0e81", bold=False)
    assert run.text == "\u0e81"
    glyph = run.face.pdf_font.face.charToGlyph[ord(run.glyphs)]
    assert glyph == run.face.pdf_font.face.charToGlyph[0xFFFD]


def test_each_script_has_its_family() -> None:
    assert family_of(ord("ក")) is KHMER
    assert family_of(ord("ế")) is LATIN
    assert family_of(ord("ꪀ")) is TAI_VIET
    assert family_of(ord("ꨀ")) is CHAM
    assert family_of(ord("ກ")) is LATIN


def test_fonts_are_small_and_carry_their_licence() -> None:
    for family in SHIPPED:
        for path in (family.regular, family.bold):
            assert path.stat().st_size < 200_000
            licence = FONT_FOLDER / f"OFL-{path.stem.split('-')[0]}.txt"
            assert "SIL OPEN FONT LICENSE Version 1.1" in licence.read_text("utf-8")


def test_bold_is_another_face() -> None:
    regular, bold = (face_of(LATIN, bold=weight) for weight in (False, True))
    assert regular.name != bold.name
    assert Shaper().width("mmm", 10, bold=True) > Shaper().width("mmm", 10, bold=False)


def test_composed_and_decomposed_names_are_set_alike() -> None:
    name = "Đặng Thị Mẫu"
    assert clean(unicodedata.normalize("NFD", name)) == name
    assert clean("Giàng\tA\nThử\x00") == "Giàng A Thử"
