"""Values that stand in sentences, written and spoken differently in each language.

A plain ``str`` is shown as it is and never spoken by the machine (names, villages: a person says them).
Everything the machine may speak has a type here. May not know packs.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from forms.text import Message

#: Vietnam keeps UTC+7 all year; a kiosk's own time zone setting is not trusted.
VIETNAM = timezone(timedelta(hours=7))

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole đồng."""

    dong: int


@dataclass(frozen=True, slots=True)
class Digits:
    """A number that is read one digit at a time: an identity number, a phone, a slip number."""

    text: str


@dataclass(frozen=True, slots=True)
class KnownDate:
    """A date known to the day, to the month or to the year alone: month and day may be 0 for unknown."""

    year: int
    month: int = 0
    day: int = 0

    @classmethod
    def parse(cls, text: str) -> "KnownDate | None":
        """From the answers' form ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; None when it is none of them."""
        match = _PARTIAL.fullmatch(text)
        if match is None:
            return None
        year, month, day = (int(part or 0) for part in match.groups())
        return cls(year, month, day)

    @classmethod
    def of(cls, value: date) -> "KnownDate":
        """From a full date; an aware time is first brought to Vietnam's day."""
        if isinstance(value, datetime) and value.tzinfo is not None:
            value = value.astimezone(VIETNAM)
        return cls(value.year, value.month, value.day)


Value = str | int | Money | Digits | KnownDate | date | Message


@dataclass(frozen=True, slots=True)
class Formats:
    """How a pack writes numbers and dates. Patterns hold ``dd``, ``mm``, ``yyyy`` and separators."""

    date: str = "dd/mm/yyyy"
    month: str = "mm/yyyy"
    thousands: str = "."

    def number(self, value: int) -> str:
        """A counted number with its thousands apart: 1.250.000."""
        return f"{value:,}".replace(",", self.thousands)

    def day(self, value: KnownDate) -> str:
        """As much of the date as is known."""
        if not value.month:
            return str(value.year)
        pattern = self.date if value.day else self.month
        written = pattern.replace("yyyy", f"{value.year:04d}").replace("mm", f"{value.month:02d}")
        return written.replace("dd", f"{value.day:02d}")

    def moment(self, value: datetime) -> str:
        """Hour, minute and day in Vietnam's time; a naive time is taken as it is."""
        local = value.astimezone(VIETNAM) if value.tzinfo is not None else value
        return f"{local:%H:%M} {self.day(KnownDate.of(local))}"
