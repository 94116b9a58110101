"""The road by a folder: whole or not at all, signed and hashed, once, its receipts read back."""

import contextlib
import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from forms.states import CaseStatus
from sync import cose
from sync.gateway.__main__ import main
from sync.gateway.faults import PartIsTheirs
from sync.gateway.passing.bundles import Bundles, bundle_name
from sync.gateway.passing.releasing import release
from sync.gateway.passing.tables import Standing
from tests.unit.gateway.desk import Pulled
from tests.unit.gateway.passing.conftest import Passed
from tests.unit.gateway.passing.plans import plan_text

NUMBER = "H18.115.02-261123-0042"


def drop(passed: Passed) -> Path:
    return passed.folder / "drop"


def bundles(passed: Passed) -> list[str]:
    return sorted(path.name for path in (drop(passed) / "out").iterdir())


def answer(passed: Passed, about: str, name: str = "r1", **told: Any) -> Path:
    """What the other side writes, by its own atomic rename."""
    folder = next(f for f in (drop(passed) / "out", drop(passed) / "done") if (f / about).exists())
    listed = (folder / about / "manifest.json").read_bytes()
    receipt = {
        "format": 1,
        "bundle": about,
        "manifest_sha256": hashlib.sha256(listed).hexdigest(),
        "accepted": True,
    }
    file = drop(passed) / "receipts" / f"{name}.json"
    file.write_text(json.dumps(receipt | told))
    return file


def hear(passed: Passed) -> int:
    road = passed.passing.roads["tep"]
    assert isinstance(road, Bundles)
    return passed.passing.hearing.read(road)


def test_a_bundle_is_whole_signed_and_put_down_once(passed: Passed) -> None:
    passed.use(commune="tep")
    other = passed.file()
    passed.work()
    assert bundles(passed) == [f"{other}-certificate-r1", f"{other}-registry-r1"]
    folder = drop(passed) / "out" / f"{other}-certificate-r1"
    listed = (folder / "manifest.json").read_bytes()
    signed = cose.verify1((folder / "manifest.cose").read_bytes(), passed.desk.keys.sign.public)
    assert signed.payload == listed
    manifest = json.loads(listed)
    files = {one["name"]: one for one in manifest["files"]}
    on_disk = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert on_disk == {*files, "manifest.json", "manifest.cose"}
    for name, one in files.items():
        data = (folder / name).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (one["size"], one["sha256"])
    assert "papers/id_card-1.jpg" in files
    assert (folder.stat().st_mode & 0o077, (folder / "ho-so.json").stat().st_mode & 0o077) == (0, 0)
    passed.desk.clock.turn(3600)
    passed.use(passed.plan)
    passed.passing.sweeper.catch_up()
    passed.work()
    assert len(bundles(passed)) == 2


def test_killed_at_any_step_a_bundle_lies_there_once(passed: Passed, monkeypatch: pytest.MonkeyPatch) -> None:
    passed.use(commune="tep")
    dossier = passed.file()
    real, moved_so_far, pulled = Path.replace, [0], set[str]()

    def replace(self: Path, target: Path) -> Path:
        moved = real(self, target)
        moved_so_far[0] += 1
        where = "half" if moved_so_far[0] == 3 else target.parent.name
        if where in ("half", "out") and where not in pulled:
            pulled.add(where)
            raise Pulled
        return moved

    monkeypatch.setattr(Path, "replace", replace)
    for _ in range(3):
        with contextlib.suppress(Pulled):
            passed.work(700)
        passed.use(passed.plan)
    monkeypatch.undo()
    passed.work(700)
    assert pulled == {"half", "out"}  # between two files, and between the bundle and its note
    assert bundles(passed) == [f"{dossier}-certificate-r1", f"{dossier}-registry-r1"]
    assert {row.standing for row in passed.rows(dossier).values()} == {Standing.PASSED}
    assert {row.revision for row in passed.rows(dossier).values()} == {1}


