"""Figures by commune, procedure, channel and trip: how many came in, how many ended, how many in time. No names.

Ended is what deadline reports count as the end, and a dossier that was asked for more twice counts as late (domain facts,
section 11). Read from one index of the faces.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    SQLColumnExpression,
    String,
    and_,
    case,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from forms.states import CaseStatus
from sync.gateway.office.roles import Role, Staff
from sync.gateway.office.tables import AskedRow, FaceRow, TaskRow


class By(StrEnum):
    """By what figures are grouped."""

    COMMUNE = "commune"
    PROCEDURE = "procedure"
    CHANNEL = "channel"
    TRIP = "trip"
    MONTH = "month"


COLUMNS = ("Nhận", "Đang giải quyết", "Đã xong", "Đúng hạn", "Quá hạn", "Không nhận, dừng", "Rút")
_IN_TIME, _LATE = COLUMNS.index("Đúng hạn"), COLUMNS.index("Quá hạn")
_GOOD = (int(CaseStatus.DECIDED), int(CaseStatus.RETURNED))


@dataclass(frozen=True, slots=True)
class Row:
    """One group; ``cells`` stand under ``COLUMNS``."""

    key: str
    cells: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Both days are included."""

    by: By
    first: date
    last: date
    rows: tuple[Row, ...]
    total: tuple[int, ...]


def figures(session: Session, staff: Staff, by: By, first: date, last: date, now: datetime) -> Figures:
    """The figures of what ``staff`` may see, the largest group first."""
    key = _key(by)
    query: Select[*tuple[Any, ...]] = select(key.label("key"), *_cells(now)).group_by(key)
    counted = {
        str(row[0]): [int(cell or 0) for cell in row[1:]]
        for row in session.execute(_narrowed(query, staff, by, first, last))
    }
    # Few are asked twice: looked up by themselves and moved over, they cost the index scan above nothing.
    twice = select(AskedRow.dossier).group_by(AskedRow.dossier, AskedRow.part).having(func.count() > 1)
    moved: Select[*tuple[Any, ...]] = select(key.label("key"), _sum(_in_time()), _sum(~_late(now)))
    moved = moved.where(FaceRow.dossier.in_(twice)).group_by(key)
    for name, in_time, not_late in session.execute(_narrowed(moved, staff, by, first, last, few=True)):
        counted[str(name)][_IN_TIME] -= int(in_time or 0)
        counted[str(name)][_LATE] += int(not_late or 0)
    rows = [Row(name, tuple(cells)) for name, cells in counted.items()]
    ordered = sorted(
        rows, key=(lambda row: row.key) if by is By.MONTH else (lambda row: (-row.cells[0], row.key))
    )
    total = tuple(sum(row.cells[place] for row in rows) for place in range(len(COLUMNS)))
    return Figures(by, first, last, tuple(ordered), total)


def _narrowed(
    query: Select[*tuple[Any, ...]], staff: Staff, by: By, first: date, last: date, *, few: bool = False
) -> Select[*tuple[Any, ...]]:
    """``query`` over the faces ``staff`` may see that came in on these days. ``few``: it asks about few faces, one by one."""
    day: SQLColumnExpression[str] = FaceRow.day
    if staff.role is Role.OFFICER:
        own = select(TaskRow.face).where(TaskRow.scope == staff.scope)
        if few:
            query = query.where(own.where(TaskRow.face == FaceRow.id).exists())
        else:
            # From the own tasks to their faces: the other way would look at every dossier of the province.
            tasks = own.distinct().subquery()
            query = query.join(tasks, tasks.c.face == FaceRow.id)
        day = func.coalesce(FaceRow.day, "")
    query = query.where(day.between(first.isoformat(), last.isoformat()))
    return query.where(FaceRow.trip != "") if by is By.TRIP else query


def _key(by: By) -> SQLColumnExpression[Any]:
    return {
        By.COMMUNE: FaceRow.office,
        By.PROCEDURE: FaceRow.procedure,
        By.CHANNEL: cast(FaceRow.channel, String),
        By.TRIP: FaceRow.trip,
        By.MONTH: func.substr(FaceRow.day, 1, 7),
    }[by]


def _cells(now: datetime) -> Sequence[ColumnElement[int]]:
    is_open = FaceRow.ended_at.is_(None)
    good = FaceRow.status.in_(_GOOD)
    refused = FaceRow.status.in_((int(CaseStatus.NOT_RECEIVED), int(CaseStatus.STOPPED)))
    withdrawn = FaceRow.status == int(CaseStatus.WITHDRAWN)
    told: Sequence[ColumnElement[bool]] = (
        is_open, and_(~is_open, good), _in_time(), _late(now), and_(~is_open, refused), and_(~is_open, withdrawn),
    )  # fmt: skip
    return [func.count(), *(_sum(one) for one in told)]


def _in_time() -> ColumnElement[bool]:
    # Written so that it is never null: what has no day is neither in time nor late.
    ended = and_(
        FaceRow.ended_at.is_not(None), FaceRow.due_at.is_not(None), FaceRow.ended_at <= FaceRow.due_at
    )
    return and_(FaceRow.status.in_(_GOOD), ended)


def _late(now: datetime) -> ColumnElement[bool]:
    beyond = or_(
        and_(FaceRow.ended_at.is_(None), FaceRow.due_at < now),
        and_(FaceRow.ended_at.is_not(None), FaceRow.ended_at > FaceRow.due_at),
    )
    return and_(FaceRow.due_at.is_not(None), beyond)


def _sum(one: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(cast(case((one, 1), else_=0), Integer))
