"""What a disk may hold after its power was cut: everything flushed, and of the rest whatever the drive had got round to.

Files and folders as objects that know what of them is durable and what is pending since their last flush. The rules
are POSIX's, not those of a kind file system: bytes are safe only after fsync of their file, names only after fsync of
their folder, and what is pending may be lost, kept, torn at sectors of 512 bytes, and in any order.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512


@dataclass(eq=False)
class Inode:
    """A file. ``now`` is what every process reads; ``durable`` what is surely on the platter."""

    now: bytearray
    durable: bytes
    pending: list[tuple[int, int, bytes | None]] = field(default_factory=list)
    """(time, offset, bytes written) or (time, new size, None) since the last flush, in order."""

    def write(self, time: int, offset: int, data: bytes) -> None:
        _put(self.now, offset, data)
        self.pending.append((time, offset, data))

    def truncate(self, time: int, size: int) -> None:
        _cut(self.now, size)
        self.pending.append((time, size, None))

    def flush(self, since: int) -> None:
        """A flush that began at ``since`` has ended."""
        content = bytearray(self.durable)
        for time, offset, data in self.pending:
            if time < since:
                _put(content, offset, data) if data is not None else _cut(content, offset)
        self.pending = [one for one in self.pending if one[0] >= since]
        self.durable = bytes(content)


@dataclass(eq=False)
class Folder:
    """A folder. One pending change may move several names at once: a rename takes effect whole or not at all."""

    now: "dict[str, Inode | Folder]" = field(default_factory=dict)
    durable: "dict[str, Inode | Folder]" = field(default_factory=dict)
    pending: "list[tuple[int, dict[str, Inode | Folder | None]]]" = field(default_factory=list)

    def change(self, time: int, names: "dict[str, Inode | Folder | None]") -> None:
        _apply(self.now, names)
        self.pending.append((time, names))

    def flush(self, since: int) -> None:
        for time, names in self.pending:
            if time < since:
                _apply(self.durable, names)
        self.pending = [one for one in self.pending if one[0] >= since]

    @classmethod
    def read(cls, path: Path) -> "Folder":
        """What lies there, all of it durable."""
        found = cls()
        for one in path.iterdir():
            if one.is_dir():
                found.now[one.name] = cls.read(one)
            elif not one.name.endswith("-shm"):
                data = one.read_bytes()
                found.now[one.name] = Inode(bytearray(data), data)
        found.durable = dict(found.now)
        return found


@dataclass(frozen=True)
class Fate:
    """What the cut does to whatever is pending: which names and which sectors of a write made it."""

    name: str
    keeps_names: Callable[[int], bool]
    keeps_sector: Callable[[int], bool]


def fates(source: random.Random, time: int) -> tuple[Fate, ...]:
    """The kinds of cut at ``time``: the two extremes, their crossings, an ordered prefix, and chance."""
    oldest = source.randint(max(0, time - 60), time)
    often = source.choice((0.2, 0.5, 0.8))

    def always(_time: int) -> bool:
        return True

    def never(_time: int) -> bool:
        return False

    return (
        Fate("lost", never, never),
        Fate("kept", always, always),
        Fate("bytes lost, names kept", always, never),
        Fate("names lost, bytes kept", never, always),
        Fate("up to a moment", lambda at: at <= oldest, lambda at: at <= oldest),
        Fate("torn", lambda _at: source.random() < often, lambda _at: source.random() < often),
    )


def after(folder: Folder, fate: Fate) -> "dict[str, object]":
    """What is on the platter: bytes by file name, a dictionary of the same by folder name."""
    names = dict(folder.durable)
    for time, change in folder.pending:
        if fate.keeps_names(time):
            _apply(names, change)
    return {
        name: after(one, fate) if isinstance(one, Folder) else _torn(one, fate) for name, one in names.items()
    }


def as_it_is(folder: Folder) -> "dict[str, object]":
    """What the processes read, nothing lost."""
    return {
        name: as_it_is(one) if isinstance(one, Folder) else bytes(one.now) for name, one in folder.now.items()
    }


def lay(tree: "dict[str, object]", path: Path) -> None:
    """Put such a tree on a real disk."""
    path.mkdir()
    for name, one in tree.items():
        if isinstance(one, dict):
            lay(one, path / name)
        else:
            assert isinstance(one, bytes)
            (path / name).write_bytes(one)
            (path / name).chmod(0o600)


def walk(tree: "dict[str, object]", at: str = "") -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of every file, sorted; a folder ends with a slash."""
    for name, one in sorted(tree.items()):
        if isinstance(one, dict):
            yield f"{at}{name}/", b""
            yield from walk(one, f"{at}{name}/")
        else:
            assert isinstance(one, bytes)
            yield f"{at}{name}", one


def _torn(file: Inode, fate: Fate) -> bytes:
    content = bytearray(file.durable)
    for time, offset, data in file.pending:
        if data is None:
            if fate.keeps_sector(time):
                _cut(content, offset)
            continue
        start = offset
        while start < offset + len(data):
            end = min((start // SECTOR + 1) * SECTOR, offset + len(data))
            if fate.keeps_sector(time):
                _put(content, start, data[start - offset : end - offset])
            start = end
    return bytes(content)


def _put(content: bytearray, offset: int, data: bytes) -> None:
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data


def _cut(content: bytearray, size: int) -> None:
    del content[size:]
    content.extend(bytes(size - len(content)))


def _apply(entries: "dict[str, Inode | Folder]", names: "dict[str, Inode | Folder | None]") -> None:
    for name, one in names.items():
        if one is None:
            entries.pop(name, None)
        else:
            entries[name] = one
