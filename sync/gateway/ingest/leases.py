"""One writer an upload, and the newest request wins.

After a cut the old connection often hangs for minutes while the agent is already back on a new one: the new request
must not wait for a dead one. May not know what is written.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Lease:
    """The right to work on one upload. ``stop`` is set when a newer request wants it."""

    stop: asyncio.Event = field(default_factory=asyncio.Event)
    done: asyncio.Event = field(default_factory=asyncio.Event)


class Leases:
    """Hands out leases by upload id, within one process."""

    def __init__(self) -> None:
        self._held: dict[str, Lease] = {}

    @asynccontextmanager
    async def take(self, upload: str) -> AsyncIterator[Lease]:
        """The lease for ``upload``, once whoever holds it has made its bytes durable and let go."""
        while (older := self._held.get(upload)) is not None:
            older.stop.set()
            await older.done.wait()
        lease = Lease()
        self._held[upload] = lease
        try:
            yield lease
        finally:
            del self._held[upload]
            lease.done.set()
