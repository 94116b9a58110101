"""A pad to sign with a finger. Strokes live here alone; what leaves is a picture of them."""

from itertools import pairwise

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk.ui.theme.look import Look

#: Longest side of the stored picture, in pixels: enough to print at 60 mm and small to send.
LONGEST = 900


class SignaturePad(QWidget):
    """``changed`` after each stroke and each undo."""

    changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._strokes: list[list[QPointF]] = []
        self._drawing = False
        self.setObjectName("signature-pad")
        self.setMinimumHeight(look.mm(38))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.CrossCursor)

    @property
    def empty(self) -> bool:
        """Whether nothing was drawn. A mere dot is nothing: a palm laid on the glass is no signature."""
        return not any(_length(stroke) > self._look.mm(4) for stroke in self._strokes)

    def undo(self) -> None:
        """Takes the last stroke away."""
        if self._strokes:
            self._strokes.pop()
            self.update()
            self.changed.emit()

    def strokes(self) -> list[list[QPointF]]:
        """What was drawn, to be drawn again on a page built anew."""
        return [list(stroke) for stroke in self._strokes]

    def put_back(self, strokes: list[list[QPointF]]) -> None:
        """Draws earlier strokes again."""
        self._strokes = [list(stroke) for stroke in strokes]
        self.update()
        self.changed.emit()

    def png(self) -> bytes:
        """Dark ink on white, cut to what was drawn, whatever the colours of the screen. Empty when nothing was."""
        if self.empty:
            return b""
        margin = self._look.mm(2)
        around = self._path().boundingRect().adjusted(-margin, -margin, margin, margin)
        factor = min(1.0, LONGEST / max(around.width(), around.height()))
        image = QImage(
            max(1, round(around.width() * factor)),
            max(1, round(around.height() * factor)),
            QImage.Format.Format_Grayscale8,
        )
        image.fill(QColor("white"))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(factor, factor)
        painter.translate(-around.topLeft())
        painter.setPen(self._pen(QColor("black")))
        painter.drawPath(self._path())
        painter.end()
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub asks for bytes, Qt takes both
        return bytes(data.data())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A stroke begins."""
        self._drawing = True
        self._strokes.append([event.position()])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The stroke goes on."""
        if self._drawing and self._strokes:
            self._strokes[-1].append(event.position())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The stroke ends."""
        if self._drawing and self._strokes:
            self._drawing = False
            self._strokes[-1].append(event.position())
            self.update()
            self.changed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the pad, its line to sign on, and the strokes."""
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(look.colour("surface"))
        painter.setPen(QPen(look.colour("edge"), max(1.5, look.mm(0.4))))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), look.mm(2), look.mm(2))
        base = self.height() * 0.78
        painter.setPen(QPen(look.colour("line"), look.mm(0.4), Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(look.mm(8), base), QPointF(self.width() - look.mm(8), base))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._pen(look.colour("ink")))
        painter.drawPath(self._path())
        painter.end()

    def _pen(self, colour: QColor) -> QPen:
        return QPen(
            colour,
            self._look.mm(0.7),
            Qt.PenStyle.SolidLine,
            Qt.PenCapStyle.RoundCap,
            Qt.PenJoinStyle.RoundJoin,
        )

    def _path(self) -> QPainterPath:
        path = QPainterPath()
        for stroke in self._strokes:
            path.moveTo(stroke[0])
            for point in stroke[1:]:
                path.lineTo(point)
        return path


def _length(stroke: list[QPointF]) -> float:
    return sum((b - a).manhattanLength() for a, b in pairwise(stroke))
