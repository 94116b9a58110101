"""Working days in Viet Nam: Monday to Friday without public holidays, plus Saturdays worked in exchange.

Days come from the dated table ``assets/calendar/holidays.json``, made from PyPI ``holidays``; what was announced since
stands in ``forms/data/holidays.yaml`` with its source and wins over the table. Beyond the table's years nothing is
promised.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from forms.data_packs import ANNOUNCED, DAYS, table
from forms.definition import Fact
from forms.errors import BugError
from forms.reading import Node
from forms.rules.dated_tables import DatedTable, dated_table
from forms.source import UnsoundDefinition
from forms.text import Message

TABLE = Path(__file__).resolve().parents[2] / "assets" / "calendar" / "holidays.json"
CORRECTIONS = Path(__file__).resolve().parents[1] / "data" / "holidays.yaml"

DAY_TWICE = Message(
    "error.form.calendar.day_twice", "Ngày {day} ghi hai lần.", "For authors of holiday tables."
)


@dataclass(frozen=True, slots=True)
class Correction:
    """One announced day. ``works`` says whether offices work on it; ``text`` is its name."""

    day: date
    works: bool
    text: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class Corrections:
    """What an authority announced since the table was made. ``announced`` are whole years."""

    days: tuple[Correction, ...]
    announced: frozenset[int]
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off and worked Saturdays of the ``years`` it knows; exchanged days are published for ``announced`` only."""

    off: frozenset[date]
    worked: frozenset[date]
    years: frozenset[int]
    announced: frozenset[int]

    @staticmethod
    def load() -> "Calendar":
        """The calendar that counts on this machine with its corrections, read once: ours, or newer ones a pack brought."""
        return _load(table(DAYS, TABLE), table(ANNOUNCED, CORRECTIONS))

    def corrected(self, corrections: Corrections) -> "Calendar":
        """The calendar as announced: each corrected day is what the correction says, whatever it was before."""
        off = frozenset(c.day for c in corrections.days if not c.works)
        worked = frozenset(c.day for c in corrections.days if c.works)
        return Calendar(
            (self.off - worked) | off,
            (self.worked - off) | worked,
            self.years,
            self.announced | corrections.announced,
        )

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


@lru_cache(maxsize=1)
def _load(days: Path, announced: Path) -> Calendar:
    try:
        corrections = read_corrections(announced)
    except UnsoundDefinition as error:
        raise BugError("the corrections of the calendar are damaged") from error
    return read_calendar(days).corrected(corrections)


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


def read_corrections(file: Path) -> Corrections:
    """The corrections of a ``holidays.yaml``. Raises ``UnsoundDefinition`` naming every fault."""
    with dated_table(file) as table:
        closed = table.top.nodes("days_off", lambda n: _correction(n, False, table))
        opened = table.top.nodes("days_worked", lambda n: _correction(n, True, table))
        years = table.top.nodes("announced", lambda n: _year(n, table))
        days = tuple(c for c in (*closed, *opened) if c is not None)
        for day in sorted({c.day for c in days if sum(d.day == c.day for d in days) > 1}):
            table.faults.add("", DAY_TWICE, day=day.isoformat())
    return Corrections(days, frozenset(y for y in years if y), tuple(table.sources.items()))


def _correction(node: Node, works: bool, table: DatedTable) -> Correction | None:
    day = node.day("day", needed=True)
    text, fact = node.text("text"), table.fact(node)
    return Correction(day, works, text, fact) if day else None


def _year(node: Node, table: DatedTable) -> int:
    table.fact(node)
    return node.number("year", needed=True) or 0


def _days(texts: Collection[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(text) for text in texts)
