"""The form engine's own time, without store and screen: a form far larger than any real one, the largest real one, and
loading everything there is. Wall time, but for ``validation_ms``: time of one core.

Figures: ``open_ms`` reads the large form's file as a pinned one is read and works it out for the first time;
``large_answer_ms`` is one answer and everything that follows from it; ``answer_ms`` the same for the largest real
procedure, with the next page found; ``load_s`` reads and probes every definition; ``validation_ms`` judges the largest
real dossier, so that 5 ms is 200 a second.
"""

import gc
import time
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bench.figures import Figure, Result, main, p95
from bench.large_form import large_answers, large_form
from forms.answers import flatten, nest
from forms.catalogue import Catalogue
from forms.definition import Definition, FieldType, Kind
from forms.loader import load_text
from forms.path import Context, evaluate, next_page
from forms.sample import sample
from forms.states import Channel
from forms.validation import validate

HERE = Context(date(2026, 11, 20), "03127", Channel.IN_PERSON, assisted=True)
ROUNDS = 60
SEEDS = range(12)


def measure() -> Result:
    """Every figure once."""
    seconds_to_load, definitions = _load_everything()
    text = large_form()
    started = time.perf_counter()
    large = load_text(text, "large", known=lambda _name, _text: True)
    evaluate(large, {}, (), HERE)
    opened = time.perf_counter() - started
    definition, answers = _largest(definitions)
    papers = tuple(p.id for p in definition.papers)
    figures = (
        Figure("open_ms", opened * 1000, 300, "ms"),
        Figure("large_answer_ms", p95(_answer_times(large, large_answers())) * 1000, 50, "ms"),
        Figure("answer_ms", p95(_answer_times(definition, answers)) * 1000, 16, "ms"),
        Figure("load_s", seconds_to_load, 2, "s"),
        Figure(
            "validation_ms",
            _mean(lambda: validate(definition, answers, (), papers, HERE)) * 1000,
            1000 / 200,
            "ms",
        ),
    )
    shown = len(evaluate(definition, answers, (), HERE).fields())
    return Result(
        "forms",
        figures,
        {"largest": definition.code, "fields_shown": shown, "definitions": len(definitions)},
    )


def _load_everything() -> tuple[float, tuple[Definition, ...]]:
    started = time.perf_counter()
    catalogue = Catalogue.shipped(probe=True)
    definitions = catalogue.definitions()
    return time.perf_counter() - started, definitions


def _largest(definitions: tuple[Definition, ...]) -> tuple[Definition, dict[str, Any]]:
    """The dossier that shows the most questions, of every procedure's invented ones with as many rows as may be."""
    asked = [d for d in definitions if d.kind is not Kind.GUIDE]
    made = [(d, _widened(d, sample(d, seed, papers=True))) for d in asked for seed in SEEDS]
    return max(made, key=lambda one: len(evaluate(one[0], one[1], (), HERE).fields()))


def _widened(definition: Definition, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The same dossier, the first row of each group repeated up to the most rows it may have."""
    nested = nest(definition, answers)
    for rows in definition.rows():
        if nested.get(rows.id):
            nested[rows.id] = nested[rows.id][:1] * (definition.field(rows.id).maximum or 1)
    return dict(flatten(definition, nested))


def _answer_times(definition: Definition, answers: dict[str, Any]) -> list[float]:
    """Taking back and giving again each answer of a whole dossier in turn."""
    state = evaluate(definition, answers, (), HERE)
    given = [
        (f.address, page.address)
        for page in state.pages
        for f in page.fields
        if f.address in answers and f.field.type is not FieldType.ROWS
    ]
    times = []
    for n in range(ROUNDS * 3):
        address, page = given[n % len(given)]
        before = {key: value for key, value in answers.items() if key != address}
        evaluate(definition, before, (), HERE)
        started = time.perf_counter()
        after = evaluate(definition, {**before, address: answers[address]}, (), HERE)
        next_page(after, page)
        times.append(time.perf_counter() - started)
    return times


def _mean(work: Callable[[], object]) -> float:
    """Seconds of one core's time a round."""
    work()
    gc.collect()
    started = time.process_time()
    for _ in range(ROUNDS):
        work()
    return (time.process_time() - started) / ROUNDS


if __name__ == "__main__":
    main(measure)
