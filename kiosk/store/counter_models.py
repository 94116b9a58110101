"""The tables of the counter's book and of trips, as SQLAlchemy sees them. Made by ``migrations``; compared by a test."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from forms.rules.fee_receipts import ReceiptMode
from kiosk.domain.counter_book import CallAbout, Entered, Outcome, Paid
from kiosk.domain.dossier import SignedHow
from kiosk.domain.papers import HolderKind
from kiosk.domain.trips import ItemKind, TripState
from kiosk.store.column_types import Json, Word
from kiosk.store.models import NOT_AN_ANSWER, AuditRow, Base, DossierRow

# The queue of the day, and the figures of a period.
Index("ix_dossiers_due_at", DossierRow.due_at, sqlite_where=text("due_at IS NOT NULL"))
Index("ix_dossiers_sealed_at", DossierRow.sealed_at, sqlite_where=text("sealed_at IS NOT NULL"))

# What was done with one dossier. The many links of answers are left out: saving one costs no more than before.
Index("ix_audit_subject", AuditRow.subject, sqlite_where=text(NOT_AN_ANSWER))


class CallRow(Base):
    """One call that was tried."""

    __tablename__ = "calls"
    row: Mapped[int] = mapped_column(primary_key=True)
    dossier: Mapped[int] = mapped_column(ForeignKey("dossiers.row", ondelete="CASCADE"), index=True)
    about: Mapped[CallAbout] = mapped_column(Word(CallAbout))
    outcome: Mapped[Outcome] = mapped_column(Word(Outcome))
    at: Mapped[datetime]
    by: Mapped[str]
    again_at: Mapped[datetime | None]
    note: Mapped[str]


class FeeRow(Base):
    """``receipt`` is the authority's own number: one receipt, one row that stands. ``corrects`` is the row a counter-entry
    takes back, with the same receipt and the amount below zero.
    """

    __tablename__ = "fees"
    row: Mapped[int] = mapped_column(primary_key=True)
    parcel: Mapped[str] = mapped_column(unique=True)
    dossier: Mapped[int] = mapped_column(ForeignKey("dossiers.row"), index=True)
    amount: Mapped[int]
    receipt: Mapped[str] = mapped_column(index=True)
    mode: Mapped[ReceiptMode] = mapped_column(Word(ReceiptMode))
    entered: Mapped[Entered] = mapped_column(Word(Entered))
    paid: Mapped[Paid] = mapped_column(Word(Paid))
    at: Mapped[datetime] = mapped_column(index=True)
    by: Mapped[str]
    corrects: Mapped[int | None] = mapped_column(ForeignKey("fees.row"), unique=True)
    reason: Mapped[str]


class HandOutRow(Base):
    """The result of a part is handed out once."""

    __tablename__ = "hand_outs"
    __table_args__ = (Index("uq_hand_outs_dossier_part", "dossier", "part", unique=True),)
    row: Mapped[int] = mapped_column(primary_key=True)
    parcel: Mapped[str] = mapped_column(unique=True)
    dossier: Mapped[int] = mapped_column(ForeignKey("dossiers.row"))
    part: Mapped[str]
    recipient: Mapped[str]
    relation: Mapped[str]
    how: Mapped[SignedHow]
    witness: Mapped[str]
    envelopes: Mapped[Any] = mapped_column(Json())
    at: Mapped[datetime] = mapped_column(index=True)
    by: Mapped[str]


class RatingRow(Base):
    """A citizen is asked once a dossier."""

    __tablename__ = "ratings"
    row: Mapped[int] = mapped_column(primary_key=True)
    parcel: Mapped[str] = mapped_column(unique=True)
    dossier: Mapped[int] = mapped_column(ForeignKey("dossiers.row"), unique=True)
    face: Mapped[int]
    language: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]


class HandoverRow(Base):
    """A hand-over sheet. ``lines`` is what was on it, word for word."""

    __tablename__ = "handovers"
    number: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str]
    receiver_kind: Mapped[HolderKind]
    receiver_code: Mapped[str]
    receiver_name: Mapped[str]
    lines: Mapped[Any] = mapped_column(Json())


class ClosingRow(Base):
    """A day as it was closed; closing it again adds a revision."""

    __tablename__ = "closings"
    day: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str]
    counted: Mapped[int | None]
    expected: Mapped[int]
    note: Mapped[str]
    figures: Mapped[Any] = mapped_column(Json())


class TripRow(Base):
    """``starts`` and ``ends`` are days as ``YYYY-MM-DD``."""

    __tablename__ = "trips"
    row: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    places: Mapped[Any] = mapped_column(Json())
    team: Mapped[Any] = mapped_column(Json())
    starts: Mapped[str]
    ends: Mapped[str]
    state: Mapped[TripState] = mapped_column(Word(TripState))
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    left_at: Mapped[datetime | None]
    back_at: Mapped[datetime | None]


class TripItemRow(Base):
    """One line of a trip's list."""

    __tablename__ = "trip_items"
    row: Mapped[int] = mapped_column(primary_key=True)
    trip: Mapped[int] = mapped_column(ForeignKey("trips.row", ondelete="CASCADE"), index=True)
    kind: Mapped[ItemKind] = mapped_column(Word(ItemKind))
    reference: Mapped[str]
    part: Mapped[str]
    text: Mapped[str]
    phone: Mapped[str]
    place: Mapped[str]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str]


class SealedCopyRow(Base):
    """A copy on a stick, as this machine remembers it."""

    __tablename__ = "sealed_copies"
    row: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]
    by: Mapped[str]
    trip: Mapped[str]
    label: Mapped[str]
    parcels: Mapped[int]
    drafts: Mapped[int]
    sha256: Mapped[str]
    same_disk: Mapped[bool]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str]
