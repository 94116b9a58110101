"""Rows of papers: what is known of each, its bytes, the envelopes of originals and who holds them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from forms.definition import PaperHandling
from kiosk.domain.papers import CustodyStep, DigitisedHow, HolderKind
from kiosk.store.column_types import Json
from kiosk.store.models import Base


class PaperRow(Base):
    """What is known of a digitised paper; its bytes are in ``PaperDataRow``, so lists stay small."""

    __tablename__ = "papers"
    row: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    dossier: Mapped[int] = mapped_column(ForeignKey("dossiers.row", ondelete="CASCADE"), index=True)
    paper: Mapped[str]
    page: Mapped[int]
    handling: Mapped[PaperHandling]
    name: Mapped[str]
    media: Mapped[str]
    pages: Mapped[int]
    sha256: Mapped[str]
    size: Mapped[int]
    digitised_at: Mapped[datetime]
    digitised_by: Mapped[str]
    how: Mapped[DigitisedHow]
    returned_at: Mapped[datetime | None]
    returned_by: Mapped[str | None]
    envelope: Mapped[str | None] = mapped_column(ForeignKey("envelopes.number"))
    parcel: Mapped[str | None] = mapped_column(index=True)
    erased_at: Mapped[datetime | None]
    despite: Mapped[str] = mapped_column(server_default="")


class PaperDataRow(Base):
    """The bytes of a paper, until they are erased."""

    __tablename__ = "paper_data"
    paper: Mapped[int] = mapped_column(ForeignKey("papers.row", ondelete="CASCADE"), primary_key=True)
    data: Mapped[bytes]


class EnvelopeRow(Base):
    """A numbered envelope. ``dossier`` is the id as text: its story outlives the dossier's rows."""

    __tablename__ = "envelopes"
    number: Mapped[str] = mapped_column(primary_key=True)
    dossier: Mapped[str] = mapped_column(index=True)
    papers: Mapped[Any] = mapped_column(Json())


class CustodyRow(Base):
    """One link of an envelope's chain; append-only by trigger."""

    __tablename__ = "custody"
    envelope: Mapped[str] = mapped_column(ForeignKey("envelopes.number"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[CustodyStep]
    holder_kind: Mapped[HolderKind]
    holder_code: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    signature: Mapped[bytes]
