"""A screen never outlives its supervisor: nobody would restart it, and it holds the keys of the shift."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_a_screen_ends_when_its_supervisor_is_gone(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kiosk", "screen", "--data-dir", str(tmp_path), "--size", "800x600"]
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as screen:
        assert screen.stdin is not None
        assert screen.stdout is not None
        screen.stdin.write(b"{}\n")
        screen.stdin.flush()
        assert b"alive" in screen.stdout.readline()
        assert screen.poll() is None
        screen.stdin.close()
        assert screen.wait(20) == 1
