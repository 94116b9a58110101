"""The steps from one version of the database to the next, run in-process by the program that needs them.

The version is SQLite's ``user_version``. A new database is made by the same steps, so there is one path only.
Before an existing database is touched it is copied, as it lies, to ``<name>.before-<version>``: what the
earlier program wrote stays readable by it. Each step is one transaction together with its version number. A
database of a newer program is refused.

To add a version: a module ``schema_000N`` with its statements, one line in ``MIGRATIONS``, the models brought
to the same shape, and a database of the version before it under ``tests/unit/store/old`` (made by
``tests.unit.store.old.make`` from the program that still wrote it). Tests hold all four together.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from kiosk.store import (
    schema_0001,
    schema_0002,
    schema_0003,
    schema_0004,
    schema_0005,
    schema_0006,
    schema_0007,
    schema_0008,
)
from kiosk.store.engine import Doors
from kiosk.store.errors import DatabaseBusy, DatabaseNewer, DatabaseUnreadable, DiskFailing, DiskFull

# Says "a kiosk's database" in the file's own header ("HSKd").
APPLICATION_ID = 0x48534B64

_SPARE_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Migration:
    """The step *to* ``version``. ``apply`` gets a connection inside the step's transaction."""

    version: int
    what: str
    apply: Callable[[Connection], None]


def statements(*texts: str) -> Callable[[Connection], None]:
    """A step that runs these statements in order."""

    def apply(connection: Connection) -> None:
        for text in texts:
            connection.exec_driver_sql(text)

    return apply


MIGRATIONS: tuple[Migration, ...] = (
    Migration(1, "The first tables", statements(*schema_0001.STATEMENTS)),
    Migration(2, "Parts with roads, earlier facts, newer forms", statements(*schema_0002.STATEMENTS)),
    Migration(3, "Jobs for the printers", statements(*schema_0003.STATEMENTS)),
    Migration(4, "Pages kept knowingly", statements(*schema_0004.STATEMENTS)),
    Migration(5, "The counter's book and trips", statements(*schema_0005.STATEMENTS)),
    Migration(6, "Waiting numbers of self-service", statements(*schema_0006.STATEMENTS)),
    Migration(7, "Corrections of fees", statements(*schema_0007.STATEMENTS)),
    Migration(8, "How officers like to work", statements(*schema_0008.STATEMENTS)),
)


def version_of(connection: Connection) -> int:
    """The version the file says it has; 0 for one without tables."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def build(doors: Doors, migrations: tuple[Migration, ...] = MIGRATIONS) -> None:
    """Make the tables of a new, empty database."""
    with doors.write() as connection:
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    for migration in migrations:
        _step(doors, migration)


def bring_up(doors: Doors, path: Path, migrations: tuple[Migration, ...] = MIGRATIONS) -> int:
    """Bring the database at ``path`` to the newest version; returns the version it had.

    Raises ``DatabaseNewer`` when it is beyond this program, ``DatabaseUnreadable`` when it is not ours,
    ``DiskFull`` when there is no room for the copy. Two processes may call this at once: each step looks at
    the version again under the write lock.
    """
    known = migrations[-1].version
    with doors.read() as connection:
        found = version_of(connection)
        ours = connection.exec_driver_sql("PRAGMA application_id").scalar_one() == APPLICATION_ID
    if found > known:
        raise DatabaseNewer(found, known)
    if not ours or found < 1:
        raise DatabaseUnreadable
    if found < known:
        _copy_aside(doors, path, found)
        for migration in migrations:
            _step(doors, migration)
    return found


def _step(doors: Doors, migration: Migration) -> None:
    with doors.write() as connection:
        if version_of(connection) >= migration.version:
            return
        migration.apply(connection)
        connection.exec_driver_sql(f"PRAGMA user_version = {migration.version}")


def _copy_aside(doors: Doors, path: Path, version: int) -> None:
    """Copy the database file while nobody can write it. An earlier copy is never replaced."""
    if doors.outside("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]:
        raise DatabaseBusy
    with doors.write() as connection:
        if version_of(connection) != version:
            return  # another process has just done the work
        wal = Path(f"{path}-wal")
        if wal.exists() and wal.stat().st_size:
            raise DatabaseBusy  # somebody wrote between the checkpoint and the lock
        target = _free_name(path, version)
        if shutil.disk_usage(path.parent).free < path.stat().st_size + _SPARE_BYTES:
            raise DiskFull
        unfinished = target.with_name(target.name + ".part")
        try:
            with path.open("rb") as source, unfinished.open("wb") as sink:
                shutil.copyfileobj(source, sink, 1024 * 1024)
                sink.flush()
                os.fsync(sink.fileno())
            unfinished.rename(target)
        except OSError as error:
            unfinished.unlink(missing_ok=True)
            raise DiskFailing from error


def _free_name(path: Path, version: int) -> Path:
    target = path.with_name(f"{path.name}.before-{version}")
    count = 2
    while target.exists():
        target = path.with_name(f"{path.name}.before-{version}-{count}")
        count += 1
    return target
