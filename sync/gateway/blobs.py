"""The blob folder: sealed files by their hash, durable before anybody is told so.

Both processes use it; what lies in it is ciphertext alone. May not open a blob or know whose it is.
"""

import hashlib
import os
import secrets
from pathlib import Path

from forms.errors import BugError
from sync.blob import blob_name, is_blob_name, is_id
from sync.files import sync_folder

_READ_BYTES = 1 << 20


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
        if blob_name(data) != name:
            raise BugError("bytes that do not hash to their name")
        if self.has(name):
            return
        draft = self._partial / f"put-{secrets.token_hex(8)}"
        try:
            with draft.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            self._shelve(draft, name)
        finally:
            draft.unlink(missing_ok=True)

    def adopt(self, upload: str, name: str) -> bool:
        """Turn a finished upload into the blob ``name``; False, and the upload gone, when it does not hash to it."""
        draft = self.partial(upload)
        if self.has(name):
            draft.unlink(missing_ok=True)
            return True
        if not draft.is_file() or _hash_of(draft) != name:
            draft.unlink(missing_ok=True)
            return False
        self._shelve(draft, name)
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

    def drop_partial(self, upload: str) -> None:
        """Forget an unfinished upload's bytes."""
        self.partial(upload).unlink(missing_ok=True)

    def _shelve(self, draft: Path, name: str) -> None:
        path = self.path(name)
        if not path.parent.is_dir():
            path.parent.mkdir(exist_ok=True)
            sync_folder(self._root)
        draft.replace(path)
        sync_folder(path.parent)


def _hash_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_READ_BYTES):
            digest.update(piece)
    return digest.hexdigest()
