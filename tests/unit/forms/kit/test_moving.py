"""Moving a draft to another version: nothing is lost unseen, and the same version changes nothing."""

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from forms.catalogue import Catalogue
from forms.definition import Definition
from forms.moving import OTHER_TYPE, Move, apply, compare
from forms.sample import sample
from forms.validation import validate
from tests.unit.forms.household import household
from tests.unit.forms.small import HERE, built, marital, small, tree

GROUP = {
    "id": "members",
    "title": "Người cùng đi",
    "rows": {
        "id": "members",
        "label": "Người cùng đi",
        "ask": "Còn ai nữa?",
        "one": "Người",
        "minimum": 0,
        "maximum": 3,
        "source": "s",
        "verified": False,
        "pages": [
            {
                "id": "member",
                "title": "Người",
                "fields": [
                    {
                        "id": "member_name",
                        "type": "name",
                        "label": "Tên",
                        "ask": "Tên gì?",
                        "required": True,
                        "source": "s",
                        "verified": False,
                    }
                ],
            }
        ],
    },
}


def _bent(bend: Callable[[dict[str, Any]], object], base: dict[str, Any] | None = None) -> Definition:
    found = base if base is not None else tree()
    found["version"] = "2"
    bend(found)
    return built(found)


def _field(found: dict[str, Any], page: int, number: int = 0) -> dict[str, Any]:
    field: dict[str, Any] = found["pages"][page]["fields"][number]
    return field


def _moved(
    bend: Callable[[dict[str, Any]], object], answers: dict[str, Any], unsure: tuple[str, ...] = ()
) -> Move:
    return compare(small(), _bent(bend), answers, unsure, HERE)


FULL = {"colour": "red", "shade": "tía", "born": "1990", "number": 2}

values = (
    st.none()
    | st.booleans()
    | st.integers(-3, 5)
    | st.sampled_from(["red", "blue", "green", "x" * 20, "1990"])
)


@given(
    answers=st.dictionaries(
        st.sampled_from(["colour", "shade", "born", "number", "copy", "strange"]), values
    ),
    unsure=st.frozensets(st.sampled_from(["colour", "shade", "born", "strange"])),
)
def test_moving_to_the_same_version_changes_nothing(answers: dict[str, Any], unsure: frozenset[str]) -> None:
    move = compare(small(), small(), answers, unsure, HERE)
    assert apply(move) == (answers, unsure)
    assert move.changes_nothing


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), part=st.integers(0, 9), many=st.booleans())
def test_the_same_holds_for_drafts_half_done(seed: int, part: int, many: bool) -> None:
    definition = household() if many else marital()
    full = sample(definition, seed, papers=True)
    answers = {
        key: value for n, (key, value) in enumerate(sorted(full.items())) if (n * 7 + seed) % 10 >= part
    }
    gone = frozenset(full) - frozenset(answers)
    move = compare(definition, definition, answers, gone, HERE)
    assert (apply(move)[1], move.changes_nothing) == (gone, True)
    again = compare(definition, definition, apply(move)[0], gone, HERE)
    assert apply(again) == apply(move)


def test_what_nobody_asks_any_more_is_named_with_its_value() -> None:
    move = _moved(_without_shade, FULL, ("shade",))
    assert [(d.address, d.value) for d in move.dropped] == [("shade", "tía")]
    answers, unsure = apply(move)
    assert answers == {"colour": "red", "born": "1990", "number": 2}
    assert unsure == frozenset()
    assert not move.changes_nothing


def _without_shade(t: dict[str, Any]) -> None:
    t["pages"][1]["fields"].pop(0)
    _field(t, 2, 1)["computed"] = {"when": "answered(born)", "value": '"x"'}


def test_an_option_that_is_gone_is_asked_again() -> None:
    def bend(t: dict[str, Any]) -> None:
        _field(t, 0)["options"] = [{"id": "rose", "label": "Hồng"}, {"id": "blue", "label": "Xanh"}]
        t["pages"][1]["show"] = 'colour == "rose"'

    move = _moved(bend, FULL)
    assert [(r.answer.address, r.answer.value, r.removed) for r in move.invalid] == [("colour", "red", True)]
    assert move.invalid[0].why.vi
    assert "colour" not in apply(move)[0]
    assert {"shade", "born"} <= set(
        apply(move)[0]
    )  # hidden now; shown again should the answer bring them back


def test_a_value_that_no_longer_fits_and_one_of_another_type() -> None:
    def bend(t: dict[str, Any]) -> None:
        _field(t, 1)["max_length"] = 2
        _field(t, 2)["type"] = "text"
        for key in ("minimum", "maximum", "suggest"):
            del _field(t, 2)[key]

    move = _moved(bend, FULL)
    assert {r.answer.address: r.why for r in move.invalid}["number"] is OTHER_TYPE
    assert {r.answer.address for r in move.invalid} == {"number", "shade"}
    assert apply(move)[0] == {"colour": "red", "born": "1990"}


