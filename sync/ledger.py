"""The small plain SQLite database of the outbox: schema, durability, and faults in plain words.

Holds no personal data: ids, sizes, states and signed messages only. May not know the meaning of a state.
"""

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from forms.errors import KnownError
from forms.text import Message
from sync.files import DiskFull, DiskReadOnly, open_for_both, sync_folder
from sync.times import write_time

VERSION = 2
BUSY_MS = 10_000

_SCHEMA = """
CREATE TABLE parcel (
    id TEXT PRIMARY KEY, dossier TEXT NOT NULL, kind TEXT NOT NULL, manifest BLOB NOT NULL,
    carriage TEXT NOT NULL,
    urgent INTEGER NOT NULL, deadline TEXT, queued_at TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, next_attempt TEXT, reason TEXT, detail TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX parcel_by_carriage ON parcel (carriage);
CREATE TABLE blob (
    parcel TEXT NOT NULL REFERENCES parcel (id) ON DELETE CASCADE, name TEXT NOT NULL, place INTEGER NOT NULL,
    size INTEGER NOT NULL, sent INTEGER NOT NULL DEFAULT 0, done INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (parcel, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE statement (
    parcel TEXT NOT NULL REFERENCES parcel (id) ON DELETE CASCADE, type TEXT NOT NULL, at TEXT NOT NULL,
    watermark TEXT, data BLOB NOT NULL, PRIMARY KEY (parcel, type)
) STRICT, WITHOUT ROWID;
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""
_SINCE_2 = """
CREATE TABLE carried (
    name TEXT NOT NULL, stick TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (name, stick)
) STRICT, WITHOUT ROWID;
"""
"""Which blobs lie on which stick, as far as this machine has seen: the next stick goes on where one was full."""


class LedgerDamaged(KnownError):
    """The outbox database cannot be read. The file stays where it is until an officer orders it set aside."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.outbox.damaged",
                "Sổ gửi hồ sơ trên máy này bị hỏng. Hồ sơ vẫn còn trong máy. Xin quản trị máy chạy lệnh "
                "“kiosk mend”: sổ hỏng được để riêng, máy lập sổ mới và xếp lại các hồ sơ chưa gửi.",
                "Shown to the officer; the kiosk's own database can queue everything again.",
            )
        )


class LedgerNewer(KnownError):
    """The outbox was written by a newer version of the product."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.outbox.newer",
                "Sổ gửi hồ sơ này do phiên bản mới hơn của phần mềm tạo ra. "
                "Cán bộ hãy cập nhật phần mềm rồi mở lại.",
                "Shown to the officer.",
            )
        )


class LedgerOutOfReach(KnownError):
    """The outbox database cannot be read or written just now: another process holds it for long, or the disk fails."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.outbox.out_of_reach",
                "Sổ gửi hồ sơ trên máy này đang bận hoặc ổ đĩa trục trặc nên chưa dùng được. Hồ sơ đã lưu vẫn còn nguyên; "
                "máy sẽ tự làm lại. Nếu còn gặp mãi, xin cán bộ báo quản trị máy kiểm tra ổ đĩa.",
                "Shown to the officer.",
            )
        )


class Ledger:
    """One connection, shared by the threads of one process; every write is one durable transaction."""

    def __init__(self, path: Path) -> None:
        """Open or create ``path``. Raises ``LedgerDamaged``, ``LedgerNewer``, ``DiskFull``, ``DiskReadOnly`` or ``LedgerOutOfReach``."""
        self._lock = threading.RLock()
        self._together = False
        with contextlib.suppress(OSError):  # what stands in the way is said below
            if not path.exists():
                os.close(open_for_both(path))
        with _in_plain_words():
            self._db = sqlite3.connect(
                path, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False
            )
        self._db.row_factory = sqlite3.Row
        try:
            with _in_plain_words():
                self._prepare()
        except KnownError:
            self._db.close()
            raise

    def _prepare(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")  # NORMAL lost acknowledged rows in simulated power cuts
        self._db.execute("PRAGMA foreign_keys = ON")
        with self.write() as db:
            (version,) = db.execute("PRAGMA user_version").fetchone()
            if version > VERSION:
                raise LedgerNewer
            for since, schema in enumerate((_SCHEMA, _SINCE_2)):
                for statement in schema.split(";\n") if version <= since else ():
                    db.execute(statement)
            if version < VERSION:
                db.execute(f"PRAGMA user_version = {VERSION}")

    @contextlib.contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A transaction that has the write lock from its first statement, so it never fails half-way on a
        reader.
        """
        with self._lock, _in_plain_words():
            if self._together:
                with self._step():
                    yield self._db
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.rollback()
                raise
            try:
                self._db.execute("COMMIT")
            except sqlite3.Error:
                if self._db.in_transaction:
                    self._db.rollback()
                raise

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Make the writes of this block one transaction: a flush of the disk for each would cost more than all the rest.

        A write that fails inside takes back itself alone, unless its error leaves the block.
        """
        with self.write():
            self._together = True  # seen by this thread alone: it holds the lock
            try:
                yield
            finally:
                self._together = False

    @contextlib.contextmanager
    def _step(self) -> Iterator[None]:
        self._db.execute("SAVEPOINT step")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:  # a full disk has ended it already
                self._db.execute("ROLLBACK TO step")
                self._db.execute("RELEASE step")
            raise
        self._db.execute("RELEASE step")

    def rows(self, sql: str, *params: object) -> list[sqlite3.Row]:
        """All rows of one reading statement."""
        with self._lock, _in_plain_words():
            return self._db.execute(sql, params).fetchall()

    def changes(self) -> tuple[int, int]:
        """A token that differs once this or another process has committed anything. Costs microseconds."""
        with self._lock, _in_plain_words():
            (others,) = self._db.execute("PRAGMA data_version").fetchone()
            return others, self._db.total_changes

    def is_sound(self) -> bool:
        """Whether SQLite's own check finds nothing wrong. Reads the whole file; may raise ``LedgerDamaged``."""
        return [row[0] for row in self.rows("PRAGMA quick_check")] == ["ok"]

    def close(self) -> None:
        """Close the connection. A second call does nothing."""
        with self._lock:
            self._db.close()


def set_aside(path: Path, now: datetime) -> Path:
    """Rename a damaged database, on an officer's order, so that a new one can be made.

    Returns where it went.
    """
    stamp = write_time(now).replace(":", "")
    aside = path.with_name(f"{path.name}.damaged-{stamp}")
    for ending in ("-wal", "-shm"):
        beside = path.with_name(path.name + ending)
        if beside.exists():
            beside.replace(aside.with_name(aside.name + ending))
    path.replace(aside)
    sync_folder(path.parent)
    return aside


@contextlib.contextmanager
def _in_plain_words() -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_FULL:
            raise DiskFull from error
        if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            raise LedgerDamaged from error
        if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}:
            raise DiskReadOnly from error
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR}:
            raise LedgerOutOfReach from error
        raise
