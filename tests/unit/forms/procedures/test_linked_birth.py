"""Birth, residence, health card and identity card from one conversation: who decides what, what is asked once, what is promised."""

from typing import Any

import pytest

from forms.definition import PaperHandling
from forms.sample import sample
from forms.validation import validate
from tests.unit.forms.procedures.people import (
    CHILD,
    CIL,
    FATHER,
    GRANDMOTHER,
    LINEAGE,
    MARRIED_PARENTS,
    MOTHER,
    NOTICE,
    REQUESTER,
    THAI,
)
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
    shipped,
    walk,
    without,
)

CODE = "3.000722"
HOME: dict[str, Any] = {
    "authority_here": True,
    "residence_case": "parents_own",
    "residence_with": "both",
    "head_is": "father",
    "residence_confirmation": "vneid",
    "residence_confirmer": "mother",
    "health_facility": "Trạm y tế xã Mẫu",
    "health_address_same": True,
    "copies_wanted": True,
    "copies": 2,
    "result_return": "counter",
}
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
    **HOME,
}
MOTHER_ALONE = {
    **{k: v for k, v in BY_MOTHER.items() if not k.startswith(("father_", "parents_marri"))},
    "parents": "mother_only",
    "child_family_name_by": "mother",
    "child_ethnic_by": "mother",
    "child_home_town_by": "mother",
    "residence_with": "mother",
    "head_is": "mother",
}
WITH_GRANDMOTHER: dict[str, Any] = {
    **BY_MOTHER,
    **GRANDMOTHER,
    **MOTHER,
    "relation": "grandparent",
    "residence_case": "other_person",
    "residence_with": "other",
    "child_residence": ELSEWHERE,
    "head_is": "requester",
    "head_relation": "grandchild",
    "owner_who": "head",
    "residence_same_commune": False,
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
    **HOME,
    "residence_case": "other_person",
    "residence_with": "other",
    "child_residence": PLACE,
    "head_is": "requester",
    "head_relation": "other_kin",
    "head_relation_text": "Người được nuôi dưỡng",
    "owner_who": "head",
    "residence_confirmer": "guardian",
}


def test_one_conversation_with_the_mother_files_four_parts() -> None:
    state = walk(CODE, BY_MOTHER)
    assert faults(CODE, BY_MOTHER, papers=("birth_notice",)) == []
    assert (state.to_officer, state.stop) == (None, None)
    assert {p.part.id: (p.part.authority.kind, p.chosen) for p in state.parts} == {
        "birth": ("ubnd_xa", True),
        "residence": ("cong_an_xa", True),
        "identity": ("cong_an_xa", True),
        "health": ("bhxh", True),
    }


def test_the_police_of_the_childs_home_decide_residence_and_card() -> None:
    places = {p.id: p.authority.place_field for p in procedure(CODE).parts}
    assert places == {
        "birth": "authority_place",
        "residence": "child_residence",
        "identity": "child_residence",
        "health": None,
    }


def test_what_was_said_once_fills_every_part() -> None:
    said = walk(CODE, BY_MOTHER).payload()
    assert said["mother_name"] == "Lò Thị Mẫu"
    assert said["child_residence"] == PLACE
    assert said["health_address"] == PLACE
    assert (said["head_name"], said["head_number"]) == ("Giàng A Mẫu", "011092000002")
    assert said["head_relation"] == "child"
    assert (said["residence_same_father"], said["residence_same_mother"]) == (True, True)
    assert said["residence_same_commune"] is True
    assert said["foreign_element"] is False


def test_a_mother_alone_gives_the_child_her_home() -> None:
    state = walk(CODE, MOTHER_ALONE)
    assert faults(CODE, MOTHER_ALONE, papers=("birth_notice",)) == []
    said = state.payload()
    assert said["head_name"] == "Lò Thị Mẫu"
    assert (said["residence_same_father"], said["residence_same_mother"]) == (False, True)
    assert said["child_ethnic"] == THAI
    offered = state.find("residence_with")
    assert offered is not None
    assert [o.id for o in offered.options] == ["mother", "other"]


