"""How long an officer waits after wrong secrets: a growing delay that outlives a restart, and never a wipe.

A try is counted before it is made and taken back when it succeeds, so killing the program does not make it free.
Processes take turns at the book: none spoils it for another, and no try goes uncounted. A clock set back starts the
wait anew; a clock set forward shortens it only across a restart. Loads without SQLAlchemy.
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path

from forms.clock import Clock
from forms.errors import KnownError
from forms.text import Message
from kiosk.store import files
from kiosk.store.errors import StoreError
from kiosk.store.taking_turns import turn

FREE_TRIES = 3
FIRST_DELAY = 5.0
LONGEST_DELAY = 900.0

# Where a damaged book starts again: long enough that damaging it wins nothing.
_AFTER_DAMAGE = FREE_TRIES + 4

# The line that holds for officers without one, after the book was found damaged.
EVERYBODY = "*"

_WAIT = Message(
    "error.unlock.wait",
    "Mật khẩu sai nhiều lần. Xin cán bộ chờ {seconds} giây rồi thử lại. Dữ liệu vẫn an toàn.",
    "Shown at unlock after wrong passphrases; {seconds} counts down; must not threaten",
)


class WaitBeforeUnlock(KnownError):
    """The next try is allowed in ``seconds``."""

    def __init__(self, seconds: int) -> None:
        super().__init__(_WAIT, seconds=seconds)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class _Tries:
    failures: int
    last: float  # seconds since 1970 by the wall clock


def delay_after(failures: int) -> float:
    """Seconds to wait after this many wrong tries in a row: 0, 0, 5, 10, 20 … up to a quarter of an hour."""
    if failures < FREE_TRIES:
        return 0.0
    return float(min(LONGEST_DELAY, FIRST_DELAY * 2 ** min(failures - FREE_TRIES, 20)))


class Attempts:
    """The book of wrong tries, one line an officer, in one small file without secrets."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._turns = path.with_suffix(".lock")
        self._clock = clock
        self._seen: dict[str, float] = {}  # officer → monotonic time of the last try in this process
        self._unwritten: dict[str, _Tries] | None = None  # the book while the disk takes nothing

    def seconds_left(self, officer: str) -> float:
        """How long until the next try is allowed; 0 when it is."""
        book = self._read()
        tries = book.get(officer) or book.get(EVERYBODY)
        if tries is None:
            return 0.0
        delay = delay_after(tries.failures)
        passed = self._clock.now().timestamp() - tries.last
        left = delay if passed < 0 else delay - passed
        if officer in self._seen:
            left = max(left, delay - (self._clock.monotonic() - self._seen[officer]))
        return min(max(left, 0.0), delay)

    def begin(self, officer: str) -> None:
        """Count a try. Raises ``WaitBeforeUnlock`` while the delay runs (without counting)."""
        with turn(self._turns):
            left = self.seconds_left(officer)
            if left > 0:
                raise WaitBeforeUnlock(math.ceil(left))
            book = self._read()
            known = book.get(officer) or book.get(EVERYBODY)
            failures = known.failures if known else 0
            book[officer] = _Tries(failures + 1, self._clock.now().timestamp())
            self._seen[officer] = self._clock.monotonic()
            self._write(book)

    def succeeded(self, officer: str) -> None:
        """The secret was right: forget the tries."""
        with turn(self._turns):
            book = self._read()
            if book.pop(officer, None) or book.pop(EVERYBODY, None):
                self._write({who: tries for who, tries in book.items() if who != EVERYBODY})
        self._seen.pop(officer, None)

    def _read(self) -> dict[str, _Tries]:
        if self._unwritten is not None:
            return dict(self._unwritten)
        try:
            raw = self._path.read_bytes()
        except FileNotFoundError:
            return {}
        try:
            return {
                str(officer): _Tries(int(line["failures"]), float(line["last"]))
                for officer, line in json.loads(raw)["officers"].items()
            }
        except (ValueError, KeyError, TypeError, AttributeError):
            files.set_aside(self._path, "damaged")
            book = {EVERYBODY: _Tries(_AFTER_DAMAGE, self._clock.now().timestamp())}
            self._write(book)
            return book

    def _write(self, book: dict[str, _Tries]) -> None:
        lines = {officer: {"failures": t.failures, "last": t.last} for officer, t in sorted(book.items())}
        try:
            files.replace(self._path, json.dumps({"v": 1, "officers": lines}).encode())
            self._unwritten = None
        except StoreError:
            # A full disk must not keep the officer out who could make room; this process still counts.
            self._unwritten = dict(book)
