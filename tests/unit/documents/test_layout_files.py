"""A layout's file is read strictly: every fault is named with file and path, and nothing unsound is used."""

from pathlib import Path

import pytest

from forms.errors import KnownError
from forms.layout import Format, LayoutStatus, Line, Signatures
from forms.layout_checks import check_layout, check_layouts
from forms.layout_loader import FOLDER, Layouts, load_layout, load_layout_text
from forms.source import UnsoundDefinition

from .declared import NAMES, definitions, printing

EXPECTED = {
    "ct01",
    "mau_04_mai_tang",
    "phieu_thong_tin_gplx",
    "phieu_thong_tin_ly_lich_tu_phap",
    "thong_bao_luu_tru",
    "tk1_ts",
    "to_khai_ket_hon",
    "to_khai_khai_sinh",
    "to_khai_khai_tu",
    "to_khai_lien_thong_khai_sinh",
    "to_khai_lien_thong_khai_tu",
    "to_khai_xac_nhan_tinh_trang_hon_nhan",
    "yeu_cau_chung_thuc",
}
SMALL = """
format: 1
layout: thu
version: "2026.1"
title: "Tờ thử"
status: reference
sources: { s: "Nguồn thử" }
source: s
verified: false
heading: national
to: {}
body:
  - line:
      - { label: "Họ tên", field: [child_name, mother_name], format: upper, width: 60 }
      - { label: "sinh ngày", field: child_birth }
    rows: 2
  - signatures: [{ role: "Người khai", name: requester_name }]
"""


def faults_of(text: str) -> list[str]:
    with pytest.raises(UnsoundDefinition) as refused:
        load_layout_text(text, "thu/2026.1.yaml")
    return [fault.line() for fault in refused.value.faults]


def test_every_form_the_product_prints_has_a_layout() -> None:
    assert set(NAMES) >= EXPECTED
    wanted = {one.layout for definition in definitions() for one in definition.declarations}
    assert wanted <= set(NAMES)


def test_the_shipped_layouts_are_sound_and_ask_nothing_nobody_answers() -> None:
    assert [fault.line() for fault in check_layouts(FOLDER, definitions())] == []


def test_only_a_form_whose_text_is_known_goes_without_the_reference_mark() -> None:
    official = {name for name in NAMES if Layouts.shipped().newest(name).status is LayoutStatus.OFFICIAL}
    assert official == {"ct01"}
    assert not any(Layouts.shipped().newest(name).fact.verified for name in NAMES), "nobody has compared one"


def test_a_layout_is_read_as_it_is_written() -> None:
    layout = load_layout_text(SMALL, "thu")
    line, signatures = (held.block for held in layout.body)
    assert isinstance(line, Line)
    assert isinstance(signatures, Signatures)
    assert line.rows == 2
    assert line.pieces[0].fields == ("child_name", "mother_name")
    assert line.pieces[0].format is Format.UPPER
    assert layout.fields() == ("child_name", "mother_name", "child_birth", "requester_name")


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("format: 1", "format: 2", "format"),
        ("status: reference", "status: perhaps", "status"),
        ("source: s\n", "source: t\n", "source"),
        ("heading: national", "heading: royal", "heading"),
        ("rows: 2", "row: 2", "body[0]"),
        ("format: upper", "format: loud", "body[0].line[0].format"),
        ("width: 60", "width: 101", "body[0].line"),
        ('label: "sinh ngày"', "label: 3", "body[0].line[1].label"),
        ('- signatures: [{ role: "Người khai", name: requester_name }]', "- {}", "body[1]"),
        (
            '- signatures: [{ role: "Người khai", name: requester_name }]',
            '- { text: "a", note: "b" }',
            "body[1]",
        ),
        (
            '- signatures: [{ role: "Người khai", name: requester_name }]',
            '- table: { columns: [{ label: "TT", field: row, width: 90 }] }',
            "body[1].table.columns",
        ),
        (
            '- signatures: [{ role: "Người khai", name: requester_name }]',
            '- grid: { heads: ["a", "b"], rows: [{ label: "c", cells: [x, y] }] }',
            "body[1].grid.rows[0].cells",
        ),
        (
            '- signatures: [{ role: "Người khai", name: requester_name }]',
            '- choice: { label: "Chọn" }',
            "body[1].choice",
        ),
    ],
)
def test_a_fault_is_named_with_file_and_path(old: str, new: str, path: str) -> None:
    assert old in SMALL
    found = faults_of(SMALL.replace(old, new))
    assert any(line.startswith(f"thu/2026.1.yaml: {path}: ") for line in found), found


def test_a_file_must_lie_where_its_name_says(tmp_path: Path) -> None:
    file = tmp_path / "thu" / "2026.2.yaml"
    file.parent.mkdir()
    file.write_text(SMALL, encoding="utf-8")
    with pytest.raises(UnsoundDefinition):
        load_layout(file)
    file.rename(tmp_path / "thu" / "2026.1.yaml")
    assert Layouts((tmp_path,)).newest("thu").title == "Tờ thử"


def test_the_newest_version_is_the_highest_and_others_stay(tmp_path: Path) -> None:
    folder = tmp_path / "thu"
    folder.mkdir()
    for version in ("2026.1", "2026.9", "2026.10"):
        (folder / f"{version}.yaml").write_text(SMALL.replace("2026.1", version), encoding="utf-8")
    shelf = Layouts((tmp_path,))
    assert shelf.newest("thu").version == "2026.10"
    assert shelf.get("thu", "2026.9").version == "2026.9"
    with pytest.raises(KnownError):
        shelf.get("thu", "2027.1")
    with pytest.raises(KnownError):
        shelf.newest("khac")


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("child_birth", "child_star_sign", "body[0].line[1].field"),
        ("    rows: 2", "    rows: 2\n    part: moon", "body[0].part"),
        ("    rows: 2", "    rows: 2\n    only_with: moon", "body[0].only_with"),
        (
            "- signatures:",
            '- choice: { label: "Tên", field: child_name }\n  - signatures:',
            "body[1].choice.field",
        ),
        (
            "- signatures:",
            '- table: { rows: child_name, columns: [{ label: "a", field: row, width: 100 }] }\n  - signatures:',
            "body[1].table.rows",
        ),
    ],
)
def test_what_no_procedure_asks_is_named(old: str, new: str, path: str) -> None:
    births = printing("to_khai_khai_sinh")
    text = SMALL.replace("layout: thu", "layout: to_khai_khai_sinh")
    assert check_layout(load_layout_text(text, "x"), "x", births) == ()
    found = check_layout(load_layout_text(text.replace(old, new), "x"), "x", births)
    assert [(fault.file, fault.path) for fault in found] == [("x", path)]


def test_a_column_must_belong_to_its_rows() -> None:
    text = SMALL.replace("layout: thu", "layout: ct01").replace("child_name, mother_name", "mover_name")
    text = text.replace("child_birth", "mover_birth").replace(
        "- signatures:",
        '- table: { rows: members, columns: [{ label: "a", field: mover_name, width: 100 }] }\n  - signatures:',
    )
    found = check_layout(load_layout_text(text, "x"), "x", printing("ct01"))
    assert [fault.path for fault in found] == ["body[1].table.columns[0].field"]
