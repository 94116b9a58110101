"""Prepared offices, copied for each test: making keys takes Argon2 a quarter of a second an officer."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kiosk.folder import Folder
from kiosk.services.office import SAMPLE, OfficePlan
from kiosk.services.unlocking import shift_of
from tests.office_factories import Province, little_stretching, make_known, open_desk, set_up_office
from tests.store_factories import SetClock
from tests.unit.ui.screens.seat import Seat


@pytest.fixture(scope="module", autouse=True)
def _little_stretching() -> Iterator[None]:
    with little_stretching():
        yield


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """An enrolled office with a commune officer and a leader, and what reopens it without a passphrase."""
    root = tmp_path_factory.mktemp("prepared")
    patch = pytest.MonkeyPatch()
    patch.setenv("HOSO_CONFIG_DIR", str(root / "machine"))
    clock = SetClock()
    officers = tuple(one for one in SAMPLE.officers if one.code in ("can-bo-1", "lanh-dao-1"))
    folder = set_up_office(root, clock, OfficePlan(SAMPLE.office, officers))
    with little_stretching():
        desk = open_desk(folder, clock)
    shutil.copytree(root / "office", root / "unknown")
    shutil.copytree(root / "machine", root / "machine-too", dirs_exist_ok=True)
    make_known(desk, Province.new())
    shift = shift_of(desk)
    desk.close()
    patch.undo()
    return root, shift


@pytest.fixture
def folder(
    prepared: tuple[Path, dict[str, object]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Folder:
    """A copy of the enrolled office."""
    return _copied("office", prepared[0], tmp_path, monkeypatch)


@pytest.fixture
def unknown(
    prepared: tuple[Path, dict[str, object]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Folder:
    """A copy of the office before it was enrolled."""
    return _copied("unknown", prepared[0], tmp_path, monkeypatch)


def _copied(which: str, root: Path, into: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    shutil.copytree(root / which, into / which)
    shutil.copytree(root / "machine", into / "machine", dirs_exist_ok=True)
    monkeypatch.setenv("HOSO_CONFIG_DIR", str(into / "machine"))
    return Folder(into / which)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def open_seat(qtbot: QtBot, clock: SetClock) -> Iterator[Callable[..., Seat]]:
    """Opens screens and closes them all."""
    seats: list[Seat] = []

    def opened(folder: Folder, session: dict[str, object] | None = None, **told: object) -> Seat:
        seats.append(Seat(qtbot, folder, clock, session, **told))
        return seats[-1]

    yield opened
    for seat in seats:
        seat.close()


@pytest.fixture
def locked_seat(open_seat: Callable[..., Seat], folder: Folder) -> Seat:
    """A kiosk nobody has unlocked."""
    return open_seat(folder)


@pytest.fixture
def seat(open_seat: Callable[..., Seat], folder: Folder, prepared: tuple[Path, dict[str, object]]) -> Seat:
    """An unlocked kiosk with nobody at the counter, opened as after a crash: no Argon2 in every test."""
    opened = open_seat(folder, {"shift": prepared[1], "place": None, "pin": None, "mode": "visit"})
    opened.arrive("language")
    return opened
