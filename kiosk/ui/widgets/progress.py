"""How far along a page is, to see and to hear."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from forms.text import Message
from kiosk.ui.theme.look import Look
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.kit import Kit

STEP = Message("ui.frame.step", "Câu {n} / {total}", "How far along: question n of total.")
STEP_ALOUD = Message(
    "ui.frame.step_aloud", "Câu thứ {n}, tất cả có {total} câu.", "How far along, said after the question."
)


class ProgressBar(QWidget):
    """How far along, as words and as a bar."""

    def __init__(
        self, kit: Kit, n: int, total: int, words: Message = STEP, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look: Look = kit.look
        self._share = min(1.0, n / max(1, total))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, kit.look.mm(2.6))
        box.addWidget(
            BilingualLabel(kit.look, kit.show(words, n=n, total=total), Role.HEADER, Role.HEADER_UNDER)
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the bar under the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = float(self._look.mm(1.4))
        bar = QRectF(0, self.height() - height, min(self.width(), self._look.mm(70)), height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("line"))
        painter.drawRoundedRect(bar, height / 2, height / 2)
        bar.setWidth(max(height, bar.width() * self._share))
        painter.setBrush(self._look.colour("accent"))
        painter.drawRoundedRect(bar, height / 2, height / 2)
        painter.end()
