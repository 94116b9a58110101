"""One key in one file: made once, at the very first start, and never replaced. May not know what the key is for."""

import os
import secrets
from pathlib import Path

from sync.files import sync_folder
from sync.gateway.faults import FolderUnusable, KeyDamaged


def ensure_key(path: Path, fresh: bytes) -> bytes:
    """The bytes of a key file; ``fresh`` becomes them, durably, when there was none. ``FolderUnusable``, ``KeyDamaged``.

    A file of another length is damaged and stays as it is. The folder is its owner's alone.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.parent.chmod(0o700)
        if not path.exists():
            _create(path, fresh)
        data = path.read_bytes()
    except OSError as error:
        raise FolderUnusable(str(path.parent)) from error
    if len(data) != len(fresh):
        raise KeyDamaged(str(path))
    return data


def _create(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    try:
        # A link, unlike a rename, never takes the place of a key another process has just made.
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)
