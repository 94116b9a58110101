"""What stands at the head of the office's own papers, and the calendar days of Vietnam they speak of."""

from datetime import UTC, date, datetime, time, timedelta

from kiosk.documents.counter_facts import OfficeHead
from kiosk.services.declaring import locality
from kiosk.services.desk import VIETNAM, Desk


def office_head(desk: Desk) -> OfficeHead:
    """The office; its day is left for the hand where the machine's clock stands behind a time known for sure."""
    sound = desk.clock.now() >= desk.store.clock_floor.get()
    return OfficeHead(
        desk.office.name,
        desk.office.authority_name,
        locality(desk.office.authority_name),
        desk.today() if sound else None,
        phone=desk.office.phone,
    )


def begin(day: date) -> datetime:
    """When a calendar day begins in Vietnam, in UTC."""
    return datetime.combine(day, time(), VIETNAM).astimezone(UTC)


def span(first: date, last: date) -> tuple[datetime, datetime]:
    """From the begin of ``first`` to the end of ``last``, which is not counted any more."""
    return begin(first), begin(last + timedelta(days=1))


def day_text(day: date) -> str:
    """As papers write it."""
    return f"{day:%d/%m/%Y}"