def test_a_receipt_brings_the_number_and_the_state(passed: Passed) -> None:
    passed.use(commune="tep", hears=False)
    dossier = passed.file()
    passed.work()
    first = bundles(passed)[0]
    answer(passed, first, number=NUMBER, status="2", at="2099-11-23T03:00:00Z")  # their clock is wrong
    assert (hear(passed), hear(passed)) == (1, 0)
    (line,) = passed.desk.office.dossiers()
    assert line.received_at == passed.desk.clock.now()  # and dates no receipt in the future
    assert passed.desk.dossiers()[0].official_number == NUMBER
    # What they have taken in is erased here; the signed list stays as proof.
    assert bundles(passed) == [f"{dossier}-registry-r1"]
    done = drop(passed) / "done" / first
    assert sorted(path.name for path in done.rglob("*")) == ["manifest.cose", "manifest.json"]
    answer(passed, first, "r2", number=NUMBER, status="4", at="2026-11-23T04:00:00Z", text="Đang xác minh")
    answer(passed, first, "r3", status="2", at="2026-11-23T03:00:00Z")  # late
    assert hear(passed) == 2
    (line,) = passed.desk.office.dossiers()
    assert [part.case_status for part in line.parts] == [4, 1]
    with pytest.raises(PartIsTheirs):
        passed.desk.office.tell_status(dossier, CaseStatus.DECIDED, "certificate")
    passed.desk.office.tell_status(dossier, CaseStatus.RECEIVED, "registry")
    passed.work(60)
    # Neither a number nor a state that came from there makes a new bundle; our own word does.
    assert bundles(passed) == [f"{dossier}-registry-r1", f"{dossier}-registry-r2"]
    newest = json.loads((drop(passed) / "out" / f"{dossier}-registry-r2" / "manifest.json").read_text())
    assert newest["supersedes"] == f"{dossier}-registry-r1"


def test_a_refusal_in_a_receipt_is_quarantine_in_words(passed: Passed) -> None:
    passed.use(commune="tep")
    dossier = passed.file()
    passed.work()
    answer(passed, bundles(passed)[0], accepted=False, reason="Thiếu trang 2, CCCD 054224000569")
    assert hear(passed) == 1
    row = passed.rows(dossier)["certificate"]
    assert (row.standing, row.words) == (Standing.QUARANTINED, "Thiếu trang 2, CCCD …")
    assert bundles(passed) == [f"{dossier}-registry-r1"]
    release(passed.desk.database, dossier, "certificate", passed.desk.clock)
    passed.work()
    assert bundles(passed) == [f"{dossier}-certificate-r2", f"{dossier}-registry-r1"]
    assert passed.rows(dossier)["registry"].standing == Standing.PASSED


def test_receipts_that_fit_nothing_are_put_aside_told_and_move_nothing(
    passed: Passed, capsys: pytest.CaptureFixture[str]
) -> None:
    passed.use(commune="tep")
    passed.file()
    passed.work()
    first = bundles(passed)[0]
    files = [
        answer(passed, first, "wrong-hash", manifest_sha256="0" * 64),
        answer(passed, first, "wrong-name", bundle="../../etc/passwd"),
        answer(passed, first, "wrong-number", number="THU-261123-0001"),
        answer(passed, first, "wrong-time", at="tomorrow"),
        answer(passed, first, "deep"),
        answer(passed, first, "pipe"),
        answer(passed, first, "half"),
    ]
    files[-1].write_text('{"format": 1, "bun')
    files[-2].unlink()
    os.mkfifo(files[-2])  # nobody ever writes into it
    files[-3].write_text("[" * 60_000)
    assert hear(passed) == 0
    waiting = {path.stem for path in (drop(passed) / "receipts").glob("*.json")}
    assert waiting == {"wrong-hash", "wrong-name", "wrong-time", "deep", "pipe", "half"}
    for file in files:  # long enough ago that nobody writes them any more
        if file.exists():
            os.utime(file, (1, 1))
    hear(passed)
    assert len(list((drop(passed) / "receipts" / "odd").iterdir())) == 7
    layout = passed.desk.layout
    layout.passing.write_text(plan_text(commune="tep").replace("folder: drop", f"folder: {drop(passed)}"))
    assert main(["passing", "status", "--data", str(layout.root), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["odd_receipts"]["tep"]) == 7
    assert main(["passing", "status", "--data", str(layout.root)]) == 0
    assert "wrong-hash.json" in capsys.readouterr().out
    assert passed.desk.dossiers()[0].number_kind == "trial"
    assert len(bundles(passed)) == 2


def test_a_paper_that_cannot_be_opened_is_not_left_out_in_silence(passed: Passed) -> None:
    passed.use(commune="tep")
    cargo = passed.desk.pack(passed.kiosk)
    dossier = passed.file(cargo)
    passed.desk.shelf.path(cargo.blobs[1].name).unlink()
    passed.work()
    row = passed.rows(dossier)["certificate"]
    assert (row.standing, "id_card" in str(row.words)) == (Standing.HELD, True)
    assert not (drop(passed) / "out").exists()


def test_a_folder_that_is_not_there_is_waited_for(passed: Passed) -> None:
    passed.use(commune="tep")
    drop(passed).write_text("no folder")
    dossier = passed.file()
    passed.work()
    assert {row.reason for row in passed.rows(dossier).values()} <= {"folder", "resting"}
    drop(passed).unlink()
    passed.work(700)
    assert len(bundles(passed)) == 2


def test_a_part_whose_id_is_no_file_name_cannot_leave_the_folder() -> None:
    assert "/" not in bundle_name("0" * 32, "../../etc", 1)
    assert bundle_name("0" * 32, "birth", 2) == "0" * 32 + "-birth-r2"
