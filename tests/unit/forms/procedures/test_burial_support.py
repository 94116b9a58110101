"""Help with the cost of a burial."""

import re
from typing import Any

from forms.definition import PaperHandling
from tests.unit.forms.procedures.walking import (
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

BURIAL = "1.001731"
ANSWERS: dict[str, Any] = {
    "support_case": "monthly",
    "deceased_number": "011040000001",
    "deceased_name": "Lò Văn Mẫu",
    "deceased_birth": "1940",
    "deceased_sex": "male",
    "deceased_ethnic": {"name": "Thái", "code": "03", "list": "QD121"},
    "deceased_residence_kind": "permanent",
    "deceased_residence": PLACE,
    "death_date": "2026-11-10",
    "organiser_me": True,
    "organiser_kind": "household",
    "organiser_number": "011070000002",
    "organiser_name": "Lò Văn Thử",
    "organiser_birth": "1970-01-02",
    "organiser_residence": PLACE,
    "organiser_lives_there": True,
    "organiser_relation": "Con",
    "authority_here": True,
}


def test_the_family_member_who_saw_to_it_files_without_looking_for_papers() -> None:
    assert faults(BURIAL, ANSWERS) == []
    state = walk(BURIAL, ANSWERS)
    assert state.to_officer is None
    assert blocking(state) == set()
    assert needed(state)["death_record"] is PaperHandling.NUMBER_ONLY
    assert needed(state)["allowance_record"] is PaperHandling.NUMBER_ONLY
    assert state.payload()["requester_name"] == "Lò Văn Thử"
    assert not {"requester_card", "requester_name"} & set(asked(state))
    assert [d.layout for d in state.declarations] == ["mau_04_mai_tang"]


def test_somebody_sent_by_the_family_gives_a_name_of_their_own() -> None:
    sent = ANSWERS | {"organiser_me": False}
    assert faults(BURIAL, sent) == ["requester_number", "requester_name", "identity_card"]


def test_no_amount_and_no_day_is_promised_anywhere() -> None:
    definition = procedure(BURIAL)
    assert definition.due_rule.working_days is None
    for message in definition.messages():
        assert not re.search(r"\d[\d.]{3,}|nghìn đồng|triệu|lần mức chuẩn", message.vi), message.vi


def test_it_costs_nothing() -> None:
    assert walk(BURIAL, ANSWERS).fee.amount == 0


def test_other_schemes_are_shown_their_own_way() -> None:
    state = walk(BURIAL, ANSWERS | {"support_case": "other"})
    assert reasons(state) == ["other_scheme"]
    assert "allowance_record" not in needed(state)


def test_an_organisation_names_itself_and_its_representative() -> None:
    village = without(ANSWERS, "organiser_relation") | {"organiser_kind": "organisation"}
    assert faults(BURIAL, village) == ["organiser_organisation"]
    village |= {"organiser_organisation": "Bản Mẫu", "organiser_position": "Trưởng bản"}
    assert faults(BURIAL, village) == []
    assert walk(BURIAL, village).payload()["organiser_position"] == "Trưởng bản"


def test_a_burial_never_comes_before_the_death() -> None:
    assert faults(BURIAL, ANSWERS | {"burial_date": "2026-11-09"}) == ["burial_date"]
    assert faults(BURIAL, ANSWERS | {"burial_date": "2026-11-12"}) == []


def test_the_cause_of_death_need_not_be_told() -> None:
    (cause,) = [f for f in walk(BURIAL, ANSWERS).fields() if f.field.id == "death_cause"]
    assert not cause.required


def test_another_commune_may_decide() -> None:
    assert faults(BURIAL, ANSWERS | {"authority_here": False}) == ["authority_place"]
    assert procedure(BURIAL).parts[0].authority.place_field == "authority_place"
