"""How far each part has been handed on, and which numbers it was given. Ids, codes, times and hashes alone.

May not hold anything a citizen wrote: what the other side says is kept with every value we sent taken out.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from sync.gateway.models import Base, DossierRow

RESTORED = "restored"
"""Reason of a part that may stand in its authority's system under a number the gateway, put back from a copy, has forgotten."""
ERASED = "erased"
"""Reason of a part that was on its way, or waited for somebody, when its dossier was erased: nothing is left to be told."""
LONGEST_NAME = 1000
"""Letters of what another system may call a paper."""


class Standing(StrEnum):
    """Where a part stands on its way to its authority's system."""

    WAITING = "waiting"  # something is to be done, or to be tried again
    HELD = "held"  # something the other system insists on is not known here yet
    PASSED = "passed"  # they have all we have
    QUARANTINED = "quarantined"  # they refuse it; a person looks at it
    TYPED = "typed"  # typed into their system at the counter: our road does not file it


class NumberSource(StrEnum):
    """Where a number came from. All but ``trial`` are the authority's own."""

    TRIAL = "trial"
    BLOCK = "block"  # out of a block the provincial system delegated
    INTERFACE = "interface"  # asked of the provincial system
    RECEIPT = "receipt"  # written in the receipt of a bundle
    HAND = "hand"  # typed back by an official
    COUNTER = "counter"  # taken at the counter where the dossier was typed into their system


class PassingRow(Base):
    """One part on its road. ``theirs``: their system tells its state, so nobody moves it here by hand any more."""

    __tablename__ = "passing"
    dossier: Mapped[str] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    part: Mapped[str] = mapped_column(String(64), primary_key=True)
    road: Mapped[str] = mapped_column(String(40))
    standing: Mapped[str] = mapped_column(String(12), default=str(Standing.WAITING))
    accepted_at: Mapped[datetime | None]
    message_sha256: Mapped[str | None] = mapped_column(String(64))  # of what they last accepted
    told_through: Mapped[int] = mapped_column(default=0)  # position of the last notice they were told of
    told_status: Mapped[int | None]
    revision: Mapped[int] = mapped_column(default=0)  # of its bundle
    theirs: Mapped[bool] = mapped_column(default=False)
    heard_status: Mapped[int | None]
    heard_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(40))
    words: Mapped[str | None] = mapped_column(String(400))
    moved_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    lease: Mapped[str | None] = mapped_column(String(32))
    __table_args__ = (Index("passing_by_standing", "standing", "road"),)


class PassedFileRow(Base):
    """A paper their system has stored, by the hash of its content, and what it is called there."""

    __tablename__ = "passed_file"
    dossier: Mapped[str] = mapped_column(String(32), primary_key=True)
    part: Mapped[str] = mapped_column(String(64), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    their_id: Mapped[str] = mapped_column(String(LONGEST_NAME))
    their_hash: Mapped[str] = mapped_column(String(LONGEST_NAME))
    __table_args__ = (ForeignKeyConstraint(["dossier", "part"], ["passing.dossier", "passing.part"]),)


class HeardRow(Base):
    """A notice that repeats what their system said: it is not told to them again."""

    __tablename__ = "passing_heard"
    notice: Mapped[str] = mapped_column(String(32), primary_key=True)
    dossier: Mapped[str] = mapped_column(String(32), index=True)


class GivenNumberRow(Base):
    """Every number a part ever had, the trial ones too. ``part`` is that of the dossier's own number as well."""

    __tablename__ = "given_number"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    dossier: Mapped[str] = mapped_column(ForeignKey("dossier.id"))
    part: Mapped[str] = mapped_column(String(64))
    number: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(12))
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("number"), Index("given_number_of", "dossier", "part"))


def held(session: Session, dossier: str, part: str) -> PassingRow | None:
    """A part's row, locked, and its dossier's before it: in the order in which the opener and officials take them."""
    session.get(DossierRow, dossier, with_for_update=True)
    return session.get(PassingRow, (dossier, part), with_for_update=True)


def told_by_their_system(session: Session, dossier: str) -> frozenset[str]:
    """The parts whose state comes from their authority's system: nobody moves them here by hand."""
    theirs = select(PassingRow.part).where(PassingRow.dossier == dossier, PassingRow.theirs.is_(True))
    return frozenset(session.scalars(theirs))


def let_go(session: Session, dossier: str, now: datetime) -> None:
    """Of an erased dossier there is nothing left to tell: no part of it waits for anybody, and whoever holds one has lost it."""
    session.get(DossierRow, dossier, with_for_update=True)  # first, as in ``held``
    session.execute(
        update(PassingRow)
        .where(
            PassingRow.dossier == dossier,
            PassingRow.standing.in_(map(str, (Standing.WAITING, Standing.HELD, Standing.QUARANTINED))),
        )
        .values(
            standing=str(Standing.PASSED),
            reason=ERASED,
            words=None,
            attempts=0,
            next_try_at=None,
            lease=None,
            leased_until=None,
            moved_at=now,
        )
    )
