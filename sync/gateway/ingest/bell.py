"""Wakes those who wait for news of their office, and nobody else.

On PostgreSQL the writing transaction rings (``database.tell_news``) and every worker hears; on SQLite somebody looks a few times a
second, for all who wait together. May not know what the news is.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import func, select
from starlette.concurrency import run_in_threadpool

from sync.gateway.database import NEWS, Database
from sync.gateway.journal import note_failure
from sync.gateway.models import OfficeRow, ParcelRow, StatementRow

TICK_SECONDS = 0.2
TROUBLE_SECONDS = 1.0

_log = logging.getLogger(__name__)


class Bell:
    """One worker's bell."""

    def __init__(self, database: Database, closing: Callable[[], bool]) -> None:
        self._database = database
        self._closing = closing
        self._events: dict[str, asyncio.Event] = {}
        self._waiting = 0
        self._watch: _Listening | _Looking = (
            _Listening(database) if database.locks_rows else _Looking(database)
        )

    def listen(self, office: str) -> asyncio.Event:
        """The event that the next news of ``office`` will set."""
        return self._events.setdefault(office, asyncio.Event())

    async def wait(self, rung: asyncio.Event, seconds: float, gone: Callable[[], Any]) -> bool:
        """Wait until ``rung``; False when the time is over, the caller has gone, or the server is closing."""
        if self._closing():
            return False
        self._waiting += 1
        left = asyncio.ensure_future(gone())
        ring = asyncio.ensure_future(rung.wait())
        try:
            await asyncio.wait({left, ring}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            return ring.done() and not left.done() and not self._closing()
        finally:
            self._waiting -= 1
            for task in (left, ring):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    async def ring_for_ever(self) -> None:
        """Look for news while anybody waits; runs as long as the server does."""
        try:
            while True:
                await asyncio.sleep(TICK_SECONDS)
                if self._closing():
                    self._ring(tuple(self._events))
                elif self._waiting:
                    try:
                        rung = await run_in_threadpool(self._watch.look)
                    except Exception:  # noqa: BLE001 - a bell that dies silently would leave everybody waiting for ever
                        note_failure(_log, "bell failed")
                        await asyncio.sleep(TROUBLE_SECONDS)
                        continue
                    self._ring(tuple(self._events) if rung is None else rung)
        finally:
            self._watch.close()

    def _ring(self, offices: Collection[str]) -> None:
        for office in offices:
            if (rung := self._events.pop(office, None)) is not None:
                rung.set()


class _Looking:
    """Finds out by looking: statements since the last one seen, offices whose notices have grown."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._statement = 0
        self._total = -1
        self._notices: dict[str, int] = {}

    def look(self) -> set[str] | None:
        """The offices that have news since the last look; None, which is any of them, at the first."""
        rung: set[str] | None = set() if self._total >= 0 else None
        with self._database.read() as session:
            newest = session.scalar(select(func.max(StatementRow.id))) or 0
            total = session.scalar(select(func.sum(OfficeRow.last_seq))) or 0
            if rung is not None and newest > self._statement:
                spoken_of = (
                    select(ParcelRow.office)
                    .join(StatementRow, StatementRow.manifest_sha256 == ParcelRow.manifest_sha256)
                    .where(StatementRow.id > self._statement)
                )
                rung.update(session.scalars(spoken_of.distinct()))
            if total != self._total:
                counted = session.execute(select(OfficeRow.unit, OfficeRow.last_seq))
                grown = {unit: last for unit, last in counted}  # noqa: C416 - rows are no pairs to the type checker
                if rung is not None:
                    rung.update(unit for unit, last in grown.items() if self._notices.get(unit) != last)
                self._notices = grown
        self._statement, self._total = newest, total
        return rung

    def close(self) -> None:
        """Nothing is held."""


class _Listening:
    """Hears what the database server was told to pass on. A connection of its own, made anew when it is lost."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Any = None

    def look(self) -> set[str] | None:
        """The offices rung for since the last look, waiting a moment for the first; None: any of them.

        Raises when the server is away.
        """
        if self._connection is None:
            self._connection = self._database.listen(NEWS)
            return None  # what was rung before, nobody heard
        try:
            heard = self._connection.notifies(timeout=TICK_SECONDS, stop_after=1)
            return {told.payload for told in heard}
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            with contextlib.suppress(Exception):
                self._connection.close()
            self._connection = None
