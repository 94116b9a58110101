"""The two ways into the encrypted file: one writer, and readers that cannot write.

The writer is a pool of exactly one connection and begins every transaction with BEGIN IMMEDIATE, so two
processes meet at the start of a transaction (and wait) instead of in its middle (and fail). Readers are
query-only and see one consistent snapshot for each block. Only this module turns SQLAlchemy's errors into the
store's own.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import Lock, local
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection, QueuePool

from forms.errors import BugError, KnownError
from kiosk.store.errors import DatabaseBusy, DatabaseUnreadable, translated

BUSY_SECONDS = 5.0

# A checkpoint costs flushes of its own, which must not fall on an answer: the store checkpoints at quiet
# moments (``Store.tidy``) and this many pages (16 MB) are only the safety net.
_AUTO_CHECKPOINT_PAGES = 4000

_BOTH = (
    "PRAGMA cipher_log_level = NONE",  # SQLCipher would write about a wrong key on standard error
    f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",  # nothing personal may reach a temporary file
    "PRAGMA synchronous = FULL",  # NORMAL lost acknowledged rows in simulated power cuts
)
_WRITER = (
    "PRAGMA journal_mode = WAL",
    f"PRAGMA wal_autocheckpoint = {_AUTO_CHECKPOINT_PAGES}",
    "PRAGMA secure_delete = ON",
    "PRAGMA cache_size = -8000",
)
_READER = ("PRAGMA query_only = ON", "PRAGMA cache_size = -16000")


def _run(connection: DBAPIConnection, statements: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """Run statements past SQLAlchemy; returns the rows of the last."""
    cursor = connection.cursor()
    rows: list[tuple[Any, ...]] = []
    for statement in statements:
        cursor.execute(statement)
        rows = list(cursor.fetchall())
    cursor.close()
    return rows


def _translated(error: BaseException) -> KnownError | BugError:
    return translated(getattr(error, "sqlite_errorcode", None), str(error))


def _known(error: DBAPIError) -> KnownError | BugError:
    return _translated(error.orig or error)


@contextmanager
def _transaction(engine: Engine) -> Iterator[Connection]:
    try:
        with engine.begin() as connection:
            try:
                yield connection
            except DBAPIError as error:
                if isinstance(_known(error), DatabaseUnreadable):
                    # SQLCipher answers nothing more on a connection that has met a damaged page; the sound
                    # pages are still wanted.
                    connection.invalidate()
                raise
    except DBAPIError as error:
        raise _known(error) from error
    except PoolTimeoutError as error:
        raise DatabaseBusy from error


class Doors:
    """Writer and readers of one database file. ``key`` is the raw 32-byte SQLCipher key."""

    def __init__(self, path: Path, key: bytes) -> None:
        if len(key) != 32:
            raise BugError("a database key has 32 bytes")
        url = URL.create("sqlite+pysqlcipher", password=f"x'{key.hex()}'", database=str(path))
        self._writer = self._engine(url, _BOTH + _WRITER, "BEGIN IMMEDIATE", size=1, overflow=0)
        self._reader = self._engine(url, _BOTH + _READER, "BEGIN", size=2, overflow=2)
        self._driver_error = self._writer.dialect.loaded_dbapi.Error
        self._watch: PoolProxiedConnection | None = None
        self._watch_lock = Lock()
        self._hand = local()

    @staticmethod
    def _engine(url: URL, setup: tuple[str, ...], begin: str, *, size: int, overflow: int) -> Engine:
        engine = create_engine(
            url,
            poolclass=QueuePool,
            pool_size=size,
            max_overflow=overflow,
            pool_timeout=30,
            hide_parameters=True,
            # Transactions are begun by the listener below, never by the driver's guess.
            connect_args={"isolation_level": None, "check_same_thread": False, "timeout": BUSY_SECONDS},
        )

        def connected(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
            _run(connection, setup)

        def begun(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

        event.listen(engine, "connect", connected)
        event.listen(engine, "begin", begun)
        return engine

    def write(self) -> AbstractContextManager[Connection]:
        """One transaction: all of it is durable when the block ends, or none of it happened."""
        joined = self._joined
        return _transaction(self._writer) if joined is None else nullcontext(joined)

    def read(self) -> AbstractContextManager[Connection]:
        """One consistent snapshot that cannot be written."""
        joined = self._joined
        return _transaction(self._reader) if joined is None else nullcontext(joined)

    @contextmanager
    def together(self) -> Iterator[None]:
        """One transaction of all that this thread writes inside, by whatever methods; what it reads inside is what it
        has written. A fault of any of them may not be caught inside: then half would be kept.
        """
        if self._joined is not None:
            yield
            return
        with _transaction(self._writer) as connection:
            self._hand.connection = connection
            try:
                yield
            finally:
                self._hand.connection = None

    @property
    def _joined(self) -> Connection | None:
        """The transaction this thread has in hand."""
        return getattr(self._hand, "connection", None)

    def outside(self, statement: str) -> list[tuple[Any, ...]]:
        """Run one statement on the writer's connection outside any transaction (a checkpoint)."""
        try:
            connection = self._writer.raw_connection()
            try:
                return _run(connection, (statement,))
            finally:
                connection.close()
        except self._driver_error as error:
            raise _translated(error) from error
        except DBAPIError as error:
            raise _known(error) from error

    def data_version(self) -> int:
        """A number that changes whenever anybody, in any process, has committed. Costs microseconds.

        Read on a connection of its own that is kept open, because the number only means something there.
        """
        with self._watch_lock:
            try:
                if self._watch is None:
                    self._watch = self._reader.raw_connection()
                return int(_run(self._watch, ("PRAGMA data_version",))[0][0])
            except self._driver_error as error:
                raise _translated(error) from error
            except DBAPIError as error:
                raise _known(error) from error

    def close(self) -> None:
        """Let go of every connection; the last one to leave folds the journal into the file."""
        with self._watch_lock:
            if self._watch is not None:
                self._watch.close()
                self._watch = None
        self._reader.dispose()
        self._writer.dispose()
