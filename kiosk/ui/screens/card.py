"""A quiet surface that holds what belongs together: one paper, one answer, one fact."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from kiosk.ui.theme.look import Look


class Card(QWidget):
    """A rounded surface; ``column`` takes the content. ``edge`` names the colour of its border."""

    def __init__(self, look: Look, *, edge: str = "line", surface: str = "surface") -> None:
        super().__init__()
        self._look = look
        self._edge = edge
        self._surface = surface
        self.column = QVBoxLayout(self)
        mm = look.mm
        self.column.setContentsMargins(mm(3), mm(2), mm(3), mm(2))
        self.column.setSpacing(mm(1.5))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the surface."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = self._look.mm(1.8)
        painter.setBrush(self._look.colour(self._surface))
        width = max(1.0, self._look.mm(0.3))
        painter.setPen(QPen(self._look.colour(self._edge), width) if self._edge else Qt.PenStyle.NoPen)
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), radius, radius)
        painter.end()
