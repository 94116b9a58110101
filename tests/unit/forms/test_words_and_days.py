"""Names, dates, ethnic groups."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.kinds import Precision
from forms.rules import dates, ethnic
from forms.rules.names import fold, has_marks, nfc, same_name, tidy


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Đặng Thị Mẫu", "dang thi mau"),
        ("ĐẶNG  THỊ\tMẪU ", "dang thi mau"),
        ("Hơ Ƀôn", "ho bon"),
        ("Y Ƀhăm Êƀan", "y bham eban"),
        ("Rơ Châm H'Thử", "ro cham h'thu"),
        ("K’Thử", "k'thu"),
        ("Ksor Ŭi", "ksor ui"),
    ],
)
def test_names_are_found_without_marks(name: str, folded: str) -> None:
    assert fold(name) == folded
    assert fold(unicodedata.normalize("NFD", name)) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folding_does_not_care_how_a_text_is_composed(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text())
def test_tidying_keeps_composed_text_and_is_done_once(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert nfc(text) == unicodedata.normalize("NFC", text)


def test_the_same_name_with_and_without_marks() -> None:
    assert same_name("Đặng Thị Mẫu", "dang thi mau")
    assert not same_name("Đặng Thị Mẫu", "Đặng Thị Thử")
    assert not same_name("", "")
    assert has_marks("Đa")
    assert not has_marks("Nguyen Van A")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1990-02-28", Precision.DAY),
        ("1990-02", Precision.MONTH),
        ("1990", Precision.YEAR),
        ("1990-02-30", None),
        ("1990-13", None),
        ("0000", None),
        ("90", None),
        ("1990-2-3", None),
        ("28/02/1990", None),
        ("１９９０", None),
    ],
)
def test_dates_say_how_much_is_known(text: str, wanted: Precision | None) -> None:
    assert dates.precision_of(text) is wanted


def test_ages_are_only_what_is_sure() -> None:
    assert dates.age_years("2008-11-20", "2026-11-20") == 18
    assert dates.age_years("2008-11-21", "2026-11-20") == 17
    assert dates.age_years("2008", "2026-11-20") == 17
    assert dates.age_years("2008-11", "2026-11-20") == 17
    assert dates.age_years("2027-01-01", "2026-11-20") is None
    assert dates.age_years("2008-02-29", "2026-02-28") == 17
    assert dates.age_years("2008-02-29", "2026-03-01") == 18
    assert not dates.age_at_least("2008", 18, "2026-11-20")
    assert not dates.age_under("2008", 18, "2026-11-20")
    assert dates.age_under("2009", 18, "2026-11-20")
    assert dates.age_at_least("2007", 18, "2026-11-20")


@given(
    birth=st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    years=st.integers(0, 130),
    cut=st.sampled_from([4, 7, 10]),
)
def test_what_is_sure_of_a_part_of_a_date_holds_for_the_whole(birth: date, years: int, cut: int) -> None:
    part, whole, on = birth.isoformat()[:cut], birth.isoformat(), "2026-11-20"
    if dates.age_at_least(part, years, on):
        assert dates.age_at_least(whole, years, on)
    if dates.age_under(part, years, on):
        assert dates.age_under(whole, years, on)
    assert not (dates.age_at_least(part, years, on) and dates.age_under(part, years, on))


@given(first=st.dates(), second=st.dates(), cuts=st.tuples(*[st.sampled_from([4, 7, 10])] * 2))
def test_surely_before_is_never_wrong(first: date, second: date, cuts: tuple[int, int]) -> None:
    if dates.surely_before(first.isoformat()[: cuts[0]], second.isoformat()[: cuts[1]]):
        assert first < second


def test_days_and_order_of_writing() -> None:
    assert dates.days_between("2026-11-20", "2026-12-01") == 11
    assert dates.days_between("2026-11", "2026-12-01") is None
    assert dates.year_of("1990-05") == 1990
    assert dates.in_vietnamese_order("1990-05-17") == "17/05/1990"
    assert dates.in_vietnamese_order("1990-05") == "05/1990"
    assert dates.in_vietnamese_order("a-b") == "a-b"


def test_the_54_groups_have_the_codes_of_their_list() -> None:
    known = {"01": "Kinh", "03": "Thái", "08": "HMông", "17": "Chăm", "22": "Xtiêng", "54": "Rơ-măm"}
    assert {code: (ethnic.group(code) or ethnic.GROUPS[0]).name for code in known} == known
    assert [g.code for g in ethnic.GROUPS] == [f"{n:02d}" for n in range(1, 57)]
    assert ethnic.group("99") is None


@pytest.mark.parametrize("query", ["hmong", "Mông", "h'mong", "meo"])
def test_a_group_is_found_by_the_names_people_use(query: str) -> None:
    assert "08" in [g.code for g in ethnic.find(query)]


def test_every_group_is_a_right_answer_and_so_is_another_name() -> None:
    assert len(ethnic.find("")) == 56
    for group in ethnic.GROUPS:
        assert ethnic.judge_ethnic(group.value()) is None
    assert ethnic.judge_ethnic(ethnic.other("Cil")) is None
    assert ethnic.judge_ethnic({"name": "Gia Rai", "code": "10", "list": "QD121"}) is None


@pytest.mark.parametrize(
    "value",
    [
        {"name": "Tày", "code": "03", "list": "QD121"},
        {"name": "Tày", "code": "02"},
        {"name": "Tày", "code": "02", "list": "other"},
        {"name": "", "code": None, "list": "QD121"},
        {"name": "Tày", "code": "2", "list": "QD121"},
        {"name": "Tày", "code": 2, "list": "QD121"},
        {"name": "Tày", "code": "02", "list": "QD121", "more": "x"},
    ],
)
def test_a_code_without_its_own_name_and_list_is_refused(value: dict[str, object]) -> None:
    assert ethnic.judge_ethnic(value) is not None
