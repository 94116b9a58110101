"""Process start → first paint, and → first tap accepted and what it brings painted; memory idle on the welcome screen.

All as ratios against an empty PySide6 window, started and painted in turns with the kiosk on the same machine. The kiosk
is started as a user starts it: the supervisor first, which starts the screen. The first tap chooses an officer, and
brings the on-screen keyboard for the passphrase; both are painted when the clock stops.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import Figure, Result, main, median

ROUNDS = int(__import__("os").environ.get("R","7"))
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
_SUPERVISED = """
import sys
from kiosk.folder import Folder
from kiosk.journal import Journal
from kiosk.supervisor import Supervisor
command = [sys.executable, "-m", "bench.screen_child", "--data-dir", sys.argv[1], "--size", "1280x800"]
sys.exit(Supervisor(command, Journal(None, "bench")).run())
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
    """Empty window and kiosk in turns; one round of each first, unmeasured, to fill the page cache."""
    from tests.office_factories import PASSPHRASE, set_up_office
    from tests.store_factories import SetClock

    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        os.environ["HOSO_CONFIG_DIR"] = str(root / "machine")
        folder = set_up_office(root, SetClock())
        env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "BENCH_PASSPHRASE": PASSPHRASE}
        empty, ours = [], []
        for turn in range(ROUNDS + 1):
            one = _run([sys.executable, "-c", _EMPTY], env, root / "out")
            other = _run([sys.executable, "-c", _SUPERVISED, str(folder.root)], env, root / "out")
            if turn:
                empty.append(one)
                ours.append(other)
    window = median([one["first"] for one in empty])
    window_mb = median([one["mb"] for one in empty])
    first, second = median([one["first"] for one in ours]), median([one["second"] for one in ours])
    welcome = median([one["welcome_mb"] for one in ours])
    details: dict[str, object] = {
        "empty_window_ms": round(window * 1000),
        "first_paint_ms": round(first * 1000),
        "first_tap_ms": round(second * 1000),
        "empty_window_mb": round(window_mb, 1),
        "welcome_mb": round(welcome, 1),
        "unlock_page_mb": round(median([one["unlock_page_mb"] for one in ours]), 1),
        "supervisor_mb": round(median([one["supervisor_mb"] for one in ours]), 1),
    }
    return Result(
        "start",
        (
            Figure("first_tap", second / window, 3.0, "x"),
            Figure("first_paint", first / window, 2.0, "x"),
            Figure("memory", welcome / window_mb, 2.0, "x"),
        ),
        details,
    )


if __name__ == "__main__":
    main(measure)
