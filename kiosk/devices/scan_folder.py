"""The folder an office's scanner writes into: files are taken when they are whole and at rest, then removed from it.

A file counts as whole when its size and time have not changed between two looks, its end is the end its kind has, and
nobody holds it open for writing (where the system can say so). One that stays unfinished, or that is refused later, is
moved into a folder beside the others and named, so that it neither blocks the next ones nor vanishes. Names are never
believed, links never followed, nothing but the folder itself is looked at. Knows no Qt; ``look`` may wait for a network
folder, so it is called from the background.
"""

import contextlib
import os
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from forms.clock import Clock
from forms.errors import KnownError
from forms.text import Message

REST_SECONDS = 1.5
"""A file that has not changed for so long is at rest."""
PATIENCE_SECONDS = 30.0
"""An unfinished file at rest for so long will not be finished any more."""
LARGEST = 20_000_000
MOST_AT_ONCE = 50
ASIDE = "khong-nhan-duoc"
"""The folder of files that could not be taken, inside the scan folder."""

_ENDS = {b"\xff\xd8\xff": b"\xff\xd9", b"\x89PNG\r\n\x1a\n": b"IEND", b"%PDF-": b"%%EOF"}
_UNFINISHED_NAMES = (".tmp", ".part", ".partial", ".crdownload", ".filepart")

FOLDER_GONE = Message(
    "error.scan_folder.gone",
    "Không mở được thư mục máy quét. Xin kiểm tra máy quét và mạng, hoặc chụp giấy, hoặc chọn tệp.",
    "The folder the scanner writes into cannot be read. Must not lose: the other ways to go on.",
)
_NOT_REMOVED = Message(
    "error.scan_folder.not_removed",
    "Đã lấy tệp {name} nhưng chưa xóa được khỏi thư mục máy quét. Xin cán bộ xóa tệp này.",
    "A scanned file was taken in but could not be removed. {name} is the file's name",
)


class AsideReason(StrEnum):
    """Why a file was moved aside."""

    UNFINISHED = "unfinished"  # it never came to its end
    KIND = "kind"  # it is no JPEG, PNG or PDF
    TOO_LARGE = "too_large"
    REFUSED = "refused"  # it was opened and could not be read


ASIDE_WORDS: dict[AsideReason, Message] = {
    AsideReason.UNFINISHED: Message(
        "ui.scan_folder.unfinished",
        "Tệp {name} quét dở dang, đã để riêng. Xin quét lại giấy đó.",
        "A scanner's file never came to its end. {name} is the file's name",
    ),
    AsideReason.KIND: Message(
        "ui.scan_folder.kind",
        "Tệp {name} không phải ảnh hay PDF, đã để riêng.",
        "Some other file lay in the scanner's folder. {name} is the file's name",
    ),
    AsideReason.TOO_LARGE: Message(
        "ui.scan_folder.too_large",
        "Tệp {name} lớn quá, đã để riêng. Xin quét lại ở mức thường (200 dpi).",
        "A scanner's file is too large. {name} is the file's name",
    ),
    AsideReason.REFUSED: Message(
        "ui.scan_folder.refused",
        "Tệp {name} hỏng, không mở được, đã để riêng. Xin quét lại giấy đó.",
        "A scanner's file could not be opened. {name} is the file's name",
    ),
}


@dataclass(frozen=True, slots=True)
class Scanned:
    """One whole file waiting in the folder. ``since`` is when it was last written (seconds since 1970)."""

    path: Path
    size: int
    since: float


