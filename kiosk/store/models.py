"""The tables as SQLAlchemy sees them.

The tables themselves are made by ``migrations``; a test compares the two. Rows never leave ``kiosk.store``:
the repositories hand out frozen values. Two tables are append-only by trigger: ``audit`` and ``custody``.
"""

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any, cast

from sqlalchemy import ForeignKey, Index, LargeBinary, MetaData, Row, Select, Table, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from forms.definition import PaperHandling
from forms.states import Carriage, CaseStatus, Channel, ParcelKind
from kiosk.domain.audit import Event
from kiosk.domain.dossier import (
    DossierState,
    NumberForm,
    NumberKind,
    NumberStatus,
    Origin,
    Route,
    SignedHow,
)
from kiosk.domain.notice import NoticeKind
from kiosk.domain.office import Place
from kiosk.domain.papers import CustodyStep, DigitisedHow, HolderKind
from kiosk.domain.print_jobs import PaperSize, PrintKind, PrintState, Trouble
from kiosk.domain.roles import Role
from kiosk.store.column_types import Code, Json, UtcTime, Word

# Any row, any query: what comes out is typed again where frozen values are made of it (``rows``).
AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]

_WORDS: tuple[type[StrEnum], ...] = (
    Carriage,
    CustodyStep,
    DigitisedHow,
    DossierState,
    Event,
    HolderKind,
    NoticeKind,
    NumberForm,
    NumberKind,
    NumberStatus,
    Origin,
    PaperHandling,
    PaperSize,
    ParcelKind,
    Place,
    PrintKind,
    PrintState,
    Role,
    Route,
    SignedHow,
    Trouble,
)
_CODES: tuple[type[IntEnum], ...] = (CaseStatus, Channel)

_TYPES: dict[Any, Any] = {
    datetime: UtcTime(),
    bytes: LargeBinary(),
    **{kind: Word(kind) for kind in _WORDS},
    **{kind: Code(kind) for kind in _CODES},
}


