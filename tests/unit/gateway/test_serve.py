"""The real processes: they come up, come back, and leave nobody behind."""

import json
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from sync.card import EnrolmentCode, GatewayCard

COMMAND = [sys.executable, "-m", "sync.gateway"]


class Serving:
    """A running `serve`."""

    def __init__(self, folder: Path, *more: str) -> None:
        self.folder = folder
        self.journal = (folder.parent / f"{folder.name}.err").open("ab")
        self.process = subprocess.Popen(
            [*COMMAND, "serve", "--data", str(folder), "--port", "0", *more],
            stdout=subprocess.PIPE,
            stderr=self.journal,
            text=True,
        )
        assert self.process.stdout is not None
        self.ready = json.loads(self.process.stdout.readline())
        self.children = psutil.Process(self.process.pid).children(recursive=True)

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.ready["url"] + path, timeout=20) as answer:
            content: bytes = answer.read()
            return content

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        code = self.process.wait(20)
        _, alive = psutil.wait_procs(self.children, timeout=20)
        assert alive == []
        return code

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        psutil.wait_procs(self.children, timeout=20)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.journal.close()


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    made = Serving(tmp_path / "gateway")
    yield made
    made.close()


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=60, check=False)


def test_both_processes_serve_and_end_cleanly(serving: Serving) -> None:
    assert serving.ready["ingest_pid"] != serving.ready["opener_pid"]
    assert {child.pid for child in serving.children} == {
        serving.ready["ingest_pid"],
        serving.ready["opener_pid"],
    }
    told = json.loads(command("enrol", "--data", str(serving.folder), "--json").stdout)
    card = GatewayCard.decode_trusted(serving.get("/v1/gateway"), EnrolmentCode.parse(told["code"]))
    assert told["url"] == card.url == serving.ready["url"]
    assert json.loads(command("list", "--data", str(serving.folder)).stdout) == []
    second = command("serve", "--data", str(serving.folder), "--only", "opener")
    assert second.returncode == 1
    assert "Traceback" not in second.stderr
    assert serving.end() == 0
    assert not (serving.folder / "serve.json").exists()


def test_a_dead_child_comes_back_at_the_same_address(serving: Serving) -> None:
    card = serving.get("/v1/gateway")
    for name in ("ingest_pid", "opener_pid"):
        psutil.Process(serving.ready[name]).kill()
    assert (
        serving.get("/v1/gateway") == card
    )  # the socket outlives ingest; the request waited for the new one
    again = psutil.Process(serving.process.pid)
    while len(fresh := again.children()) < 2 or {child.pid for child in fresh} & {
        serving.ready["ingest_pid"],
        serving.ready["opener_pid"],
    }:
        psutil.wait_procs(serving.children, timeout=0.1)
    serving.children = fresh
    assert serving.end(signal.SIGINT) == 0


def test_children_end_when_their_parent_is_killed(serving: Serving) -> None:
    assert serving.end(signal.SIGKILL) == -signal.SIGKILL


def test_ingest_alone_never_needs_the_openers_keys(tmp_path: Path) -> None:
    folder = tmp_path / "gateway"
    first = Serving(folder)
    card = first.get("/v1/gateway")
    assert first.end() == 0
    first.close()
    (folder / "keys" / "opener").rename(tmp_path / "elsewhere")
    alone = Serving(folder, "--only", "ingest", "--workers", "2")
    try:
        assert set(alone.ready) == {"url", "ingest_pid", "ingest_2_pid"}
        assert alone.get("/v1/gateway") == card
        assert len(alone.children) == 2
        opened = {Path(file.path).name for one in alone.children for file in one.open_files()}
        assert not opened & {"sign.key", "kem.key"}
        assert not (folder / "keys" / "opener").exists()
        assert alone.end() == 0
    finally:
        alone.close()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), 2),
        (("serve",), 2),
        (("serve", "--data", "{folder}", "--port", "70000"), 2),
        (("notify", "x", "--data", "{folder}"), 2),
        (("notify", "x", "--data", "{folder}", "--status", "0"), 2),
        (("notify", "x", "--data", "{folder}", "--status", "11"), 2),
        (("notify", "x", "--data", "{folder}", "--status", "1", "--supplement", "y"), 2),
        (("notify", "x", "--data", "{folder}", "--status", "1"), 1),
        (("list", "--data", "{folder}", "--database-url", "nosuch://"), 1),
        (("list", "--data", "{folder}", "--blobs", "s3://bucket"), 1),
        (("list", "--data", "{folder}/file/below"), 1),
        (("serve", "--data", "{folder}", "--port", "{taken}"), 1),
    ],
)
def test_wrong_use_is_2_and_a_stated_reason_is_1(
    tmp_path: Path, arguments: tuple[str, ...], code: int, capfd: pytest.CaptureFixture[str]
) -> None:
    import socket

    from sync.gateway.__main__ import main

    (tmp_path / "file").write_bytes(b"")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        filled = [part.format(folder=tmp_path, taken=port) for part in arguments]
        try:
            got = main(filled)
        except SystemExit as end:
            got = int(end.code or 0)
    assert got == code
    said = capfd.readouterr()
    assert said.out == ""
    assert said.err.strip()
    assert "Traceback" not in said.err


def test_a_code_made_before_the_first_start_fits_the_first_start(tmp_path: Path) -> None:
    folder = tmp_path / "gateway"
    told = json.loads(command("enrol", "--data", str(folder), "--json").stdout)
    assert told["url"] is None
    serving = Serving(folder)
    try:
        GatewayCard.decode_trusted(serving.get("/v1/gateway"), EnrolmentCode.parse(told["code"]))
        assert serving.end() == 0
    finally:
        serving.close()
