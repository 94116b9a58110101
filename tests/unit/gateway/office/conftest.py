"""What every test of the back office needs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.gateway.office.bureau import Bureau, cheap_passwords


@pytest.fixture
def bureau(tmp_path: Path, database_url: str | None) -> Iterator[Bureau]:
    """A gateway with its opener, its faces and its back office."""
    with cheap_passwords():
        made = Bureau(tmp_path / "gateway", database_url)
        yield made
        made.close()
