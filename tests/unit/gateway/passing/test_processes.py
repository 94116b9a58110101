"""The real gateway and the real simulator: over TLS and loopback, killed in the middle, every part there once."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from forms.clock import SystemClock
from sync.gateway.__main__ import main
from sync.gateway.passing.answers import Verdict
from sync.gateway.passing.calling import HttpsCaller, Line
from sync.gateway.passing.config import read_plan
from tests.unit.gateway.desk import Desk
from tests.unit.gateway.passing.plans import plan_text
from tests.unit.gateway.passing.simulator import SECRET, Fault, Serving, Simulator
from tests.unit.gateway.rig import Machine
from tests.unit.gateway.tls import authority

COMMAND = [sys.executable, "-m", "sync.gateway"]


@pytest.fixture
def simulator() -> Simulator:
    return Simulator(lacks=frozenset({"NgayTiepNhan"}))


@pytest.fixture
def serving(simulator: Simulator, tmp_path: Path) -> Iterator[Serving]:
    """The simulator behind TLS; its authority lies in ``ca.pem``."""
    made = Serving(simulator, authority(tmp_path)[1])
    yield made
    made.close()


def line(folder: Path, base: str, *, trusted: bool = True) -> Line:
    text = plan_text(base=base, timeout=1)
    text = text.replace("hear_seconds: 1", "hear_seconds: 1\n    ca: ca.pem", 1) if trusted else text
    plan = read_plan(text, "passing.yaml", folder, {"PASSING_SECRET": SECRET}).roads["tinh"]
    return Line(plan, HttpsCaller(plan), SystemClock())


def test_only_the_systems_own_certificate_is_trusted(
    serving: Serving, simulator: Simulator, tmp_path: Path
) -> None:
    ask = {"MaDonVi": "H18.34"}
    heard = line(tmp_path, serving.url).send("number", ask)
    assert (heard.verdict, heard.dig("data.MaHoSo")) == (Verdict.ACCEPTED, "H18.34-261123-0001")
    stranger = line(tmp_path, serving.url, trusted=False).send("number", ask)
    assert (stranger.verdict, stranger.code) == (Verdict.AWAY, "tls")
    own = line(tmp_path, serving.url)
    simulator.faults = iter([Fault.NONE, Fault.EXPIRED, Fault.NONE, Fault.SILENT_AFTER])
    assert [own.send("number", ask).verdict for _ in range(2)] == [Verdict.ACCEPTED] * 2
    assert simulator.calls["/token"] == 3  # the one that ran out was renewed in the same breath
    silent = own.send("number", ask)
    assert (silent.verdict, silent.code) == (Verdict.AWAY, "timeout")
    serving.close()
    gone = own.send("number", ask)
    assert (gone.verdict, gone.code) == (Verdict.AWAY, "unreachable")


def until(holds: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait for what other processes do."""
    pause = threading.Event()
    clock = SystemClock()
    ends = clock.monotonic() + seconds
    while not holds():
        assert clock.monotonic() < ends, "it never came"
        pause.wait(0.05)


def test_the_gateway_passes_on_through_a_kill_and_hears_back(
    serving: Serving, simulator: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(tmp_path / "gateway")
    kiosk = desk.enrol(Machine())
    cargo = desk.pack(kiosk)
    desk.file(kiosk, cargo)
    text = plan_text(base=serving.url, timeout=30).replace(
        "hear_seconds: 1", "hear_seconds: 1\n    ca: ../ca.pem", 1
    )
    desk.layout.passing.write_text(text)
    # The first part is stored there and nobody says so: killed while it waits for the answer.
    simulator.faults = iter([*[Fault.NONE] * 3, Fault.SILENT_AFTER])
    with (tmp_path / "journal").open("wb") as journal:
        process = subprocess.Popen(
            [*COMMAND, "serve", "--data", str(desk.layout.root)],
            stdout=subprocess.PIPE,
            stderr=journal,
            text=True,
            env={**os.environ, "PASSING_SECRET": SECRET},
        )
    assert process.stdout is not None
    try:
        ready = json.loads(process.stdout.readline())
        assert len({ready[name] for name in ("ingest_pid", "opener_pid", "passing_pid")}) == 3
        until(lambda: len(simulator.stored) == 1)
        psutil.Process(ready["passing_pid"]).kill()
        with desk.database.write() as session:  # rather than wait for the leases of the dead
            session.connection().exec_driver_sql("UPDATE passing SET leased_until = NULL")
            session.connection().exec_driver_sql("UPDATE job SET run_at = queued_at WHERE run_at IS NOT NULL")
        until(lambda: len(simulator.rows) == 2)
        assert (len(simulator.stored), simulator.complaints) == (2, [])
        numbers = sorted(simulator.stored)
        simulator.say(numbers[0], "3", "20261124080000", "Không thuộc địa bàn")

        def parts() -> list[int]:
            return sorted(part.case_status for part in desk.office.dossiers()[0].parts)

        until(lambda: parts() == [1, 3])
        assert desk.office.dossiers()[0].official_number in numbers
        capsys.readouterr()
        assert main(["passing", "status", "--data", str(desk.layout.root), "--json"]) == 0
        roads = {one["road"]: one for one in json.loads(capsys.readouterr().out)["roads"]}
        assert (roads["tinh"]["passed"], roads["tinh"]["waiting"]) == (2, 0)
    finally:
        process.terminate()
        assert process.wait(30) == 0
        process.stdout.close()
        desk.close()
    written = (tmp_path / "journal").read_text()
    assert "passing health road=tinh" in written
    assert SECRET not in written
    assert "Không thuộc" not in written


def test_a_faulty_plan_stops_the_gateway_before_it_starts(tmp_path: Path) -> None:
    (tmp_path / "passing.yaml").write_text("format: 2\n")
    assert main(["serve", "--data", str(tmp_path)]) == 1
    assert not (tmp_path / "gateway.db").exists()
    assert main(["passing", "check", "--data", str(tmp_path), "--json"]) == 1
    (tmp_path / "passing.yaml").write_text("format: 1\n")
    assert main(["passing", "check", "--data", str(tmp_path), "--json"]) == 0