class Base(DeclarativeBase):
    """Names every constraint, so that a migration can speak of it."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = _TYPES


def table(model: type[Base]) -> Table:
    """The table behind a model, for statements that build no objects."""
    return cast(Table, model.__table__)


class OfficeRow(Base):
    """The one office of this machine: at most one row, numbered 1."""

    __tablename__ = "office"
    row: Mapped[int] = mapped_column(primary_key=True)
    unit: Mapped[str]
    name: Mapped[str]
    province: Mapped[str]
    counter: Mapped[str]
    authority_name: Mapped[str]
    place: Mapped[Place]
    phone: Mapped[str]


class OfficerRow(Base):
    """Officers are never removed, only made inactive: their codes stand in dossiers."""

    __tablename__ = "officers"
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    role: Mapped[Role]
    public_key: Mapped[bytes]
    active: Mapped[bool]


class SecretRow(Base):
    """Seeds and cards that live inside the encrypted file."""

    __tablename__ = "secrets"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[bytes]


class OfficerSettingRow(Base):
    """How an officer likes to work on this machine."""

    __tablename__ = "officer_settings"
    officer: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class MarkRow(Base):
    """Times that only rise, such as the clock floor."""

    __tablename__ = "marks"
    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class CounterRow(Base):
    """Running numbers, one row a counter and a day."""

    __tablename__ = "counters"
    name: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


class DossierRow(Base):
    """``row`` is also the row of the search index; newer dossiers have larger rows."""

    __tablename__ = "dossiers"
    row: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    procedure: Mapped[str]
    version: Mapped[str]
    state: Mapped[DossierState] = mapped_column(index=True)
    channel: Mapped[Channel]
    assisted: Mapped[bool]
    place: Mapped[Place]
    authority_unit: Mapped[str]
    authority_name: Mapped[str]
    language: Mapped[str]
    citizen_name: Mapped[str]
    citizen_folded: Mapped[str]
    page: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    sealed_at: Mapped[datetime | None]
    filed_by: Mapped[str]
    slip_number: Mapped[str | None] = mapped_column(unique=True)
    slip_code: Mapped[str | None]
    official_number: Mapped[str | None] = mapped_column(index=True)
    number_kind: Mapped[NumberKind | None]
    number_seq: Mapped[int]
    received_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    urgent: Mapped[bool]


class AnswerRow(Base):
    """Kept in the order of the key, without a row number, so that one answer touches one page."""

    __tablename__ = "answers"
    __table_args__ = ({"sqlite_with_rowid": False},)
    dossier: Mapped[int] = mapped_column(ForeignKey("dossiers.row", ondelete="CASCADE"), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(Json())
    origin: Mapped[Origin]
    unsure: Mapped[bool]
    saved_at: Mapped[datetime]
    saved_by: Mapped[str]
    reference: Mapped[str | None]


class PersonRow(Base):
    """``folded`` is ``name`` without marks, for comparing; ``name`` stays as given."""

    __tablename__ = "people"
    __table_args__ = (
        Index("uq_people_dossier_role", "dossier", "role", unique=True),
        Index("ix_people_folded_birth", "folded", "birth"),
    )
    row: Mapped[int] = mapped_column(primary_key=True)
    dossier: Mapped[int] = mapped_column(ForeignKey("dossiers.row", ondelete="CASCADE"))
    role: Mapped[str]
    name: Mapped[str]
    folded: Mapped[str]
    phone: Mapped[str]
    birth: Mapped[str] = mapped_column(server_default="")


class IdentityRow(Base):
    """The history of a person's numbers. None is unique: two people may have been given one by mistake."""

    __tablename__ = "identity_numbers"
    row: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[int] = mapped_column(ForeignKey("people.row", ondelete="CASCADE"), index=True)
    number: Mapped[str] = mapped_column(index=True)
    form: Mapped[NumberForm]
    status: Mapped[NumberStatus]
    origin: Mapped[Origin]
    recorded_at: Mapped[datetime]


