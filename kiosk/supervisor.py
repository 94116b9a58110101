"""The small process that keeps the screen alive and the database key in memory.

It starts the screen as a child, hands it what the last one had (over the inherited pipe, never by argument or
environment), and starts a new one when it crashes or stops answering, so that the same question comes back within
seconds. It opens no database and no window: it may import neither Qt, SQLAlchemy nor any service.
"""

import contextlib
import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from kiosk import launch
from kiosk.folder import Folder
from kiosk.journal import Journal
from kiosk.link import SupervisorLink, link_of_this_process

if TYPE_CHECKING:
    from kiosk.launch import Screen

__all__ = ["Supervisor", "SupervisorLink", "link_of_this_process", "supervise"]

HANG_SECONDS = 20.0
"""A screen that has not said it is alive for so long is ended and replaced."""

FINISHED = 0
"""Exit code of a screen that an officer closed on purpose."""


@dataclass(slots=True)
class Kept:
    """What survives a crash of the screen. ``session`` is opaque here: the screen wrote it for its successor."""

    session: dict[str, object] | None = None
    quick_deaths: int = 0


@dataclass(slots=True)
class Supervisor:
    """Runs one screen after another until an officer closes the kiosk.

    ``command`` starts a screen; ``grace`` is how long (seconds) a screen must live for its death not to count as
    part of a crash loop. After two quick deaths the place on the screen is dropped, because the page itself may be
    what kills it; after five, restarts slow down. ``first`` is a screen that was started before the supervisor was
    loaded; ``heard`` counts what the screens said.
    """

    command: Sequence[str]
    journal: Journal
    hang_seconds: float = HANG_SECONDS
    grace: float = 3.0
    kept: Kept = field(default_factory=Kept)
    first: "Screen | None" = None
    child: "Screen | None" = None
    heard: int = 0
    _stopping: threading.Event = field(default_factory=threading.Event)
    _last_sign: float = 0.0

    def run(self) -> int:
        """Blocks until the screen is closed on purpose or ``stop`` is called. Returns the exit code for the shell."""
        attempt = 0
        while not self._stopping.is_set():
            started = time.monotonic()
            code = self._one_screen(attempt)
            lived = time.monotonic() - started
            if code == FINISHED or self._stopping.is_set():
                self.journal.write("screen-closed", exit_code=code, seconds=round(lived, 1))
                return 0
            attempt += 1
            self.kept.quick_deaths = self.kept.quick_deaths + 1 if lived < self.grace else 0
            self.journal.write("screen-died", exit_code=code, seconds=round(lived, 1), attempt=attempt)
            if self.kept.quick_deaths >= 2 and self.kept.session is not None:
                self.kept.session.pop("place", None)
            if self.kept.quick_deaths >= 5:
                self._stopping.wait(5.0)
        return 0

    def stop(self) -> None:
        """Ends the screen and returns from ``run``; safe to call from a signal handler."""
        self._stopping.set()
        child = self.child
        if child is not None and child.poll() is None:
            child.terminate()

    def _one_screen(self, attempt: int) -> int:
        child, self.first = self.first, None
        if child is None:
            child = launch.start(self.command)
            _say(child, json.dumps({"session": self.kept.session, "attempt": attempt}).encode() + b"\n")
        assert child.stdin is not None
        assert child.stdout is not None
        self.child = child
        self._last_sign = time.monotonic()
        ended = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(child, ended), daemon=True)
        watcher.start()
        try:
            self._listen(child.stdout)
            return child.wait()
        finally:
            ended.set()
            self.child = None
            with contextlib.suppress(OSError):
                child.stdin.close()
            child.stdout.close()

    def _listen(self, lines: IO[bytes]) -> None:
        for line in lines:
            self._last_sign = time.monotonic()
            self.heard += 1
            try:
                said = json.loads(line)
            except ValueError:
                continue
            if isinstance(said, dict) and "keep" in said:
                self.kept.session = said["keep"]

    def _watch(self, child: "Screen", ended: threading.Event) -> None:
        while not ended.wait(min(1.0, self.hang_seconds / 4)):
            if time.monotonic() - self._last_sign > self.hang_seconds:
                self.journal.write("screen-hangs", pid=child.pid)
                child.kill()
                return


def _say(child: "Screen", line: bytes) -> None:
    assert child.stdin is not None
    with contextlib.suppress(OSError):
        child.stdin.write(line)
        child.stdin.flush()


def supervise(
    folder: Folder,
    arguments: Sequence[str],
    on_ready: Callable[[Supervisor], None] | None = None,
    first: "Screen | None" = None,
    command: Sequence[str] = (),
) -> int:
    """Runs the kiosk under supervision in ``folder``; ``arguments`` are passed on to the screen.

    ``first`` is a screen that already runs; ``command`` starts another kind of screen (benchmarks).
    """
    supervisor = Supervisor(
        command or launch.screen_command("--data-dir", str(folder.root), *arguments),
        Journal(folder.logs if folder.logs.is_dir() else None, "supervisor"),
        first=first,
    )
    if on_ready is not None:
        on_ready(supervisor)
    try:
        return supervisor.run()
    except KeyboardInterrupt:
        supervisor.stop()
        return 0
