"""Moves the product's clock by whole days. Python loads this file before any program a test starts.

The hour stays the machine's, and so does the time of files. Nothing of it ships.
"""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
try:
    from forms.clock import SystemClock
finally:
    del sys.path[0]

_MOVED = timedelta(days=int(os.environ["TESTS_MOVED_BY_DAYS"]))


def _now(_clock: SystemClock) -> datetime:
    return datetime.now(UTC) + _MOVED


SystemClock.now = _now  # type: ignore[method-assign]  # the one place where every clock is moved
