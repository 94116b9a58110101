"""The connections that are open, so that another thread can break them off, and how new ones are opened.

May not send anything, nor know what travels over them.
"""

import contextlib
import math
import socket
import struct
import threading
import time
import weakref
from collections.abc import Callable, Iterable
from typing import Protocol

from sync.knocking import EVERY, SOON, SOON_SECONDS, Knocking, Options, every, reach
from sync.lookout import CROWDED, Lookout, Standing, standing, trips


class Flow(Protocol):
    """What is looked at of a connection."""

    sock: socket.socket | None
    moved: float
    """When it last took something."""
    sending_since: float | None


class Flows:
    """All of one transport. Safe between threads."""

    def __init__(self, door: Callable[[], Knocking]) -> None:
        self._lock = threading.Lock()
        self._connections: weakref.WeakSet[Flow] = weakref.WeakSet()
        self._halts = 0
        self.took: float | None = None
        """How long the last connection took to open."""
        self.quickest = math.inf
        """The shortest round trip seen since everything was opened anew, in seconds: the link may be another one since."""
        self.away_since: float | None = None
        """Since when there is no link as far as we know: then every moment counts, and nobody's queue is in the way."""
        self.lookout = Lookout(self.standings, door, self.break_off)

    def add(self, connection: Flow) -> None:
        with self._lock:
            self._connections.add(connection)

    def reach(self, host: str, port: int, options: Options, limit: float) -> socket.socket:
        """A fresh connection; one that has just been opened by knocking when there is one."""
        if (spare := self.lookout.spare()) is not None:
            return spare
        before = self._halts
        pause = self._pause()
        try:
            sock, self.took = reach(host, port, options, limit, pause, lambda: self._halts != before)
        except OSError:
            self.fell()
            raise
        self.away_since = None
        return sock

    def fell(self) -> None:
        """A connection broke: the link may be away."""
        self.away_since = self.away_since or time.monotonic()

    def _pause(self) -> float:
        """Seconds between two attempts to open a connection."""
        if self.away_since is None:
            return every(self.took)
        return SOON if time.monotonic() - self.away_since < SOON_SECONDS else EVERY

    def standings(self, now: float) -> list[Standing]:
        """Of the connections with something under way, how long they have stood still."""
        with self._lock:
            open_ones = [(one.sock, one.sending_since) for one in self._connections if one.sock is not None]
        told = (standing(sock, since, now) for sock, since in open_ones)
        return [one for one in told if one is not None]

    def crowded(self) -> bool:
        """Whether packets wait in a queue on their way, as far as the system tells."""
        told = [one for sock in self.sockets() if (one := trips(sock)) is not None]
        if not told:
            return False
        # The quickest of all: a connection opened over a full queue has never seen it empty.
        self.quickest = min(self.quickest, *(least for _, least in told))
        return min(lately for lately, _ in told) >= CROWDED * self.quickest

    def forget_trips(self) -> None:
        """Everything is opened anew."""
        self.quickest = math.inf

    def break_off(self, seconds: float) -> int:
        """Break off connections that have not moved for so long, in either direction; how many."""
        now = time.monotonic()
        with self._lock:
            open_ones = [(one.sock, one) for one in self._connections if one.sock is not None]
        still = [
            sock
            for sock, one in open_ones
            if one.moved <= now - seconds
            or ((told := standing(sock, one.sending_since, now)) is not None and told.seconds >= seconds)
        ]
        if still:
            self.fell()
        shut(still)
        return len(still)

    def break_off_all(self) -> None:
        """Break off everything, and whoever is just knocking."""
        self._halts += 1
        shut(self.sockets())

    def sockets(self) -> list[socket.socket]:
        with self._lock:
            return [one.sock for one in self._connections if one.sock is not None]


def shut(socks: Iterable[socket.socket]) -> None:
    """Break connections off at once."""
    for sock in socks:
        with contextlib.suppress(OSError):
            # What it still holds must not be sent once the link is back: it goes over a new connection.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            # Past TLS, whose own shutdown first takes its layer away under the thread that is sending.
            socket.socket.shutdown(sock, socket.SHUT_RDWR)
