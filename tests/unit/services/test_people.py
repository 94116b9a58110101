"""Whom a dossier speaks of: what the form works out counts as what was typed, on drafts and on what is filed."""

from dataclasses import replace

import pytest

from kiosk.domain.dossier import Answer, Value
from kiosk.domain.office import Place
from kiosk.services import intake
from kiosk.services.assisted import file_at_once
from kiosk.services.desk import Desk
from kiosk.services.finding import find
from tests.office_factories import invented, taken

BIRTHS = ("3.000722", "1.001193", "1.003583")
CHILD: dict[str, Value] = {
    "child_family_name_by": "custom",
    "child_family_name": "Lò",
    "child_middle_name": "Thị",
    "child_given_name": "Thí Dụ",
}
FULL = "Lò Thị Thí Dụ"


def _names(desk: Desk, dossier: str) -> tuple[str, list[str]]:
    people = {person.role: person.name for person in desk.store.people.of(dossier)}
    return people.get("child", ""), [row.citizen_name for row in desk.store.dossiers.drafts()]


def _draft(desk: Desk, code: str) -> str:
    dossier = intake.begin(desk, code, "vi-VN")
    intake.save_answers(desk, dossier, {**invented(desk, code)[0], **CHILD}, page=None)
    return dossier


@pytest.mark.parametrize("code", BIRTHS)
def test_a_birth_is_listed_and_found_by_the_childs_full_name(desk: Desk, code: str) -> None:
    desk.office = replace(desk.office, place=Place.OUTREACH)
    dossier = _draft(desk, code)
    assert _names(desk, dossier) == (FULL, [FULL])
    assert [row.id for row in find(desk, "lo thi thi du").rows] == [dossier]


@pytest.mark.parametrize("code", BIRTHS)
def test_a_filed_birth_is_listed_and_found_by_the_childs_full_name(desk: Desk, code: str) -> None:
    desk.office = replace(desk.office, place=Place.OUTREACH)
    answers, slots = invented(desk, code)
    filed = file_at_once(desk, code, {**answers, **CHILD}, [(slot, taken()) for slot in slots], "vi-VN")
    assert desk.store.dossiers.get(filed.dossier).citizen_name == FULL
    assert {p.role: p.name for p in desk.store.people.of(filed.dossier)}["child"] == FULL
    assert [row.id for row in find(desk, "Thí Dụ").rows] == [filed.dossier]


def test_a_name_follows_every_answer_it_is_worked_out_from(desk: Desk) -> None:
    dossier = _draft(desk, BIRTHS[0])
    intake.save_answer(desk, dossier, "child_middle_name", "", page="child_given_name")
    assert _names(desk, dossier)[0] == "Lò Thí Dụ"
    # No answer to a question of a name, and yet the name is another one.
    intake.save_answer(desk, dossier, "child_family_name_by", "none", page="child_family_name")
    assert _names(desk, dossier) == ("Thí Dụ", ["Thí Dụ"])
    assert find(desk, "lo thi").rows == ()


def test_a_name_asked_in_parts_counts_before_it_is_whole(desk: Desk) -> None:
    dossier = intake.begin(desk, BIRTHS[1], "vi-VN")
    answers = {key: value for key, value in invented(desk, BIRTHS[1])[0].items() if key not in CHILD}
    named = {key: CHILD[key] for key in ("child_family_name_by", "child_family_name")}
    intake.save_answers(desk, dossier, {**answers, **named}, page=None)
    assert _names(desk, dossier)[0] == "Lò"


def test_what_changes_nobodys_name_writes_nobody_anew(desk: Desk) -> None:
    dossier = _draft(desk, BIRTHS[0])
    draft = intake.open_draft(desk, dossier)
    stood = intake.put(desk, draft, (), page="child_sex")
    assert intake.open_draft(desk, dossier) == stood
    assert stood.dossier.citizen_name == FULL


def test_a_draft_stands_after_an_answer_as_it_is_read_again(desk: Desk) -> None:
    dossier = intake.begin(desk, "1.004873", "vi-VN")
    draft = intake.open_draft(desk, dossier)
    for field, value in (
        ("purpose", "other"),
        ("purpose_kind", "loan"),
        ("purpose_kind", ""),
        ("relation", "self"),
    ):
        draft = intake.put(desk, draft, (Answer(field, value),), page=draft.page.address)
        again = intake.open_draft(desk, dossier)
        assert (draft.answers, draft.state, draft.page) == (again.answers, again.state, again.page)
    decomposed = "Nguye\u0302\u0303n Thi\u0323 Ma\u0302\u0303u"
    draft = intake.put(desk, draft, (Answer("requester_name", decomposed),), page="requester_name")
    assert draft.answers == intake.open_draft(desk, dossier).answers
