"""Jobs: noted with what made them necessary, run once, put off, given up, taken up from the dead."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.orm import Session

from sync.gateway.database import Database
from sync.gateway.jobs import (
    FIRST_PAUSE,
    LEASE,
    OUR_FAULT,
    Done,
    Handler,
    Job,
    JobFailed,
    JobHopeless,
    JobWorker,
    again,
    enqueue,
    find,
    open_jobs,
)
from sync.gateway.models import SettingRow
from tests.unit.gateway.engines import both_engines
from tests.unit.gateway.rig import TurnableClock

KIND = "hand-on"


@pytest.fixture
def database(tmp_path: Path, database_url: str | None) -> Iterator[Database]:
    made = Database.open(database_url, tmp_path / "gateway.db")
    yield made
    made.close()


class _Shop:
    """A worker whose handler does what the test says next."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = TurnableClock()
        self.seen: list[Job] = []
        self.does: Handler = lambda _job: None
        self.worker = JobWorker(database, self.clock, {KIND: self._handle})

    def note(self, key: str, **payload: str) -> bool:
        with self.database.write() as session:
            return enqueue(session, KIND, key, payload, self.clock.now())

    def facts(self, key: str) -> tuple[int, str | None, bool, bool]:
        """Attempts, last code, done, given up."""
        with self.database.read() as session:
            row = find(session, KIND, key)
            assert row is not None
            return row.attempts, row.reason, row.done_at is not None, row.given_up_at is not None

    def _handle(self, job: Job) -> Done | None:
        self.seen.append(job)
        return self.does(job)


@pytest.fixture
def shop(database: Database) -> _Shop:
    return _Shop(database)


@both_engines
def test_a_job_noted_twice_is_done_once_and_with_what_it_writes(shop: _Shop) -> None:
    def write(session: Session) -> None:
        session.add(SettingRow(name="handed", value=b"1"))

    shop.does = lambda _job: write
    assert shop.note("d1", dossier="abc")
    assert not shop.note("d1", dossier="other")
    assert shop.worker.work() == 1
    assert [(job.key, job.payload, job.attempts) for job in shop.seen] == [("d1", {"dossier": "abc"}, 1)]
    assert shop.facts("d1") == (1, None, True, False)
    with shop.database.read() as session:
        assert session.get(SettingRow, "handed") is not None
        assert open_jobs(session) == {}
    assert not shop.note("d1"), "done is not forgotten"
    assert shop.worker.work() == 0


def test_what_necessitated_a_job_and_the_job_stand_or_fall_together(shop: _Shop) -> None:
    def change_and_fail() -> None:
        with shop.database.write() as session:
            enqueue(session, KIND, "d1", {}, shop.clock.now())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_and_fail()
    assert shop.worker.work() == 0


@both_engines
def test_a_failure_is_tried_again_ever_later_and_blocks_nobody(shop: _Shop) -> None:
    def fail_first(job: Job) -> Done | None:
        if job.key == "bad":
            raise JobFailed("http-503")
        return None

    shop.does = fail_first
    shop.note("bad")
    shop.note("good")
    assert shop.worker.work() == 2
    assert shop.facts("bad") == (1, "http-503", False, False)
    assert shop.facts("good") == (1, None, True, False)
    shop.clock.turn(FIRST_PAUSE.total_seconds() * 1.25)
    assert shop.worker.work() == 1
    shop.clock.turn(FIRST_PAUSE.total_seconds() * 1.25)
    assert shop.worker.work() == 0, "the second pause is longer than the first"
    shop.does = lambda _job: None
    shop.clock.turn(FIRST_PAUSE.total_seconds() * 1.25)
    assert shop.worker.work() == 1
    assert shop.facts("bad") == (3, None, True, False)


def test_the_other_side_may_name_the_time(shop: _Shop) -> None:
    def later(_job: Job) -> Done | None:
        raise JobFailed("busy", timedelta(minutes=10))

    shop.does = later
    shop.note("d1")
    shop.worker.work()
    shop.clock.turn(599)
    assert shop.worker.work() == 0
    shop.clock.turn(1)
    assert shop.worker.work() == 1


def test_a_hopeless_job_rests_until_it_is_ordered_anew(shop: _Shop) -> None:
    def never(_job: Job) -> Done | None:
        raise JobHopeless("wrong-unit")

    shop.does = never
    shop.note("d1")
    shop.worker.work()
    shop.clock.turn(1e6)
    assert shop.worker.work() == 0
    assert shop.facts("d1") == (1, "wrong-unit", False, True)
    with shop.database.write() as session:
        assert again(session, KIND, "d1", shop.clock.now())
        assert not again(session, KIND, "unheard-of", shop.clock.now())
    shop.does = lambda _job: None
    assert shop.worker.work() == 1
    assert shop.facts("d1") == (1, None, True, False)


def test_our_own_fault_is_kept_as_a_code_alone(shop: _Shop) -> None:
    def stumble(_job: Job) -> Done | None:
        raise ValueError("Giàng A Thử")

    shop.does = stumble
    shop.note("d1")
    assert shop.worker.work() == 1
    assert shop.facts("d1") == (1, OUR_FAULT, False, False)


@both_engines
def test_a_dead_workers_job_is_taken_up_and_the_dead_writes_nothing(shop: _Shop) -> None:
    """The first worker hangs beyond its lease; the second does the job; then the first comes back to life."""
    second = _Shop(shop.database)
    second.clock = shop.clock
    second.worker = JobWorker(shop.database, shop.clock, {KIND: second._handle})
    wrote: list[str] = []

    def hang(_job: Job) -> Done | None:
        assert second.worker.work() == 0, "claimed: nobody else touches it"
        shop.clock.turn(LEASE.total_seconds() + 1)
        second.does = lambda _again: lambda _session: wrote.append("second")
        assert second.worker.work() == 1
        return lambda _session: wrote.append("first")

    shop.does = hang
    shop.note("d1")
    shop.worker.work()
    assert wrote == ["second"]
    assert shop.facts("d1") == (2, None, True, False)


def test_tables_that_came_later_are_made_in_an_old_database(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    Database.open(None, path).close()
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE job"))
    Database.open(None, path).close()
    assert "job" in inspect(engine).get_table_names()
    engine.dispose()


def test_a_job_ordered_anew_while_it_runs_is_run_once_more(shop: _Shop) -> None:
    def order(job: Job) -> Done | None:
        if job.claim == 1:
            with shop.database.write() as session:
                again(session, KIND, job.key, shop.clock.now())
        return None

    shop.does = order
    shop.note("d1")
    assert shop.worker.work() == 2
    assert shop.facts("d1") == (1, None, True, False)
