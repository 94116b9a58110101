"""Names which shipped font file covers which script, for the screens (Qt) and for the papers (PDF) alike.

May import nothing of Qt and nothing of the PDF writer: it only names files. Whether a file really has a
letter is asked of the file itself where text is shaped (``kiosk.documents.shaping``).
"""

from dataclasses import dataclass
from pathlib import Path

FONT_FOLDER = Path(__file__).resolve().parents[2] / "assets" / "fonts"
"""Where the shipped fonts lie, in the source tree and beside the code in a built application."""


@dataclass(frozen=True, slots=True)
class FontFamily:
    """A family of two static files (or one, where the script has no bold face) and the letters it is chosen for.

    ``script`` is the ISO 15924 code. ``blocks`` are inclusive ranges of code points; the first family of a
    shelf also takes every letter no block names. ``leading`` is the distance between baselines in ems:
    scripts that stack marks above and below need more than Latin.
    """

    name: str
    script: str
    regular: Path
    bold: Path
    blocks: tuple[tuple[int, int], ...]
    leading: float
    ascent: float

    def covers(self, code: int) -> bool:
        """Whether text with this code point is set in this family."""
        return any(first <= code <= last for first, last in self.blocks)


LATIN = FontFamily(
    name="Noto Sans",
    script="Latn",
    regular=FONT_FOLDER / "NotoSans-Regular.ttf",
    bold=FONT_FOLDER / "NotoSans-Bold.ttf",
    blocks=((0x0020, 0x024F), (0x02B0, 0x036F), (0x1E00, 0x1EFF), (0x2000, 0x20BF), (0xA720, 0xA7FF)),
    leading=1.32,
    ascent=1.0,
)
KHMER = FontFamily(
    name="Noto Sans Khmer",
    script="Khmr",
    regular=FONT_FOLDER / "NotoSansKhmer-Regular.ttf",
    bold=FONT_FOLDER / "NotoSansKhmer-Bold.ttf",
    blocks=((0x1780, 0x17FF), (0x19E0, 0x19FF)),
    leading=1.62,
    ascent=1.1,
)
TAI_VIET = FontFamily(
    name="Noto Sans Tai Viet",
    script="Tavt",
    regular=FONT_FOLDER / "NotoSansTaiViet-Regular.ttf",
    bold=FONT_FOLDER / "NotoSansTaiViet-Regular.ttf",  # there is no bold face
    blocks=((0xAA80, 0xAADF),),
    leading=1.5,
    ascent=1.1,
)
CHAM = FontFamily(
    name="Noto Sans Cham",
    script="Cham",
    regular=FONT_FOLDER / "NotoSansCham-Regular.ttf",
    bold=FONT_FOLDER / "NotoSansCham-Bold.ttf",
    blocks=((0xAA00, 0xAA5F),),
    leading=1.6,
    ascent=1.15,
)

SHIPPED: tuple[FontFamily, ...] = (LATIN, KHMER, TAI_VIET, CHAM)
"""Every family the product ships; the first is the one for all that has no other."""


def family_of(code: int, shelf: tuple[FontFamily, ...] = SHIPPED) -> FontFamily:
    """The family a code point is set in."""
    for family in shelf:
        if family.covers(code):
            return family
    return shelf[0]
