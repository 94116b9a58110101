"""What came back: sealed notices by sequence number, and sealed result files. Plain files, written whole or
not at all.

The agent puts them here unread; the kiosk opens them once an officer has unlocked it. May not open a notice.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from sync.blob import is_blob_name
from sync.errors import Damage, ParcelDamaged
from sync.files import PART, sync_folder, write_durably

RESULTS = "results"
PACKS = "packs"
_NOTICE = re.compile(r"(\d{12})\.notice")
_ASIDE = re.compile(r"(\d{12})\.notice\.damaged-\d+")


class Inbox:
    """The inbox in one folder."""

    def __init__(self, folder: Path, writer: str = "") -> None:
        """Open or create. Whoever is not the agent writes under a name of his own."""
        self.folder = folder
        self._writer = writer
        (folder / RESULTS).mkdir(parents=True, exist_ok=True)

    def put_notice(self, seq: int, data: bytes) -> None:
        """Store notice ``seq`` durably.

        One that is already there is never overwritten. Raises ``DiskFull``.
        """
        path = self._notice_path(seq)
        if not path.exists():
            write_durably(path, data, writer=self._writer)

    def put_result(self, blob: str, data: bytes) -> None:
        """Store a whole result file durably. The caller has checked its hash. Raises ``DiskFull``."""
        write_durably(self.result_path(blob), data, writer=self._writer)

    @property
    def packs(self) -> Path:
        """Where packs that came by stick wait for the administrator; absent while none has come."""
        return self.folder / PACKS

    def put_pack(self, name: str, data: bytes) -> bool:
        """Keep a pack for the administrator to install; False when it lies here already. Raises ``DiskFull``."""
        path = self.packs / name
        if path.is_file() and path.read_bytes() == data:
            return False
        path.parent.mkdir(exist_ok=True)
        write_durably(path, data, writer=self._writer)
        return True

    def after(self, seq: int) -> Iterator[tuple[int, bytes]]:
        """The notices with a number above ``seq``, in order, as (number, signed bytes)."""
        for number in self.numbers():
            if number > seq:
                yield number, self._notice_path(number).read_bytes()

    def numbers(self) -> list[int]:
        """The sequence numbers present, ascending."""
        names = (_NOTICE.fullmatch(path.name) for path in self.folder.iterdir())
        return sorted(int(name.group(1)) for name in names if name is not None)

    def last(self) -> int:
        """The highest number received so far, 0 when none: what the agent asks the gateway to go on from."""
        return max(self.numbers(), default=0)

    def gapless(self) -> int:
        """The highest number up to which none is missing: where the agent goes on asking from.

        Numbers below the first are pruned, not missing, unless they were set aside.
        """
        present = self.numbers()
        aside = (_ASIDE.fullmatch(path.name) for path in self.folder.iterdir())
        lost = {int(name.group(1)) for name in aside if name is not None} - set(present)
        reached = min(lost, default=present[0] if present else 1) - 1
        for number in present:
            if number == reached + 1:
                reached = number
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
        write_durably(self._taken_path(blob), b"")
        self.result_path(blob).unlink(missing_ok=True)

    def settled(self, blob: str) -> bool:
        """Whether result ``blob`` has arrived whole, or was here and has been taken over."""
        return self.result_path(blob).exists() or self._taken_path(blob).exists()

    def _taken_path(self, blob: str) -> Path:
        return self.result_path(blob).with_name(blob + ".taken")

    def _notice_path(self, seq: int) -> Path:
        return self.folder / f"{seq:012d}.notice"


def _aside(path: Path) -> Path:
    count = 1
    while (target := path.with_name(f"{path.name}.damaged-{count}")).exists():
        count += 1
    path.replace(target)
    sync_folder(path.parent)
    return target
