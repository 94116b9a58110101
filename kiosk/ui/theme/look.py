"""One frozen value that says how everything looks: scale, palette, fonts. Changing the look makes a new one.

Widgets are built with a look and rebuilt for another: they hold no truth, so nothing is lost by it.
"""

from dataclasses import dataclass, replace
from functools import cache

from PySide6.QtGui import QColor, QFont

from kiosk.ui.theme.fonts import font_for, load_fonts
from kiosk.ui.theme.sizes import Role, Scale, TextSize
from kiosk.ui.theme.tokens import PALETTES, Contrast, Palette


@cache
def _colour(value: str) -> QColor:
    return QColor(value)


@dataclass(frozen=True, slots=True)
class Look:
    """Scale, contrast and the font families at hand."""

    scale: Scale
    contrast: Contrast
    families: tuple[str, ...]

    @property
    def palette(self) -> Palette:
        """The colours in force."""
        return PALETTES[self.contrast]

    def mm(self, length: float) -> int:
        """Whole pixels of a physical length."""
        return self.scale.mm(length)

    def font(self, role: Role, *, bold: bool | None = None) -> QFont:
        """The font of a role."""
        return font_for(role, self.scale, self.families, bold=bold)

    def colour(self, token: str) -> QColor:
        """The colour of a token of the palette, by its name. Not to be changed by the caller: it is
        shared.
        """
        return _colour(getattr(self.palette, token))

    def with_px_per_mm(self, px_per_mm: float) -> "Look":
        """The same look on a screen measured anew."""
        return replace(self, scale=self.scale.with_px_per_mm(px_per_mm))

    def with_text(self, size: TextSize) -> "Look":
        """The same look at another text size."""
        return replace(self, scale=self.scale.with_text(size))

    def with_contrast(self, contrast: Contrast) -> "Look":
        """The same look in the other palette."""
        return replace(self, contrast=contrast)


def first_look(px_per_mm: float = 5.88, spread: float = 1.0) -> Look:
    """The look every citizen starts with: normal text, calm colours. Loads the bundled fonts."""
    return Look(Scale(px_per_mm, spread=spread), Contrast.CALM, load_fonts())
