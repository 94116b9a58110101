"""How many uploads at once are worth it: known where flows keep their speed, else learnt from what they carry together.

May not send anything.
"""

import threading

from sync.transport import Manner

LEAST, MOST = 2, 16
LONG_TRIP = 0.3
"""Seconds: satellites, and the slowest mobile links."""
STEADFAST, STEADFAST_MIDDLE = 4, 2
STEADFAST_TRIP = 0.15
"""Streams under BBR, any one of which fills the link. Every ten seconds each of them keeps but four packets under way for a while: four
such flows still fill 2 Mbit/s over 100 ms. From so many seconds of a round trip on nothing would; there more flows only crowd each
other out of the queue, more is lost at a cut, and the last of them, alone on the link, begins with a smaller share of it.
"""
FEW_BYTES = 12_000
"""Far away one flow under BBR that is spared its pauses carries all there is; more of them crowd each other out of the queue. But one
alone needs seconds to find out how wide the link is; until then others, under CUBIC, carry a small paper each, unless no more than
this is ever under way.
"""
FAR = 8
"""Streams to begin with far away. Under CUBIC it may take more: a flow that loses one packet in a hundred keeps about a dozen under way,
0.2 Mbit/s over 600 ms, however wide the link is."""
GAIN = 1.1
"""Twice as many streams must carry so much more than before, or they are given up again."""
FADED = 2.0
"""What was learnt is tried anew once all streams together carry so many times less than the best that was seen."""


class Width:
    """Doubles the streams as long as that carries more, and halves them as long as that does not carry less. Safe between threads.

    One flow under CUBIC reaches a tenth of a satellite link that loses packets, and fills a slow mobile one: only
    trying tells. ``begin`` when the link is another one.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.begin(False, 0.0)

    def begin(self, steadfast: bool, trip: float, seen: float = 0.0) -> None:
        """Begin anew: the link came back, perhaps as another one, with round trips of ``trip`` seconds.

        ``steadfast`` flows keep their speed when packets are lost. ``seen`` is how many bytes a second it has carried at least.
        """
        far = trip >= LONG_TRIP
        with self._lock:
            if steadfast:
                near = STEADFAST if trip < STEADFAST_TRIP else STEADFAST_MIDDLE
                wide = seen * trip >= FEW_BYTES
                self._streams = (FAR if wide else 1) if far else near
            else:
                self._streams = FAR if far else LEAST
            self._far = steadfast and far
            self._first = self._streams
            self._best: float | None = None
            self._shrinking = self._settled = self._was_crowded = False
            self._fixed = steadfast and not far
            self._clear(None)

    def _clear(self, since: float | None) -> None:
        self._since = since
        self._pieces = 0
        self._bytes = 0.0

    @property
    def streams(self) -> int:
        """How many streams to have now."""
        with self._lock:
            return self._streams

    def manner(self, place: int) -> Manner:
        """How the stream in this place among those at work, counted from 0, is to share the link."""
        with self._lock:
            if not self._far:
                return Manner.STEADY
            return Manner.UNPAUSED if place == 0 else Manner.YIELDING

    def interrupted(self) -> None:
        """The link was away meanwhile: what went before and after says nothing together, and what was being tried is off."""
        with self._lock:
            if self._best is not None and not self._settled:
                self._streams = self._streams * 2 if self._shrinking else self._streams // 2
                self._best = None
                self._shrinking = False
            self._clear(None)

    def went(self, sent: int, began: float, ended: float, streams: int, crowded: bool = False) -> None:
        """A piece of ``sent`` bytes travelled from ``began`` to ``ended`` while ``streams`` were at work.

        What all of them carry is counted over time, not piece by piece: the pieces that are back first are the quick ones. A
        half-empty round says nothing. A ``crowded`` link carries all it can: there is nothing to try.
        """
        with self._lock:
            if self._fixed:
                return
            if self._far:
                self._fixed = True
                self._streams = 1
                return
            if streams < self._streams:
                self._clear(None)
                return
            if self._since is None:
                self._since = began
            if ended <= self._since:
                return
            self._pieces += 1
            self._bytes += sent * min(1.0, (ended - self._since) / max(ended - began, 0.001))
            if self._pieces < (1 if self._settled else 2) * self._streams:
                return
            together = self._bytes / max(ended - self._since, 0.001)
            if self._settled:
                self._watch(together)
            elif crowded and self._best is None and not self._was_crowded:
                self._was_crowded = True  # fresh flows fill a queue once, before their first losses
            else:
                self._judge(together, crowded)
            self._clear(ended)

    def _watch(self, together: float) -> None:
        """Whether what was learnt still holds: flows that begin quickly and then lose packets carry much less."""
        if together * FADED >= (self._best or 0.0):
            return
        self._best = together
        if self._streams < MOST:
            self._streams = min(MOST, max(2 * self._streams, self._first))
            self._shrinking = self._settled = False

    def _judge(self, together: float, crowded: bool) -> None:
        best, self._best = self._best, max(together, self._best or 0.0)
        if self._shrinking:
            if together * GAIN < (best or 0.0):
                self._streams *= 2
                self._settled = True
            else:
                self._halve()
        elif best is not None and together < GAIN * best:
            self._streams //= 2
            self._shrinking = True
            self._halve()
        elif crowded and self._streams == LEAST:
            self._settled = True
        elif crowded:
            self._shrinking = True
            self._halve()
        elif self._streams < MOST:
            self._streams *= 2
        else:
            self._settled = True

    def _halve(self) -> None:
        if self._streams > LEAST:
            self._streams //= 2
        else:
            self._settled = True
