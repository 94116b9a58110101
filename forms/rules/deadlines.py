"""The citizen's own deadlines, told as information and never a block: birth within 60 days, death within 15.

Calendar days after the day something happened; the day itself is not counted. What the law does with a last day that
is a day off is left to the officer: the day told here is the one by the calendar.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from forms.rules.dates import span


@dataclass(frozen=True, slots=True)
class LastDay:
    """``day`` is the last day, ``None`` while the date is blank or known in part only; ``over`` says that the
    deadline has surely passed, whatever the unknown days of a partial date are."""

    day: date | None
    over: bool


def last_day(after: str | None, days: int, today: date) -> LastDay:
    """The last of ``days`` days after that civil date (``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``)."""
    known = span(after)
    if known is None:
        return LastDay(None, False)
    earliest, latest = known
    try:
        end = latest + timedelta(days=days)
    except OverflowError:  # the year 9999 is a date of the calendar too
        return LastDay(None, False)
    return LastDay(end if earliest == latest else None, end < today)
