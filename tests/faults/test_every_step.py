"""A death before and after every single step that writes or sends, one after another until none is left."""

import contextlib
import itertools
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from forms.states import Carriage
from kiosk.domain.dossier import DossierState
from kiosk.services import assisted, counter
from sync.agent import LinkState
from tests.office_factories import ANSWERS, PNG, taken
from tests.road.plug import Arm, Killed, Plug, installed
from tests.road.world import AGENT, INGEST, OPENER, SERVICE, World

PAPERS = [("identity_card", taken(PNG + bytes(900))), ("identity_card", taken(PNG + bytes(90_000)))]


@pytest.fixture
def plug() -> Iterator[Plug]:
    with installed(Plug()) as made:
        yield made


@pytest.fixture
def watched_world(
    road_template: Path, tmp_path: Path, plug: Plug, quick_forms: None, one_stream: None
) -> Iterator[World]:
    made = World(road_template, tmp_path / "w", plug)
    yield made
    made.close()


def one_dossier(world: World, slips: list[str]) -> None:
    """From the citizen's answers to the number on the screen, whoever may die on the way."""
    with contextlib.suppress(Killed):
        slips.append(
            world.serve(lambda d: assisted.file_at_once(d, "1.004873", ANSWERS, PAPERS, "vi-VN")).slip
        )
    for _ in range(2):
        world.carry()
        world.open()
    with contextlib.suppress(Killed):
        world.serve(counter.refresh)


def check(world: World, slips: list[str]) -> None:
    world.heal()
    world.settle()
    rows = world.desk.store.dossiers.list(limit=10_000)
    sealed = {row.id: row for row in rows if row.state is DossierState.SEALED}
    assert set(slips) <= {row.slip_number for row in sealed.values()}, "a slip without its dossier"
    lines = world.gateway.office.dossiers()
    assert {line.dossier: line.carriage for line in lines} == dict.fromkeys(sealed, "delivered")
    assert len(lines) == len({line.official_number for line in lines}) == len(sealed)
    assert {p.carriage for p in world.desk.store.parcels.list()} <= {Carriage.DELIVERED}
    assert all(row.official_number for row in sealed.values())
    assert world.desk.store.notices.missing(world.desk.inbox.numbers()) == ()
    assert world.desk.store.audit.verify().whole


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("power", [False, True], ids=["killed", "power"])
@pytest.mark.parametrize("actor", [SERVICE, AGENT, INGEST, OPENER])
def test_a_death_at_every_step_that_writes(
    watched_world: World,
    plug: Plug,
    actor: str,
    power: bool,
    capsys: pytest.CaptureFixture[str],
    record_property: Callable[[str, object], None],
) -> None:
    world, slips = watched_world, list[str]()
    for step in itertools.count(1):
        died = 0
        for after in (False, True):
            before = len(plug.kills)
            world.kill_next(actor, Arm(step, after, power))
            one_dossier(world, slips)
            world.heal()
            died += len(plug.kills) - before
        if died == 0:
            break
    check(world, slips)
    assert step > 2
    record_property("deaths", len(plug.kills))
    with capsys.disabled():
        sys.stdout.write(f"\n{actor} {'without power' if power else 'killed'} at each of {step - 1} steps\n")


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_cut_at_every_request(
    watched_world: World, capsys: pytest.CaptureFixture[str], record_property: Callable[[str, object], None]
) -> None:
    world, slips = watched_world, list[str]()
    count = 0
    for place in range(int(os.environ.get("HOSO_FAULTS_REQUESTS", "12"))):
        for fault in ("before", "after", 1, 500, 60_000):
            world.cable.faults = [*([None] * place), fault]
            one_dossier(world, slips)
            assert world.carrier.agent.round(0) in {LinkState.UP, LinkState.DOWN}
            count += not world.cable.faults
            world.heal()
    check(world, slips)
    assert count > 20
    record_property("cuts", count)
    with capsys.disabled():
        sys.stdout.write(f"\nlink cut at {count} places\n")
