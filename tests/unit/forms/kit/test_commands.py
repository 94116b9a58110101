"""``python -m forms`` for publishers, and what it shows a person."""

import json
from pathlib import Path

import pytest

from forms.__main__ import main
from forms.bundle import read_bundle
from forms.catalogue import Catalogue
from forms.indexing import INDEX
from forms.pins import pin_faults, unpinned
from forms.publishing import read_publisher
from forms.telling import tell
from tests.unit.forms.household import household
from tests.unit.forms.kit.bundles import folder_of, small


def test_a_key_is_made_and_a_pack_signed_with_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key, out = tmp_path / "publisher.key", tmp_path / "pack.zip"
    assert main(["publisher-key", "--out", str(key), "--name", "Tỉnh Thử", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    publisher, _ = read_publisher(Path(made["public"]))
    assert (publisher.id, publisher.name) == (made["publisher"], "Tỉnh Thử")
    folder = folder_of(tmp_path / "in", {"9.000001/1.yaml": small()})
    words = ["pack", str(folder), "--name", "tinh-thu", "--serial", "3", "--key", str(key), "--out", str(out)]
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["name"], told["serial"], told["files"]) == ("tinh-thu", 3, ["9.000001/1.yaml"])
    assert read_bundle(out, {publisher.id: publisher}).head.serial == 3
    assert main(words) == 0
    assert publisher.id in capsys.readouterr().out


def test_nothing_unsound_is_signed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key, out = tmp_path / "publisher.key", tmp_path / "pack.zip"
    main(["publisher-key", "--out", str(key)])
    folder = folder_of(tmp_path / "in", {"9.000001/1.yaml": small().replace('"red"\'', '"green"\'')})
    words = ["pack", str(folder), "--name", "x", "--serial", "1", "--key", str(key), "--out", str(out)]
    assert main(words) == 1
    assert "9.000001/1.yaml: pages[1].show" in capsys.readouterr().err
    assert not out.exists()
    assert main([*words[:-3], str(key) + ".pub", "--out", str(out)]) == 1
    assert main(["publisher-key", "--out", str(key)]) == 1


def test_pins_are_checked_without_pinning(capsys: pytest.CaptureFixture[str]) -> None:
    before = unpinned()
    assert main(["pin", "--check", "--json"]) == (1 if before or pin_faults() else 0)
    assert json.loads(capsys.readouterr().out)["pinned"] == []
    assert unpinned() == before


def test_the_list_of_procedures_is_checked_without_writing(capsys: pytest.CaptureFixture[str]) -> None:
    before = INDEX.read_bytes() if INDEX.exists() else b""
    code = main(["index", "--check", "--json"])
    assert json.loads(capsys.readouterr().out) == {"fits": code == 0}
    assert (INDEX.read_bytes() if INDEX.exists() else b"") == before


def test_the_list_says_what_becomes_of_answers_and_what_is_unverified(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["list", "--json"]) == 0
    rows = {row["code"]: row for row in json.loads(capsys.readouterr().out)["procedures"]}
    assert (rows["3.000347"]["kind"], rows["HD.vneid"]["kind"]) == ("worksheet", "guide")
    assert rows["1.004873"]["unverified_facts"] > 0
    assert main(["list"]) == 0
    told = capsys.readouterr().out
    assert "phiếu chuẩn bị, không gửi đi" in told
    assert "chưa đối chiếu" in told


def test_a_procedure_is_told_as_it_is_asked() -> None:
    for d in (*Catalogue.shipped().definitions(), household()):
        told = "\n".join(tell(d))
        spoken = [f.ask.vi for f in d.fields()]
        places = [told.index(f"“{ask}”") for ask in spoken]
        assert len(places) == len(spoken)
        for named in (
            *(p.name.vi for p in d.papers),
            *(p.name.vi for p in d.parts),
            *(s.text.vi for s in d.steps),
        ):
            assert named in told
        for f in d.fields():
            assert all(option.label.vi in told for option in f.options)
        assert "Message(" not in told
        assert "Expression(" not in told


def test_rows_are_told_once_with_their_hub_after_them() -> None:
    lines = list(tell(household()))
    rows = household().rows()[0]
    start = next(n for n, line in enumerate(lines) if f"Lặp lại cho từng: {rows.one.vi}" in line)
    hub = next(n for n, line in enumerate(lines) if "Sau mỗi lần:" in line)
    first = next(n for n, line in enumerate(lines) if f"“{rows.columns()[0].ask.vi}”" in line)
    assert start < first < hub
