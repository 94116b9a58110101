"""What an office allows the agent to spend: bytes a day, hours, or nothing but records for now.

Papers and result files wait for what is allowed; records, statements and notices, a few kilobytes a dossier, go in any
case: the province must see every case. What an officer marks urgent does not wait for the hours, only for the
budget. May not send or measure anything itself.
"""

import contextlib
import json
import re
import threading
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum

from forms.clock import Clock
from sync.outbox import Outbox

VIETNAM = timezone(timedelta(hours=7))
COURTESY_FACT = "courtesy"
SPENT_FACT = "spent"
SAVE_BYTES = 256 * 1024
"""What a crash may leave uncounted; every count saved costs a flush of the disk."""

_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


class Restraint(StrEnum):
    """Why papers wait although there is a link."""

    RECORDS_ONLY = "records-only"
    HOURS = "hours"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True)
class Courtesy:
    """What is allowed. ``hours`` are local times from which and until which papers travel; they may span midnight."""

    daily_bytes: int | None = None
    hours: tuple[time, time] | None = None
    records_only: bool = False

    def restraint(self, now: datetime, spent: int) -> Restraint | None:
        """Why papers wait at ``now`` after ``spent`` bytes of this day; None when they may go."""
        if self.daily_bytes is not None and spent >= self.daily_bytes:
            return Restraint.BUDGET
        if self.records_only:
            return Restraint.RECORDS_ONLY
        if self.hours is not None:
            begins, ends = self.hours
            clock = now.astimezone(VIETNAM).time()
            inside = begins <= clock < ends if begins <= ends else clock >= begins or clock < ends
            return None if inside else Restraint.HOURS
        return None

    def write(self) -> str:
        """As it is kept and printed."""
        hours = None if self.hours is None else "-".join(f"{one:%H:%M}" for one in self.hours)
        return json.dumps(
            {"daily_bytes": self.daily_bytes, "hours": hours, "records_only": self.records_only}
        )

    @classmethod
    def read(cls, text: str | None) -> "Courtesy":
        """What ``write`` wrote; anything else allows everything: a damaged wish must not stop the road."""
        with contextlib.suppress(ValueError, TypeError, KeyError):
            fields = json.loads(text or "null")
            daily = fields["daily_bytes"]
            hours = fields["hours"]
            return cls(
                None if daily is None else int(daily),
                None if hours is None else read_hours(hours),
                bool(fields["records_only"]),
            )
        return cls()


def read_hours(text: str) -> tuple[time, time]:
    """``18:00-06:30`` as two local times; ``ValueError`` otherwise."""
    found = _HOURS.fullmatch(text)
    if found is None:
        raise ValueError(text)
    numbers = [int(one) for one in found.groups()]
    return time(numbers[0], numbers[1]), time(numbers[2], numbers[3])


class Purse:
    """What has been spent today, and whether papers may go. Safe between threads."""

    def __init__(self, outbox: Outbox, clock: Clock) -> None:
        self._outbox = outbox
        self._clock = clock
        self._lock = threading.Lock()
        self._day, self._spent = spent_on_record(outbox)
        self._unsaved = 0
        self._seen: tuple[int, int] | None = None
        self._allowed = Courtesy()

    def spend(self, count: int) -> None:
        """So many bytes have gone over the link, either way."""
        with self._lock:
            today = self._clock.now().astimezone(VIETNAM).date()
            if today != self._day:
                self._day, self._spent, self._unsaved = today, 0, 0
            self._spent += count
            self._unsaved += count
            if self._unsaved < SAVE_BYTES:
                return
        self.save()

    def save(self) -> None:
        """Make the count of this day outlive the process."""
        with self._lock:
            if self._unsaved == 0:
                return
            self._unsaved = 0
            told = json.dumps({"day": str(self._day), "bytes": self._spent})
        self._outbox.remember(SPENT_FACT, told)

    def restraint(self) -> Restraint | None:
        """Why papers wait now. Changed wishes count at once."""
        changes = self._outbox.changes()
        with self._lock:
            if changes != self._seen:
                self._allowed = Courtesy.read(self._outbox.recall(COURTESY_FACT))
                self._seen = changes
            now = self._clock.now()
            spent = self._spent if self._day == now.astimezone(VIETNAM).date() else 0
            return self._allowed.restraint(now, spent)


def spent_on_record(outbox: Outbox) -> tuple[date | None, int]:
    """The day last counted and its bytes."""
    with contextlib.suppress(ValueError, TypeError, KeyError):
        fields = json.loads(outbox.recall(SPENT_FACT) or "null")
        return date.fromisoformat(fields["day"]), int(fields["bytes"])
    return None, 0
