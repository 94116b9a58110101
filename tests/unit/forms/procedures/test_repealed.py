"""Procedures repealed on 01/09/2026: a dossier filed under one keeps it, nobody files under it any more."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from forms.catalogue import Catalogue
from forms.path import evaluate
from forms.validation import validate
from tests.unit.forms.procedures.walking import HERE, PLACE, procedure, shipped

REPEALED = Path(__file__).resolve().parents[3] / "fixtures" / "procedures"
SUCCESSORS = {"2.002621": "3.000722", "2.002622": "2.002913"}
OLD = {
    "relation": "mother",
    "requester_name": "Lò Thị Mẫu",
    "requester_phone": "0900000001",
    "child_name": "Giàng A Thử",
    "child_birth": "2024-08-05",
    "child_sex": "male",
    "child_birth_place": PLACE,
    "old_district": "Huyện Mẫu",
    "health_facility": "Trạm y tế xã Mẫu",
}


@cache
def _with_repealed() -> Catalogue:
    return Catalogue.shipped(REPEALED)


def test_the_old_files_are_sound() -> None:
    assert _with_repealed().faults() == ()
    assert {code for code, _ in _with_repealed().versions()} >= set(SUCCESSORS)


@pytest.mark.parametrize("code", SUCCESSORS)
def test_no_day_lies_between_the_old_and_the_new(code: str) -> None:
    old = _with_repealed().newest(code, date(2026, 8, 31))
    new = shipped().newest(SUCCESSORS[code], date(2026, 9, 1))
    assert old.last_lawful_day is not None
    assert old.last_lawful_day + timedelta(days=1) == new.valid_from
    assert old.lawful_on(date(2026, 8, 31))
    assert not old.lawful_on(date(2026, 9, 1))
    assert not new.lawful_on(date(2026, 8, 31))
    assert old.after_last_day is not None
    assert new.code in old.after_last_day.vi


@pytest.mark.parametrize("code", SUCCESSORS)
def test_the_repealed_are_not_shipped(code: str) -> None:
    assert code not in {entry.code for entry in shipped().index(HERE.today)}


def test_each_day_has_its_version() -> None:
    catalogue = _with_repealed()
    assert catalogue.newest("2.002621", date(2025, 6, 30)).version == "2024.1"
    assert catalogue.newest("2.002621", date(2025, 7, 1)).version == "2025.1"


def test_a_dossier_keeps_the_version_it_was_filed_under() -> None:
    old = _with_repealed().get("2.002621", "2024.1")
    assert validate(old, OLD, (), (), HERE) == ()
    assert evaluate(old, OLD, (), HERE).payload()["old_district"] == "Huyện Mẫu"
    later = _with_repealed().get("2.002621", "2025.1")
    assert [f.field for f in validate(later, OLD, (), (), HERE)] == ["old_district", "birth_notice_number"]


def test_the_identity_card_came_with_the_new_procedure() -> None:
    old = {p.id for p in _with_repealed().get("2.002621", "2025.1").parts}
    new = {p.id for p in procedure("3.000722").parts}
    assert new - old == {"identity"}
    assert {p.id for p in procedure("2.002913").parts} > {
        p.id for p in _with_repealed().get("2.002622", "2024.1").parts
    }
