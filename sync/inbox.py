"""What came back: sealed notices by sequence number, and sealed result files. Plain files, written whole or
not at all.

The agent puts them here unread; the kiosk opens them once an officer has unlocked it. May not open a notice.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from sync.blob import is_blob_name
from sync.errors import Damage, ParcelDamaged
from sync.files import PART, make_for_both, sync_folder, write_for_both

RESULTS = "results"
PACKS = "packs"
HISTORY = 1_000_000_000
"""A notice's number here is its ``seq``, and this much more for every time a gateway was put back as it was and said other
things under numbers already heard: numbers only rise, in the order in which the province spoke.
"""
_NOTICE = re.compile(r"(\d{12,})\.notice")
_ASIDE = re.compile(r"(\d{12,})\.notice\.damaged-\d+")


class Inbox:
    """The inbox in one folder."""

    def __init__(self, folder: Path, writer: str = "") -> None:
        """Open or create. Whoever is not the agent writes under a name of his own."""
        self.folder = folder
        self._writer = writer
        make_for_both(folder / RESULTS)

    def put_notice(self, seq: int, data: bytes) -> None:
        """Store notice ``seq`` of the history that is followed, durably.

        One that is already there is never overwritten. Raises ``DiskFull``.
        """
        present, lost = self._histories()
        followed = (one for one, first in _firsts(present, lost) if first <= seq)
        path = self._notice_path(next(followed, 0) * HISTORY + seq)
        if not path.exists():
            write_for_both(path, data, writer=self._writer)

    def part(self, seq: int, data: bytes) -> None:
        """Store notice ``seq`` as the first of a further history, which is followed from now on. Raises ``DiskFull``."""
        newest = max((one for seqs in self._histories() for one in seqs), default=0)
        write_for_both(self._notice_path((newest + 1) * HISTORY + seq), data, writer=self._writer)

    def put_result(self, blob: str, data: bytes) -> None:
        """Store a whole result file durably. The caller has checked its hash. Raises ``DiskFull``."""
        write_for_both(self.result_path(blob), data, writer=self._writer)

    @property
    def packs(self) -> Path:
        """Where packs that came by stick wait for the administrator; absent while none has come."""
        return self.folder / PACKS

    def put_pack(self, name: str, data: bytes) -> bool:
        """Keep a pack for the administrator to install; False when it lies here already. Raises ``DiskFull``."""
        path = self.packs / name
        if path.is_file() and path.read_bytes() == data:
            return False
        make_for_both(path.parent)
        write_for_both(path, data, writer=self._writer)
        return True

    def after(self, seq: int) -> Iterator[tuple[int, bytes]]:
        """The notices with a number above ``seq``, in order, as (number, signed bytes)."""
        for number in self.numbers():
            if number > seq:
                yield number, self.notice(number)

    def notice(self, number: int) -> bytes:
        """The signed bytes of the notice with this number."""
        return self._notice_path(number).read_bytes()

    def followed(self) -> dict[int, int]:
        """The history that is followed: each notice's number here by its ``seq``."""
        return self._followed()[0]

    def numbers(self) -> list[int]:
        """The numbers present, ascending."""
        names = (_NOTICE.fullmatch(path.name) for path in self.folder.iterdir())
        return sorted(int(name.group(1)) for name in names if name is not None)

    def last(self) -> int:
        """The highest number received so far, 0 when none. It only rises."""
        return max(self.numbers(), default=0)

    def gapless(self) -> int:
        """The highest ``seq`` up to which none is missing: where the agent goes on asking from.

        Those below the first are pruned, not missing, unless they were set aside.
        """
        present, lost = self._followed()
        reached = min(lost, default=min(present, default=1)) - 1
        for seq in sorted(present):
            if seq == reached + 1:
                reached = seq
        return reached

    def set_notice_aside(self, seq: int) -> Path:
        """Give a damaged notice another name, so that it is fetched anew and its bytes stay for support."""
        return _aside(self._notice_path(seq))

    def set_result_aside(self, blob: str) -> Path:
        """The same for a damaged result file."""
        return _aside(self.result_path(blob))

    def prune(self, seq: int) -> None:
        """Remove notices up to ``seq`` that the kiosk has applied.

        The newest stays: it is the agent's memory.
        """
        for number in self.numbers()[:-1]:
            if number <= seq:
                self._notice_path(number).unlink(missing_ok=True)

    def result(self, blob: str) -> bytes | None:
        """The sealed result file ``blob``, None while it has not arrived whole."""
        path = self.result_path(blob)
        return path.read_bytes() if path.exists() else None

    def result_path(self, blob: str) -> Path:
        """Where result ``blob`` lies once whole. ``ParcelDamaged`` when it is no blob's name."""
        if not is_blob_name(blob):
            raise ParcelDamaged(Damage.WRONG_SHAPE)
        return self.folder / RESULTS / blob

    def partial_path(self, blob: str) -> Path:
        """Where the bytes of ``blob`` gather until they are complete."""
        return self.result_path(blob).with_name(blob + PART)

    def finish_result(self, blob: str) -> None:
        """Give a gathered result its name, durably. The caller has checked its hash and synced its bytes."""
        self.partial_path(blob).replace(self.result_path(blob))
        sync_folder(self.folder / RESULTS)

    def erase_result(self, blob: str) -> None:
        """Erase a result the kiosk has taken over; a mark stays, so that it is not fetched again."""
        write_for_both(self._taken_path(blob), b"")
        self.result_path(blob).unlink(missing_ok=True)

    def settled(self, blob: str) -> bool:
        """Whether result ``blob`` has arrived whole, or was here and has been taken over."""
        return self.result_path(blob).exists() or self._taken_path(blob).exists()

    def _histories(self) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
        """What is present and what was set aside: ``seq`` by history."""
        present: dict[int, set[int]] = {}
        aside: dict[int, set[int]] = {}
        for path in self.folder.iterdir():
            for pattern, found in ((_NOTICE, present), (_ASIDE, aside)):
                if (name := pattern.fullmatch(path.name)) is not None:
                    history, seq = divmod(int(name.group(1)), HISTORY)
                    found.setdefault(history, set()).add(seq)
        return present, aside

    def _followed(self) -> tuple[dict[int, int], set[int]]:
        """The history that is followed: number by ``seq``, and what of it was set aside and has not come anew.

        Each history takes over from the one before it at its first notice.
        """
        present, aside = self._histories()
        numbers: dict[int, int] = {}
        lost: set[int] = set()
        until: float = float("inf")
        for history, first in _firsts(present, aside):
            here = present.get(history, set())
            numbers |= {seq: history * HISTORY + seq for seq in here if seq < until}
            lost |= {seq for seq in aside.get(history, set()) - here if seq < until}
            until = min(until, first)
        return numbers, lost

    def _taken_path(self, blob: str) -> Path:
        return self.result_path(blob).with_name(blob + ".taken")

    def _notice_path(self, number: int) -> Path:
        return self.folder / f"{number:012d}.notice"


def _firsts(*found: dict[int, set[int]]) -> list[tuple[int, int]]:
    """(history, its first ``seq``), the newest first."""
    histories = {history for one in found for history in one}
    return [
        (history, min(min(one[history]) for one in found if history in one))
        for history in sorted(histories, reverse=True)
    ]


def _aside(path: Path) -> Path:
    count = 1
    while (target := path.with_name(f"{path.name}.damaged-{count}")).exists():
        count += 1
    path.replace(target)
    sync_folder(path.parent)
    return target
