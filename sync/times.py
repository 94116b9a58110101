"""Times as the road writes them: RFC 3339 in UTC with ``Z``. May not ask the system for the time."""

from datetime import UTC, datetime

from sync.errors import Damage, ParcelDamaged


def write_time(moment: datetime) -> str:
    """``moment`` (aware) as ``2026-11-21T08:30:00Z``; fractions of a second are kept when there are any."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read_time(text: str) -> datetime:
    """The aware UTC moment ``text`` names; ``ParcelDamaged`` unless it is RFC 3339 with ``Z``."""
    try:
        moment = datetime.fromisoformat(text) if text.endswith("Z") else None
    except ValueError as error:
        raise ParcelDamaged(Damage.WRONG_SHAPE) from error
    if moment is None or moment.tzinfo is None:
        raise ParcelDamaged(Damage.WRONG_SHAPE)
    return moment.astimezone(UTC)


def time_if_any(text: str | None) -> datetime | None:
    """Read such a time; None for none, and for what a spoilt row holds in its place."""
    try:
        return None if text is None else read_time(text)
    except ParcelDamaged:
        return None
