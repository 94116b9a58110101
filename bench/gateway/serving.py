"""The servers that are measured: the gateway on SQLite or PostgreSQL, and the Node tus server. Each is ended by its own handle."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.links import peers
from bench.links.bridge import ROOT

TUS_NAME = "tus-js"


@dataclass(slots=True)
class Served:
    """A running server: where it listens, and its processes (with ``others`` that work for it)."""

    port: int
    process: subprocess.Popen[bytes]
    others: tuple[int, ...] = ()

    def cpu(self) -> float:
        """Seconds of processor all its processes have used."""
        spent = 0.0
        for one in self._all():
            with contextlib.suppress(psutil.Error):
                times = one.cpu_times()
                spent += times.user + times.system + times.children_user + times.children_system
        return spent

    def memory(self) -> float:
        """MB all its processes take, what they share counted once."""
        taken = 0
        for one in self._all():
            with contextlib.suppress(psutil.Error):
                taken += one.memory_full_info().pss
        return taken / 1e6

    def _all(self) -> list[psutil.Process]:
        roots = [psutil.Process(pid) for pid in (self.process.pid, *self.others)]
        return [one for root in roots for one in (root, *root.children(recursive=True))]


@contextlib.contextmanager
def gateway(data: Path, url: str | None, workers: int = 1, others: tuple[int, ...] = ()) -> Iterator[Served]:
    """Ingest and opener as `serve` starts them."""
    command = [sys.executable, "-m", "sync.gateway", "serve", "--data", str(data), "--workers", str(workers)]
    command += ["--database-url", url] if url else []
    with (data / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, cwd=ROOT)
    assert process.stdout is not None
    try:
        told = json.loads(process.stdout.readline())
        yield Served(int(told["url"].rpartition(":")[2]), process, others)
    finally:
        _end(process)


@contextlib.contextmanager
def tus_server(folder: Path) -> Iterator[Served]:
    """`@tus/server` with its file store, as its guide starts it. ``FileNotFoundError`` where there is no node."""
    found = peers.find(Path.home() / ".cache" / "hoso-bench-peers", (TUS_NAME,))
    if TUS_NAME in found.missing:
        raise FileNotFoundError(found.missing[TUS_NAME])
    folder.mkdir()
    port = _free_port()
    process = subprocess.Popen(
        ["node", str(peers.HERE / "tus_server.js"), str(folder), "127.0.0.1", str(port)],
        env={**os.environ, **found.present[TUS_NAME].environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        ends = time.monotonic() + 30
        while time.monotonic() < ends:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield Served(port, process)
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
