"""Blobs in a folder: sealed files by their hash, flushed before anybody is told so.

What lies in it is ciphertext alone. May not open a blob or know whose it is.
"""

import contextlib
import os
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from forms.errors import BugError
from sync.blob import HEADER_LIMIT, MAGIC, blob_name, is_blob_name
from sync.files import flush_files, flush_together, sync_folder
from sync.gateway.blobs import Laid, Partials, hash_of

_DRAFT = "put-"
_FOLDERS = 256


class FolderShelf:
    """Blobs below one folder: ``<2 hex>/<name>`` when whole, ``partial/<upload>`` while they come in."""

    place = "folder"

    def __init__(self, root: Path) -> None:
        self._root = root
        self.partials = Partials(root / "partial")
        self._settled: set[Path] = set()  # folders whose own names this process has flushed
        self._turn = secrets.randbelow(_FOLDERS)  # several workers sweep, and begin anew

    def path(self, name: str) -> Path:
        """Where the blob ``name`` lies when it is there."""
        if not is_blob_name(name):
            raise BugError("no blob's name")
        return self._root / name[:2] / name

    def has(self, name: str) -> bool:
        """Whether the whole blob stands here now."""
        return self.path(name).is_file()

    def standing(self, names: Iterable[str]) -> frozenset[str]:
        """``has`` for many."""
        return frozenset(name for name in names if self.has(name))

    def holds(self, names: Iterable[str]) -> frozenset[str]:
        """Those of ``names`` whose whole blob is here for good, and may be answered for.

        A process may have died between giving a file its name and flushing the folder: what merely stands there could
        be gone after a power cut.
        """
        here = self.standing(names)
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
        drafts = {name: self._draft(name) for name in wanted}
        try:
            for name, data in wanted.items():
                drafts[name].write_bytes(data)
            flush_files(drafts.values())
            self._shelve(drafts)
            self.holds(name for name in sound if name not in wanted)
        except BaseException:
            for draft in drafts.values():
                draft.unlink(missing_ok=True)
            raise
        return frozenset(sound)

    def lay(self, name: str, data: bytes) -> Laid | None:
        """Write and flush one blob beside its place, unless it is here; None when it does not hash to ``name``."""
        if blob_name(data) != name:
            return None
        if self.has(name):
            return Laid(name, data)
        draft = self._draft(name)
        try:
            _write(draft, data)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        return Laid(name, data, draft)

    def keep_all(self, laid: Collection[Laid]) -> None:
        """Give what was laid its names; durable on return."""
        drafts = {one.name: one.draft for one in laid if one.draft is not None and one.draft.exists()}
        self._shelve(drafts)
        # Here when it was laid, maybe set aside since; or given its name by an attempt that failed behind that.
        self.put_all({one.name: one.data for one in laid if one.name not in drafts})
        for one in laid:
            if one.draft is not None and one.draft != drafts.get(one.name):
                self.forget(one)  # the same blob twice

    def forget(self, laid: Laid) -> None:
        """Leave no draft behind."""
        if laid.draft is not None:
            laid.draft.unlink(missing_ok=True)

    def sweep(self, before: datetime, /) -> int:
        """Destroy the drafts in one of the folders, each in turn: beside them may lie tens of thousands of blobs.

        Who should still want to keep one writes it anew.
        """
        folder, self._turn = self._root / f"{self._turn:02x}", (self._turn + 1) % _FOLDERS
        if not folder.is_dir():
            return 0
        drafts = [Path(one) for one in os.scandir(folder) if one.name.startswith(_DRAFT)]
        count = 0
        for draft in drafts:
            with contextlib.suppress(FileNotFoundError):  # it has its name now, or another worker sweeps
                if draft.stat().st_mtime < before.timestamp():
                    # Out of the hands of whoever slept over it and wakes now: he finds it gone, never blank.
                    ours = draft.rename(draft.with_name(f"{draft.name}-old"))
                    _blank_header(ours)
                    ours.unlink()
                    count += 1
        return count

    def adopt(self, upload: str, name: str, hashed: str | None = None) -> bool:
        """Turn a finished upload into the blob ``name``; False, and the upload gone, when it does not hash to it.

        Who has hashed the bytes as he wrote them says so by ``hashed``: they are not read again.
        """
        return upload in self.adopt_all({upload: (name, hashed)})

    def adopt_all(self, uploads: Mapping[str, tuple[str, str | None]]) -> frozenset[str]:
        """``adopt`` for many, (name, hashed) by upload; those that are blobs now."""
        here = self.holds(name for name, _ in uploads.values())
        sound: dict[str, Path] = {}
        adopted: set[str] = set()
        for upload, (name, hashed) in uploads.items():
            draft = self.partials.path(upload)
            if name in here:
                draft.unlink(missing_ok=True)
            elif draft.is_file() and (hashed or hash_of(draft)) == name:
                sound[name] = draft
            else:
                draft.unlink(missing_ok=True)
                continue
            adopted.add(upload)
        self._shelve(sound)
        return frozenset(adopted)

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

    def unchecked(self, name: str) -> bytes | None:
        """The bytes of a blob as they lie there; None when it is absent."""
        try:
            return self.path(name).read_bytes()
        except FileNotFoundError:
            return None

    def size(self, name: str) -> int | None:
        """How many bytes the blob has; None when it is absent."""
        try:
            return self.path(name).stat().st_size
        except FileNotFoundError:
            return None

    def part(self, name: str, start: int, stop: int) -> bytes | None:
        """The bytes from ``start`` up to ``stop``; None when it is absent."""
        try:
            with self.path(name).open("rb") as file:
                file.seek(start)
                return file.read(stop - start)
        except FileNotFoundError:
            return None

    def stock(self) -> Iterator[tuple[str, int]]:
        """The name and size of every whole blob here."""
        for folder in self._root.glob("[0-9a-f][0-9a-f]"):
            for path in folder.iterdir():
                if is_blob_name(path.name):
                    yield path.name, path.stat().st_size

    def destroy(self, name: str) -> int:
        """Overwrite the header of a blob, which holds its only content key, durably, then remove it; how many copies."""
        copies = self._copies(name)
        for one in copies:
            _blank_header(one)
        path = self.path(name)
        gone = [
            one for one in (path, *self._drafts(name)) if one.is_file()
        ]  # also what a cut left without its header
        for one in gone:
            one.unlink(missing_ok=True)
        if gone:
            sync_folder(path.parent)
        return len(copies)

    def remains(self, name: str) -> int:
        """How many copies of a blob could still be opened."""
        return len(self._copies(name))

    def answers(self) -> bool:
        """A folder is there or fails when it is used."""
        return True

    def _copies(self, name: str) -> list[Path]:
        """The blob's file, those set aside as damaged, and drafts a process died over, as far as they have a header."""
        damaged = self._root / "damaged"
        found = (
            self.path(name),
            *(damaged.glob(f"{name}.*") if damaged.is_dir() else ()),
            *self._drafts(name),
        )
        return [path for path in found if path.is_file() and not _is_blank(path)]

    def _draft(self, name: str) -> Path:
        """Where a blob is written before it has its name: beside its place, where nobody waits for another's folder."""
        folder = self.path(name).parent
        if folder not in self._settled:
            folder.mkdir(exist_ok=True)
        return folder / f"{_DRAFT}{name}-{secrets.token_hex(4)}"

    def _drafts(self, name: str) -> list[Path]:
        return list(self.path(name).parent.glob(f"{_DRAFT}{name}-*"))

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
        flush_together(sync_folder, wanted)
        self._settled |= wanted


def _write(path: Path, data: bytes) -> None:
    """A new file, its bytes durable on return; its name is not."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o660)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(handle, left) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_blank(path: Path) -> bool:
    with path.open("rb") as file:
        return not file.read(HEADER_LIMIT).strip(b"\0")


def _blank_header(path: Path) -> None:
    """Zeros over as much as a header may have, and so over part of what it opened."""
    size = min(path.stat().st_size, HEADER_LIMIT + len(MAGIC) + 4)
    with path.open("r+b") as file:
        file.write(bytes(size))
        file.flush()
        os.fsync(file.fileno())
