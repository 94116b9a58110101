"""Being told to end: SIGTERM and SIGINT, heard in time whichever thread the system hands them to.

Python runs a signal's handler in the main thread alone, between two of its own steps. The system may hand the signal to
another thread, one that is just starting a third for instance; a main thread that waits for good in one step then never
hears of it. May not decide what ending means.
"""

import contextlib
import queue
import signal
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

HEED_SECONDS = 1.0
"""How long the main thread may wait in one step."""


def when_told_to_end(tell: Callable[[], None]) -> None:
    """From now on both signals call ``tell`` in the main thread.

    It may put something into a queue, and may not set an event the same thread may be waiting on.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: tell())


def next_of(told: "queue.SimpleQueue[T]") -> T:
    """What comes next, waited for by the main thread."""
    while True:
        with contextlib.suppress(queue.Empty):
            return told.get(timeout=HEED_SECONDS)
