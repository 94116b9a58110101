"""The counter's day from the command line: what it prints, what it writes, and how it ends."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.folder import Folder
from kiosk.services import fees
from kiosk.services.assisted import file_at_once
from kiosk.services.desk import Desk
from kiosk.services.filing import Filed
from tests.office_factories import ANSWERS, DAY, PASSPHRASE

OFFICER = ("--officer", "can-bo-1", "--json")


@pytest.fixture
def filed(desk: Desk) -> Filed:
    made = file_at_once(desk, "1.004873", ANSWERS, [], "vi-VN")
    fees.take(desk, made.dossier, 15000, "C26T-0000123")
    desk.store.clock_floor.raise_to(DAY)  # the command line goes by this machine's clock, whatever it says
    desk.close()
    return made


@pytest.fixture
def say(folder: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> object:
    def run(*words: str) -> tuple[int, object]:
        monkeypatch.setattr("sys.stdin", io.StringIO(PASSPHRASE + "\n"))
        code = main([*words, *OFFICER, "--data-dir", str(folder.root)])
        out = capsys.readouterr().out
        return code, json.loads(out) if out else None

    return run


def test_the_commands_of_a_day(say: object, filed: Filed, tmp_path: Path) -> None:
    assert callable(say)
    code, told = say("queue")
    assert code == 0
    waiting = next(one for one in told["sections"] if one["section"] == "waiting")
    assert (waiting["count"], waiting["rows"][0]["slip"]) == (1, filed.slip)

    code, told = say("find", "nguyen thi mau")
    assert (code, [row["dossier"] for row in told["rows"]]) == (0, [filed.dossier])
    assert say("find", "khong co ai")[0] == 1

    code, told = say("timeline", filed.dossier)
    assert code == 0
    assert {one["what"] for one in told} >= {"ui.time.created", "ui.time.sealed", "ui.time.fee"}

    pdf, sheet = tmp_path / "r.pdf", tmp_path / "r.xlsx"
    words = ("report", "--first", "2026-11-01", "--last", "2026-11-30", "--by", "procedure")
    code, told = say(*words, "--pdf", str(pdf), "--xlsx", str(sheet))
    assert (code, told["total"]["taken"], told["total"]["fees"]) == (0, 1, 15000)
    assert pdf.read_bytes().startswith(b"%PDF")
    assert zipfile.is_zipfile(sheet)

    day = tmp_path / "day.pdf"
    code, told = say("close-day", "--day", "2026-11-23", "--counted", "15000", "--pdf", str(day))
    assert (code, told["adds_up"], told["taken"], told["waiting"]) == (0, True, 1, 1)
    assert told["closed"] == {"revision": 1, "counted": 15000, "difference": 0}
    assert day.read_bytes().startswith(b"%PDF")

    stick = tmp_path / "stick"
    stick.mkdir()
    code, told = say("copy", str(stick))
    assert (code, told["parcels"]) == (0, 2)
    code, told = say("read-copy", str(stick))
    assert (code, [one["slip"] for one in told["dossiers"]]) == (0, [filed.slip])


def test_a_refusal_is_said_and_ends_with_one(say: object, filed: Filed, tmp_path: Path) -> None:
    assert callable(say)
    code, told = say("report", "--first", "2026-12-01", "--last", "2026-11-01")
    assert (code, told["refused"]) == (1, "error.report.backwards")
    code, told = say("copy", str(tmp_path / "nowhere"))
    assert (code, told["refused"]) == (1, "error.copy.stick")
