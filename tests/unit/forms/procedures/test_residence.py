"""Permanent and temporary residence: who is asked what, whose consent, which papers, what it costs."""

from typing import Any

import pytest

from forms.definition import PaperHandling
from tests.unit.forms.procedures.walking import (
    ELSEWHERE,
    ONLINE,
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

TEMPORARY, PERMANENT, EXTENSION, REMOVAL = "1.004194", "1.004222", "1.002755", "1.003197"
SELF: dict[str, Any] = {
    "for_whom": "self",
    "requester_number": "011190000001",
    "requester_name": "Lò Thị Mẫu",
    "requester_birth": "1990-03-02",
    "requester_sex": "female",
    "mover_relation": "head",
    "dwelling": PLACE,
    "dwelling_case": "own",
    "residence_exemption": "none",
}
ALONE: dict[str, dict[str, Any]] = {
    TEMPORARY: {
        **SELF,
        "registration": "household",
        "mover_status": "vietnamese",
        "temporary_from": "2026-11-01",
        "temporary_until": "2027-10-31",
    },
    PERMANENT: {**SELF, "mover_status": "vietnamese", "leaves_barracks": False},
    EXTENSION: {
        **SELF,
        "registration": "household",
        "temporary_ends": "2026-11-30",
        "temporary_until": "2027-11-30",
    },
    REMOVAL: {
        **without(SELF, "dwelling_case", "residence_exemption"),
        "removal_reason": "settled_abroad",
        "removal_since": "2026-11-16",
    },
}
FEES = {TEMPORARY: (15_000, 7_000), PERMANENT: (20_000, 10_000), EXTENSION: (15_000, 7_000)}
EXEMPT = ("child", "elderly", "disabled", "meritorious", "ethnic", "border", "poor", "orphan")
LODGING = {
    "dwelling_case": "rented",
    "mover_relation": "lodger",
    "head_number": "011070000002",
    "head_name": "Hoàng Văn Thử",
    "head_consent": "on_form",
    "owner_who": "other",
    "owner_number": "011165000003",
    "owner_name": "Phạm Thị Thí Dụ",
    "owner_consent": "on_form",
}


def member(number: str = "011212000004", birth: str = "2012-01-09", **more: Any) -> dict[str, Any]:
    """One row of field 11 of the declaration."""
    return {
        "member_number": number,
        "member_name": "Lò Văn Thử",
        "member_birth": birth,
        "member_sex": "male",
        "member_relation": "child",
        **more,
    }


@pytest.mark.parametrize("code", ALONE)
def test_one_person_moving_alone_files_without_a_paper(code: str) -> None:
    assert faults(code, ALONE[code]) == []
    state = walk(code, ALONE[code])
    assert state.to_officer is None
    assert blocking(state) == set()
    assert [d.layout for d in state.declarations] == ["ct01"]


@pytest.mark.parametrize("code", ALONE)
def test_facts_of_the_requester_fill_the_declaration_and_are_not_asked_again(code: str) -> None:
    state = walk(code, ALONE[code])
    told = state.payload()
    assert (told["mover_name"], told["mover_number"]) == ("Lò Thị Mẫu", "011190000001")
    assert (told["mover_birth"], told["mover_sex"]) == ("1990-03-02", "female")
    assert (told["head_name"], told["head_number"]) == ("Lò Thị Mẫu", "011190000001")
    assert not {"mover_card", "mover_name", "mover_birth", "mover_sex", "head_card", "head_name"} & set(
        asked(state)
    )
    assert "head_consent" not in told


@pytest.mark.parametrize("code", ALONE)
def test_for_somebody_else_both_are_asked_and_the_requesters_birth_is_not(code: str) -> None:
    other = without(ALONE[code], "requester_birth", "requester_sex") | {
        "for_whom": "other",
        "filer": "household",
        "mover_number": "011070000009",
        "mover_name": "Lò Văn Thí Dụ",
        "mover_birth": "1970",
        "mover_sex": "male",
    }
    known = {f.id for f in procedure(code).fields()}
    other = {key: value for key, value in other.items() if key in known}
    assert faults(code, other) == []
    assert "requester_birth" not in asked(walk(code, other))
    assert faults(code, without(other, "mover_birth", "mover_sex")) == ["mover_birth", "mover_sex"]


@pytest.mark.parametrize("code", ALONE)
def test_the_police_of_the_dwelling_decide(code: str) -> None:
    (part,) = procedure(code).parts
    assert part.authority.kind == "cong_an_xa"
    assert part.authority.place_field == "dwelling"


def test_a_citizens_temporary_residence_is_never_called_by_the_foreigners_word() -> None:
    assert procedure(TEMPORARY).name.vi == "Đăng ký tạm trú"
    for code in (*ALONE, "2.001159"):
        for message in procedure(code).messages():
            assert "khai báo tạm trú" not in message.vi.lower()


@pytest.mark.parametrize(("code", "days"), [(TEMPORARY, 3), (PERMANENT, 7), (EXTENSION, 3), (REMOVAL, 5)])
def test_working_days(code: str, days: int) -> None:
    assert walk(code, ALONE[code]).due.working_days == days


@pytest.mark.parametrize("code", FEES)
def test_fees_at_the_counter_and_online(code: str) -> None:
    counter, online = FEES[code]
    assert walk(code, ALONE[code]).fee.amount == counter
    assert walk(code, ALONE[code], context=ONLINE).fee.amount == online


@pytest.mark.parametrize("code", FEES)
@pytest.mark.parametrize("reason", EXEMPT)
def test_each_exemption_pays_nothing_and_its_proof_is_looked_up(code: str, reason: str) -> None:
    state = walk(code, ALONE[code] | {"residence_exemption": reason})
    assert (state.fee.amount, state.fee.exempt) == (0, True)
    assert needed(state)["exemption_proof"] is PaperHandling.NUMBER_ONLY
    assert faults(code, ALONE[code] | {"residence_exemption": reason}) == []


@pytest.mark.parametrize("code", FEES)
def test_without_an_exemption_no_proof_is_named(code: str) -> None:
    assert "exemption_proof" not in needed(walk(code, ALONE[code]))
    assert "residence_exemption" in faults(code, without(ALONE[code], "residence_exemption"))


def test_ethnic_minorities_of_the_poorest_communes_are_named_as_exempt() -> None:
    options = procedure(TEMPORARY).field("residence_exemption").options
    assert "Đồng bào dân tộc thiểu số ở xã đặc biệt khó khăn" in [o.label.vi for o in options]
    assert {o.id for o in options} == {*EXEMPT, "none"}


def test_removal_costs_nothing() -> None:
    fee = walk(REMOVAL, ALONE[REMOVAL]).fee
    assert (fee.amount, fee.known, fee.exempt) == (0, True, False)


@pytest.mark.parametrize("code", [TEMPORARY, EXTENSION])
def test_a_list_pays_by_head_and_goes_to_the_officer_with_its_papers(code: str) -> None:
    several = ALONE[code] | {"registration": "list", "members": [member(), member(birth="1990")]}
    several |= {"parent_number": "011190000001", "parent_name": "Lò Thị Mẫu", "parent_consent": "on_form"}
    state = walk(code, several)
    assert state.fee.amount == 30_000
    assert walk(code, several, context=ONLINE).fee.amount == 15_000
    assert "by_list" in reasons(state)
    assert blocking(state) == {"list_request", "list_declarations"}
    assert faults(code, several, papers=("list_request", "list_declarations")) == []


@pytest.mark.parametrize("code", [TEMPORARY, EXTENSION])
def test_a_household_pays_once_however_many_move(code: str) -> None:
    family = ALONE[code] | {"members": [member(birth="1991"), member(birth="1993")]}
    assert walk(code, family).fee.amount == 15_000


@pytest.mark.parametrize("code", ALONE)
def test_members_none_one_many_and_too_many(code: str) -> None:
    for count, wrong in ((0, []), (1, []), (20, []), (21, ["members"])):
        answers = ALONE[code] | {"members": [member(birth="1991")] * count}
        assert faults(code, answers) == wrong
    one = walk(code, ALONE[code] | {"members": [member(birth="1991")]})
    assert [r.title for r in one.find("members").rows] == ["Lò Văn Thử"]  # type: ignore[union-attr]
    assert "mục 11" in str(one.payload()["request_content"])
    assert "mục 11" not in str(walk(code, ALONE[code]).payload()["request_content"])


@pytest.mark.parametrize("code", ALONE)
def test_what_is_missing_or_wrong_in_a_row_is_named_by_its_row(code: str) -> None:
    rows = [member(birth="1991"), without(member(birth="1991"), "member_sex") | {"member_birth": "2030"}]
    assert faults(code, ALONE[code] | {"members": rows}) == [
        "members/r2/member_birth",
        "members/r2/member_sex",
    ]
    kin = [member(birth="1991", member_relation="other")]
    assert faults(code, ALONE[code] | {"members": kin}) == ["members/r1/member_relation_other"]


@pytest.mark.parametrize("code", ALONE)
def test_records_keep_rows_as_a_list(code: str) -> None:
    record = walk(code, ALONE[code] | {"members": [member(birth="1991"), member(birth="1960")]}).record()
    assert [row["member_birth"] for row in record["members"]] == ["1991", "1960"]  # type: ignore[attr-defined]
    assert [row["member_minor"] for row in record["members"]] == [False, False]  # type: ignore[attr-defined]


@pytest.mark.parametrize("code", ALONE)
def test_a_child_among_the_movers_needs_a_parents_consent(code: str) -> None:
    child = ALONE[code] | {"members": [member()]}
    assert faults(code, child) == ["parent_number", "parent_name", "parent_consent"]
    by_paper = child | {
        "parent_number": "011190000001",
        "parent_name": "Lò Thị Mẫu",
        "parent_consent": "separate",
    }
    assert faults(code, by_paper) == ["parent_consent_paper"]
    assert faults(code, by_paper | {"parent_consent": "vneid"}) == []
    assert faults(code, without(by_paper, "parent_number") | {"parent_consent": "vneid"}) == ["parent_number"]


@pytest.mark.parametrize("code", ALONE)
def test_eighteen_years_are_counted_to_the_day(code: str) -> None:
    young = ALONE[code] | {"members": [member(birth="2008-11-21")]}
    assert "parent_consent" in faults(code, young)
    assert faults(code, ALONE[code] | {"members": [member(birth="2008-11-20")]}) == []


@pytest.mark.parametrize("code", [TEMPORARY, PERMANENT, EXTENSION])
def test_a_lodger_needs_the_head_and_the_owner(code: str) -> None:
    lodger = ALONE[code] | LODGING
    wanted = {"rental_contract"} if code == PERMANENT else set()
    assert set(faults(code, lodger)) == wanted
    missing = faults(code, without(lodger, "head_consent", "owner_consent"), papers=wanted)
    assert missing == ["head_consent", "owner_consent"]
    apart = lodger | {"head_consent": "separate", "owner_consent": "separate"}
    assert blocking(walk(code, apart)) == {"head_consent_paper", "owner_consent_paper", *wanted}
    by_app = lodger | {"head_consent": "vneid", "owner_consent": "vneid"}
    told = walk(code, by_app).payload()
    assert (told["head_number"], told["owner_number"]) == ("011070000002", "011165000003")
    assert faults(code, by_app, papers=wanted) == []


@pytest.mark.parametrize("code", [TEMPORARY, PERMANENT, EXTENSION])
def test_an_owner_who_is_the_head_is_not_asked_twice(code: str) -> None:
    family = ALONE[code] | without(LODGING, "owner_number", "owner_name", "owner_consent")
    family |= {
        "dwelling_case": "family",
        "family_case": "close",
        "owner_who": "head",
        "mover_relation": "child",
    }
    if code != PERMANENT:
        family.pop("family_case")
    state = walk(code, family)
    assert faults(code, family) == []
    assert state.payload()["owner_name"] == "Hoàng Văn Thử"
    assert state.payload()["owner_consent"] == "on_form"
    assert blocking(walk(code, family | {"head_consent": "separate"})) == {"head_consent_paper"}
    assert not {"owner_card", "owner_name", "owner_consent"} & set(asked(state))


@pytest.mark.parametrize("code", [TEMPORARY, PERMANENT, EXTENSION])
def test_an_owner_nobody_can_name_goes_to_the_officer(code: str) -> None:
    unknown = (
        ALONE[code]
        | without(LODGING, "owner_number", "owner_name", "owner_consent")
        | {"owner_who": "unknown"}
    )
    state = walk(code, unknown)
    assert reasons(state) == ["owner_unknown"]
    assert "owner_card" not in asked(state)


def test_a_dwelling_is_looked_up_and_a_relative_brings_no_house_papers() -> None:
    assert needed(walk(TEMPORARY, ALONE[TEMPORARY]))["dwelling_proof"] is PaperHandling.NUMBER_ONLY
    assert needed(walk(TEMPORARY, ALONE[TEMPORARY] | LODGING))["dwelling_proof"] is PaperHandling.NUMBER_ONLY
    assert "dwelling_proof" not in needed(walk(TEMPORARY, ALONE[TEMPORARY] | {"dwelling_case": "family"}))


def test_kinship_is_looked_up_and_a_newborn_shows_no_birth_certificate() -> None:
    family = ALONE[PERMANENT] | {"dwelling_case": "family"}
    close = walk(PERMANENT, family | {"family_case": "close"})
    assert needed(close)["kinship_proof"] is PaperHandling.NUMBER_ONLY
    assert "kinship_proof" not in needed(walk(PERMANENT, family | {"family_case": "newborn"}))


SPECIAL: list[tuple[dict[str, Any], set[str]]] = [
    ({"dwelling_case": "religious", "religious_case": "clergy"}, {"religious_office", "religious_house"}),
    ({"dwelling_case": "religious", "religious_case": "ward"}, {"religious_ward"}),
    ({"dwelling_case": "care", "care_case": "institution"}, {"care_proof", "care_request"}),
    ({"dwelling_case": "care", "care_case": "household"}, {"care_proof"}),
    ({"dwelling_case": "vehicle", "moored_elsewhere": False}, {"vehicle_papers"}),
    ({"dwelling_case": "vehicle", "moored_elsewhere": True}, {"vehicle_papers", "vehicle_mooring"}),
    ({"dwelling_case": "barracks", "force": "army"}, {"army_introduction"}),
    ({"dwelling_case": "barracks", "force": "police"}, {"police_introduction"}),
]


@pytest.mark.parametrize(("case", "papers"), SPECIAL)
def test_rare_dwellings_have_papers_of_their_own_and_see_the_officer(
    case: dict[str, Any], papers: set[str]
) -> None:
    answers = ALONE[PERMANENT] | case
    if case["dwelling_case"] == "barracks":
        answers = without(answers, "leaves_barracks")
    state = walk(PERMANENT, answers)
    assert blocking(state) == papers
    assert reasons(state) == ["special_dwelling"]
    assert faults(PERMANENT, answers, papers=papers) == []


@pytest.mark.parametrize("code", [TEMPORARY, EXTENSION])
@pytest.mark.parametrize(
    ("force", "paper"), [("army", "army_introduction"), ("police", "police_introduction")]
)
def test_barracks_write_a_letter(code: str, force: str, paper: str) -> None:
    state = walk(code, ALONE[code] | {"dwelling_case": "barracks", "force": force})
    assert blocking(state) == {paper}
    assert reasons(state) == ["barracks"]


def test_leaving_barracks_needs_the_units_letter() -> None:
    assert blocking(walk(PERMANENT, ALONE[PERMANENT] | {"leaves_barracks": True})) == {"unit_introduction"}


@pytest.mark.parametrize(
    ("code", "status", "paper"),
    [
        (TEMPORARY, "naturalised", "nationality_decision"),
        (PERMANENT, "naturalised", "nationality_decision"),
        (PERMANENT, "overseas", "passport"),
    ],
)
def test_people_from_abroad_show_more_and_see_the_officer(code: str, status: str, paper: str) -> None:
    state = walk(code, ALONE[code] | {"mover_status": status})
    assert paper in needed(state)
    assert reasons(state) == [status]


@pytest.mark.parametrize("code", [TEMPORARY, PERMANENT])
def test_foreigners_are_shown_another_way(code: str) -> None:
    assert reasons(walk(code, ALONE[code] | {"mover_status": "foreigner"})) == ["foreigner"]


def test_a_term_runs_forward_and_two_years_at_most() -> None:
    back = ALONE[TEMPORARY] | {"temporary_until": "2026-10-31"}
    assert faults(TEMPORARY, back) == ["temporary_until"]
    long = ALONE[TEMPORARY] | {"temporary_until": "2029-01-01"}
    assert faults(TEMPORARY, long) == []
    assert reasons(walk(TEMPORARY, long)) == ["too_long"]
    assert reasons(walk(TEMPORARY, ALONE[TEMPORARY] | {"temporary_until": "2028-11-01"})) == []
    extended = ALONE[EXTENSION] | {"temporary_until": "2029-01-01"}
    assert reasons(walk(EXTENSION, extended)) == ["too_long"]
    assert faults(EXTENSION, ALONE[EXTENSION] | {"temporary_until": "2026-11-29"}) == ["temporary_until"]


def test_a_term_that_ran_out_goes_to_the_officer_and_is_no_block() -> None:
    late = ALONE[EXTENSION] | {"temporary_ends": "2026-11-19"}
    state = walk(EXTENSION, late)
    assert reasons(state) == ["ended"]
    assert faults(EXTENSION, late) == []
    (deadline,) = state.deadlines
    assert deadline.over
    (still,) = walk(EXTENSION, ALONE[EXTENSION]).deadlines
    assert not still.over


@pytest.mark.parametrize("code", [TEMPORARY, PERMANENT])
def test_sixty_days_after_a_birth_registration_are_told_and_never_block(code: str) -> None:
    baby = without(ALONE[code], "leaves_barracks") | {
        "for_whom": "other",
        "mover_number": "011326000001",
        "mover_name": "Lò Văn Thử",
        "mover_birth": "2026-06-01",
        "mover_sex": "male",
        "mover_relation": "child",
        "head_number": "011190000001",
        "head_name": "Lò Thị Mẫu",
        "head_consent": "on_form",
        "parent_number": "011190000001",
        "parent_name": "Lò Thị Mẫu",
        "parent_consent": "on_form",
        "birth_registered": "2026-06-10",
    }
    baby = without(baby, "requester_birth", "requester_sex")
    assert faults(code, baby) == []
    (late,) = walk(code, baby).deadlines
    assert late.over
    assert "Không sao" in late.message.vi
    (early,) = walk(code, baby | {"birth_registered": "2026-11-01"}).deadlines
    assert not early.over
    assert early.last_day is not None
    assert early.last_day.isoformat() == "2026-12-31"
    assert "newborn" not in asked(walk(code, ALONE[code]))


def test_removal_tells_the_seven_days_and_looks_its_reason_up() -> None:
    (told,) = walk(REMOVAL, ALONE[REMOVAL]).deadlines
    assert not told.over
    (late,) = walk(REMOVAL, ALONE[REMOVAL] | {"removal_since": "2026-11-01"}).deadlines
    assert late.over
    assert needed(walk(REMOVAL, ALONE[REMOVAL]))["removal_proof"] is PaperHandling.NUMBER_ONLY
    assert faults(REMOVAL, ALONE[REMOVAL] | {"removal_since": "2019"}) == []


def test_removal_for_another_reason_or_by_a_stranger_sees_the_officer() -> None:
    assert reasons(walk(REMOVAL, ALONE[REMOVAL] | {"removal_reason": "other"})) == ["other_case"]
    stranger = without(ALONE[REMOVAL], "requester_birth", "requester_sex") | {
        "for_whom": "other",
        "filer": "other",
        "mover_number": "011070000009",
        "mover_name": "Lò Văn Thí Dụ",
        "mover_birth": "1970",
        "mover_sex": "male",
    }
    assert reasons(walk(REMOVAL, stranger)) == ["not_household"]


def test_nobody_asks_a_parents_consent_for_a_child_who_died() -> None:
    died = ALONE[REMOVAL] | {"removal_reason": "died", "members": [member()]}
    assert faults(REMOVAL, died) == []


@pytest.mark.parametrize("code", ALONE)
def test_what_a_number_says_of_sex_and_year_is_a_warning_only(code: str) -> None:
    odd = ALONE[code] | {"requester_sex": "male", "requester_birth": "1991"}
    assert faults(code, odd) == []
    assert {field for field, _ in walk(code, odd).warnings} >= {"requester_sex", "requester_birth"}


@pytest.mark.parametrize("code", ALONE)
def test_what_somebody_does_not_know_goes_to_the_officer(code: str) -> None:
    lodger = ALONE[code] | {
        "mover_relation": "lodger",
        "head_name": "Hoàng Văn Thử",
        "head_consent": "on_form",
    }
    if code == REMOVAL:
        lodger.pop("head_consent")
    assert faults(code, lodger) == ["head_number"]
    assert faults(code, lodger, unsure=("head_number",)) == []
    assert reasons(walk(code, lodger, unsure=("head_number",))) == ["unsure_to_officer"]


@pytest.mark.parametrize("code", ALONE)
def test_another_commune_may_be_the_place(code: str) -> None:
    assert faults(code, ALONE[code] | {"dwelling": ELSEWHERE}) == []
    assert faults(code, ALONE[code] | {"dwelling": without(PLACE, "detail")}) == ["dwelling"]
