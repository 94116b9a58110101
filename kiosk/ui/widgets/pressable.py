"""The painted body all buttons and tiles share: surface, border, press, choice and focus, from the tokens.

A step button (one that goes somewhere or does something outside its page) is asked of the tap guard;
``tapped`` is the signal to connect to, not Qt's ``clicked``. A chosen state is a thicker border and a
tick, never colour alone.
"""

from enum import Enum, auto

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from kiosk.ui.theme.look import Look
from kiosk.ui.widgets.taps import TapGuard

_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class Kind(Enum):
    """What a button is to the person: the one way on, a choice among others, a quiet tool, something
    grave.
    """

    PRIMARY = auto()
    PLAIN = auto()
    QUIET = auto()
    GRAVE = auto()
    CHOICE = auto()


#: Surface, surface while pressed, border and text of each kind.
_TOKENS: dict[Kind, tuple[str | None, str, str | None, str]] = {
    Kind.PRIMARY: ("accent", "accent_press", None, "accent_ink"),
    Kind.PLAIN: ("surface", "accent_wash", "edge", "ink"),
    Kind.QUIET: (None, "accent_wash", None, "ink"),
    Kind.GRAVE: ("danger_wash", "line", "danger", "danger_ink"),
    Kind.CHOICE: ("surface", "accent_wash", "edge", "ink"),
}


class Pressable(QAbstractButton):
    """A button whose content is child widgets that let taps through."""

    tapped = Signal()

    def __init__(
        self, look: Look, kind: Kind, *, taps: TapGuard | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.look = look
        self.kind = kind
        self._taps = taps
        self._ring = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.clicked.connect(self._clicked)

    @property
    def ink(self) -> str:
        """The token texts on this button are written in."""
        return _TOKENS[self.kind][3]

    def _clicked(self) -> None:
        if self._taps is None or self._taps.accepts():
            self.tapped.emit()

    def sizeHint(self) -> QSize:
        """What the content asks for."""
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses like Space, as people expect."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows the ring only to those who came by keyboard."""
        self._ring = event.reason() in _BY_KEYBOARD
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Takes the ring away."""
        self._ring = False
        super().focusOutEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints surface, border and ring; the content paints itself."""
        painter = QPainter(self)
        self.paint_body(painter)
        painter.end()

    def paint_body(self, painter: QPainter) -> None:
        """The body in its present state."""
        look = self.look
        surface, pressed, border, _ = _TOKENS[self.kind]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = look.mm(1.8)
        chosen = self.isCheckable() and self.isChecked()
        width = max(1.0, look.mm(0.7 if chosen else 0.3))
        body = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        token = pressed if self.isDown() else ("accent_wash" if chosen else surface)
        painter.setBrush(look.colour(token) if token else QColor(0, 0, 0, 0))
        line = "accent" if chosen else border
        painter.setPen(QPen(look.colour(line), width) if line else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(body, radius, radius)
        if self._ring:
            ring = float(look.mm(0.7))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("focus"), ring))
            inset = ring / 2
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), radius, radius
            )
