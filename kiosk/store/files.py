"""Small files that must be whole or not there at all. Loads without SQLAlchemy."""

import os
from pathlib import Path


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


def replace(path: Path, data: bytes) -> None:
    """Write ``data`` under ``path``, readable by the owner only: the old content or the new, never half of
    it.
    """
    unfinished = path.with_name(path.name + ".part")
    _durable(unfinished, data)
    unfinished.replace(path)
    sync_folder(path.parent)


def publish(unfinished: Path, path: Path) -> None:
    """Give a whole file its name without ever replacing another. Raises ``FileExistsError``."""
    if os.name == "nt":  # rename refuses an existing name there
        unfinished.rename(path)
        return
    os.link(unfinished, path)
    unfinished.unlink()
    sync_folder(path.parent)


def write_new(path: Path, data: bytes) -> None:
    """Write a file that must not exist yet. Raises ``FileExistsError``."""
    unfinished = path.with_name(path.name + ".part")
    _durable(unfinished, data)
    try:
        publish(unfinished, path)
    except FileExistsError:
        unfinished.unlink()
        raise


def set_aside(path: Path, word: str) -> Path:
    """Rename a damaged file so that its bytes stay and its name is free. Returns the new name."""
    count = 1
    while (target := path.with_name(f"{path.name}.{word}-{count}")).exists():
        count += 1
    path.rename(target)
    return target
