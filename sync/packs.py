"""Brings the province's packs to the counter: a mirror of its repository in the inbox, filled over the link or from a stick.

The mirror changes from one whole issue to the next: what makes an issue the newest is written when everything it names is
there. The counter checks all of it again. May not install a pack or know what is in one.
"""

import contextlib
import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

from forms.clock import Clock
from forms.distribution import (
    METADATA,
    ROOT_STATEMENT,
    STATE_FOLDERS,
    TARGETS,
    TIMESTAMP,
    Distribution,
    NotBelieved,
    NothingThere,
    Offered,
    files_of,
    from_folder,
    issue_number,
)
from sync.cose import Publics
from sync.errors import ParcelDamaged
from sync.files import (
    append_durably,
    demand_room,
    make_for_both,
    share,
    sync_folder,
    write_durably,
    write_for_both,
)
from sync.link import GatewayLink
from sync.pace import Pace
from sync.packs_root import read_root
from sync.transport import LinkDown

MIRROR, SEEN = "repository", "seen"
METADATA_LIMIT = 5_000_000

_log = logging.getLogger("sync.packs")


class Carrier(Protocol):
    """Where files of the repository come from."""

    def fetch(self, path: str) -> bytes:
        """A small file; ``NothingThere`` when there is none."""
        ...

    def copy(self, path: str, target: Path, size: int) -> None:
        """A large one, into ``target``, continued where an earlier try broke off."""
        ...


class PutOff(Exception):
    """The carrier stops for now: papers, or the day's budget, go first. What has come is kept."""


class PackMirror:
    """The mirror in ``folder``, believed from a root that ``sign`` (the gateway's public keys) vouches for."""

    def __init__(self, folder: Path, sign: Publics) -> None:
        self._folder = folder
        self._mirror = folder / MIRROR
        self._sign = sign

    def follow(self, carrier: Carrier) -> bool:
        """Bring the mirror to the carrier's newest issue; whether anything changed.

        Raises what the carrier raises when its link breaks; what is not believed changes nothing and is written down.
        """
        try:
            statement = carrier.fetch(ROOT_STATEMENT)
            root = read_root(statement, self._sign)
            with self._seen() as seen:
                known = Distribution(seen, carrier.fetch, root)
                offered = known.refresh()
        except (NothingThere, PutOff):
            return False
        except (NotBelieved, ParcelDamaged) as fault:
            _log.warning("packs not believed: %s", fault)
            return False
        issue = {ROOT_STATEMENT: statement, **known.metadata()}
        if all(self._holds(path, data) for path, data in issue.items()):
            return False
        try:
            if not all(self._bring(one, carrier) for one in offered):
                return False
        except (NothingThere, PutOff):
            return False
        self._settle(issue, offered)
        _log.info("%d packs of the province are here", len(offered))
        return True

    @property
    def number(self) -> int:
        """The number of the issue that lies here; 0 when none does."""
        try:
            return issue_number((self._mirror / TIMESTAMP).read_bytes())
        except OSError:
            return 0

    def _holds(self, path: str, data: bytes) -> bool:
        file = self._mirror / path
        return file.is_file() and file.read_bytes() == data

    def _bring(self, one: Offered, carrier: Carrier) -> bool:
        target = self._made(TARGETS) / Path(one.file).name
        if target.is_file():
            return True
        part = target.with_name(target.name + ".part")
        carrier.copy(one.file, part, one.size)
        with part.open("rb") as file:
            sound = hashlib.file_digest(file, "sha256").hexdigest() == one.sha256
        if not sound:
            part.unlink()
            _log.warning("pack %s came damaged", one.path)
            return False
        part.replace(target)
        sync_folder(target.parent)
        return True

    def _settle(self, issue: Mapping[str, bytes], offered: Iterable[Offered]) -> None:
        self._made(METADATA)
        # The timestamp is last: until it is written the counter reads the issue before, whose files are all still there.
        for path, data in issue.items():
            if not self._holds(path, data):
                write_for_both(self._mirror / path, data)
        kept = {one.file for one in offered} | set(issue)
        for file in (*self._mirror.glob(f"{TARGETS}/*"), *self._mirror.glob(f"{METADATA}/*")):
            if file.relative_to(self._mirror).as_posix() not in kept:
                file.unlink()

    @contextlib.contextmanager
    def _seen(self) -> Iterator[Path]:
        """Where the framework remembers what it has seen. It knows nothing of two accounts: we share what it leaves there."""
        seen = self._folder / SEEN
        for folder in (self._folder, seen, *(seen / name for name in STATE_FOLDERS)):
            make_for_both(folder)
        try:
            yield seen
        finally:
            share(seen)

    def _made(self, name: str) -> Path:
        folder = self._mirror / name
        make_for_both(self._folder)
        make_for_both(self._mirror)
        make_for_both(folder)
        return folder


class LinkCarrier:
    """The gateway, asked in pieces that suit the link. ``may_go`` says whether packs may travel now."""

    def __init__(self, clock: Clock, link: GatewayLink, may_go: Callable[[], bool]) -> None:
        self._clock = clock
        self._link = link
        self._may_go = may_go
        self._pace = Pace(first=128 * 1024, least=16 * 1024, most=4 * 1024 * 1024, target=5.0)

    def fetch(self, path: str) -> bytes:
        """See ``Carrier``."""
        data = self._link.pack_part(path, 0, METADATA_LIMIT)
        if data is None:
            raise NothingThere
        return data

    def copy(self, path: str, target: Path, size: int) -> None:
        """See ``Carrier``."""
        have = target.stat().st_size if target.exists() else 0
        if have > size:
            have = 0
        while have < size:
            if not self._may_go():
                raise PutOff
            length = min(self._pace.size, size - have)
            demand_room(target.parent, length)
            start = self._clock.monotonic()
            try:
                data = self._link.pack_part(path, have, length)
            except LinkDown:
                self._pace.failed()
                raise
            if not data:
                raise NothingThere
            self._pace.went(len(data), self._clock.monotonic() - start)
            have = append_durably(target, have, data)


def lay_out(repository: Path, target: Path) -> int:
    """Copy the newest issue of a repository, for whoever carries it on foot; how many packs it has.

    As in the mirror, what makes it the newest is written last. Raises ``DiskFull``; 0 when nothing is distributed.
    """
    issue = files_of(from_folder(repository))
    there = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    lying = from_folder(target)
    for name in issue:
        data = (repository / name).read_bytes()
        place = target / name
        with contextlib.suppress(NothingThere):  # or where the stick is worn out: then it is written anew
            if lying(name) == data:
                continue
        place.parent.mkdir(parents=True, exist_ok=True)
        write_durably(place, data)
    for name in there - set(issue):
        (target / name).unlink()
    return sum(name.startswith(f"{TARGETS}/") for name in issue)


class FolderCarrier:
    """A stick, or any folder with the repository's files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.fetch = from_folder(folder)

    def copy(self, path: str, target: Path, size: int) -> None:
        """See ``Carrier``."""
        data = self.fetch(path)[: size + 1]
        write_for_both(target, data)
