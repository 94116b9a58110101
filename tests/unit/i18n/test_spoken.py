"""Vietnamese numbers, dates and amounts in recorded words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.i18n.spoken import words_of
from kiosk.i18n.values import Digits, KnownDate, Money


def said(value: int | Money | Digits | KnownDate, grammar: str = "vi") -> str:
    return " ".join(word.vi for word in words_of(value, grammar))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi bốn"),
        (55, "năm mươi lăm"),
        (100, "một trăm"),
        (105, "một trăm linh năm"),
        (115, "một trăm mười lăm"),
        (1_000, "một nghìn"),
        (1_005, "một nghìn không trăm linh năm"),
        (1_050, "một nghìn không trăm năm mươi"),
        (50_000, "năm mươi nghìn"),
        (1_000_001, "một triệu không trăm linh một"),
        (2_500_000_000, "hai tỷ năm trăm triệu"),
        (-7, "âm bảy"),
    ],
)
def test_numbers_as_vietnamese_say_them(number: int, words: str) -> None:
    assert said(number) == words


VALUES = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5,
    "lăm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
}  # fmt: skip


def heard(words: str) -> int:
    """The number a listener understands: an inverse written without looking at the grammar's code."""
    total = group = ones = 0
    for word in words.split():
        if word in VALUES:
            ones = VALUES[word]
        elif word in ("mươi", "mười"):
            group, ones = group + (ones if word == "mươi" else 1) * 10, 0
        elif word == "trăm":
            group, ones = group + ones * 100, 0
        elif word in ("nghìn", "triệu"):
            total, group, ones = total + (group + ones) * (1_000 if word == "nghìn" else 1_000_000), 0, 0
        elif word == "tỷ":
            total, group, ones = (total + group + ones) * 1_000_000_000, 0, 0
    return total + group + ones


@given(st.integers(0, 10**12 - 1))
def test_listener_understands_every_number(number: int) -> None:
    assert heard(said(number)) == number


def test_dates_say_as_much_as_is_known() -> None:
    assert said(KnownDate(1990, 3, 21)) == "ngày hai mươi mốt tháng ba năm một nghìn chín trăm chín mươi"
    assert said(KnownDate(2026, 11)) == "tháng mười một năm hai nghìn không trăm hai mươi sáu"
    assert said(KnownDate(1958)) == "năm một nghìn chín trăm năm mươi tám"


def test_money_and_digits() -> None:
    assert said(Money(8_000)) == "tám nghìn đồng"
    assert said(Digits("0 1-2")) == "không một hai"


def test_language_without_a_grammar_reads_digits() -> None:
    assert said(105, grammar="") == "một không năm"
