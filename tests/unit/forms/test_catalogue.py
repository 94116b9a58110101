"""What is on offer: shipped and installed versions, by day."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from forms.catalogue import UNSIGNED, Catalogue, shipped_index_text
from forms.errors import KnownError
from forms.indexing import entry_of, read_index
from forms.loader import UnsoundDefinition, load
from forms.path import evaluate
from forms.pins import ROOT, published, sha256_of
from tests.unit.forms.small import DAY, HERE, SMALL, marital


def _install(folder: Path, code: str, version: str, text: str) -> None:
    (folder / code).mkdir(exist_ok=True)
    (folder / code / f"{version}.yaml").write_text(text, encoding="utf-8")


def test_everything_shipped_is_sound() -> None:
    catalogue = Catalogue.shipped()
    assert catalogue.faults() == ()
    assert ("1.004873", "2026.1") in catalogue.versions()
    assert marital() in catalogue.offered(DAY)


def test_an_installed_version_takes_over_on_its_day(tmp_path: Path) -> None:
    _install(tmp_path, "9.000001", "1", SMALL)
    later = SMALL.replace('version: "1"', 'version: "2"').replace(
        "valid_from: 2026-01-01", "valid_from: 2026-12-01"
    )
    _install(tmp_path, "9.000001", "2", later)
    catalogue = Catalogue.shipped(tmp_path)
    assert catalogue.newest("9.000001", date(2026, 11, 30)).version == "1"
    assert catalogue.newest("9.000001", date(2026, 12, 1)).version == "2"
    assert catalogue.get("9.000001", "1").version == "1"
    assert [d.version for d in catalogue.offered(date(2026, 12, 1)) if d.code == "9.000001"] == ["2"]


def test_a_damaged_pack_is_reported_and_stepped_around(tmp_path: Path) -> None:
    _install(tmp_path, "9.000001", "1", SMALL)
    _install(tmp_path, "9.000001", "2", "format: 1\n")
    _install(tmp_path, "9.000002", "1", SMALL)
    catalogue = Catalogue.shipped(tmp_path)
    assert catalogue.newest("9.000001", DAY).version == "1"
    assert {f.file for f in catalogue.faults()} == {"9.000001/2.yaml", "9.000002/1.yaml"}
    with pytest.raises(UnsoundDefinition):
        catalogue.get("9.000001", "2")
    with pytest.raises(KnownError, match=r"không có thủ tục mã 9\.000002"):
        catalogue.newest("9.000002", DAY)


def test_a_pack_cannot_replace_what_is_shipped(tmp_path: Path) -> None:
    _install(tmp_path, "1.004873", "2026.1", SMALL)
    assert Catalogue.shipped(tmp_path).get("1.004873", "2026.1") == marital()


def test_what_is_not_here_is_said(tmp_path: Path) -> None:
    catalogue = Catalogue.shipped(tmp_path / "missing")
    with pytest.raises(KnownError, match=r"thủ tục mã 9\.9"):
        catalogue.get("9.9", "1")
    with pytest.raises(KnownError, match="phiên bản 1999"):
        catalogue.get("1.004873", "1999")
    with pytest.raises(KnownError, match="chưa tới ngày"):
        catalogue.newest("1.004873", date(2020, 1, 1))


FEE_TABLE = """
format: 1
code: "9.000001"
sources: { council: "Nghị quyết thử" }
entries:
  - { province: "11", amount: 8000, from: 2026-01-01, until: 2026-12-31, source: council, verified: false }
