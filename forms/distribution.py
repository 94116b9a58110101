"""What a province distributes to its counters: a repository of packs by The Update Framework, seen from the counter's side.

Whoever carries the files (the agent, a stick) is not believed: signatures, versions, dates and hashes are. The framework
keeps an attacker in the middle from showing old packs as the newest, mixing issues, or holding news back for longer than
the repository says. May not know how files travel or what is in a pack.
"""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from forms.bundle_head import LARGEST, NAME, Kind
from forms.errors import KnownError
from forms.text import Message

if TYPE_CHECKING:
    from tuf.ngclient import FetcherInterface

METADATA, TARGETS = "metadata", "targets"
TIMESTAMP = f"{METADATA}/timestamp.json"
ROOT_STATEMENT = "root.cose"
"""Beside the two folders: the first root, signed by the gateway that enrolled this counter."""
KEPT = "trusted"
_HISTORY = "root_history"
STATE_FOLDERS = (KEPT, f"{KEPT}/{_HISTORY}", TARGETS)
"""What a ``Distribution`` and the framework make in their ``state``, each within those before it."""
_BASE = "mirror:///"
_KEY_HEX = 64
_ROOTS = 256

NOT_BELIEVED = Message(
    "error.distribution.not_believed",
    "Kho gói của tỉnh trên máy này không đúng chữ ký hoặc đã quá hạn ({reason}). Gói đang dùng không đổi; báo cho tỉnh.",
    "Shown to the administrator; {reason} is a short technical name.",
)


class NothingThere(Exception):
    """The carrier has no file of that name."""


class NotBelieved(KnownError):
    """What the carrier brought is forged, mixed, older than what was seen before, or past its date."""

    def __init__(self, reason: str) -> None:
        super().__init__(NOT_BELIEVED, reason=reason)


@dataclass(frozen=True, slots=True)
class Offered:
    """One pack in distribution. ``publisher`` is the public key (32 bytes) whose signature the pack carries."""

    path: str
    kind: Kind
    name: str
    serial: int
    publisher: bytes
    publisher_name: str
    sha256: str
    size: int

    @property
    def file(self) -> str:
        """Where a carrier finds it."""
        return f"{TARGETS}/{self.sha256}.{self.path}"


Fetch = Callable[[str], bytes]
"""The bytes of ``metadata/…`` or ``targets/…``; ``NothingThere`` when there is no such file."""


class Distribution:
    """The repository as last believed. ``state`` is the folder in which what was seen is remembered."""

    def __init__(self, state: Path, fetch: Fetch, root: bytes) -> None:
        """``root`` is the first root of trust (its JSON), for the first time here: afterwards the one seen then counts, and
        later ones must be signed by those before them. Raises ``NotBelieved``.
        """
        from tuf.api.exceptions import RepositoryError
        from tuf.ngclient import Updater

        # The framework logs every step it takes; what matters is raised.
        logging.getLogger("tuf").setLevel(logging.CRITICAL)
        self._kept = state / KEPT
        self._targets = state / TARGETS
        for folder in (self._kept, self._targets):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            self._updater = Updater(
                str(self._kept),
                _BASE + METADATA,
                str(self._targets),
                _BASE + TARGETS,
                _fetcher(fetch),
                bootstrap=self._first_root() or root,
            )
        except RepositoryError as error:
            raise NotBelieved(_name(error)) from error

    def _first_root(self) -> bytes | None:
        files = sorted(
            self._kept.glob(f"{_HISTORY}/*.root.json"), key=lambda file: int(file.name.split(".")[0])
        )
        return files[0].read_bytes() if files else None

    def refresh(self) -> tuple[Offered, ...]:
        """What is distributed now. Raises ``NotBelieved``, and whatever the carrier's ``fetch`` raises but ``NothingThere``."""
        from tuf.api.exceptions import DownloadError, RepositoryError

        try:
            self._updater.refresh()
        except (RepositoryError, DownloadError) as error:
            raise NotBelieved(_name(error)) from error
        return tuple(self._offered())

    def get(self, offered: Offered) -> Path:
        """The pack's file, fetched if it is not here yet. Raises as ``refresh`` does."""
        from tuf.api.exceptions import DownloadError, RepositoryError

        try:
            target = self._updater.get_targetinfo(offered.path)
            if target is None:
                raise NotBelieved("gone")
            here = self._updater.find_cached_target(target)
            return Path(here or self._updater.download_target(target))
        except (RepositoryError, DownloadError) as error:
            raise NotBelieved(_name(error)) from error

    def metadata(self) -> dict[str, bytes]:
        """The framework's own files of the issue that is believed, by the path a carrier has them under."""
        found = {
            f"{METADATA}/{file.name}": file.read_bytes()
            for file in (self._kept / _HISTORY).glob("*.root.json")
        }
        for role in ("snapshot", "targets"):
            data = (self._kept / f"{role}.json").read_bytes()
            found[f"{METADATA}/{issue_number(data)}.{role}.json"] = data
        return {**found, TIMESTAMP: (self._kept / "timestamp.json").read_bytes()}

    def forget_but(self, offered: tuple[Offered, ...]) -> None:
        """Erase the files of packs that are not distributed any more."""
        kept = {one.path for one in offered}
        for file in self._targets.iterdir():
            if file.name not in kept:
                file.unlink()

    def _offered(self) -> Iterator[Offered]:
        from tuf.api.metadata import Metadata, Targets

        # What the refresh has checked and written; the library itself gives out single targets only.
        data = (self._kept / "targets.json").read_bytes()
        targets = Metadata[Targets].from_bytes(data).signed.targets
        for path, target in sorted(targets.items()):
            told = target.custom if isinstance(target.custom, dict) else {}
            one = _read(path, told, target.hashes.get("sha256", ""), target.length)
            if one is not None:
                yield one


