"""The citizen's deadlines, the corrected calendar, and the form of fee receipts by day."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.rules.deadlines import LastDay, last_day
from forms.rules.fee_receipts import ReceiptMode, ReceiptRules, read_receipt_rules
from forms.rules.working_days import CORRECTIONS, TABLE, Calendar, read_calendar, read_corrections
from forms.source import UnsoundDefinition

TODAY = date(2026, 11, 20)
HEAD = 'format: 1\nsources: { s: "Thông báo thử" }\n'


@pytest.mark.parametrize(
    ("after", "days", "wanted"),
    [
        ("2026-09-21", 60, LastDay(TODAY, False)),
        ("2026-09-20", 60, LastDay(date(2026, 11, 19), True)),
        ("2026-11-20", 15, LastDay(date(2026, 12, 5), False)),
        ("2026-09", 60, LastDay(None, False)),
        ("2026-08", 60, LastDay(None, True)),
        ("2025", 60, LastDay(None, True)),
        (None, 60, LastDay(None, False)),
        ("2026-02-30", 60, LastDay(None, False)),
        ("9999-12-31", 60, LastDay(None, False)),
    ],
)
def test_the_last_day_of_a_deadline(after: str | None, days: int, wanted: LastDay) -> None:
    assert last_day(after, days, TODAY) == wanted


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(0, 400), st.integers(-500, 500))
def test_a_deadline_is_over_from_the_day_after_its_last(start: date, days: int, shift: int) -> None:
    today = start + timedelta(days=days + shift)
    found = last_day(start.isoformat(), days, today)
    assert found.day == start + timedelta(days=days)
    assert found.over is (shift > 0)


def _corrected(tmp_path: Path, text: str) -> Calendar:
    file = tmp_path / "holidays.yaml"
    file.write_text(HEAD + text, encoding="utf-8")
    return read_calendar(TABLE).corrected(read_corrections(file))


def test_an_announced_day_wins_over_the_table(tmp_path: Path) -> None:
    calendar = _corrected(
        tmp_path,
        """
days_off:
  - { day: 2026-12-31, text: "Nghỉ bù", source: s, verified: false }
  - { day: 2026-08-22, text: "Không làm bù nữa", source: s, verified: false }
days_worked:
  - { day: 2026-12-26, text: "Làm bù ngày thứ Bảy", source: s, verified: false }
  - { day: 2026-11-24, text: "Vẫn làm việc", source: s, verified: false }
announced: [{ year: 2028, source: s, verified: false }]
""",
    )
    days = {d: calendar.is_working(date.fromisoformat(d)) for d in ("2026-12-31", "2026-12-26", "2026-08-22")}
    assert days == {"2026-12-31": False, "2026-12-26": True, "2026-08-22": False}
    assert calendar.is_working(date(2026, 11, 24))
    assert calendar.add(date(2026, 12, 25), 2) == date(2026, 12, 28)
    assert 2028 in calendar.announced


def test_the_shipped_corrections_are_sound_and_every_one_has_a_source() -> None:
    corrections = read_corrections(CORRECTIONS)
    assert {c.fact.source for c in corrections.days} <= {key for key, _ in corrections.sources}
    assert Calendar.load() == read_calendar(TABLE).corrected(corrections)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("days_off: [{ day: 2026-12-31, text: x, source: other, verified: false }]", "days_off[0].source"),
        ("days_off: [{ day: 2026-12-31, text: x, source: s }]", "days_off[0]"),
        ("days_off: [{ day: mai, text: x, source: s, verified: false }]", "days_off[0].day"),
        ("closed: []", ""),
        (
            "days_off: [{ day: 2026-12-31, text: x, source: s, verified: false }]\n"
            "days_worked: [{ day: 2026-12-31, text: x, source: s, verified: false }]",
            "",
        ),
        ("days_off: [", ""),
    ],
)
def test_a_faulty_correction_names_its_place(tmp_path: Path, text: str, path: str) -> None:
    with pytest.raises(UnsoundDefinition) as refused:
        _corrected(tmp_path, text)
    assert path in [fault.path for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("day", "mode"),
    [
        ("2026-06-30", ReceiptMode.UNKNOWN),
        ("2026-11-20", ReceiptMode.PAPER_OR_ELECTRONIC),
        ("2026-12-31", ReceiptMode.PAPER_OR_ELECTRONIC),
        ("2027-01-01", ReceiptMode.ELECTRONIC),
        ("2040-01-01", ReceiptMode.ELECTRONIC),
    ],
)
def test_the_form_of_a_receipt_is_that_of_the_day(day: str, mode: ReceiptMode) -> None:
    row = ReceiptRules.load().on(date.fromisoformat(day))
    assert row.mode is mode
    assert row.text.vi
    assert (row.fact is None) is (mode is ReceiptMode.UNKNOWN)


@pytest.mark.parametrize(
    "rows",
    [
        "[{ mode: electronic, from: 2027-01-01, source: other, verified: false }]",
        "[{ mode: fax, from: 2027-01-01, source: s, verified: false }]",
        "[{ mode: electronic, from: 2027-01-01, source: s, verified: false, number: 7 }]",
        "[{ mode: electronic, from: 2026-01-01, source: s, verified: false },"
        " { mode: paper_or_electronic, from: 2026-12-31, source: s, verified: false }]",
    ],
)
def test_a_faulty_table_of_receipts_is_refused(tmp_path: Path, rows: str) -> None:
    file = tmp_path / "fee_receipts.yaml"
    file.write_text(f"{HEAD}modes: {rows}\n", encoding="utf-8")
    with pytest.raises(UnsoundDefinition):
        read_receipt_rules(file)
