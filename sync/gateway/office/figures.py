"""Figures by commune, procedure, channel and trip: how many came in, how many ended, how many in time. No names.

Ended is what deadline reports count as the end (domain facts, section 11). Read from one index of the faces.
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
from sync.gateway.office.tables import FaceRow, TaskRow


class By(StrEnum):
    """By what figures are grouped."""

    COMMUNE = "commune"
    PROCEDURE = "procedure"
    CHANNEL = "channel"
    TRIP = "trip"
    MONTH = "month"


COLUMNS = ("Nhận", "Đang giải quyết", "Đã xong", "Đúng hạn", "Quá hạn", "Không nhận, dừng", "Rút")


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
    day: SQLColumnExpression[str] = FaceRow.day
    if staff.role is Role.OFFICER:
        # From the own tasks to their faces: the other way would look at every dossier of the province.
        own = select(TaskRow.face).where(TaskRow.scope == staff.scope).distinct().subquery()
        query = query.join(own, own.c.face == FaceRow.id)
        day = func.coalesce(FaceRow.day, "")
    query = query.where(day.between(first.isoformat(), last.isoformat()))
    if by is By.TRIP:
        query = query.where(FaceRow.trip != "")
    rows = [Row(str(row[0]), tuple(int(cell or 0) for cell in row[1:])) for row in session.execute(query)]
    ordered = sorted(
        rows, key=(lambda row: row.key) if by is By.MONTH else (lambda row: (-row.cells[0], row.key))
    )
    total = tuple(sum(row.cells[place] for row in rows) for place in range(len(COLUMNS)))
    return Figures(by, first, last, tuple(ordered), total)


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
    good = FaceRow.status.in_((int(CaseStatus.DECIDED), int(CaseStatus.RETURNED)))
    in_time = and_(
        FaceRow.ended_at.is_not(None), FaceRow.due_at.is_not(None), FaceRow.ended_at <= FaceRow.due_at
    )
    late = or_(
        and_(is_open, FaceRow.due_at < now),
        and_(FaceRow.ended_at.is_not(None), FaceRow.ended_at > FaceRow.due_at),
    )
    refused = FaceRow.status.in_((int(CaseStatus.NOT_RECEIVED), int(CaseStatus.STOPPED)))
    withdrawn = FaceRow.status == int(CaseStatus.WITHDRAWN)
    told: Sequence[ColumnElement[bool]] = (
        is_open, and_(~is_open, good), and_(good, in_time), late, and_(~is_open, refused), and_(~is_open, withdrawn),
    )  # fmt: skip
    return [func.count(), *(func.sum(cast(case((one, 1), else_=0), Integer)) for one in told)]
