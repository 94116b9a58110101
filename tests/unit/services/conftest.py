"""A desk per test, from an office set up once: Argon2id is slow on purpose."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.folder import Folder
from kiosk.services.desk import Desk
from tests.office_factories import DAY, Province, little_stretching, make_known, open_desk, set_up_office
from tests.store_factories import SetClock


@pytest.fixture(scope="module", autouse=True)
def _little_stretching() -> Iterator[None]:
    with little_stretching():
        yield


@pytest.fixture(scope="session")
def office_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("office")
    patch = pytest.MonkeyPatch()
    patch.setenv("HOSO_CONFIG_DIR", str(root / "machine"))
    set_up_office(root, SetClock(DAY))
    patch.undo()
    return root


@pytest.fixture
def clock() -> SetClock:
    return SetClock(DAY)


@pytest.fixture
def folder(office_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    root = tmp_path / "copy"
    shutil.copytree(office_template, root)
    monkeypatch.setenv("HOSO_CONFIG_DIR", str(root / "machine"))
    return Folder(root / "office")


@pytest.fixture
def province() -> Province:
    return Province.new()


@pytest.fixture
def desk(folder: Folder, clock: SetClock, province: Province) -> Iterator[Desk]:
    opened = open_desk(folder, clock)
    make_known(opened, province)
    yield opened
    opened.close()
