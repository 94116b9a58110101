"""One process at a time where a small file is read, changed and written back. Loads without SQLAlchemy.

The lock is a file of its own beside the one it guards: that one is replaced, and a lock on what was replaced guards
nothing. The system frees it however its holder dies.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def turn(path: Path) -> Iterator[None]:
    """Waits for the lock file ``path`` and holds it. Where none can be had (a full or read-only disk) the block runs
    without: nobody may be kept out of the office for that.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    except OSError:
        yield
        return
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        try:
            msvcrt.locking(handle, msvcrt.LK_LOCK, 1)  # ten tries, a second apart
        except OSError:
            return
else:
    import fcntl

    def _lock(handle: int) -> None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError:  # a file system without locks
            return
