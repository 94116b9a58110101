"""``forms check`` beyond single files: days between versions, layouts, sentences without a translation, packs."""

import json
from pathlib import Path

import pytest

from forms.__main__ import main
from forms.checking import (
    GAP,
    NO_LAYOUT,
    NOT_TRANSLATED,
    OVERLAP,
    SAME_DAY,
    TWICE,
    check_everything,
    check_path,
)
from forms.errors import KnownError
from forms.reading import DefinitionFault
from tests.unit.forms.kit.bundles import folder_of, small

CODE = "9.000001"


def _dated(version: str, first: str, last: str | None) -> str:
    text = small(version, start=first)
    until = f"last_lawful_day: {last}\n" if last else ""
    return text.replace("last_lawful_day: 2027-02-28\n", until)


def _found(faults: tuple[DefinitionFault, ...]) -> list[tuple[str, str, object]]:
    return [(Path(f.file).name, f.path, f.message) for f in faults]


def test_what_we_ship_is_whole() -> None:
    report = check_everything()
    assert report.faults == ()
    assert report.sound >= 20


@pytest.mark.parametrize(
    ("first", "second", "faults", "warnings"),
    [
        (("2026-01-01", "2027-02-28"), ("2027-03-01", None), [], []),
        (("2026-01-01", "2027-02-28"), ("2027-03-02", None), [("2.yaml", "valid_from", GAP)], []),
        (("2026-01-01", "2027-02-28"), ("2027-02-28", None), [], [("1.yaml", "last_lawful_day", OVERLAP)]),
        (("2026-01-01", None), ("2027-03-01", None), [], [("1.yaml", "last_lawful_day", OVERLAP)]),
        (("2026-01-01", None), ("2026-01-01", None), [("2.yaml", "valid_from", SAME_DAY)], []),
    ],
)
def test_days_between_versions(
    tmp_path: Path,
    first: tuple[str, str | None],
    second: tuple[str, str | None],
    faults: list[object],
    warnings: list[object],
) -> None:
    folder_of(tmp_path, {f"{CODE}/1.yaml": _dated("1", *first), f"{CODE}/2.yaml": _dated("2", *second)})
    report = check_path(tmp_path)
    assert (_found(report.faults), _found(report.warnings), report.sound) == (faults, warnings, 2)


def test_the_days_without_a_version_are_named(tmp_path: Path) -> None:
    files = {"1.yaml": _dated("1", "2026-01-01", "2027-02-28"), "2.yaml": _dated("2", "2027-03-05", None)}
    fault = check_path(folder_of(tmp_path, files)).faults[0]
    assert "Từ 01/03/2027 đến 04/03/2027" in fault.line()


def test_one_version_in_two_files(tmp_path: Path) -> None:
    report = check_path(
        folder_of(tmp_path, {"a.yaml": small(), "b.yaml": small(), "c.yaml": small(code="9.2")})
    )
    assert _found(report.faults) == [("b.yaml", "version", TWICE)]
    assert str(tmp_path / "a.yaml") in report.faults[0].line()


def test_a_declaration_needs_its_layout(tmp_path: Path) -> None:
    printed = "declarations: [{ id: one, layout: to_khai_thu }]\n"
    report = check_path(folder_of(tmp_path, {"a.yaml": small() + printed}))
    assert _found(report.faults) == [("a.yaml", "declarations[0].layout", NO_LAYOUT)]
    known = printed.replace("to_khai_thu", "ct01")
    assert check_path(folder_of(tmp_path, {"a.yaml": small() + known})).faults == ()


def test_sentences_nobody_can_translate_yet_are_told_and_stop_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder_of(tmp_path, {"a.yaml": small()}) / "a.yaml"
    pot = tmp_path / "messages.pot"
    pot.write_text('msgctxt "form.9.000001.shade.ask"\nmsgid "Sắc gì?"\nmsgstr ""\n', encoding="utf-8")
    report = check_path(file, pot)
    missing = {f.params["id"] for f in report.warnings}
    assert {f.message for f in report.warnings} == {NOT_TRANSLATED}
    assert "form.9.000001.colour.option.red" in missing
    assert "form.9.000001.shade.ask" not in missing
    assert main(["check", str(file), "--translations", str(pot)]) == 0
    assert "nhắc: " in capsys.readouterr().out
    with pytest.raises(KnownError):
        check_path(file, tmp_path / "none.pot")


def test_an_unreachable_page_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    never = small().replace("""show: 'colour == "red"'""", """show: 'colour == "red" && colour == "blue"'""")
    file = folder_of(tmp_path, {"a.yaml": never}) / "a.yaml"
    assert main(["check", str(file), "--json"]) == 1
    faults = json.loads(capsys.readouterr().out)["faults"]
    assert [f["path"] for f in faults] == ["pages[1].show"]


def test_everything_under_a_folder_is_read_as_what_it_is(tmp_path: Path) -> None:
    files = {"sets/x/1.yaml": "format: 1", "layouts/x/1.yaml": "format: 1", "exports/x/1.yaml": "format: 1"}
    report = check_path(folder_of(tmp_path, {**files, f"{CODE}/1.yaml": small()}))
    assert report.sound == 1
    assert {Path(f.file).parent.parent.name for f in report.faults} >= {"sets", "layouts", "exports"}


def test_a_pack_that_brings_what_is_there_otherwise_is_named(tmp_path: Path) -> None:
    packs = folder_of(tmp_path / "packs", {"1.004873/2026.1.yaml": small("2026.1", "1.004873")})
    report = check_everything(packs)
    assert ("2026.1.yaml", "version", TWICE) in _found(report.faults)
