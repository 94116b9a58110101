"""Noticing a database that was put back from a copy by other hands than ``restore``: a machine's snapshot, a server's own tools.

Beside the database lies how far this machine has seen it come. One that knows less has forgotten what was given out since:
it is treated as a restored one, before anything else is done with it. Where the folder went back together with the database
nothing can be seen. May not put anything right.
"""

import contextlib
import logging
from pathlib import Path

from sqlalchemy import func, select

from forms.clock import Clock
from sync.gateway.database import Database
from sync.gateway.journal import note
from sync.gateway.models import StatementRow
from sync.gateway.settings import Setting, publish
from sync.times import write_time

_log = logging.getLogger(__name__)


class HistoryMark:
    """How many statements the database has made, as last seen, in a file of this machine's."""

    def __init__(self, path: Path, database: Database, clock: Clock) -> None:
        self._path = path
        self._database = database
        self._clock = clock
        self._noticed: int | None = None

    def follow(self) -> None:
        """Look how far the database has come, and remember it; mark it as restored where it has gone back."""
        # The file first: whoever wrote it had seen those statements committed.
        mark = self._read()
        with self._database.read() as session:
            newest = session.scalar(select(func.max(StatementRow.id))) or 0
        if newest == mark:
            return
        if newest < mark != self._noticed:
            self._noticed = mark  # told once, also while the file cannot be written
            note(_log, "the database was put back from a copy", logging.WARNING, count=mark - newest)
            with self._database.write() as session:
                publish(session, Setting.RESTORED, write_time(self._clock.now()).encode())
        with contextlib.suppress(OSError):  # a full disk: the mark lags behind, and no dossier waits for it
            self._path.write_text(str(newest), "ascii")

    def _read(self) -> int:
        try:
            return int(self._path.read_text("ascii"))
        except (OSError, ValueError):
            return 0  # none yet, or blank: a power cut leaves it so, and so does a glance between two writes
