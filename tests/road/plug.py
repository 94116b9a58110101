"""Where the plug is pulled: every durable step of the product, counted, and broken off before or after it took effect.

The product is not changed for this: what it asks of the system (fsync, rename, link, unlink, a commit of SQLite or
SQLCipher) passes through here while ``installed``. After its death an actor can change nothing more on disk, whatever
its ``finally`` blocks try, exactly as a killed process cannot.
"""

import errno
import os
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2
from sqlalchemy.engine.default import DefaultDialect

KIOSK, GATEWAY = "kiosk", "gateway"
_DRAFTS = (".part", "put-")


_NEEDS_NO_ROOM = ("unlink", "flush of a folder")
SQLITE_FULL = 13


def _no_room(name: str) -> Exception:
    """The very error a full disk gives at this step."""
    if not name.startswith("commit"):
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    kind = sqlcipher3.dbapi2.OperationalError if "kiosk" in name else sqlite3.OperationalError
    error: Exception = kind("database or disk is full")
    error.sqlite_errorcode = SQLITE_FULL  # type: ignore[attr-defined]
    return error


@contextmanager
def _rolled_back(connection: Any) -> Iterator[None]:
    """SQLite takes a transaction back by itself when its commit finds no room."""
    try:
        yield
    except (sqlite3.OperationalError, sqlcipher3.dbapi2.OperationalError):
        connection.rollback()
        raise


class Killed(BaseException):
    """The process is gone. No handler of the product may catch it."""


@dataclass
class Arm:
    """Kill at the ``left``-th durable step from now, before or after it took effect.

    ``power`` takes the whole machine: what was never flushed is gone too.
    """

    left: int
    after: bool
    power: bool


@dataclass
class _Rename:
    """A name that was changed in a folder not flushed since; what undoing it needs."""

    source: Path | None
    target: Path
    content: bytes | None


@dataclass
class Plug:
    """Who works on which machine now, who is to die and when, who is dead, and how many steps have been seen."""

    roots: dict[str, Path] = field(default_factory=dict)
    working: dict[str, str] = field(default_factory=dict)
    armed: dict[str, Arm] = field(default_factory=dict)
    dead: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)
    """Machines whose power went; their folder must be taken as it lies."""
    full: dict[str, int] = field(default_factory=dict)
    """Machines whose disk takes nothing more after so many further steps that need room, until the entry goes."""
    opened: list[tuple[str, weakref.ref[sqlite3.Connection]]] = field(default_factory=list)
    """Books somebody opened while at work: the system takes them from the dead."""
    refused: int = 0
    steps: int = 0
    kills: list[str] = field(default_factory=list)
    flushed_files: set[int] = field(default_factory=set)
    """Inodes whose bytes were flushed; a file that was not comes back empty under its new name after a power cut."""
    _hollow: list[Path] = field(default_factory=list)
    _unflushed: list[_Rename] = field(default_factory=list)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    @contextmanager
    def acting(self, machine: str, actor: str) -> Iterator[None]:
        """What changes on ``machine`` in this block is ``actor``'s doing."""
        before = self.working.get(machine, "")
        self.working[machine] = actor
        try:
            yield
        finally:
            self.working[machine] = before

    def step(self, machine: str, name: str, effect: Callable[[], Any], lose: Callable[[], None]) -> Any:
        """One durable step of whoever works on ``machine``. ``lose`` takes back what a power cut would."""
        with self._lock:
            actor = self.working.get(machine, "")
            if actor in self.dead:
                raise Killed(actor)
            self.steps += 1
            if machine in self.full and not name.startswith(_NEEDS_NO_ROOM):
                if self.full[machine] <= 0:
                    self.refused += 1
                    raise _no_room(name)
                self.full[machine] -= 1
            arm = self.armed.get(actor)
            if arm is None:
                return effect()
            arm.left -= 1
            if arm.left > 0:
                return effect()
            if arm.after:
                effect()
            elif arm.power:
                lose()
            self._die(machine, actor, name, arm)
            raise Killed(actor)

    def _die(self, machine: str, actor: str, name: str, arm: Arm) -> None:
        del self.armed[actor]
        self.dead.add(actor)
        self.kills.append(
            f"{actor} {'after' if arm.after else 'before'} {name}{' (power)' if arm.power else ''}"
        )
        if arm.power:
            self.cut.add(machine)
            self._take_back(machine)

    def buried(self, actor: str) -> None:
        """Whatever the dead still held open is let go of."""
        for who, held in self.opened:
            connection = held()
            if who == actor and connection is not None:
                connection.close()
        self.opened = [one for one in self.opened if one[0] != actor and one[1]() is not None]

    def machine_of(self, path: str | os.PathLike[str]) -> str | None:
        """The machine a path lies on, or ``None`` for the test's own files."""
        text = str(Path(path).absolute())
        for machine, root in self.roots.items():
            if text.startswith(str(root) + os.sep):
                return machine
        return None

    def renamed(self, source: Path | None, target: Path, content: bytes | None) -> None:
        if source is not None and target.is_file() and target.stat().st_ino not in self.flushed_files:
            self._hollow.append(target)
        self._unflushed.append(_Rename(source, target, content))

    def flushed(self, folder: Path) -> None:
        self._unflushed = [
            one
            for one in self._unflushed
            if folder not in (one.target.parent, one.source.parent if one.source else None)
        ]

    def _take_back(self, machine: str) -> None:
        root = self.roots[machine]
        for path in [one for one in self._hollow if root in one.parents]:
            if path.exists():
                os.truncate(path, 0)
            self._hollow.remove(path)
        for one in reversed(self._unflushed):
            if root not in one.target.parents:
                continue
            if one.source is not None and one.target.exists():
                _real_replace(one.target, one.source)
            if one.content is not None and not one.target.exists():
                one.target.write_bytes(one.content)
        self._unflushed = [one for one in self._unflushed if root not in one.target.parents]


