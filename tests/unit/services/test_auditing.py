"""The book of what was done, asked for by command: whole, changed, cut short."""

import io
import json
from typing import Any

import pytest

from kiosk.commands.line import run
from kiosk.services.desk import Desk
from tests.office_factories import PASSPHRASE, file_invented
from tests.unit.store.test_audit import tampered


@pytest.fixture
def audit(desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    def said(*words: str, by: str = "lanh-dao-1") -> tuple[int, dict[str, Any]]:
        monkeypatch.setattr("sys.stdin", io.StringIO(PASSPHRASE + "\n"))
        code = run(["audit", *words, "--officer", by, "--data-dir", str(desk.folder.root), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return said


def test_a_leader_hears_that_it_is_whole_and_where_it_was_changed(desk: Desk, audit: Any) -> None:
    file_invented(desk, "1.004873")
    code, told = audit()
    assert (code, told["whole"]) == (0, True)
    assert audit("--noted", told["last"])[0] == 0
    tampered(desk.store, "UPDATE audit SET detail = 'x' WHERE seq = 4")
    code, told = audit()
    assert (code, told["broken_at"]) == (1, 4)


def test_a_line_written_down_before_shows_that_the_end_was_cut(desk: Desk, audit: Any) -> None:
    file_invented(desk, "1.004873")
    last = audit()[1]["last"]
    tampered(desk.store, f"DELETE FROM audit WHERE seq > {int(last.partition(':')[0]) - 2}")
    assert audit()[0] == 0
    code, told = audit("--noted", last)
    assert (code, told["noted_missing"]) == (1, True)


def test_others_may_not_and_a_line_that_is_none_is_refused(audit: Any) -> None:
    assert audit(by="can-bo-1")[1]["refused"] == "error.role.not_allowed"
    assert audit("--noted", "hôm qua")[1]["refused"] == "error.audit.bad_note"
