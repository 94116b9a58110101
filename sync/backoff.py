"""How long to wait after a failure: exponential with full jitter, forgotten when the link returns.

May not sleep or know what failed.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

LEAST = 0.2
"""Seconds below which full jitter is not allowed to fall, so that bad luck never becomes a busy loop."""


@dataclass(slots=True)
class Backoff:
    """Waits drawn evenly from nothing up to a bound that doubles with each failure and stops at ``cap``
    seconds.
    """

    base: float
    cap: float
    draw: Callable[[], float] = field(default=random.random)  # 0 <= draw() < 1
    failures: int = 0

    def bound(self) -> float:
        """The longest the next wait may be, in seconds."""
        return float(min(self.cap, self.base * 2 ** min(self.failures, 60)))

    def next(self) -> float:
        """The seconds to wait now; the following wait may be longer."""
        seconds = max(LEAST, self.draw() * self.bound())
        self.failures += 1
        return seconds

    def forget(self) -> None:
        """Start from the beginning: the link is back."""
        self.failures = 0
