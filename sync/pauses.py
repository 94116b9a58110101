"""Spares a flow under BBR the pauses in which it measures how long a trip is.

Every ten seconds it keeps but four packets under way for a round trip and 0.2 s, and fills the link again afterwards: over a
satellite a tenth of the time, where one flow carries everything. The system remembers the quickest trip of the last
five minutes anyway (``tcp_min_rtt_wlen``), and a flow that BBR is put in charge of anew takes it from there and looks only for the
width; meanwhile it may send little more than it has just carried, or it would run the queue over each time. May not send
anything; where the system has no BBR, or does not tell of it, it does nothing.
"""

import contextlib
import socket
import struct
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

BBR, CUBIC = b"bbr", b"cubic"
FIRST_SECONDS = 6.5
"""When it is first begun anew: those that helped it to begin have gone by then, and what it found beside them was its share."""
EVERY_SECONDS = 8.0
"""How often afterwards: before the ten seconds are over, a queue's time and a round trip included."""
LOOK_SECONDS = 1.0
"""How long it looks for the width at least."""
GROWN = 1.15
"""What it carries has grown so many times: it was not at its end."""
WIDE, NARROW = 2.0, 1.03
"""How many times what it carried it may send while it looks, the former when that has grown."""
_INFO = struct.Struct(
    "=QIII"
)  # struct tcp_bbr_info: bytes a second (two halves, low first), us, gains in 256ths
_TCP_CC_INFO, _SO_MAX_PACING_RATE = 26, 47  # Linux; Python does not name them
_SEARCHING_GAIN = 400
"""Beyond any gain but that of the search for the width, which is 739. Before the first acknowledgement there is none."""
_WITHOUT_LIMIT = (1 << 64) - 1
_PACKET, _PAYLOAD = 1500, 1440
"""A rate is given in whole packets, and told in what they carry."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What BBR has found: bytes a second of payload, and whether it is still looking."""

    rate: int
    searching: bool


class Pauses:
    """Those of one connection. Not safe between threads."""

    def __init__(self, sock: socket.socket, now: Callable[[], float] = time.monotonic) -> None:
        self._sock = sock
        self._now = now
        self._begun = now()
        self._due = FIRST_SECONDS
        self._carried = 0.0
        self._limited = False

    def forestall(self) -> None:
        """To be called often while something is sent."""
        age = self._now() - self._begun
        with contextlib.suppress(OSError):  # a connection that has just broken says so where it is used
            if age >= self._due:
                self._begin_anew()
            elif self._limited and age >= LOOK_SECONDS:
                found = _found(self._sock)
                if found is None or not found.searching:
                    self.end()

    def end(self) -> None:
        """The flow may pause, and send what it likes, again."""
        if self._limited:
            self._limited = False
            with contextlib.suppress(OSError):
                self._limit(_WITHOUT_LIMIT)

    def _begin_anew(self) -> None:
        self._begun, self._due = self._now(), EVERY_SECONDS
        found = _found(self._sock)
        if found is None or found.rate == 0:
            return
        room = WIDE if found.rate > GROWN * self._carried else NARROW
        self._carried = found.rate * (room if room == WIDE else 1.0)
        self._limit(int(found.rate * room * _PACKET / _PAYLOAD))
        self._limited = True
        for name in (CUBIC, BBR):
            self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, name)

    def _limit(self, rate: int) -> None:
        self._sock.setsockopt(socket.SOL_SOCKET, _SO_MAX_PACING_RATE, struct.pack("=Q", rate))


def _found(sock: socket.socket) -> _Found | None:
    """None where BBR is not in charge, or does not tell."""
    if sys.platform != "linux":
        return None
    if sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, 16).rstrip(b"\0") != BBR:
        return None
    told = sock.getsockopt(socket.IPPROTO_TCP, _TCP_CC_INFO, _INFO.size)
    if len(told) < _INFO.size:
        return None
    rate, _trip, gain, _cwnd_gain = _INFO.unpack(told)
    return _Found(rate, gain == 0 or gain > _SEARCHING_GAIN)
