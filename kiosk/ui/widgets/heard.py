"""A row with a sentence that is said when it is tapped anywhere: the ear beside it is only the sign that it can be."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from kiosk.ui.widgets.kit import Kit, Spoken

#: A finger that moved further was scrolling (millimetres).
_STILL_MM = 5


class Heard(QWidget):
    """Says ``spoken`` at a tap that no button in it takes; deaf while there is nothing to say."""

    def __init__(self, kit: Kit, *spoken: Spoken, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._spoken = spoken
        self._pressed: QPoint | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Perhaps a tap."""
        if not self._spoken or event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self._pressed = event.globalPosition().toPoint()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A tap, unless the finger has moved away."""
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            super().mouseReleaseEvent(event)
            return
        moved = (event.globalPosition().toPoint() - pressed).manhattanLength()
        if moved <= self._kit.look.mm(_STILL_MM):
            self._kit.say(*self._spoken)
