"""Registering a birth alone, at the counter and in the village: the cases of families, papers, fees, who goes to the officer."""

from dataclasses import replace
from typing import Any

import pytest

from forms.definition import PaperHandling
from forms.sample import sample
from forms.states import Channel
from forms.validation import validate
from tests.unit.forms.procedures.people import (
    CHILD,
    CIL,
    FATHER,
    GRANDMOTHER,
    HMONG,
    LINEAGE,
    MARRIED_PARENTS,
    MOTHER,
    NOTICE,
    REQUESTER,
    THAI,
)
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

SINGLE, OUTREACH = "1.001193", "1.003583"
END = {"copies_wanted": False, "authority_here": True, "result_return": "counter"}
BY_MOTHER: dict[str, Any] = {
    "parents": "both",
    "relation": "mother",
    **REQUESTER,
    **CHILD,
    **NOTICE,
    "mother_ethnic": THAI,
    "mother_nationality": "vietnamese",
    **FATHER,
    **MARRIED_PARENTS,
    **LINEAGE,
    **END,
}
BY_GRANDMOTHER: dict[str, Any] = {**BY_MOTHER, **GRANDMOTHER, **MOTHER, "relation": "grandparent"}
MOTHER_ALONE = {
    **{k: v for k, v in BY_MOTHER.items() if not k.startswith(("father_", "parents_marri"))},
    "parents": "mother_only",
    "child_family_name_by": "mother",
    "child_family_name": "Lò",
    "child_ethnic_by": "mother",
    "child_home_town_by": "mother",
}
FOUND: dict[str, Any] = {
    "parents": "abandoned",
    "relation": "guardian",
    **GRANDMOTHER,
    **CHILD,
    "child_family_name_by": "raiser",
    "child_ethnic_by": "raiser",
    "child_ethnic": THAI,
    "child_home_town_by": "raiser",
    "child_home_town": PLACE,
    "child_nationality": "vietnamese",
    **END,
}


def test_a_mother_with_her_card_and_the_notice_is_all_it_takes() -> None:
    assert faults(SINGLE, BY_MOTHER) == ["birth_notice"]
    assert faults(SINGLE, BY_MOTHER, papers=("birth_notice",)) == []
    assert walk(SINGLE, BY_MOTHER).to_officer is None


def test_the_mother_is_asked_nothing_twice() -> None:
    state = walk(SINGLE, BY_MOTHER)
    said = state.payload()
    assert (said["mother_name"], said["mother_number"]) == ("Lò Thị Mẫu", "011195000001")
    assert said["mother_residence"] == PLACE
    assert said["mother_document_number"] == "011195000001"
    again = {
        "mother_card",
        "mother_name",
        "mother_birth",
        "mother_paper",
        "mother_paper_issue",
        "mother_residence",
    }
    assert not again & set(asked(state))
    assert {"mother_ethnic", "mother_nationality"} <= set(asked(state))


def test_a_grandmother_needs_no_authorisation_and_names_both_parents() -> None:
    assert faults(SINGLE, BY_GRANDMOTHER, papers=("birth_notice",)) == []
    assert {"mother_card", "father_card"} <= set(asked(walk(SINGLE, BY_GRANDMOTHER)))


@pytest.mark.parametrize(
    ("kin", "paper"), [("close", "authorisation_family"), ("other", "authorisation_certified")]
)
def test_somebody_sent_brings_an_authorisation_certified_only_for_strangers(kin: str, paper: str) -> None:
    sent = {**BY_GRANDMOTHER, "relation": "authorised", "relation_text": "Được nhờ", "authoriser_kin": kin}
    assert blocking(walk(SINGLE, sent)) == {"birth_notice", paper}
    assert needed(walk(SINGLE, sent))[paper] is PaperHandling.HANDED_IN


def test_a_mother_alone_is_never_asked_about_a_father() -> None:
    state = walk(SINGLE, MOTHER_ALONE)
    assert faults(SINGLE, MOTHER_ALONE, papers=("birth_notice",)) == []
    assert not [f.field.id for f in state.fields() if f.field.id.startswith(("father_", "parents_marri"))]
    offered = state.find("child_ethnic_by")
    assert offered is not None
    assert [o.id for o in offered.options] == ["mother", "custom"]
    assert state.payload()["child_ethnic"] == THAI
    assert "father" not in [o.id for o in (state.find("relation") or offered).options]


