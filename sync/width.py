"""How many uploads at once are worth it, learnt from what they carry together. May not send anything."""

import threading

LEAST, MOST = 2, 8
GAIN = 1.1
"""Twice as many streams must carry so much more than before, or they are given up again."""


class Width:
    """Doubles the streams as long as that carries more, and goes back when it does not. Safe between threads.

    One flow under CUBIC reaches a tenth of a satellite link that loses packets, and fills a slow mobile one: only
    trying tells. ``forget`` when the link is another one.
    """

    def __init__(self, first: int = LEAST) -> None:
        self._lock = threading.Lock()
        self._begin(first)

    def _begin(self, streams: int) -> None:
        self._streams = streams
        self._before: float | None = None
        self._settled = False
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

    def forget(self, first: int = LEAST) -> None:
        """Begin anew: the link came back, perhaps as another one."""
        with self._lock:
            self._begin(first)

    def interrupted(self) -> None:
        """The link was away meanwhile: what went before and after says nothing together, and what was being tried is off."""
        with self._lock:
            if self._before is not None and not self._settled:
                self._streams //= 2
                self._before = None
            self._clear(None)

    def went(self, sent: int, began: float, ended: float, streams: int, crowded: bool = False) -> None:
        """A piece of ``sent`` bytes travelled from ``began`` to ``ended`` while ``streams`` were at work.

        What all of them carry is counted over time, not piece by piece: the pieces that are back first are the quick ones. A
        half-empty round says nothing. A ``crowded`` link carries all it can: there is nothing to try.
        """
        with self._lock:
            if self._settled:
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
            if self._pieces < 2 * self._streams:
                return
            together = self._bytes / max(ended - self._since, 0.001)
            if self._before is not None and together < GAIN * self._before:
                self._streams //= 2
                self._settled = True
            elif crowded or self._streams >= MOST:
                self._settled = True
            else:
                self._before = together
                self._streams *= 2
            self._clear(ended)
