"""One line of a dossier on the clipboard, for a minute at most: what was copied for a portal must not be pasted elsewhere."""

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

SECONDS = 60


class ClipboardLease(QObject):
    """``ended`` when what was lent has been wiped. What somebody else copied meanwhile is left alone."""

    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lent: str | None = None
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(SECONDS * 1000)
        self.timer.timeout.connect(self.end)

    def lend(self, text: str) -> None:
        """Puts a text there; its minute starts now."""
        QApplication.clipboard().setText(text)
        self._lent = text
        self.timer.start()

    def end(self) -> None:
        """Takes it back now."""
        self.timer.stop()
        lent, self._lent = self._lent, None
        if lent is None:
            return
        clipboard = QApplication.clipboard()
        if clipboard.text() == lent:
            clipboard.clear()
        self.ended.emit()
