"""What every test stands on: drawing offscreen, and an own data folder and home so that no test touches the machine's."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false;qt.qpa.fonts=false")

from PySide6.QtWidgets import QApplication


@pytest.fixture(scope="session", autouse=True)
def _one_application(qapp: QApplication) -> None:
    """There is one application a process, and commands tried in this one would make do with one without windows."""


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSO_DATA_DIR", str(tmp_path / "home"))
    monkeypatch.setenv("HOSO_CONFIG_DIR", str(tmp_path / "machine"))
