"""The real disk under SQLCipher, with every write and flush seen, delayed or refused on demand.

A thin layer between SQLite and its own file functions (a VFS), put in place through the library that ``sqlcipher3``
brings. Nothing of the store is replaced: it calls the same code and meets the same error numbers a full or failing
disk gives. Works where the library shows its symbols (Linux wheels do).
"""

import ctypes
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import sqlcipher3._sqlite3 as driver

FULL = 13  # SQLITE_FULL
WRITE_FAILED = 10 | (3 << 8)  # SQLITE_IOERR_WRITE
SYNC_FAILED = 10 | (4 << 8)  # SQLITE_IOERR_FSYNC

_ADDRESS = ctypes.c_void_p
_METHODS_BEFORE = ("xClose", "xRead", "xWrite", "xTruncate", "xSync", "xFileSize", "xLock", "xUnlock")
_METHODS_AFTER = (
    "xCheckReservedLock", "xFileControl", "xSectorSize", "xDeviceCharacteristics",
    "xShmMap", "xShmLock", "xShmBarrier", "xShmUnmap", "xFetch", "xUnfetch",
)  # fmt: skip


class _Methods(ctypes.Structure):
    _fields_ = (
        ("iVersion", ctypes.c_int),
        *((name, _ADDRESS) for name in _METHODS_BEFORE + _METHODS_AFTER),
    )


class _File(ctypes.Structure):
    _fields_ = (("pMethods", ctypes.POINTER(_Methods)),)


class _Vfs(ctypes.Structure):
    _fields_ = (
        ("iVersion", ctypes.c_int),
        ("szOsFile", ctypes.c_int),
        ("mxPathname", ctypes.c_int),
        ("pNext", _ADDRESS),
        ("zName", ctypes.c_char_p),
        ("pAppData", _ADDRESS),
        ("xOpen", _ADDRESS),
        *(
            (name, _ADDRESS)
            for name in (
                "xDelete", "xAccess", "xFullPathname", "xDlOpen", "xDlError", "xDlSym", "xDlClose", "xRandomness",
                "xSleep", "xCurrentTime", "xGetLastError", "xCurrentTimeInt64", "xSetSystemCall", "xGetSystemCall",
                "xNextSystemCall",
            )
        ),
    )  # fmt: skip


# The name stays an address: SQLite keeps the pointer itself and reads beyond the name.
_OPEN = ctypes.CFUNCTYPE(ctypes.c_int, _ADDRESS, _ADDRESS, _ADDRESS, ctypes.c_int, _ADDRESS)
_WRITE = ctypes.CFUNCTYPE(ctypes.c_int, _ADDRESS, _ADDRESS, ctypes.c_int, ctypes.c_int64)
_SYNC = ctypes.CFUNCTYPE(ctypes.c_int, _ADDRESS, ctypes.c_int)


@dataclass
class Disk:
    """What happened since ``forget``, and what is to happen. Files are named by their ending: ``db`` or ``wal``."""

    syncs: list[str] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)
    bytes_written: int = 0
    sync_delay: float = 0.0
    refuse: Callable[[str, str], int | None] | None = None  # (operation, file) → error number or None

    def forget(self) -> None:
        self.syncs.clear()
        self.writes.clear()
        self.bytes_written = 0


class _Layer:
    """Installed once a process: files opened through it keep its functions until they are closed."""

    def __init__(self) -> None:
        self.disk = Disk()
        self.library = ctypes.CDLL(driver.__file__)
        self.library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        self.real = self.library.sqlite3_vfs_find(None)
        self.names: dict[int, str] = {}
        self.methods: dict[int, _Methods] = {}
        self.keep: list[object] = []
        self.mine = _Vfs()
        ctypes.pointer(self.mine)[0] = self.real.contents
        self.mine.zName = b"watched"
        real_open = _OPEN(self.real.contents.xOpen)

        def opened(_vfs: int, name: int | None, file: int, flags: int, out: int) -> int:
            code = real_open(ctypes.cast(self.real, _ADDRESS).value, name, file, flags, out)
            if code == 0:
                path = ctypes.string_at(name).decode() if name else "temporary"
                ending = path.rsplit("-", 1)
                self.names[file] = ending[1] if len(ending) == 2 and ending[1] in ("wal", "journal") else "db"
                self._wrap(ctypes.cast(file, ctypes.POINTER(_File)).contents)
            return int(code)

        self.keep.append(callback := _OPEN(opened))
        self.mine.xOpen = ctypes.cast(callback, _ADDRESS).value

    def _wrap(self, file: _File) -> None:
        real = file.pMethods.contents
        address = ctypes.addressof(real)
        if address not in self.methods:
            copy = _Methods()
            ctypes.pointer(copy)[0] = real
            real_write, real_sync = _WRITE(real.xWrite), _SYNC(real.xSync)

            def write(handle: int, data: int, size: int, offset: int) -> int:
                name = self.names.get(handle, "?")
                refused = self.disk.refuse("write", name) if self.disk.refuse else None
                if refused:
                    return refused
                self.disk.writes.append(name)
                self.disk.bytes_written += size
                return int(real_write(handle, data, size, offset))

            def sync(handle: int, flags: int) -> int:
                name = self.names.get(handle, "?")
                refused = self.disk.refuse("sync", name) if self.disk.refuse else None
                if refused:
                    return refused
                self.disk.syncs.append(name)
                if self.disk.sync_delay:
                    time.sleep(self.disk.sync_delay)
                return int(real_sync(handle, flags))

            callbacks = (_WRITE(write), _SYNC(sync))
            self.keep.extend((callbacks, real_write, real_sync))
            copy.xWrite = ctypes.cast(callbacks[0], _ADDRESS).value
            copy.xSync = ctypes.cast(callbacks[1], _ADDRESS).value
            self.methods[address] = copy
        file.pMethods = ctypes.pointer(self.methods[address])


_layer: _Layer | None = None


@contextmanager
def watched_disk() -> Iterator[Disk]:
    """Databases opened inside the block go through the layer. Close them before the block ends."""
    global _layer  # the library keeps pointers into it, so it must live as long as the process
    if _layer is None:
        _layer = _Layer()
    _layer.disk = Disk()
    _layer.library.sqlite3_vfs_register(ctypes.byref(_layer.mine), 1)
    try:
        yield _layer.disk
    finally:
        _layer.disk.refuse = None
        _layer.disk.sync_delay = 0.0
        _layer.library.sqlite3_vfs_register(_layer.real, 1)
