"""A definition is sound or refused, naming file and path of every fault."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forms.loader import UnsoundDefinition, load, load_text
from tests.unit.forms.small import SMALL, built, marital, small, tree


def _field(bent: dict[str, Any], page: int, number: int) -> dict[str, Any]:
    found: dict[str, Any] = bent["pages"][page]["fields"][number]
    return found


def _set(page: int, number: int, **keys: Any) -> Callable[[dict[str, Any]], None]:
    return lambda bent: _field(bent, page, number).update(keys)


def _top(**keys: Any) -> Callable[[dict[str, Any]], None]:
    return lambda bent: bent.update(keys)


def _drop(key: str) -> Callable[[dict[str, Any]], None]:
    return lambda bent: bent.pop(key)


RULE = {"id": "a", "message": "Dừng", "source": "s", "verified": False}
LOOKED_UP_BY_NOTHING = {"fields": ["x"], "why": "Vì"}
PAPER = {"id": "p", "name": "Giấy", "source": "s", "verified": False}

FAULTS: list[tuple[str, Callable[[dict[str, Any]], None], str, str]] = [
    ("syntax", _set(1, 0, show="colour = 1"), "pages[1].fields[0].show", "not_cel"),
    ("blank compared", _set(2, 0, show="born > '2000'"), "pages[2].fields[0].show", "fails"),
    ("size counts bytes", _set(2, 0, show="size(shade) > 1"), "pages[2].fields[0].show", "forbidden"),
    ("function unknown", _set(2, 0, show="nosuch(shade)"), "pages[2].fields[0].show", "forbidden"),
    ("method unknown", _set(2, 0, show="shade.startsWith('x')"), "pages[2].fields[0].show", "forbidden"),
    ("name unknown", _set(2, 0, show="color == 'red'"), "pages[2].fields[0].show", "no_such_name"),
    ("asked later", _set(0, 0, show="answered(number)"), "pages[0].fields[0].show", "asked_later"),
    ("asks itself", _set(1, 0, show="answered(shade)"), "pages[1].fields[0].show", "asked_later"),
    ("option unknown", _set(2, 0, show="colour == 'green'"), "pages[2].fields[0].show", "no_such_option"),
    ("option unknown in list", _set(2, 0, show="colour in ['red', 'x']"), "pages[2].fields[0].show", "no_such_option"),
    ("not a condition", _set(2, 0, show="shade"), "pages[2].fields[0].show", "wrong_result"),
    ("argument of a wrong kind", _set(2, 0, show="surely_before(shade, born)"), "pages[2].fields[0].show", "wrong_argument"),
    ("too few arguments", _set(2, 0, show="answered()"), "pages[2].fields[0].show", "wrong_argument"),
    ("suggests another kind", _set(2, 0, suggest="'x'"), "pages[2].fields[0].suggest", "wrong_result"),
    ("computes another kind", _set(2, 1, computed={"value": "number"}), "pages[2].fields[1].computed.value", "wrong_result"),
    ("key unknown", _set(0, 0, requierd=True), "pages[0].fields[0]", "unknown_key"),
    ("type unknown", _set(0, 0, type="colour"), "pages[0].fields[0].type", "not_one_of"),
    ("choice without options", _set(0, 0, options=[]), "pages[0].fields[0].options", "options"),
    ("option twice", _set(0, 0, options=[{"id": "red", "label": "Đỏ"}] * 2), "pages[0].fields[0].options", "twice"),
    ("id of CEL", _set(1, 0, id="in"), "fields", "bad_id"),
    ("id of ours", _set(1, 0, id="today"), "fields", "bad_id"),
    ("id twice", _set(1, 1, id="shade"), "fields", "twice"),
    ("minimum on text", _set(1, 0, minimum=1), "pages[1].fields[0].minimum", "not_for_type"),
    ("card fact of another type", _set(1, 0, known="sex"), "pages[1].fields[0].known", "known"),
    ("fact of nobody", _set(1, 0, known="email"), "pages[1].fields[0].known", "known"),
    ("card of a stranger", lambda bent: bent["pages"][1].update(card_fills=[{"person": "g"}]), "pages", "card_person"),
    ("example too long", _set(1, 0, examples=["quá dài cho ô này"]), "pages[1].fields[0].examples", "example"),
    ("source unknown", _set(1, 0, source="nowhere"), "shade", "no_source"),
    ("certainty missing", lambda bent: _field(bent, 1, 0).pop("verified"), "pages[1].fields[0]", "key_missing"),
    ("braces in a text", _set(1, 0, help="Xin {tên}"), "form.9.000001.shade.help", "braces"),
    ("text missing", lambda bent: _field(bent, 1, 0).pop("ask"), "pages[1].fields[0]", "key_missing"),
    ("format unknown", _top(format=2), "format", "format"),
    ("code not quoted", _top(code=9.000001), "code", "wrong_type"),
    ("day is a text", _top(valid_from="2026-01-01"), "valid_from", "wrong_type"),
    ("ends before it begins", _top(last_lawful_day=date(2025, 1, 1)), "last_lawful_day", "dates"),
    ("channel unknown", _top(channels=[4]), "channels", "channel"),
    ("pages missing", _drop("pages"), "", "key_missing"),
    ("negative fee", _top(fees={"entries": [{"amount": -1, "source": "s", "verified": False}]}), "fees.entries[0]", "amount"),
    ("number only without look-up", _top(papers=[{**PAPER, "handling": "number_only"}]), "papers[0].lookup", "lookup"),
    ("look-up by no field", _top(papers=[{**PAPER, "handling": "shown", "lookup": LOOKED_UP_BY_NOTHING}]),
     "papers[0].lookup.fields", "no_field"),
    ("stop on no page", _top(stops=[{**RULE, "page": "x", "when": "true"}]), "stops[0].page", "no_page"),
    ("stop knows the future", _top(stops=[{**RULE, "page": "first", "when": "answered(number)"}]), "stops[0].when", "asked_later"),
    ("authority by a text", lambda bent: bent["parts"][0]["authority"].update(place_field="shade"),
     "parts[0].authority.place_field", "no_field"),
]  # fmt: skip


@pytest.mark.parametrize(("bend", "path", "kind"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_a_fault_is_named_with_its_path(bend: Callable[[dict[str, Any]], None], path: str, kind: str) -> None:
    bent = tree()
    bend(bent)
    with pytest.raises(UnsoundDefinition) as refused:
        built(bent)
    found = {
        (f.file, f.path, f.message.id.removeprefix("error.form.definition.")) for f in refused.value.faults
    }
    assert ("small.yaml", path, kind) in found


def test_the_small_definition_is_sound_before_it_is_bent() -> None:
    assert built(tree()) == small()


def test_all_faults_are_named_in_one_run() -> None:
    bent = tree()
    _field(bent, 1, 0)["show"] = "nosuch(shade)"
    _field(bent, 2, 0)["source"] = "nowhere"
    bent["channels"] = []
    with pytest.raises(UnsoundDefinition) as refused:
        built(bent)
    assert len(refused.value.faults) >= 3
    assert all(f.line().startswith("small.yaml: ") for f in refused.value.faults)


def test_a_guarded_comparison_is_sound() -> None:
    bent = tree()
    _field(bent, 2, 1)["show"] = "answered(number) && number > 1"
    assert built(bent).field("copy").show is not None


def test_a_key_given_twice_is_refused() -> None:
    with pytest.raises(UnsoundDefinition) as refused:
        load_text(SMALL.replace("life_event: test", "life_event: test\nlife_event: other"), "small.yaml")
    assert refused.value.faults[0].message.id == "error.form.definition.not_yaml"


@pytest.mark.parametrize(
    "text", ["", "- 1", "a: [", "!!python/object/apply:os.getcwd []", "format: 1\nvalid_from: 2026-02-31"]
)
def test_a_file_that_is_no_definition_is_refused(text: str) -> None:
    with pytest.raises(UnsoundDefinition):
        load_text(text, "x.yaml")


def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(b"\xff\xfe\x00")
    for name in ("x.yaml", "missing.yaml"):
        with pytest.raises(UnsoundDefinition, match="Không đọc được tệp"):
            load(tmp_path / name)


def test_every_text_of_the_shipped_definition_has_words_and_a_note_for_translators() -> None:
    bare = [m.id for m in marital().messages() if not m.vi or not m.note]
    assert bare == []
    assert all(m.id.startswith(("form.1.004873.", "form.set.")) for m in marital().messages())


def test_every_question_has_label_question_and_help() -> None:
    fields = marital().fields()
    assert [f.id for f in fields if not (f.label.vi and f.ask.vi and f.help)] == []
    assert [f.id for f in fields if f.ask.vi == f.label.vi] == []


def test_every_fact_of_the_shipped_definition_names_a_source_that_is_explained() -> None:
    d = marital()
    sources = dict(d.sources)
    assert {fact.source for _, fact in d.facts()} <= set(sources)
    assert len(d.facts()) > 100


def test_pictures_named_by_the_shipped_definition_exist() -> None:
    shelf = Path(__file__).parents[3] / "assets" / "pictograms"
    d = marital()
    named = {o.picture for f in d.fields() for o in f.options} | {f.picture for f in d.fields()}
    assert {name for name in named if name and not (shelf / f"{name}.svg").is_file()} == set()


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = (
        list(value.items())
        if isinstance(value, dict)
        else list(enumerate(value))
        if isinstance(value, list)
        else []
    )
    return [path] * bool(path) + [p for key, part in inside for p in _paths(part, (*path, key))]


@pytest.mark.parametrize("nonsense", [None, 5, "x", [{}], {"a": 1}], ids=str)
def test_nonsense_anywhere_is_read_or_refused_and_never_brings_the_loader_down(nonsense: object) -> None:
    refused = 0
    for path in _paths(tree()):
        bent: Any = tree()
        place = bent
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = nonsense
        try:
            built(bent)
        except UnsoundDefinition as error:
            refused += all(fault.line() for fault in error.faults)
    assert refused > 50
