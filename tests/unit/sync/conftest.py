"""Fixtures of the road's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.sync.stage import Road


@pytest.fixture
def road(tmp_path: Path) -> Iterator[Road]:
    road = Road(tmp_path)
    yield road
    road.outbox.close()
