"""Something was done and can be undone for ten seconds: quicker than a question before, and kinder than none.

The deed itself happens when the time has run out or the screen is left; a crash in between leaves everything as it was.
"""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from forms.text import Message
from kiosk.ui.theme.sizes import LEAST_MM, Role
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pictogram import PictogramLabel
from kiosk.ui.widgets.pressable import Kind
from kiosk.ui.widgets.text_block import TextBlock

SECONDS = 10

UNDO = Message("ui.counter.undo", "Hoàn tác", "Button: brings back what was just taken away.")
LEFT = Message("ui.counter.undo_left", "{n} giây", "How long something can still be undone.")


class UndoBar(QWidget):
    """``undone`` when the officer wants it back, ``ran_out`` when the deed is to be done now. Hidden when idle."""

    undone = Signal()
    ran_out = Signal()

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._left = 0
        look = kit.look
        row = QHBoxLayout(self)
        row.setContentsMargins(look.mm(2), 0, 0, 0)
        row.setSpacing(look.mm(2))
        row.addWidget(PictogramLabel(look, "trash", 6))
        self._said = TextBlock(look, "", Role.OFFICER)
        row.addWidget(self._said, 1)
        self._seconds = TextBlock(look, "", Role.OFFICER_SMALL, "muted")
        row.addWidget(self._seconds)
        self.undo = BigButton(
            kit,
            kit.show(UNDO),
            kind=Kind.PLAIN,
            icon="undo",
            step=False,
            least=LEAST_MM,
            role=Role.OFFICER_STRONG,
        )
        self.undo.setObjectName("undo")
        row.addWidget(self.undo)
        self.undo.tapped.connect(self._take_back)
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self.tick)
        self.hide()

    @property
    def waits(self) -> bool:
        """Whether a deed is still open."""
        return self._left > 0

    def offer(self, text: str) -> None:
        """Shows what was done and starts counting. An earlier deed is settled first."""
        self.settle()
        self._said.setText(text)
        self._left = SECONDS
        self._show_left()
        self._tick.start()
        self.show()

    def tick(self) -> None:
        """A second has passed."""
        self._left -= 1
        if self._left <= 0:
            self._left = 1
            self.settle()
        else:
            self._show_left()

    def settle(self) -> None:
        """Does the open deed now; nothing when there is none."""
        if self.waits:
            self._end()
            self.ran_out.emit()

    def _take_back(self) -> None:
        if self.waits:
            self._end()
            self.undone.emit()

    def _end(self) -> None:
        self._left = 0
        self._tick.stop()
        self.hide()

    def _show_left(self) -> None:
        self._seconds.setText(self._kit.show(LEFT, n=self._left).text)
