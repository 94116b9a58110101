"""Repeated rows: added, walked, filled from a card, removed without a trace, and filed as a list."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.answers import flatten
from forms.errors import KnownError
from kiosk.domain.dossier import Answer, Origin, Value
from kiosk.services import assisted, counter, intake
from kiosk.services.desk import Desk
from kiosk.services.visit import Stage, Visit
from sync.parcel import open_record
from tests.office_factories import invented, without_rows

HOME = "1.004222"
ROWS = "members"
CARD = "011190000999|123456789|Nguyễn Thị Mẫu|03051990|Nữ|Bản Mẫu, Xã Búng Lao, Điện Biên|15042021"

MEMBER: dict[str, Value] = {
    "member_number": "011201000123",
    "member_name": "Giàng A Thử",
    "member_birth": "2001-02-03",
    "member_minor": False,
    "member_sex": "male",
    "member_relation": "child",
}


def _begin(desk: Desk, *, members: int = 0, **wanted: object) -> tuple[str, tuple[str, ...]]:
    answers, slots = invented(desk, HOME, **wanted)
    dossier = intake.begin(desk, HOME, "vi-VN")
    intake.save_answers(desk, dossier, without_rows(answers), page=None)
    for _ in range(members):
        row = intake.add_row(desk, dossier, ROWS)
        filled = {f"{ROWS}/{row}/{key}": value for key, value in MEMBER.items()}
        intake.save_answers(desk, dossier, filled, page=None)
    return dossier, slots


def _addresses(desk: Desk, dossier: str) -> set[str]:
    return {answer.field for answer in desk.store.dossiers.answers(dossier)}


def _on_hub(desk: Desk, dossier: str) -> Visit:
    visit = Visit(desk)
    visit.resume(dossier)
    desk.store.dossiers.set_page(dossier, ROWS)
    return visit


def test_a_row_is_added_walked_and_back_at_the_hub(desk: Desk) -> None:
    dossier, _ = _begin(desk)
    visit = _on_hub(desk, dossier)
    assert visit.draft().page.address == ROWS
    row = visit.add_row(ROWS)
    seen = []
    while visit.draft().page.address != ROWS:
        draft = visit.draft()
        seen.append(draft.page.address)
        for shown in draft.page.fields:
            if shown.field.id in MEMBER and not shown.locked:
                intake.save_answer(
                    desk, dossier, shown.address, MEMBER[shown.field.id], page=draft.page.address
                )
        visit.answered()
        assert visit.continue_questions() == ()
    assert seen[0] == f"{ROWS}/{row}/member_card"
    assert all(address.startswith(f"{ROWS}/{row}/") for address in seen)
    (line,) = intake.rows_shown(visit.draft())
    assert (line.row, line.number, line.title, line.complete) == (row, 1, "Giàng A Thử", True)
    assert line.first_page == seen[0]
    for address in reversed(seen):
        visit.back()
        assert visit.draft().page.address == address


def test_a_row_half_answered_holds_up_the_way_on_and_says_where(desk: Desk) -> None:
    dossier, _ = _begin(desk)
    visit = _on_hub(desk, dossier)
    row = visit.add_row(ROWS)
    (fault,) = visit.continue_questions()
    assert fault.field == f"{ROWS}/{row}/member_number"


def test_the_check_page_leads_back_into_a_row(desk: Desk) -> None:
    dossier, _ = _begin(desk, members=2)
    visit = Visit(desk)
    visit.resume(dossier)
    visit.stage = Stage.CHECK
    visit.change(f"{ROWS}/r2/member_sex")
    assert visit.draft().page.address == f"{ROWS}/r2/member_sex"


def test_a_crash_inside_a_row_comes_back_to_the_same_question(desk: Desk) -> None:
    dossier, _ = _begin(desk)
    visit = _on_hub(desk, dossier)
    visit.add_row(ROWS)
    successor = Visit(desk)
    successor.restore(visit.place())
    assert successor.draft().page.address == visit.draft().page.address


def test_removing_a_row_leaves_no_answer_and_nobody_behind(desk: Desk) -> None:
    dossier, _ = _begin(desk, members=2)
    assert [line.id for line in desk.store.dossiers.search("giang a thu")] == [dossier]
    intake.save_answer(desk, dossier, f"{ROWS}/r1/member_name", "Vàng Thị Thí Dụ", page=ROWS)
    visit = _on_hub(desk, dossier)
    visit.remove_row(ROWS, "r1")
    assert visit.draft().page.address == ROWS
    assert not [address for address in _addresses(desk, dossier) if address.startswith(f"{ROWS}/r1/")]
    assert desk.store.dossiers.search("vang thi thi du") == ()
    assert [(line.row, line.number) for line in intake.rows_shown(visit.draft())] == [("r2", 1)]
    visit.remove_row(ROWS, "r1")  # a second tap
    visit.remove_row(ROWS, "r2")
    assert ROWS not in _addresses(desk, dossier)
    assert desk.store.dossiers.search("giang a thu") == ()


ACTS = st.lists(
    st.tuples(st.sampled_from(["add", "remove", "answer", "unsure"]), st.integers(0, 3)), max_size=12
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(acts=ACTS)
def test_whatever_is_done_every_answer_in_a_row_belongs_to_a_row_there_is(
    desk: Desk, acts: list[tuple[str, int]]
) -> None:
    dossier = intake.begin(desk, HOME, "vi-VN")
    rows: list[str] = []
    for act, number in acts:
        row = rows[number % len(rows)] if rows else ""
        if act == "add":
            rows.append(intake.add_row(desk, dossier, ROWS))
        elif act == "remove" and row:
            intake.remove_row(desk, dossier, ROWS, row)
            rows.remove(row)
        elif act == "answer" and row:
            intake.save_answer(desk, dossier, f"{ROWS}/{row}/member_name", f"Thử {number}", page=ROWS)
        elif act == "unsure" and row:
            intake.save_answer(desk, dossier, f"{ROWS}/{row}/member_sex", None, page=ROWS, unsure=True)
        stored = {answer.field: answer.value for answer in desk.store.dossiers.answers(dossier)}
        assert list(stored.get(ROWS, ())) == rows  # type: ignore[call-overload]
        inside = {address.split("/")[1] for address in stored if "/" in address}
        assert inside <= set(rows)
        assert {person.role.split("/")[1] for person in desk.store.people.of(dossier)} <= set(rows)
    desk.store.dossiers.delete_draft(dossier, by=desk.officer.code)


def test_there_are_no_more_rows_than_the_form_takes(desk: Desk) -> None:
    dossier = intake.begin(desk, HOME, "vi-VN")
    hub = desk.catalogue.newest(HOME, desk.today()).field(ROWS)
    assert hub.maximum is not None
    for _ in range(hub.maximum):
        intake.add_row(desk, dossier, ROWS)
    with pytest.raises(KnownError) as refused:
        intake.add_row(desk, dossier, ROWS)
    assert refused.value.message.id == "error.intake.rows_full"


def test_a_card_read_in_a_row_fills_that_very_row(desk: Desk) -> None:
    dossier, _ = _begin(desk, members=1)
    visit = _on_hub(desk, dossier)
    row = visit.add_row(ROWS)
    offer = intake.offer_card(visit.draft(), CARD)
    assert offer.values[f"{ROWS}/{row}/member_number"] == "011190000999"
    assert offer.values[f"{ROWS}/{row}/member_birth"] == "1990-05-03"
    assert all(address.startswith(f"{ROWS}/{row}/") for address in offer.values)
    assert offer.differs == ()
    intake.accept_card(desk, visit.draft(), offer)
    found = {a.field: a for a in desk.store.dossiers.answers(dossier)}
    assert found[f"{ROWS}/{row}/member_name"].origin is Origin.CARD
    assert found[f"{ROWS}/r1/member_name"] == Answer(f"{ROWS}/r1/member_name", "Giàng A Thử")


def test_rows_are_filed_as_a_list_with_their_origins_by_place(desk: Desk) -> None:
    dossier, slots = _begin(desk, members=2, papers=False)
    assert slots == ()
    intake.remove_row(desk, dossier, ROWS, "r1")
    row = intake.add_row(desk, dossier, ROWS)
    second = {**MEMBER, "member_number": "011190000999", "member_name": "Nguyễn Thị Mẫu"}
    second |= {"member_birth": "1990-05-03", "member_sex": "female", "member_relation": "wife"}
    for key, value in second.items():
        origin = Origin.CARD if key == "member_name" else Origin.TYPED
        intake.save_answer(desk, dossier, f"{ROWS}/{row}/{key}", value, page=ROWS, origin=origin)
    from kiosk.services import filing

    filing.confirm(desk, dossier)
    (parcel,) = desk.store.parcels.by_dossier(dossier)
    record = open_record(parcel.record).fields
    assert [one["member_name"] for one in record["answers"][ROWS]] == ["Giàng A Thử", "Nguyễn Thị Mẫu"]
    assert record["origins"][f"{ROWS}/r1/member_name"] == "typed"
    assert record["origins"][f"{ROWS}/r2/member_name"] == "card"
    flat = flatten(desk.catalogue.newest(HOME, desk.today()), record["answers"])
    assert set(record["origins"]) == set(flat)
    roles = {person.role for person in desk.store.people.of(dossier)}
    assert {f"{ROWS}/r2/member", f"{ROWS}/{row}/member"} <= roles
    lines = [
        (line.one.vi, line.row)
        for line in counter.detail(desk, dossier).lines
        if line.one is not None and line.field.endswith("member_name")
    ]
    assert [number for _, number in lines] == [1, 2]


def test_an_answers_file_with_rows_is_filed_and_shown_in_the_same_shape(desk: Desk) -> None:
    answers, _ = invented(desk, HOME, papers=False)
    given_answers = {**without_rows(answers), ROWS: [MEMBER], "$unsure": []}
    filed = assisted.file_at_once(desk, HOME, given_answers, [], "vi-VN")
    shown = counter.detail_as_json(counter.detail(desk, filed.dossier))["answers"]
    assert isinstance(shown, dict)
    assert [one["member_name"] for one in shown[ROWS]] == ["Giàng A Thử"]
    assert desk.store.dossiers.search("giang a thu")[0].id == filed.dossier


def test_a_wrong_row_in_an_answers_file_names_row_and_field_and_stores_nothing(desk: Desk) -> None:
    answers, _ = invented(desk, HOME, papers=False)
    spoilt = {**MEMBER, "member_number": "12"}
    with pytest.raises(KnownError) as refused:
        assisted.file_at_once(desk, HOME, {**without_rows(answers), ROWS: [MEMBER, spoilt]}, [], "vi-VN")
    assert {fault.field for fault in refused.value.faults} == {f"{ROWS}/r2/member_number"}  # type: ignore[attr-defined]
    assert counter.rows(desk) == ()
