"""Bundled fonts, so that a script looks the same on every machine and no glyph is missing on a bare one.

System fallback picks an unpredictable face for Khmer or Tai Viet; therefore families are listed explicitly.
May not load a font twice: a second look, or a second kiosk window, shares what was loaded.
"""

import unicodedata
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from kiosk.ui.theme.sizes import Role, Scale

ASSETS = Path(__file__).resolve().parents[3] / "assets"

#: Order matters: Latin and Vietnamese first, then one face a script.
FAMILIES = (
    "Noto Sans",
    "Noto Sans Khmer",
    "Noto Sans Tai Viet",
    "Noto Sans Cham",
    "Noto Sans Lao",
    "Noto Sans New Tai Lue",
)

#: Line step as a multiple of the em. Stacked Vietnamese marks need 1.4; Khmer and Tai Viet stack above and
#: below.
LATIN_STEP = 1.4
TALL_STEP = 1.65

_TALL_BLOCKS = ((0x0E80, 0x0EFF), (0x1780, 0x17FF), (0x1980, 0x19FF), (0xAA00, 0xAA5F), (0xAA80, 0xAADF))
_loaded: dict[Path, tuple[str, ...]] = {}


def load_fonts(folder: Path = ASSETS / "fonts") -> tuple[str, ...]:
    """Makes the bundled fonts known to Qt and returns their families; an absent folder gives none.

    A face that cannot be read is left out: text is then shown in the system's face rather than not at all.
    """
    known = _loaded.get(folder)
    if known is not None:
        return known
    families: list[str] = []
    for path in sorted(folder.glob("*.ttf")):
        number = QFontDatabase.addApplicationFont(str(path))
        if number >= 0:
            families += QFontDatabase.applicationFontFamilies(number)
    _loaded[folder] = tuple(dict.fromkeys(families))
    return _loaded[folder]


def font_for(role: Role, scale: Scale, families: tuple[str, ...], *, bold: bool | None = None) -> QFont:
    """The font of a role at one scale. ``bold`` overrides the role's own weight."""
    font = QFont()
    font.setFamilies(
        [family for family in FAMILIES if family in families] or [font.defaultFamily(), "sans-serif"]
    )
    font.setPixelSize(scale.em(role))
    font.setBold(role.bold if bold is None else bold)
    # Hinting to whole pixels tears stacked marks apart at small sizes.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def line_step(text: str) -> float:
    """Line height of a text as a multiple of its em: 1.65 when it holds a tall script, 1.4 otherwise."""
    for char in text:
        code = ord(char)
        if code >= 0x0E80 and any(low <= code <= high for low, high in _TALL_BLOCKS):
            return TALL_STEP
        # A breve or horn with a further mark on it (ơ̆) stands higher than any Vietnamese letter.
        if 0x0300 <= code <= 0x036F and unicodedata.combining(char):
            return TALL_STEP
    return LATIN_STEP
