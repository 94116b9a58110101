"""The database ingest and opener share: engine, transactions, schema version.

SQLite by default (WAL, synchronous=FULL), PostgreSQL through psycopg (synchronous_commit=on) where a province runs it: on
both, a commit that was answered for survives a power cut, whatever the server's own settings say. May not know what the
rows mean; what one system alone understands stands in this module.
"""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    MetaData,
    create_engine,
    event,
    func,
    inspect,
    literal,
    make_url,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError
from sqlalchemy.orm import Session

from sync.gateway.faults import DatabaseTooNew, DatabaseUnusable
from sync.gateway.migrations import migrate
from sync.gateway.models import SCHEMA_VERSION, Base, SettingRow

if TYPE_CHECKING:
    import psycopg

BUSY_SECONDS = 30
LOOK_SECONDS = 0.001
"""How often a writer looks whether SQLite's file is free."""
POOL = 20
"""Connections kept; twice as many may be in use. Ingest works in up to 40 threads."""
SERVER_POOL = 10
"""The same on a database server, which many processes share: as many again may be in use."""
CONNECT_SECONDS = 5
NEWS = "hoso_news"
"""Where PostgreSQL passes on which offices have news."""
_SCHEMA = "schema"
_SCHEMA_LOCK = 4_857_203
"""Any number of our own: PostgreSQL's name of the lock under which tables are made."""
_WRITES = "writes"


class Database:
    """One engine. ``read`` and ``write`` are the only transactions there are."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = engine
        # SQLite has one writer: who waits in line is woken at once, who waits for the file sleeps and tries again.
        self._turn: AbstractContextManager[object] = (
            contextlib.nullcontext() if self.locks_rows else threading.RLock()
        )
        if self.locks_rows:
            self._reading = engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )

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
            engine = create_engine(target, hide_parameters=True, **_settings(target))
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
        with Session(self._reading, expire_on_commit=False) as session:
            yield session  # closing gives the connection back; what was read stays readable

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction, durable when the block has ended; nothing of it when the block raises."""
        with self._turn, Session(self._engine, expire_on_commit=False) as session:
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

    def listen(self, channel: str) -> "psycopg.Connection[Any]":
        """A connection of its own, outside the pool, that hears what is told on ``channel``; the caller closes it."""
        import psycopg  # only where a database server is used
        from psycopg import sql

        url = self._engine.url.set(drivername="postgresql")
        connection = psycopg.connect(
            url.render_as_string(hide_password=False), autocommit=True, connect_timeout=CONNECT_SECONDS
        )
        connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
        return connection

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


def insert_or_leave(session: Session, row: type[Base], values: Mapping[str, Any], *key: str) -> bool:
    """Insert a row unless there is one with this ``key`` (columns of a unique index); whether it was inserted."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    made = session.execute(
        insert(row).values(values).on_conflict_do_nothing(index_elements=key).returning(literal(1))
    )
    return made.first() is not None


def tell_news(session: Session, offices: Collection[str]) -> None:
    """Let whoever listens know, when the caller's transaction commits, that there is news for these offices.

    On SQLite nobody can listen: they look.
    """
    if session.get_bind().dialect.name == "postgresql":
        for office in sorted(offices):
            session.execute(select(func.pg_notify(NEWS, office)))


def is_out_of_reach(error: BaseException) -> bool:
    """Whether the database itself failed, rather than what it was asked."""
    return isinstance(error, OperationalError) or (
        isinstance(error, DBAPIError) and error.connection_invalidated
    )


def _settings(url: URL) -> dict[str, Any]:
    if _is_file(url):
        return {"pool_size": POOL, "max_overflow": POOL}
    return {
        "pool_size": SERVER_POOL,
        "max_overflow": SERVER_POOL,
        # After a restart of the server the dead connections are noticed before anything is asked of them.
        "pool_pre_ping": True,
        "connect_args": {
            "connect_timeout": CONNECT_SECONDS,
            "options": "-c synchronous_commit=on -c timezone=UTC -c statement_timeout=60000",
        },
    }


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
        if not (writes and _begin_to_write(connection)):
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_to_write(connection: Connection) -> bool:
    """Begin as the file's one writer, however long that is somebody else; False when it cannot be had.

    SQLite itself would look ever more seldom, and miss the moments between another process's transactions.
    """
    cursor, ends = connection.connection.cursor(), time.monotonic() + BUSY_SECONDS
    cursor.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < ends:
            try:
                cursor.execute("BEGIN IMMEDIATE")
                return True
            except sqlite3.OperationalError as fault:
                if fault.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    return False
            time.sleep(LOOK_SECONDS)
        return False
    finally:
        cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        cursor.close()
