"""The health insurance card and the fields 01 to 19 of its form."""

from typing import Any

import pytest

from forms.definition import PaperHandling
from tests.unit.forms.procedures.walking import (
    PLACE,
    asked,
    faults,
    needed,
    procedure,
    reasons,
    walk,
    without,
)

CARD = "1.014137"
PERSON: dict[str, Any] = {
    "insured_number": "011324000001",
    "insured_name": "Giàng Thị Mẫu",
    "insured_sex": "female",
    "insured_birth": "2024-02-03",
    "insured_nationality": "vietnamese",
    "insured_ethnic": {"name": "Hmông", "code": "08", "list": "QD121"},
    "insured_birth_registered": {"province": "11", "commune": "03127"},
}
CHILD: dict[str, Any] = {
    **PERSON,
    "insurance_case": "small_child",
    "insurance_relation": "parent",
    "requester_number": "011070000002",
    "requester_name": "Giàng A Thử",
    "insurance_address": PLACE,
    "first_clinic": "Trạm y tế xã Mẫu",
    "appendix_wanted": False,
}
ADJUST: dict[str, Any] = {
    **without(CHILD, *PERSON),
    **without(PERSON, "insured_number", "insured_name", "insured_sex", "insured_birth"),
    "insurance_case": "adjust",
    "insurance_relation": "self",
    "requester_birth": "1970-05-05",
    "requester_sex": "male",
    "social_insurance_number": "0000000001",
    "correct_personal": False,
    "insurance_request": "Đổi nơi khám bệnh ban đầu",
}
KIN: dict[str, Any] = {
    "kin_name": "Vàng A Mẫu",
    "kin_birth": "1980",
    "kin_sex": "male",
    "kin_relation": "Con",
}


def test_a_small_child_files_with_the_parents_name_and_no_paper() -> None:
    assert faults(CARD, CHILD) == []
    state = walk(CARD, CHILD)
    assert state.to_officer is None
    assert state.payload()["insured_parent_name"] == "Giàng A Thử"
    assert "insured_parent" not in asked(state)
    assert needed(state)["birth_record"] is PaperHandling.NUMBER_ONLY
    assert [d.layout for d in state.declarations] == ["tk1_ts"]


def test_no_fee_and_no_day_is_promised() -> None:
    state = walk(CARD, CHILD)
    assert (state.fee.amount, state.fee.known) == (None, False)
    assert state.due.working_days is None


@pytest.mark.parametrize(
    "field",
    [
        "insured_name",
        "insured_sex",
        "insured_birth",
        "insured_ethnic",
        "insured_birth_registered",
        "first_clinic",
    ],
)
def test_what_the_form_demands_is_demanded(field: str) -> None:
    assert field in faults(CARD, without(CHILD, field))


def test_a_child_of_six_sees_the_officer() -> None:
    assert reasons(walk(CARD, CHILD | {"insured_birth": "2020-11-20"})) == ["not_a_small_child"]
    assert reasons(walk(CARD, CHILD | {"insured_birth": "2020-11-21"})) == []


def test_a_stranger_cannot_sign_for_a_small_child() -> None:
    stranger = CHILD | {"insurance_relation": "other"}
    assert faults(CARD, stranger) == ["insured_parent_name"]
    stranger |= {"insured_parent_name": "Giàng Thị Thử"}
    assert reasons(walk(CARD, stranger)) == ["nobody_of_the_child"]


def test_ones_own_facts_are_asked_once_and_nobody_is_their_own_small_child() -> None:
    state = walk(CARD, ADJUST)
    assert faults(CARD, ADJUST) == []
    assert state.payload()["insured_name"] == "Giàng A Thử"
    assert not {"insured_card", "insured_name", "insured_birth", "insured_sex"} & set(asked(state))
    assert "insurance_relation" in faults(CARD, CHILD | {"insurance_relation": "self"})


def test_a_social_insurance_number_has_ten_digits() -> None:
    assert faults(CARD, ADJUST | {"social_insurance_number": "123456789"}) == ["social_insurance_number"]
    assert faults(CARD, without(ADJUST, "social_insurance_number")) == ["social_insurance_number"]
    unknown = without(ADJUST, "social_insurance_number")
    assert faults(CARD, unknown, unsure=("social_insurance_number",)) == []


def test_a_change_says_what_changes() -> None:
    assert faults(CARD, without(ADJUST, "insurance_request")) == ["insurance_request"]
    assert "corrected_name" not in walk(CARD, ADJUST | {"corrected_name": "Lò Thị Mẫu"}).payload()
    corrected = ADJUST | {"correct_personal": True, "corrected_name": "Lò Thị Mẫu"}
    assert walk(CARD, corrected).payload()["corrected_name"] == "Lò Thị Mẫu"


def test_a_foreigner_names_a_country_and_sees_the_officer() -> None:
    foreign = CHILD | {"insured_nationality": "foreign"}
    assert faults(CARD, foreign) == ["insured_country"]
    assert reasons(walk(CARD, foreign)) == ["foreigner"]


@pytest.mark.parametrize(("count", "wrong"), [(0, ["kin"]), (1, []), (20, []), (21, ["kin"])])
def test_the_appendix_has_the_head_and_each_member(count: int, wrong: list[str]) -> None:
    appendix = CHILD | {
        "appendix_wanted": True,
        "head_number": "011070000002",
        "head_name": "Giàng A Thử",
        "kin": [KIN] * count,
    }
    assert faults(CARD, appendix) == wrong
    assert "kin" not in walk(CARD, appendix | {"appendix_wanted": False}).payload()


def test_every_numbered_field_of_the_form_is_there() -> None:
    fields = {f.id for f in procedure(CARD).fields()}
    assert {
        "insured_phone", "insured_email", "insured_parent_name", "insurance_address", "social_insurance_number",
        "corrected_name", "corrected_sex", "corrected_birth", "corrected_birth_registered", "corrected_number",
        "contribution_level", "contribution_method", "first_clinic", "insurance_request", "insurance_attached",
    } <= fields  # fmt: skip


def test_the_newer_circular_is_named_as_not_compared() -> None:
    law = next(law for law in procedure(CARD).legal_basis if "12/2026" in law.title)
    assert not law.fact.verified
    assert "mẫu có thể đã đổi" in dict(procedure(CARD).sources)[law.fact.source]
