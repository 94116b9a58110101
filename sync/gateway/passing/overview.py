"""How passing on stands: what waits, what is stuck and why, what goes by paper or by hand. Reads the books alone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sync.gateway.models import DossierRow, PartRow, Route
from sync.gateway.parts import ENDED
from sync.gateway.passing.config import HAND, PassingPlan
from sync.gateway.passing.tables import PassingRow, Standing
from sync.gateway.passing.typed_over import dossiers_at_odds

LISTED = 500
STUCK_ATTEMPTS = 10
"""Failures in a row after which a part counts as stuck although nobody refused it."""


@dataclass(frozen=True, slots=True)
class PassingLine:
    """One part that needs a look. ``words`` are why, as far as they may be kept."""

    dossier: str
    part: str
    road: str
    standing: Standing
    reason: str | None
    words: str | None
    attempts: int
    since: datetime


@dataclass(frozen=True, slots=True)
class OpenPart:
    """A part no road takes: by paper, or typed over by hand."""

    dossier: str
    part: str
    procedure: str
    office: str
    authority_kind: str
    authority_unit: str
    authority_name: str
    number: str | None
    status: int


@dataclass(frozen=True, slots=True)
class RoadState:
    """One road: how many parts stand where, and how long the oldest has waited (seconds). ``typed``: by hand at counters."""

    road: str
    waiting: int
    held: int
    passed: int
    quarantined: int
    typed: int
    oldest_seconds: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything ``passing status`` tells."""

    roads: tuple[RoadState, ...]
    look: tuple[PassingLine, ...]
    paper: tuple[OpenPart, ...]
    hand: tuple[OpenPart, ...]
    at_odds: tuple[str, ...]
    """Dossiers whose number at the counter and ours contradict each other: the back office decides."""


def overview(session: Session, plan: PassingPlan | None, now: datetime) -> Overview:
    """How things stand now; lists hold the first ``LISTED``."""
    return Overview(
        road_states(session, plan, now),
        need_a_look(session),
        open_parts(session, Route.PAPER),
        tuple(one for one in open_parts(session, Route.SYSTEM) if _by_hand(plan, one)),
        tuple(one.id for one in dossiers_at_odds(session, LISTED)),
    )


def road_states(session: Session, plan: PassingPlan | None, now: datetime) -> tuple[RoadState, ...]:
    """Each road of the plan, and any other the books know."""
    counted: dict[str, dict[str, int]] = {road: {} for road in (plan.roads if plan else ())}
    for road, standing, count in session.execute(
        select(PassingRow.road, PassingRow.standing, func.count()).group_by(
            PassingRow.road, PassingRow.standing
        )
    ):
        counted.setdefault(road, {})[standing] = count
    oldest = select(PassingRow.road, func.min(PassingRow.moved_at)).where(
        PassingRow.standing == str(Standing.WAITING)
    )
    since: dict[str, datetime] = {road: at for road, at in session.execute(oldest.group_by(PassingRow.road))}  # noqa: C416 - rows are no pairs to the type checker
    return tuple(
        RoadState(
            road,
            found.get(Standing.WAITING, 0),
            found.get(Standing.HELD, 0),
            found.get(Standing.PASSED, 0),
            found.get(Standing.QUARANTINED, 0),
            found.get(Standing.TYPED, 0),
            max(0, int((now - since[road]).total_seconds())) if road in since else 0,
        )
        for road, found in sorted(counted.items())
    )


def need_a_look(session: Session) -> tuple[PassingLine, ...]:
    """Quarantined, held and stuck parts, those that have stood longest first."""
    rows = session.scalars(
        select(PassingRow)
        .where(
            PassingRow.standing.in_((str(Standing.QUARANTINED), str(Standing.HELD)))
            | ((PassingRow.attempts >= STUCK_ATTEMPTS) & (PassingRow.standing != str(Standing.TYPED)))
        )
        .order_by(PassingRow.moved_at)
        .limit(LISTED)
    )
    return tuple(
        PassingLine(
            row.dossier,
            row.part,
            row.road,
            Standing(row.standing),
            row.reason,
            row.words,
            row.attempts,
            row.moved_at,
        )
        for row in rows
    )


def open_parts(session: Session, route: Route) -> tuple[OpenPart, ...]:
    """Parts of that route that no road carries and whose authority has not ended them."""
    rows = session.execute(
        select(DossierRow, PartRow)
        .join(PartRow, PartRow.dossier == DossierRow.id)
        .outerjoin(PassingRow, (PassingRow.dossier == PartRow.dossier) & (PassingRow.part == PartRow.part))
        .where(PartRow.route == str(route), PartRow.status.not_in(ENDED), PassingRow.dossier.is_(None))
        .order_by(DossierRow.recorded_at, PartRow.position)
        .limit(LISTED)
    )
    return tuple(_open_part(dossier, part) for dossier, part in rows)


def _open_part(dossier: DossierRow, part: PartRow) -> OpenPart:
    return OpenPart(
        dossier.id,
        part.part,
        dossier.procedure,
        dossier.office,
        part.authority_kind,
        part.authority_unit,
        part.authority_name,
        dossier.official_number,
        part.status,
    )


def _by_hand(plan: PassingPlan | None, part: OpenPart) -> bool:
    if plan is None:
        return True
    return plan.road_of(part.authority_kind, part.authority_unit, part.procedure, part.part) == HAND
