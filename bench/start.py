"""Process start → first paint; → first tap accepted and the next page painted; memory idle on the welcome screen.

All as ratios against an empty PySide6 window, started and painted in turns with the kiosk on the same machine. The kiosk
is started as a user starts it: the supervisor first, which starts the screen. The first tap comes as soon as the welcome
page is painted, and the clock stops when the page it brings is. Memory is that of supervisor and screen together. Both
programs have their bytecode, as installed programs do.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import Figure, Result, main, median

ROUNDS = 7
IDLE_ROUNDS = 3
ROOT = Path(__file__).resolve().parents[1]
_EMPTY = """
import json, os, time
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
class Window(QWidget):
    seen = False
    def paintEvent(self, event):
        if not self.seen:
            self.seen = True
            QTimer.singleShot(0, painted)
def painted():
    at = time.monotonic()
    QTimer.singleShot(1500, lambda: done(at))
def done(at):
    lines = Path("/proc/self/status").read_text().splitlines()
    rss = next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
    Path(os.environ["BENCH_OUT"]).write_text(json.dumps({"first": at, "mb": rss}))
    os._exit(0)
window = Window()
window.resize(1280, 800)
window.show()
app.exec()
"""


def _run(command: list[str], env: dict[str, str], out: Path) -> dict[str, float]:
    """Starts a process; times it wrote are turned into seconds since the start."""
    out.unlink(missing_ok=True)
    started = time.monotonic()
    subprocess.run(
        command,
        env={**env, "BENCH_OUT": str(out)},
        cwd=ROOT,
        check=True,
        stderr=subprocess.DEVNULL,
        timeout=60,
    )
    seen: dict[str, float] = json.loads(out.read_text())
    return {key: value - started if key in ("first", "second") else value for key, value in seen.items()}


def measure() -> Result:
    """Empty window and kiosk in turns; one round of each first, unmeasured, to fill the page cache and the bytecode."""
    from bench.office import made_office
    from tests.office_factories import PASSPHRASE
    from tests.store_factories import SetClock

    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        os.environ["HOSO_CONFIG_DIR"] = str(root / "machine")
        folder = made_office(root, SetClock())
        env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "BENCH_PASSPHRASE": PASSPHRASE}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        env["PYTHONPYCACHEPREFIX"] = str(root / "bytecode")
        window_command = [sys.executable, "-c", _EMPTY]
        kiosk_command = [sys.executable, "-m", "bench.supervised", str(folder.root)]
        empty, touched, idle = [], [], []
        for turn in range(ROUNDS + 1):
            one = _run(window_command, env, root / "out")
            other = _run(kiosk_command, {**env, "BENCH_TURN": "touched"}, root / "out")
            if turn:
                empty.append(one)
                touched.append(other)
        for _ in range(IDLE_ROUNDS):
            idle.append(_run(kiosk_command, {**env, "BENCH_TURN": "idle"}, root / "out"))
    window = median([one["first"] for one in empty])
    window_mb = median([one["mb"] for one in empty])
    first = median([one["first"] for one in touched])
    second = median([one["second"] for one in touched])
    screen_mb = median([one["welcome_mb"] for one in idle])
    supervisor_mb = median([one["supervisor_mb"] for one in idle])
    details: dict[str, object] = {
        "empty_window_ms": round(window * 1000),
        "first_paint_ms": round(first * 1000),
        "first_tap_ms": round(second * 1000),
        "passphrase_to_page_ms": round(median([one["unlock_s"] for one in touched]) * 1000),
        "empty_window_mb": round(window_mb, 1),
        "welcome_screen_mb": round(screen_mb, 1),
        "supervisor_mb": round(supervisor_mb, 1),
        "unlock_page_mb": round(median([one["unlock_page_mb"] for one in touched]), 1),
        "open_shift_mb": round(median([one["open_shift_mb"] for one in touched]), 1),
    }
    return Result(
        "start",
        (
            Figure("first_tap", second / window, 3.0, "x"),
            Figure("first_paint", first / window, 2.0, "x"),
            Figure("memory", (screen_mb + supervisor_mb) / window_mb, 2.0, "x"),
        ),
        details,
    )


if __name__ == "__main__":
    main(measure)