def test_a_rule_between_answers_is_told_and_the_answer_stays_to_be_corrected() -> None:
    def bend(t: dict[str, Any]) -> None:
        _field(t, 2)["checks"] = [
            {"id": "few", "that": 'colour != "red" || !answered(number) || number < 2', "message": "Ít thôi"}
        ]

    move = _moved(bend, FULL)
    assert [(r.answer.address, r.removed, r.why.vi) for r in move.invalid] == [("number", False, "Ít thôi")]
    assert apply(move)[0] == FULL
    assert "number" not in {k.address for k in move.kept}


def test_other_words_are_told_and_the_answer_is_kept() -> None:
    def bend(t: dict[str, Any]) -> None:
        _field(t, 0)["ask"] = "Bà con thích màu gì?"
        _field(t, 0)["options"].append({"id": "green", "label": "Lục"})

    move = _moved(bend, FULL)
    assert [r.answer.address for r in move.reworded] == ["colour"]
    told = [
        (c.before.vi if c.before else None, c.after.vi if c.after else None) for c in move.reworded[0].changes
    ]
    assert told == [("Màu gì?", "Bà con thích màu gì?"), (None, "Lục")]
    assert {k.address for k in move.kept} == {"shade", "born", "number"}
    assert apply(move)[0] == FULL


def test_new_demands_new_papers_and_other_sums_are_told() -> None:
    def bend(t: dict[str, Any]) -> None:
        _field(t, 1, 1)["required"] = True
        t["papers"] = [{"id": "card", "name": "Thẻ", "handling": "shown", "source": "s", "verified": False}]
        t["fees"] = {"entries": [{"amount": 8000, "source": "s", "verified": False}]}
        _field(t, 2, 1)["computed"] = {"when": "answered(shade)", "value": '"khác"'}

    answers = {"colour": "red", "shade": "tía", "number": 2}
    move = _moved(bend, answers)
    assert [q.address for q in move.required] == ["born"]
    assert [p.id for p in move.papers_needed] == ["card"]
    assert move.fee is not None
    assert (move.fee[0].known, move.fee[1].amount) == (False, 8000)
    assert [(r.address, r.before, r.after) for r in move.recomputed] == [("copy", "tía", "khác")]
    back = compare(_bent(bend), small(), answers, (), HERE)
    assert [p.id for p in back.papers_not_needed] == ["card"]
    assert [(r.address, r.before, r.after) for r in back.recomputed] == [("copy", "khác", "tía")]


def test_a_new_stop_is_told() -> None:
    def bend(t: dict[str, Any]) -> None:
        stop = {"id": "red", "page": "first", "when": 'colour == "red"', "message": "Thôi"}
        t["stops"] = [{**stop, "source": "s", "verified": False}]

    move = _moved(bend, FULL)
    assert move.stop is not None
    assert move.stop.vi == "Thôi"


def test_rows_move_with_their_group_and_go_with_it() -> None:
    with_group = _bent(lambda t: t["pages"].append(GROUP))
    flat = {
        **FULL,
        "members": ["r1", "r3"],
        "members/r1/member_name": "Giàng A Thử",
        "members/r3/member_name": "Vàng",
    }
    same = compare(with_group, with_group, flat, (), HERE)
    assert apply(same) == (flat, frozenset())
    nested = {**FULL, "members": [{"member_name": "Giàng A Thử"}]}
    moved = compare(with_group, with_group, nested, (), HERE)
    assert apply(moved)[0]["members/r1/member_name"] == "Giàng A Thử"
    gone = compare(with_group, small(), flat, ("members/r1/member_name",), HERE)
    assert {d.address for d in gone.dropped} == {k for k in flat if k.startswith("members")}
    assert apply(gone) == (FULL, frozenset())


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_moved_dossier_has_no_answer_the_new_version_does_not_know(seed: int) -> None:
    newer = _bent(_without_shade)
    answers, unsure = apply(compare(small(), newer, sample(small(), seed), (), HERE))
    assert validate(newer, answers, unsure, (), HERE) == ()
    other = apply(compare(small(), marital(), answers, unsure, HERE))[0]
    assert other == {}


def test_a_full_dossier_of_everything_we_ship_stays_as_it_is() -> None:
    for definition in Catalogue.shipped().definitions():
        answers = sample(definition, 3)
        move = compare(definition, definition, answers, (), HERE)
        assert (definition.code, move.changes_nothing) == (definition.code, True)
        assert compare(definition, definition, apply(move)[0], (), HERE).answers == apply(move)[0]
