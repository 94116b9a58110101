"""The whole road of a number typed at the counter: kiosk, agent, ingest, opener and passing, with deaths in between."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.domain.dossier import NumberKind
from kiosk.services import assisted, transferring
from kiosk.services.filing import Filed
from sync.gateway.jobs import JobWorker
from sync.gateway.models import DossierRow
from sync.gateway.passing.numbering import numbers_of
from sync.gateway.passing.service import Passing, build
from sync.gateway.passing.tables import PassingRow, Standing
from sync.gateway.passing.typed_over import at_odds
from sync.gateway.passing.waking import KIND
from tests.office_factories import ANSWERS
from tests.road.plug import Arm, Killed, Plug, installed
from tests.road.world import OPENER, SERVICE, World
from tests.unit.gateway.passing.plans import plan
from tests.unit.gateway.passing.simulator import Direct, Simulator

TYPED = "H11.33-261123-0042"


class Province:
    """Passing beside the world's gateway, to a simulator."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.simulator = Simulator(lacks=frozenset({"NgayTiepNhan"}))

    def work(self) -> None:
        gateway = self._world.gateway
        passing: Passing = build(
            gateway.layout,
            gateway.database,
            plan(self._world.root),
            gateway.keys,
            self._world.clock,
            caller=lambda _road: Direct(self.simulator),
        )
        passing.sweeper.sweep()
        JobWorker(gateway.database, self._world.clock, {KIND: passing.passer.handle}).work()


@pytest.fixture
def world(road_template: Path, tmp_path: Path, quick_forms: None, one_stream: None) -> Iterator[World]:
    with installed(Plug()) as plug:
        made = World(road_template, tmp_path / "w", plug)
        yield made
        made.close()


def file(world: World) -> Filed:
    done: Filed = world.serve(lambda desk: assisted.file_at_once(desk, "1.004873", ANSWERS, [], "vi-VN"))
    return done


@pytest.mark.parametrize("power", [False, True])
def test_a_number_typed_at_the_counter_reaches_the_road_onwards_through_deaths(
    world: World, power: bool
) -> None:
    province = Province(world)
    typed_in, plain = file(world), file(world)
    # Dies at the first durable step, then at a later one, and so on, until it is through.
    for left in range(1, 60, 4 if power else 1):
        world.kill_next(SERVICE, Arm(left, after=left % 8 == 1 if power else bool(left % 2), power=power))
        try:
            world.serve(lambda desk: transferring.take_number(desk, typed_in.dossier, TYPED))
        except Killed:
            continue
        break
    else:
        pytest.fail("the counter never got through")
    assert left > 3, "nobody died"
    world.plug.armed.clear()
    world.kill_next(OPENER, Arm(3, after=True, power=power))
    world.settle()
    province.work()
    desk, gateway = world.desk, world.gateway
    told = [one for one in desk.store.parcels.by_dossier(typed_in.dossier) if one.note == TYPED]
    assert len(told) == 1, "told once, however often the officer had to begin again"
    mine = desk.store.dossiers.get(typed_in.dossier)
    assert (mine.official_number, mine.number_kind) == (TYPED, NumberKind.DELEGATED)
    with gateway.database.read() as session:
        row = session.get_one(DossierRow, typed_in.dossier)
        assert (row.official_number, at_odds(session, row)) == (TYPED, None)
        assert [one.source for one in numbers_of(session, row.id)] == ["trial", "counter"]
        standings = {
            one.dossier: one.standing for one in session.scalars(select(PassingRow).order_by(PassingRow.part))
        }
        other = session.get_one(DossierRow, plain.dossier).official_number
    assert standings[typed_in.dossier] == Standing.TYPED
    assert list(province.simulator.stored) == [other], "the other one is filed, this one is not"
    assert world.desk.store.audit.verify().whole
