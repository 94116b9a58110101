"""The screen process of the start benchmark: the product's own ``run_screen``, touched once and then left alone.

Writes what happened when (system-wide monotonic seconds) and its own memory to the file named by ``BENCH_OUT``.
"""

import json
import os
import sys
import time
from pathlib import Path

from kiosk.app import run_screen


def memory_mb(pid: int) -> float:
    """Resident memory of a process in MB."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmRSS")


def main() -> None:
    """Runs the screen with a watcher."""
    seen: dict[str, float] = {}

    def done() -> None:
        Path(os.environ["BENCH_OUT"]).write_text(json.dumps(seen), encoding="ascii")
        os._exit(0)

    def watch(conductor: object) -> None:
        from PySide6.QtCore import QEvent, QObject, QTimer
        from PySide6.QtWidgets import QApplication

        from kiosk.demo.hands import Hands
        from kiosk.ui.conductor import Conductor
        from kiosk.ui.keyboard.panel import KeyboardPanel

        assert isinstance(conductor, Conductor)

        class Painted(QObject):
            """Tells when the keyboard that the first tap brings has been painted."""

            def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
                if event.type() == QEvent.Type.Paint and "second" not in seen:
                    parent: QObject | None = watched
                    while parent is not None and not isinstance(parent, KeyboardPanel):
                        parent = parent.parent()
                    if parent is not None:
                        seen["second"] = 0.0
                        QTimer.singleShot(0, second)
                return False

        painted = Painted()

        def first() -> None:
            seen["first"] = time.monotonic()
            QApplication.instance().installEventFilter(painted)  # type: ignore[union-attr]
            hands = Hands(conductor.window)
            hands.until(lambda: conductor.settled, "the first tap to be taken")
            hands.touch(hands.find("officer-can-bo-1"))

        def second() -> None:
            seen["second"] = time.monotonic()
            QApplication.instance().removeEventFilter(painted)  # type: ignore[union-attr]
            QTimer.singleShot(1500, unlock)

        def unlock() -> None:
            seen["unlock_page_mb"] = memory_mb(os.getpid())
            hands = Hands(conductor.window)
            hands.type(os.environ["BENCH_PASSPHRASE"] + "\n", hands.find("passphrase"))
            hands.find("pin-skip")
            hands.until(lambda: conductor.settled, "the next tap to be taken")
            hands.tap("pin-skip")
            QTimer.singleShot(5000, rest)

        def rest() -> None:
            assert conductor.state_name() == "language", conductor.state_name()
            seen["welcome_mb"] = memory_mb(os.getpid())
            seen["supervisor_mb"] = memory_mb(os.getppid())
            done()

        conductor.painted.connect(first)

    run_screen(sys.argv[1:], watch)


if __name__ == "__main__":
    main()
