"""Time as the product sees it: passed in, never asked of the system behind a function's back."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Where times come from. ``now`` is aware UTC and may jump; ``monotonic`` is seconds that never go back."""

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()
