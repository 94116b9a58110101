"""One writer an upload, and the newest request wins.

After a cut the old connection often hangs for minutes while the agent is already back on a new one: the new request
must not wait for a dead one, whichever worker has it. May not know what is written.
"""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from forms.errors import BugError

T = TypeVar("T")

LOOK_SECONDS = 0.2
"""How often a worker looks whether another one wants an upload, and how often that one tries."""


@dataclass(slots=True)
class Lease:
    """The right to work on one upload, until a newer request wants it."""

    done: asyncio.Event = field(default_factory=asyncio.Event)
    _stopped: bool = False
    _patience: asyncio.Timeout | None = None

    def stop(self) -> None:
        """Have its holder let go: whatever it waits for is over."""
        self._stopped = True
        if self._patience is not None and not self._patience.expired():
            self._patience.reschedule(0)

    async def patiently(self, awaited: Awaitable[T], seconds: float) -> T:
        """``awaited``; ``TimeoutError`` after so many seconds, or as soon as the lease is wanted elsewhere."""
        async with asyncio.timeout(0 if self._stopped else seconds) as self._patience:
            try:
                return await awaited
            finally:
                self._patience = None


class Leases:
    """Hands out leases by upload id: within one process, and between workers where they share ``folder``."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._held: dict[str, Lease] = {}

    @asynccontextmanager
    async def take(self, upload: str) -> AsyncIterator[Lease]:
        """The lease for ``upload``, once whoever holds it has made its bytes durable and let go."""
        while (older := self._held.get(upload)) is not None:
            older.stop()
            await older.done.wait()
        lease = Lease()
        self._held[upload] = lease
        try:
            async with _between_workers(self._folder, upload, lease):
                yield lease
        finally:
            del self._held[upload]
            lease.done.set()


@asynccontextmanager
async def _between_workers(folder: Path | None, upload: str, lease: Lease) -> AsyncIterator[None]:
    """Hold the system's lock on an upload, freed by the death of its holder; ``lease`` is stopped when it is wanted."""
    if folder is None:
        yield
        return
    lock, wanted = folder / f"{upload}.lock", folder / f"{upload}.wanted"
    while (handle := _try(lock)) is None:
        wanted.touch()
        await asyncio.sleep(LOOK_SECONDS)
    wanted.unlink(missing_ok=True)

    async def watch() -> None:
        while not wanted.exists():
            await asyncio.sleep(LOOK_SECONDS)
        lease.stop()

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching
        lock.unlink(
            missing_ok=True
        )  # before it is freed: who has opened it sees that it is no longer the one
        os.close(handle)


def _try(lock: Path) -> int | None:
    """The handle of the lock file, held; None while another worker holds it."""
    if sys.platform == "win32":
        raise BugError("several workers where sockets are not inherited")
    import fcntl

    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if lock.stat().st_ino == os.fstat(handle).st_ino:
            return handle
    except (BlockingIOError, FileNotFoundError):
        pass
    os.close(handle)
    return None
