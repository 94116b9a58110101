"""Rows of printing: the jobs, their bytes, the printer chosen for a size."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.domain.print_jobs import PaperSize, PrintKind, PrintState, Trouble
from kiosk.store.models import Base


class PrintJobRow(Base):
    """``dossier`` is the id as text: a job outlives a draft that is deleted."""

    __tablename__ = "print_jobs"
    row: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[PrintKind]
    document: Mapped[str]
    dossier: Mapped[str] = mapped_column(index=True)
    size: Mapped[PaperSize]
    state: Mapped[PrintState] = mapped_column(index=True)
    trouble: Mapped[Trouble]
    copies: Mapped[int]
    page_count: Mapped[int]
    again: Mapped[bool]
    held: Mapped[bool]
    printer: Mapped[str]
    created_at: Mapped[datetime]
    printed_at: Mapped[datetime | None]
    by: Mapped[str]


class PrintDataRow(Base):
    """The bytes of a job, until it has ended."""

    __tablename__ = "print_data"
    job: Mapped[int] = mapped_column(ForeignKey("print_jobs.row", ondelete="CASCADE"), primary_key=True)
    data: Mapped[bytes]


class PrinterRow(Base):
    """The printer chosen for a paper size."""

    __tablename__ = "printers"
    size: Mapped[PaperSize] = mapped_column(primary_key=True)
    address: Mapped[str]
