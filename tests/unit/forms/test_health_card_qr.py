"""The code of a health-insurance card."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.rules.card_qr import Card, CardReason, CardUnreadable
from forms.rules.health_card_qr import HealthCard, parse_health_card, read_card, write_health_card
from forms.rules.identity import Sex

CARD = HealthCard(
    health_card_number="HS4010120878811",
    social_insurance_number="0120878811",
    name="Lò Thị Mẫu",
    birth_date=date(2015, 3, 2),
    birth_year=2015,
    sex=Sex.FEMALE,
    address="Bản Mẫu, Xã Thí Dụ, Điện Biên",
    facility="11-001",
    valid_from=date(2026, 1, 1),
    valid_to=date(2026, 12, 31),
)
TEXT = (
    "HS4010120878811|4cc3b2205468e1bb8b204de1baab75|02/03/2015|2|"
    "42e1baa36e204de1baab752c2058c3a3205468c3ad2044e1bba52c20c49069e1bb876e204269c3aa6e|11-001|01/01/2026|31/12/2026"
)
CITIZEN = "011190000001||Lò Thị Mẫu|02031990|Nữ|Bản Mẫu, Xã Thí Dụ, Điện Biên|15042021"


def test_a_health_card_is_read() -> None:
    assert parse_health_card(TEXT) == CARD


@pytest.mark.parametrize(
    "typed", [TEXT + "\r\n", TEXT + "|||x|y$", TEXT.replace("HS4010120878811", "hs 4 01 0120878811")]
)
def test_what_scanners_and_newer_cards_add_changes_nothing(typed: str) -> None:
    assert parse_health_card(typed) == CARD


def test_the_ten_digits_of_newer_cards_are_the_social_insurance_number() -> None:
    card = parse_health_card(TEXT.replace("HS4010120878811", "0120878811"))
    assert (card.health_card_number, card.social_insurance_number) == ("0120878811", "0120878811")


def test_twelve_digits_are_a_card_number_and_no_social_insurance_number() -> None:
    card = parse_health_card(TEXT.replace("HS4010120878811", "011315000001"))
    assert (card.health_card_number, card.social_insurance_number) == ("011315000001", "")


def test_a_year_alone_is_kept_and_looked_at_by_a_person() -> None:
    card = parse_health_card(TEXT.replace("02/03/2015", "2015"))
    assert (card.birth_date, card.birth_year, card.damaged) == (None, 2015, True)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "HS4010120878811",
        TEXT.replace("HS4", "HS9"),
        TEXT.replace("4cc3b2", "4cc3"),  # half a letter
        TEXT.replace("02/03/2015", "31/02/2015"),
        CITIZEN,
        "https://example.invalid/|a|b|c|d|e",
    ],
)
def test_what_is_no_health_card_gives_nothing(typed: str) -> None:
    with pytest.raises(CardUnreadable) as told:
        parse_health_card(typed)
    assert told.value.reason is CardReason.NONE


def test_a_flood_is_refused_before_any_work() -> None:
    with pytest.raises(CardUnreadable) as told:
        parse_health_card(TEXT + "|" * 3000)
    assert told.value.reason is CardReason.TOO_LONG


def test_either_card_may_be_held_to_the_scanner() -> None:
    assert isinstance(read_card(CITIZEN), Card)
    assert read_card(TEXT) == CARD
    with pytest.raises(CardUnreadable) as told:
        read_card(CITIZEN.replace("Lò Thị Mẫu", "L? Th? M?u"))
    assert told.value.reason is CardReason.LOST_MARKS


@given(
    name=st.sampled_from(["Đặng Văn Thử", "Y Mẫu", "H'Mẫu Niê", "Giàng A Thử", "AB CDE"]),
    born=st.dates(date(1910, 1, 1), date(2026, 1, 1)),
    sex=st.sampled_from(Sex),
    number=st.from_regex(r"\A[A-Z]{2}[1-5][0-9]{12}\Z|\A[0-9]{10}\Z|\A[0-9]{12}\Z"),
)
def test_what_is_written_is_read(name: str, born: date, sex: Sex, number: str) -> None:
    digits = "" if len(number) == 12 else number[-10:]
    card = HealthCard(number, digits, name, born, born.year, sex, "Bản Mẫu", "", None, None)
    assert read_card(write_health_card(card)) == card


@given(st.text(max_size=300))
def test_no_text_does_anything_but_give_a_card_or_a_reason(text: str) -> None:
    with contextlib.suppress(CardUnreadable):
        assert parse_health_card(text).name
