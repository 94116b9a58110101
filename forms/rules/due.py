"""When an authority has to answer, counted in working days from the legal receipt.

The legal receipt is the authority's, not the kiosk's: this is for the receipt printed once the day of receipt is home,
and for reminding, never for a promise at filing. Procedures of the same day carry a cut-off (15:00 in the public record,
secondary): received later, they count from the next working day.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from forms.definition import DueRule
from forms.rules.dates import VIETNAM
from forms.rules.working_days import Calendar


@dataclass(frozen=True, slots=True)
class Due:
    """``at`` is aware, in civil time; ``sure`` is false when the days off of that year are not announced yet."""

    at: datetime
    sure: bool


def due(rule: DueRule, received: datetime, calendar: Calendar, *, verification: bool = False) -> Due | None:
    """When the answer is due for a dossier received at that aware time; ``None`` beyond the known calendar, and where
    the rule states no days: then nothing may be promised.

    With ``verification`` the days for asking elsewhere are added.
    """
    if rule.working_days is None:
        return None
    local = received.astimezone(VIETNAM)
    days = rule.working_days + (rule.verification_days or 0 if verification else 0)
    day = calendar.next_working(local.date())
    late = rule.cut_off is not None and local.time() > rule.cut_off
    if day is not None and day == local.date() and late:
        day = calendar.next_working(day + timedelta(days=1))
    last = calendar.add(day, days) if day is not None else None
    if last is None:
        return None
    return Due(datetime.combine(last, rule.closes, VIETNAM), last.year in calendar.announced)
