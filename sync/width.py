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
        self._since = float("-inf")
        self._before: float | None = None
        self._settled = False
        self._clear()

    def _clear(self) -> None:
        self._pieces = 0
        self._bytes = 0
        self._seconds = 0.0

    @property
    def streams(self) -> int:
        """How many streams to have now."""
        with self._lock:
            return self._streams

    def forget(self, first: int = LEAST) -> None:
        """Begin anew: the link came back, perhaps as another one."""
        with self._lock:
            self._begin(first)

    def went(self, sent: int, began: float, ended: float, streams: int) -> None:
        """A piece of ``sent`` bytes travelled from ``began`` to ``ended`` while ``streams`` were at work.

        Pieces begun before the last change say nothing about the present, nor do those of a half-empty round.
        """
        with self._lock:
            if self._settled or began < self._since or streams < self._streams:
                return
            self._pieces += 1
            self._bytes += sent
            self._seconds += max(ended - began, 0.001)
            if self._pieces < 2 * self._streams:
                return
            together = self._streams * self._bytes / self._seconds
            if self._before is not None and together < GAIN * self._before:
                self._streams //= 2
                self._settled = True
            elif self._streams >= MOST:
                self._settled = True
            else:
                self._before = together
                self._streams *= 2
            self._since = ended
            self._clear()
