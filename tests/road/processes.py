"""Real processes of one office and one province: started here, killed here by their own pid, and never anybody else's."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import psutil  # type: ignore[import-untyped]

from kiosk.folder import Folder

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "mot-mat-khau-bia-dat"
READY_SECONDS = 60


class Child:
    """A process of ours. What it prints on standard output is gathered line by line; standard error goes to a file."""

    def __init__(self, arguments: Sequence[str], errors: Path, *, stdin: bytes | None = None) -> None:
        self._errors = errors.open("ab")
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            cwd=ROOT,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.stdin: IO[bytes] = self.process.stdin
        self._stdout: IO[bytes] = self.process.stdout
        self.lines: list[bytes] = []
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if stdin is not None:
            self._say(stdin)

    def _say(self, data: bytes) -> None:
        try:
            self.stdin.write(data)
            self.stdin.flush()
        except OSError:
            return  # it has gone already

    def _read(self) -> None:
        for line in self._stdout:
            self.lines.append(line)
            self._ready.set()
        self._ready.set()

    @property
    def pid(self) -> int:
        return self.process.pid

    def first_line(self) -> Any:
        """What it says first, as JSON."""
        assert self._ready.wait(READY_SECONDS), "nothing was said"
        return json.loads(self.lines[0])

    def is_ready(self, line: bytes) -> bool:
        """Whether it says ``line`` before it ends."""
        while line not in self.lines:
            if not self._ready.wait(READY_SECONDS) or self.ends_within(0.05):
                return line in self.lines
        return True

    def ends_within(self, seconds: float) -> bool:
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def finish(self) -> int:
        """Close its standard input, which asks it to end, and wait."""
        with contextlib.suppress(OSError):
            self.stdin.close()
        return self._over()

    def kill(self) -> int:
        """SIGKILL, whatever it is doing."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        return self._over()

    def end(self) -> int:
        """SIGTERM, and wait."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self._over()

    def _over(self) -> int:
        try:
            code = self.process.wait(READY_SECONDS)
        finally:
            self._reader.join(READY_SECONDS)
            for stream in (self.stdin, self._stdout, self._errors):
                with contextlib.suppress(OSError):
                    stream.close()
        return code


class Province:
    """A running ``serve`` with its two children."""

    def __init__(self, folder: Path, errors: Path) -> None:
        self.folder = folder
        self.serve = Child(["-m", "sync.gateway", "serve", "--data", str(folder), "--port", "0"], errors)
        self.url: str = self.serve.first_line()["url"]

    def pid_of(self, name: str) -> int:
        """The present process id of ``ingest`` or ``opener``, once it has come back; only ever one of our own children."""
        mine = {child.pid for child in psutil.Process(self.serve.pid).children()}
        for _ in range(600):
            try:
                pid = int(json.loads((self.folder / "serve.json").read_bytes())[f"{name}_pid"])
            except (OSError, ValueError, KeyError):
                pid = 0
            if pid in mine and psutil.pid_exists(pid):
                return pid
            threading.Event().wait(0.05)
            mine = {child.pid for child in psutil.Process(self.serve.pid).children()}
        raise AssertionError(f"{name} did not come back")

    def kill(self, name: str) -> None:
        """SIGKILL for one of the two."""
        process = psutil.Process(self.pid_of(name))
        assert process.ppid() == self.serve.pid
        process.kill()

    def code(self) -> str:
        return str(run(["-m", "sync.gateway", "enrol", "--data", str(self.folder), "--json"])["code"])

    def dossiers(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = run(
            ["-m", "sync.gateway", "list", "--data", str(self.folder), "--json"]
        )
        return found


def run(arguments: Sequence[str], stdin: bytes = b"", code: int = 0) -> Any:
    """One command to its end; its JSON."""
    done = subprocess.run(
        [sys.executable, *arguments], input=stdin, capture_output=True, cwd=ROOT, timeout=120, check=False
    )
    assert done.returncode == code, done.stderr.decode()
    return json.loads(done.stdout)


def kiosk(folder: Folder, *arguments: str, code: int = 0) -> Any:
    """A kiosk command with the passphrase on standard input."""
    return run(
        ["-m", "kiosk", *arguments, "--data-dir", str(folder.root), "--json"],
        f"{PASSPHRASE}\n".encode(),
        code,
    )


def set_up(root: Path, province: Province) -> Folder:
    """An office made and enrolled by the commands an administrator uses."""
    folder = Folder(root / "office")
    assert os.environ["HOSO_CONFIG_DIR"]
    kiosk(folder, "init", "--sample")
    kiosk(folder, "enrol", province.code(), "--gateway", province.url)
    return folder


def agent(folder: Folder, errors: Path) -> Child:
    """The carrying process."""
    return Child(["-m", "sync", "run", "--data-dir", str(folder.root)], errors)
