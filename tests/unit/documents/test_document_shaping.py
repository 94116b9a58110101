"""Khmer and stacked marks come out as HarfBuzz places them, on one base line, in the same bytes every
time.
"""

from io import BytesIO

import pypdfium2
import uharfbuzz
from PIL import Image, ImageChops
from reportlab.pdfgen.canvas import Canvas

from kiosk.documents.fonts import KHMER
from kiosk.documents.page import Pen, Row, write_pdf
from kiosk.documents.paper import Paper
from kiosk.documents.shaping import Shaper, face_of, split_by_script
from kiosk.documents.wrapping import Line, Span

WOMAN = "ស្ត្រី"  # two consonants stacked under a third, a vowel above


def drawn(*texts: str) -> Image.Image:
    """Texts one under the other on an A5 page, 40 points high and 60 apart, as a grey picture at 72 dpi ×
    2.
    """
    shaper = Shaper()

    def draw(pen: Pen, x: float, y: float) -> None:
        for number, text in enumerate(texts, start=1):
            pen.line(Line((Span(text),), 0), x, y + 60 * number, 40)

    pdf = write_pdf([Row(400, draw)], Paper.A5, shaper, title="t", language="vi-VN")
    return rendered(pdf)


def rendered(pdf: bytes) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    return document[0].render(scale=2, grayscale=True).to_pil().convert("L").copy()


def ink(picture: Image.Image, top: int, bottom: int) -> tuple[int, int, int, int] | None:
    return ImageChops.invert(picture).crop((0, top, picture.width, bottom)).getbbox()


def test_khmer_consonants_are_stacked_and_no_dotted_circle_appears() -> None:
    (run,) = Shaper().runs(WOMAN, bold=False)
    assert run.face.family is KHMER
    buffer = uharfbuzz.Buffer()
    buffer.add_str(WOMAN)
    buffer.guess_segment_properties()
    uharfbuzz.shape(run.face.hb_font, buffer, {})
    expected = [info.codepoint for info in buffer.glyph_infos]
    font = run.face.pdf_font.face
    got = [font.charToGlyph[ord(char)] for char in run.glyphs]
    assert got == expected
    plain = [font.charToGlyph[ord(char)] for char in WOMAN]
    assert got != plain, "shaping must change the glyphs"
    assert font.charToGlyph[0x25CC] not in got


def test_the_pdf_writers_own_default_would_break_khmer_and_ours_does_not() -> None:
    """Shaping is off by default in the PDF writer; this would fail if we ever relied on that default."""
    face = face_of(KHMER, bold=False)
    out = BytesIO()
    canvas = Canvas(out, pagesize=(420, 595))
    canvas.setFont(face.name, 40)
    canvas.drawString(20, 595 - 80, WOMAN)
    canvas.save()
    unshaped, shaped = ink(rendered(out.getvalue()), 0, 400), ink(drawn(WOMAN), 0, 400)
    assert unshaped is not None
    assert shaped is not None
    # stacked letters need less than two thirds of the width of the same letters in a row
    assert (shaped[2] - shaped[0]) < 0.67 * (unshaped[2] - unshaped[0])


def test_raised_marks_do_not_move_the_rest_of_the_line() -> None:
    """Two words with lowered signs, then a plain one: its letters stand where they stand alone."""
    alone = ink(drawn("ករ"), 0, 200)
    picture = drawn("ផ្លូវស្លូនំករ")
    assert alone is not None
    whole = ink(picture, 0, 200)
    assert whole is not None
    width = alone[2] - alone[0]
    tail = ImageChops.invert(picture).crop((whole[2] - width, 0, whole[2], 200)).getbbox()
    assert tail is not None
    assert (tail[1], tail[3]) == (alone[1], alone[3])


def test_stacked_latin_marks_stand_above_their_letter() -> None:
    plain, marked = ink(drawn("Ơ"), 0, 200), ink(drawn("Ơ\u0306"), 0, 200)
    assert plain is not None
    assert marked is not None
    assert marked[1] < plain[1] - 5, "the breve adds height"
    assert marked[2] - marked[0] <= plain[2] - plain[0] + 4, "and no width"


def test_runs_are_split_by_script_and_marks_stay_with_their_letter() -> None:
    pieces = [(family.script, text) for family, text in split_by_script("Xã ភូមិ 12 Ơ\u0306")]
    assert pieces == [("Latn", "Xã "), ("Khmr", "ភូមិ"), ("Latn", " 12 Ơ\u0306")]


def test_zero_width_spaces_are_not_drawn() -> None:
    shaper = Shaper()
    assert shaper.width("ភូមិ\u200bភូមិ", 10, bold=False) == shaper.width("ភូមិភូមិ", 10, bold=False)


def test_what_was_set_before_does_not_change_the_bytes() -> None:
    def paper(text: str) -> bytes:
        def draw(pen: Pen, x: float, y: float) -> None:
            pen.line(Line((Span(text),), 0), x, y + 50, 20)

        return write_pdf([Row(100, draw)], Paper.A5, Shaper(), title="t", language="vi-VN")

    first = paper(WOMAN)
    paper("ក្រុមប្រឹក្សាឃុំ ខេត្ត រំលាយចំណងអាពាហ៍ពិពាហ៍ ffi Ơ\u0306 Ê\u0306")
    assert paper(WOMAN) == first