"""


def test_a_province_installs_its_fees_apart_from_the_definition(tmp_path: Path) -> None:
    _install(tmp_path, "9.000001", "1", SMALL)
    _install(tmp_path, "9.000001", "fees", FEE_TABLE)
    d = Catalogue.shipped(tmp_path).get("9.000001", "1")
    fee = evaluate(d, {}, (), HERE).fee
    assert (fee.amount, fee.known, fee.source, dict(d.sources)["council"]) == (
        8000,
        True,
        "council",
        "Nghị quyết thử",
    )
    elsewhere = evaluate(d, {}, (), replace(HERE, province="12")).fee
    assert (elsewhere.amount, elsewhere.known) == (None, False)
    late = evaluate(d, {}, (), replace(HERE, today=date(2027, 1, 1))).fee
    assert (late.amount, late.known) == (None, False)


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('code: "9.000001"', 'code: "9.1"', "code"),
        ('"11"', '"011"', "entries[0]"),
        ("8000", "-1", "entries[0]"),
        ("source: council", "source: nobody", "entries[0]"),
        ("until: 2026-12-31", "until: 2025-12-31", "entries[0]"),
        ("format: 1", "format: 9", "format"),
        ("amount: 8000", "amount: 8000, currency: VND", "entries[0]"),
    ],
)
def test_a_wrong_fee_table_is_reported_and_left_aside(tmp_path: Path, old: str, new: str, path: str) -> None:
    _install(tmp_path, "9.000001", "1", SMALL)
    _install(tmp_path, "9.000001", "fees", FEE_TABLE.replace(old, new))
    catalogue = Catalogue.shipped(tmp_path)
    assert {(f.file, f.path) for f in catalogue.faults()} == {("9.000001/fees.yaml", path)}
    assert evaluate(catalogue.get("9.000001", "1"), {}, (), HERE).fee.known is False


def test_the_index_tells_what_the_definitions_say_and_reads_none_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "index.json"
    file.write_text(shipped_index_text(), encoding="utf-8")
    made = read_index(file)
    assert {key: entry for key, (entry, _) in made.items()} == {
        (d.code, d.version): entry_of(d) for d in Catalogue.shipped().definitions()
    }
    monkeypatch.setattr("forms.catalogue.shipped_index", lambda: made)
    monkeypatch.setattr("forms.catalogue.load", lambda *_a, **_k: pytest.fail("a definition was read"))
    listed = Catalogue.shipped().index(DAY)
    assert [e.code for e in listed] == [e.code for e in sorted(listed, key=lambda e: (e.life_event, e.code))]
    assert {e.code for e in listed} >= {"1.004873", "3.000722"}
    assert all(e.valid_from <= DAY for e in listed)


def test_an_index_of_other_files_counts_for_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("", "[]", "[{}]", "{", '[{"code": 1}]'):
        (tmp_path / "index.json").write_text(text, encoding="utf-8")
        assert read_index(tmp_path / "index.json") == {}
    wrong = replace(entry_of(marital()), life_event="nowhere")
    monkeypatch.setattr(
        "forms.catalogue.shipped_index", lambda: {("1.004873", "2026.1"): (wrong, "another hash")}
    )
    found = {e.code: e for e in Catalogue.shipped().index(DAY)}
    assert found["1.004873"] == entry_of(marital())
    assert found["1.004873"].lawful_on(DAY)


def test_an_installed_version_is_in_the_index_on_its_day(tmp_path: Path) -> None:
    later = SMALL.replace('version: "1"', 'version: "2"').replace("2026-01-01", "2026-12-01")
    _install(tmp_path, "9.000001", "1", SMALL)
    _install(tmp_path, "9.000001", "2", later)
    catalogue = Catalogue.shipped(tmp_path)
    assert {e.version for e in catalogue.index(DAY) if e.code == "9.000001"} == {"1"}
    assert {e.version for e in catalogue.index(date(2026, 12, 1)) if e.code == "9.000001"} == {"2"}


def test_only_what_is_pinned_is_taken_unprobed(monkeypatch: pytest.MonkeyPatch) -> None:
    probed: list[str] = []
    monkeypatch.setattr("forms.catalogue.load", load)  # anew each time, unlike in other tests
    monkeypatch.setattr("forms.loader.check_definition", lambda d, _faults: probed.append(d.code))
    texts = {name: sha256_of((ROOT / name).read_bytes()) for name in published() if "1.004873" not in name}
    monkeypatch.setattr("forms.catalogue.shipped_pins", lambda: texts)
    Catalogue.shipped().definitions()
    assert probed == ["1.004873"]
    del texts["sets/copies/2026.1.yaml"]
    probed.clear()
    Catalogue.shipped().definitions()
    assert {"1.004873", "1.000656"} <= set(probed)
    probed.clear()
    Catalogue.shipped(probe=True).definitions()
    assert len(probed) == len(Catalogue.shipped().versions())


def test_a_kiosk_takes_nothing_that_nobody_signed(tmp_path: Path) -> None:
    _install(tmp_path, "9.000001", "1", SMALL)
    _install(tmp_path, "9.000001", "fees", "format: 1")
    assert Catalogue.shipped(tmp_path).get("9.000001", "1").version == "1"
    catalogue = Catalogue.shipped(tmp_path, signed=True)
    assert all(code != "9.000001" for code, _ in catalogue.versions())
    assert {(f.file, f.message) for f in catalogue.faults()} == {
        ("9.000001/1.yaml", UNSIGNED),
        ("9.000001/fees.yaml", UNSIGNED),
    }
