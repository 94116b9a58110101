"""The tables ingest and opener share.

Nothing personal stands in any of them: what a citizen wrote stays in the sealed blobs, and only ids, codes, times and
hashes are kept beside. May not hold behaviour; nothing here may be understood by one database system alone.
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from forms.errors import BugError

SCHEMA_VERSION = 3
"""What ``sync.gateway.migrations`` brings earlier databases to."""


class UtcTime(TypeDecorator[datetime]):
    """Aware UTC in Python whatever the database keeps: SQLite forgets the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise BugError("a time without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo is not None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """All tables."""

    type_annotation_map = {datetime: UtcTime, dict[str, Any]: JSON, list[str]: JSON, bytes: LargeBinary}  # noqa: RUF012 - read by SQLAlchemy


class ParcelState(StrEnum):
    """How far one manifest has come here."""

    ARRIVED = "arrived"  # manifest durable; the record may still be on its way
    HELD = "held"  # the form version is not known here yet
    RECORDED = "recorded"  # first statement given; papers may still be on their way
    DELIVERED = "delivered"  # second statement given
    REFUSED = "refused"  # quarantined


class StatementType(StrEnum):
    """The statements of the gateway (parcel.md)."""

    RECORDED = "recorded"
    DELIVERED = "delivered"
    HELD = "held"
    REFUSED = "refused"


class Route(StrEnum):
    """How a part reaches its authority (``parts[].route`` of a record)."""

    SYSTEM = "system"  # this gateway hands it on
    PAPER = "paper"  # the authority's system is not connected: the office prints it and carries it


class SettingRow(Base):
    """Public facts the processes publish to one another: public keys, the card, the address."""

    __tablename__ = "setting"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[bytes]


class EnrolCodeRow(Base):
    """A one-time enrolment code, by the hash of its secret."""

    __tablename__ = "enrol_code"
    secret_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    office: Mapped[str | None] = mapped_column(String(64))  # when given, the code serves this office alone
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    keys_sha256: Mapped[str | None] = mapped_column(String(64))
    answer: Mapped[bytes | None]


class OfficeRow(Base):
    """One office and how many notices it has been sent."""

    __tablename__ = "office"
    unit: Mapped[str] = mapped_column(String(64), primary_key=True)
    last_seq: Mapped[int] = mapped_column(default=0)


class DeviceRow(Base):
    """An enrolled machine."""

    __tablename__ = "device"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.unit"), index=True)
    counter: Mapped[str] = mapped_column(String(64))
    transport_key: Mapped[bytes]
    device_key: Mapped[bytes]
    notice_key: Mapped[bytes]
    enrolled_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class OfficerRow(Base):
    """An officer's public key as a device of the office reported it. Codes, not names."""

    __tablename__ = "officer"
    office: Mapped[str] = mapped_column(String(64), primary_key=True)
    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)  # hex
    role: Mapped[str] = mapped_column(String(32))
    reported_by: Mapped[str] = mapped_column(String(32))
    reported_at: Mapped[datetime]


class NonceRow(Base):
    """A nonce seen within the window in which its request could be replayed."""

    __tablename__ = "nonce"
    device: Mapped[str] = mapped_column(String(32), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(128), primary_key=True)
    forget_at: Mapped[datetime] = mapped_column(index=True)


class ParcelRow(Base):
    """One manifest. ``claim`` is the parcel id once the manifest is known to be genuine: one genuine manifest an id."""

    __tablename__ = "parcel"
    manifest_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    parcel: Mapped[str] = mapped_column(String(32), index=True)
    claim: Mapped[str | None] = mapped_column(String(32), unique=True)
    dossier: Mapped[str] = mapped_column(String(32), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    office: Mapped[str] = mapped_column(String(64))
    device: Mapped[str] = mapped_column(String(32))
    carrier: Mapped[str] = mapped_column(String(32))  # who brought it: a stick is read in by another machine
    manifest: Mapped[bytes]
    state: Mapped[str] = mapped_column(String(12))
    arrived_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)  # failures of our own; the parcel is not to blame
    next_try_at: Mapped[datetime | None]
    procedure: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[str | None] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(String(32))
    flags: Mapped[list[str]] = mapped_column(default=list)
    __table_args__ = (Index("parcel_by_state", "state", "arrived_at"),)