class PartRow(Base):
    """``status_seq`` is the notice that last spoke, so that a late one cannot speak over it."""

    __tablename__ = "parts"
    dossier: Mapped[int] = mapped_column(ForeignKey("dossiers.row", ondelete="CASCADE"), primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    authority_kind: Mapped[str]
    authority_unit: Mapped[str]
    authority_name: Mapped[str]
    status: Mapped[CaseStatus] = mapped_column(index=True)
    status_at: Mapped[datetime]
    status_seq: Mapped[int]
    text: Mapped[str]
    route: Mapped[Route] = mapped_column(server_default="system")
    moved_by: Mapped[str | None]


class VersionMoveRow(Base):
    """A draft was taken over to another version of its form; ``differences`` is what the officer was shown."""

    __tablename__ = "version_moves"
    dossier: Mapped[int] = mapped_column(ForeignKey("dossiers.row", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    version_from: Mapped[str]
    version_to: Mapped[str]
    differences: Mapped[Any] = mapped_column(Json())
    at: Mapped[datetime]
    by: Mapped[str]


class ReadBackRow(Base):
    """Who read the answers back to the citizen."""

    __tablename__ = "read_backs"
    dossier: Mapped[int] = mapped_column(ForeignKey("dossiers.row", ondelete="CASCADE"), primary_key=True)
    reader: Mapped[str]
    interpreter: Mapped[str | None]
    language: Mapped[str]
    at: Mapped[datetime]


class ConsentRow(Base):
    """One consent a purpose; the last word stands."""

    __tablename__ = "consents"
    dossier: Mapped[int] = mapped_column(ForeignKey("dossiers.row", ondelete="CASCADE"), primary_key=True)
    purpose: Mapped[str] = mapped_column(primary_key=True)
    text_sha256: Mapped[str]
    given: Mapped[bool]
    at: Mapped[datetime]
    language: Mapped[str]


class SignatureRow(Base):
    """How the citizen signed; the picture is a paper."""

    __tablename__ = "signatures"
    dossier: Mapped[int] = mapped_column(ForeignKey("dossiers.row", ondelete="CASCADE"), primary_key=True)
    how: Mapped[SignedHow]
    at: Mapped[datetime]
    paper: Mapped[str | None]
    witness: Mapped[str | None]


class ParcelRow(Base):
    """A parcel and what the gateway has signed about it. ``dossier`` is empty for an audit head."""

    __tablename__ = "parcels"
    __table_args__ = (Index("ix_parcels_kind_carriage", "kind", "carriage"),)
    row: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    dossier: Mapped[int | None] = mapped_column(ForeignKey("dossiers.row"), index=True)
    kind: Mapped[ParcelKind]
    manifest: Mapped[bytes]
    record: Mapped[bytes]
    carriage: Mapped[Carriage] = mapped_column(index=True)
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    urgent: Mapped[bool]
    deadline: Mapped[datetime | None]
    answers: Mapped[Any] = mapped_column(Json())
    note: Mapped[str]
    in_reply_to: Mapped[int | None]
    ack_recorded: Mapped[bytes | None]
    ack_delivered: Mapped[bytes | None]
    refusal: Mapped[bytes | None]
    refused_reason: Mapped[str | None]
    moved_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]


class NoticeRow(Base):
    """A notice as it came. ``dossier_row`` stays empty when the dossier belongs to another counter."""

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_unseen", "dossier_row", sqlite_where=text("seen_at IS NULL")),)
    row: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    seq: Mapped[int] = mapped_column(index=True)
    at: Mapped[datetime]
    dossier: Mapped[str] = mapped_column(index=True)
    dossier_row: Mapped[int | None] = mapped_column(ForeignKey("dossiers.row"))
    what: Mapped[NoticeKind]
    parcel: Mapped[str | None]
    part: Mapped[str | None]
    official_number: Mapped[str | None]
    number_kind: Mapped[NumberKind | None]
    received_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    status: Mapped[CaseStatus | None]
    text: Mapped[str]
    papers: Mapped[Any] = mapped_column(Json())
    by: Mapped[str]
    result_blob: Mapped[str | None] = mapped_column(index=True)
    result_size: Mapped[int | None]
    result_sha256: Mapped[str | None]
    result_name: Mapped[str | None]
    result_media: Mapped[str | None]
    seen_at: Mapped[datetime | None]


class ResultDataRow(Base):
    """The bytes of a result that came home."""

    __tablename__ = "result_data"
    notice: Mapped[int] = mapped_column(ForeignKey("notices.row", ondelete="CASCADE"), primary_key=True)
    data: Mapped[bytes]


class ArrivalRow(Base):
    """``dossier`` is the id as text: it outlives a draft that is deleted."""

    __tablename__ = "arrivals"
    row: Mapped[int] = mapped_column(primary_key=True)
    dossier: Mapped[str] = mapped_column(unique=True)
    number: Mapped[int]
    day: Mapped[str] = mapped_column(index=True)
    handed_in_at: Mapped[datetime]
    taken_in_at: Mapped[datetime]
    taken_in_by: Mapped[str]


PRINTED = "event IN ('slip-printed', 'receipt-printed')"
NOT_AN_ANSWER = "event <> 'answer-saved'"


class AuditRow(Base):
    """One link of the audit chain; append-only by trigger, ids only by ``kiosk.domain.audit``."""

    __tablename__ = "audit"
    # Asked before every printing, so that a copy is marked as one; among millions of links.
    __table_args__ = (Index("ix_audit_printed", "subject", sqlite_where=text(PRINTED)),)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    event: Mapped[Event]
    subject: Mapped[str]
    officer: Mapped[str]
    detail: Mapped[str]
    hash: Mapped[bytes]
