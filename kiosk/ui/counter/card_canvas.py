"""A drawn identity card that is pulled to the size of a real one: two big handles, arrow keys, single steps.

What is true here is a width in pixels; what a millimetre is by it, others work out.
"""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from forms.text import Message
from kiosk.ui.theme.look import Look
from kiosk.ui.theme.sizes import ANSWER_MM, CARD_MM, CARD_TALL_MM, PLAUSIBLE
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pictogram import pictogram

LEFT = Message(
    "ui.calibrate.left", "Cạnh trái của thẻ", "Accessible name of the handle at the card's left edge."
)
RIGHT = Message(
    "ui.calibrate.right", "Cạnh phải của thẻ", "Accessible name of the handle at the card's right edge."
)


class Handle(QAbstractButton):
    """One edge of the card. ``pulled`` by so many pixels outwards (or inwards, below 0)."""

    pulled = Signal(int)

    def __init__(self, look: Look, outwards: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._outwards = outwards
        self._at: float | None = None
        self.setFixedSize(look.mm(ANSWER_MM), look.mm(ANSWER_MM * 1.4))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeHorCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The finger is down."""
        self._at = event.globalPosition().x()
        self.setFocus()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The finger moves: so does the edge."""
        if self._at is None:
            return
        moved = round(event.globalPosition().x() - self._at)
        if moved:
            self._at += moved
            self.pulled.emit(moved * self._outwards)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """The finger is up."""
        self._at = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """An arrow moves the edge by one pixel, with Shift by ten."""
        way = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if not way:
            super().keyPressEvent(event)
            return
        far = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        self.pulled.emit(way * far * self._outwards)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A broad grip with an arrow; its inner edge is the card's."""
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        painter.setPen(QPen(look.colour("focus" if focused else "edge"), look.mm(0.8 if focused else 0.3)))
        painter.setBrush(look.colour("accent"))
        inset = look.mm(0.8)
        body = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(body, look.mm(2), look.mm(2))
        side = look.mm(12)
        icon = pictogram(
            "next" if self._outwards > 0 else "back", side, look.contrast, self.devicePixelRatioF(), True
        )
        painter.drawPixmap(round(body.center().x() - side / 2), round(body.center().y() - side / 2), icon)
        painter.end()


class CardCanvas(QWidget):
    """``changed(width)`` in pixels whenever an edge moved."""

    changed = Signal(int)

    def __init__(self, kit: Kit, width: int) -> None:
        super().__init__()
        self._look = kit.look
        self._card = width
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.left = Handle(kit.look, -1, self)
        self.right = Handle(kit.look, 1, self)
        for handle, name, said in (
            (self.left, "calibrate-left", LEFT),
            (self.right, "calibrate-right", RIGHT),
        ):
            handle.setObjectName(name)
            handle.setAccessibleName(kit.show(said).text)
            handle.pulled.connect(lambda by: self.set_card(self._card + 2 * by))

    @property
    def card(self) -> int:
        """The drawn card's width in pixels."""
        return self._card

    def set_card(self, width: int) -> None:
        """Draws the card this wide, as far as a screen can be that coarse or fine and there is room."""
        low, high = (round(CARD_MM * px) for px in PLAUSIBLE)
        room = self.width() - 2 * self.left.width()
        width = max(low, min(high, max(low, room), width))
        if width != self._card:
            self._card = width
            self._place()
            self.changed.emit(width)

    def minimumSizeHint(self) -> QSize:
        """High enough for the card as it is."""
        return QSize(
            self._card + 2 * self.left.width(), max(self._tall, self.left.height()) + self._look.mm(2)
        )

    def sizeHint(self) -> QSize:
        """The same."""
        return self.minimumSizeHint()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """The handles stay at the card's edges."""
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The outline a real card must cover exactly, crossed so that a wrong height is seen as well."""
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = self._rect()
        painter.setBrush(look.colour("surface"))
        painter.setPen(QPen(look.colour("accent"), look.mm(0.6)))
        radius = self._card / CARD_MM * 3.2
        painter.drawRoundedRect(QRectF(card), radius, radius)
        side = min(look.mm(30), card.height() // 2)
        icon = pictogram("id-card", side, look.contrast, self.devicePixelRatioF())
        painter.drawPixmap(card.center() - QPoint(side // 2, side // 2), icon)
        painter.end()

    @property
    def _tall(self) -> int:
        return round(self._card * CARD_TALL_MM / CARD_MM)

    def _rect(self) -> QRect:
        return QRect(
            (self.width() - self._card) // 2, (self.height() - self._tall) // 2, self._card, self._tall
        )

    def _place(self) -> None:
        card = self._rect()
        top = card.center().y() - self.left.height() // 2
        self.left.move(card.left() - self.left.width(), top)
        self.right.move(card.right() + 1, top)
        self.updateGeometry()
        self.update()
