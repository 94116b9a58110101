"""The live picture with the sheet's edges drawn on it, and the picture whose four corners a finger moves.

Both paint what they are given; what an edge or a fault is, others say.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from forms.text import Message
from kiosk.ui.theme.look import Look
from kiosk.ui.theme.sizes import LEAST_MM
from kiosk.ui.widgets.kit import Kit

Corner = tuple[float, float]
"""A place in a picture, each way from 0 to 1."""

WHOLE: tuple[Corner, ...] = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))

LIVE = Message("ui.capture.live", "Hình từ camera", "Accessible name of the camera's live picture.")
CORNERS = Message(
    "ui.capture.corners_name",
    "Bốn góc giấy. Phím Tab đổi góc, phím mũi tên dời góc.",
    "Accessible name of the picture whose corners are moved, with how to do it by keyboard.",
)


@dataclass(frozen=True, slots=True)
class Outline:
    """The sheet's corners in the live picture; ``good`` when it lies well."""

    corners: tuple[Corner, ...]
    good: bool


class PictureView(QWidget):
    """A picture as large as there is room, never cut, never stretched."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self.look = look
        self.image = QImage()
        self.setAccessibleName(name)
        self.setMinimumSize(look.mm(40), look.mm(30))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """All the room there is."""
        return QSize(self.look.mm(100), self.look.mm(70))

    def show_image(self, image: QImage) -> None:
        """Another picture."""
        self.image = image
        self.update()

    def shown_size(self) -> QSize:
        """The picture's own size as it is shown."""
        return self.image.size()

    def frame(self) -> QRectF:
        """Where the picture stands on the widget."""
        size = self.shown_size()
        room = QRectF(self.rect())
        if size.isEmpty():
            return room
        factor = min(room.width() / size.width(), room.height() / size.height())
        width, height = size.width() * factor, size.height() * factor
        return QRectF((room.width() - width) / 2, (room.height() - height) / 2, width, height)

    def place(self, corner: Corner) -> QPointF:
        """A corner's place on the widget."""
        frame = self.frame()
        return QPointF(frame.left() + corner[0] * frame.width(), frame.top() + corner[1] * frame.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, picture, and what a kind of view draws on it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), self.look.colour("sunken"))
        if not self.image.isNull():
            self.draw_image(painter)
        self.draw_over(painter)
        painter.end()

    def draw_image(self, painter: QPainter) -> None:
        """The picture in its frame."""
        painter.drawImage(self.frame(), self.image)

    def draw_over(self, painter: QPainter) -> None:
        """Nothing, on a plain picture."""


