"""The office and province of the road's tests, for these too, and an office with everything alive in it."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from _pytest.terminal import TerminalReporter

from kiosk.services import assisted
from kiosk.services.filing import Filed
from tests.faults import catalogue
from tests.office_factories import ANSWERS, PNG, taken
from tests.road.conftest import one_stream, quick_forms, road_template
from tests.road.plug import Plug
from tests.road.world import World

__all__ = ["LARGE", "file", "one_stream", "quick_forms", "road_template", "world"]

LARGE = PNG + bytes(200_000)
_BEGAN = time.monotonic()
File = Callable[..., Filed]


@pytest.fixture
def world(road_template: Path, tmp_path: Path, quick_forms: None, one_stream: None) -> Iterator[World]:
    made = World(road_template, tmp_path / "w", Plug())
    yield made
    made.close()


@pytest.fixture
def file(world: World) -> File:
    """Files a dossier with these papers at the counter of ``world``."""

    def one(*papers: bytes) -> Filed:
        slots = [("identity_card", taken(data)) for data in papers]
        done: Filed = world.serve(
            lambda desk: assisted.file_at_once(desk, "1.004873", ANSWERS, slots, "vi-VN")
        )
        return done

    return one


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """After ``make soak-faults``: each row of the catalogue and what was counted."""
    if not (place := os.environ.get("HOSO_FAULTS_TABLE")):
        return
    kinds = ("passed", "failed", "error", "skipped", "xfailed", "xpassed")
    reports = [
        (one.nodeid, kind, one.user_properties)
        for kind in kinds
        for one in terminalreporter.stats.get(kind, [])
        if kind != "error" or one.when != "teardown"
    ]
    text = catalogue.table(catalogue.tally(reports), time.monotonic() - _BEGAN)
    catalogue.write_into(Path(place), text)
    terminalreporter.section("faults")
    terminalreporter.write(text)
