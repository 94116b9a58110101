"""Work to be done once and later: handing a dossier on, telling somebody, fetching a state.

A job is a row written in the same transaction as what made it necessary, so neither stands without the other. Any
number of workers, on any number of machines, claim jobs beside each other: on PostgreSQL by ``SKIP LOCKED``, on SQLite by
its one writer. A claim is a lease: what a killed worker held is taken up again when the lease has run out, so a handler
must bear being run twice; what it writes to this database through ``Done`` is written once. May not know what a job means.
"""

import logging
import random
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Index, String, Table, UniqueConstraint, func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from forms.clock import Clock
from sync.gateway.database import Database, insert_or_leave
from sync.gateway.journal import note, note_failure
from sync.gateway.models import Base

LEASE = timedelta(minutes=5)
"""How long a worker may take over one job before another one takes it up."""
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
IDLE_SECONDS = 1.0
TROUBLE_SECONDS = 5.0
OUR_FAULT = "fault"
"""Code of a job whose handler raised what it should not have."""

_log = logging.getLogger(__name__)


class JobRow(Base):
    """One job. Open while both ``done_at`` and ``given_up_at`` are empty; ``reason`` is the code of its last failure."""

    __tablename__ = "job"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(200))
    payload: Mapped[dict[str, Any]]
    queued_at: Mapped[datetime]
    run_at: Mapped[datetime | None] = mapped_column(index=True)  # empty once there is nothing left to do
    attempts: Mapped[int] = mapped_column(default=0)  # since it was last ordered
    claims: Mapped[int] = mapped_column(default=0)  # ever: tells one worker's claim from the next one's
    reason: Mapped[str | None] = mapped_column(String(64))
    done_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("kind", "key"), Index("job_by_kind", "kind", "run_at"))


_JOBS = cast("Table", JobRow.__table__)


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed job. ``attempts`` counts this one; ``claim`` tells it from other workers' claims.

    ``payload`` holds ids and codes, never what a citizen wrote.
    """

    id: int
    kind: str
    key: str
    payload: Mapping[str, Any]
    attempts: int
    claim: int


class JobFailed(Exception):
    """Raised by a handler: not this time. ``code`` is kept; ``after`` is when the other side wants to be asked again."""

    def __init__(self, code: str, after: timedelta | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.after = after


class JobHopeless(Exception):
    """Raised by a handler: never. The job is given up with ``code`` until somebody orders it anew (``again``)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


Done = Callable[[Session], None]
"""What a handler wants written in the very transaction that marks its job done."""
Handler = Callable[[Job], Done | None]
"""Does one job outside any transaction; may take up to ``LEASE``."""


def enqueue(session: Session, kind: str, key: str, payload: Mapping[str, Any], run_at: datetime) -> bool:
    """Note a job within the caller's transaction; False, and nothing changed, when (kind, key) was ever noted before."""
    values = {
        "kind": kind,
        "key": key,
        "payload": dict(payload),
        "queued_at": run_at,
        "run_at": run_at,
        "attempts": 0,
        "claims": 0,
    }
    return insert_or_leave(session, JobRow, values, "kind", "key")


def again(session: Session, kind: str, key: str, run_at: datetime) -> bool:
    """Run a job once more, done or given up or waiting, from ``run_at``; False when there is none of this name.

    One that is being run just now runs once more after that, as if it had not been.
    """
    return again_all(session, kind, (key,), run_at) > 0


def again_all(session: Session, kind: str, keys: Collection[str], run_at: datetime) -> int:
    """The same for many jobs of a kind at once; how many of them there are."""
    found = session.connection().execute(
        update(_JOBS)
        .where(_JOBS.c.kind == kind, _JOBS.c.key.in_(sorted(keys)))
        .values(run_at=run_at, attempts=0, claims=_JOBS.c.claims + 1, done_at=None, given_up_at=None)
    )
    return found.rowcount


def find(session: Session, kind: str, key: str) -> JobRow | None:
    """The row of a job, for whoever shows how far it is."""
    return session.scalar(select(JobRow).where(JobRow.kind == kind, JobRow.key == key))


