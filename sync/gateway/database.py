"""The database ingest and opener share: engine, transactions, schema version.

SQLite by default (WAL, synchronous=FULL: a commit that was answered for survives a power cut). May not know what the
rows mean; the few SQLite settings are applied only when SQLite it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    MetaData,
    create_engine,
    event,
    func,
    inspect,
    make_url,
    select,
)
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from sync.gateway.faults import DatabaseTooNew, DatabaseUnusable
from sync.gateway.migrations import migrate
from sync.gateway.models import SCHEMA_VERSION, SettingRow

BUSY_SECONDS = 30
POOL = 20
"""Connections kept; twice as many may be in use. Ingest works in up to 40 threads."""
_SCHEMA = "schema"
_SCHEMA_LOCK = 4_857_203
"""Any number of our own: PostgreSQL's name of the lock under which tables are made."""
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

    @property
    def locks_rows(self) -> bool:
        """Whether single rows can be locked; SQLite locks the whole for its one writer."""
        return self._engine.dialect.name == "postgresql"

    @contextmanager
    def claim(self) -> Iterator[Session]:
        """A transaction in which rows are picked for work that takes a while.

        Where single rows can be locked, it writes and stays open for that work: others pass the rows over, and a dead
        worker's are free at once. On SQLite, where it would keep everybody from writing, it only reads: whoever writes
        afterwards looks again.
        """
        with self.write() if self.locks_rows else self.read() as session:
            yield session

    def close(self) -> None:
        """Give every connection back."""
        self._engine.dispose()

    def _settle_schema(self) -> None:
        # Only here: modules that bring tables may use this one.
        from sync.gateway.schema import TABLES

        if self._is_settled(TABLES):
            return
        with self.write() as session:
            # Many processes may start at once: whoever waited for the lock finds it done.
            self._lock_schema(session)
            row = session.get(SettingRow, _SCHEMA) if self._has(session, SettingRow.__tablename__) else None
            if row is not None and int(row.value) < SCHEMA_VERSION:
                migrate(session.connection(), int(row.value), SCHEMA_VERSION)
                row.value = str(SCHEMA_VERSION).encode()
            TABLES.create_all(session.connection())
            if row is None:
                session.add(SettingRow(name=_SCHEMA, value=str(SCHEMA_VERSION).encode()))

    def _is_settled(self, tables: MetaData) -> bool:
        """Whether nothing is left to be made or migrated; ``DatabaseTooNew`` when a later release was here."""
        with self.read() as session:
            present = set(inspect(session.connection()).get_table_names())
            if SettingRow.__tablename__ not in present:
                return False
            row = session.get(SettingRow, _SCHEMA)
            if row is not None and int(row.value) > SCHEMA_VERSION:
                raise DatabaseTooNew
            version = int(row.value) if row else None
        return version == SCHEMA_VERSION and present.issuperset(tables.tables)

    def _has(self, session: Session, table: str) -> bool:
        return self._engine.dialect.has_table(session.connection(), table)

    def _lock_schema(self, session: Session) -> None:
        if self._engine.dialect.name == "postgresql":
            session.execute(select(func.pg_advisory_xact_lock(_SCHEMA_LOCK)))


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
