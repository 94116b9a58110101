"""Identity numbers and telephone numbers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.rules.identity import (
    IDENTITY_FUTURE,
    IDENTITY_PROVINCE,
    IDENTITY_SHAPE,
    PROVINCES_63,
    SEX_DISAGREES,
    YEAR_DISAGREES,
    IdentityNumber,
    NumberKind,
    Sex,
    disagreement,
    parse_identity,
)
from forms.rules.phone import judge_phone, parse_phone


def test_published_examples_are_read() -> None:
    first = parse_identity("087084000999")
    assert first == IdentityNumber("087084000999", NumberKind.PERSONAL, "087", False, Sex.MALE, 1984)
    second = parse_identity("001 087 123 456")
    assert isinstance(second, IdentityNumber)
    assert (PROVINCES_63[second.province or ""], second.birth_year) == ("Hà Nội", 1987)


def test_there_are_63_codes_and_the_misprinted_one_is_none() -> None:
    assert len(PROVINCES_63) == 63
    assert "023" not in PROVINCES_63


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", IDENTITY_SHAPE),
        ("01119000000", IDENTITY_SHAPE),
        ("0111900000011", IDENTITY_SHAPE),
        ("01119000000a", IDENTITY_SHAPE),
        ("０１１１９０００００１２", IDENTITY_SHAPE),
        ("023190000001", IDENTITY_PROVINCE),
        ("000190000001", IDENTITY_PROVINCE),
        ("011299000001", IDENTITY_FUTURE),
    ],
)
def test_wrong_numbers_say_what_is_wrong(text: str, wrong: object) -> None:
    assert parse_identity(text, date(2026, 11, 20)) == wrong


def test_a_future_year_is_refused_by_the_clock_and_not_by_the_pattern() -> None:
    found = parse_identity("011299000001")
    assert isinstance(found, IdentityNumber)
    assert found.birth_year == 2099


def test_a_number_from_abroad_and_an_old_number_are_well_formed() -> None:
    abroad, old = parse_identity("130190000001"), parse_identity("012345678")
    assert isinstance(abroad, IdentityNumber)
    assert isinstance(old, IdentityNumber)
    assert abroad.abroad
    assert (old.kind, old.sex, old.birth_year, old.province) == (NumberKind.OLD, None, None, None)


@given(
    province=st.sampled_from(sorted(PROVINCES_63)),
    year=st.integers(1900, 2399),
    sex=st.sampled_from(Sex),
    rest=st.integers(0, 999_999),
)
def test_every_number_says_the_year_and_sex_it_was_made_from(
    province: str, year: int, sex: Sex, rest: int
) -> None:
    digit = 2 * (year // 100 - 19) + (sex is Sex.FEMALE)
    number = f"{province}{digit}{year % 100:02d}{rest:06d}"
    found = parse_identity(number)
    assert isinstance(found, IdentityNumber)
    assert (found.province, found.birth_year, found.sex) == (province, year, sex)
    assert disagreement(number, sex, str(year)) == ()
    other = Sex.MALE if sex is Sex.FEMALE else Sex.FEMALE
    assert disagreement(number, other, f"{year + 1}-05") == (SEX_DISAGREES, YEAR_DISAGREES)


def test_blank_answers_and_old_numbers_never_disagree() -> None:
    assert disagreement("011190000001", None, None) == ()
    assert disagreement("012345678", "male", "1990") == ()
    assert disagreement("nonsense", "male", "1990") == ()


@pytest.mark.parametrize(
    ("given_text", "digits"),
    [
        ("0912 345 678", "0912345678"),
        ("+84 912-345-678", "0912345678"),
        ("+84 0912345678", "0912345678"),
        ("(0215) 3825.000", "02153825000"),
    ],
)
def test_telephone_numbers_are_taken_as_people_write_them(given_text: str, digits: str) -> None:
    assert parse_phone(given_text) == digits
    assert judge_phone(digits) is None


@pytest.mark.parametrize("text", ["", "912345678", "091234567", "091234567890", "09123x5678", "０912345678"])
def test_other_telephone_numbers_are_refused(text: str) -> None:
    assert judge_phone(parse_phone(text)) is not None
