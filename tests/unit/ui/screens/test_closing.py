"""Closing the kiosk as a real process, with the supervisor still at the other end of the pipe."""

import json
import subprocess
import sys

from kiosk.folder import Folder

_SCREEN = """
import sys
from PySide6.QtCore import QTimer
from kiosk.app import run_screen
def watch(screen):
    def look():
        if screen._conductor is not None:
            screen._conductor.close()
    timer = watch.timer = QTimer()
    timer.setInterval(50)
    timer.timeout.connect(look)
    timer.start()
sys.exit(run_screen(sys.argv[1:], watch))
"""


def test_a_kiosk_closed_by_an_officer_ends_cleanly_and_is_not_started_again(folder: Folder) -> None:
    command = [sys.executable, "-c", _SCREEN, "--data-dir", str(folder.root), "--size", "1280x800"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as screen:
        assert screen.stdin is not None
        assert screen.stdout is not None
        screen.stdin.write(json.dumps({"session": None, "attempt": 0}).encode() + b"\n")
        screen.stdin.flush()
        assert screen.wait(timeout=60) == 0
        said = [json.loads(line) for line in screen.stdout]
    assert said[-1] == {"keep": None}
