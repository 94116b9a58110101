"""The command line beside an open screen: answers with rows in, declarations, lists and the transfer view out."""

import io
import json
from pathlib import Path

import pytest

from kiosk.commands.line import run
from kiosk.services.desk import Desk
from tests.office_factories import PASSPHRASE, file_invented, invented, without_rows
from tests.unit.documents.samples import text_of

HOME, DEATH, SINGLE = "1.004222", "2.002913", "1.004873"


class Kiosk:
    """``python -m kiosk`` in this process: its exit code and what it printed."""

    def __init__(self, desk: Desk, patch: pytest.MonkeyPatch, out: pytest.CaptureFixture[str]) -> None:
        self._root, self._patch, self._out = str(desk.folder.root), patch, out

    def __call__(self, *words: object) -> tuple[int, str]:
        self._patch.setattr("sys.stdin", io.StringIO(PASSPHRASE + "\n"))
        code = run([str(words[0]), "--data-dir", self._root, *map(str, words[1:]), "--officer", "can-bo-1"])
        return code, self._out.readouterr().out


@pytest.fixture
def kiosk(desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Kiosk:
    return Kiosk(desk, monkeypatch, capsys)


def test_declarations_are_written_whole_by_part_and_blank(desk: Desk, kiosk: Kiosk, tmp_path: Path) -> None:
    filed = file_invented(desk, DEATH, linked_parts="two")
    out = tmp_path / "to-khai.pdf"
    for more in ((), ("--blank",), ("--part", "death")):
        out.unlink(missing_ok=True)
        code, said = kiosk("declaration", filed.dossier, "--out", out, "--json", *more)
        assert code == 0
        told = json.loads(said)
        assert told["pdf"] == str(out)
        assert told["declarations"]
        assert out.read_bytes().startswith(b"%PDF")


def test_what_to_bring_is_written_without_a_dossier(desk: Desk, kiosk: Kiosk, tmp_path: Path) -> None:
    out = tmp_path / "mang-theo.pdf"
    code, _ = kiosk("bring", SINGLE, "--out", out)
    assert (code, out.read_bytes()[:4]) == (0, b"%PDF")
    assert kiosk("bring", "9.999999", "--out", tmp_path / "none.pdf")[0] == 1
    assert not (tmp_path / "none.pdf").exists()


def test_declarations_for_handwriting_are_written_without_a_dossier(
    desk: Desk, kiosk: Kiosk, tmp_path: Path
) -> None:
    out = tmp_path / "to-khai-trang.pdf"
    assert kiosk("blank", SINGLE, "--out", out)[0] == 0
    assert "TỜ KHAI" in text_of(out.read_bytes()).upper()
    assert kiosk("blank", "9.999999", "--out", tmp_path / "none.pdf")[0] == 1


def test_a_leaflet_is_written_without_a_dossier_in_a_language(
    desk: Desk, kiosk: Kiosk, tmp_path: Path
) -> None:
    sizes = set()
    for language in ("vi-VN", "km-Khmr-VN"):
        out = tmp_path / f"{language}.pdf"
        code, _ = kiosk("leaflet", SINGLE, "--out", out, "--language", language)
        assert (code, out.read_bytes()[:4]) == (0, b"%PDF")
        sizes.add(out.stat().st_size)
    assert len(sizes) == 2
    assert kiosk("leaflet", "9.999999", "--out", tmp_path / "none.pdf")[0] == 1


def test_the_transfer_view_is_told_to_people_and_programs(desk: Desk, kiosk: Kiosk) -> None:
    filed = file_invented(desk, SINGLE)
    code, said = kiosk("export", filed.dossier, "--as", "transfer", "--json")
    assert code == 0
    told = json.loads(said)
    assert told["dossier"] == filed.dossier
    code, lines = kiosk("export", filed.dossier, "--as", "transfer")
    assert code == 0
    assert told["blocks"][0]["title"] in lines


def test_a_file_of_answers_with_rows_is_filed_and_shown_as_it_was_given(
    desk: Desk, kiosk: Kiosk, tmp_path: Path
) -> None:
    answers, _ = invented(desk, HOME, papers=False)
    member = {
        "member_number": "011201000123", "member_name": "Giàng A Thử", "member_birth": "2001-02-03",
        "member_sex": "male", "member_relation": "child",
    }  # fmt: skip
    file = tmp_path / "answers.json"
    file.write_text(
        json.dumps({**without_rows(answers), "members": [member]}, ensure_ascii=False), encoding="utf-8"
    )
    code, said = kiosk("file", HOME, "--answers", file, "--json")
    assert code == 0
    dossier = json.loads(said)["dossier"]
    code, said = kiosk("show", dossier, "--json")
    told = json.loads(said)
    assert told["answers"]["members"][0]["member_name"] == "Giàng A Thử"
    assert [part["route"] for part in told["parts"]] == ["paper"]
    code, lines = kiosk("show", dossier)
    assert "Giàng A Thử" in lines
    assert "in ra giấy" in lines


def test_a_wrong_row_is_named_by_its_address(desk: Desk, kiosk: Kiosk, tmp_path: Path) -> None:
    answers, _ = invented(desk, HOME, papers=False)
    file = tmp_path / "answers.json"
    file.write_text(
        json.dumps({**without_rows(answers), "members": [{"member_number": "12"}]}), encoding="utf-8"
    )
    code, said = kiosk("file", HOME, "--answers", file, "--json")
    assert code == 1
    assert "members/r1/member_number" in {fault["field"] for fault in json.loads(said)["faults"]}


@pytest.mark.parametrize("code", ["3.000347", "HD.vneid"])
def test_what_is_only_explained_here_is_refused_with_words(
    desk: Desk, kiosk: Kiosk, tmp_path: Path, code: str
) -> None:
    file = tmp_path / "answers.json"
    file.write_text("{}", encoding="utf-8")
    exit_code, said = kiosk("file", code, "--answers", file, "--json")
    assert exit_code == 1
    assert json.loads(said)["refused"] == "error.filing.not_filed_here"
    assert desk.store.dossiers.list() == ()
