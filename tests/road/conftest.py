"""One office and province for all worlds, set up once."""

from pathlib import Path

import pytest

from forms.catalogue import Catalogue
from sync import streams
from tests.road.world import quick_catalogue, template_in


@pytest.fixture(scope="session")
def road_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template_in(tmp_path_factory.getbasetemp())


@pytest.fixture
def quick_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Catalogue, "shipped", quick_catalogue)


@pytest.fixture
def one_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several streams would make the order of steps a matter of chance; the real processes have them."""
    monkeypatch.setattr(streams, "FEW", 1, raising=False)
    monkeypatch.setattr(streams, "MANY", 1, raising=False)
