"""What real processes asked of the system, call by call, read from strace and played again on ``platter``.

Nothing of the product is replaced: SQLite's and SQLCipher's writes are seen where the kernel sees them. A recording is
believed only when playing all of it gives, byte for byte, the folders the processes left.
"""

import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.faults.platter import Folder, Inode

_CALLS = (
    "openat,creat,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,rename,renameat,renameat2,link,linkat,"
    "unlink,unlinkat,mkdir,mkdirat,rmdir,fsync,fdatasync,sync_file_range,lseek,sendfile,copy_file_range,fallocate,"
    "symlink,symlinkat"
)
_LINE = re.compile(r"(\d+) +(.*)")
_WHOLE = re.compile(r"(\w+)\((.*)\) += (-?\d+)(?:[< ].*)?")
_RESUMED = re.compile(r"<\.\.\. \w+ resumed>(.*)")
_UNFINISHED = " <unfinished ...>"
_HANDLE = re.compile(r"(\d+|AT_FDCWD)<([^>]*)>(\(deleted\))?")


def is_possible() -> bool:
    """Whether this machine has strace and lets us use it."""
    try:
        done = subprocess.run(["strace", "-f", "--seccomp-bpf", "true"], capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def record(arguments: Sequence[str], trace: Path, cwd: Path, seconds: float) -> None:
    """Run a command and everything it starts under strace."""
    strace = ["strace", "-f", "--seccomp-bpf", "-qq", "-y", "-xx", "-s", "99999999", "-e", f"trace={_CALLS}"]
    strace += ["-e", "signal=none", "-o", str(trace)]
    done = subprocess.run(
        [*strace, *arguments],
        capture_output=True,
        cwd=cwd,
        timeout=seconds,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr.decode()[-4000:]


@dataclass(frozen=True)
class Call:
    """One system call that succeeded. ``began`` and ``ended`` are lines of the trace: the order of things."""

    name: str
    args: tuple[str, ...]
    result: int
    began: int
    ended: int


def calls(trace: Path) -> Iterator[Call]:
    """The calls that succeeded, in the order of their ends."""
    open_calls: dict[str, tuple[int, str]] = {}
    with trace.open() as lines:
        for number, line in enumerate(lines):
            found = _LINE.match(line.rstrip("\n"))
            assert found is not None, line[:200]
            process, text = found.groups()
            began = number
            if text.endswith(_UNFINISHED):
                open_calls[process] = number, text.removesuffix(_UNFINISHED)
                continue
            if (rest := _RESUMED.match(text)) is not None:
                if process not in open_calls:
                    continue
                began, start = open_calls.pop(process)
                text = start + rest.group(1)
            whole = _WHOLE.fullmatch(text)
            if whole is None or whole.group(3).startswith("-"):
                continue  # an end of a process, or a call that failed and changed nothing
            name, args, result = whole.groups()
            yield Call(name, tuple(args.split(", ")), int(result), began, number)


class Replay:
    """Plays calls on the folders below ``root``. ``said`` are the lines processes wrote to their standard output."""

    def __init__(self, root: Path, start: Folder) -> None:
        self.root = str(root)
        self.top = start
        self.forgets = "nothing"
        """Ending of a path whose flushes are passed over, as if the product had forgotten them."""
        self._places: dict[tuple[Inode, str], int] = {}
        self._appending: set[tuple[Inode, str]] = set()
        self._said: dict[str, bytes] = {}

    def play(self, call: Call) -> str:
        """Do it; what it was (``write``, ``name``, ``flush``, ``said``), empty when it is none of our folders."""
        act = getattr(self, f"_{call.name}", None)
        if act is not None:
            return str(act(call) or "")
        for one in call.args[:3]:
            handle = _HANDLE.match(one)
            if handle and self._file(_text(handle.group(2))) is not None:
                raise AssertionError(f"{call.name} on a file of ours is not played")
        return ""

    def lines(self) -> list[bytes]:
        """What has been said up to now."""
        return [line for text in self._said.values() for line in text.splitlines(keepends=True)]

    # Bytes

    def _openat(self, call: Call) -> str:
        if call.result < 0 or "O_DIRECTORY" in call.args[2]:
            return ""
        path = self._path(call.args[1], call.args[0])
        where = self._where(path)
        if where is None or path.endswith("-shm"):
            return ""
        folder, name = where
        file = folder.now.get(name)
        did = ""
        if isinstance(file, Folder):
            return ""
        if file is None:
            assert "O_CREAT" in call.args[2], path
            file = Inode(bytearray(), b"")
            folder.change(call.ended, {name: file})
            did = "name"
        elif "O_TRUNC" in call.args[2] and file.now:
            file.truncate(call.ended, 0)
            did = "write"
        key = file, str(call.result)
        self._places[key] = 0
        self._appending.discard(key)
        if "O_APPEND" in call.args[2]:
            self._appending.add(key)
        return did

    def _write(self, call: Call) -> str:
        number, path, deleted = _handle(call.args[0])
        if number == "1":
            said = _bytes(call.args[1])[: call.result]
            self._said[path] = self._said.get(path, b"") + said
            return "said" if b"\n" in said else ""
        file = None if deleted else self._file(path)
        if file is None:
            return ""
        key = file, number
        place = len(file.now) if key in self._appending else self._places.get(key, 0)
        file.write(call.ended, place, _bytes(call.args[1])[: call.result])
        self._places[key] = place + call.result
        return "write"

    def _pwrite64(self, call: Call) -> str:
        _, path, deleted = _handle(call.args[0])
        file = None if deleted else self._file(path)
        if file is None:
            return ""
        file.write(call.ended, int(call.args[3]), _bytes(call.args[1])[: call.result])
        return "write"

    def _ftruncate(self, call: Call) -> str:
        _, path, deleted = _handle(call.args[0])
        file = None if deleted else self._file(path)
        if file is None or len(file.now) == int(call.args[1]):
            return ""
        file.truncate(call.ended, int(call.args[1]))
        return "write"

    def _truncate(self, call: Call) -> str:
        file = self._file(self._path(call.args[0]))
        if file is None:
            return ""
        file.truncate(call.ended, int(call.args[1]))
        return "write"

    def _lseek(self, call: Call) -> None:
        number, path, _ = _handle(call.args[0])
        file = self._file(path)
        if file is not None:
            self._places[file, number] = call.result

    def _fsync(self, call: Call) -> str:
        _, path, deleted = _handle(call.args[0])
        one = None if deleted else self._find(path)
        if one is None or path.endswith(self.forgets):
            return ""
        one.flush(call.began)
        return "flush"

    _fdatasync = _fsync

    # Names

    def _rename(self, call: Call) -> str:
        return self._move(self._path(call.args[0]), self._path(call.args[1]), call.ended)

    def _renameat(self, call: Call) -> str:
        return self._move(
            self._path(call.args[1], call.args[0]), self._path(call.args[3], call.args[2]), call.ended
        )

    _renameat2 = _renameat

    def _move(self, source: str, target: str, time: int) -> str:
        here, there = self._where(source), self._where(target)
        if here is None and there is None:
            return ""
        assert here is not None
        assert there is not None
        one = here[0].now[here[1]]
        if here[0] is there[0]:
            here[0].change(time, {here[1]: None, there[1]: one})
        else:
            there[0].change(time, {there[1]: one})
            here[0].change(time, {here[1]: None})
        return "name"

    def _link(self, call: Call) -> str:
        here, there = self._where(self._path(call.args[0])), self._where(self._path(call.args[1]))
        if here is None or there is None:
            return ""
        there[0].change(call.ended, {there[1]: here[0].now[here[1]]})
        return "name"

    def _unlink(self, call: Call) -> str:
        return self._drop(self._path(call.args[0]), call.ended)

    def _unlinkat(self, call: Call) -> str:
        return self._drop(self._path(call.args[1], call.args[0]), call.ended)

    _rmdir = _unlink

    def _drop(self, path: str, time: int) -> str:
        where = self._where(path)
        if where is None or path.endswith("-shm"):
            return ""
        where[0].change(time, {where[1]: None})
        return "name"

    def _mkdir(self, call: Call) -> str:
        return self._make(self._path(call.args[0]), call.ended)

    def _mkdirat(self, call: Call) -> str:
        return self._make(self._path(call.args[1], call.args[0]), call.ended)

    def _make(self, path: str, time: int) -> str:
        where = self._where(path)
        if where is None:
            return ""
        where[0].change(time, {where[1]: Folder()})
        return "name"

    # Where

    def _path(self, text: str, folder: str = "") -> str:
        path = _text(text.strip('"'))
        if path.startswith("/"):
            return path
        handle = _HANDLE.match(folder)
        return f"{_text(handle.group(2))}/{path}" if handle else path

    def _where(self, path: str) -> tuple[Folder, str] | None:
        if not path.startswith(self.root + "/"):
            return None
        *above, name = [part for part in path.removeprefix(self.root).split("/") if part and part != "."]
        folder = self.top
        for part in above:
            one = folder.now.get(part)
            if not isinstance(one, Folder):
                return None
            folder = one
        return folder, name

    def _find(self, path: str) -> Inode | Folder | None:
        if path == self.root:
            return self.top
        where = self._where(path)
        return None if where is None else where[0].now.get(where[1])

    def _file(self, path: str) -> Inode | None:
        found = self._find(path)
        return found if isinstance(found, Inode) else None


def text_of(call: Call) -> bytes:
    """What a call of ``write`` wrote."""
    return _bytes(call.args[1])


def _handle(text: str) -> tuple[str, str, bool]:
    found = _HANDLE.match(text)
    if found is None:
        return text, "", False
    return found.group(1), _text(found.group(2)), found.group(3) is not None


def _text(escaped: str) -> str:
    return _bytes(escaped).decode("utf-8", "surrogateescape") if "\\x" in escaped else escaped


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.strip('"').replace("\\x", ""))