def test_a_father_alone_is_the_same_the_other_way_round() -> None:
    alone = {
        **{k: v for k, v in BY_GRANDMOTHER.items() if not k.startswith(("mother_", "parents_marri"))},
        "parents": "father_only",
    }
    assert faults(SINGLE, alone, papers=("birth_notice",)) == []
    assert "mother_name" not in walk(SINGLE, alone).payload()


def test_a_child_found_has_a_report_and_those_who_raise_it() -> None:
    state = walk(SINGLE, FOUND)
    assert faults(SINGLE, FOUND) == ["abandoned_report"]
    assert reasons(state) == ["abandoned"]
    assert state.payload()["guardian_name"] == "Lò Thị Thí Dụ"
    assert not {"birth_evidence", "mother_card", "father_card", "parents_married"} & set(asked(state))
    ethnic = state.find("child_ethnic_by")
    assert ethnic is not None
    assert [o.id for o in ethnic.options] == ["custom", "raiser"]


def test_a_child_carried_by_another_woman_brings_the_hospitals_paper() -> None:
    found = walk(SINGLE, {**BY_MOTHER, "parents": "surrogacy"})
    assert blocking(found) == {"birth_notice", "surrogacy_proof"}
    assert found.payload()["father_name"] == "Giàng A Mẫu"


EVIDENCE = {"paper": "birth_notice", "witness": "birth_witness", "pledge": "birth_pledge"}


@pytest.mark.parametrize("kind", EVIDENCE)
def test_a_birth_without_a_notice_is_told_by_a_witness_or_a_pledge(kind: str) -> None:
    state = walk(SINGLE, {**BY_MOTHER, "birth_evidence": kind})
    assert blocking(state) == {EVIDENCE[kind]}
    assert ("birth_notice_number" in state.payload()) is (kind == "paper")


def test_an_electronic_notice_needs_no_paper_at_all() -> None:
    state = walk(SINGLE, {**BY_MOTHER, "birth_evidence": "electronic"})
    assert blocking(state) == set()
    assert needed(state)["birth_notice_electronic"] is PaperHandling.NUMBER_ONLY
    assert faults(SINGLE, {**BY_MOTHER, "birth_evidence": "electronic"}) == []


@pytest.mark.parametrize("number", ["45/2026", "12345.gcs.1.26", "GCS-00001"])
def test_an_odd_number_of_the_notice_warns_and_lets_go_on(number: str) -> None:
    state = walk(SINGLE, {**BY_MOTHER, "birth_notice_number": number})
    assert [field for field, _ in state.warnings] == ["birth_notice_number"]
    assert state.faults == ()
    assert walk(SINGLE, BY_MOTHER).warnings == ()


@pytest.mark.parametrize("code", [SINGLE, OUTREACH])
@pytest.mark.parametrize("parent", ["mother", "father"])
def test_a_parent_hardly_older_than_the_child_warns_and_lets_go_on(code: str, parent: str) -> None:
    field = f"{parent}_birth"
    for born in (
        "2025-10-05",
        "2025",
        "2026-11-19",
    ):  # a slip of typing, also one beyond the child's own birth
        state = walk(code, {**BY_GRANDMOTHER, field: born})
        said = [message.vi for at, message in state.warnings if at == field]
        assert any("không hợp với nhau" in one for one in said)
        assert field not in {fault.field for fault in state.faults}
    assert not any("không hợp với nhau" in message.vi for _, message in walk(code, BY_GRANDMOTHER).warnings)


@pytest.mark.parametrize(
    ("by", "given", "written"),
    [("father", None, HMONG), ("mother", None, THAI), ("agreement", THAI, THAI), ("custom", CIL, CIL)],
)
def test_the_ethnic_group_goes_as_the_family_says(by: str, given: Any, written: Any) -> None:
    answers = {**BY_MOTHER, "child_ethnic_by": by} | ({"child_ethnic": given} if given else {})
    assert walk(SINGLE, answers).payload()["child_ethnic"] == written
    assert faults(SINGLE, answers, papers=("birth_notice",)) == []