class LiveView(PictureView):
    """The camera's live picture. The outline is a full line when the sheet lies well and a broken one when not."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit.look, kit.show(LIVE).text)
        self.setObjectName("live")
        self._outline: Outline | None = None

    @property
    def outline(self) -> Outline | None:
        """The sheet found, if there is one."""
        return self._outline

    def show_outline(self, outline: Outline | None) -> None:
        """Where the sheet lies now."""
        self._outline = outline
        self.update()

    def draw_over(self, painter: QPainter) -> None:
        """The sheet's edges, with strong corners."""
        if self._outline is None or self.image.isNull():
            return
        points = [self.place(corner) for corner in self._outline.corners]
        colour = self.look.colour("good" if self._outline.good else "warn")
        thin = max(3.0, self.look.mm(0.7))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # A light line under it, so that it is seen on dark and on bright tables.
        style = Qt.PenStyle.SolidLine if self._outline.good else Qt.PenStyle.DashLine
        for pen in (QPen(self.look.colour("surface"), thin * 2), QPen(colour, thin, style)):
            painter.setPen(pen)
            painter.drawPolygon(QPolygonF(points))
        painter.setPen(QPen(colour, thin * 2.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for number, here in enumerate(points):
            for other in (points[number - 1], points[(number + 1) % len(points)]):
                painter.drawLine(here, here + (other - here) * 0.12)


class CornersView(PictureView):
    """``moved`` when a corner was dragged or pushed. The picture can be looked at turned by quarters."""

    moved = Signal()

    def __init__(self, kit: Kit, image: QImage, corners: Sequence[Corner], turns: int = 0) -> None:
        super().__init__(kit.look, kit.show(CORNERS).text)
        self.setObjectName("corners")
        self.image = image
        self._corners = [(_inside(x), _inside(y)) for x, y in corners]
        self._turns = turns % 4
        self._held: int | None = None
        self._chosen = 0
        self._offset = QPointF()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def corners(self) -> tuple[Corner, ...]:
        """In the picture as it was taken, from the top left, clockwise."""
        return tuple(self._corners)

    @property
    def turns(self) -> int:
        """Quarters turned clockwise."""
        return self._turns

    def turn(self, quarters: int) -> None:
        """Turns the picture; the corners stay on the sheet."""
        self._turns = (self._turns + quarters) % 4
        self.update()
        self.moved.emit()

    def shown_size(self) -> QSize:
        """Upright or lying, after the turns."""
        size = self.image.size()
        return size.transposed() if self._turns % 2 else size

    def spot(self, number: int) -> QPointF:
        """Where a corner's handle stands."""
        return self.place(turned(self._corners[number], self._turns))

    def draw_image(self, painter: QPainter) -> None:
        """The picture, turned."""
        frame = self.frame()
        turn = QTransform()
        turn.translate(frame.center().x(), frame.center().y())
        turn.rotate(90 * self._turns)
        painter.save()
        painter.setTransform(turn, combine=True)
        size = QSize(round(frame.width()), round(frame.height()))
        if self._turns % 2:
            size.transpose()
        painter.drawImage(
            QRectF(-size.width() / 2, -size.height() / 2, size.width(), size.height()), self.image
        )
        painter.restore()

    def draw_over(self, painter: QPainter) -> None:
        """The cut-out and its four handles."""
        points = [self.spot(number) for number in range(4)]
        thin = max(2.0, self.look.mm(0.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (
            QPen(self.look.colour("surface"), thin * 2),
            QPen(self.look.colour("accent"), thin),
        ):
            painter.setPen(pen)
            painter.drawPolygon(QPolygonF(points))
        radius = self.look.mm(LEAST_MM) / 2 * 0.8
        for number, point in enumerate(points):
            strong = number == (self._held if self._held is not None else self._chosen) and (
                self._held is not None or self.hasFocus()
            )
            painter.setPen(
                QPen(self.look.colour("focus" if strong else "accent"), thin * (2 if strong else 1.4))
            )
            painter.setBrush(self.look.colour("surface"))
            painter.setOpacity(0.55)
            painter.drawEllipse(point, radius, radius)
            painter.setOpacity(1.0)
            painter.setBrush(self.look.colour("accent"))
            painter.drawEllipse(point, thin * 1.6, thin * 1.6)

    # -- finger and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes hold of the nearest corner, if it is near enough for a finger."""
        at = event.position()
        away = [math.hypot((p := self.spot(n) - at).x(), p.y()) for n in range(4)]
        nearest = min(range(4), key=away.__getitem__)
        if away[nearest] <= self.look.mm(LEAST_MM):
            self._held = self._chosen = nearest
            self._offset = self.spot(nearest) - at
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The corner follows; the finger does not jump onto its middle."""
        if self._held is not None:
            self._move(self._held, event.position() + self._offset)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Lets go."""
        if self._held is not None:
            self._held = None
            self.update()
            self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows push the chosen corner."""
        step = self.look.mm(1)
        pushes = {
            Qt.Key.Key_Left: QPointF(-step, 0),
            Qt.Key.Key_Right: QPointF(step, 0),
            Qt.Key.Key_Up: QPointF(0, -step),
            Qt.Key.Key_Down: QPointF(0, step),
        }
        push = pushes.get(Qt.Key(event.key()))
        if push is None:
            super().keyPressEvent(event)
            return
        self._move(self._chosen, self.spot(self._chosen) + push)
        self.moved.emit()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from corner to corner, then on."""
        chosen = self._chosen + (1 if forward else -1)
        if not 0 <= chosen < 4:
            return super().focusNextPrevChild(forward)
        self._chosen = chosen
        self.update()
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        """From the other side, Tab begins at the other end."""
        self._chosen = 3 if event.reason() is Qt.FocusReason.BacktabFocusReason else 0
        super().focusInEvent(event)
        self.update()

    def _move(self, number: int, to: QPointF) -> None:
        frame = self.frame()
        x = _inside((to.x() - frame.left()) / max(1.0, frame.width()))
        y = _inside((to.y() - frame.top()) / max(1.0, frame.height()))
        self._corners[number] = turned((x, y), -self._turns)
        self.update()


def turned(corner: Corner, quarters: int) -> Corner:
    """A place of a picture after the picture was turned clockwise by quarters."""
    x, y = corner
    for _ in range(quarters % 4):
        x, y = 1.0 - y, x
    return x, y


def _inside(value: float) -> float:
    return min(1.0, max(0.0, value))
