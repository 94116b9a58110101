"""Feeds the idle clock from Qt's input events and tells the screens when its stage changes."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from kiosk.ui.idle import IdleClock, IdleState, Stage

_SIGNS_OF_LIFE = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.TouchBegin,
        QEvent.Type.KeyPress,
        QEvent.Type.Wheel,
        QEvent.Type.TabletPress,
    }
)


class IdleWatch(QObject):
    """Install on the window's handle (``window.windowHandle()``): every touch and key passes there, and little else.

    ``warned(seconds_left)`` once a second while warning, ``returned()`` when somebody touched in time,
    ``expired()`` once when nobody did.
    """

    warned = Signal(int)
    returned = Signal()
    expired = Signal()

    def __init__(self, idle: IdleClock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._idle = idle
        self._last = IdleState(Stage.OFF)
        self._beat = QTimer(self)
        self._beat.setInterval(500)
        self._beat.timeout.connect(self.look)
        self._beat.start()

    def start(self) -> None:
        """Somebody's data is on the screen."""
        self._idle.start()
        self.look()

    def stop(self) -> None:
        """Nothing is left to protect."""
        self._idle.stop()
        self.look()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Notes signs of life and lets every event pass."""
        if event.type() in _SIGNS_OF_LIFE:
            self._idle.touch()
            if self._last.stage is Stage.WARNING:
                self.look()
        return False

    def look(self) -> None:
        """Compares the idle clock with what was last told."""
        now, before = self._idle.state(), self._last
        if now == before:
            return
        self._last = now
        if now.stage is Stage.WARNING:
            self.warned.emit(now.seconds_left)
        elif now.stage is Stage.GONE:
            self.expired.emit()
        elif before.stage is Stage.WARNING:
            self.returned.emit()