@dataclass(frozen=True, slots=True)
class SetAside:
    """A file moved out of the way, under the name it had."""

    name: str
    reason: AsideReason


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found: files ready to be taken, oldest first, and what was moved aside in it."""

    ready: tuple[Scanned, ...] = ()
    aside: tuple[SetAside, ...] = ()


@dataclass(slots=True)
class _Seen:
    state: tuple[int, int]
    at: float


@dataclass(slots=True)
class ScanFolder:
    """One folder. Remembers between looks only sizes and times."""

    path: Path
    clock: Clock
    _seen: dict[str, _Seen] = field(default_factory=dict)

    def look(self) -> Look:
        """One look at the folder. Raises ``KnownError`` when it cannot be read at all."""
        try:
            with os.scandir(self.path) as found:
                files = [entry for entry in found if entry.is_file(follow_symlinks=False)]
        except OSError as error:
            raise KnownError(FOLDER_GONE) from error
        now = self.clock.monotonic()
        ready: list[Scanned] = []
        aside: list[SetAside] = []
        names = {entry.name for entry in files}
        self._seen = {name: seen for name, seen in self._seen.items() if name in names}
        for entry in files:
            if entry.name.startswith((".", "~")):
                continue
            try:
                stat = entry.stat(follow_symlinks=False)
            except OSError:
                continue  # it went between the two calls
            state = (stat.st_size, stat.st_mtime_ns)
            seen = self._seen.get(entry.name)
            if seen is None or seen.state != state:
                self._seen[entry.name] = _Seen(state, now)
                continue
            rest = now - seen.at
            if rest < REST_SECONDS:
                continue
            path = self.path / entry.name
            wrong = self._wrong(path, stat.st_size)
            if wrong is None:
                ready.append(Scanned(path, stat.st_size, stat.st_mtime))
            elif wrong is not AsideReason.UNFINISHED or rest >= PATIENCE_SECONDS:
                with contextlib.suppress(KnownError):
                    aside.append(self.set_aside(path, wrong))
        ready.sort(key=lambda one: (one.since, one.path.name))
        return Look(tuple(ready[:MOST_AT_ONCE]), tuple(aside))

    def names(self) -> set[str]:
        """The names the last look saw, whole or not."""
        return set(self._seen)

    def read(self, file: Scanned) -> bytes:
        """The bytes of a file that a look found. ``KnownError`` when it is gone or has changed since."""
        try:
            with file.path.open("rb") as source:
                data = source.read(LARGEST + 1)
        except OSError as error:
            raise KnownError(FOLDER_GONE) from error
        if len(data) != file.size:
            raise KnownError(FOLDER_GONE)
        return data

    def remove(self, file: Scanned) -> None:
        """The file was taken in and is durable elsewhere: it goes. ``KnownError`` names it when it will not."""
        try:
            file.path.unlink(missing_ok=True)
        except OSError as error:
            raise KnownError(_NOT_REMOVED, name=file.path.name[:60]) from error

    def set_aside(self, path: Path, reason: AsideReason) -> SetAside:
        """Moves a file out of the way, never over another one."""
        name = path.name
        folder = self.path / ASIDE
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            target, count = folder / name, 2
            while target.exists():
                target = folder / f"{path.stem}-{count}{path.suffix}"
                count += 1
            path.rename(target)
        except OSError as error:
            raise KnownError(FOLDER_GONE) from error
        return SetAside(name[:60], reason)

    def _wrong(self, path: Path, size: int) -> AsideReason | None:
        if size > LARGEST:
            return AsideReason.TOO_LARGE
        if path.suffix.lower() in _UNFINISHED_NAMES or size == 0 or _held_open(path):
            return AsideReason.UNFINISHED
        try:
            with path.open("rb") as source:
                start = source.read(8)
                source.seek(max(0, size - 2048))
                tail = source.read(2048)
        except OSError:
            return AsideReason.UNFINISHED  # another program holds it
        end = next((end for begin, end in _ENDS.items() if start.startswith(begin)), None)
        if end is None:
            # A beginning that may still become one of ours is waited for.
            short = any(begin.startswith(start) for begin in _ENDS)
            return AsideReason.UNFINISHED if short else AsideReason.KIND
        return None if end in tail else AsideReason.UNFINISHED


def _held_open(path: Path) -> bool:
    """Whether another program still has the file open. Only Windows can say so; elsewhere its end has to tell."""
    if os.name != "nt":
        return False
    try:
        path.rename(path)  # refused while somebody writes
    except OSError:
        return True
    return False
