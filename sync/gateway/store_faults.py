"""How often ingest met the object store in trouble, in the database, so that every worker tells the same figures.

May not hold anything but codes and counts.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import String, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from forms.clock import Clock
from sync.gateway.database import Database, insert_or_leave
from sync.gateway.models import Base

REASONS = ("away", "busy", "refused", "damaged")


class StoreFaultRow(Base):
    """One kind of trouble: how often, at most once a second and process, and when last."""

    __tablename__ = "store_fault"
    reason: Mapped[str] = mapped_column(String(16), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime]


def counted_in(database: Database, clock: Clock) -> Callable[[str], None]:
    """What hears of troubles and counts them. May not be called within a transaction of one's own."""

    def hear(reason: str) -> None:
        try:
            with database.write() as session:
                now = clock.now()
                insert_or_leave(
                    session, StoreFaultRow, {"reason": reason, "count": 0, "last_at": now}, "reason"
                )
                session.execute(
                    update(StoreFaultRow)
                    .where(StoreFaultRow.reason == reason)
                    .values(count=StoreFaultRow.count + 1, last_at=now)
                )
        except SQLAlchemyError:
            return  # a count is not worth another fault: the journal has it too

    return hear


def faults(session: Session) -> Mapping[str, int]:
    """How often each trouble was met, none left out."""
    told = dict.fromkeys(REASONS, 0)
    for reason, count in session.execute(select(StoreFaultRow.reason, StoreFaultRow.count)):
        told[reason] = count
    return told
