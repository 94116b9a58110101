"""What every test of the gateway needs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.postgres import Postgres
from tests.unit.gateway.desk import Desk
from tests.unit.gateway.rig import Gateway, Machine


@pytest.fixture
def database_url(request: Any) -> Iterator[str | None]:
    """Where the gateway keeps its rows: SQLite, unless a test is marked ``both_engines`` and runs on PostgreSQL too."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield None
        return
    server: Postgres = request.getfixturevalue("postgres")
    yield server.url(server.create(request.getfixturevalue("gateway_template")))


@pytest.fixture
def gateway(tmp_path: Path, database_url: str | None) -> Iterator[Gateway]:
    """A gateway of its own for each test."""
    made = Gateway(tmp_path / "gateway", database_url)
    yield made
    made.close()


@pytest.fixture
def machine(gateway: Gateway) -> Machine:
    """A machine this gateway knows."""
    return gateway.enrol(Machine())


@pytest.fixture
def desk(tmp_path: Path, database_url: str | None) -> Iterator[Desk]:
    """A gateway with its opener and back office."""
    made = Desk(tmp_path / "gateway", database_url)
    yield made
    made.close()


@pytest.fixture
def kiosk(desk: Desk) -> Machine:
    """A machine known to ``desk``."""
    return desk.enrol(Machine())
