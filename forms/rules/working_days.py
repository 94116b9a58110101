"""Working days in Viet Nam: Monday to Friday without public holidays, plus Saturdays worked in exchange.

Days come from the dated table ``assets/calendar/holidays.json``; beyond its years nothing is promised.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from forms.errors import BugError

TABLE = Path(__file__).resolve().parents[2] / "assets" / "calendar" / "holidays.json"


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off and worked Saturdays of the ``years`` it knows; exchanged days are published for ``announced`` only."""

    off: frozenset[date]
    worked: frozenset[date]
    years: frozenset[int]
    announced: frozenset[int]

    @staticmethod
    @lru_cache(maxsize=1)
    def load() -> "Calendar":
        """The shipped calendar; read once."""
        return read_calendar(TABLE)

    def is_working(self, day: date) -> bool:
        """Whether offices work on that day."""
        return day in self.worked or (day.weekday() < 5 and day not in self.off)

    def next_working(self, day: date) -> date | None:
        """The day itself if it is worked, else the first worked day after; ``None`` beyond the known years."""
        while day.year in self.years:
            if self.is_working(day):
                return day
            day += timedelta(days=1)
        return None

    def add(self, day: date, count: int) -> date | None:
        """The ``count``-th working day after ``day``; ``None`` beyond the known years."""
        found: date | None = day
        for _ in range(count):
            if found is None:
                return None
            found = self.next_working(found + timedelta(days=1))
        return found


def read_calendar(file: Path) -> Calendar:
    """The calendar of a table file. ``BugError`` when the file we ship is damaged."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return Calendar(
            off=_days(content["days"]),
            worked=_days(content["worked"]),
            years=frozenset(content["years"]),
            announced=frozenset(content["announced"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BugError("the calendar is damaged") from error


def _days(texts: Collection[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(text) for text in texts)
