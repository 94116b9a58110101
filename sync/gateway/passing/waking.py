"""Wakes the job of a dossier whenever there is something new to tell of it: a word of its authority, a later parcel.

Listens to what a session writes, so that no mover can forget it; where nothing is passed on there is no job, and nothing
happens. May not tell anything itself.
"""

from datetime import datetime

from sqlalchemy import event
from sqlalchemy.orm import Session, UOWTransaction

from sync.gateway import jobs
from sync.gateway.models import NoticeRow, ParcelRow, ParcelState
from sync.notice import NoticeKind

KIND = "passing"
"""The kind of our jobs; the key is the dossier's id."""
_HERE = (ParcelState.RECORDED, ParcelState.DELIVERED)


def wake(session: Session, dossier: str, now: datetime) -> bool:
    """Look at ``dossier`` again from ``now``; False when it is not passed on."""
    return jobs.again(session, KIND, dossier, now)


def _follow(session: Session, _context: UOWTransaction) -> None:
    # Every new dossier is told its number at once, long before it is passed on: who gives one later wakes it himself.
    found = {
        row.dossier: row.queued_at
        for row in session.new
        if isinstance(row, NoticeRow) and row.what != NoticeKind.NUMBER
    }
    for row in session.dirty:
        if isinstance(row, ParcelRow) and row.state in _HERE:
            found.setdefault(row.dossier, row.arrived_at)
    if found:
        with session.no_autoflush:
            jobs.again_all(session, KIND, found.keys(), max(found.values()))


event.listen(Session, "after_flush", _follow)
