"""Whatever the other side does, and wherever we are killed: each part is there once, in order, and says what it says."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, func, select, update

from forms.states import CaseStatus
from sync.gateway.jobs import JobRow, open_jobs
from sync.gateway.models import DossierRow, NoticeRow, PartRow
from sync.gateway.passing.passer import UNCLEAR_LIMIT
from sync.gateway.passing.tables import GivenNumberRow, HeardRow, PassedFileRow, PassingRow, Standing
from tests.unit.gateway.desk import Desk, Pulled
from tests.unit.gateway.passing.conftest import Passed
from tests.unit.gateway.passing.simulator import FAULTS, Fault, Simulator
from tests.unit.gateway.rig import Machine

MOVES = (CaseStatus.RECEIVED, CaseStatus.PROCESSING, CaseStatus.SUPPLEMENT_ASKED, CaseStatus.DECIDED)
UNCLEAR = (Fault.ZERO_ERROR, Fault.ZERO_ERROR_AFTER)
LONGEST = 700.0  # seconds: behind every lease and every pause


@dataclass
class Plug:
    """Pulls the plug at the steps named, once each."""

    at: set[int]
    steps: int = field(default=0)

    def __call__(self, _step: str) -> None:
        self.steps += 1
        if self.steps in self.at:
            raise Pulled


class Stage:
    """Two dossiers of two parts each, and the books as they were before anything was passed on."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk(folder / "gateway")
        # Killed here means an exception, never a power cut: no need to wait for the disk.
        event.listen(self.desk.database._engine, "connect", _unsafe)
        self.desk.database.close()
        self.passed = Passed(self.desk, self.desk.enrol(Machine()), folder)
        self.dossiers = [self.passed.file() for _ in range(2)]
        with self.desk.database.read() as session:
            self.notices = session.scalar(select(func.max(NoticeRow.position)))
            self.numbers = dict(session.execute(select(DossierRow.id, DossierRow.official_number)).all())

    def begin(self, road: str, sequence: tuple[Fault, ...], killed: set[int]) -> Plug:
        with self.desk.database.write() as session:
            for table in (PassedFileRow, PassingRow, GivenNumberRow, HeardRow, JobRow):
                session.execute(delete(table))
            session.execute(delete(NoticeRow).where(NoticeRow.position > self.notices))
            session.execute(update(PartRow).values(status=1))
            for dossier, number in self.numbers.items():
                row = session.get_one(DossierRow, dossier)
                row.official_number, row.number_kind = number, "trial"
        self.road = road
        self.passed.simulator = Simulator(faults=iter(sequence), lacks=frozenset({"NgayTiepNhan"}))
        plug = Plug(killed)
        self.passed.use(commune=road, hears=False, after=plug)
        return plug

    def run(self, plug: Plug) -> None:
        """Work until nothing is left, starting again after every kill."""
        for _ in range(80):
            try:
                self.passed.work(LONGEST)
            except Pulled:
                self.passed.use(commune=self.road, hears=False, after=plug)
            with self.desk.database.read() as session:
                if not open_jobs(session):
                    return
        raise AssertionError("never came to rest")


def _unsafe(connection: object, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]  # sqlite3's own


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = Stage(tmp_path_factory.mktemp("stage"))
    yield made
    made.desk.close()


parts = st.sampled_from(("certificate", "registry"))
moves = st.lists(st.tuples(st.integers(0, 1), parts, st.sampled_from(MOVES)), max_size=4)


runs = given(
    road=st.sampled_from(("tinh", "bo")),
    sequence=st.lists(st.sampled_from(FAULTS), max_size=14),
    killed=st.sets(st.integers(1, 30), max_size=4),
    moved=moves,
)
usual = settings(
    max_examples=6,
    deadline=None,
    # An example is a whole run: too dear to make smaller by trying.
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@usual
@runs
def test_every_part_arrives_once_and_in_order(
    stage: Stage, road: str, sequence: list[Fault], killed: set[int], moved: list[tuple[int, str, CaseStatus]]
) -> None:
    _run(stage, road, sequence, killed, moved)


@pytest.mark.soak
@settings(usual, max_examples=200)
@runs
def test_every_part_arrives_once_and_in_order_for_long(
    stage: Stage, road: str, sequence: list[Fault], killed: set[int], moved: list[tuple[int, str, CaseStatus]]
) -> None:
    _run(stage, road, sequence, killed, moved)


def _run(
    stage: Stage, road: str, sequence: list[Fault], killed: set[int], moved: list[tuple[int, str, CaseStatus]]
) -> None:
    assume(sum(fault in UNCLEAR for fault in sequence) < UNCLEAR_LIMIT)
    plug = stage.begin(road, tuple(sequence), killed)
    simulator = stage.passed.simulator
    with suppress(Pulled):
        stage.passed.work()
    stage.passed.use(commune=road, hears=False, after=plug)
    for dossier, part, status in moved:
        stage.desk.clock.turn(1)
        stage.desk.office.tell_status(stage.dossiers[dossier], status, part)
        with suppress(Pulled):
            stage.passed.work()
    stage.run(plug)

    assert simulator.complaints == []
    with stage.desk.database.read() as session:
        rows = session.scalars(select(PassingRow)).all()
        given_numbers = session.scalars(
            select(GivenNumberRow).where(GivenNumberRow.replaced_at.is_(None))
        ).all()
        statuses = {(part.dossier, part.part): part.status for part in session.scalars(select(PartRow))}
    assert [row.standing for row in rows] == [Standing.PASSED] * 4
    number_of = {(one.dossier, one.part): one.number for one in given_numbers}
    assert sorted(simulator.stored) == sorted(number_of.values())  # each there once, and nothing besides
    assert len(number_of) == 4
    for key, number in number_of.items():
        dossier, part = key
        told = [int(row["TrangThai"]) for row in simulator.rows[number]]
        own = [1, *(int(s) for d, p, s in moved if (stage.dossiers[d], p) == (dossier, part))]
        assert told == own
        assert simulator.states[number][-1] == str(statuses[key])
        assert simulator.states[number] == _in_order(simulator.states[number], own)


def _in_order(seen: list[str], own: list[int]) -> list[str]:
    """``seen`` if it passes through our states without ever going back; else what it should have been."""
    rest = iter(own)
    return (
        seen if all(any(int(state) == one for one in rest) for state in seen) else [str(one) for one in own]
    )
