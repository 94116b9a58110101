"""The serial card scanner beside the window: its thread's words brought onto the screen's thread."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

from kiosk.devices.serial_scanner import SerialScanner, SerialState


class SerialCard(QObject):
    """``scanned(text, cut)``, ``lost()`` and, after that, ``back()`` on the thread this object belongs to."""

    scanned = Signal(str, bool)
    lost = Signal()
    back = Signal()
    _state = Signal(object)

    def __init__(
        self,
        port: str,
        parent: QObject | None = None,
        make: Callable[..., SerialScanner] = SerialScanner,
    ) -> None:
        super().__init__(parent)
        self.ready = False
        self._was_lost = False
        self._state.connect(self._changed, Qt.ConnectionType.QueuedConnection)
        self._scanner = make(port, self.scanned.emit, self._state.emit)

    def start(self) -> None:
        """Begins to listen."""
        self._scanner.start()

    def stop(self) -> None:
        """Lets go of the port."""
        self._scanner.stop()

    def _changed(self, state: SerialState) -> None:
        self.ready = state is SerialState.READY
        if state is SerialState.LOST:
            self._was_lost = True
            self.lost.emit()
        elif self.ready and self._was_lost:
            self._was_lost = False
            self.back.emit()
