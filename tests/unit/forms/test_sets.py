"""Sets of pages shared by several procedures: brought in, bent to what a form needs, filled from what was said."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from forms.definition import Definition
from forms.loader import UnsoundDefinition, load, load_text
from forms.path import evaluate
from forms.sets import load_set
from forms.validation import validate
from tests.unit.forms.small import HERE, tree

STATED = {"source": "t", "verified": False}


def _person(who: str) -> dict[str, Any]:
    """A set about one person, with a repeated group of their children."""
    name = {"id": f"{who}_name", "type": "name", "label": "Tên", "ask": "Tên gì?", "required": True,
            "known": "name", "person": who, "eform": "N", "note": "Name", **STATED}  # fmt: skip
    born = {"id": f"{who}_birth", "type": "date", "label": "Sinh", "ask": "Sinh ngày nào?",
            "known": "birth_date", "person": who, **STATED}  # fmt: skip
    kept = {"id": f"{who}_phone", "type": "phone", "label": "Điện thoại", "ask": "Số nào?", "known": "phone",
            "person": who, "show": f"answered({who}_name)", "computed": {"when": "assisted == false", "value": "null"},
            **STATED}  # fmt: skip
    child = {
        "id": f"{who}_child",
        "type": "name",
        "label": "Con",
        "ask": "Con tên gì?",
        "required": True,
        **STATED,
    }
    toy = {"id": f"{who}_toy", "type": "text", "label": "Chơi", "ask": "Chơi gì?", **STATED}
    rows = {"id": f"{who}_children", "label": "Các con", "ask": "Còn con nào?", "one": "Con",
            "pages": [{"id": f"{who}_child", "title": "Con", "fields": [child]}, {"id": f"{who}_toy", "title": "Đồ chơi", "fields": [toy]}],
            **STATED}  # fmt: skip
    return {
        "format": 1,
        "set": who,
        "version": "1",
        "sources": {"t": "Nguồn của bộ"},
        "pages": [
            {"id": f"{who}_name", "title": "Tên", "fields": [name, born]},
            {"id": f"{who}_phone", "title": "Điện thoại", "show": "channel == 1", "fields": [kept]},
            {"id": f"{who}_children", "title": "Con cái", "rows": rows},
        ],
    }


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    for who in ("mother", "requester"):
        folder = tmp_path / "sets" / who
        folder.mkdir(parents=True)
        (folder / "1.yaml").write_text(yaml.safe_dump(_person(who), allow_unicode=True), encoding="utf-8")
    return tmp_path / "sets"


def _using(sets: Path, *uses: dict[str, Any]) -> Definition:
    bent = tree()
    bent["pages"] += [{"use": {"version": "1", **use}} for use in uses]
    return load_text(yaml.safe_dump(bent, allow_unicode=True), "x.yaml", sets=(sets,))


REQUESTER = {"set": "requester"}


def test_a_set_brings_its_pages_its_sources_and_its_own_message_ids(sets: Path) -> None:
    d = _using(sets, REQUESTER)
    assert [p.id for p in d.pages] == [
        "first",
        "second",
        "third",
        "requester_name",
        "requester_phone",
        "requester_children",
    ]
    f = d.field("requester_name")
    assert (f.fact.source, dict(d.sources)["requester.t"]) == ("requester.t", "Nguồn của bộ")
    assert (f.ask.id, f.ask.note) == ("form.set.requester.requester_name.ask", "Name")
    assert d.page("requester_name").title.id == "form.set.requester.page.requester_name"
    assert d.field("requester_child").fact.source == "requester.t"


def test_a_use_says_when_what_and_how_much_of_a_set_is_asked(sets: Path) -> None:
    use = {
        "set": "mother",
        "show": 'colour == "red"',
        "pages": ["mother_name", "mother_phone", "mother_children"],
        "without": ["mother_birth", "mother_toy"],
        "required": {"mother_phone": True, "mother_child": "row == 1"},
        "eform": {"mother_name": "HoTenMe"},
    }
    d = _using(sets, use)
    assert d.field("mother_name").eform == "HoTenMe"
    with pytest.raises(KeyError):
        d.field("mother_birth")
    assert [p.id for p in d.rows()[0].pages] == ["mother_child"]
    hidden = evaluate(d, {"colour": "blue", "mother_name": "A"}, (), HERE)
    assert hidden.find("mother_name") is None
    answers = {"colour": "red", "shade": "s", "mother_name": "A", "mother_children": [{}, {}]}
    faults = {f.field for f in validate(d, answers, (), (), HERE)}
    assert faults == {"mother_phone", "mother_children/r1/mother_child"}


def test_the_same_person_is_asked_once(sets: Path) -> None:
    same = [{"person": "requester", "when": 'colour == "red"'}]
    d = _using(sets, REQUESTER, {"set": "mother", "same_as": same})
    said = {"colour": "red", "shade": "s", "requester_name": "Lò Thị Mẫu", "requester_phone": "0900000000"}
    state = evaluate(d, said, (), HERE)
    assert state.computed["mother_name"] == "Lò Thị Mẫu"
    assert state.computed["mother_phone"] == "0900000000"
    birth = state.find("mother_birth")
    assert birth is not None
    assert not birth.locked  # the requester did not say it, so it may be asked
    other = evaluate(d, {**said, "colour": "blue"}, (), HERE)
    assert set(other.computed) == set()


def test_what_a_set_works_out_itself_still_holds_where_nothing_is_shared(sets: Path) -> None:
    same = [{"person": "requester", "when": 'colour == "red"'}]
    d = _using(sets, REQUESTER, {"set": "mother", "same_as": same})
    computed = d.field("mother_phone").computed
    assert computed is not None
    assert computed.when is not None
    assert "assisted == false" in computed.when.source
    alone = d.field("requester_phone").computed
    assert alone is not None
    assert alone.when is not None
    assert alone.when.source == "assisted == false"


Bend = Callable[[dict[str, Any]], Any]


@pytest.mark.parametrize(
    ("use", "path", "kind"),
    [
        ({"set": "nobody"}, "pages[3].use", "no_set"),
        ({"set": "../x"}, "pages[3].use", "no_set"),
        ({"set": "mother", "version": "9"}, "pages[3].use", "no_set"),
        ({"set": "mother", "without": ["x"]}, "pages[3].use", "not_in_set"),
        ({"set": "mother", "pages": ["x"]}, "pages[3].use", "not_in_set"),
        ({"set": "mother", "required": {"x": True}}, "pages[3].use", "not_in_set"),
        ({"set": "mother", "wishes": 1}, "pages[3].use", "unknown_key"),
        ({"set": "mother", "show": "nosuch(colour)"}, "pages[3].use.show", "forbidden"),
        ({"set": "mother", "same_as": [{"person": "x", "when": "true"}]}, "pages[3].use.same_as[0]", "nothing_shared"),
        ({"set": "mother", "without": ["mother_name"]},
         "sets/mother/1.yaml: pages[1].fields[0].show", "no_such_name"),
    ],
)  # fmt: skip
def test_a_fault_of_a_use_is_named(sets: Path, use: dict[str, Any], path: str, kind: str) -> None:
    with pytest.raises(UnsoundDefinition) as refused:
        _using(sets, use)
    assert (path, f"error.form.definition.{kind}") in {(f.path, f.message.id) for f in refused.value.faults}


@pytest.mark.parametrize(
    ("bend", "path", "kind"),
    [
        (lambda s: s.update(set="father"), "", "set_misplaced"),
        (lambda s: s.update(format=2), "", "set_misplaced"),
        (lambda s: s["pages"][0]["fields"][0].pop("ask"), "sets/mother/1.yaml: pages[0].fields[0]", "key_missing"),
        (lambda s: s["pages"].append({"use": {"set": "requester", "version": "1"}}),
         "sets/mother/1.yaml: pages[3]", "unknown_key"),
    ],
)  # fmt: skip
def test_a_fault_of_a_set_is_named_by_itself_and_where_it_is_used(
    sets: Path, bend: Bend, path: str, kind: str
) -> None:
    bent = _person("mother")
    bend(bent)
    file = sets / "mother" / "1.yaml"
    file.write_text(yaml.safe_dump(bent, allow_unicode=True), encoding="utf-8")
    with pytest.raises(UnsoundDefinition) as alone:
        load_set(file)
    with pytest.raises(UnsoundDefinition) as used:
        _using(sets, {"set": "mother"})
    ids = [{(f.path, f.message.id.rpartition(".")[2]) for f in e.value.faults} for e in (alone, used)]
    assert (path, kind) in ids[0]
    assert (path or "sets/mother/1.yaml", kind) in ids[1]


def test_sets_beside_a_definition_are_found(sets: Path) -> None:
    bent = tree()
    bent["pages"].append({"use": {"set": "mother", "version": "1"}})
    file = sets.parent / bent["code"] / "1.yaml"
    file.parent.mkdir()
    file.write_text(yaml.safe_dump(bent, allow_unicode=True), encoding="utf-8")
    assert load(file).field("mother_name").person == "mother"


def test_what_is_known_to_be_sound_is_not_probed_again(sets: Path) -> None:
    bent = tree()
    bent["pages"] += [{"use": {"set": "mother", "version": "1", "show": "false"}}]
    file = sets.parent / bent["code"] / "1.yaml"
    file.parent.mkdir()
    file.write_text(yaml.safe_dump(bent, allow_unicode=True), encoding="utf-8")
    asked: list[str] = []

    def known(name: str, text: str) -> bool:
        asked.append(name)
        return bool(text)

    assert load(file, known=known).field("mother_name").person == "mother"
    assert asked == ["procedures/9.000001/1.yaml", "sets/mother/1.yaml"]
    for unknown in asked:
        with pytest.raises(UnsoundDefinition, match="không bao giờ đúng"):
            load(file, known=lambda name, _text, unknown=unknown: name != unknown)  # type: ignore[misc]
