"""After a death: two, three or four procedures by the family's choice, and who decides which."""

from typing import Any

import pytest

from forms.sample import sample
from forms.validation import validate
from tests.unit.forms.procedures.people import DEATH, DECEASED, REQUESTER
from tests.unit.forms.procedures.walking import (
    ELSEWHERE,
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

CODE = "2.002913"
TWO: dict[str, Any] = {
    "linked_parts": "two",
    "relation": "child",
    **REQUESTER,
    **DECEASED,
    **DEATH,
    "copies_wanted": False,
    "authority_here": True,
    "result_return": "counter",
}
BURIED: dict[str, Any] = {
    "burial_date": "2026-11-12",
    "burial_place": "Nghĩa trang bản Mẫu",
    "organiser_is_requester": True,
    "organiser_kind": "household",
    "organiser_lives_there": True,
}
THREE = {**TWO, **BURIED, "linked_parts": "three", "funeral_scheme": "protection"}
FOUR = {
    **TWO,
    **BURIED,
    "linked_parts": "four",
    "funeral_scheme": "insurance",
    "deceased_social_insurance_number": "0123456789",
}


def _chosen(answers: dict[str, Any]) -> dict[str, str]:
    return {p.part.id: p.part.authority.kind for p in walk(CODE, answers).parts if p.chosen}


@pytest.mark.parametrize("answers", [TWO, THREE, FOUR])
def test_each_choice_is_complete_with_the_notice_alone(answers: dict[str, Any]) -> None:
    assert faults(CODE, answers) == ["death_notice"]
    assert faults(CODE, answers, papers=("death_notice",)) == []
    assert walk(CODE, answers).to_officer is None


def test_the_parts_follow_the_choice() -> None:
    first = {"death": "ubnd_xa", "residence": "cong_an_xa"}
    assert _chosen(TWO) == first
    assert _chosen(THREE) == {**first, "funeral": "ubnd_xa"}
    assert _chosen(FOUR) == {**first, "funeral_insurance": "bhxh", "survivors": "bhxh"}


@pytest.mark.parametrize(
    ("scheme", "part"),
    [
        ("protection", "funeral"),
        ("social_pension", "funeral"),
        ("veteran", "funeral"),
        ("insurance", "funeral_insurance"),
    ],
)
def test_the_scheme_says_who_pays_for_the_burial(scheme: str, part: str) -> None:
    chosen = _chosen({**THREE, "funeral_scheme": scheme})
    assert part in chosen
    assert len({"funeral", "funeral_insurance"} & set(chosen)) == 1


def test_the_questions_follow_the_choice() -> None:
    burial = {"funeral_scheme", "burial", "organiser_is_requester", "organiser_kind"}
    assert not burial & set(asked(walk(CODE, TWO)))
    assert burial <= set(asked(walk(CODE, THREE)))
    assert "deceased_insurance" not in asked(walk(CODE, THREE))
    assert "deceased_insurance" in asked(walk(CODE, FOUR))
    changed_mind = walk(CODE, {**FOUR, "linked_parts": "two"})
    hidden = {"funeral_scheme", "organiser_name", "deceased_social_insurance_number", "burial_place"}
    assert not hidden & set(changed_mind.payload())


def test_the_papers_follow_the_choice() -> None:
    assert "funeral_scheme_proof" not in needed(walk(CODE, TWO))
    assert "funeral_scheme_proof" in needed(walk(CODE, THREE))
    assert [d.id for d in walk(CODE, TWO).declarations] == ["declaration"]
    assert [d.id for d in walk(CODE, THREE).declarations] == ["declaration", "mau_04"]


def test_who_saw_to_the_burial_is_asked_nothing_twice() -> None:
    said = walk(CODE, THREE).payload()
    assert (said["organiser_name"], said["organiser_number"]) == ("Lò Thị Mẫu", "011195000001")
    assert said["organiser_residence"] == said["organiser_current_residence"] == PLACE
    assert "organiser_card" not in asked(walk(CODE, THREE))
    other = {**THREE, "organiser_is_requester": False}
    missing = [f.field for f in walk(CODE, other).faults]
    assert {"organiser_number", "organiser_name", "organiser_birth", "organiser_residence"} <= set(missing)


def test_a_village_that_sees_to_the_burial_is_named() -> None:
    village = {**THREE, "organiser_kind": "organisation"}
    assert faults(CODE, village, papers=("death_notice",)) == ["organiser_organisation"]


def test_the_police_of_the_last_home_delete_the_residence() -> None:
    parts = {p.id: p.authority.place_field for p in procedure(CODE).parts}
    assert parts["residence"] == "deceased_residence"
    assert walk(CODE, {**TWO, "deceased_residence": ELSEWHERE, "death_place": PLACE}).faults == ()


def test_no_time_is_promised_for_any_part() -> None:
    d = procedure(CODE)
    assert d.due_rule.working_days is None
    assert d.due_rule.cases == ()
    assert all(p.due_rule is None or p.due_rule.working_days is None for p in d.parts)
    assert "Chưa có dữ liệu" in walk(CODE, TWO).due.text.vi


OFFICER: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "not_permanent": (TWO, {"deceased_residence_kind": "temporary"}),
    "scheme_unknown": (THREE, {"funeral_scheme": "unknown"}),
    "scheme_and_survivors": (FOUR, {"funeral_scheme": "protection"}),
    "foreigner": (TWO, {"deceased_nationality": "foreign", "deceased_country": "Nước Mẫu"}),
}


@pytest.mark.parametrize("reason", OFFICER)
def test_what_needs_judgement_goes_to_the_officer(reason: str) -> None:
    plain, bent = OFFICER[reason]
    state = walk(CODE, {**plain, **bent})
    assert reasons(state) == [reason]
    assert state.faults == ()


def test_a_lost_insurance_number_is_looked_up() -> None:
    lost = without(FOUR, "deceased_social_insurance_number")
    assert faults(CODE, lost, papers=("death_notice",)) == ["deceased_social_insurance_number"]
    assert faults(CODE, lost, papers=("death_notice",), unsure=("deceased_social_insurance_number",)) == []
    odd = walk(CODE, {**FOUR, "deceased_social_insurance_number": "12345"})
    assert [field for field, _ in odd.warnings] == ["deceased_social_insurance_number"]


def test_free_in_time_and_only_copies_cost() -> None:
    assert walk(CODE, TWO).fee.exempt
    assert walk(CODE, {**TWO, "copies_wanted": True, "copies": 2}).fee.amount == 16_000
    late = {**TWO, "death_date": "2026-10-01", "death_registration_kind": "overdue"}
    assert walk(CODE, {**late, "fee_exemption": "poor"}).fee.exempt
    assert walk(CODE, {**late, "fee_exemption": "none"}).fee.amount is None


def test_it_begins_with_its_decree_and_ends_with_the_old_law() -> None:
    d = procedure(CODE)
    assert (str(d.valid_from), str(d.last_lawful_day)) == ("2026-09-01", "2027-02-28")


def test_an_electronic_notice_leaves_no_paper_to_bring() -> None:
    assert blocking(walk(CODE, {**FOUR, "death_notice_kind": "electronic"})) == set()


def test_the_record_alone_is_judged_as_the_dossier_was() -> None:
    d = procedure(CODE)
    for seed in range(4):
        state = walk(CODE, sample(d, seed))
        assert validate(d, state.payload(), (), (), HERE) == ()
