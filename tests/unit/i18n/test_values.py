"""Writing dates, amounts and times."""

from datetime import UTC, date, datetime

import pytest

from kiosk.i18n.values import Formats, KnownDate


@pytest.mark.parametrize(
    ("text", "written"),
    [("1990-03-21", "21/03/1990"), ("1990-03", "03/1990"), ("1990", "1990")],
)
def test_dates_are_written_as_far_as_known(text: str, written: str) -> None:
    known = KnownDate.parse(text)
    assert known is not None
    assert Formats().day(known) == written


@pytest.mark.parametrize("text", ["", "21/03/1990", "199", "1990-3"])
def test_other_texts_are_no_dates(text: str) -> None:
    assert KnownDate.parse(text) is None


def test_an_evening_in_utc_is_the_next_day_in_vietnam() -> None:
    late = datetime(2026, 11, 21, 18, 5, tzinfo=UTC)
    assert KnownDate.of(late) == KnownDate(2026, 11, 22)
    assert Formats().moment(late) == "01:05 22/11/2026"
    assert KnownDate.of(date(2026, 11, 21)) == KnownDate(2026, 11, 21)


def test_thousands_are_set_apart_by_the_packs_sign() -> None:
    assert Formats().number(1250000) == "1.250.000"
    assert Formats(thousands=" ").number(50000) == "50 000"
