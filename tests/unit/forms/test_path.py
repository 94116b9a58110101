"""Walking a form: what is shown, in which order, and what a record gets."""

import time
from typing import Any

import pytest

from forms.path import evaluate, judge, next_page, page_of, previous_page, progress
from forms.sample import sample
from forms.validation import validate
from tests.unit.forms.small import HERE, built, marital, small, tree


def test_a_page_is_shown_by_an_earlier_answer() -> None:
    d = small()
    assert [p.page.id for p in evaluate(d, {}, (), HERE).pages] == ["first", "third"]
    assert [p.page.id for p in evaluate(d, {"colour": "red"}, (), HERE).pages] == ["first", "second", "third"]


def test_a_hidden_answer_is_unknown_to_the_form_and_to_the_record() -> None:
    state = evaluate(small(), {"colour": "blue", "shade": "nâu", "number": 2}, (), HERE)
    assert state.payload() == {"colour": "blue", "number": 2}
    assert state.computed == {}


def test_a_computed_field_is_locked_and_beats_what_was_typed() -> None:
    state = evaluate(small(), {"colour": "red", "shade": "nâu", "copy": "khác"}, (), HERE)
    found = state.find("copy")
    assert found is not None
    assert (found.value, found.locked, state.computed) == ("nâu", True, {"copy": "nâu"})


def test_a_computed_field_is_changed_where_it_comes_from() -> None:
    state = evaluate(small(), {"colour": "red", "shade": "nâu"}, (), HERE)
    assert page_of(state, "copy") == "second"
    assert page_of(state, "shade") == "second"
    assert page_of(evaluate(small(), {"colour": "blue"}, (), HERE), "shade") is None


def test_a_page_that_asks_nothing_is_skipped_and_still_recorded() -> None:
    bent = tree()
    bent["pages"].insert(2, {"id": "silent", "title": "Lặng", "fields": [bent["pages"][2]["fields"].pop()]})
    d = built(bent)
    state = evaluate(d, {"colour": "red", "shade": "nâu"}, (), HERE)
    assert next_page(state, "second") == "third"
    assert previous_page(state, "third") == "second"
    assert progress(state, "third") == (3, 3)
    assert state.payload()["copy"] == "nâu"
    assert next_page(evaluate(d, {"colour": "red"}, (), HERE), "second") == "silent"


def test_navigation_from_a_page_that_vanished() -> None:
    state = evaluate(small(), {"colour": "blue"}, (), HERE)
    assert (previous_page(state, "second"), next_page(state, "second")) == ("first", "third")
    assert (previous_page(state, "first"), next_page(state, "third")) == (None, None)


def test_values_are_composed_and_tidied_on_the_way_in() -> None:
    state = evaluate(small(), {"colour": "red", "shade": "  ma\u0302\u0323t \n 1 "}, (), HERE)
    assert state.payload()["shade"] == "mật 1"
    assert evaluate(small(), {"colour": "red", "shade": "   "}, (), HERE).find("shade").value is None  # type: ignore[union-attr]


def test_a_suggestion_is_no_answer() -> None:
    found = evaluate(small(), {"colour": "blue"}, (), HERE).find("number")
    assert found is not None
    assert (found.suggestion, found.value) == (1, None)


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("colour", None, "error.form.missing"),
        ("colour", "green", "error.form.choice"),
        ("colour", ["red"], "error.form.choice"),
        ("shade", 3, "error.form.shape"),
        ("shade", "quá dài cho ô", "error.form.too_long"),
        ("shade", "a\x00b", "error.form.letters"),
        ("born", "2026-02-31", "error.form.date.shape"),
        ("born", "31/12/2025", "error.form.date.shape"),
        ("born", "2026-12", "error.form.date.future"),
        ("born", "0196", "error.form.date.too_old"),
        ("born", 1990, "error.form.shape"),
        ("number", 0, "error.form.integer.small"),
        ("number", 4, "error.form.integer.large"),
        ("number", True, "error.form.shape"),
        ("number", "2", "error.form.shape"),
    ],
)
def test_one_wrong_answer_is_judged_alone(field: str, value: Any, kind: str) -> None:
    fault = judge(small(), field, {"colour": "red", "shade": "nâu"}, value, HERE)
    assert fault is not None
    assert (fault.field, fault.message.id) == (field, kind)
    assert fault.message.in_vietnamese(**fault.params)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("requester_residence", {"province": "11", "commune": "03127", "detail": "Bản\x00Mẫu"}),
        ("person_ethnic", {"name": "Cil\x1b", "code": None, "list": "QD121"}),
        ("requester_name", "Lò\ud800"),
    ],
)
def test_letters_that_cannot_be_printed_are_refused_wherever_they_hide(field: str, value: Any) -> None:
    fault = judge(
        marital(), field, {"requester_residence_kind": "permanent", "purpose": "other"}, value, HERE
    )
    assert fault is not None
    assert fault.message.id in ("error.form.letters", "error.form.name")


@pytest.mark.parametrize("value", ["1990", "1990-05", "1990-05-17", "2026-11", "2026"])
def test_dates_of_every_precision_are_taken(value: str) -> None:
    assert judge(small(), "born", {"colour": "red"}, value, HERE) is None


def test_a_wrong_value_counts_as_blank_for_later_questions() -> None:
    state = evaluate(small(), {"colour": "red", "shade": 7}, (), HERE)
    assert state.computed == {}
    assert [f.field for f in state.faults] == ["shade"]


def test_unsure_stands_for_an_answer_and_goes_to_the_officer() -> None:
    state = evaluate(small(), {"colour": "red"}, {"shade"}, HERE)
    assert state.faults == ()
    assert state.unsure() == ("shade",)
    assert state.to_officer is not None


def test_unsure_is_refused_where_the_paper_needs_the_fact() -> None:
    bent = tree()
    bent["pages"][1]["fields"][0]["may_be_unsure"] = False
    faults = validate(built(bent), {"colour": "red"}, {"shade"}, (), HERE)
    assert [(f.field, f.message.id) for f in faults] == [("shade", "error.form.cannot_be_unsure")]


def test_unknown_keys_are_named_and_every_fault_with_them() -> None:
    faults = validate(small(), {"colour": "green", "colur": 1}, {"shdae"}, (), HERE)
    assert [f.field for f in faults] == ["colur", "shdae", "colour"]


def test_a_long_form_is_worked_out_well_under_five_milliseconds() -> None:
    d, answers = marital(), sample(marital(), 3)
    evaluate(d, answers, (), HERE)
    best = 1.0
    for _ in range(20):
        start = time.perf_counter()
        evaluate(d, answers, (), HERE)
        best = min(best, time.perf_counter() - start)
    assert len(d.fields()) >= 40
    assert best < 0.005
