"""Repeated groups: relevance, conditions inside a row, recomputation, faults, navigation, and their two shapes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.addresses import new_row_id
from forms.answers import flatten, nest
from forms.definition import FieldType
from forms.path import evaluate, first_page, judge, next_page, page_of, previous_page, progress
from forms.validation import validate
from tests.unit.forms.household import household, member
from tests.unit.forms.small import HERE

TWO: dict[str, Any] = {
    "together": True,
    "family": "Lò",
    "members": [
        member("Lò Thị Mẫu", "head"),
        member("Lò Văn Thử", "child", member_adult=False, member_pages=3),
    ],
    "moved": "2026-11-18",
}


def test_rows_are_walked_one_after_the_other_before_their_hub() -> None:
    state = evaluate(household(), TWO, (), HERE)
    assert [p.address for p in state.pages] == [
        "who",
        "members/r1/member_who",
        "members/r2/member_who",
        "members/r2/member_more",
        "members",
        "end",
    ]
    assert [p.page.id for p in state.pages[1:4]] == ["member_who", "member_who", "member_more"]
    hub = state.find("members")
    assert hub is not None
    assert (hub.field.type, hub.value, hub.required) == (FieldType.ROWS, ["r1", "r2"], True)
    assert [(r.id, r.number, r.title, r.complete) for r in hub.rows] == [
        ("r1", 1, "Lò Thị Mẫu", True),
        ("r2", 2, "Lò Văn Thử", True),
    ]


def test_nothing_of_a_group_that_is_not_shown_is_known_or_recorded() -> None:
    state = evaluate(household(), {**TWO, "together": False}, ("members/r1/member_name",), HERE)
    assert [p.address for p in state.pages] == ["who", "end"]
    assert state.record() == {"together": False, "family": "Lò", "moved": "2026-11-18", "pages": 0}
    assert state.unsure() == ()
    assert [p.part.id for p in state.parts if p.chosen] == ["move"]


def test_a_row_sees_its_own_answers_its_number_and_the_answers_outside() -> None:
    state = evaluate(household(), TWO, (), HERE)
    options = {
        row: [o.id for o in found.options]
        for row in ("r1", "r2")
        if (found := state.find(f"members/{row}/member_kind"))
    }
    assert options == {"r1": ["head", "child", "other"], "r2": ["child", "other"]}
    assert state.computed == {"members/r2/member_label": "Lò LÒ VĂN THỬ", "pages": 3}


def test_a_chosen_option_that_vanishes_is_a_fault_and_no_other_answer() -> None:
    answers = {**TWO, "members": [member("A", "child", member_adult=True), member("B", "head")]}
    (fault,) = validate(household(), answers, (), (), HERE)
    assert (fault.field, fault.message.id) == ("members/r2/member_kind", "error.form.choice")


def test_what_is_computed_in_a_row_follows_an_answer_outside() -> None:
    state = evaluate(household(), {**TWO, "family": "Vàng"}, (), HERE)
    assert state.computed["members/r2/member_label"] == "Vàng LÒ VĂN THỬ"
    blank = evaluate(household(), {**TWO, "family": None}, (), HERE)
    assert "members/r2/member_label" not in blank.computed


def test_conditions_of_one_row_never_see_another() -> None:
    turned = {**TWO, "members": list(reversed(TWO["members"]))}
    state = evaluate(household(), turned, (), HERE)
    assert [p.address for p in state.pages if p.page.id == "member_more"] == ["members/r1/member_more"]
    assert state.computed["members/r1/member_label"] == "Lò LÒ VĂN THỬ"
    assert [f.field for f in state.faults] == ["members/r2/member_kind"]


def test_rows_are_counted_by_what_stands_outside() -> None:
    state = evaluate(household(), TWO, (), HERE)
    assert (state.fee.amount, state.due.working_days, state.due.text.vi) == (6000, 7, "Chưa rõ")
    assert [p.part.id for p in state.parts if p.chosen] == ["move", "card"]
    assert [d.id for d in state.declarations] == ["sheet", "card_sheet", "big"]
    one = evaluate(household(), {**TWO, "members": [member("A")]}, (), HERE)
    assert (one.fee.amount, one.due.working_days, one.due.text.vi) == (0, 3, "Ba ngày")
    assert [d.id for d in one.declarations] == ["sheet"]
    none = evaluate(household(), {"together": False}, (), HERE)
    assert (none.fee.known, none.due.working_days) == (False, None)


@pytest.mark.parametrize(
    ("rows", "field", "kind"),
    [
        (None, "members", "rows.few"),
        ([], "members", "rows.few"),
        ([member("A")] * 4, "members", "rows.many"),
        ("x", "members", "shape"),
        ([1], "members", "shape"),
        ([member("A"), "r2"], "members", "shape"),
        (["r1", "r1"], "members", "shape"),
        (["../r1"], "members", "shape"),
        ({"r1": {}}, "members", "shape"),
        ([member("A"), {}], "members/r2/member_name", "missing"),
        ([member("A1")], "members/r1/member_name", "name"),
        ([member("A", "child", member_adult=True, member_pages=-1)], "members/r1/member_pages", "integer.small"),
        ([member("A", nickname="B")], "members/r1/nickname", "unknown_field"),
        ([member("A", family="B")], "members/r1/family", "unknown_field"),
    ],
)  # fmt: skip
def test_a_fault_of_a_row_is_named_by_its_address(rows: Any, field: str, kind: str) -> None:
    faults = validate(household(), {**TWO, "members": rows}, (), ("card_copy",), HERE)
    assert (field, f"error.form.{kind}") in {(f.field, f.message.id) for f in faults}


def test_a_group_outside_its_rows_and_a_field_inside_are_strangers() -> None:
    strange = {
        "member_name": "A",
        "rows/r1/member_name": "A",
        "members/r1/member_name/x": "A",
        "members//x": 1,
    }
    faults = validate(household(), {"together": False, **strange}, ("members/r1/family",), (), HERE)
    assert {f.field for f in faults if f.message.id == "error.form.unknown_field"} == {
        *strange,
        "members/r1/family",
    }


def test_a_check_outside_judges_the_rows() -> None:
    many = {**TWO, "members": [member(name) for name in "ABC"]}
    assert [f.message.vi for f in validate(household(), many, (), (), HERE)] == ["Đông quá"]


def test_one_answer_of_a_row_is_judged_alone() -> None:
    found = judge(household(), "members/r2/member_name", TWO, "7", HERE)
    assert found is not None
    assert (found.field, found.message.id) == ("members/r2/member_name", "error.form.name")
    assert judge(household(), "members/r9/member_name", TWO, "7", HERE) is None


@pytest.mark.parametrize("nonsense", ["r1", {"a": "b"}, 3, ["r1", "r1"], ["r1", 5]])
def test_what_is_no_list_of_rows_stays_a_fault(nonsense: Any) -> None:
    state = evaluate(household(), {**TWO, "members": nonsense}, (), HERE)
    again = evaluate(household(), state.payload(), state.unsure(), HERE)
    assert [f.field for f in state.faults] == [f.field for f in again.faults] == ["members"]
    assert again.payload() == state.payload()
    assert dict(flatten(household(), nest(household(), state.payload()))) == state.payload()


def test_unsure_speaks_addresses_and_records_number_the_rows() -> None:
    flat = {
        "together": True,
        "members": ["r4", "r2"],
        "members/r4/member_name": "A",
        "members/r4/member_kind": "other",
        "members/r2/member_name": "B",
        "members/r2/member_kind": "child",
        "members/r2/member_adult": True,
        "members/r9/member_name": "left over",
    }
    state = evaluate(household(), flat, ("members/r2/member_pages",), HERE)
    assert state.unsure() == ("members/r2/member_pages",)
    assert validate(household(), flat, ("members/r2/member_pages",), (), HERE) == ()
    assert state.payload()["members"] == ["r1", "r2"]
    assert state.payload()["members/r1/member_name"] == "A"
    assert state.record()["members"] == [
        {"member_name": "A", "member_kind": "other"},
        {"member_name": "B", "member_kind": "child", "member_adult": True},
    ]
    assert new_row_id(["r4", "r2"]) == "r5"


def test_continue_and_back_pass_through_the_rows() -> None:
    state = evaluate(household(), TWO, (), HERE)
    assert first_page(state) == "who"
    walked = ["who"]
    while (after := next_page(state, walked[-1])) is not None:
        assert previous_page(state, after) == walked[-1]
        walked.append(after)
    assert walked == [p.address for p in state.pages if p.asked]
    assert [progress(state, p) for p in walked] == [(n, 6) for n in range(1, 7)]


def test_from_a_row_that_is_gone_the_way_leads_to_the_hub() -> None:
    state = evaluate(household(), TWO, (), HERE)
    assert next_page(state, "members/r7/member_more") == "members"
    assert previous_page(state, "members/r7/member_more") == "members/r2/member_more"
    hidden = evaluate(household(), {**TWO, "together": False}, (), HERE)
    assert (next_page(hidden, "members/r1/member_who"), previous_page(hidden, "members")) == ("end", "who")
    for nonsense in ("nowhere", "a/b", "members/r1/nowhere"):
        with pytest.raises(KeyError):
            next_page(state, nonsense)


def test_a_computed_answer_of_a_row_is_changed_where_it_comes_from() -> None:
    state = evaluate(household(), TWO, (), HERE)
    assert page_of(state, "members/r2/member_name") == "members/r2/member_who"
    assert page_of(state, "members/r2/member_label") in ("who", "members/r2/member_who")
    assert page_of(state, "pages") == "members"


def test_a_card_read_in_a_row_fills_that_row() -> None:
    state = evaluate(household(), TWO, (), HERE)
    page = state.page("members/r2/member_who")
    assert page is not None
    assert page.row is not None
    assert (page.card_groups, page.row.id, page.row.number) == (("member",), "r2", 2)


def test_a_deadline_informs_and_never_blocks() -> None:
    def deadline(moved: str | None) -> tuple[str | None, bool, str]:
        (found,) = evaluate(household(), {**TWO, "moved": moved}, (), HERE).deadlines
        return (found.last_day.isoformat() if found.last_day else None, found.over, found.message.vi)

    assert deadline("2026-11-18") == ("2026-11-25", False, "Trong bảy ngày")
    assert deadline("2026-11-13") == ("2026-11-20", False, "Trong bảy ngày")
    assert deadline("2026-11-12") == ("2026-11-19", True, "Quá rồi")
    assert deadline(None) == (None, False, "Trong bảy ngày")
    assert validate(household(), {**TWO, "moved": "2020-01-01"}, (), ("card_copy",), HERE) == ()


def test_a_paper_of_a_part_that_is_not_chosen_is_not_needed() -> None:
    assert [f.field for f in validate(household(), TWO, (), (), HERE)] == ["card_copy"]
    alone = {**TWO, "members": [member("A")]}
    assert validate(household(), alone, (), (), HERE) == ()
    (card,) = [p for p in evaluate(household(), TWO, (), HERE).parts if p.part.id == "card"]
    assert card.due is not None
    assert card.due.working_days == 2


def test_the_definition_knows_persons_and_their_fields() -> None:
    d = household()
    assert d.persons() == ("member",)
    assert {known: f.id for known, f in d.fields_of("member").items()} == {"name": "member_name"}
    rows = d.rows_of("member_name")
    assert rows is not None
    assert (rows.id, d.rows_of("moved")) == ("members", None)
    assert d.page("members/r1/member_who").id == "member_who"
    assert [f.id for f in d.fields()][:4] == ["together", "family", "member_name", "member_kind"]
    texts = {m.vi for m in d.messages()}
    assert {
        "Người",
        "Cả hai bên",
        "công chức tư pháp",
        "Chưa thông báo",
        "Chỉ lưu động",
        "Ba ngày",
        "Quá rồi",
    } <= texts


_CELL = st.none() | st.booleans() | st.integers(0, 9) | st.text("ab", min_size=1, max_size=3)
_ROW = st.dictionaries(st.sampled_from(["member_name", "member_kind", "member_pages", "strange"]), _CELL)
_NESTED = st.fixed_dictionaries(
    {}, optional={"together": _CELL, "moved": _CELL, "members": st.lists(_ROW, min_size=1, max_size=4)}
)


@given(_NESTED)
def test_nested_answers_are_flattened_and_nested_again(nested: dict[str, Any]) -> None:
    flat = flatten(household(), nested)
    assert nest(household(), flat) == nested
    assert flatten(household(), flat) is flat
    assert all(not isinstance(v, dict) and not any(isinstance(x, dict) for x in v if isinstance(v, list))
               for v in flat.values() if isinstance(v, list | dict))  # fmt: skip


@given(_NESTED)
def test_flat_and_nested_answers_are_the_same_dossier(nested: dict[str, Any]) -> None:
    flat = flatten(household(), nested)
    assert evaluate(household(), flat, (), HERE) == evaluate(household(), nested, (), HERE)
    assert validate(household(), flat, (), (), HERE) == validate(household(), nested, (), (), HERE)
