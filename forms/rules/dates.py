"""Civil dates as people know them: a full date, a month and a year, or a year alone.

A partial date stands for every day it may be. "Surely" questions are answered for all of those days, so that an
unknown day never decides against a person by accident. Blank dates are ``None`` and answer ``False`` or ``None``.
"""

import calendar
import re
from datetime import date, timedelta, timezone

from forms.kinds import Precision

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""The country's civil time: one zone, no summer time."""

_SHAPE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def precision_of(text: str) -> Precision | None:
    """How much of the date is known; ``None`` when the text is no date of the calendar."""
    if span(text) is None:
        return None
    return {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}[len(text)]


def span(text: str | None) -> tuple[date, date] | None:
    """First and last day the text may mean; ``None`` when it is blank or no date of the calendar."""
    if not isinstance(text, str):
        return None
    match = _SHAPE.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except (ValueError, calendar.IllegalMonthError):
        return None


def surely_before(first: str | None, second: str | None) -> bool:
    """Whether the first date lies before the second whatever the unknown days are."""
    a, b = span(first), span(second)
    return a is not None and b is not None and a[1] < b[0]


def age_years(birth: str | None, on: str | None) -> int | None:
    """Completed years the person surely has on that day; ``None`` when either is blank or the birth is later."""
    a, b = span(birth), span(on)
    if a is None or b is None or b[0] < a[1]:
        return None
    return _years(a[1], b[0])


def age_at_least(birth: str | None, years: int, on: str | None) -> bool:
    """Whether the person is surely at least so old."""
    age = age_years(birth, on)
    return age is not None and age >= years


def age_under(birth: str | None, years: int, on: str | None) -> bool:
    """Whether the person is surely younger than that."""
    a, b = span(birth), span(on)
    return a is not None and b is not None and a[0] <= b[1] and _years(a[0], b[1]) < years


def days_between(first: str | None, second: str | None) -> int | None:
    """Days from the first to the second full date; ``None`` when either is blank or not a full date."""
    a, b = span(first), span(second)
    if a is None or b is None or a[0] != a[1] or b[0] != b[1]:
        return None
    return (b[0] - a[0]).days


def year_of(text: str | None) -> int | None:
    """The year of the date; ``None`` when blank."""
    a = span(text)
    return None if a is None else a[0].year


def in_vietnamese_order(text: str) -> str:
    """The date as people write it: ``25/11/2026``, ``11/2026`` or ``2026``. Other text comes back as it is."""
    return "/".join(reversed(text.split("-"))) if span(text) else text


def _years(birth: date, on: date) -> int:
    # Somebody born on 29 February completes a year on 1 March of a common year.
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
