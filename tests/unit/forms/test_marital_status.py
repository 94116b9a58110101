"""The certificate of marital status: who needs it, what is asked, which papers, what is promised."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from forms.definition import PaperHandling
from forms.path import FormState, evaluate, first_page, next_page
from forms.sample import sample
from forms.validation import validate
from tests.unit.forms.small import HERE, marital

PLACE = {"province": "11", "commune": "03127", "detail": "Bản Mẫu 1"}
SELF: dict[str, Any] = {
    "purpose": "other",
    "purpose_kind": "loan",
    "relation": "self",
    "requester_number": "011190000001",
    "requester_name": "Lò Thị Mẫu",
    "requester_birth": "1990-03-02",
    "requester_id_kind": "can_cuoc",
    "requester_residence_kind": "permanent",
    "requester_residence": PLACE,
    "person_sex": "female",
    "person_ethnic": {"name": "Thái", "code": "03", "list": "QD121"},
    "person_nationality": "vietnamese",
    "marital_status": "never",
    "period_needed": False,
    "previous_certificate": "never",
    "copies": 1,
    "fee_exemption": "none",
    "authority_here": True,
    "result_return": "counter",
}
OTHER = {
    **SELF,
    "relation": "other",
    "kinship": "child",
    "person_number": "011060000002",
    "person_name": "Lò Văn Mẫu",
    "person_birth": "1960",
    "person_sex": "male",
    "person_id_kind": "cmnd",
    "person_id_number": "012345678",
    "person_residence_kind": "permanent",
    "person_residence": PLACE,
}


def _state(**more: Any) -> FormState:
    return evaluate(marital(), {**SELF, **more}, (), HERE)


def _faults(answers: dict[str, Any], unsure: tuple[str, ...] = (), papers: tuple[str, ...] = ()) -> list[str]:
    return [f.field for f in validate(marital(), answers, unsure, papers, HERE)]


def _needed(state: FormState) -> dict[str, PaperHandling]:
    return {p.paper.id: p.handling for p in state.papers if p.needed}


def test_a_plain_request_for_oneself_is_complete() -> None:
    assert _faults(SELF) == []


def test_the_purpose_is_asked_before_anything_else() -> None:
    state = evaluate(marital(), {}, (), HERE)
    assert first_page(state) == "purpose"
    assert [f.field.id for f in state.pages[0].fields] == ["purpose"]


def test_a_marriage_in_the_country_stops_kindly_and_asks_nothing_more() -> None:
    state = _state(purpose="marry_here")
    assert state.stop is not None
    assert "Không cần giấy này" in state.stop.vi
    assert [p.page.id for p in state.pages] == ["purpose"]
    assert next_page(state, "purpose") is None
    assert state.payload() == {"purpose": "marry_here"}
    assert _faults({**SELF, "purpose": "marry_here"}) == ["purpose"]


def test_the_stop_holds_from_the_day_of_its_resolution() -> None:
    before = replace(HERE, today=date(2025, 12, 31))
    assert evaluate(marital(), {"purpose": "marry_here"}, (), before).stop is None


@pytest.mark.parametrize("purpose", ["marry_foreigner", "marry_abroad"])
def test_a_marriage_beyond_the_country_names_the_other_party(purpose: str) -> None:
    missing = _faults({**SELF, "purpose": purpose})
    assert missing == ["partner_name", "partner_birth", "partner_nationality", "marriage_place"]
    whole = {
        **SELF,
        "purpose": purpose,
        "partner_name": "Sample Person",
        "partner_birth": "1991",
        "partner_nationality": "foreign",
        "partner_country": "Nước Mẫu",
        "marriage_place": "UBND xã Mẫu",
    }
    assert _faults(whole) == []
    assert _faults(whole, unsure=("partner_birth",)) == []
    assert "partner_name" not in evaluate(marital(), {**whole, "purpose": "other"}, (), HERE).payload()


def test_for_oneself_the_card_fills_both_people_and_nothing_is_asked_twice() -> None:
    state = _state()
    card_page = next(p for p in state.pages if p.page.id == "requester_card")
    assert card_page.card_groups == ("requester", "person")
    assert state.payload()["person_name"] == "Lò Thị Mẫu"
    assert state.payload()["person_number"] == "011190000001"
    assert state.payload()["person_id_number"] == "011190000001"
    asked = [p.page.id for p in state.pages if p.asked]
    assert "person_sex" in asked
    assert not {"person_card", "person_name", "person_birth", "person_paper", "person_residence"} & set(asked)


def test_for_somebody_else_both_are_asked_and_an_authorisation_is_handed_in() -> None:
    assert _faults(OTHER) == ["authorisation_family"]
    assert _faults(OTHER, papers=("authorisation_family",)) == []
    needed = _needed(evaluate(marital(), OTHER, (), HERE))
    assert needed["authorisation_family"] is PaperHandling.HANDED_IN
    stranger = {**OTHER, "kinship": "kin_other", "kinship_text": "Hàng xóm"}
    assert _faults(stranger, papers=("authorisation_family",)) == ["authorisation_certified"]


def test_somebody_else_cannot_have_ones_own_number() -> None:
    faults = _faults({**OTHER, "person_number": OTHER["requester_number"]}, papers=("authorisation_family",))
    assert faults == ["person_number"]


EVIDENCE = {
    "married": ("marriage_record", ["spouse_name", "marriage_number", "marriage_date", "marriage_agency"]),
    "divorced": ("divorce_ruling", ["divorce_number", "divorce_date", "divorce_agency"]),
    "widowed": ("death_record", ["death_number", "death_date", "death_agency"]),
}


@pytest.mark.parametrize("status", EVIDENCE)
def test_each_status_asks_its_own_evidence_which_the_office_looks_up(status: str) -> None:
    paper, fields = EVIDENCE[status]
    assert _faults({**SELF, "marital_status": status}) == fields
    found = next(p for p in _state(marital_status=status).papers if p.paper.id == paper)
    assert (found.needed, found.waits_for_lookup, found.blocking) == (True, True, False)
    assert set(found.lookup_fields) <= set(fields)
    others = {p for p, _ in EVIDENCE.values()} - {paper}
    assert not others & set(_needed(_state(marital_status=status)))


def test_evidence_nobody_remembers_is_left_to_the_office() -> None:
    unsure = ("divorce_number", "divorce_date", "divorce_agency")
    assert _faults({**SELF, "marital_status": "divorced"}, unsure=unsure) == []
    state = evaluate(marital(), {**SELF, "marital_status": "divorced"}, unsure, HERE)
    assert state.unsure() == tuple(sorted(unsure))
    assert state.to_officer is not None


def test_never_married_asks_no_evidence() -> None:
    assert _state().papers[0].waits_for_lookup
    assert set(_needed(_state())) == {"identity_card", "residence_proof"}


def test_the_unlabelled_cases_go_to_the_officer() -> None:
    state = _state(marital_status="other_case")
    assert state.to_officer is not None
    assert state.to_officer.id == "form.1.004873.to_officer.other_case"
    assert state.faults == ()
    options = marital().field("marital_status").options
    assert [o.eform for o in options] == ["1", "2", "3", "4", None]


def test_the_card_need_not_be_shown_when_its_number_is_known() -> None:
    handling = _needed(_state())["identity_card"]
    assert handling is PaperHandling.NUMBER_ONLY
    without = {k: v for k, v in SELF.items() if k != "requester_number"}
    state = evaluate(marital(), without, ("requester_number",), HERE)
    assert _needed(state)["identity_card"] is PaperHandling.SHOWN
    assert _faults(without, unsure=("requester_number", "person_number")) == ["identity_card"]


def test_a_number_that_disagrees_warns_and_lets_go_on() -> None:
    state = _state(requester_birth="1991", person_sex="male")
    assert {field for field, _ in state.warnings} == {"requester_birth", "person_sex"}
    assert state.faults == ()


def test_a_9_digit_number_is_not_taken_for_the_personal_number() -> None:
    fault = next(f for f in _state(requester_number="012345678").faults if f.field == "requester_number")
    assert fault.message.id == "error.form.identity.personal"


def test_the_period_runs_forward() -> None:
    period = {"period_needed": True, "period_place": PLACE, "period_from": "2015", "period_to": "2014-12"}
    assert _faults({**SELF, **period}) == ["period_to"]
    assert _faults({**SELF, **period, "period_to": "2015"}) == []


def test_papers_of_old_do_not_come_before_birth() -> None:
    state = _state(marital_status="widowed", death_number="1", death_date="1989", death_agency="UBND xã Mẫu")
    assert [f.field for f in state.faults] == ["death_date"]


def test_an_unknown_fee_is_never_nothing() -> None:
    fee = _state().fee
    assert (fee.amount, fee.known, fee.exempt) == (None, False, False)
    assert fee.why is not None
    assert "Chưa có dữ liệu" in fee.why.vi


@pytest.mark.parametrize("reason", ["meritorious", "poor", "disabled"])
def test_the_exempt_pay_nothing_and_are_told_why(reason: str) -> None:
    fee = _state(fee_exemption=reason).fee
    assert (fee.amount, fee.known, fee.exempt) == (0, True, True)
    assert fee.why is not None
    assert "miễn lệ phí" in fee.why.vi
    assert "exemption_proof" in _needed(_state(fee_exemption=reason))


def test_any_commune_may_decide() -> None:
    assert _faults({**SELF, "authority_here": False}) == ["authority_place"]
    there = {"province": "75", "commune": "25195"}
    answers = {**SELF, "authority_here": False, "authority_place": there}
    part = marital().parts[0]
    assert part.authority.place_field == "authority_place"
    assert evaluate(marital(), answers, (), HERE).payload()["authority_place"] == there
    assert "authority_place" not in _state(authority_place=there).payload()


def test_the_result_by_post_goes_home_without_asking_twice() -> None:
    home = _state(result_return="post", result_same_address=True, requester_phone="0900 000 001")
    assert home.payload()["result_address"] == PLACE
    assert home.payload()["result_phone"] == "0900000001"
    assert home.faults == ()
    elsewhere = _state(result_return="post", result_same_address=False)
    assert [f.field for f in elsewhere.faults] == ["result_address", "result_phone"]


def test_a_former_certificate_is_handed_in_or_its_loss_explained() -> None:
    assert _faults({**SELF, "previous_certificate": "return"}) == ["previous_certificate"]
    assert _faults({**SELF, "previous_certificate": "return"}, papers=("previous_certificate",)) == []
    assert _faults({**SELF, "previous_certificate": "lost"}) == ["previous_lost_reason"]


def test_those_too_young_to_marry_are_explained_to_and_not_refused() -> None:
    young = _state(
        purpose="marry_abroad",
        requester_number="011307000001",
        requester_birth="2007-12-01",
        person_sex="male",
    )
    assert young.to_officer is not None
    assert "20 tuổi" in young.to_officer.vi


def test_it_may_be_filed_to_the_last_day_of_the_old_law() -> None:
    d = marital()
    assert d.last_lawful_day == date(2027, 2, 28)
    assert d.lawful_on(date(2027, 2, 28))
    assert not d.lawful_on(date(2027, 3, 1))
    assert not d.lawful_on(date(2025, 12, 31))


def test_ethnic_origin_and_reasons_for_exemption_are_marked_sensitive() -> None:
    assert {f.id for f in marital().fields() if f.sensitive} == {"person_ethnic", "fee_exemption"}


def test_the_record_alone_is_judged_as_the_dossier_was() -> None:
    for seed in range(5):
        answers = sample(marital(), seed)
        state = evaluate(marital(), answers, (), HERE)
        assert validate(marital(), state.payload(), (), (), HERE) == ()
