"""Registering a death alone, at the counter and in the village: three kinds, papers, what stays free, who is called."""

from typing import Any

import pytest

from forms.definition import PaperHandling
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

SINGLE, OUTREACH = "1.000656", "1.000419"
PLAIN: dict[str, Any] = {
    "relation": "child",
    **REQUESTER,
    **DECEASED,
    **DEATH,
    "copies_wanted": False,
    "authority_here": True,
    "result_return": "counter",
}
LATE = {**PLAIN, "death_date": "2026-10-01", "death_registration_kind": "overdue", "fee_exemption": "none"}
LONG_AGO = {
    **without(PLAIN, "death_notice_number", "death_notice_date", "death_notice_agency"),
    "death_date": "1998",
    "death_registration_kind": "long_dead",
    "death_notice_kind": "none",
    "fee_exemption": "none",
}


def test_a_child_registers_a_parents_death_with_the_notice_alone() -> None:
    assert faults(SINGLE, PLAIN) == ["death_notice"]
    assert faults(SINGLE, PLAIN, papers=("death_notice",)) == []
    state = walk(SINGLE, PLAIN)
    assert state.to_officer is None
    assert needed(state)["death_notice"] is PaperHandling.HANDED_IN


def test_a_death_at_home_is_not_asked_for_its_place_again() -> None:
    assert walk(SINGLE, PLAIN).payload()["death_place"] == PLACE
    away = {**PLAIN, "death_where": "facility", "death_place": ELSEWHERE}
    assert walk(SINGLE, away).payload()["death_place"] == ELSEWHERE


@pytest.mark.parametrize(
    ("answers", "kind", "days"), [(PLAIN, "on_time", 1), (LATE, "overdue", 2), (LONG_AGO, "long_dead", 5)]
)
def test_each_of_the_three_kinds_has_its_time(answers: dict[str, Any], kind: str, days: int) -> None:
    state = walk(SINGLE, answers)
    assert state.payload()["death_registration_kind"] == kind
    assert state.due.working_days == days
    assert procedure(SINGLE).due_rule.working_days is None


def test_the_times_of_the_kinds_are_named_an_inference() -> None:
    d = procedure(SINGLE)
    assert {case.fact.source for case in d.due_rule.cases} == {"inference"}
    assert not any(case.fact.verified for case in d.due_rule.cases)
    assert "Suy ra" in dict(d.sources)["inference"]


def test_in_time_is_worked_out_and_late_is_asked_kindly() -> None:
    assert "death_registration_kind" not in asked(walk(SINGLE, PLAIN))
    late = walk(SINGLE, LATE).find("death_registration_kind")
    assert late is not None
    assert [o.id for o in late.options] == ["overdue", "long_dead"]
    year = walk(SINGLE, LONG_AGO).find("death_registration_kind")
    assert year is not None
    assert [o.id for o in year.options] == ["overdue", "long_dead"]
    this_month = walk(SINGLE, {**PLAIN, "death_date": "2026-11"}).find("death_registration_kind")
    assert this_month is not None
    assert [o.id for o in this_month.options] == ["on_time", "overdue", "long_dead"]


def test_fifteen_days_are_told_and_never_in_the_way() -> None:
    (deadline,) = walk(SINGLE, PLAIN).deadlines
    assert (str(deadline.last_day), deadline.over) == ("2026-11-25", False)
    (over,) = walk(SINGLE, LATE).deadlines
    assert over.over
    assert "không sao" in over.message.vi
    assert faults(SINGLE, LATE, papers=("death_notice",)) == []


def test_long_ago_needs_what_is_left_and_no_notice() -> None:
    assert blocking(walk(SINGLE, LONG_AGO)) == {"long_dead_evidence"}
    assert reasons(walk(SINGLE, LONG_AGO)) == []


def test_without_a_notice_the_officer_shows_the_way() -> None:
    bare = without(PLAIN, "death_notice_number", "death_notice_date", "death_notice_agency")
    state = walk(SINGLE, {**bare, "death_notice_kind": "none"})
    assert reasons(state) == ["no_notice"]
    assert state.faults == ()


@pytest.mark.parametrize(
    ("kind", "paper", "handling"),
    [
        ("electronic", "death_notice_electronic", PaperHandling.NUMBER_ONLY),
        ("substitute", "death_notice_substitute", PaperHandling.HANDED_IN),
    ],
)
def test_other_notices_take_the_place_of_the_paper(kind: str, paper: str, handling: PaperHandling) -> None:
    state = walk(SINGLE, {**PLAIN, "death_notice_kind": kind})
    assert needed(state)[paper] is handling
    assert "death_notice" not in needed(state)


