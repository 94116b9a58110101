"""Formats: what is written can be read back where nothing is lost, and partial dates stay partial."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.export_formats import Format, format_of, place_text
from forms.rules.ethnic import GROUPS, other
from forms.rules.places import Places

days = st.dates(date(1900, 1, 1), date(2099, 12, 31)).map(date.isoformat)
partial = days.flatmap(lambda day: st.sampled_from((day, day[:7], day[:4])))
patterns = st.sampled_from(
    ("date dd/MM/yyyy", "date yyyyMMdd", "date yyyy-MM-dd", "date dd.MM.yyyy", "date yyyyMMddHHmmss")
)


def needed(name: str) -> Format:
    found = format_of(name)
    assert found is not None
    return found


@given(patterns, partial)
def test_a_date_is_read_back_as_precise_as_it_was_given(pattern: str, day: str) -> None:
    form = needed(pattern)
    written = form.write(day)
    assert written is not None
    assert form.read is not None
    assert form.read(written) == day


@given(st.integers(min_value=0, max_value=10**9))
def test_a_number_is_read_back(number: int) -> None:
    form = needed("number")
    assert form.read is not None
    assert form.read(form.write(number) or "") == number


@pytest.mark.parametrize(
    ("pattern", "day", "written"),
    [
        ("date dd/MM/yyyy", "2026-11-05", "05/11/2026"),
        ("date dd/MM/yyyy", "2026-11", "11/2026"),
        ("date dd/MM/yyyy", "2026", "2026"),
        ("date yyyyMMddHHmmss", "2026-11-05", "20261105000000"),
        ("date yyyyMMddHHmmss", "2026", "2026"),
        ("date dd", "2026", None),
        ("date dd/MM/yyyy", "2026-02-30", None),
        ("date dd/MM/yyyy", "", None),
    ],
)
def test_dates_as_other_systems_want_them(pattern: str, day: str, written: str | None) -> None:
    assert needed(pattern).write(day) == written


def test_times_are_told_in_viet_nam() -> None:
    form = needed("date yyyyMMddHHmmss")
    assert form.write(datetime(2026, 11, 20, 18, 5, 9, tzinfo=UTC)) == "20261121010509"
    assert (
        form.write(datetime(2026, 11, 21, 1, 5, 9, tzinfo=timezone(timedelta(hours=7)))) == "20261121010509"
    )


@pytest.mark.parametrize(
    "name", ["date", "date xx", "date ddMMdd", "Upper", "place.district", "date dd thg MM"]
)
def test_there_is_no_such_format(name: str) -> None:
    assert format_of(name) is None


def test_names_are_split_only_where_there_is_something_to_split() -> None:
    told = {
        name: tuple(needed(f"{part}_name").write(name) for part in ("family", "middle", "given"))
        for name in ("Nguyễn Thị Thí Mẫu", "Giàng Mẫu", "Mẫu")
    }
    assert told["Nguyễn Thị Thí Mẫu"] == ("NGUYỄN", "THỊ THÍ", "MẪU")
    assert told["Giàng Mẫu"] == ("GIÀNG", None, "MẪU")
    assert told["Mẫu"] == (None, None, "MẪU")  # nobody knows whether it is a family name


@given(st.sampled_from(Places.load().provinces()), st.data(), st.sampled_from((None, "Bản Mẫu 3")))
def test_a_place_is_told_by_todays_names(province: object, data: st.DataObject, detail: str | None) -> None:
    code = getattr(province, "code", "")
    commune = data.draw(st.sampled_from(Places.load().communes(code)))
    place = {"province": code, "commune": commune.code, **({"detail": detail} if detail else {})}
    told = place_text(place)
    assert told is not None
    assert told.split(", ")[-1] == getattr(province, "full_name", "")
    assert commune.full_name in told
    assert needed("place.commune").write(place) == commune.code


def test_a_place_that_is_not_in_the_table_is_not_made_up() -> None:
    assert place_text({"province": "11", "commune": "99999"}) is None
    assert needed("place.commune_name").write({"province": "11"}) is None


@given(st.sampled_from(GROUPS))
def test_a_listed_people_has_its_code_and_no_other_name(group: object) -> None:
    value = group.value()  # type: ignore[attr-defined]
    assert needed("ethnic.choice").write(value) == value["code"]
    assert needed("ethnic.other").write(value) is None


def test_a_people_outside_the_list_keeps_its_own_name() -> None:
    value = other("Cil")
    assert needed("ethnic.choice").write(value) == "Khác"
    assert needed("ethnic.other").write(value) == "Cil"
    assert needed("ethnic.code").write(value) is None


def test_a_flag_has_no_plain_text() -> None:
    assert needed("text").write(True) is None
    assert needed("number").write(True) is None
    assert needed("base64").write(b"\x00mau") == "AG1hdQ=="
