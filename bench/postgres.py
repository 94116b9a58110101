"""A PostgreSQL of its own for a benchmark: Debian's, started in a folder on a socket nobody else sees, and ended again."""

import contextlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

_PLACES = "/usr/lib/postgresql"


@contextlib.contextmanager
def server(folder: Path) -> Iterator[str | None]:
    """The address of a running server whose data lie in ``folder``; None where there is none to run, or no driver."""
    binaries = _binaries()
    try:
        import psycopg  # noqa: F401 - only whether it is there
    except ImportError:
        binaries = None
    if binaries is None:
        yield None
        return
    data = folder / "data"
    if not data.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _own(folder)
        _run(
            [
                str(binaries / "initdb"),
                "-D",
                str(data),
                "-A",
                "trust",
                "-U",
                "office",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
            ]
        )
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c shared_buffers=512MB"
    _run([str(binaries / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start"])
    try:
        yield f"postgresql+psycopg://office@/postgres?host={folder}"
    finally:
        _run([str(binaries / "pg_ctl"), "-D", str(data), "-w", "-m", "fast", "stop"])


def _binaries() -> Path | None:
    found = sorted(Path(_PLACES).glob("*/bin/pg_ctl")) if Path(_PLACES).is_dir() else []
    return found[-1].parent if found else None


def _own(folder: Path) -> None:
    """PostgreSQL refuses to run as root: its folder is its own account's."""
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
        for above in folder.parents:
            mode = above.stat().st_mode
            if not mode & 0o001:
                above.chmod(mode | 0o011)


def _run(command: list[str]) -> None:
    if os.geteuid() == 0:
        command = [
            shutil.which("setpriv") or "setpriv",
            "--reuid=postgres",
            "--regid=postgres",
            "--clear-groups",
            *command,
        ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")
