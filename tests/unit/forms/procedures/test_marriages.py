"""A marriage prepared here and signed by both before the civil-status officer."""

from typing import Any

import pytest

from forms.kinds import Stage
from forms.sample import sample
from forms.validation import validate
from tests.unit.forms.procedures.people import HMONG, REQUESTER, THAI
from tests.unit.forms.procedures.walking import (
    HERE,
    PLACE,
    asked,
    blocking,
    faults,
    needed,
    procedure,
    reasons,
    walk,
    without,
)

SINGLE, OUTREACH = "1.000894", "1.000593"
COUPLE: dict[str, Any] = {
    "relation": "wife",
    **REQUESTER,
    "husband_number": "011092000002",
    "husband_name": "Giàng A Mẫu",
    "husband_birth": "1992-07-01",
    "husband_ethnic": HMONG,
    "husband_nationality": "vietnamese",
    "husband_document_kind": "can_cuoc",
    "husband_residence_kind": "permanent",
    "husband_residence": PLACE,
    "husband_marital_status": "never",
    "wife_ethnic": THAI,
    "wife_nationality": "vietnamese",
    "wife_marital_status": "never",
    "copies_wanted": False,
    "authority_here": True,
}


def test_two_cards_are_all_it_takes() -> None:
    assert faults(SINGLE, COUPLE) == []
    state = walk(SINGLE, COUPLE)
    assert blocking(state) == set()
    assert state.to_officer is None


def test_the_one_who_sits_here_is_asked_nothing_twice() -> None:
    state = walk(SINGLE, COUPLE)
    said = state.payload()
    assert (said["wife_name"], said["wife_number"]) == ("Lò Thị Mẫu", "011195000001")
    assert not {"wife_card", "wife_name", "wife_birth", "wife_paper", "wife_residence"} & set(asked(state))
    assert {"husband_card", "husband_name", "wife_ethnic"} <= set(asked(state))
    other_way = walk(SINGLE, {**COUPLE, "relation": "husband"})
    assert other_way.payload()["husband_name"] == "Lò Thị Mẫu"
    assert "wife_card" in asked(other_way)


def test_nobody_needs_a_certificate_of_marital_status() -> None:
    state = walk(SINGLE, COUPLE)
    found = next(p for p in state.papers if p.paper.id == "marital_lookup")
    assert (found.needed, found.waits_for_lookup, found.blocking) == (True, True, False)
    assert {"husband_number", "wife_number"} <= set(found.lookup_fields)


def test_both_sign_before_the_civil_status_officer() -> None:
    for code in (SINGLE, OUTREACH):
        presence = procedure(code).presence
        assert presence.result is True
        (both,) = presence.people
        assert both.at is Stage.RESULT
        assert "bên nam và bên nữ" in both.who.vi
        assert both.before is not None
        assert "tư pháp – hộ tịch" in both.before.vi


YOUNG = {
    "husband_young": {"husband_birth": "2006-12-01", "husband_number": "011206000002"},
    "wife_young": {"requester_birth": "2008-12-01", "requester_number": "011308000001"},
}


@pytest.mark.parametrize("reason", YOUNG)
def test_those_too_young_are_explained_to_and_not_refused(reason: str) -> None:
    state = walk(SINGLE, {**COUPLE, **YOUNG[reason], "requester_issued": "2026-01-01"})
    assert reasons(state) == [reason]
    assert (state.stop, state.faults) == (None, ())


def test_the_day_one_comes_of_age_is_enough() -> None:
    of_age = {**COUPLE, "husband_birth": "2006-11-20", "husband_number": "011206000002"}
    assert reasons(walk(SINGLE, of_age)) == []


OFFICER = {
    "married": {"husband_marital_status": "married", "husband_marriage_count": 2},
    "other_case": {"wife_marital_status": "other_case", "wife_marriage_count": 1},
    "foreigner": {"husband_nationality": "foreign", "husband_country": "Nước Mẫu"},
}


@pytest.mark.parametrize("reason", OFFICER)
def test_what_needs_judgement_goes_to_the_officer(reason: str) -> None:
    state = walk(SINGLE, {**COUPLE, **OFFICER[reason]})
    assert reasons(state) == [reason]
    assert state.faults == ()


def test_the_number_of_marriages_is_asked_only_when_it_is_not_the_first() -> None:
    assert walk(SINGLE, COUPLE).payload()["wife_marriage_count"] == 1
    again = {**COUPLE, "husband_marital_status": "divorced"}
    assert faults(SINGLE, again) == ["husband_marriage_count"]
    assert faults(SINGLE, {**again, "husband_marriage_count": 2}) == []


def test_one_card_cannot_be_both() -> None:
    assert [f.field for f in walk(SINGLE, {**COUPLE, "husband_number": "011195000001"}).faults] == [
        "wife_number"
    ]


def test_a_missing_card_is_shown_later_and_handed_back() -> None:
    unknown = without(COUPLE, "husband_number")
    assert faults(SINGLE, unknown, unsure=("husband_number", "husband_document_number")) == ["other_identity"]
    assert needed(walk(SINGLE, COUPLE))["other_identity"].value == "number_only"


def test_it_is_free_and_copies_cost() -> None:
    assert walk(SINGLE, COUPLE).fee.amount == 0
    assert walk(SINGLE, {**COUPLE, "copies_wanted": True, "copies": 2}).fee.amount == 16_000


def test_time_and_law() -> None:
    d = procedure(SINGLE)
    assert (d.due_rule.working_days, d.due_rule.verification_days) == (1, 3)
    assert str(d.last_lawful_day) == "2027-02-28"


def test_the_team_in_the_village_brings_the_officer_along() -> None:
    d = procedure(OUTREACH)
    assert d.offered_to is not None
    assert d.offered_to.outreach
    assert d.due_rule.working_days is None
    assert faults(OUTREACH, without(COUPLE, "authority_here")) == []


@pytest.mark.parametrize("code", [SINGLE, OUTREACH])
def test_every_known_key_of_each_side_is_asked(code: str) -> None:
    keys = {
        *("HoTen", "NgaySinh", "DanToc", "QuocTich", "LoaiCuTru", "NoiCuTru", "SoDinhDanh", "LoaiGiayTo"),
        *("SoGiayTo", "NgayCap", "NoiCap", "SoLanKetHon", "LoaiTinhTrangHonNhan"),
    }
    for side in ("husband_", "wife_"):
        assert {f.eform for f in procedure(code).fields() if f.id.startswith(side) and f.eform} == keys


@pytest.mark.parametrize("code", [SINGLE, OUTREACH])
def test_the_record_alone_is_judged_as_the_dossier_was(code: str) -> None:
    d = procedure(code)
    for seed in range(3):
        state = walk(code, sample(d, seed))
        assert validate(d, state.payload(), (), (), HERE) == ()
