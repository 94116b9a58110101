"""How much to put into one request, learnt from how long the last ones took.

May not send anything.
"""

import threading

FIRST_RATE = 4096.0
"""Bytes a second assumed before anything was measured: slower than any link in the field trials."""
ANSWER_SECONDS = 15.0
"""How long a gateway may think once it has every byte of a request."""
LIMIT_SECONDS = 180.0


class Pace:
    """A request size between ``least`` and ``most`` bytes that takes about ``target`` seconds.

    Safe between threads.
    """

    def __init__(self, first: int, least: int, most: int, target: float = 10.0) -> None:
        self._size = first
        self._least = least
        self._most = most
        self._target = target
        self._rate: float | None = None
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """Bytes to put into the next request."""
        with self._lock:
            return self._size

    @property
    def rate(self) -> float:
        """Bytes a second that one request at a time has lately reached; 0 when nothing was measured."""
        with self._lock:
            return self._rate or 0.0

    def went(self, sent: int, seconds: float) -> None:
        """A request of ``sent`` bytes was answered after ``seconds``."""
        with self._lock:
            rate = sent / max(seconds, 0.001)
            self._rate = rate if self._rate is None else 0.5 * self._rate + 0.5 * rate
            if seconds > 2 * self._target:
                self._size = max(self._least, self._size // 2)
            elif seconds < self._target / 2 and sent >= self._size // 2:
                self._size = min(self._most, self._size * 2)

    def failed(self) -> None:
        """A request did not get through: try smaller."""
        with self._lock:
            self._size = max(self._least, self._size // 2)

    def answer_within(self, sent: int) -> float:
        """Seconds in which the answer to ``sent`` bytes must begin to come.

        Scaled with the size, because a proxy on the way may take the bytes long before the gateway has them.
        A dead flow is noticed sooner by the socket's own limits.
        """
        with self._lock:
            rate = max(self._rate or FIRST_RATE, FIRST_RATE)
        return min(LIMIT_SECONDS, ANSWER_SECONDS + 4 * sent / rate)
