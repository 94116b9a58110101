"""Guards docs/decisions/0001: a Qt binding that loses references to None ends the process after minutes of use."""

import sys

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot


def test_calls_that_return_nothing_keep_nones_references(qtbot: QtBot) -> None:
    timer = QTimer()
    before = sys.getrefcount(None)
    for _ in range(500):
        timer.setInterval(5)
    assert sys.getrefcount(None) > before - 50