def test_nothing_about_lineage_is_known_before_it_is_asked() -> None:
    state = walk(SINGLE, without(BY_MOTHER, *LINEAGE))
    blank = {"child_ethnic_by", "child_ethnic", "child_home_town_by", "child_home_town"}
    assert not blank & set(state.payload())
    assert {f.field for f in state.faults} == {*blank, "child_nationality"}
    assert all(f.suggestion is None for f in state.fields() if f.field.id in blank)


def test_the_name_is_put_together_as_given() -> None:
    assert walk(SINGLE, BY_MOTHER).payload()["child_name"] == "Giàng A Thử"
    plain = walk(SINGLE, without(BY_MOTHER, "child_middle_name"))
    assert plain.payload()["child_name"] == "Giàng Thử"
    nameless = walk(SINGLE, {**BY_MOTHER, "child_family_name_by": "none"})
    assert nameless.payload()["child_name"] == "A Thử"
    assert reasons(nameless) == ["no_family_name"]
    assert nameless.faults == ()


def test_only_those_who_are_named_give_their_name() -> None:
    offered = {
        who: [o.id for o in found.options]
        for who, answers in (("both", BY_MOTHER), ("mother", MOTHER_ALONE), ("found", FOUND))
        if (found := walk(SINGLE, answers).find("child_family_name_by")) is not None
    }
    assert offered == {
        "both": ["father", "mother", "agreement", "custom", "none"],
        "mother": ["mother", "custom", "none"],
        "found": ["custom", "raiser", "none"],
    }


def test_a_home_town_abroad_is_asked_only_where_a_parent_is_a_foreigner() -> None:
    assert walk(SINGLE, BY_MOTHER).find("child_home_town_abroad") is None
    foreign = {**without(BY_MOTHER, "child_home_town", "father_number"), **OFFICER["foreign_parent"]}
    assert faults(SINGLE, foreign, papers=("birth_notice",)) == ["child_home_town"]
    abroad = {**foreign, "child_home_town_abroad": "Nước Mẫu"}
    assert faults(SINGLE, abroad, papers=("birth_notice",)) == []


def test_the_day_of_birth_is_written_in_words_and_tells_whether_it_is_in_time() -> None:
    said = walk(SINGLE, BY_MOTHER).payload()
    assert str(said["child_birth_in_words"]).startswith("Ngày hai tháng mười một năm")
    assert said["birth_registration_kind"] == "on_time"
    late = walk(SINGLE, {**BY_MOTHER, "child_birth": "2026-09-20"})
    assert late.payload()["birth_registration_kind"] == "overdue"


def test_sixty_days_are_told_and_never_in_the_way() -> None:
    (deadline,) = walk(SINGLE, BY_MOTHER).deadlines
    assert (str(deadline.last_day), deadline.over) == ("2027-01-01", False)
    late = {**BY_MOTHER, "child_birth": "2026-03-01", "fee_exemption": "none"}
    (over,) = walk(SINGLE, late).deadlines
    assert over.over
    assert faults(SINGLE, late, papers=("birth_notice",)) == []


def test_in_time_costs_nothing_and_asks_nobody_about_poverty() -> None:
    state = walk(SINGLE, BY_MOTHER)
    assert (state.fee.amount, state.fee.exempt) == (0, True)
    assert "fee" not in asked(state)


@pytest.mark.parametrize("reason", ["meritorious", "poor", "disabled"])
def test_late_is_still_free_for_those_the_law_names(reason: str) -> None:
    late = walk(SINGLE, {**BY_MOTHER, "child_birth": "2026-03-01", "fee_exemption": reason})
    assert (late.fee.amount, late.fee.exempt, late.fee.proof) == (0, True, "exemption_proof")
    unknown = walk(SINGLE, {**BY_MOTHER, "child_birth": "2026-03-01", "fee_exemption": "none"})
    assert (unknown.fee.amount, unknown.fee.known) == (None, False)


