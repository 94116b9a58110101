"""The screen process of the start benchmark: the product's own ``run_screen``, watched from inside.

Left alone on its welcome page (``BENCH_TURN=idle``), or touched as soon as that page is painted, unlocked by passphrase
and left alone on the greeting of the open shift (``BENCH_TURN=touched``). Writes what happened when (system-wide
monotonic seconds) and its own memory to the file named by ``BENCH_OUT``. Imports nothing before the first picture that
the product does not.
"""

import os
import sys
import time

from kiosk.app import run_screen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget

    from kiosk.app import ScreenProcess

IDLE_MS = 5_000
PATIENCE_S = 90
"""A screen that has not finished by then ends by itself, even where nobody is left to end it."""


def memory_mb(pid: int) -> float:
    """Resident memory of a process in MB."""
    with open(f"/proc/{pid}/status", encoding="ascii") as lines:  # noqa: PTH123 - pathlib would be loaded for it
        for line in lines:
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
    raise RuntimeError("no VmRSS")


def press(button: "QWidget") -> None:
    """A finger on the middle of a button, and off it."""
    from PySide6.QtCore import QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    middle = QPointF(button.rect().center())
    at = button.mapToGlobal(middle)
    for kind, held in ((QEvent.Type.MouseButtonPress, left), (QEvent.Type.MouseButtonRelease, none)):
        QApplication.sendEvent(
            button, QMouseEvent(kind, middle, at, left, held, Qt.KeyboardModifier.NoModifier)
        )


class Watch:
    """What is done to the screen, one step after another, and when."""

    def __init__(self, screen: "ScreenProcess") -> None:
        self._screen = screen
        self._seen: dict[str, float] = {}
        screen.front.painted.connect(self._first_painted)

    def _first_painted(self) -> None:
        from PySide6.QtCore import QTimer

        self._seen["first"] = time.monotonic()
        if os.environ["BENCH_TURN"] == "idle":
            QTimer.singleShot(IDLE_MS, self._idle)
        else:
            QTimer.singleShot(0, self._touch)

    def _idle(self) -> None:
        assert self._screen.conductor().state_name() == "welcome"
        self._seen["welcome_mb"] = memory_mb(os.getpid())
        self._seen["supervisor_mb"] = memory_mb(os.getppid())
        self._done()

    def _touch(self) -> None:
        from PySide6.QtWidgets import QApplication

        from kiosk.ui.screens.unlock import UnlockScreen

        window = self._screen.front.window
        assert window.welcome is not None
        press(window.welcome.start)
        unlock = window.screen_shown
        assert isinstance(unlock, UnlockScreen)
        self._when_painted(unlock, "screen-unlock", "second")
        from kiosk.demo.hands import Hands

        hands = Hands(window)
        conductor = self._screen.conductor()
        hands.until(lambda: "second" in self._seen, "the page after the first touch")
        hands.until(lambda: conductor.settled, "the machine to come to rest")
        self._seen["unlock_page_mb"] = memory_mb(os.getpid())
        hands.touch(hands.find("officer-can-bo-1"))
        line = hands.find("passphrase")
        hands.type(os.environ["BENCH_PASSPHRASE"], line)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._when_painted(app, "screen-pin", "opened")
        unlock.unlock_asked.connect(lambda: self._seen.setdefault("asked", time.monotonic()))
        hands.type("\n")
        hands.until(lambda: "opened" in self._seen, "the page after the passphrase")
        self._seen["unlock_s"] = self._seen.pop("opened") - self._seen.pop("asked")
        hands.until(lambda: conductor.settled, "the machine to come to rest")
        hands.tap("pin-skip")
        hands.until(lambda: conductor.state_name() == "language", "the greeting")
        from PySide6.QtCore import QTimer

        QTimer.singleShot(IDLE_MS, self._shift)

    def _shift(self) -> None:
        assert self._screen.conductor().state_name() == "language"
        self._seen["open_shift_mb"] = memory_mb(os.getpid())
        self._done()

    def _when_painted(self, where: "QObject", page: str, name: str) -> None:
        """Notes under ``name`` when the page of that object name has been painted; ``where`` is the page or the application."""
        from PySide6.QtCore import QEvent, QObject, QTimer

        seen = self._seen

        class Painted(QObject):
            def eventFilter(self, watched: QObject, event: QEvent) -> bool:
                if event.type() == QEvent.Type.Paint and watched.objectName() == page:
                    where.removeEventFilter(self)
                    QTimer.singleShot(0, lambda: seen.setdefault(name, time.monotonic()))
                return False

        self._filter = Painted()
        where.installEventFilter(self._filter)

    def _done(self) -> None:
        import json

        with open(os.environ["BENCH_OUT"], "w", encoding="ascii") as out:  # noqa: PTH123 - pathlib would be loaded for it
            json.dump(self._seen, out)
        os._exit(0)


def main() -> None:
    """Runs the screen with its watch."""
    watches = []
    if sys.platform != "win32":
        import signal

        signal.alarm(PATIENCE_S)
    run_screen(sys.argv[1:], lambda screen: watches.append(Watch(screen)))


if __name__ == "__main__":
    main()
