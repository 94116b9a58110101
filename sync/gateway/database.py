"""The database ingest and opener share: engine, transactions, schema version.

SQLite by default (WAL, synchronous=FULL: a commit that was answered for survives a power cut). May not know what the
rows mean; the few SQLite settings are applied only when SQLite it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from sync.gateway.faults import DatabaseTooNew, DatabaseUnusable
from sync.gateway.migrations import migrate
from sync.gateway.models import SCHEMA_VERSION, Base, SettingRow

BUSY_SECONDS = 30
POOL = 20
"""Connections kept; twice as many may be in use. Ingest works in up to 40 threads."""
_SCHEMA = "schema"
_WRITES = "writes"


class Database:
    """One engine. ``read`` and ``write`` are the only transactions there are."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str | None, default: Path) -> "Database":
        """Open (and create at first) the database at ``url``, or SQLite at ``default``.

        ``DatabaseUnusable`` when it cannot be opened, ``DatabaseTooNew`` when a later release has written it.
        """
        try:
            if not url:
                default.parent.mkdir(parents=True, exist_ok=True)
            target = make_url(url) if url else URL.create("sqlite", database=str(default))
            # Parameters may hold what others sent: they never reach an error text or a log.
            engine = create_engine(
                target,
                hide_parameters=True,
                pool_size=POOL,
                max_overflow=POOL,
                pool_pre_ping=not _is_file(target),
            )
        except (ValueError, ImportError, OSError, DatabaseError) as error:
            raise DatabaseUnusable from error
        except Exception as error:
            raise DatabaseUnusable from error
        if _is_file(target):
            _settle_sqlite(engine)
        database = cls(engine)
        try:
            database._settle_schema()
        except (DatabaseError, OSError) as error:
            database.close()
            raise DatabaseUnusable from error
        except DatabaseTooNew:
            database.close()
            raise
        return database

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state and writes nothing."""
        with Session(self._engine, expire_on_commit=False) as session:
            yield session  # closing gives the connection back; what was read stays readable

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction, durable when the block has ended; nothing of it when the block raises."""
        with Session(self._engine, expire_on_commit=False) as session:
            session.connection(execution_options={_WRITES: True})
            yield session
            session.commit()

    def close(self) -> None:
        """Give every connection back."""
        self._engine.dispose()

    def _settle_schema(self) -> None:
        with self.read() as session:
            known = self._engine.dialect.has_table(session.connection(), SettingRow.__tablename__)
        if not known:
            # Two processes may start at once: whoever loses the race finds the tables already there.
            try:
                Base.metadata.create_all(self._engine)
            except OperationalError:
                Base.metadata.create_all(self._engine, checkfirst=True)
        version = self._version()
        if version is None:
            try:
                with self.write() as session:
                    session.add(SettingRow(name=_SCHEMA, value=str(SCHEMA_VERSION).encode()))
            except IntegrityError:
                return
        elif version > SCHEMA_VERSION:
            raise DatabaseTooNew
        elif version < SCHEMA_VERSION:
            self._migrate()

    def _version(self) -> int | None:
        with self.read() as session:
            row = session.get(SettingRow, _SCHEMA)
            return int(row.value) if row else None

    def _migrate(self) -> None:
        with self.write() as session:
            # Two processes may start at once: whoever waited for the lock finds it done.
            row = session.get_one(SettingRow, _SCHEMA, with_for_update=True)
            if int(row.value) < SCHEMA_VERSION:
                migrate(session.connection(), int(row.value), SCHEMA_VERSION)
                row.value = str(SCHEMA_VERSION).encode()


def _is_file(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _settle_sqlite(engine: Engine) -> None:
    """Take transactions into our own hands: the driver would begin them late, and readers would become writers."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            f"busy_timeout={BUSY_SECONDS * 1000}",
            "foreign_keys=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