OFFICER = {
    "not_married": {"parents_married": False},
    "foreign_parent": {"father_nationality": "foreign", "father_country": "Nước Mẫu"},
    "born_abroad": {"child_birth_where": "abroad", "child_birth_place_abroad": "Nước Mẫu"},
    "grown": {"child_birth": "2001-05-06", "fee_exemption": "none", "birth_evidence": "witness"},
}


@pytest.mark.parametrize("reason", OFFICER)
def test_what_needs_judgement_goes_to_the_officer_and_is_not_refused(reason: str) -> None:
    state = walk(SINGLE, {**BY_MOTHER, **OFFICER[reason]})
    assert reasons(state) == [reason]
    assert state.stop is None
    assert state.faults == ()


def test_a_parent_who_has_died_is_named_without_an_address() -> None:
    widow = {**without(BY_MOTHER, "father_residence"), "father_residence_kind": "deceased"}
    assert faults(SINGLE, widow, papers=("birth_notice",)) == []
    assert "father_residence" not in walk(SINGLE, widow).payload()


def test_a_father_without_a_number_may_be_left_to_the_office() -> None:
    answers = without(BY_MOTHER, "father_number")
    assert faults(SINGLE, answers, papers=("birth_notice",)) == ["father_number"]
    assert faults(SINGLE, answers, papers=("birth_notice",), unsure=("father_number",)) == []


def test_a_notice_is_not_older_than_the_child() -> None:
    assert [f.field for f in walk(SINGLE, {**BY_MOTHER, "birth_notice_date": "2026-11-01"}).faults] == [
        "birth_notice_date"
    ]
    tomorrow = walk(SINGLE, {**BY_MOTHER, "child_birth": "2026-11-21"})
    assert "child_birth" in [f.field for f in tomorrow.faults]


def test_by_post_come_certified_copies() -> None:
    posted = replace(HERE, channel=Channel.POSTAL)
    assert "certified_copies" in blocking(walk(SINGLE, BY_MOTHER, context=posted))
    assert "certified_copies" not in blocking(walk(SINGLE, BY_MOTHER))


def test_copies_are_counted_only_when_wanted() -> None:
    assert walk(SINGLE, BY_MOTHER).payload()["copies"] == 0
    assert faults(SINGLE, {**BY_MOTHER, "copies_wanted": True}, papers=("birth_notice",)) == ["copies"]
    assert walk(SINGLE, {**BY_MOTHER, "copies_wanted": True, "copies": 3}).payload()["copies"] == 3


def test_the_team_in_the_village_asks_the_same_and_promises_no_day() -> None:
    outreach = procedure(OUTREACH)
    assert outreach.offered_to is not None
    assert outreach.offered_to.outreach
    assert set(outreach.offered_to.roles) == {"outreach", "commune_officer"}
    assert outreach.due_rule.working_days is None
    assert [p.authority.kind for p in outreach.parts] == ["ubnd_xa"]
    answers = without(BY_MOTHER, "authority_here", "result_return")
    assert faults(OUTREACH, answers, papers=("birth_notice",)) == []
    single = procedure(SINGLE)
    assert (single.due_rule.working_days, str(single.due_rule.cut_off)) == (0, "15:00:00")
    assert single.offered_to is None


def test_the_last_day_of_the_old_law_is_kept() -> None:
    for code in (SINGLE, OUTREACH):
        assert str(procedure(code).last_lawful_day) == "2027-02-28"


def test_what_families_keep_to_themselves_is_marked() -> None:
    marked = {f.id for f in procedure(SINGLE).fields() if f.sensitive}
    assert {
        "parents",
        "child_ethnic",
        "child_ethnic_by",
        "mother_ethnic",
        "father_ethnic",
        "fee_exemption",
    } <= marked


@pytest.mark.parametrize("code", [SINGLE, OUTREACH])
def test_the_record_alone_is_judged_as_the_dossier_was(code: str) -> None:
    d = procedure(code)
    for seed in range(3):
        state = walk(code, sample(d, seed))
        assert validate(d, state.payload(), (), (), HERE) == ()
