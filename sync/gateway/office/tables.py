"""The back office's own tables.

The *face* of a dossier is what lists and search need of the opened record. Those rows are personal: only the opener
writes and only the back office reads them; on PostgreSQL by grants (``docs/operations.md``). Ingest has no business here.
Numbers and telephones are kept as keyed hashes: they can be found, not read. May not hold behaviour.
"""

from datetime import datetime

from sqlalchemy import DDL, ForeignKey, Index, String, event
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import BigInteger

from sync.gateway.models import Base


def _by_bytes(length: int) -> String:
    """Text that is compared byte by byte, so that a range of an index finds what begins alike in any locale."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


SCOPE_ALL = ""
"""The scope in which whoever may see the whole province searches."""


class FaceRow(Base):
    """One dossier as lists show it. ``status`` is that of its least far part, ``day`` the day it was recorded in Viet Nam."""

    __tablename__ = "office_face"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    dossier: Mapped[str] = mapped_column(String(32), unique=True)
    office: Mapped[str] = mapped_column(String(64))
    procedure: Mapped[str] = mapped_column(String(64))
    channel: Mapped[int]
    assisted: Mapped[bool]
    place: Mapped[str] = mapped_column(String(24))
    trip: Mapped[str] = mapped_column(String(80), default="")
    subject: Mapped[str] = mapped_column(String(200), default="")
    applicant: Mapped[str] = mapped_column(String(200), default="")
    slip: Mapped[str | None] = mapped_column(_by_bytes(64), index=True)
    official_number: Mapped[str | None] = mapped_column(_by_bytes(64), index=True)
    day: Mapped[str] = mapped_column(String(10))
    recorded_at: Mapped[datetime]
    status: Mapped[int]
    due_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    __table_args__ = (
        Index(
            "office_face_by_day",
            "day", "office", "procedure", "channel", "place", "trip", "status", "due_at", "ended_at",
        ),
    )  # fmt: skip


class PersonRow(Base):
    """Somebody a dossier speaks of. ``folded`` is the name for comparing, ``birth`` a whole day or blank."""

    __tablename__ = "office_person"
    face: Mapped[int] = mapped_column(ForeignKey("office_face.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    folded: Mapped[str] = mapped_column(String(200))
    birth: Mapped[str] = mapped_column(String(10), default="")
    number_hash: Mapped[str | None] = mapped_column(String(32), index=True)
    number_tail: Mapped[str] = mapped_column(String(4), default="")
    phone_hash: Mapped[str | None] = mapped_column(String(32), index=True)
    __table_args__ = (Index("office_person_by_birth", "birth", "folded"),)


class NameRow(Base):
    """A folded name turned to begin with one of its words, once for each scope that may find it.

    ``rotation`` of "nguyen thi mau" is "nguyen thi mau|", "thi mau|nguyen", "mau|nguyen thi": a range of one index finds
    the words of a name from any of them on, in both database systems.
    """

    __tablename__ = "office_name"
    scope: Mapped[str] = mapped_column(String(100), primary_key=True)
    rotation: Mapped[str] = mapped_column(_by_bytes(210), primary_key=True)
    face: Mapped[int] = mapped_column(ForeignKey("office_face.id"), primary_key=True)
    __table_args__ = (Index("office_name_by_face", "face"), {"sqlite_with_rowid": False})


class TaskRow(Base):
    """One part of a dossier: what an authority has to do. ``scope`` is that authority, ``kind:unit``.

    ``rank`` orders every queue: open parts by the second they are due (those without a day behind them all), ended ones
    below zero, the latest first.
    """

    __tablename__ = "office_task"
    face: Mapped[int] = mapped_column(ForeignKey("office_face.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(String(64))
    scope: Mapped[str] = mapped_column(String(100))
    authority: Mapped[str] = mapped_column(String(200))
    office: Mapped[str] = mapped_column(String(64))
    procedure: Mapped[str] = mapped_column(String(64))
    channel: Mapped[int]
    trip: Mapped[str] = mapped_column(String(80), default="")
    status: Mapped[int]
    due_at: Mapped[datetime | None]
    rank: Mapped[int] = mapped_column(BigInteger)
    __table_args__ = (
        Index(
            "office_task_by_rank", "rank", "face", "position", "status", "channel", "procedure", "office", "trip"
        ),
        Index("office_task_by_scope", "scope", "rank", "face", "position", "status", "channel", "procedure", "office"),
        Index("office_task_by_office", "office", "rank", "face", "position", "status", "procedure", "channel"),
        Index("office_task_by_procedure", "procedure", "rank", "face", "position", "status", "channel", "office"),
        Index("office_task_by_status", "status", "rank", "face", "position", "channel", "procedure", "office"),
        Index("office_task_by_trip", "trip", "rank", "face", "position", "status"),
    )  # fmt: skip


class AskedRow(Base):
    """A request for more papers or answers. Two for one part make its dossier late in deadline reports, whatever its day
    (domain facts, section 11)."""

    __tablename__ = "office_asked"
    notice: Mapped[str] = mapped_column(String(32), primary_key=True)
    dossier: Mapped[str] = mapped_column(String(32), index=True)
    part: Mapped[str] = mapped_column(String(64))


class StaffRow(Base):
    """An account. ``scope`` is the authority an officer works for, blank for the rest; the second factor is sealed."""

    __tablename__ = "office_staff"
    login: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20))
    scope: Mapped[str] = mapped_column(String(100), default="")
    authority: Mapped[str] = mapped_column(String(200), default="")
    password: Mapped[str] = mapped_column(String(200))
    factor: Mapped[bytes]
    factor_step: Mapped[int] = mapped_column(BigInteger, default=0)
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]


class SessionRow(Base):
    """A signed-in browser, by the hash of its cookie."""

    __tablename__ = "office_session"
    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    login: Mapped[str] = mapped_column(ForeignKey("office_staff.login"), index=True)
    form_token: Mapped[str] = mapped_column(String(64))
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)


class AuditRow(Base):
    """One line of the log: who did what to which dossier. Chained by hashes; nothing is ever changed or taken out."""

    __tablename__ = "office_audit"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    login: Mapped[str] = mapped_column(String(40))
    act: Mapped[str] = mapped_column(String(32))
    dossier: Mapped[str] = mapped_column(String(32), default="")
    detail: Mapped[str] = mapped_column(String(200), default="")
    digest: Mapped[str] = mapped_column(String(64))
    __table_args__ = (
        Index("office_audit_by_dossier", "dossier", "seq"),
        Index("office_audit_by_login", "login", "seq"),
    )


_NO_CHANGE = "the log is only added to"
for _verb in ("UPDATE", "DELETE"):
    event.listen(
        AuditRow.__table__,
        "after_create",
        DDL(  # type: ignore[no-untyped-call]  # SQLAlchemy left it without types
            f"CREATE TRIGGER office_audit_no_{_verb.lower()} BEFORE {_verb} ON office_audit "
            f"BEGIN SELECT RAISE(ABORT, '{_NO_CHANGE}'); END"
        ).execute_if(dialect="sqlite"),
    )
event.listen(
    AuditRow.__table__,
    "after_create",
    DDL(  # type: ignore[no-untyped-call]  # SQLAlchemy left it without types
        "CREATE FUNCTION office_audit_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_NO_CHANGE}'; END $$; "
        "CREATE TRIGGER office_audit_kept BEFORE UPDATE OR DELETE ON office_audit "
        "FOR EACH ROW EXECUTE FUNCTION office_audit_kept()"
    ).execute_if(dialect="postgresql"),
)
