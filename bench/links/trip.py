"""One measured run: a carrier over a link, from the start of its client until everything is said to be there."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.links.bridge import ROOT, Bridge
from bench.links.cargo import Cargo, Load
from bench.links.profiles import Profile
from bench.links.urgency import unhurried

READY_SECONDS = 90.0
LOOK_SECONDS = 0.1
SOCKETS_AFTER = 4.0
"""When, after so many seconds, it is looked which congestion control the client's flows are under."""
_PROBE = "import socket,sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 1)"


@dataclass(frozen=True, slots=True)
class Server:
    """A process on the gateway's side; up once it has printed a line, or once ``port`` (host, number) answers."""

    command: list[str]
    port: tuple[str, int] | None = None


@dataclass(slots=True)
class Trip:
    """What a carrier is given: ``far`` is the gateway's folder, ``near`` the kiosk's, ``loads`` what is to be carried."""

    cargo: Cargo
    profile: Profile
    count: int
    far: Path
    near: Path

    @property
    def loads(self) -> list[Load]:
        """The dossiers of this run."""
        return self.cargo.loads[: self.count]


@dataclass(frozen=True, slots=True)
class Carrier:
    """Somebody who carries dossiers. ``keys`` are the names under which a dossier's files are found in ``landed``, the record first.

    ``landed`` gives the time (seconds since the epoch) at which each whole file was there. ``done`` says that the client
    has nothing more to do; without it the end of its process does.
    """

    name: str
    servers: Callable[[Trip], list[Server]]
    client: Callable[[Trip], list[str]]
    landed: Callable[[Trip], dict[str, float]]
    keys: Callable[[Load], tuple[str, ...]]
    done: Callable[[Trip], bool] | None = None
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Run:
    """What was measured. Times in seconds since the client's start; bytes on the wire are IP bytes, re-sends included.

    ``records`` and ``complete`` are when each record, and each whole dossier, lay at the gateway, in order of time.
    ``ended`` is ``done``, ``cap`` (time was up) or ``failed``. ``begun`` is when its first packet was sent.
    """

    profile: str
    carrier: str
    seed: int
    dossiers: int
    ended: str
    seconds: float
    seconds_up: float
    useful: int
    carried: int
    wire_up: int
    wire_down: int
    begun: float | None
    records: list[float]
    complete: list[float]
    memory_mb: float | None
    congestion: list[str]
    link: dict[str, object]
    detail: str = ""

    @property
    def efficiency_bytes(self) -> float:
        """Useful bytes carried a second of the link."""
        return self.carried / self.seconds_up if self.seconds_up else 0.0


def go(
    carrier: Carrier,
    profile: Profile,
    seed: int,
    cargo: Cargo,
    count: int,
    cap: float,
    stop: threading.Event,
) -> Run:
    """Carry ``count`` dossiers over a fresh link, for ``cap`` seconds at most or until ``stop``.

    Everything started is ended, whatever happens.
    """
    with tempfile.TemporaryDirectory(prefix="hoso-link-", ignore_cleanup_errors=True) as folder:
        trip = Trip(cargo, profile, count, Path(folder, "far"), Path(folder, "near"))
        trip.far.mkdir()
        trip.near.mkdir()
        with Bridge(profile, seed) as bridge, contextlib.ExitStack() as running:
            servers = carrier.servers(trip)
            for place, server in enumerate(servers):
                log = Path(folder, f"server-{place}.log")
                _wait_for(
                    server,
                    running.enter_context(
                        _process(unhurried(bridge.gateway_side(server.command)), carrier.environment, log)
                    ),
                    bridge,
                    log,
                )
            command = bridge.kiosk_side(carrier.client(trip))
            bridge.hurry()
            log = Path(folder, "client.log")
            bridge.start()
            at, began = time.time(), time.monotonic()
            client = running.enter_context(_process(command, carrier.environment, log))
            ended, congestion = _follow(client, carrier, trip, bridge, began, cap, stop)
            seconds = time.monotonic() - began
            link = bridge.told()
            memory = _peak_memory(client)
            landed = carrier.landed(trip)
            detail = _last_line(log)
    up, down = link["up"], link["down"]
    keys = [carrier.keys(load) for load in trip.loads]
    whole = [
        (max(landed[key] for key in one), load)
        for one, load in zip(keys, trip.loads, strict=True)
        if landed.keys() >= set(one)
    ]
    return Run(
        profile=profile.name,
        carrier=carrier.name,
        seed=seed,
        dossiers=count,
        ended=ended if ended != "done" or len(whole) == count else "failed",
        seconds=round(seconds, 2),
        seconds_up=round(profile.seconds_up(seconds), 2),
        useful=sum(load.useful for load in trip.loads),
        carried=sum(load.useful for _, load in whole),
        wire_up=up["offered_bytes"],
        wire_down=down["offered_bytes"],
        begun=up["first_at"],
        records=sorted(round(landed[one[0]] - at, 2) for one in keys if one[0] in landed),
        complete=sorted(round(when - at, 2) for when, _ in whole),
        memory_mb=memory,
        congestion=congestion,
        link=link,
        detail=detail,
    )


def _follow(
    client: subprocess.Popen[bytes],
    carrier: Carrier,
    trip: Trip,
    bridge: Bridge,
    began: float,
    cap: float,
    stop: threading.Event,
) -> tuple[str, list[str]]:
    """Wait for the end; how it ended, and the congestion controls seen on the client's flows."""
    congestion: list[str] | None = None
    while (spent := time.monotonic() - began) < cap:
        if client.poll() is not None:
            good = client.returncode == 0 and carrier.done is None
            return "done" if good else "failed", congestion or []
        if carrier.done is not None and carrier.done(trip):
            return "done", congestion or []
        if congestion is None and spent > SOCKETS_AFTER:
            congestion = _congestion(bridge)
        if stop.wait(LOOK_SECONDS):
            break
    return "cap", congestion or []


def _congestion(bridge: Bridge) -> list[str]:
    told = subprocess.run(bridge.kiosk_side(["ss", "-tinH"]), capture_output=True, text=True, check=False)
    return sorted({"bbr", "cubic", "reno"} & set(told.stdout.split()))


@contextlib.contextmanager
def _process(command: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as told:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "NO_PROXY": "*", **environment},
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        for number in (signal.SIGTERM, signal.SIGKILL):
            if process.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, number)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(10)


def _wait_for(server: Server, process: subprocess.Popen[bytes], bridge: Bridge, log: Path) -> None:
    ends = time.monotonic() + READY_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        if server.port is None:
            up = any(line.startswith(("{", "ready")) for line in log.read_text(errors="replace").splitlines())
        else:
            probe = bridge.gateway_side(["python3", "-c", _PROBE, server.port[0], str(server.port[1])])
            up = subprocess.run(unhurried(probe), capture_output=True, check=False).returncode == 0
        if up:
            return
        time.sleep(0.2)
    raise RuntimeError(f"a server did not start: {server.command[:4]} {_last_line(log)}")


def _peak_memory(process: subprocess.Popen[bytes]) -> float | None:
    """The most resident memory a living process has had, in MB."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return round(int(line.split()[1]) * 1024 / 1e6, 1)
    return None


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1][:200] if lines else ""


def copy_plain(trip: Trip, target: Path) -> Path:
    """The unsealed files of this run's dossiers, a folder each, for those who carry files."""
    for number in range(trip.count):
        shutil.copytree(trip.cargo.plain(number), target / trip.cargo.plain(number).name)
    return target
