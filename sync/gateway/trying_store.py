"""Tries out what the gateway relies on an object store for, and moves the blobs of a folder into one.

What is tried is an object of its own, deleted again. May not touch a blob it has not put there and read back.
"""

import secrets
from dataclasses import dataclass

from sync.gateway.folder_shelf import FolderShelf
from sync.gateway.layout import Layout
from sync.gateway.object_store import ObjectStore, StoreRefused
from sync.gateway.store_plan import load_store
from sync.gateway.store_shelf import connect

PROBE_BYTES = 70_000


@dataclass(frozen=True, slots=True)
class Tried:
    """What was found. ``refuses_spoilt``: bytes changed on their way are not taken; ``erases``: nothing is left of what
    was deleted, earlier versions included; ``versions`` is ``none``, ``on`` or ``suspended``.
    """

    bucket: str
    tells_absent: bool
    keeps: bool
    refuses_spoilt: bool
    erases: bool
    versions: str

    @property
    def sound(self) -> bool:
        """Whether the gateway may rely on it."""
        return self.tells_absent and self.keeps and self.refuses_spoilt and self.erases


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved: ``damaged`` ones did not hash to their names and were set aside in the folder."""

    blobs: int
    bytes: int
    damaged: int


def try_store(layout: Layout) -> Tried:
    """Try the store ``blob-store.yaml`` names. Raises ``StorePlanUnsound``, ``StoreAway``."""
    plan = load_store(layout.blob_store)
    store = ObjectStore(plan)
    store.reach()
    key, data = f"{plan.prefix}probe/{secrets.token_hex(16)}", secrets.token_bytes(PROBE_BYTES)
    try:
        tells_absent = store.head(key) is None and store.get(key) is None
    except StoreRefused:
        tells_absent = False
    refuses_spoilt = store.refuses_spoilt(key, data)
    store.put(key, data)
    store.put(key, data)
    head = store.head(key)
    keeps = head is not None and head.size == len(data) and store.get(key) == data
    try:
        for name, version, _ in store.versions(key):
            store.delete(name, version)
        erases = not store.versions(key) and store.head(key) is None
        versions = str(store.keeps())
    except StoreRefused:
        erases, versions = False, "?"
    return Tried(plan.bucket, tells_absent, keeps, refuses_spoilt, erases, versions)


def move_blobs(layout: Layout) -> Moved:
    """Put every blob of the folder into the store; each leaves the folder once the store has said that it keeps it.

    Repeating it goes on. The gateway must not run meanwhile: ``serve`` refuses to while blobs are left.
    """
    source, target = FolderShelf(layout.blobs), connect(layout)
    moved = size = damaged = 0
    for name, _ in list(source.stock()):
        data = source.read(name)
        if data is None:
            damaged += 1
            continue
        target.put(name, data)
        source.path(name).unlink()
        moved, size = moved + 1, size + len(data)
    return Moved(moved, size, damaged)
