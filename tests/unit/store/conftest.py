"""A new store for every test, on the real disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.store.database import Store
from tests.store_factories import SetClock, new_store


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def store(tmp_path: Path, clock: SetClock) -> Iterator[Store]:
    made = new_store(tmp_path, clock)
    yield made
    made.close()
