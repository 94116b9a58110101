"""Durable files and the lock of the road's folders. May not know what the files hold."""

import contextlib
import errno
import os
import shutil
import stat
import sys
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from forms.errors import KnownError
from forms.text import Message

PART = ".part"
"""Ending of a file that is still being written; what a crash left under it is thrown away."""

SPARE = 1 << 20
"""Bytes left free for manifests, databases, and what the file system itself needs."""
FLUSHES = 8
"""Flushes asked of the disk side by side."""
_FLUSHING = ThreadPoolExecutor(FLUSHES, "flush")


class DiskFull(KnownError):
    """The disk took no more."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.road.disk_full",
                "Ổ đĩa đã đầy nên chưa ghi được. Cán bộ hãy giải phóng bớt chỗ trống rồi thử lại; "
                "những gì đã lưu trước đó vẫn còn nguyên.",
                "Shown to the officer when a parcel cannot be written to disk.",
            )
        )


class DiskReadOnly(KnownError):
    """The folder may be read and not written: a disk the system has closed after a fault, or missing rights."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.road.disk_read_only",
                "Ổ đĩa hoặc thư mục dữ liệu chỉ cho đọc, không cho ghi nên chưa làm được. Hồ sơ đã lưu vẫn còn nguyên. "
                "Xin cán bộ báo quản trị máy kiểm tra ổ đĩa và quyền ghi.",
                "Shown to the officer when the folder of the outbox cannot be written.",
            )
        )


class FolderBusy(KnownError):
    """Another agent already works in this folder."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.road.folder_busy",
                "Bộ gửi hồ sơ của máy này đang chạy rồi, không mở thêm được bộ thứ hai.",
                "Shown when a second agent is started on the same data folder.",
            )
        )


def write_durably(path: Path, data: bytes, mode: int = 0o600, writer: str = "") -> None:
    """Put ``data`` at ``path`` whole or not at all: temporary file, fsync, rename, fsync of the folder.

    Two processes that may write the same file at once call themselves differently by ``writer``. Raises
    ``DiskFull`` when the disk or quota is exhausted; other ``OSError`` pass through.
    """
    part = path.with_name(path.name + writer + PART)
    with _in_plain_words():
        try:
            with open(part, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
                _grant(file.fileno(), mode)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise
    sync_folder(path.parent)


def write_for_both(path: Path, data: bytes, writer: str = "") -> None:
    """The same in a folder of the road: the kiosk and the agent may have accounts of their own, and each reads what the other
    writes. Where a group may write the folder it may read and write the file too; elsewhere this account alone may.
    """
    write_durably(path, data, _mode_in(path.parent), writer)


def make_for_both(folder: Path) -> None:
    """A folder of the road: the group's too where the one around it is. Raises ``DiskFull`` or ``DiskReadOnly``."""
    with _in_plain_words():
        if folder.is_dir():
            return
        folder.mkdir(parents=True, exist_ok=True)
        if _is_shared(folder.parent):
            with contextlib.suppress(PermissionError):  # the other one was a moment faster
                folder.chmod(0o2770)


def share(folder: Path) -> None:
    """What a library has written in a folder of the road: the group's too where its folder is, as far as it is ours."""
    for path in folder.rglob("*"):
        if path.is_file() and _is_shared(path.parent):
            with contextlib.suppress(PermissionError, FileNotFoundError):
                path.chmod(0o660)


def open_for_both(path: Path) -> int:
    """A descriptor of a file of the road, for reading and writing; made where there is none."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    _grant(handle, _mode_in(path.parent))
    return handle


def _is_shared(folder: Path) -> bool:
    return sys.platform != "win32" and bool(folder.stat().st_mode & stat.S_IWGRP)


def _mode_in(folder: Path) -> int:
    return 0o660 if _is_shared(folder) else 0o600


def _grant(handle: int, mode: int) -> None:
    """To the group what a mask of this process has taken away, where the file is ours."""
    if sys.platform != "win32" and mode & stat.S_IWGRP:
        with contextlib.suppress(PermissionError):
            os.fchmod(handle, mode)


@contextlib.contextmanager
def _in_plain_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise DiskFull from error
        if is_read_only(error):
            raise DiskReadOnly from error
        raise


def is_full(error: OSError) -> bool:
    """Whether ``error`` says that disk or quota is exhausted."""
    return error.errno in {errno.ENOSPC, errno.EDQUOT}


def is_read_only(error: OSError) -> bool:
    """Whether ``error`` says that nothing may be written here."""
    return error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}


def sync_folder(folder: Path) -> None:
    """Make renames and deletions in ``folder`` durable.

    Windows offers no such call and orders them itself.
    """
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_files(paths: Collection[Path]) -> None:
    """Make the bytes of these files durable, side by side: a disk does many together in about the time of one."""
    flush_together(_flush_file, paths)


def flush_together(flush: Callable[[Path], None], paths: Collection[Path]) -> None:
    """``flush`` for every one of ``paths``, side by side."""
    if len(paths) == 1:
        flush(*paths)
    elif paths:
        for done in [_FLUSHING.submit(flush, path) for path in paths]:
            done.result()


def _flush_file(path: Path) -> None:
    with path.open("r+b") as file:  # Windows flushes only what may be written
        os.fsync(file.fileno())


def demand_room(folder: Path, count: int) -> None:
    """``DiskFull`` unless so many bytes, and some for everything else, are free where ``folder`` lies."""
    if shutil.disk_usage(folder).free < count + SPARE:
        raise DiskFull


def append_durably(path: Path, start: int, data: bytes) -> int:
    """Write ``data`` into a growing file at ``start``, whatever lay behind; its length then, once that is durable.

    Raises ``DiskFull`` or ``DiskReadOnly``; what had been written of it may stay.
    """
    with _in_plain_words(), os.fdopen(open_for_both(path), "r+b") as file:
        file.truncate(start)
        file.seek(start)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


@contextlib.contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold the lock file ``path``.

    ``FolderBusy`` when another process does, ``DiskReadOnly`` where there can be none. Freed by the system on any death.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        held = os.fdopen(open_for_both(path), "r+b")
    except OSError as error:
        if is_read_only(error):
            raise DiskReadOnly from error
        raise
    with held as file:
        try:
            _lock(file.fileno())
        except OSError as error:
            raise FolderBusy from error
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def is_held(path: Path) -> bool:
    """Whether a process holds the lock file ``path`` now; True also where that may not be found out."""
    try:
        with path.open("rb") as file:  # it may be another account's: read is enough
            _lock(file.fileno())
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False
