"""What only pictures, printers and reports need is not loaded with the pages: it would cost every start."""

import subprocess
import sys

import pytest

HEAVY = (
    "cv2", "numpy", "PIL", "zxingcpp", "escpos", "serial", "xlsxwriter", "reportlab", "pypdfium2", "uharfbuzz",
    "kiosk.scans.taking", "kiosk.scans.opening", "PySide6.QtMultimedia",
    "PySide6.QtTextToSpeech", "kiosk.devices.system_voice_qt",
)  # fmt: skip


@pytest.mark.parametrize(
    "module", ["kiosk.app", "kiosk.ui.conductor", "kiosk.ui.citizen", "kiosk.ui.counter_flow"]
)
def test_pages_load_nothing_that_only_papers_need(module: str) -> None:
    code = f"import sys, {module}; print(*[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == []
