"""The blob folder: sealed files by their hash, durable before anybody is told so.

Both processes use it; what lies in it is ciphertext alone. May not open a blob or know whose it is.
"""

import hashlib
import os
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from forms.errors import BugError
from sync.blob import HEADER_LIMIT, MAGIC, blob_name, is_blob_name, is_id
from sync.files import sync_folder

_READ_BYTES = 1 << 20
FLUSHES = 8
"""Flushes asked of the disk side by side."""


class BlobShelf:
    """Blobs below one folder: ``<2 hex>/<name>`` when whole, ``partial/<upload>`` while they come in."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._partial = root / "partial"
        self._partial.mkdir(parents=True, exist_ok=True)
        self._settled: set[Path] = set()  # folders whose own names this process has flushed

    def path(self, name: str) -> Path:
        """Where the blob ``name`` lies when it is there."""
        if not is_blob_name(name):
            raise BugError("no blob's name")
        return self._root / name[:2] / name

    @property
    def partials(self) -> Path:
        """The folder of unfinished uploads, shared by the workers of one machine."""
        return self._partial

    def partial(self, upload: str) -> Path:
        """Where the bytes of an unfinished upload lie."""
        if not is_id(upload):
            raise BugError("no upload's id")
        return self._partial / upload

    def has(self, name: str) -> bool:
        """Whether the whole blob stands here now; before anything is said because of it, ask ``holds``."""
        return self.path(name).is_file()

    def holds(self, names: Iterable[str]) -> frozenset[str]:
        """Those of ``names`` whose whole blob is here for good, and may be answered for.

        A process may have died between giving a file its name and flushing the folder: what merely stands there could
        be gone after a power cut.
        """
        here = frozenset(name for name in names if self.has(name))
        self._flush(self.path(name).parent for name in here)
        return here

    def put(self, name: str, data: bytes) -> None:
        """Keep ``data``, which must hash to ``name``; durable on return, and nothing of it on failure."""
        if not self.put_all({name: data}):
            raise BugError("bytes that do not hash to their name")

    def put_all(self, blobs: Mapping[str, bytes]) -> frozenset[str]:
        """Keep many blobs at once; durable on return. Those that do not hash to their name are left out of the answer.

        Their flushes are asked for side by side: a disk does many together in about the time of one.
        """
        sound = {name: data for name, data in blobs.items() if blob_name(data) == name}
        wanted = {name: data for name, data in sound.items() if not self.has(name)}
        drafts = {name: self._partial / f"put-{secrets.token_hex(8)}" for name in wanted}
        try:
            for name, data in wanted.items():
                drafts[name].write_bytes(data)
            _each(_sync_file, drafts.values())
            self._shelve(drafts)
            self.holds(name for name in sound if name not in wanted)
        except BaseException:
            for draft in drafts.values():
                draft.unlink(missing_ok=True)
            raise
        return frozenset(sound)

    def adopt(self, upload: str, name: str, hashed: str | None = None) -> bool:
        """Turn a finished upload into the blob ``name``; False, and the upload gone, when it does not hash to it.

        Who has hashed the bytes as he wrote them says so by ``hashed``: they are not read again.
        """
        draft = self.partial(upload)
        if self.holds([name]):
            draft.unlink(missing_ok=True)
            return True
        if not draft.is_file() or (hashed or _hash_of(draft)) != name:
            draft.unlink(missing_ok=True)
            return False
        self._shelve({name: draft})
        return True

    def read(self, name: str) -> bytes | None:
        """The bytes of a blob, or None when it is absent or the disk no longer gives what was put there.

        A damaged file is set aside (``damaged/``), so that the blob counts as missing and is sent again.
        """
        path = self.path(name)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        if blob_name(data) == name:
            return data
        aside = self._root / "damaged"
        aside.mkdir(exist_ok=True)
        path.replace(aside / f"{name}.{secrets.token_hex(4)}")
        return None

    def destroy(self, name: str) -> bool:
        """Overwrite the header of a blob, which holds its only content key, durably, then remove it; False when it is absent."""
        path = self.path(name)
        damaged = self._root / "damaged"
        for one in (path, *(damaged.glob(f"{name}.*") if damaged.is_dir() else ())):
            if one.is_file():
                _blank_header(one)
        if not path.is_file():
            return False
        path.unlink()
        sync_folder(path.parent)
        return True

    def drop_partial(self, upload: str) -> None:
        """Forget an unfinished upload's bytes."""
        self.partial(upload).unlink(missing_ok=True)

    def _shelve(self, drafts: Mapping[str, Path]) -> None:
        """Give durable files their names, durably."""
        folders = {self.path(name).parent for name in drafts}
        for folder in folders - self._settled:
            folder.mkdir(exist_ok=True)
        for name, draft in drafts.items():
            draft.replace(self.path(name))
        self._flush(folders)

    def _flush(self, folders: Iterable[Path]) -> None:
        """Make the names in these folders durable, and once a process the folders' own: another may have made them."""
        wanted = frozenset(folders)
        if wanted - self._settled:
            sync_folder(self._root)
        _each(sync_folder, wanted)
        self._settled |= wanted


def _each(flush: Callable[[Path], None], paths: Collection[Path]) -> None:
    if len(paths) == 1:
        flush(*paths)
    elif paths:
        with ThreadPoolExecutor(min(len(paths), FLUSHES)) as pool:
            for done in [pool.submit(flush, path) for path in paths]:
                done.result()


def _blank_header(path: Path) -> None:
    """Zeros over as much as a header may have, and so over part of what it opened."""
    size = min(path.stat().st_size, HEADER_LIMIT + len(MAGIC) + 4)
    with path.open("r+b") as file:
        file.write(bytes(size))
        file.flush()
        os.fsync(file.fileno())


def _sync_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _hash_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_READ_BYTES):
            digest.update(piece)
    return digest.hexdigest()
