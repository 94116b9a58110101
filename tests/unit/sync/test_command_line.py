"""The agent as a process: what it prints, how it ends, what it never loads."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sync.__main__ import main
from sync.dispatch import Dispatch
from sync.files import only_one
from sync.identity import load_identity, save_identity, transport_key
from sync.outbox import AGENT_LOCK, Outbox
from sync.parcel import StatementType
from sync.remedies import remedy
from tests.unit.sync.stage import CARD, DEVICE, OFFICE, SIGN_KEY, packed, queue, say


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder enrolled with a gateway that is not there."""
    transport_key(tmp_path / "outbox")
    save_identity(tmp_path / "outbox", "http://127.0.0.1:9", DEVICE, OFFICE, CARD.encode(SIGN_KEY))
    return tmp_path


def test_status_says_where_everything_stands(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outbox = Outbox(data / "outbox")
    queue(outbox, packed(1), packed(2))
    outbox.close()
    assert main(["status", "--data-dir", str(data), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {"waiting", "sending", "recorded", "delivered", "refused", "notices", "next_attempt"} <= set(told)
    assert told["waiting"] == 2
    assert [one["carriage"] for one in told["parcels"]] == ["waiting", "waiting"]


@pytest.mark.parametrize(
    "command",
    [["run"], ["once"], ["status"], ["courtesy"], ["export", "stick"], ["import", "stick"]],
    ids=" ".join,
)
def test_a_folder_without_a_counter_is_named_and_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    folder = tmp_path / "nhầm"
    assert main([*command, "--data-dir", str(folder)]) == 1
    said = capsys.readouterr()
    assert str(folder) in said.err
    assert said.out == ""
    assert not folder.exists()


def test_status_says_of_every_paper_how_far_it_came_and_why_not_farther(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outbox = Outbox(data / "outbox")
    one, refused, home = packed(1, 900, 900), packed(2), packed(3)
    queue(outbox, one, refused, home)
    outbox.accept(say(StatementType.REFUSED, refused, reason="paper-mismatch"), SIGN_KEY.public)
    outbox.accept(say(StatementType.DELIVERED, home), SIGN_KEY.public)
    dispatch = Dispatch(outbox)
    dispatch.offered(one.parcel, set(one.papers))
    dispatch.uploaded(one.parcel, one.papers[1], 700)
    dispatch.put_off(one.parcel, "cut")
    outbox.close()
    assert main(["status", "--data-dir", str(data), "--json"]) == 0
    told = {row["parcel"]: row for row in json.loads(capsys.readouterr().out)["parcels"]}
    assert set(told) == {one.parcel, refused.parcel}  # what is home needs no line
    sizes = [len(one.blobs[name]) for name in (one.record, *one.papers)]
    assert [file["size"] for file in told[one.parcel]["files"]] == sizes
    assert [file["sent"] for file in told[one.parcel]["files"]] == [sizes[0], 0, 700]
    assert told[one.parcel]["reason"] == "cut"
    assert "còn dở" in told[one.parcel]["why"]
    assert told[one.parcel]["next_attempt"].endswith("Z")
    assert told[refused.parcel]["why"] == remedy("paper-mismatch").vi
    assert main(["status", "--data-dir", str(data)]) == 0
    said = capsys.readouterr().out
    assert f"{one.parcel}  waiting  100% 0% " in said
    assert "còn dở" in said


def test_once_without_a_link_says_so_and_keeps_everything(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outbox = Outbox(data / "outbox")
    queue(outbox, packed(1))
    outbox.close()
    assert main(["once", "--data-dir", str(data), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["waiting"], told["link"]) == (1, "down")


def test_refusals_have_a_message_and_no_traceback(
    tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "new" / "outbox").mkdir(parents=True)
    assert main(["once", "--data-dir", str(tmp_path / "new"), "--json"]) == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["error"] == "error.agent.not_enrolled"
    assert "chưa được ghi danh" in said.err
    with only_one(data / "outbox" / AGENT_LOCK):
        assert main(["once", "--data-dir", str(data)]) == 1
    assert "đang chạy rồi" in capsys.readouterr().err
    (data / "outbox" / "agent.json").write_text("{")
    assert main(["once", "--data-dir", str(data)]) == 1
    assert main(["export", str(tmp_path / "no-stick"), "--data-dir", str(data)]) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["fly"],
        ["export"],
        ["enrol", "CODE"],
        *(["courtesy", "--daily-mb", one] for one in ("inf", "-1", "ten")),
    ],
)
def test_wrong_usage_exits_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


def test_the_transport_key_is_for_the_agents_account_alone(tmp_path: Path) -> None:
    key = transport_key(tmp_path)
    assert transport_key(tmp_path) == key
    assert (tmp_path / "transport.key").stat().st_mode & 0o077 == 0
    save_identity(tmp_path, "http://127.0.0.1:9", DEVICE, OFFICE, CARD.encode(SIGN_KEY))
    identity = load_identity(tmp_path)
    assert (identity.key, identity.card, identity.device) == (key, CARD, DEVICE)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM to answer there")
def test_run_ends_cleanly_when_told(data: Path) -> None:
    command = [sys.executable, "-m", "sync", "run", "--data-dir", str(data)]
    agent = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert agent.stderr is not None
    assert any("link down" in line for line in agent.stderr)  # it has begun, and nobody answers
    agent.send_signal(signal.SIGTERM)
    _, said = agent.communicate(timeout=10)
    assert agent.returncode == 0
    assert "Traceback" not in said
    log = (data / "outbox" / "agent.log").read_text()
    assert log.count("link down") == 1  # said once, however often it is tried


def test_the_agent_loads_nothing_of_the_kiosk_and_little_else() -> None:
    heavy = [
        "PySide6",
        "sqlalchemy",
        "sqlcipher3",
        "kiosk",
        "cwt",
        "requests",
        "http_message_signatures",
        "yaml",
    ]
    code = (
        "import sys, sync.__main__, sync.agent, sync.courier, sync.enrolment, sync.http_transport, sync.identity;"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
