"""What every test stands on: drawing offscreen, and an own data folder and home so that no test touches the machine's."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false;qt.qpa.fonts=false")

from PySide6.QtWidgets import QApplication

#: The modules that take longest, the longest first.
LONG = (
    "tests/unit/ui/gallery/test_every_page.py",
    "tests/e2e/test_commands.py",
    "tests/e2e/test_every_procedure.py",
    "tests/road/test_road_machine.py",
    "tests/scans/test_taking.py",
    "tests/scans/test_keeping.py",
    "tests/road/test_kills.py",
    "tests/unit/ui/screens/test_capture.py",
    "tests/unit/services/test_digitising.py",
    "tests/unit/gateway/test_serve.py",
    "tests/e2e/test_self_service_processes.py",
    "tests/road/test_lying_gateway.py",
    "tests/leak/test_counter_day.py",
    "tests/leak/test_leaks.py",
    "tests/unit/ui/gallery/test_by_keyboard.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest modules begin first: near the end there are only short ones, and every worker has one to do."""
    places = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(LONG)))


@pytest.fixture(scope="session", autouse=True)
def _one_application(qapp: QApplication) -> None:
    """There is one application a process, and commands tried in this one would make do with one without windows."""


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSO_DATA_DIR", str(tmp_path / "home"))
    monkeypatch.setenv("HOSO_CONFIG_DIR", str(tmp_path / "machine"))
