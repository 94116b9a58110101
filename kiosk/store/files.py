"""Small files that must be whole or not there at all. Loads without SQLAlchemy.

The disk's faults become the store's own errors; ``FileExistsError`` passes, because only the caller knows
what it means.
"""

import errno
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.store.errors import DatabaseReadOnly, DiskFailing, DiskFull


@contextmanager
def known_faults() -> Iterator[None]:
    """The disk's faults inside the block become the store's own."""
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
            raise DiskFull from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise DatabaseReadOnly from error
        raise DiskFailing from error


def _durable(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable. Windows does this by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unfinished(path: Path) -> Path:
    """A name of this process's and thread's own: two that write the same file at once must not write into each other's."""
    return path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.part")


def replace(path: Path, data: bytes) -> None:
    """Write ``data`` under ``path``, readable by the owner only: the old content or the new, never half of
    it.
    """
    unfinished = _unfinished(path)
    with known_faults():
        try:
            _durable(unfinished, data)
            unfinished.replace(path)
        except OSError:
            unfinished.unlink(missing_ok=True)  # nobody else would come by this name again
            raise
        sync_folder(path.parent)


def publish(unfinished: Path, path: Path) -> None:
    """Give a whole file its name without ever replacing another. Raises ``FileExistsError``."""
    with known_faults():
        if os.name == "nt":  # rename refuses an existing name there
            unfinished.rename(path)
            return
        try:
            os.link(unfinished, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without links (a memory stick)
            if path.exists():
                raise FileExistsError(path) from None
            unfinished.rename(path)
        unfinished.unlink(missing_ok=True)
        sync_folder(path.parent)


def write_new(path: Path, data: bytes) -> None:
    """Write a file that must not exist yet. Raises ``FileExistsError``."""
    unfinished = _unfinished(path)
    try:
        with known_faults():
            _durable(unfinished, data)
        publish(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def set_aside(path: Path, word: str) -> Path:
    """Rename a damaged file so that its bytes stay and its name is free. Returns the new name."""
    count = 1
    while (target := path.with_name(f"{path.name}.{word}-{count}")).exists():
        count += 1
    path.rename(target)
    return target
