"""A recorded day of real processes, played up to a moment, and the disks a power cut at that moment may leave."""

import os
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from tests.faults import recording
from tests.faults.platter import Folder, after, as_it_is, fates, walk
from tests.road.plug import GATEWAY, KIOSK

STICK = "stick"
PLACES = {KIOSK: "office", GATEWAY: "gateway", STICK: "stick"}
DATABASES: dict[str, tuple[str, ...]] = {
    KIOSK: ("kiosk.db", "outbox/outbox.db"),
    GATEWAY: ("gateway.db",),
    STICK: (),
}
PARTS = 4
"""The day is tried in so many parts, which several processes may share."""
ALL_STATES = int(os.environ.get("HOSO_FAULTS_STATES", "2160"))
"""So many disks of the working day and of the trips of a stick together, two thirds of them the day's."""
SEED = int(os.environ.get("HOSO_FAULTS_SEED", "1"))
Tree = dict[str, dict[str, object]]
T = TypeVar("T")


@dataclass(frozen=True)
class Day:
    """A recorded day: where its disks began and were left, what was done, when it ended."""

    start: Path
    calls: tuple[recording.Call, ...]
    ended: datetime
    live: Path
    kinds: Mapping[str, type[recording.Replay]]
    """The disks, by machine, and the manner of their file systems."""


class Player:
    """Every disk, as far as the day has come."""

    def __init__(self, day: Day) -> None:
        self.disks = {
            machine: kind(day.live / PLACES[machine], Folder.read(day.start / PLACES[machine]))
            for machine, kind in day.kinds.items()
        }

    def play(self, call: recording.Call) -> str:
        """What has happened (``Replay.play``), empty when nothing of interest."""
        return max(disk.play(call) for disk in self.disks.values())

    def lines(self) -> list[bytes]:
        """What has been said up to now."""
        return next(iter(self.disks.values())).lines()


def play_whole(day: Day) -> Player:
    """Play all of it, which must give what the processes left, byte for byte."""
    player = Player(day)
    for call in day.calls:
        player.play(call)
    for machine, disk in player.disks.items():
        played = dict(walk(as_it_is(disk.top)))
        left = dict(walk(as_it_is(Folder.read(day.live / PLACES[machine]))))
        assert sorted(played) == sorted(left)
        assert [path for path in left if played[path] != left[path]] == []
    return player


def disks_of(
    day: Day, machines: tuple[str, ...], most: int, promise_of: Callable[[list[bytes]], T], part: int = 0
) -> Iterator[tuple[str, Tree, T]]:
    """(name, disks, promises): different disks, or the same ones with more promised, of one of ``PARTS`` of the day in its order."""
    source = random.Random(f"{SEED} {machines} {part}")
    counting = Player(day)
    every = [number for number, call in enumerate(day.calls) if counting.play(call)]
    moments = set(every[part * len(every) // PARTS : (part + 1) * len(every) // PARTS])
    seen: set[bytes] = set()
    made = 0
    player = Player(day)
    ahead = len(moments)
    for number, call in enumerate(day.calls):
        if not (did := player.play(call)) or number not in moments:
            continue
        ahead -= 1
        promise = promise_of(player.lines())
        kinds = fates(source, call.ended + 1)
        # Every kind where somebody has just been told something; else as many as are needed to reach the number.
        wanted = len(kinds) if did == "said" else (most - made + ahead) // (ahead + 1)
        for fate in source.sample(kinds, len(kinds)):
            if wanted <= 0:
                break
            tree = {
                machine: after(disk.top, fate) if machine in machines else as_it_is(disk.top)
                for machine, disk in player.disks.items()
            }
            if fate.name == "torn":
                _spoil_indexes(tree, machines, source)
            print_of = sha256(repr((promise, list(walk(dict(tree))))).encode()).digest()
            if print_of in seen:
                continue
            seen.add(print_of)
            made += 1
            wanted -= 1
            yield f"call {number} of {len(day.calls)}, {fate.name}", tree, promise


def _spoil_indexes(
    tree: Mapping[str, dict[str, object]], machines: tuple[str, ...], source: random.Random
) -> None:
    """The index beside a write-ahead log lives in memory; whatever of it reached the disk is nonsense now."""
    for machine in machines:
        for name in DATABASES[machine]:
            *above, last = name.split("/")
            folder: Any = tree[machine]
            for part in above:
                folder = folder[part]
            folder[f"{last}-shm"] = source.randbytes(32768)
