"""Wakes the job of a dossier whenever there is something new to tell of it: a word of its authority, a later parcel.

Listens to what a session writes, so that no mover can forget it; where nothing is passed on there is no job, and nothing
happens. May not tell anything itself.
"""

from datetime import datetime

from sqlalchemy import event
from sqlalchemy.orm import Session, UOWTransaction

from sync.gateway import jobs
from sync.gateway.models import NoticeRow, ParcelRow, ParcelState

KIND = "passing"
"""The kind of our jobs; the key is the dossier's id."""
_HERE = (ParcelState.RECORDED, ParcelState.DELIVERED)


def wake(session: Session, dossier: str, now: datetime) -> bool:
    """Look at ``dossier`` again from ``now``; False when it is not passed on."""
    return jobs.again(session, KIND, dossier, now)


def _follow(session: Session, _context: UOWTransaction) -> None:
    found = {row.dossier: row.queued_at for row in session.new if isinstance(row, NoticeRow)}
    for row in session.dirty:
        if isinstance(row, ParcelRow) and row.state in _HERE:
            found.setdefault(row.dossier, row.arrived_at)
    with session.no_autoflush:
        for dossier, at in sorted(found.items()):
            wake(session, dossier, at)


event.listen(Session, "after_flush", _follow)
