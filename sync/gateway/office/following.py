"""Keeps faces in step with their dossier: whoever moves a part, sets a day or gives a number, the queue shows it.

Requests for more are noted too, because deadline reports count them.

Listens to what a session writes, so that no mover can forget it. May not move anything.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, event, insert, select, update
from sqlalchemy.orm import Session, UOWTransaction

from sync.gateway.models import DossierRow, NoticeRow, PartRow
from sync.gateway.office.tables import AskedRow, FaceRow, TaskRow
from sync.gateway.parts import ENDED, handed_on
from sync.notice import NoticeKind

UNDATED = 10**10
"""Added to the rank of an open part nobody has to answer by a day: behind every part that has one."""


def rank_of(status: int, due_at: datetime | None, recorded_at: datetime, status_at: datetime) -> int:
    """The place of a part in every queue (``TaskRow.rank``)."""
    if status in ENDED:
        return -int(status_at.timestamp())
    return int(due_at.timestamp()) if due_at is not None else UNDATED + int(recorded_at.timestamp())


def settle(session: Session, dossier: str) -> None:
    """Make the face of ``dossier`` say what its rows say now; nothing where there is no face."""
    face = session.execute(
        select(FaceRow.id, FaceRow.recorded_at, FaceRow.ended_at).where(FaceRow.dossier == dossier)
    ).one_or_none()
    if face is None:
        return
    whole = session.execute(
        select(DossierRow.official_number, DossierRow.due_at).where(DossierRow.id == dossier)
    ).one()
    parts = session.scalars(select(PartRow).where(PartRow.dossier == dossier)).all()
    connection = session.connection()
    for part in parts:
        connection.execute(
            update(TaskRow)
            .where(TaskRow.face == face.id, TaskRow.position == part.position)
            .values(
                status=part.status,
                due_at=part.due_at,
                rank=rank_of(part.status, part.due_at, face.recorded_at, part.status_at),
            )
        )
    told = standing(parts, whole.due_at)
    if told["ended_at"] is not None and face.ended_at is not None:
        # A result that is fetched late was decided when it was decided: the first end counts in deadline reports.
        told["ended_at"] = face.ended_at
    connection.execute(
        update(FaceRow).where(FaceRow.id == face.id).values(official_number=whole.official_number, **told)
    )


def standing(parts: Sequence[PartRow], due_at: datetime | None) -> dict[str, Any]:
    """What a face says of its dossier's parts; ``due_at`` is the whole dossier's own."""
    own = handed_on(parts)
    ended = max((part.status_at for part in own), default=None)
    return {
        "status": min(part.status for part in own),
        "due_at": min((one.due_at for one in own if one.due_at and one.status not in ENDED), default=due_at),
        "ended_at": ended if all(part.status in ENDED for part in own) else None,
    }


def _follow(session: Session, _context: UOWTransaction) -> None:
    asked = [
        {"notice": row.id, "dossier": row.dossier, "part": row.part or ""}
        for row in session.new
        if isinstance(row, NoticeRow) and row.what == NoticeKind.SUPPLEMENT
    ]
    if asked:
        session.connection().execute(insert(cast("Table", AskedRow.__table__)), asked)
    moved = {row.dossier for row in session.dirty if isinstance(row, PartRow)}
    moved |= {row.id for row in session.dirty if isinstance(row, DossierRow)}
    with session.no_autoflush:
        for dossier in sorted(moved):
            settle(session, dossier)


event.listen(Session, "after_flush", _follow)