def _read(path: str, told: dict[str, object], digest: str, size: int) -> Offered | None:
    """The pack a target describes; ``None`` for one this program has no use for (a later kind, say)."""
    kind, name, serial = told.get("kind"), told.get("name"), told.get("serial")
    publisher, called = told.get("publisher"), told.get("publisher_name", "")
    if (
        kind not in set(Kind)
        or not isinstance(name, str)
        or not NAME.fullmatch(name)
        or type(serial) is not int
        or not isinstance(publisher, str)
        or len(publisher) != _KEY_HEX
        or path != target_path(Kind(str(kind)), name)
        or size > LARGEST
    ):
        return None
    try:
        key = bytes.fromhex(publisher)
    except ValueError:
        return None
    return Offered(path, Kind(str(kind)), name, serial, key, str(called)[:80], digest, size)


def issue_number(metadata: bytes) -> int:
    """The version one of the framework's files bears; 0 for anything else."""
    try:
        number = json.loads(metadata)["signed"]["version"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return 0
    return number if type(number) is int else 0


def target_path(kind: Kind, name: str) -> str:
    """What a pack is called in the repository: one entry a pack, whatever its issue."""
    return f"{kind}-{name}.zip"


def files_of(fetch: Fetch) -> tuple[str, ...]:
    """Every file of the carrier's newest issue, the one that makes it the newest last; nothing is believed of it yet."""
    found = [ROOT_STATEMENT]
    try:
        while len(found) < _ROOTS:
            name = f"{METADATA}/{len(found)}.root.json"
            fetch(name)
            found.append(name)
    except NothingThere:
        pass
    try:
        fetch(ROOT_STATEMENT)  # before the gateway has vouched for it nobody could believe it
        stamp = json.loads(fetch(TIMESTAMP))["signed"]["meta"]["snapshot.json"]["version"]
        snapshot = f"{METADATA}/{stamp}.snapshot.json"
        number = json.loads(fetch(snapshot))["signed"]["meta"]["targets.json"]["version"]
        targets = f"{METADATA}/{number}.targets.json"
        listed = json.loads(fetch(targets))["signed"]["targets"]
        packs = [f"{TARGETS}/{one['hashes']['sha256']}.{path}" for path, one in sorted(listed.items())]
    except (NothingThere, ValueError, KeyError, TypeError):
        return ()
    return (*packs, *found, targets, snapshot, TIMESTAMP)


def from_folder(folder: Path) -> Fetch:
    """A carrier that brings what lies in a folder: a mirror the agent filled, or a stick."""

    def fetch(path: str) -> bytes:
        try:
            return (folder / path).read_bytes()
        except OSError:
            raise NothingThere from None

    return fetch


def _fetcher(fetch: Fetch) -> "FetcherInterface":
    from tuf.api.exceptions import DownloadHTTPError
    from tuf.ngclient import FetcherInterface

    class Fetcher(FetcherInterface):
        def _fetch(self, url: str) -> Iterator[bytes]:
            try:
                yield fetch(url.removeprefix(_BASE))
            except NothingThere:
                raise DownloadHTTPError("nothing there", 404) from None

    return Fetcher()


def _name(error: Exception) -> str:
    return type(error).__name__.removesuffix("Error").lower()
