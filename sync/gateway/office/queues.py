"""The queue: what authorities have to do, the part due first in front. Read from tasks alone, page by page.

A page begins behind the last line of the one before (keyset), and every order is one index's own: however deep one goes,
it costs the same. Nothing is counted over everything.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlalchemy.orm import Session

from forms.rules.dates import VIETNAM
from forms.rules.working_days import Calendar
from sync.gateway.office.roles import Role, Staff
from sync.gateway.office.tables import FaceRow, TaskRow
from sync.gateway.parts import ENDED

PAGE = 50
NEAR_DAYS = 1
"""A part is near its day when that is today or on the next working day."""


class Deadline(StrEnum):
    """How a task stands against its day."""

    OVERDUE = "overdue"
    NEAR = "near"
    LATER = "later"
    UNDATED = "undated"
    ENDED = "ended"


class Show(StrEnum):
    """Which tasks a queue shows."""

    OPEN = "open"
    OVERDUE = "overdue"
    NEAR = "near"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Filter:
    """What is wanted. Blank is everything; ``after`` is the place of the last line seen."""

    show: Show = Show.OPEN
    office: str = ""
    procedure: str = ""
    scope: str = ""
    status: int | None = None
    channel: int | None = None
    trip: str = ""
    after: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One task in a list."""

    dossier: str
    part: str
    subject: str
    applicant: str
    procedure: str
    office: str
    authority: str
    official_number: str | None
    slip: str | None
    channel: int
    assisted: bool
    status: int
    due_at: datetime | None
    deadline: Deadline
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """One page; ``after`` leads to the next one, None at the end."""

    lines: tuple[Line, ...]
    after: tuple[int, int, int] | None


def queue(session: Session, staff: Staff, wanted: Filter, now: datetime) -> Page:
    """The page of what ``staff`` may see: an officer only the tasks of the own authority."""
    if staff.role is Role.OFFICER:
        wanted = replace(wanted, scope=staff.scope)
    rows = session.execute(_select(wanted, now).limit(PAGE + 1)).all()
    lines = tuple(_line(task, face, now) for task, face in rows[:PAGE])
    last = rows[PAGE - 1][0] if len(rows) > PAGE else None
    return Page(lines, (last.rank, last.face, last.position) if last is not None else None)


def near_until(now: datetime) -> datetime:
    """The end of the day up to which a part is near its day."""
    today = now.astimezone(VIETNAM).date()
    calendar = Calendar.load()
    last: date | None = today
    for _ in range(NEAR_DAYS):
        last = calendar.next_working((last or today) + timedelta(days=1))
    return datetime.combine(last or today + timedelta(days=NEAR_DAYS), time.max, VIETNAM)


def standing(status: int, due_at: datetime | None, now: datetime) -> Deadline:
    """How a part stands against its day."""
    if status in ENDED:
        return Deadline.ENDED
    if due_at is None:
        return Deadline.UNDATED
    if due_at < now:
        return Deadline.OVERDUE
    return Deadline.NEAR if due_at <= near_until(now) else Deadline.LATER


def _select(wanted: Filter, now: datetime) -> Select[TaskRow, FaceRow]:
    query = (
        select(TaskRow, FaceRow)
        .join(FaceRow, FaceRow.id == TaskRow.face)
        .where(*_matches(wanted), *_between(wanted.show, now))
        .order_by(TaskRow.rank, TaskRow.face, TaskRow.position)
    )
    if wanted.after is not None:
        query = query.where(tuple_(TaskRow.rank, TaskRow.face, TaskRow.position) > wanted.after)
    # SQLite keeps no counts unless told: it is shown the index that has the fewest to read.
    return query.with_hint(TaskRow, f"INDEXED BY {_index(wanted)}", "sqlite")


def _matches(wanted: Filter) -> Sequence[ColumnElement[bool]]:
    pairs = (
        (TaskRow.scope, wanted.scope),
        (TaskRow.office, wanted.office),
        (TaskRow.procedure, wanted.procedure),
        (TaskRow.trip, wanted.trip),
        (TaskRow.status, wanted.status),
        (TaskRow.channel, wanted.channel),
    )
    return [column == value for column, value in pairs if value not in ("", None)]


def _between(show: Show, now: datetime) -> Sequence[ColumnElement[bool]]:
    second = int(now.timestamp())
    if show is Show.ENDED:
        return [TaskRow.rank <= 0]
    if show is Show.OVERDUE:
        return [TaskRow.rank > 0, TaskRow.rank < second]
    if show is Show.NEAR:
        return [TaskRow.rank >= second, TaskRow.rank <= int(near_until(now).timestamp())]
    return [TaskRow.rank > 0]


def _index(wanted: Filter) -> str:
    for name, value in (("trip", wanted.trip), ("scope", wanted.scope), ("office", wanted.office)):
        if value:
            return f"office_task_by_{name}"
    if wanted.status is not None:
        return "office_task_by_status"
    return "office_task_by_procedure" if wanted.procedure else "office_task_by_rank"


def _line(task: TaskRow, face: FaceRow, now: datetime) -> Line:
    return Line(
        face.dossier,
        task.part,
        face.subject,
        face.applicant,
        task.procedure,
        task.office,
        task.authority,
        face.official_number,
        face.slip,
        task.channel,
        face.assisted,
        task.status,
        task.due_at,
        standing(task.status, task.due_at, now),
        face.recorded_at,
    )


def scopes_of(session: Session, dossier: str) -> frozenset[str]:
    """The authorities a dossier lies with; none when it is unknown here."""
    return frozenset(
        session.scalars(
            select(TaskRow.scope).join(FaceRow, FaceRow.id == TaskRow.face).where(FaceRow.dossier == dossier)
        )
    )
