"""Notices that no connection moves any more, and finds the way back before TCP's own timer does.

While everything stands still it knocks at the gateway's door, a packet at a time; only when somebody opens are the connections
that still have not moved broken off, so that a flow which survives a short gap is left alone. What opened is kept for the next
request. May not send a request.
"""

import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from sync.knocking import EVERY, SOON, SOON_SECONDS, Knocking

STILL_SECONDS = 2.0
"""Without any acknowledgement for so long a link counts as still: longer than a handover between two masts takes."""
STILL_TRIPS = 3.0
"""But not before so many round trips: where a queue holds seconds, a lost packet is repaired in seconds."""
BLIND_SECONDS = 6.0
"""The same where the system does not tell of acknowledgements, only how long a block has not been taken."""
SPARE_SECONDS = 3.0
"""How long a connection that opened is kept for a request: by then a middlebox may want to hear from it."""
CROWDED = 1.5
"""Where packets take so many times what the quickest took, they wait in a queue: the link carries all it can."""
_TCP_INFO_BYTES = 152
_UNACKED, _LAST_ACK, _TRIP, _LEAST_TRIP = (
    24,
    56,
    68,
    148,
)  # in Linux's struct tcp_info: packets, ms, microseconds twice


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one connection: for how many seconds what was sent has gone unacknowledged, and after how many it counts as still."""

    seconds: float
    patience: float


def standing(sock: socket.socket, sending_since: float | None, now: float) -> Standing | None:
    """How long a connection with something under way has stood still; None when nothing is under way.

    ``sending_since`` is when the block now being handed over was begun.
    """
    if (told := _tcp_info(sock)) is not None:
        if told[_UNACKED] == 0:
            return None
        return Standing(told[_LAST_ACK] / 1000, max(STILL_SECONDS, STILL_TRIPS * told[_TRIP] / 1e6))
    if sending_since is None:
        return None
    return Standing(now - sending_since, BLIND_SECONDS)


def trips(sock: socket.socket) -> tuple[float, float] | None:
    """Seconds of a round trip on a connection that has something under way, lately and at its quickest, where the system tells."""
    told = _tcp_info(sock)
    if told is None or told[_UNACKED] == 0:
        return None
    return told[_TRIP] / 1e6, told[_LEAST_TRIP] / 1e6


def _tcp_info(sock: socket.socket) -> dict[int, int] | None:
    number = getattr(socket, "TCP_INFO", None)
    if number is None:
        return None
    try:
        told = sock.getsockopt(socket.IPPROTO_TCP, number, _TCP_INFO_BYTES)
    except OSError:
        return None
    if len(told) < _TCP_INFO_BYTES:
        return None
    places = (_UNACKED, _LAST_ACK, _TRIP, _LEAST_TRIP)
    return {place: int.from_bytes(told[place : place + 4], sys.byteorder) for place in places}


class Lookout:
    """Looks every now and then. One thread looks."""

    def __init__(
        self,
        standings: Callable[[float], list[Standing]],
        door: Callable[[], Knocking],
        break_off: Callable[[float], int],
    ) -> None:
        """``standings`` tells of the connections with something under way; ``break_off(seconds)`` ends those that have not
        moved for so long.
        """
        self._standings = standings
        self._door = door
        self._break_off = break_off
        self._under_way_since: float | None = None
        self._knocking: Knocking | None = None
        self._knocked = 0.0
        self._spare: tuple[socket.socket, float] | None = None
        self._lock = threading.Lock()

    def look(self) -> bool:
        """One look; True while the link is still."""
        now = time.monotonic()
        still = self._still_for(now)
        if still is None:
            self._rest()
            if (kept := self._spare) is not None and now - kept[1] > SPARE_SECONDS:
                self._let_go()
            return False
        try:
            self._knock(now, still)
        except OSError:  # no network at all: nothing to knock at
            self._rest()
        return True

    def spare(self) -> socket.socket | None:
        """The connection that opened last, once. May be asked by any thread."""
        with self._lock:
            kept, self._spare = self._spare, None
        if kept is None:
            return None
        if time.monotonic() - kept[1] > SPARE_SECONDS:
            kept[0].close()
            return None
        return kept[0]

    def close(self) -> None:
        """Let go of everything."""
        self._rest()
        self._let_go()

    def _still_for(self, now: float) -> float | None:
        """For how long nothing has moved on any connection; None when something has, or nothing was to."""
        told = self._standings(now)
        if not told:
            self._under_way_since = None
            return None
        if self._under_way_since is None:
            self._under_way_since = now
        # Sent just now after a long rest: its last acknowledgement is old, and says nothing.
        since = now - self._under_way_since
        if any(min(one.seconds, since) < one.patience for one in told):
            return None
        return min(since, *(one.seconds for one in told))

    def _knock(self, now: float, still: float) -> None:
        if self._knocking is None:
            self._knocking = self._door()
            self._knocked = float("-inf")
        if now - self._knocked >= (SOON if still < SOON_SECONDS else EVERY):
            self._knocking.knock()
            self._knocked = now
        if (found := self._knocking.answered(0.0)) is not None:
            self._let_go()
            with self._lock:
                self._spare = (found[0], now)
            self._break_off(still)
            self._rest()

    def _let_go(self) -> None:
        with self._lock:
            kept, self._spare = self._spare, None
        if kept is not None:
            kept[0].close()

    def _rest(self) -> None:
        if self._knocking is not None:
            self._knocking.close()
            self._knocking = None