def test_a_child_who_lives_with_the_grandmother_is_registered_there() -> None:
    state = walk(CODE, WITH_GRANDMOTHER)
    assert faults(CODE, WITH_GRANDMOTHER, papers=("birth_notice",)) == []
    said = state.payload()
    assert said["head_name"] == said["owner_name"] == said["requester_name"]
    assert said["child_residence"] == ELSEWHERE
    assert said["residence_same_commune"] is False
    assert reasons(state) == []


def test_a_child_found_is_registered_by_those_who_raise_it() -> None:
    state = walk(CODE, FOUND)
    assert faults(CODE, FOUND) == ["abandoned_report"]
    assert reasons(state) == ["abandoned"]
    assert state.payload()["guardian_name"] == GRANDMOTHER["requester_name"]
    assert not {"mother_card", "father_card", "birth_evidence", "parents_married"} & set(asked(state))
    assert needed(state)["abandoned_report"] is PaperHandling.HANDED_IN


def test_an_own_name_of_a_people_outside_the_list_is_kept() -> None:
    answers = {**BY_MOTHER, "child_ethnic_by": "custom", "child_ethnic": CIL}
    assert walk(CODE, answers).payload()["child_ethnic"] == CIL
    assert faults(CODE, answers, papers=("birth_notice",)) == []


def test_lineage_is_asked_even_when_both_parents_are_of_one_people() -> None:
    same = without({**BY_MOTHER, "father_ethnic": THAI}, "child_ethnic_by")
    assert [f.field for f in walk(CODE, same).faults] == ["child_ethnic_by", "child_ethnic"]


def test_a_child_of_six_goes_the_single_way() -> None:
    state = walk(CODE, {**BY_MOTHER, "child_birth": "2020-11-20"})
    assert state.stop is not None
    assert state.stop.id == "form.3.000722.stop.six"
    assert state.pages[-1].page.id == "child_birth"
    still = walk(CODE, {**BY_MOTHER, "child_birth": "2020-11-21", "birth_notice_date": "2020-11-22"})
    assert still.stop is None


def test_each_part_has_its_own_time_and_none_is_made_up() -> None:
    d = procedure(CODE)
    assert (d.due_rule.working_days, d.due_rule.verification_days) == (3, 5)
    rules = {p.id: p.due_rule for p in d.parts}
    assert {name: rule and rule.working_days for name, rule in rules.items()} == {
        "birth": 0,
        "residence": 2,
        "identity": None,
        "health": 2,
    }
    assert rules["birth"] is not None
    assert str(rules["birth"].cut_off) == "15:00:00"
    assert rules["residence"] is not None
    assert rules["residence"].verification_days == 5
    assert rules["identity"] is not None
    assert "Chưa có dữ liệu" in rules["identity"].text.vi


def test_paper_consent_is_printed_signed_and_goes_to_the_police_alone() -> None:
    paper = walk(CODE, {**BY_MOTHER, "residence_confirmation": "paper"})
    assert blocking(paper) == {"birth_notice", "ct01"}
    assert procedure(CODE).paper("ct01").part == "residence"
    assert [d.id for d in paper.declarations] == ["declaration", "ct01"]
    assert paper.payload()["request_content"]
    phone = walk(CODE, BY_MOTHER)
    assert blocking(phone) == {"birth_notice"}
    assert [d.id for d in phone.declarations] == ["declaration"]


def test_everything_the_office_can_look_up_waits_and_blocks_nobody() -> None:
    state = walk(CODE, BY_MOTHER)
    waiting = {p.paper.id for p in state.papers if p.waits_for_lookup}
    assert {
        "mother_identity",
        "father_identity",
        "parents_marriage",
        "kinship_proof",
        "dwelling_proof",
    } <= waiting
    assert "father_identity" not in needed(walk(CODE, MOTHER_ALONE))


def test_a_notice_the_hospital_sent_leaves_no_paper_to_bring() -> None:
    assert faults(CODE, {**BY_MOTHER, "birth_evidence": "electronic"}) == []
    odd = walk(CODE, {**BY_MOTHER, "birth_notice_number": "17/2024"})
    assert [field for field, _ in odd.warnings] == ["birth_notice_number"]
    assert odd.faults == ()


