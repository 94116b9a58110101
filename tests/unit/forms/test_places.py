"""The table of places: complete, findable, and never guessed."""

import time
from datetime import date
from pathlib import Path

import pytest

from forms.errors import BugError
from forms.rules.places import Places, judge_place, read_table


def test_the_two_level_map_is_whole() -> None:
    places = Places.load()
    provinces = places.provinces()
    assert len(provinces) == 34
    assert sum(p.full_name.startswith("Thành phố ") for p in provinces) == 9
    assert sum(len(places.communes(p.code)) for p in provinces) == 3321
    assert {p.code: len(places.communes(p.code)) for p in provinces if p.code in ("11", "56", "75")} == {
        "11": 45,
        "56": 65,
        "75": 95,
    }


def test_codes_are_text_with_their_zeros_and_unique() -> None:
    places = Places.load()
    codes = [u.code for p in places.provinces() for u in (p, *places.communes(p.code))]
    assert len(codes) == len(set(codes))
    assert {len(code) for code in codes} == {2, 5}
    assert all(code.isdigit() for code in codes)


def test_a_unit_tells_its_names_its_deciding_text_and_day() -> None:
    unit = Places.load().unit("03127")
    assert unit is not None
    assert (unit.full_name, unit.name, unit.province) == ("Phường Điện Biên Phủ", "Điện Biên Phủ", "11")
    assert (unit.decision, unit.valid_from) == ("1661/NQ-UBTVQH15", date(2025, 7, 1))
    changed = Places.load().unit("75")
    assert changed is not None
    assert (changed.full_name, changed.valid_from) == ("Thành phố Đồng Nai", date(2026, 4, 30))
    assert Places.load().unit("99999") is None


@pytest.mark.parametrize(
    "query", ["dien bien phu", "Điện Biên Phủ", "phường điện biên", "bien phu dien", "DIEN B"]
)
def test_a_commune_is_found_as_people_type_it(query: str) -> None:
    assert "03127" in [u.code for u in Places.load().find(query, "11")]


def test_names_that_begin_so_come_first_and_others_are_not_guessed() -> None:
    places = Places.load()
    found = places.find("muong", "11", limit=100)
    begin = [u.folded.startswith("muong") for u in found]
    assert begin == sorted(begin, reverse=True)
    assert any(begin)
    assert places.find("xyzzy") == ()
    assert len(places.find("", "11", limit=5)) == 5
    assert places.find("", "99") == ()
    assert len(places.find("a")) == 20


def test_finding_among_all_communes_is_quick() -> None:
    places = Places.load()
    best = 1.0
    for _ in range(5):
        start = time.perf_counter()
        places.find("dien bien")
        best = min(best, time.perf_counter() - start)
    assert best < 0.02


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({}, "incomplete"),
        ({"province": "11"}, "incomplete"),
        ({"detail": "Bản Mẫu"}, "incomplete"),
        ({"province": "11", "commune": "00004"}, "unknown"),
        ({"province": "11", "commune": "11"}, "unknown"),
        ({"province": "70", "commune": "03127"}, "unknown"),
        ({"province": "11", "commune": 3127}, "unknown"),
        ({"province": "11", "commune": "03127", "district": "x"}, "unknown"),
        ({"province": "11", "commune": "03127", "detail": "x" * 201}, "detail"),
    ],
)
def test_a_wrong_place_says_what_is_wrong(value: dict[str, object], kind: str) -> None:
    found = judge_place(value, detail_required=False)
    assert found is not None
    assert found.id == f"error.form.place.{kind}"


def test_the_detail_is_asked_only_where_it_is_needed() -> None:
    value = {"province": "11", "commune": "03127"}
    assert judge_place(value, detail_required=False) is None
    assert judge_place(value, detail_required=True) is not None
    assert judge_place({**value, "detail": "Bản Mẫu"}, detail_required=True) is None


def test_a_damaged_table_is_noticed(tmp_path: Path) -> None:
    for text in ("00004\tXã Mẫu\tmau\t0\n", "decision\t0\t\t2025-13-01\n", "x\n"):
        (tmp_path / "places.tsv").write_text(text, encoding="utf-8")
        with pytest.raises(BugError):
            read_table(tmp_path / "places.tsv")
