"""A clock moved by hand."""

from datetime import UTC, datetime, timedelta


class HandClock:
    """Stands still until told to go on."""

    def __init__(self) -> None:
        self._passed = 1000.0

    def advance(self, seconds: float) -> None:
        self._passed += seconds

    def now(self) -> datetime:
        return datetime(2026, 11, 3, 1, 0, tzinfo=UTC) + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        return self._passed
