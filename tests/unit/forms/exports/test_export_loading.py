"""The strict loader and the check beside definitions: every fault with file and path, the others stay usable."""

from pathlib import Path

import pytest

from forms.export_check import check_table
from forms.export_shelf import SHIPPED, Exports, check_exports
from forms.export_table import load_table_text
from forms.reading import Faults
from forms.source import UnsoundDefinition
from tests.unit.forms.exports.dossiers import catalogue

HEAD = """
format: 1
export: small
version: "1"
kind: eform
title: "Bảng thử"
procedures: ["1.004873"]
sources: { own: "Bịa ra để kiểm tra" }
source: own
verified: false
"""


def faults(keys: str, head: str = HEAD) -> list[str]:
    """The faults of a table with these keys, shape first, then beside the definitions."""
    try:
        table = load_table_text(head + keys, "small/1.yaml")
    except UnsoundDefinition as error:
        return [f"{fault.path}: {fault.message.id.rpartition('.')[2]}" for fault in error.faults]
    found = Faults("small/1.yaml")
    check_table(table, catalogue().definitions(), found)
    return [f"{fault.path}: {fault.message.id.rpartition('.')[2]}" for fault in found.found]


def test_a_sound_table_has_no_fault() -> None:
    assert faults('keys:\n  - { key: a, from: person_name, format: upper, required: "true" }\n') == []


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ("keys: [{ key: a, from: nobody_name }]", "keys[0].from: no_field"),
        ("keys: [{ key: a, from: person_name, format: loud }]", "keys[0].format: no_format"),
        ("keys: [{ key: a, from: person_name, format: place.text }]", "keys[0].format: format_unfit"),
        ('keys: [{ key: a, fact: received_at, format: upper }]', "keys[0].format: format_unfit"),
        ("keys: [{ key: a, from: person_sex }]", "keys[0].codes: needs_codes"),
        ('keys: [{ key: a, from: person_sex, codes: { male: "1" } }]', "keys[0].codes: no_code"),
        ('keys: [{ key: a, from: person_name, codes: { x: "1" } }]', "keys[0].codes: not_coded"),
        ("keys: [{ key: a, from: person_sex, codes: nowhere }]", "keys[0].codes: not_one_of"),
        ("keys: [{ key: a, fact: shoe_size }]", "keys[0].fact: no_fact"),
        ("keys: [{ key: a, item: name }]", "keys[0].item: no_list_here"),
        ("keys: [{ key: a, each: papers, keys: [{ key: b, item: colour }] }]", "keys[0].keys[0].item: no_fact"),
        ("keys: [{ key: a, each: nobody, keys: [{ key: b, const: x }] }]", "keys[0].each: no_rows"),
        ("keys: [{ key: a, from: person_name, const: x }]", "keys[0]: one_source"),
        ("keys: [{ key: a }]", "keys[0]: one_source"),
        ("keys: [{ key: a, const: x }, { key: a, const: y }]", "keys[1]: key_twice"),
        ("keys: [{ key: a, const: x, colour: red }]", "keys[0]: unknown_key"),
        ("keys: [{ key: a, const: 1.5 }]", "keys[0].const: wrong_type"),
        ("keys: [{ key: a, const: x, source: nobody }]", "keys[0].source: no_source"),
        ('keys: [{ key: a, expression: "person_name +" }]', "keys[0].expression: not_cel"),
        ('keys: [{ key: a, expression: "shout(person_name)" }]', "keys[0].expression: no_name"),
        ('keys: [{ key: a, const: x, when: "nobody == 1" }]', "keys[0].when: no_name"),
        ('keys: [{ key: a, expression: "person_name + person_name" }]', "keys[0].expression: fails"),
        ('keys: [{ key: a, fact: kind_of_person, codes: { citizen: { xx: "1" } } }]', "keys[0].codes.citizen: no_dialect"),
        ("blocks: []", "keys: not_one_of"),
    ],
)  # fmt: skip
def test_every_fault_names_its_place(keys: str, fault: str) -> None:
    assert fault in faults(keys + "\n")


def test_a_table_for_a_procedure_nobody_files_is_a_fault() -> None:
    head = HEAD.replace('"1.004873"', '"9.999999"')
    assert "procedures: no_procedure" in faults("keys: [{ key: a, const: x }]", head)


def test_another_format_and_no_yaml_are_refused() -> None:
    assert faults("keys: []", HEAD.replace("format: 1", "format: 2")) == ["format: format"]
    assert faults("keys: [", HEAD) == [": not_yaml"]


def test_a_damaged_table_is_named_and_the_others_stay(tmp_path: Path) -> None:
    for name, text in (("good", HEAD.replace("small", "good")), ("bad", "format: [")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "1.yaml").write_text(text + "\nkeys: [{ key: a, const: x }]\n", encoding="utf-8")
    (tmp_path / "stray").mkdir()
    (tmp_path / "stray" / "2.yaml").write_text(HEAD + "\nkeys: [{ key: a, const: x }]\n", encoding="utf-8")
    sound, found = check_exports(catalogue(), tmp_path)
    assert sound == 1
    assert {fault.file for fault in found} == {"bad/1.yaml", "stray/2.yaml"}
    assert [table.name for table in Exports(tmp_path).tables()] == ["good"]


def test_every_shipped_table_is_sound_beside_the_shipped_procedures() -> None:
    sound, found = check_exports(catalogue())
    assert [fault.line() for fault in found] == []
    assert sound == len(list(SHIPPED.glob("*/*.yaml")))
