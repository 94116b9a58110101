"""The small process that keeps the screen alive and the database key in memory.

It starts the screen as a child, hands it what the last one had (over the inherited pipe, never by argument or
environment), and starts a new one when it crashes or stops answering, so that the same question comes back within
seconds. It opens no database and no window: it may import neither Qt, SQLAlchemy nor any service.

It also decides what a screen may become: a self-service screen is a process of its own that is never given the session,
is replaced by a fresh one after every citizen, and is left only by what ``leaving`` accepts.
"""

import contextlib
import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk import launch
from kiosk.folder import Folder, default_folder
from kiosk.journal import Journal
from kiosk.leaving import Leaving
from kiosk.link import SupervisorLink, link_of_this_process
from kiosk.modes import OFFICE, PRACTICE, SELF_SERVICE

if TYPE_CHECKING:
    from kiosk.launch import Screen

__all__ = ["Supervisor", "SupervisorLink", "link_of_this_process", "supervise"]

HANG_SECONDS = 20.0
"""A screen that has not said it is alive for so long is ended and replaced."""

FINISHED = 0
"""Exit code of a screen that an officer closed on purpose."""

STANDS_SECONDS = 20.0
"""How long the old screen stays while its successor is being painted."""


@dataclass(slots=True)
class Kept:
    """What survives a crash of the screen. ``session`` is opaque here: the screen wrote it for its successor.

    In self-service the session is ``leaving``'s alone; ``invitation`` is what such a screen is told, and no secret.
    """

    session: dict[str, object] | None = field(default=None, repr=False)
    quick_deaths: int = 0
    mode: str = OFFICE
    invitation: dict[str, object] | None = None
    leaving: Leaving | None = field(default=None, repr=False)

    def hello(self, attempt: int) -> dict[str, object]:
        """What the next screen is told first."""
        if self.mode == OFFICE:
            return {"session": self.session, "attempt": attempt}
        said: dict[str, object] = {"session": None, "attempt": attempt, "mode": self.mode}
        if self.mode == SELF_SERVICE:
            by_pin = self.leaving is not None and self.leaving.by_pin
            said["invitation"] = {**(self.invitation or {}), "by_pin": by_pin}
        return said


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
    folder: Folder = field(default_factory=lambda: Folder(default_folder()))
    hang_seconds: float = HANG_SECONDS
    grace: float = 3.0
    kept: Kept = field(default_factory=Kept)
    first: "Screen | None" = None
    child: "Screen | None" = None
    heard: int = 0
    _stopping: threading.Event = field(default_factory=threading.Event)
    _last_sign: float = 0.0
    _replaced: bool = False

    def run(self) -> int:
        """Blocks until the screen is closed on purpose or ``stop`` is called. Returns the exit code for the shell."""
        attempt = 0
        while not self._stopping.is_set():
            started = time.monotonic()
            code = self._one_screen(attempt)
            lived = time.monotonic() - started
            if self._replaced:
                self._replaced = False
                self.kept.quick_deaths = 0
                continue
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
            child = self._start(attempt)
        assert child.stdin is not None
        assert child.stdout is not None
        self.child = child
        self._last_sign = time.monotonic()
        ended = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(child, ended), daemon=True)
        watcher.start()
        try:
            self._listen(child)
            return child.wait()
        finally:
            ended.set()
            self.child = None
            with contextlib.suppress(OSError):
                child.stdin.close()
            child.stdout.close()

    def _start(self, attempt: int = 0) -> "Screen":
        child = launch.start(self.command)
        _say(child, self.kept.hello(attempt))
        return child

    def _listen(self, child: "Screen") -> None:
        assert child.stdout is not None
        for line in child.stdout:
            self._last_sign = time.monotonic()
            self.heard += 1
            try:
                said = json.loads(line)
            except ValueError:
                continue
            if isinstance(said, dict) and self._hear(child, said):
                return

    def _hear(self, child: "Screen", said: dict[str, object]) -> bool:
        """Does what a screen asks for; True when another one stands in its place."""
        kept = self.kept
        wanted, leave = said.get("become"), said.get("leave")
        if "keep" in said and kept.mode == OFFICE:
            session = said["keep"]
            kept.session = session if isinstance(session, dict) else None
        elif (isinstance(wanted, dict) and self._become(wanted)) or (
            said.get("renew") is True and kept.mode != OFFICE
        ):
            return self._replace(child)
        elif isinstance(leave, dict) and kept.mode == SELF_SERVICE and kept.leaving is not None:
            verdict = kept.leaving.judge(leave)
            if verdict.session is None:
                self.journal.write("leave-refused", reason=verdict.reason)
                _say(child, verdict.refusal())
                return False
            kept.mode, kept.session, kept.leaving, kept.invitation = OFFICE, verdict.session, None, None
            return self._replace(child)
        return False

    def _become(self, wanted: Mapping[str, object]) -> bool:
        """Self-service is opened by an officer's screen, practice by one nobody has unlocked; practice ends by itself."""
        kept, invitation = self.kept, wanted.get("invitation")
        match kept.mode, wanted.get("mode"):
            case (before, after) if before == OFFICE and after == SELF_SERVICE:
                if kept.session is None or not isinstance(invitation, dict):
                    return False
                kept.leaving = Leaving(self.folder, kept.session)
                kept.mode, kept.session, kept.invitation = SELF_SERVICE, None, invitation
            case (before, after) if before == OFFICE and after == PRACTICE:
                if kept.session is not None:
                    return False
                kept.mode = PRACTICE
            case (before, after) if before == PRACTICE and after == OFFICE:
                kept.mode = OFFICE
            case _:
                return False
        self.journal.write("screen-becomes", what=kept.mode)
        return True

    def _replace(self, child: "Screen") -> bool:
        """The next screen is painted before this one goes, so that nobody ever sees the desktop."""
        successor = self._start()
        launch.wait_for_a_word(successor, STANDS_SECONDS)
        self.first, self._replaced = successor, True
        # Ended at once and from outside: what it held in memory is not its own to keep a moment longer.
        child.kill()
        return True

    def _watch(self, child: "Screen", ended: threading.Event) -> None:
        while not ended.wait(min(1.0, self.hang_seconds / 4)):
            if time.monotonic() - self._last_sign > self.hang_seconds:
                self.journal.write("screen-hangs", pid=child.pid)
                child.kill()
                return


def _say(child: "Screen", what: dict[str, object]) -> None:
    assert child.stdin is not None
    with contextlib.suppress(OSError):
        child.stdin.write(json.dumps(what).encode() + b"\n")
        child.stdin.flush()


def supervise(
    folder: Folder,
    arguments: Sequence[str],
    on_ready: Callable[[Supervisor], None] | None = None,
    first: "Screen | None" = None,
    command: Sequence[str] = (),
    mode: str = OFFICE,
) -> int:
    """Runs the kiosk under supervision in ``folder``; ``arguments`` are passed on to the screen.

    ``first`` is a screen that already runs; ``command`` starts another kind of screen (benchmarks); ``mode`` is what the
    first screen is.
    """
    supervisor = Supervisor(
        command or launch.screen_command("--data-dir", str(folder.root), *arguments),
        Journal(folder.logs if folder.logs.is_dir() else None, "supervisor"),
        folder,
        first=first,
        kept=Kept(mode=mode),
    )
    if on_ready is not None:
        on_ready(supervisor)
    try:
        return supervisor.run()
    except KeyboardInterrupt:
        supervisor.stop()
        return 0
