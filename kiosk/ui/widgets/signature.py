"""The citizen's mark, drawn with a finger. A stroke that slipped is taken back; nobody has to begin anew.

Keeps strokes only while it stands on the screen. Put it on a page that does not scroll: a finger that
draws must not move the page. May not judge whether a mark is a signature: a cross or a small circle is a
person's mark too.
"""

from itertools import pairwise

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forms.text import Message
from kiosk.ui.theme.look import Look
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.kit import Kit

SIGN_HERE = Message(
    "ui.signature.here", "Mời bà con ký vào khung này bằng ngón tay", "Over the empty frame to sign in."
)
UNDO = Message("ui.signature.undo", "Xóa nét vừa vẽ", "Button: takes back the last stroke of a signature.")
AGAIN = Message("ui.signature.again", "Ký lại từ đầu", "Button: takes back the whole signature.")

Stroke = tuple[tuple[float, float], ...]

#: Width of the picture that goes into the dossier; its height follows the frame.
_PICTURE_WIDTH = 1200
#: A mark shorter than this in millimetres is a slip of the finger.
_LEAST_MM = 3.0


class _Sheet(QWidget):
    """The frame to draw in. Points are kept as shares of its size, so that a turned screen loses nothing."""

    changed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.strokes: list[list[tuple[float, float]]] = []
        self._drawing = False
        self.setMinimumSize(look.mm(80), look.mm(35))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Wide and low, as on paper."""
        return QSize(self._look.mm(150), self._look.mm(55))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begins a stroke."""
        self._drawing = True
        self.strokes.append([self._share(event.position())])
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Goes on with it."""
        if self._drawing:
            self.strokes[-1].append(self._share(event.position()))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002, N802
        """Ends it."""
        if self._drawing:
            self._drawing = False
            self.changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """Draws frame, base line and strokes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor("#ffffff"))  # ink is dark on white in every palette, as on paper
        painter.setPen(QPen(self._look.colour("edge"), self._look.mm(0.4)))
        radius = self._look.mm(1.8)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), radius, radius)
        painter.setPen(QPen(QColor("#b8bcc8"), self._look.mm(0.3), Qt.PenStyle.DashLine))
        base = self.height() * 0.78
        painter.drawLine(QPointF(self.width() * 0.06, base), QPointF(self.width() * 0.94, base))
        draw(painter, self.strokes, QRectF(self.rect()), self._look.mm(0.7))
        painter.end()

    def length_mm(self) -> float:
        """Length of all strokes in millimetres."""
        scale = self._look.scale.px_per_mm
        total = 0.0
        for stroke in self.strokes:
            for (x1, y1), (x2, y2) in pairwise(stroke):
                total += (((x2 - x1) * self.width()) ** 2 + ((y2 - y1) * self.height()) ** 2) ** 0.5
        return total / scale

    def _share(self, point: QPointF) -> tuple[float, float]:
        width, height = max(1, self.width()), max(1, self.height())
        return (min(1.0, max(0.0, point.x() / width)), min(1.0, max(0.0, point.y() / height)))


def draw(painter: QPainter, strokes: list[list[tuple[float, float]]], frame: QRectF, width: float) -> None:
    """Draws strokes smoothly into a frame."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    ink = QColor("#111a3a")
    for stroke in strokes:
        points = [QPointF(frame.x() + x * frame.width(), frame.y() + y * frame.height()) for x, y in stroke]
        if len(points) == 1:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawEllipse(points[0], width * 0.7, width * 0.7)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            continue
        path = QPainterPath(points[0])
        for before, point in pairwise(points):
            middle = QPointF((before.x() + point.x()) / 2, (before.y() + point.y()) / 2)
            path.quadTo(before, middle)
        path.lineTo(points[-1])
        painter.setPen(
            QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        )
        painter.drawPath(path)


class SignaturePad(QWidget):
    """A frame to sign in, with undo. ``changed`` after every stroke, undo and clearing."""

    changed = Signal()

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet = _Sheet(kit.look)
        self.sheet.setAccessibleName(kit.show(SIGN_HERE).text)
        self.undo_button = BigButton(kit, kit.show(UNDO), icon="undo", step=False, least=14)
        self.again_button = BigButton(kit, kit.show(AGAIN), icon="trash", step=False, least=14)
        self.undo_button.setObjectName("signature-undo")
        self.again_button.setObjectName("signature-again")
        self.undo_button.tapped.connect(self.undo)
        self.again_button.tapped.connect(self.clear)
        row = QHBoxLayout()
        row.setSpacing(kit.look.mm(3))
        row.addWidget(self.undo_button)
        row.addWidget(self.again_button)
        row.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(kit.look.mm(2))
        box.addWidget(self.sheet, 1)
        box.addLayout(row)
        self.sheet.changed.connect(self.changed)

    def is_blank(self) -> bool:
        """Whether nothing but slips of the finger was drawn."""
        return self.sheet.length_mm() < _LEAST_MM

    def strokes(self) -> tuple[Stroke, ...]:
        """Every stroke as points in shares of the frame (0-1, from the upper left)."""
        return tuple(tuple(stroke) for stroke in self.sheet.strokes)

    def set_strokes(self, strokes: tuple[Stroke, ...]) -> None:
        """Shows strokes again after the page was built anew."""
        self.sheet.strokes = [list(stroke) for stroke in strokes]
        self.sheet.update()

    def undo(self) -> None:
        """Takes the last stroke back."""
        if self.sheet.strokes:
            self.sheet.strokes.pop()
            self.sheet.update()
            self.changed.emit()

    def clear(self) -> None:
        """Takes everything back."""
        if self.sheet.strokes:
            self.sheet.strokes.clear()
            self.sheet.update()
            self.changed.emit()

    def png(self) -> bytes:
        """The mark as a PNG, dark on white, 1200 pixels wide. Empty when nothing was drawn."""
        if self.is_blank():
            return b""
        share = self.sheet.height() / max(1, self.sheet.width())
        image = QImage(_PICTURE_WIDTH, max(1, round(_PICTURE_WIDTH * share)), QImage.Format.Format_Grayscale8)
        image.fill(QColor("#ffffff"))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(painter, self.sheet.strokes, QRectF(image.rect()), 7.0)
        painter.end()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]
        return bytes(buffer.data().data())
