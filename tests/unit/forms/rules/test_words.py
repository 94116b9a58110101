"""Numbers, dates and amounts in words, against an inverse that reads them back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.rules.words import amount_in_words, date_in_words, number_in_words

_ONES = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5,
    "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
}  # fmt: skip


def read_back(words: str) -> int:
    """The number somebody means who says these words. Knows the language, not how the words were made."""
    if words.startswith("âm "):
        return -read_back(words[3:])
    if "tỷ" in words.split():
        head, _, tail = words.rpartition("tỷ")
        return read_back(head.strip()) * 10**9 + (read_back(tail.strip()) if tail.strip() else 0)
    total = group = last = 0
    for word in words.split():
        if word in _ONES:
            last = _ONES[word]
            group += last
        elif word == "mười":
            group += 10
        elif word == "mươi":
            group += last * 9
        elif word == "trăm":
            group += last * 99
        elif word in ("nghìn", "triệu"):
            total += group * (1000 if word == "nghìn" else 10**6)
            group = 0
        else:
            assert word == "linh", word
    return total + group


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (4, "bốn"),
        (10, "mười"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (55, "năm mươi lăm"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (104, "một trăm linh bốn"),
        (110, "một trăm mười"),
        (111, "một trăm mười một"),
        (121, "một trăm hai mươi mốt"),
        (1_000, "một nghìn"),
        (1_005, "một nghìn không trăm linh năm"),
        (1_980, "một nghìn chín trăm tám mươi"),
        (2_015, "hai nghìn không trăm mười lăm"),
        (1_000_001, "một triệu không trăm linh một"),
        (10_800_000, "mười triệu tám trăm nghìn"),
        (1_005_000_000, "một tỷ không trăm linh năm triệu"),
        (2_000_000_000_000, "hai nghìn tỷ"),
        (-7, "âm bảy"),
    ],
)
def test_numbers_are_spelt_as_on_printed_papers(number: int, words: str) -> None:
    assert number_in_words(number) == words


@given(st.integers(min_value=-(10**20), max_value=10**20) | st.integers(min_value=0, max_value=99_999))
def test_a_number_in_words_reads_back(number: int) -> None:
    words = number_in_words(number)
    assert words is not None
    assert read_back(words) == number
    assert words == " ".join(words.split())


@given(st.integers(min_value=0, max_value=10**12))
def test_an_amount_reads_back(dong: int) -> None:
    words = amount_in_words(dong)
    assert words is not None
    assert words[0].isupper()
    number, _, unit = words.rpartition(" ")
    assert (read_back(number.lower()), unit) == (dong, "đồng")


@given(st.dates(), st.sampled_from((4, 7, 10)))
def test_a_date_in_words_reads_back_as_far_as_it_is_known(day: date, known: int) -> None:
    text = day.isoformat()[:known]
    words = date_in_words(text)
    assert words is not None
    assert words[0].isupper()
    # The day's number may itself be "năm": the year is what follows the last one that begins a part.
    rest = words.lower()
    found = []
    for name, following in (("ngày ", " tháng "), ("tháng ", " năm "), ("năm ", "")):
        if rest.startswith(name):
            said, _, after = rest.removeprefix(name).partition(following) if following else (rest[4:], "", "")
            found.append(read_back(said))
            rest = (following + after).strip()
    year, *smaller = [int(part) for part in text.split("-")]
    assert found == [*reversed(smaller), year]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-04-15", "Ngày mười lăm tháng tư năm hai nghìn không trăm hai mươi sáu"),
        ("2026-05-05", "Ngày năm tháng năm năm hai nghìn không trăm hai mươi sáu"),
        ("1999-01-31", "Ngày ba mươi mốt tháng một năm một nghìn chín trăm chín mươi chín"),
        ("1980-12", "Tháng mười hai năm một nghìn chín trăm tám mươi"),
        ("1955", "Năm một nghìn chín trăm năm mươi lăm"),
    ],
)
def test_dates_are_spelt_as_on_a_declaration(text: str, words: str) -> None:
    assert date_in_words(text) == words


def test_blank_and_nonsense_stay_blank() -> None:
    assert number_in_words(None) is None
    assert amount_in_words(None) is None
    assert date_in_words(None) is None
    assert date_in_words("2026-02-30") is None
    assert date_in_words("") is None
