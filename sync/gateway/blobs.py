"""What the gateway's processes ask of the place where sealed blobs lie, whichever place it is.

What lies there is ciphertext alone, under its own hash, durable before anybody is told so. Unfinished uploads lie in a
folder of the machine that takes them in. May not open a blob or know whose it is.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from forms.errors import BugError
from sync.blob import is_id
from sync.files import flush_files

_READ_BYTES = 1 << 20


class StoreAway(OSError):
    """The place of the blobs does not answer, or not as it must: nothing may be said of any blob until it does.

    ``reason`` is a short code for the log, never an address or a key.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(f"blob store: {reason}")
        self.reason = reason


class Partials:
    """The bytes of unfinished uploads, ``<folder>/<upload>``, shared by the workers of one machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, upload: str) -> Path:
        """Where the bytes of an unfinished upload lie."""
        if not is_id(upload):
            raise BugError("no upload's id")
        return self.folder / upload

    def has(self, upload: str, size: int) -> bool:
        """Whether the first ``size`` bytes of an upload lie on this machine."""
        try:
            return self.path(upload).stat().st_size >= size
        except FileNotFoundError:
            return False

    def flush(self, uploads: Iterable[str]) -> None:
        """Make the bytes of these uploads durable, as far as they lie here."""
        flush_files([path for path in map(self.path, uploads) if path.exists()])

    def lying(self) -> list[str]:
        """The uploads of which there are bytes here."""
        return [path.name for path in self.folder.iterdir() if is_id(path.name)]

    def drop(self, upload: str) -> None:
        """Forget an unfinished upload's bytes."""
        self.path(upload).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Laid:
    """A blob's bytes, which hash to its name, before it counts as here; ``draft`` is where they lie meanwhile, flushed."""

    name: str
    data: bytes = field(repr=False)
    draft: Path | None = None


class BlobShelf(Protocol):
    """Whole blobs by their names. Every method may raise ``OSError`` (``StoreAway`` among them): then nothing is known."""

    @property
    def partials(self) -> Partials:
        """Where uploads lie until they are whole."""

    @property
    def place(self) -> str:
        """What kind of place it is, as an erasure's proof names it."""

    def has(self, name: str) -> bool:
        """Whether the whole blob stands here now; before anything is said because of it, ask ``holds``."""

    def standing(self, names: Iterable[str]) -> frozenset[str]:
        """``has`` for many."""

    def holds(self, names: Iterable[str]) -> frozenset[str]:
        """Those of ``names`` whose whole blob is here for good, and may be answered for."""

    def put(self, name: str, data: bytes) -> None:
        """Keep ``data``, which must hash to ``name``; durable on return, and not counted as here on failure."""

    def put_all(self, blobs: Mapping[str, bytes]) -> frozenset[str]:
        """Keep many blobs at once; durable on return. Those that do not hash to their name are left out of the answer."""

    def lay(self, name: str, data: bytes) -> Laid | None:
        """The longer half of keeping one blob, in as many threads at once as there are; None when it does not hash to ``name``.

        It is not here yet, and is either kept or forgotten.
        """

    def keep_all(self, laid: Collection[Laid]) -> None:
        """The other half, for many at once: durable on return. Where it fails it may be asked for again."""

    def forget(self, laid: Laid) -> None:
        """Leave nothing of what was laid and is not to be kept."""

    def sweep(self, before: datetime, /) -> int:
        """Take away what processes that died have laid, untouched since ``before``: a part of the place each time; how many."""

    def adopt(self, upload: str, name: str, hashed: str | None = None) -> bool:
        """Turn a finished upload into the blob ``name``; False, and the upload gone, when it does not hash to it.

        Who has hashed the bytes as he wrote them says so by ``hashed``: they are not read again. True means durable.
        """

    def adopt_all(self, uploads: Mapping[str, tuple[str, str | None]]) -> frozenset[str]:
        """``adopt`` for many, (name, hashed) by upload; those that are blobs now."""

    def read(self, name: str) -> bytes | None:
        """The bytes of a blob, or None when it is absent or what is given back is not what was put there.

        A damaged one is set aside, so that the blob counts as missing and is sent again.
        """

    def unchecked(self, name: str) -> bytes | None:
        """The bytes of a blob as they come, for who finds out by opening it whether it is whole; None when it is absent."""

    def size(self, name: str) -> int | None:
        """How many bytes the blob has; None when it is absent."""

    def part(self, name: str, start: int, stop: int) -> bytes | None:
        """The bytes from ``start`` up to ``stop``, not hashed: who gathers the parts must do that. None when it is absent."""

    def stock(self) -> Iterator[tuple[str, int]]:
        """The name and size of every whole blob here, in no order."""

    def destroy(self, name: str) -> int:
        """Make a blob unreadable for good, set-aside and earlier copies too; how many copies there were."""

    def remains(self, name: str) -> int:
        """How many copies of a blob could still be opened: looked for anew, as proof after ``destroy``."""

    def answers(self) -> bool:
        """Whether the place can be used now; may be some seconds old."""


def hash_of(path: Path) -> str:
    """The name a file's bytes would have as a blob."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_READ_BYTES):
            digest.update(piece)
    return digest.hexdigest()