def test_an_unknown_last_home_asks_for_the_place_of_death_and_hands_it_back() -> None:
    lost = {
        **without(PLAIN, "deceased_residence_kind", "deceased_residence"),
        "death_where": "facility",
        "death_place": PLACE,
    }
    assert faults(SINGLE, lost, papers=("death_notice",), unsure=("deceased_residence_kind",)) == [
        "death_place_proof"
    ]
    state = walk(SINGLE, lost, unsure=("deceased_residence_kind",))
    assert needed(state)["death_place_proof"] is PaperHandling.SHOWN
    assert "last_residence_proof" not in needed(state)
    assert "death_place_proof" not in needed(walk(SINGLE, PLAIN))


def test_in_time_is_free_and_only_copies_cost() -> None:
    fee = walk(SINGLE, PLAIN).fee
    assert (fee.amount, fee.exempt) == (0, True)
    copies = walk(SINGLE, {**PLAIN, "copies_wanted": True, "copies": 3}).fee
    assert (copies.amount, copies.known, copies.exempt) == (24_000, True, False)


@pytest.mark.parametrize("reason", ["meritorious", "poor", "disabled"])
def test_late_is_free_for_those_the_law_names(reason: str) -> None:
    fee = walk(SINGLE, {**LATE, "fee_exemption": reason}).fee
    assert (fee.amount, fee.exempt, fee.proof) == (0, True, "exemption_proof")
    assert "exemption_proof" in needed(walk(SINGLE, {**LATE, "fee_exemption": reason}))
    copies = walk(SINGLE, {**LATE, "fee_exemption": reason, "copies_wanted": True, "copies": 1}).fee
    assert copies.amount == 8_000


def test_an_unknown_fee_stays_unknown_with_or_without_copies() -> None:
    assert walk(SINGLE, LATE).fee.amount is None
    assert walk(SINGLE, {**LATE, "copies_wanted": True, "copies": 2}).fee.known is False


OFFICER = {
    "died_abroad": {"death_where": "abroad", "death_place_abroad": "Nước Mẫu"},
    "foreigner": {"deceased_nationality": "foreign", "deceased_country": "Nước Mẫu"},
    "lived_abroad": {
        "deceased_residence_kind": "abroad",
        "deceased_residence_abroad": "Nước Mẫu",
        "death_place": PLACE,
    },
}


@pytest.mark.parametrize("reason", OFFICER)
def test_what_needs_judgement_goes_to_the_officer(reason: str) -> None:
    state = walk(SINGLE, {**PLAIN, **OFFICER[reason]})
    assert reasons(state) == [reason]
    assert state.faults == ()


def test_days_run_forward() -> None:
    assert [f.field for f in walk(SINGLE, {**PLAIN, "death_date": "1939"}).faults][:1] == ["death_date"]
    early = walk(SINGLE, {**PLAIN, "death_notice_date": "2026-11-09"})
    assert [f.field for f in early.faults] == ["death_notice_date"]
    assert "death_date" in [f.field for f in walk(SINGLE, {**PLAIN, "death_date": "2026-11-21"}).faults]


def test_nobody_has_to_tell_the_hour_or_the_cause() -> None:
    assert (
        faults(SINGLE, without(PLAIN, "death_hour", "death_minute", "death_cause"), papers=("death_notice",))
        == []
    )
    assert [f.field for f in walk(SINGLE, {**PLAIN, "death_hour": 24}).faults] == ["death_hour"]
    assert {"death_cause", "deceased_ethnic"} <= {f.id for f in procedure(SINGLE).fields() if f.sensitive}


def test_a_stranger_sent_needs_a_certified_authorisation() -> None:
    sent = {**PLAIN, "relation": "authorised", "relation_text": "Hàng xóm", "authoriser_kin": "other"}
    assert blocking(walk(SINGLE, sent)) == {"death_notice", "authorisation_certified"}


def test_the_numbers_of_the_official_form_are_kept() -> None:
    kinds = procedure(SINGLE).field("death_registration_kind").options
    assert {o.id: o.eform for o in kinds} == {"on_time": "1", "overdue": "4", "long_dead": "5"}
    assert [o.eform for o in procedure(SINGLE).field("deceased_sex").options] == ["1", "2"]
    papers = {o.id: o.eform for o in procedure(SINGLE).field("deceased_document_kind").options}
    assert (papers["can_cuoc"], papers["cccd"], papers["certificate"]) == ("9", "5", "10")


def test_the_team_in_the_village_asks_the_same_and_promises_no_day() -> None:
    d = procedure(OUTREACH)
    assert d.offered_to is not None
    assert d.offered_to.outreach
    assert (d.due_rule.working_days, d.due_rule.cases) == (None, ())
    assert [p.authority.kind for p in d.parts] == ["ubnd_xa"]
    answers = without(PLAIN, "authority_here", "result_return")
    assert faults(OUTREACH, answers, papers=("death_notice",)) == []


@pytest.mark.parametrize("code", [SINGLE, OUTREACH])
def test_the_record_alone_is_judged_as_the_dossier_was(code: str) -> None:
    d = procedure(code)
    assert str(d.last_lawful_day) == "2027-02-28"
    for seed in range(3):
        state = walk(code, sample(d, seed))
        assert validate(d, state.payload(), (), (), HERE) == ()
