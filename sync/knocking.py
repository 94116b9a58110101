"""Opening a connection over a link that is away, or loses packets: a fresh attempt ever and again, the first to get through counts.

One attempt alone is repeated by the kernel after one second, then two, then four, so that a link that has come back is found
seconds late; a fresh attempt costs one packet of 60 bytes. May not send anything else.
"""

import contextlib
import selectors
import socket
import time
from collections.abc import Callable, Sequence

from sync.whereabouts import where_is

EVERY = 0.5
"""Seconds between two attempts: what a link that came back may lie idle, against 120 bytes a second."""
SOON, SOON_SECONDS = 0.25, 15.0
"""The same for so long after a link went away: most gaps are shorter than that."""
FIRST_EVERY = 1.0
"""The same as long as nobody knows how long a round trip takes here."""
TRIPS = 1.5
"""An attempt is given so many times the time the last connection took before the next one is sent after it."""
AT_ONCE = 8

Options = Sequence[tuple[int, int, int | bytes]]


class Knocking:
    """Attempts to reach one host. Not safe between threads; ``close`` drops every attempt."""

    def __init__(
        self,
        host: str,
        port: int,
        options: Options,
        seconds: float = 0.0,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        """Waits up to ``seconds`` for a name that was never known, unless ``stopped``. Raises ``OSError`` when it still is not."""
        self._addresses = where_is(host, port, seconds, stopped)
        self._options = options
        self._begun = 0
        self._waiting: dict[socket.socket, float] = {}
        self._refused: OSError | None = None

    def knock(self) -> None:
        """Begin one more attempt; the oldest gives way when there are many."""
        family, kind, protocol, _, address = self._addresses[self._begun % len(self._addresses)]
        self._begun += 1
        if len(self._waiting) >= AT_ONCE:
            self._drop(next(iter(self._waiting)))
        try:
            sock = socket.socket(family, kind, protocol)
        except OSError as error:  # a family this system does not know
            self._refused = error
            return
        for option in self._options:
            sock.setsockopt(*option)
        sock.setblocking(False)
        self._waiting[sock] = time.monotonic()
        with contextlib.suppress(BlockingIOError):
            try:
                sock.connect(address)
            except BlockingIOError:
                raise
            except OSError as error:
                self._refused = error
                self._drop(sock)

    def answered(self, seconds: float) -> tuple[socket.socket, float] | None:
        """A connection and the seconds it took to open, waiting up to ``seconds`` for one.

        Raises ``OSError`` when every attempt has failed and none is left to wait for.
        """
        if not self._waiting:
            if self._refused is not None:
                refused, self._refused = self._refused, None
                raise refused
            return None
        with selectors.DefaultSelector() as selector:
            for sock in self._waiting:
                selector.register(sock, selectors.EVENT_WRITE)
            ready = [key.fileobj for key, _ in selector.select(seconds)]
        for sock in [one for one in self._waiting if one in ready]:
            failure = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if failure == 0:
                return sock, time.monotonic() - self._waiting.pop(sock)
            self._refused = OSError(failure, "connect")
            self._drop(sock)
        return None

    def close(self) -> None:
        """Drop what has not got through."""
        for sock in list(self._waiting):
            self._drop(sock)

    def _drop(self, sock: socket.socket) -> None:
        self._waiting.pop(sock, None)
        sock.close()


def every(took: float | None) -> float:
    """Seconds between two attempts where the last connection took so long to open."""
    return FIRST_EVERY if took is None else max(EVERY, TRIPS * took)


def reach(
    host: str, port: int, options: Options, limit: float, pause: float, stopped: Callable[[], bool]
) -> tuple[socket.socket, float]:
    """A connection to the host and the seconds the attempt that got through took.

    An attempt every ``pause`` seconds. Raises ``OSError`` when nobody can be reached, ``TimeoutError`` after ``limit`` seconds or
    when ``stopped``.
    """
    ends = time.monotonic() + limit
    knocking = Knocking(host, port, options, limit, stopped)
    try:
        while (now := time.monotonic()) < ends and not stopped():
            knocking.knock()
            again = min(ends, now + pause)
            while (left := again - time.monotonic()) > 0 and not stopped():
                if (found := knocking.answered(min(left, EVERY))) is not None:
                    return found
    finally:
        knocking.close()
    raise TimeoutError("nobody reached")
