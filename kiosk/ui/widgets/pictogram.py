"""The product's own pictograms: drawn once in the colours of the calm palette, recoloured for any other.

Qt's SVG module is loaded when the first picture is painted, not before. A name without a file paints
nothing: a missing picture may never keep a question from being asked.
"""

from functools import cache, lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk.ui.theme.fonts import ASSETS
from kiosk.ui.theme.look import Look
from kiosk.ui.theme.tokens import CALM, PALETTES, Contrast

FOLDER = ASSETS / "pictograms"

_DRAWN_IN = ("ink", "accent", "tint", "surface")


@cache
def _source(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""


def has_pictogram(name: str) -> bool:
    """Whether there is a picture of this name."""
    return bool(name) and bool(_source(FOLDER / f"{name}.svg"))


@lru_cache(maxsize=512)
def pictogram(
    name: str, side: int, contrast: Contrast, ratio: float = 1.0, on_accent: bool = False
) -> QPixmap:
    """A square picture of ``side`` logical pixels. ``on_accent``: drawn in the ink that is read on the
    accent.
    """
    from PySide6.QtSvg import QSvgRenderer

    pixels = max(1, round(side * ratio))
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    source = _source(FOLDER / f"{name}.svg")
    if source:
        palette = PALETTES[contrast]
        colours = {token: getattr(palette, token) for token in _DRAWN_IN}
        if on_accent:
            colours = {"ink": palette.accent_ink, "accent": palette.accent_ink}
            colours |= {"tint": palette.accent, "surface": palette.accent}
        # Through placeholders, so that a colour already put in is not taken for one still to be replaced.
        for token in _DRAWN_IN:
            source = source.replace(getattr(CALM, token), f"@{token}@")
        for token, colour in colours.items():
            source = source.replace(f"@{token}@", colour)
        renderer = QSvgRenderer(QByteArray(source.encode()))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter, QRectF(0, 0, pixels, pixels))
        painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


class PictogramLabel(QWidget):
    """A picture of fixed physical size, loaded when first painted."""

    def __init__(
        self, look: Look, name: str, mm: float, *, on_accent: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._side = look.mm(mm)
        self._contrast = look.contrast
        self._on_accent = on_accent
        self.setFixedSize(self._side, self._side)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_name(self, name: str) -> None:
        """Shows another picture."""
        if name != self._name:
            self._name = name
            self.update()

    def sizeHint(self) -> QSize:
        """The fixed side."""
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the picture."""
        painter = QPainter(self)
        pixmap = pictogram(self._name, self._side, self._contrast, self.devicePixelRatioF(), self._on_accent)
        painter.drawPixmap(0, 0, pixmap)
        painter.end()