class JobWorker:
    """Claims due jobs of the kinds it has handlers for and runs them one after another."""

    def __init__(self, database: Database, clock: Clock, handlers: Mapping[str, Handler]) -> None:
        self._database = database
        self._clock = clock
        self._handlers = dict(handlers)

    def run(self, stop: threading.Event) -> None:
        """Work until ``stop`` is set. A database out of reach is waited for."""
        while not stop.is_set():
            pause = IDLE_SECONDS
            try:
                self.work(stop.is_set)
            except (SQLAlchemyError, OSError):
                note_failure(_log, "jobs out of reach")
                pause = TROUBLE_SECONDS
            stop.wait(pause)

    def work(self, stopped: Callable[[], bool] = lambda: False) -> int:
        """Run every job that is due; how many were run, whatever became of them."""
        ran = 0
        while not stopped() and (job := self._claim()) is not None:
            self._run(job)
            ran += 1
        return ran

    def _claim(self) -> Job | None:
        now = self._clock.now()
        with self._database.write() as session:
            row = session.scalar(
                select(JobRow)
                .where(JobRow.kind.in_(self._handlers), JobRow.run_at <= now)
                .order_by(JobRow.run_at, JobRow.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            if row is None:
                return None
            row.attempts += 1
            row.claims += 1
            row.run_at = now + LEASE
            return Job(row.id, row.kind, row.key, row.payload, row.attempts, row.claims)

    def _run(self, job: Job) -> None:
        try:
            done = self._handlers[job.kind](job)
            self._end(job, done)
        except JobFailed as failed:
            self._put_off(job, failed.code, failed.after)
        except JobHopeless as hopeless:
            self._give_up(job, hopeless.code)
        except SQLAlchemyError:
            raise  # the database is out of reach: the lease runs out and somebody takes it up
        except Exception:  # noqa: BLE001 - our fault in one job may not stop the others
            note_failure(_log, "job failed", kind=job.kind, attempt=job.attempts)
            self._put_off(job, OUR_FAULT, None)

    def _end(self, job: Job, done: Done | None) -> None:
        with self._database.write() as session:
            if not self._hold(session, job, run_at=None, done_at=self._clock.now(), reason=None):
                return  # the lease ran out and somebody else has it: he writes
            if done is not None:
                done(session)
        note(_log, "job done", kind=job.kind, attempt=job.attempts)

    def _put_off(self, job: Job, code: str, after: timedelta | None) -> None:
        pause = after if after is not None else _pause(job.attempts)
        with self._database.write() as session:
            self._hold(session, job, run_at=self._clock.now() + pause, reason=code[:64])
        note(_log, "job put off", kind=job.kind, attempt=job.attempts, reason=code)

    def _give_up(self, job: Job, code: str) -> None:
        with self._database.write() as session:
            self._hold(session, job, run_at=None, given_up_at=self._clock.now(), reason=code[:64])
        note(_log, "job given up", logging.WARNING, kind=job.kind, attempt=job.attempts, reason=code)

    def _hold(self, session: Session, job: Job, **values: Any) -> bool:
        """Write ``values`` if the claim still is ours: nobody has claimed or ordered the job since."""
        moved = session.execute(
            update(JobRow)
            .where(JobRow.id == job.id, JobRow.claims == job.claim, JobRow.run_at.is_not(None))
            .values(**values)
            .returning(JobRow.id)
        )
        return moved.first() is not None


def open_jobs(session: Session) -> dict[str, int]:
    """How many jobs of each kind wait or run."""
    counted = select(JobRow.kind, func.count()).where(JobRow.run_at.is_not(None)).group_by(JobRow.kind)
    return {kind: count for kind, count in session.execute(counted)}  # noqa: C416 - rows are no pairs to the type checker


def _pause(attempts: int) -> timedelta:
    """Twice as long each time, and never in step with the others that failed at the same moment."""
    pause = min(FIRST_PAUSE * 2.0 ** min(attempts - 1, 20), LONGEST_PAUSE)
    return pause * (0.75 + random.random() / 2)  # noqa: S311 - spreads load, guards nothing
