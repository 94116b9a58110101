"""What every test of the gateway needs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.gateway.desk import Desk
from tests.unit.gateway.rig import Gateway, Machine


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    """A gateway of its own for each test."""
    made = Gateway(tmp_path / "gateway")
    yield made
    made.close()


@pytest.fixture
def machine(gateway: Gateway) -> Machine:
    """A machine this gateway knows."""
    return gateway.enrol(Machine())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A gateway with its opener and back office."""
    made = Desk(tmp_path / "gateway")
    yield made
    made.close()


@pytest.fixture
def kiosk(desk: Desk) -> Machine:
    """A machine known to ``desk``."""
    return desk.enrol(Machine())