OFFICER = {
    "not_married": {"parents_married": False},
    "foreign_parent": {"father_nationality": "foreign", "father_country": "Nước Mẫu"},
    "no_permanent": {"residence_with": "other", "child_residence": PLACE},
    "no_family_name": {"child_family_name_by": "none"},
    "owner_unknown": {"residence_case": "parents_other", "owner_who": "unknown"},
}


@pytest.mark.parametrize("reason", OFFICER)
def test_what_needs_judgement_goes_to_the_officer(reason: str) -> None:
    state = walk(CODE, {**BY_MOTHER, **OFFICER[reason]})
    assert reasons(state) == [reason]
    assert state.faults == ()


def test_a_foreign_parent_is_told_by_the_nationality_alone() -> None:
    foreign = walk(CODE, {**BY_MOTHER, **OFFICER["foreign_parent"]})
    assert foreign.payload()["foreign_element"] is True
    assert "foreign_element" not in asked(foreign)


def test_only_a_permanent_home_can_be_joined() -> None:
    lodging = walk(CODE, {**BY_MOTHER, "father_residence_kind": "temporary"})
    offered = lodging.find("residence_with")
    assert offered is not None
    assert [o.id for o in offered.options] == ["mother", "other"]
    assert [f.field for f in lodging.faults][:1] == ["residence_with"]


def test_it_costs_nothing_and_says_so() -> None:
    fee = walk(CODE, BY_MOTHER).fee
    assert (fee.amount, fee.known, fee.exempt) == (0, True, False)


def test_sixty_days_are_information() -> None:
    (deadline,) = walk(CODE, {**BY_MOTHER, "child_birth": "2026-05-01"}).deadlines
    assert deadline.over
    assert faults(CODE, {**BY_MOTHER, "child_birth": "2026-05-01"}, papers=("birth_notice",)) == []


def test_it_begins_with_its_decree_and_ends_with_the_old_law() -> None:
    d = shipped().get(CODE, "2026.1")
    assert (str(d.valid_from), str(d.last_lawful_day)) == ("2026-09-01", "2027-02-28")


REQUIRED_KEYS = (
    *("IsNuocNgoai", "CqdkksDiaChi", "DkksTruongHop", "CqdkttIsDkks", "DkttTruongHop", "NycQuanHe", "NycSdt"),
    *("Ho", "ChuDem", "Ten", "NgaySinh", "GioiTinh", "MaDanToc", "MaQuocTich", "NsDiaChi", "QqDiaChi"),
    *("MeTen", "MeNgaySinh", "MeSoGiayTo", "MeMaDanToc", "MeMaQuocTich", "MeLoaiCuTru", "MeDiaChi"),
    *("ChaTen", "ChaNgaySinh", "ChaSoGiayTo", "ChaMaDanToc", "ChaMaQuocTich", "ChaLoaiCuTru", "ChaDiaChi"),
    *("GiayCNKHSo", "GiayCNKHQuyenSo", "GiayCNKHNgayCap", "GiayCNKHNoiCap", "LoaiXacNhanVNeID"),
    *("DkttIsTtBo", "DkttIsTtMe", "DkttChuHo", "DkttChuhoSoGiayTo", "DkttMaQuanHe", "LoaiThanNhanXacNhan"),
    *("LoaiChuSoHuuChoO", "NguoiGiamHo", "CapBanSao", "BanSaoSoLuong"),
)


def test_every_known_key_of_the_linked_form_is_asked() -> None:
    keys = [f.eform for f in procedure(CODE).fields() if f.eform]
    assert set(REQUIRED_KEYS) <= set(keys)
    assert len(keys) == len(set(keys))


def test_the_record_alone_is_judged_as_the_dossier_was() -> None:
    d = procedure(CODE)
    for seed in range(4):
        state = walk(CODE, sample(d, seed))
        assert validate(d, state.payload(), (), (), HERE) == ()
