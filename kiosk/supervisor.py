"""The small process that keeps the screen alive and the database key in memory.

It starts the screen as a child, hands it what the last one had (over the inherited pipe, never by argument or
environment), and starts a new one when it crashes or stops answering, so that the same question comes back within
seconds. It opens no database and no window: it may import neither Qt, SQLAlchemy nor any service.
"""

import contextlib
import json
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import IO

from kiosk.folder import Folder, module_command
from kiosk.journal import Journal
from kiosk.link import SupervisorLink, link_of_this_process

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
    what kills it; after five, restarts slow down. ``heard`` counts what the screens said.
    """

    command: Sequence[str]
    journal: Journal
    hang_seconds: float = HANG_SECONDS
    grace: float = 3.0
    kept: Kept = field(default_factory=Kept)
    child: subprocess.Popen[bytes] | None = None
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
        with subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
            self.child = child
            self._last_sign = time.monotonic()
            assert child.stdin is not None
            assert child.stdout is not None
            hello = {"session": self.kept.session, "attempt": attempt}
            with contextlib.suppress(OSError):
                child.stdin.write(json.dumps(hello).encode() + b"\n")
                child.stdin.flush()
            watcher = threading.Thread(target=self._watch, args=(child,), daemon=True)
            watcher.start()
            self._listen(child.stdout)
            code = child.wait()
            self.child = None
            return code

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

    def _watch(self, child: subprocess.Popen[bytes]) -> None:
        while child.poll() is None:
            if time.monotonic() - self._last_sign > self.hang_seconds:
                self.journal.write("screen-hangs", pid=child.pid)
                child.kill()
                return
            if self._stopping.wait(min(1.0, self.hang_seconds / 4)):
                return


def supervise(
    folder: Folder, arguments: Sequence[str], on_ready: Callable[[Supervisor], None] | None = None
) -> int:
    """Runs the kiosk under supervision in ``folder``; ``arguments`` are passed on to the screen."""
    command = module_command("kiosk", "screen", "--data-dir", str(folder.root), *arguments)
    supervisor = Supervisor(command, Journal(folder.logs if folder.logs.is_dir() else None, "supervisor"))
    if on_ready is not None:
        on_ready(supervisor)
    try:
        return supervisor.run()
    except KeyboardInterrupt:
        supervisor.stop()
        return 0
