"""A real PostgreSQL for the tests: started once, with a database of its own for whoever asks.

Nothing of it outlives the run, so it need not flush its disk; what is tried here is what the server promises, not the disk.
"""

import contextlib
import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

ROLE = "hoso"
TEMPLATE = "gateway_template"
ACCOUNT = "postgres"
"""Debian's account of the server, which refuses to run as root."""
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "120",
    "shared_buffers": "32MB",
    "autovacuum": "off",
}
_WITHOUT_FLUSHES = {"fsync": "off", "full_page_writes": "off"}


def programs() -> Path | None:
    """The folder with ``initdb`` and ``postgres``, the newest there is; None where there is none."""
    on_path = shutil.which("initdb")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    return Path(on_path).parent if on_path else (found[-1].parent if found else None)


@dataclass(slots=True)
class Postgres:
    """A server of our own below ``folder``, reached by its socket alone."""

    folder: Path
    programs: Path
    durable: bool = False
    """Whether it flushes its disk, as a real one does."""
    process: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """Set up the server's files."""
        if os.geteuid() == 0:
            shutil.chown(self.folder, ACCOUNT)
        command = [
            self.programs / "initdb",
            "-D",
            self.folder / "data",
            "-U",
            ROLE,
            "-A",
            "trust",
            "-E",
            "UTF8",
        ]
        self._run([*command, "--locale=C.UTF-8", "--no-sync", "--no-instructions"]).check_returncode()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = _SETTINGS | ({} if self.durable else _WITHOUT_FLUSHES)
        told = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [self.programs / "postgres", "-D", self.folder / "data", "-k", self.folder, *told]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, **_as_account())
        ends = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.address("postgres")).close()
            except psycopg.OperationalError:
                if time.monotonic() > ends or self.process.poll() is not None:
                    raise
                time.sleep(0.02)
            else:
                return

    def stop(self, *, crash: bool = False) -> None:
        """End the server: at once and in order, or as a power cut would."""
        if self.process is None:
            return
        if crash:
            self._run([self.programs / "pg_ctl", "-D", self.folder / "data", "stop", "-m", "immediate"])
        else:
            self._run([self.programs / "pg_ctl", "-D", self.folder / "data", "stop", "-m", "fast"])
        self.process.wait(30)
        self.process = None

    def address(self, database: str) -> str:
        """How psycopg is told where a database is."""
        return f"host={self.folder} user={ROLE} dbname={database}"

    def url(self, database: str) -> str:
        """How the gateway is told."""
        return f"postgresql+psycopg://{ROLE}@/{database}?host={self.folder}"

    def create(self, template: str = "template0") -> str:
        """A new database; its name."""
        name = f"gateway_{secrets.token_hex(6)}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
        return name

    def _run(self, command: list[object]) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            cwd=self.folder,
            check=False,
            **_as_account(),
        )


def _as_account() -> dict[str, str]:
    return {"user": ACCOUNT, "group": ACCOUNT} if os.geteuid() == 0 else {}


@contextlib.contextmanager
def running(*, durable: bool = False) -> Iterator[Postgres]:
    """A server for the length of the block; ``durable`` when figures are wanted. ``FileNotFoundError`` where there is none."""
    found = programs()
    if found is None:
        raise FileNotFoundError("initdb")
    # A short path: a socket's may have no more than 107 letters.
    folder = Path(tempfile.mkdtemp(prefix="hoso-pg-", dir="/tmp"))
    server = Postgres(folder, found, durable)
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.stop(crash=True)
        shutil.rmtree(folder, ignore_errors=True)