class ParcelBlobRow(Base):
    """One blob a genuine manifest names. ``plain_*`` are fixed from the record when it has been opened."""

    __tablename__ = "parcel_blob"
    manifest_sha256: Mapped[str] = mapped_column(ForeignKey("parcel.manifest_sha256"), primary_key=True)
    slot: Mapped[str] = mapped_column(String(16), primary_key=True)
    blob: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    present: Mapped[bool]
    plain_sha256: Mapped[str | None] = mapped_column(String(64))
    plain_size: Mapped[int | None]


class StatementRow(Base):
    """A signed statement, kept byte for byte and never signed twice."""

    __tablename__ = "statement"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    manifest_sha256: Mapped[str] = mapped_column(ForeignKey("parcel.manifest_sha256"))
    parcel: Mapped[str] = mapped_column(String(32), index=True)
    type: Mapped[str] = mapped_column(String(12))
    data: Mapped[bytes]
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("manifest_sha256", "type"),)


class UploadRow(Base):
    """One resumable upload. ``offset`` counts durable bytes alone; the file may be longer after a crash."""

    __tablename__ = "upload"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    parcel: Mapped[str] = mapped_column(String(32))
    blob: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    device: Mapped[str] = mapped_column(String(32))
    offset: Mapped[int] = mapped_column("received", default=0)
    metadata_text: Mapped[str | None] = mapped_column(String(2048))
    expires_at: Mapped[datetime] = mapped_column(index=True)
    __table_args__ = (UniqueConstraint("parcel", "blob"),)


class DossierRow(Base):
    """One dossier, whose filing has been recorded exactly once."""

    __tablename__ = "dossier"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    parcel: Mapped[str] = mapped_column(String(32))
    manifest_sha256: Mapped[str] = mapped_column(ForeignKey("parcel.manifest_sha256"), unique=True)
    office: Mapped[str] = mapped_column(String(64))
    procedure: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(64))
    channel: Mapped[int]
    assisted: Mapped[bool]
    place: Mapped[str] = mapped_column(String(24))
    sealed_at: Mapped[datetime]
    recorded_at: Mapped[datetime] = mapped_column(index=True)
    official_number: Mapped[str | None] = mapped_column(String(64), unique=True)
    number_kind: Mapped[str | None] = mapped_column(String(12))
    received_at: Mapped[datetime | None]  # by the authority: the legal one
    due_at: Mapped[datetime | None]


class PartRow(Base):
    """One part of a dossier: its authority and what that authority says."""

    __tablename__ = "part"
    dossier: Mapped[str] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    part: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int]
    authority_kind: Mapped[str] = mapped_column(String(64))
    authority_unit: Mapped[str] = mapped_column(String(64))
    authority_name: Mapped[str] = mapped_column(String(200))
    status: Mapped[int]
    status_at: Mapped[datetime]
    route: Mapped[str] = mapped_column(String(8), default=str(Route.SYSTEM), server_default=str(Route.SYSTEM))
    received_at: Mapped[datetime | None]  # by this part's own authority
    due_at: Mapped[datetime | None]
    due_case: Mapped[str | None] = mapped_column(
        String(64)
    )  # case of its due rule that held when it was filed


class NumberSeriesRow(Base):
    """The last running number given out in one series on one day."""

    __tablename__ = "number_series"
    series: Mapped[str] = mapped_column(String(80), primary_key=True)
    day: Mapped[str] = mapped_column(String(8), primary_key=True)
    last: Mapped[int]


class NoticeRow(Base):
    """A notice to one office. ``seq`` and ``data`` are set once, when the opener signs it."""

    __tablename__ = "notice"
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(32), unique=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.unit"))
    dossier: Mapped[str] = mapped_column(String(32), index=True)
    what: Mapped[str] = mapped_column(String(12))
    part: Mapped[str | None] = mapped_column(String(64))
    status: Mapped[int | None]
    sealed: Mapped[bytes]
    result_blob: Mapped[str | None] = mapped_column(String(64), index=True)
    result_size: Mapped[int | None]
    queued_at: Mapped[datetime]
    seq: Mapped[int | None]
    data: Mapped[bytes | None]
    __table_args__ = (UniqueConstraint("office", "seq"),)
