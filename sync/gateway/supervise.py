"""Keeps ingest, opener and what stands beside them alive as processes: restarts a dead one with back-off, leaves none behind.

Holds no key, but what opens the sealed ones, and opens no database. Each child watches its standard input: should this
process be killed, the pipe closes and the children end by themselves.
"""

import contextlib
import json
import logging
import os
import queue
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sync.files import write_durably
from sync.gateway.faults import ChildrenFailed, PortTaken
from sync.gateway.journal import note
from sync.signals import next_of, when_told_to_end

READY_SECONDS = 60.0
GRACE_SECONDS = 15.0
BACK_OFF = (0.1, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
SETTLED_SECONDS = 10.0
"""A child that lived this long is given the shortest pause again."""
BACKLOG = 512

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to start: arguments for each child, the bound socket and the address to tell."""

    ingest: Sequence[str]
    opener: Sequence[str]
    listening: socket.socket | None  # None where sockets cannot be inherited: ingest then binds its own
    url: str
    running: Path
    secret: str = field(default="", repr=False)
    """What opens the province's keys, where they were sealed when we began: told on their standard input, at every start, to
    those that hold them; a blank line says that there is none, should they have been sealed since.
    """
    more: tuple[tuple[str, Sequence[str]], ...] = ()
    """Further processes that hold the province's keys, by name; told the secret like the opener."""
    workers: int = 1
    """Ingest processes that take connections from the one socket."""
    openers: int = 1


@dataclass(slots=True)
class _Child:
    name: str
    command: Sequence[str]
    handles: tuple[int, ...] = ()
    secret: str | None = field(default=None, repr=False)  # None: holds none of the province's keys
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    ready: threading.Event = field(default_factory=threading.Event)


def _names(name: str, count: int) -> list[str]:
    return [name if number == 1 else f"{name}_{number}" for number in range(1, count + 1)]


def listen(host: str, port: int) -> socket.socket:
    """A listening socket that survives restarts of ingest: what knocks meanwhile waits in its queue."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        if os.name != "nt":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        raise PortTaken(port) from error
    return listening


class Supervisor:
    """Runs both children until told to stop."""

    def __init__(self, plan: Plan, told: Callable[[dict[str, object]], None]) -> None:
        self._plan = plan
        self._told = told
        self._events: queue.SimpleQueue[_Child | None] = queue.SimpleQueue()
        self._stopping = False
        handles = (plan.listening.fileno(),) if plan.listening else ()
        self._children = (
            *(_Child(name, plan.ingest, handles) for name in _names("ingest", plan.workers)),
            *(_Child(name, plan.opener, secret=plan.secret) for name in _names("opener", plan.openers)),
            *(_Child(name, command, secret=plan.secret) for name, command in plan.more),
        )

    def run(self) -> None:
        """Start both, say when they are ready, and keep them running until SIGTERM or SIGINT.

        ``ChildrenFailed`` when one of them does not even come up the first time.
        """
        when_told_to_end(lambda: self._events.put(None))
        try:
            for child in self._children:
                self._start(child)
                if not self._is_up(child):
                    return
            self._write_running()
            self._told(self._facts())
            self._watch()
        finally:
            self._stop_all()
            self._plan.running.unlink(missing_ok=True)

    def _is_up(self, child: _Child) -> bool:
        """Wait for the first sign of life; False when we are told to stop meanwhile."""
        ends = time.monotonic() + READY_SECONDS
        while not child.ready.wait(0.02):
            try:
                event = self._events.get_nowait()
            except queue.Empty:
                if time.monotonic() < ends:
                    continue
                raise ChildrenFailed from None
            if event is None:
                return False
            raise ChildrenFailed
        return True

    def _watch(self) -> None:
        while (child := next_of(self._events)) is not None:
            lived = time.monotonic() - child.started
            child.failures = 0 if lived >= SETTLED_SECONDS else child.failures + 1
            pause = BACK_OFF[min(child.failures, len(BACK_OFF) - 1)]
            note(_log, "restart", logging.WARNING, child=child.name, seconds=pause)
            if not self._pause(child, pause):
                return
            self._start(child)
            self._write_running()

    def _pause(self, child: _Child, seconds: float) -> bool:
        """Wait out a back-off; False when told to stop meanwhile. The death of the other child keeps its turn."""
        again = threading.Timer(seconds, self._events.put, (child,))
        again.start()
        later: list[_Child] = []
        try:
            while (event := next_of(self._events)) is not child:
                if event is None:
                    return False
                later.append(event)
            return True
        finally:
            again.cancel()
            again.join()
            for event in later:
                self._events.put(event)

    def _start(self, child: _Child) -> None:
        child.started = time.monotonic()
        child.ready.clear()
        process = subprocess.Popen(
            child.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=child.handles
        )
        child.process = process
        if child.secret is not None and process.stdin is not None:
            with contextlib.suppress(OSError):  # it died at once: its end is met like any other
                process.stdin.write(f"{child.secret}\n".encode())
                process.stdin.flush()
        note(_log, "started", child=child.name, pid=process.pid)

        def follow() -> None:
            assert process.stdout is not None
            with process.stdout as lines:
                if lines.readline():
                    child.ready.set()
                lines.read()
            process.wait()
            if process.stdin is not None:
                process.stdin.close()
            if not self._stopping:
                self._events.put(child)

        threading.Thread(target=follow, name=f"follow-{child.name}", daemon=True).start()

    def _stop_all(self) -> None:
        self._stopping = True
        alive = [child.process for child in self._children if child.process is not None]
        for process in alive:
            if process.poll() is None:
                process.terminate()
        ends = time.monotonic() + GRACE_SECONDS
        for process in alive:
            try:
                process.wait(max(0.1, ends - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _facts(self) -> dict[str, object]:
        pids = {f"{child.name}_pid": child.process.pid for child in self._children if child.process}
        return {"url": self._plan.url, **pids}

    def _write_running(self) -> None:
        facts = {"pid": os.getpid(), **self._facts()}
        write_durably(self._plan.running, json.dumps(facts).encode())


def end_with_parent(stop: Callable[[], None]) -> None:
    """Call ``stop`` when standard input closes: whoever started this process is gone."""

    def watch() -> None:
        while os.read(sys.stdin.fileno(), 1024):
            pass
        stop()

    threading.Thread(target=watch, name="parent", daemon=True).start()
