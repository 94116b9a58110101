"""What every test stands on: drawing offscreen, a lawful day, and an own data folder and home so that no test
touches the machine's."""

import os
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false;qt.qpa.fonts=false")

from PySide6.QtWidgets import QApplication

import tests.same_day.sitecustomize  # noqa: F401 - holds this process's clock too
from forms import catalogue
from forms.definition import Definition
from forms.loader import Known, load
from kiosk.ui.sweeping import _Hold
from tests.postgres import Postgres, running

if TYPE_CHECKING:
    from tests.objectstore import Swift

#: The modules that take longest, the longest first.
LONG = (
    "tests/unit/ui/gallery/test_every_page.py",
    "tests/e2e/test_commands.py",
    "tests/e2e/test_every_procedure.py",
    "tests/road/test_road_machine.py",
    "tests/scans/test_taking.py",
    "tests/scans/test_keeping.py",
    "tests/road/test_kills.py",
    "tests/e2e/test_demo.py",
    "tests/unit/ui/screens/test_capture.py",
    "tests/unit/services/test_digitising.py",
    "tests/unit/gateway/test_serve.py",
    "tests/unit/gateway/test_object_store.py",
    "tests/e2e/test_self_service_processes.py",
    "tests/road/test_lying_gateway.py",
    "tests/leak/test_counter_day.py",
    "tests/leak/test_leaks.py",
    "tests/unit/ui/gallery/test_by_keyboard.py",
)


def pytest_configure(config: pytest.Config) -> None:
    """Every office of the tests would read the shipped definitions anew. Nobody changes those files: one reading serves all."""
    read: dict[tuple[Path, str | None, bool], Definition] = {}

    def once(
        file: Path, name: str | None = None, *, sets: Sequence[Path] | None = None, known: Known | None = None
    ) -> Definition:
        if not file.is_relative_to(catalogue.SHIPPED):
            return load(file, name, sets=sets, known=known)
        key = (file, name, known is None)
        if key not in read:
            read[key] = load(file, name, sets=sets, known=known)
        return read[key]

    patch = pytest.MonkeyPatch()
    patch.setattr(catalogue, "load", once)
    config.add_cleanup(patch.undo)


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


@pytest.fixture(autouse=True)
def _garbage_as_before() -> Iterator[None]:
    """A page that a test leaves behind would keep Python from looking for garbage, and with it itself, to the end."""
    yield
    for hold in tuple(_Hold._standing):
        hold.end()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL of our own, started for the first test that asks."""
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def swift() -> Iterator["Swift"]:
    """A real S3-compatible store of our own, started for the first test that asks."""
    if find_spec("swift") is None:
        pytest.skip("OpenStack Swift can be had on Linux alone")
    from tests.objectstore import running as running_store

    with running_store() as store:
        yield store


@pytest.fixture(scope="session")
def gateway_template(postgres: Postgres) -> str:
    """The name of a database with the gateway's tables, to be copied."""
    from sync.gateway.database import Database

    name = postgres.create()
    Database.open(postgres.url(name), Path()).close()
    return name