_real_replace = os.replace


@contextmanager
def installed(plug: Plug) -> Iterator[Plug]:
    """Lets every durable step of this process pass through ``plug``."""
    real = {name: getattr(os, name) for name in ("fsync", "replace", "rename", "unlink", "link")}
    real_connect: Any = sqlite3.connect
    real_commit: Any = DefaultDialect.do_commit

    def fsync(handle: Any) -> Any:
        path = Path(f"/proc/self/fd/{handle}").readlink()
        machine = plug.machine_of(path)
        if machine is None:
            return None  # the test's own
        # The flush itself is left out: what the test asks of the disk is order, and the order is kept here.
        if path.is_dir():
            return plug.step(machine, "flush of a folder", lambda: plug.flushed(path), lambda: None)

        def keep() -> None:
            plug.flushed_files.add(path.stat().st_ino)

        def lose() -> None:
            if path.name.endswith(_DRAFTS[0]) or path.name.startswith(_DRAFTS[1]):
                os.truncate(path, path.stat().st_size // 2)

        return plug.step(machine, "flush of a file", keep, lose)

    def moving(name: str) -> Callable[..., Any]:
        def move(source: Any, target: Any, **more: Any) -> Any:
            machine = plug.machine_of(target)
            if machine is None:
                return real[name](source, target, **more)

            def effect() -> None:
                there = Path(target)
                content = there.read_bytes() if there.exists() and there.stat().st_size < 1 << 22 else None
                real[name](source, target, **more)
                plug.renamed(Path(source) if name != "link" else None, there, content)

            return plug.step(machine, name, effect, lambda: None)

        return move

    def unlink(path: Any, **more: Any) -> Any:
        machine = plug.machine_of(path) if "dir_fd" not in more else None
        if machine is None:
            return real["unlink"](path, **more)

        def effect() -> None:
            there = Path(path)
            content = there.read_bytes() if there.exists() else None
            real["unlink"](path, **more)
            plug.renamed(None, there, content)

        return plug.step(machine, "unlink", effect, lambda: None)

    class Watched(sqlite3.Connection):
        machine: str | None = None

        def execute(self, sql: str, *more: Any) -> sqlite3.Cursor:
            if self.machine is None:
                return super().execute(sql, *more)
            if plug.working.get(self.machine) in plug.dead:
                raise Killed
            if sql != "COMMIT":
                return super().execute(sql, *more)
            run = super().execute
            with _rolled_back(self):
                return plug.step(self.machine, "commit of outbox.db", lambda: run(sql), lambda: None)  # type: ignore[no-any-return]

    def connect(path: Any, *positional: Any, **named: Any) -> Any:
        made = real_connect(path, *positional, factory=Watched, **named)
        made.machine = plug.machine_of(path)
        if made.machine is not None:
            plug.opened.append((plug.working.get(made.machine, ""), weakref.ref(made)))
        return made

    changes: dict[int, int] = {}

    def commit(dialect: Any, connection: Any) -> Any:
        # SQLCipher is the kiosk's, plain SQLite under SQLAlchemy the gateway's. Readers end with a commit too.
        key, changed = id(connection.dbapi_connection), connection.total_changes
        if changes.get(key, 0) == changed:
            return real_commit(dialect, connection)
        changes[key] = changed
        machine = KIOSK if "cipher" in dialect.driver else GATEWAY
        what = "commit of kiosk.db" if machine == KIOSK else "commit of gateway.db"
        with _rolled_back(connection):
            return plug.step(machine, what, lambda: real_commit(dialect, connection), lambda: None)

    os.fsync = fsync  # type: ignore[assignment]
    for name in ("replace", "rename", "link"):
        setattr(os, name, moving(name))
    os.unlink = unlink
    sqlite3.connect = connect  # type: ignore[assignment]
    DefaultDialect.do_commit = commit  # type: ignore[method-assign]
    try:
        yield plug
    finally:
        for name, function in real.items():
            setattr(os, name, function)
        sqlite3.connect = real_connect
        DefaultDialect.do_commit = real_commit  # type: ignore[method-assign]
