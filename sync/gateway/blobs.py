"""The blob folder: sealed files by their hash, durable before anybody is told so.

Both processes use it; what lies in it is ciphertext alone. May not open a blob or know whose it is.
"""

import hashlib
import os
import secrets
from collections.abc import Callable, Collection, Mapping
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
        """Whether the whole blob is here."""
        return self.path(name).is_file()

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
        if self.has(name):
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
        if absent := [folder for folder in folders if not folder.is_dir()]:
            for folder in absent:
                folder.mkdir(exist_ok=True)
            sync_folder(self._root)
        for name, draft in drafts.items():
            draft.replace(self.path(name))
        _each(sync_folder, folders)


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
