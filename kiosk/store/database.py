"""The store: one encrypted file and everything that is asked of it.

Importing this brings SQLAlchemy (a quarter of a second), so it is imported when a key is at hand, or in the
background while an officer types one. Screen and command line may have the same file open at the same time.
"""

import os
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

from forms.clock import Clock
from kiosk.domain.audit import Event
from kiosk.store import audit, files
from kiosk.store.arrivals import Arrivals
from kiosk.store.confirmations import Confirmations
from kiosk.store.counter_book import CounterBook
from kiosk.store.dossiers import Dossiers
from kiosk.store.engine import Doors
from kiosk.store.errors import DatabaseExists, DatabaseMissing, DatabaseReadOnly, DatabaseUnreadable
from kiosk.store.figures import Figures
from kiosk.store.migrations import MIGRATIONS, Migration, bring_up, build
from kiosk.store.notices import Notices
from kiosk.store.offices import ClockFloor, Counters, OfficerSettings, Offices, Secrets
from kiosk.store.papers import Papers
from kiosk.store.parcels import Parcels
from kiosk.store.people import People
from kiosk.store.print_jobs import PrintJobs
from kiosk.store.trips import Trips
from kiosk.store.versions import Versions
from kiosk.store.work_queue import WorkQueue

_SYSTEM = "system"


class Store:
    """An open database. Repositories are its attributes; each of their methods is one transaction, unless
    ``together`` makes several into one.

    Safe to use from several threads: writers take turns, readers do not wait for them.
    """

    def __init__(self, doors: Doors, path: Path, clock: Clock) -> None:
        self._doors = doors
        self.path = path
        self.office = Offices(doors, clock)
        self.secrets = Secrets(doors, clock)
        self.dossiers = Dossiers(doors, clock)
        self.people = People(doors, clock)
        self.arrivals = Arrivals(doors, clock)
        self.versions = Versions(doors, clock)
        self.papers = Papers(doors, clock)
        self.confirmations = Confirmations(doors, clock)
        self.parcels = Parcels(doors, clock)
        self.notices = Notices(doors, clock)
        self.print_jobs = PrintJobs(doors, clock)
        self.counter_book = CounterBook(doors, clock)
        self.work_queue = WorkQueue(doors)
        self.figures = Figures(doors)
        self.trips = Trips(doors, clock)
        self.counters = Counters(doors)
        self.officer_settings = OfficerSettings(doors)
        self.clock_floor = ClockFloor(doors)
        self.audit = audit.Audit(doors, clock)

    @classmethod
    def create(cls, path: Path, key: bytes, clock: Clock) -> Self:
        """Make a new database under the raw 32-byte ``key`` and open it.

        It appears under its name only when it is whole. Raises ``DatabaseExists``; an existing file is never
        touched.
        """
        if path.exists():
            raise DatabaseExists
        unfinished = path.with_name(path.name + ".new")
        for leftover in (unfinished, Path(f"{unfinished}-wal"), Path(f"{unfinished}-shm")):
            leftover.unlink(missing_ok=True)  # of a set-up that was cut off; nobody ever put anything in it
        doors = Doors(unfinished, key)
        try:
            build(doors)
            with doors.write() as connection:
                audit.append(connection, clock.now(), Event.STORE_CREATED, _SYSTEM, _SYSTEM)
        finally:
            doors.close()
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        try:
            files.publish(unfinished, path)
        except FileExistsError as error:
            raise DatabaseExists from error
        return cls.open(path, key, clock)

    @classmethod
    def open(
        cls, path: Path, key: bytes, clock: Clock, migrations: tuple[Migration, ...] = MIGRATIONS
    ) -> Self:
        """Open a database, bringing it up to this program's version after a copy.

        Raises ``DatabaseMissing``, ``DatabaseUnreadable`` (damaged, or another key), ``DatabaseNewer``,
        ``DatabaseReadOnly``, ``DiskFull``. The file is left as it was in each of these cases.
        """
        if not path.exists():
            raise DatabaseMissing
        if path.stat().st_size == 0:
            raise DatabaseUnreadable  # SQLite would take it for a new database
        if not os.access(path, os.R_OK | os.W_OK) or not os.access(path.parent, os.W_OK):
            raise DatabaseReadOnly
        doors = Doors(path, key)
        try:
            found = bring_up(doors, path, migrations)
            if found < migrations[-1].version:
                with doors.write() as connection:
                    audit.append(connection, clock.now(), Event.STORE_MIGRATED, _SYSTEM, _SYSTEM, f"v{found}")
        except BaseException:
            doors.close()
            raise
        return cls(doors, path, clock)

    def data_version(self) -> int:
        """A number that changes with every commit of any process, ours too. Costs microseconds: poll it."""
        return self._doors.data_version()

    def together(self) -> AbstractContextManager[None]:
        """One transaction of everything done inside on this thread (``Doors.together``)."""
        return self._doors.together()

    def tidy(self) -> None:
        """Fold the journal into the file without making anybody wait. For quiet moments: after a sealing,
        when idle.
        """
        self._doors.outside("PRAGMA wal_checkpoint(PASSIVE)")

    def damaged_pages(self) -> tuple[str, ...]:
        """What SQLCipher's and SQLite's own checks find wrong in the file; empty when it is sound. Reads all
        of it.
        """
        # SQLCipher looks at the file alone. What a power cut tore while the journal was folded in lies whole in the journal.
        self.tidy()
        with self._doors.read() as connection:
            found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check")]
            if not found:
                found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA quick_check")]
        return tuple(line for line in found if line != "ok")

    def close(self) -> None:
        """Close every connection."""
        self._doors.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
