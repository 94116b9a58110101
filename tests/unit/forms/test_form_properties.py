"""What holds for every procedure and any answers, right or wrong, in any state of being filled in."""

import random
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from forms.answers import flatten, nest
from forms.catalogue import Catalogue
from forms.definition import Definition, Field, FieldType, Kind
from forms.path import FormState, evaluate, first_page, judge, next_page, page_of, previous_page, progress
from forms.sample import sample
from forms.validation import validate
from tests.unit.forms.household import household
from tests.unit.forms.small import HERE

SEEDS = 2


@cache
def _dossiers() -> tuple[tuple[Definition, dict[str, Any]], ...]:
    """Every procedure that asks something, with complete answers of several kinds."""
    asked = [d for d in Catalogue.shipped().definitions() if d.kind is not Kind.GUIDE]
    return tuple(
        (d, dict(sample(d, seed, papers=True))) for d in (household(), *asked) for seed in range(SEEDS)
    )


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(), max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=4,
)
"""Whatever a hand-made file may say, half a surrogate pair included."""


def _value(f: Field) -> st.SearchStrategy[Any]:
    likely: dict[FieldType, st.SearchStrategy[Any]] = {
        FieldType.CHOICE: st.sampled_from([o.id for o in f.options] or ["x"]),
        FieldType.YES_NO: st.booleans(),
        FieldType.DATE: st.dates().map(str) | st.just("2026-11"),
        FieldType.INTEGER: st.integers(-3, 30) | st.just(2**70),
        FieldType.ROWS: st.lists(st.sampled_from(["r1", "r2", "r9"]), max_size=4),
    }
    return likely.get(f.type, st.text(st.characters(), max_size=20)) | _JSON


@st.composite
def _cases(draw: st.DrawFn) -> tuple[Definition, dict[str, Any], frozenset[str]]:
    """A definition with answers: a complete dossier with some of them taken out, changed or turned to nonsense."""
    definition, complete = draw(st.sampled_from(_dossiers()))
    answers = dict(complete)
    for key in draw(st.sets(st.sampled_from(sorted(answers)), max_size=8)):
        del answers[key]
    for f in draw(st.lists(st.sampled_from(definition.fields()), max_size=6)):
        rows = definition.rows_of(f.id)
        key = f"{rows.id}/{draw(st.sampled_from(['r1', 'r2', 'r7']))}/{f.id}" if rows else f.id
        answers[key] = draw(_value(f))
    unsure = draw(st.sets(st.sampled_from([*complete, *(f.id for f in definition.fields())]), max_size=4))
    return definition, answers, frozenset(unsure)


Case = tuple[Definition, dict[str, Any], frozenset[str]]


@settings(max_examples=50, deadline=None)
@given(_cases())
def test_back_after_next_is_the_same_page(case: Case) -> None:
    state = evaluate(*case, HERE)
    page = first_page(state)
    seen, total = 0, sum(p.asked for p in state.pages)
    while page is not None:
        seen += 1
        assert progress(state, page) == (seen, total)
        after = next_page(state, page)
        if after is not None:
            assert previous_page(state, after) == page
        page = after
    assert seen == total


@settings(max_examples=50, deadline=None)
@given(_cases())
def test_no_hidden_field_reaches_the_record_and_the_record_alone_is_the_same_form(case: Case) -> None:
    definition, answers, unsure = case
    state = evaluate(definition, answers, unsure, HERE)
    shown = {f.field.id for page in state.pages for f in page.fields}
    payload = state.payload()
    assert {key.rpartition("/")[2] for key in payload} <= shown
    again = evaluate(definition, payload, state.unsure(), HERE)
    assert again.payload() == payload
    assert again.unsure() == state.unsure()
    assert _outline(again) == _outline(state)
    if not state.faults:
        assert flatten(definition, state.record()) == payload
        assert evaluate(definition, state.record(), state.unsure(), HERE).payload() == payload


def _outline(state: FormState) -> list[tuple[object, ...]]:
    """Everything that follows from the answers, rows called by their number."""
    pages = [
        (p.page.id, p.row.number if p.row else 0, p.complete, p.asked, p.card_groups) for p in state.pages
    ]
    return [
        *pages,
        (state.stop, state.officer_reasons, state.papers, state.fee, state.parts, state.declarations),
        (state.due, state.deadlines),
    ]


@settings(max_examples=40, deadline=None)
@given(_cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_answers_does_not_matter(case: Case, dice: random.Random) -> None:
    definition, answers, unsure = case
    items = list(answers.items())
    dice.shuffle(items)
    assert evaluate(definition, dict(items), sorted(unsure), HERE) == evaluate(
        definition, answers, unsure, HERE
    )


@settings(max_examples=40, deadline=None)
@given(_cases())
def test_judging_a_whole_dossier_finds_every_fault_its_pages_show(case: Case) -> None:
    definition, answers, unsure = case
    state = evaluate(definition, answers, unsure, HERE)
    papers = [p.id for p in definition.papers]
    named = {f.field for f in validate(definition, answers, unsure, papers, HERE)}
    assert {f.fault.field for page in state.pages for f in page.fields if f.fault} <= named
    assert {f.field for f in state.faults} == {f.address for f in state.fields() if f.fault}
    assert all(page.complete is all(f.fault is None for f in page.fields) for page in state.pages)


@settings(max_examples=50, deadline=None)
@given(_cases())
def test_one_field_judged_alone_is_judged_as_in_the_whole(case: Case) -> None:
    definition, answers, _ = case
    state = evaluate(definition, answers, (), HERE)
    for f in state.fields()[::7]:
        if not f.locked:
            assert judge(definition, f.address, answers, answers.get(f.address), HERE) == f.fault


@settings(max_examples=50, deadline=None)
@given(_cases())
def test_what_is_worked_out_can_be_traced_to_a_page_or_to_nothing_that_is_asked(case: Case) -> None:
    state = evaluate(*case, HERE)
    asked = {p.address for p in state.pages}
    for f in state.fields():
        page = page_of(state, f.address)
        assert page is None or page in asked
        assert f.locked or page is not None


@settings(max_examples=40, deadline=None)
@given(_cases())
def test_nested_and_flat_answers_are_one_dossier(case: Case) -> None:
    definition, answers, unsure = case
    payload = evaluate(definition, answers, unsure, HERE).payload()
    nested = nest(definition, payload)
    assert all("/" not in key for key in nested)
    assert dict(flatten(definition, nested)) == payload
    assert evaluate(definition, nested, unsure, HERE) == evaluate(definition, payload, unsure, HERE)
