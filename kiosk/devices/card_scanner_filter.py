"""The Qt half of the card scanner: stands before every key press of the window.

May not interpret a scan and may not keep one: the text is handed on by signal and forgotten.
"""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from forms.clock import Clock
from kiosk.devices.card_scanner import BurstRecogniser, Released, Scanned

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class CardScannerFilter(QObject):
    """Install on the window's handle: ``window.windowHandle().installEventFilter(filter)``. There it meets every key
    before any widget does and nothing else; on the application it would be asked about every event of every widget,
    which costs a third of a page.

    ``scanned(text, cut)`` is sent once for each card; ``cut`` when the text was longer than any card. Keys
    of a person reach the widget that has the focus up to one gap (45 ms) later than typed.
    """

    scanned = Signal(str, bool)

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._bursts: BurstRecogniser[QKeyEvent] = BurstRecogniser()
        self._delivering = False
        self._deferred = False
        self._arrived = 0.0
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(round(self._bursts.gap * 1000) + 2)
        self._settling.timeout.connect(self._settle)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Holds back key presses that may belong to a scan."""
        if self._delivering or not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget | QWindow):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            return False
        if event.isAutoRepeat() and not self._bursts.holds:
            return False  # a key held down comes as fast as a scanner's
        pressed = event.type() == QEvent.Type.KeyPress
        text = event.text()
        enter = event.key() in _ENTER
        if not pressed:
            # A release after a held press would come before it; widgets of this product act on presses only.
            return self._bursts.holds
        types = (bool(text) and text.isprintable()) or enter
        if (not types and not self._bursts.holds) or event.modifiers() & _COMMANDS:
            return False
        # The system's own time stamp, where there is one: a busy screen must not tear a scan in two.
        at = event.timestamp() / 1000 or self._clock.monotonic()
        self._arrived = self._clock.monotonic()
        self._act(self._bursts.key(event.clone(), text if text.isprintable() else "", at, enter=enter))
        if self._bursts.holds:
            self._settling.start()
        else:
            self._settling.stop()
        return True

    def _settle(self) -> None:
        late = self._clock.monotonic() - self._arrived > 3 * self._bursts.gap
        if late and not self._deferred:
            # The screen was busy: keys may be waiting behind this timer. They go first.
            self._deferred = True
            QTimer.singleShot(0, self._settle)
            return
        self._deferred = False
        self._act(self._bursts.settle())

    def _act(self, outcomes: tuple[Scanned | Released[QKeyEvent], ...]) -> None:
        for outcome in outcomes:
            if isinstance(outcome, Scanned):
                self.scanned.emit(outcome.text, outcome.cut)
            else:
                self._deliver(outcome.keys)

    def _deliver(self, keys: tuple[QKeyEvent, ...]) -> None:
        self._delivering = True
        try:
            for key in keys:
                target = QApplication.focusWidget() or QApplication.activeWindow()
                if target is not None:
                    QCoreApplication.sendEvent(target, key)
        finally:
            self._delivering = False
