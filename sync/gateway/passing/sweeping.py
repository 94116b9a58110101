"""Finds what is to be passed on and is not on our books yet: new dossiers, and old ones a new plan gives a road.

Notes jobs and nothing else; each dossier has one, ever.
"""

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import and_, select, update

from forms.clock import Clock
from forms.rules.dates import VIETNAM
from sync.gateway import jobs
from sync.gateway.database import Database
from sync.gateway.jobs import JobRow
from sync.gateway.models import DossierRow, PartRow, Route
from sync.gateway.passing.config import HAND, PassingPlan
from sync.gateway.passing.tables import PassingRow, Standing
from sync.gateway.passing.waking import KIND

BATCH = 500
BEHIND = timedelta(hours=1)
"""How far behind the last look dossiers are looked for again: one may become visible after a later one."""


class Sweeper:
    """Notes a job for every dossier recorded since the day the plan names."""

    def __init__(self, database: Database, plan: PassingPlan, clock: Clock) -> None:
        self._database = database
        self._plan = plan
        self._clock = clock
        self._mark = _midnight(plan)

    def sweep(self) -> int:
        """Note jobs for dossiers that have none; how many were noted."""
        noted, since = 0, self._mark
        while True:
            now = self._clock.now()
            with self._database.read() as session:
                rows = session.execute(
                    select(DossierRow.id, DossierRow.recorded_at)
                    .outerjoin(JobRow, and_(JobRow.kind == KIND, JobRow.key == DossierRow.id))
                    .where(DossierRow.recorded_at >= since, JobRow.id.is_(None))
                    .order_by(DossierRow.recorded_at)
                    .limit(BATCH)
                ).all()
            if rows:
                with self._database.write() as session:
                    noted += sum(jobs.enqueue(session, KIND, row.id, {}, now) for row in rows)
                since = rows[-1].recorded_at
            if len(rows) < BATCH:
                self._mark = max(self._mark, now - BEHIND)
                return noted

    def catch_up(self) -> int:
        """After the plan was read anew: look again at what was held, and at parts that now have a road; how many."""
        now = self._clock.now()
        with self._database.write() as session:
            held = set(
                session.scalars(
                    update(PassingRow)
                    .where(PassingRow.standing == str(Standing.HELD))
                    .values(standing=str(Standing.WAITING), next_try_at=None)
                    .returning(PassingRow.dossier)
                )
            )
        with self._database.read() as session:
            rows = session.execute(
                select(
                    DossierRow.id,
                    DossierRow.procedure,
                    PartRow.part,
                    PartRow.authority_kind,
                    PartRow.authority_unit,
                )
                .join(PartRow, PartRow.dossier == DossierRow.id)
                .outerjoin(
                    PassingRow, and_(PassingRow.dossier == PartRow.dossier, PassingRow.part == PartRow.part)
                )
                .where(
                    PartRow.route == str(Route.SYSTEM),
                    PassingRow.dossier.is_(None),
                    DossierRow.recorded_at >= self._mark,
                )
                .execution_options(yield_per=BATCH)
            )
            new = {
                row.id
                for row in rows
                if self._plan.road_of(row.authority_kind, row.authority_unit, row.procedure, row.part) != HAND
            }
        woken, found = 0, sorted(held | new)
        for at in range(0, len(found), BATCH):
            with self._database.write() as session:
                woken += jobs.again_all(session, KIND, found[at : at + BATCH], now)
        return woken


def _midnight(plan: PassingPlan) -> datetime:
    if plan.since is None:
        return datetime(2000, 1, 1, tzinfo=UTC)
    return datetime.combine(plan.since, time(), VIETNAM).astimezone(UTC)
