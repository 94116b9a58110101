"""Working days, due times, fees."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition import DueRule, Expression, Fact, FeeEntry, FeeExemption, Fees
from forms.errors import BugError
from forms.rules.dates import VIETNAM
from forms.rules.due import due
from forms.rules.fees import entry_for, fee_state, province_of
from forms.rules.working_days import Calendar, read_calendar
from forms.text import Message

FACT = Fact("s", verified=False)
TEXT = Message("form.test.text", "Thử")
CALENDAR = Calendar.load()


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2026-11-20", True),
        ("2026-11-21", False),
        ("2026-11-24", False),
        ("2026-08-31", False),
        ("2026-08-22", True),
        ("2027-02-08", False),
        ("2027-02-11", True),
        ("2027-05-03", False),
    ],
)
def test_working_days_know_holidays_and_exchanged_days(day: str, working: bool) -> None:
    assert CALENDAR.is_working(date.fromisoformat(day)) is working


def test_counting_steps_over_weekends_and_holidays() -> None:
    assert CALENDAR.add(date(2026, 11, 20), 3) == date(2026, 11, 26)
    assert CALENDAR.add(date(2026, 11, 20), 0) == date(2026, 11, 20)
    assert CALENDAR.next_working(date(2026, 11, 21)) == date(2026, 11, 23)


def test_nothing_is_promised_beyond_the_known_years() -> None:
    assert CALENDAR.add(date(2028, 12, 29), 3) is None
    assert CALENDAR.next_working(date(2031, 1, 1)) is None


@given(start=st.dates(date(2026, 1, 1), date(2028, 10, 1)), count=st.integers(1, 30))
def test_as_many_working_days_lie_between_as_were_counted(start: date, count: int) -> None:
    end = CALENDAR.add(start, count)
    assert end is not None
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(CALENDAR.is_working(day) for day in between) == count
    assert CALENDAR.is_working(end)


def _due(days: int, received: str, verification: bool = False) -> str | None:
    rule = DueRule(days, 3, TEXT, FACT, cut_off=time(15, 0) if days == 0 else None)
    found = due(
        rule, datetime.fromisoformat(received).replace(tzinfo=VIETNAM), CALENDAR, verification=verification
    )
    return found.at.isoformat(timespec="minutes")[:16] if found else None


@pytest.mark.parametrize(
    ("days", "received", "wanted"),
    [
        (0, "2026-11-20T09:00", "2026-11-20T17:00"),
        (0, "2026-11-20T15:00", "2026-11-20T17:00"),
        (0, "2026-11-20T15:01", "2026-11-23T17:00"),
        (0, "2026-11-21T09:00", "2026-11-23T17:00"),
        (0, "2026-11-23T16:00", "2026-11-25T17:00"),
        (3, "2026-11-20T16:30", "2026-11-26T17:00"),
        (3, "2026-11-22T10:00", "2026-11-27T17:00"),
        (1, "2028-12-29T10:00", None),
    ],
)
def test_due_times(days: int, received: str, wanted: str | None) -> None:
    assert _due(days, received) == wanted


def test_verification_adds_its_days() -> None:
    assert _due(3, "2026-11-16T10:00") == "2026-11-19T17:00"
    assert _due(3, "2026-11-16T10:00", verification=True) == "2026-11-25T17:00"


def test_times_are_told_in_viet_nam_and_unannounced_years_are_unsure() -> None:
    rule = DueRule(0, None, TEXT, FACT, cut_off=time(15, 0), closes=time(16, 30))
    late = due(rule, datetime(2026, 11, 20, 9, 0, tzinfo=UTC), CALENDAR)
    assert late is not None
    assert (late.at.isoformat(), late.sure) == ("2026-11-23T16:30:00+07:00", True)
    later = due(rule, datetime(2028, 3, 6, 2, 0, tzinfo=UTC), CALENDAR)
    assert later is not None
    assert not later.sure


def test_a_damaged_calendar_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "holidays.json").write_text('{"days": []}', encoding="utf-8")
    with pytest.raises(BugError):
        read_calendar(tmp_path / "holidays.json")


@dataclass(frozen=True)
class _Said:
    """Answers under which only one condition holds."""

    holding: str = ""

    def holds(self, condition: Expression | bool | None, default: bool = True) -> bool:
        return isinstance(condition, Expression) and condition.source == self.holding


def _entry(
    province: str | None,
    amount: int | None,
    start: str | None = None,
    end: str | None = None,
    channel: int | None = None,
) -> FeeEntry:
    return FeeEntry(
        province,
        amount,
        date.fromisoformat(start) if start else None,
        date.fromisoformat(end) if end else None,
        FACT,
        channel,
    )


FEES = Fees(
    (
        _entry(None, None),
        _entry("11", 8000, "2026-01-01", "2026-06-30"),
        _entry("11", 10000, "2026-07-01"),
        _entry("11", 5000, "2026-07-01", channel=2),
    ),
    (FeeExemption(Expression("poor", "x"), TEXT, FACT),),
)


@pytest.mark.parametrize(
    ("day", "province", "channel", "amount"),
    [
        ("2026-03-01", "11", 1, 8000),
        ("2026-06-30", "11", 1, 8000),
        ("2026-07-01", "11", 1, 10000),
        ("2026-07-01", "11", 2, 5000),
        ("2025-12-31", "11", 1, None),
        ("2026-07-01", "12", 1, None),
    ],
)
def test_the_fee_is_that_of_the_day_the_province_and_the_channel(
    day: str, province: str, channel: int, amount: int | None
) -> None:
    entry = entry_for(FEES, date.fromisoformat(day), province, channel)
    assert entry is not None
    assert entry.amount == amount


def test_the_province_is_told_by_the_commune_of_the_office() -> None:
    assert province_of("03127") == "11"
    assert province_of("11") == "11"
    assert province_of("H18.115") == ""
    state = fee_state(FEES, _Said(), date(2026, 11, 20), "03127", 1)
    assert (state.amount, state.known, state.source) == (10000, True, "s")


def test_no_entry_at_all_is_unknown_and_an_exemption_beats_a_fee() -> None:
    nothing = fee_state(Fees((), ()), _Said(), date(2026, 11, 20), "03127", 1)
    assert (nothing.amount, nothing.known) == (None, False)
    exempt = fee_state(FEES, _Said("poor"), date(2026, 11, 20), "03127", 1)
    assert (exempt.amount, exempt.exempt, exempt.why) == (0, True, TEXT)
