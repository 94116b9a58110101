"""A slip's number survives typing, and a typing mistake is found."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.errors import BugError
from kiosk.documents.slip_number import SlipNumberError, check_character, parse_slip_number, slip_number

CODES = st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=8)
NUMBERS = st.builds(
    slip_number, CODES, CODES, st.dates(date(2026, 1, 1), date(2099, 12, 31)), st.integers(1, 999_999)
)


def test_the_check_character_is_that_of_the_standard() -> None:
    """The example of the Global Release Identifier, which uses ISO 7064 MOD 37,36: A1-2425G-ABC1234002-M."""
    assert check_character("A1-2425G-ABC1234002") == "M"


def test_how_a_number_looks() -> None:
    assert slip_number("03127", "1", date(2026, 11, 22), 7) == "TAM-03127-1-20261122-007-P"


@given(unit=CODES, counter=CODES, day=st.dates(date(2026, 1, 1)), running=st.integers(1, 999_999))
def test_a_number_is_read_back(unit: str, counter: str, day: date, running: int) -> None:
    text = slip_number(unit, counter, day, running)
    read = parse_slip_number(text)
    assert (read.unit, read.counter, read.day, read.running) == (unit, counter, day, running)
    typed = " ".join(text.replace("-", "–").lower())
    assert parse_slip_number(typed) == read


@given(number=NUMBERS, data=st.data())
def test_every_single_wrong_character_is_found(number: str, data: st.DataObject) -> None:
    places = [n for n, char in enumerate(number) if char != "-"]
    place = data.draw(st.sampled_from(places))
    wrong = data.draw(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".replace(number[place], "")))
    with pytest.raises(SlipNumberError):
        parse_slip_number(number[:place] + wrong + number[place + 1 :])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "TAM",
        "H18.115.02-261122-0007",
        "TAM-03127-1-20261122-007",
        "TAM-03127-1-20261122-٠٠٧-P",
        "TAM-03127-1-20261322-007-A",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(SlipNumberError):
        parse_slip_number(text)


def test_a_day_that_does_not_exist_is_refused_even_with_its_check_character() -> None:
    payload = "TAM-03127-1-20261322-007"
    with pytest.raises(SlipNumberError):
        parse_slip_number(f"{payload}-{check_character(payload)}")


@pytest.mark.parametrize(
    ("unit", "counter", "running"), [("03-127", "1", 1), ("", "1", 1), ("03127", "1", 0)]
)
def test_codes_that_would_make_it_unreadable_are_a_bug(unit: str, counter: str, running: int) -> None:
    with pytest.raises(BugError):
        slip_number(unit, counter, date(2026, 11, 22), running)
