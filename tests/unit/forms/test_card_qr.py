"""The code of an identity card, as scanners type it."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.rules.card_qr import Card, CardReason, CardUnreadable, parse_card, write_card
from forms.rules.identity import Sex

TEXT = "011190000001|012345678|Lò Thị Mẫu|02031990|Nữ|Bản Mẫu, Xã Thí Dụ, Huyện Mẫu, Điện Biên|15042021"
CARD = Card(
    number="011190000001",
    old_number="012345678",
    name="Lò Thị Mẫu",
    birth_date=date(1990, 3, 2),
    sex=Sex.FEMALE,
    residence="Bản Mẫu, Xã Thí Dụ, Huyện Mẫu, Điện Biên",
    issued=date(2021, 4, 15),
)


def test_the_card_of_2021_is_read() -> None:
    assert parse_card(TEXT) == CARD


@pytest.mark.parametrize(
    "typed",
    [
        TEXT + "\r",
        TEXT + "\r\n",
        "\ufeff" + TEXT,
        TEXT + "|",
        TEXT + "|||",
        unicodedata.normalize("NFD", TEXT),
    ],
    ids=["CR", "CRLF", "byte order mark", "trailing bar", "trailing bars", "NFD"],
)
def test_what_scanners_add_changes_nothing(typed: str) -> None:
    assert parse_card(typed) == CARD


def test_the_newer_card_keeps_its_unknown_parts_raw() -> None:
    card = parse_card(TEXT + "||Lò Văn Thử|Cà Thị Mẫu|")
    assert card.extra == ("", "Lò Văn Thử", "Cà Thị Mẫu")
    assert (card.number, card.name, card.issued) == (CARD.number, CARD.name, CARD.issued)


def test_no_old_number_is_no_damage() -> None:
    card = parse_card(TEXT.replace("|012345678|", "||"))
    assert (card.old_number, card.damaged) == ("", False)


@pytest.mark.parametrize(
    "typed",
    [
        TEXT.rsplit("|", 1)[0],
        TEXT.replace("|Nữ|", "|x|"),
        TEXT.replace("|012345678|", "|12|"),
        TEXT.replace("02031990", "00001990"),
    ],
    ids=["no day of issue", "sex unknown", "old number odd", "year only"],
)
def test_a_part_that_cannot_be_read_is_marked(typed: str) -> None:
    card = parse_card(typed)
    assert card.damaged
    assert card.name == CARD.name


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", CardReason.NONE),
        ("8934588012345", CardReason.NONE),
        ("HSK1:ABCDEF|1|2|3|4|5|6", CardReason.NONE),
        (TEXT[1:], CardReason.NONE),
        (TEXT.replace("02031990", "31021990"), CardReason.NONE),
        (TEXT.replace("15042021", "2021"), CardReason.NONE),
        (TEXT.replace("Lò Thị Mẫu", ""), CardReason.NONE),
        (TEXT.replace("Bản", "B\x1bản"), CardReason.NONE),
        ("HS4010120878811|4e677579|01/01/1990|1|4d|x|y|z", CardReason.NONE),
        (TEXT + "|" + "x" * 800, CardReason.TOO_LONG),
        (TEXT + "|a" * 12, CardReason.TOO_LONG),
        (TEXT * 100, CardReason.TOO_LONG),
        (TEXT.replace("ị", "?"), CardReason.LOST_MARKS),
        (TEXT.replace("ị", "\ufffd"), CardReason.LOST_MARKS),
        (TEXT.encode().decode("latin-1"), CardReason.LOST_MARKS),
        (TEXT.encode().decode("cp1252", errors="replace"), CardReason.LOST_MARKS),
        (TEXT.replace("Nữ", "Nu"), CardReason.LOST_MARKS),
        (
            "011090000001||LO VAN MAU|02031990|Nam|Ban Mau, Xa Thi Du, Dien Bien|15042021",
            CardReason.LOST_MARKS,
        ),
    ],
)
def test_an_unusable_scan_is_refused_with_its_reason_and_nothing_of_its_text(
    typed: str, reason: CardReason
) -> None:
    with pytest.raises(CardUnreadable) as refused:
        parse_card(typed)
    assert refused.value.reason is reason
    assert refused.value.params == {}
    assert "Mẫu" not in str(refused.value)


_WORD = st.sampled_from(["Lò", "Thị", "Mẫu", "Giàng", "Đặng", "Ksơr", "Điểu", "Chamaléa", "Ŭi", "A"])


@given(
    number=st.from_regex(r"\A0[0-9]{11}\Z"),
    old=st.just("") | st.from_regex(r"\A[0-9]{9}\Z"),
    name=st.lists(_WORD, min_size=1, max_size=6).map(" ".join),
    birth=st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    sex=st.sampled_from(Sex),
    residence=st.lists(_WORD, min_size=1, max_size=12).map(lambda words: "Xã " + " ".join(words)),
    issued=st.dates(date(2021, 1, 1), date(2026, 1, 1)),
    extra=st.lists(_WORD, max_size=4).map(tuple),
)
def test_writing_and_reading_a_card_are_inverse(
    number: str,
    old: str,
    name: str,
    birth: date,
    sex: Sex,
    residence: str,
    issued: date,
    extra: tuple[str, ...],
) -> None:
    card = Card(number, old, name, birth, sex, residence, issued, extra)
    assert parse_card(write_card(card)) == card
    assert parse_card(unicodedata.normalize("NFD", write_card(card)) + "\r") == card


@given(st.text(max_size=300))
def test_no_text_brings_the_reader_down(text: str) -> None:
    try:
        card = parse_card(text)
    except CardUnreadable:
        return
    assert len(card.number) == 12
