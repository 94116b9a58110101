"""Blobs in an object store: ``<prefix><2 hex>/<name>``, put there before anybody is told that they are here.

Unfinished uploads stay in a folder of the machine that takes them in: a store cannot append. May not open a blob or know
whose it is.
"""

import contextlib
import secrets
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from forms.errors import BugError
from sync.blob import blob_name, is_blob_name
from sync.gateway.blobs import Laid, Partials, StoreAway, hash_of
from sync.gateway.layout import Layout
from sync.gateway.object_store import ObjectStore, StoreRefused
from sync.gateway.store_plan import load_store

SIDE_BY_SIDE = 16
"""Requests asked of the store side by side by one process for what one caller wants."""
FRESH_SECONDS = 2.0
T = TypeVar("T")


def connect(layout: Layout, told: Callable[[str], None] | None = None) -> "StoreShelf":
    """The store ``blob-store.yaml`` names, whatever lies in the folder. Raises ``StorePlanUnsound``."""
    plan = load_store(layout.blob_store)
    return StoreShelf(ObjectStore(plan, told), plan.prefix, layout.blobs)


class StoreShelf:
    """Blobs in one bucket; ``folder`` is this machine's, for uploads under way."""

    place = "store"

    def __init__(self, store: ObjectStore, prefix: str, folder: Path) -> None:
        self.store = store
        self._prefix = prefix
        self.partials = Partials(folder / "partial")
        self._pool = ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="store")
        self._asked = float("-inf")
        self._well = True

    def key(self, name: str) -> str:
        """The key of the object that is the blob ``name``."""
        if not is_blob_name(name):
            raise BugError("no blob's name")
        return f"{self._prefix}{name[:2]}/{name}"

    def has(self, name: str) -> bool:
        """Whether the store has the blob."""
        return self.size(name) is not None

    def standing(self, names: Iterable[str]) -> frozenset[str]:
        """Those the store has."""
        wanted = list(dict.fromkeys(names))
        return frozenset(
            name for name, here in zip(wanted, self._each(self.has, wanted), strict=True) if here
        )

    def holds(self, names: Iterable[str]) -> frozenset[str]:
        """The same: a store shows nothing before it is durable."""
        return self.standing(names)

    def put(self, name: str, data: bytes) -> None:
        """Keep ``data``, which must hash to ``name``."""
        if not self.put_all({name: data}):
            raise BugError("bytes that do not hash to their name")

    def put_all(self, blobs: Mapping[str, bytes]) -> frozenset[str]:
        """Keep many blobs, side by side; those that do not hash to their name are left out of the answer."""
        laid = [one for name, data in blobs.items() if (one := self.lay(name, data)) is not None]
        self.keep_all(laid)
        return frozenset(one.name for one in laid)

    def lay(self, name: str, data: bytes) -> Laid | None:
        """Nothing is put into the store before it is known who may: the bytes are only hashed."""
        return Laid(name, data) if blob_name(data) == name else None

    def keep_all(self, laid: Collection[Laid]) -> None:
        """Put them into the store, side by side. Written again where they are already: what stands there may be damaged."""
        wanted = {one.name: one.data for one in laid}
        self._each(lambda name: self.store.put(self.key(name), wanted[name]), list(wanted))

    def forget(self, laid: Laid) -> None:
        """It lies nowhere."""

    def sweep(self, _before: datetime, /) -> int:
        """There is nothing."""
        return 0

    def adopt(self, upload: str, name: str, hashed: str | None = None) -> bool:
        """Put a finished upload into the store as the blob ``name``; only then its bytes here are forgotten."""
        draft = self.partials.path(upload)
        if draft.is_file() and (hashed or hash_of(draft)) == name:
            with draft.open("rb") as file:
                self.store.put(self.key(name), file)
            draft.unlink(missing_ok=True)
            return True
        here = self.has(name)
        draft.unlink(missing_ok=True)
        return here

    def adopt_all(self, uploads: Mapping[str, tuple[str, str | None]]) -> frozenset[str]:
        """``adopt`` for many, side by side."""
        ids = list(uploads)
        done = self._each(lambda upload: self.adopt(upload, *uploads[upload]), ids)
        return frozenset(upload for upload, adopted in zip(ids, done, strict=True) if adopted)

    def read(self, name: str) -> bytes | None:
        """The bytes of a blob; None when it is absent, or is not what was put there and has been set aside."""
        key = self.key(name)
        data = self.store.get(key)
        if data is None or blob_name(data) == name:
            return data
        before = self.store.head(key)
        data = self.store.get(key)  # once more: it may have been spoilt on its way alone
        if data is None or blob_name(data) == name:
            return data
        self.store.trouble("damaged")
        self.store.put(f"{self._prefix}damaged/{name}.{secrets.token_hex(4)}", data)
        if self.store.head(key) == before:  # else somebody has just sent it again
            self.store.delete(key)
        return None

    def unchecked(self, name: str) -> bytes | None:
        """The bytes of a blob as the store gives them; None when it is absent."""
        return self.store.get(self.key(name))

    def size(self, name: str) -> int | None:
        """How many bytes the blob has; None when it is absent."""
        head = self.store.head(self.key(name))
        return None if head is None else head.size

    def part(self, name: str, start: int, stop: int) -> bytes | None:
        """The bytes from ``start`` up to ``stop``; None when it is absent."""
        return self.store.get(self.key(name), start, stop)

    def stock(self) -> Iterator[tuple[str, int]]:
        """The name and size of every blob in the store."""
        for key, size in self.store.keys(self._prefix):
            folder, _, name = key.removeprefix(self._prefix).partition("/")
            if is_blob_name(name) and folder == name[:2]:
                yield name, size

    def destroy(self, name: str) -> int:
        """Delete every version of the blob and of what was set aside of it; how many held bytes."""
        traces = self._traces(name)
        for key, version, _ in traces:
            # A store that holds on to it (object lock, rights) says so; what remains is asked for afterwards.
            with contextlib.suppress(StoreRefused):
                self.store.delete(key, version)
        return sum(holds_bytes for _, _, holds_bytes in traces)

    def remains(self, name: str) -> int:
        """How many versions with bytes the store still names, asked anew."""
        return sum(holds_bytes for _, _, holds_bytes in self._traces(name))

    def answers(self) -> bool:
        """Whether the bucket answered when it was last asked, some seconds ago at most."""
        now = time.monotonic()
        if now - self._asked >= FRESH_SECONDS:
            try:
                self.store.reach()
            except StoreAway:
                self._well = False
            else:
                self._well = True
            self._asked = now
        return self._well

    def _traces(self, name: str) -> list[tuple[str, str | None, bool]]:
        key = self.key(name)
        here = [one for one in self.store.versions(key) if one[0] == key]
        if not any(holds_bytes for _, _, holds_bytes in here) and self.store.head(key) is not None:
            here.append((key, None, True))  # a store's lists may lag behind what it gives out
        return here + self.store.versions(f"{self._prefix}damaged/{name}.")

    def _each(self, ask: Callable[[str], T], names: list[str]) -> list[T]:
        if len(names) < 2:
            return [ask(name) for name in names]
        asked = [self._pool.submit(partial(ask, name)) for name in names]
        return [one.result() for one in asked]
