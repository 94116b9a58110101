"""A desk on an encrypted store that lives as long as this process: for a citizen alone, and for practice.

The key is made here, kept in memory only and never wrapped for anybody: when the process is gone, what lies on disk is
noise. Such a desk has no key of the office and no road to the province.
"""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from forms import data_packs
from forms.catalogue import Catalogue
from forms.clock import Clock
from kiosk.domain.office import Office, Officer
from kiosk.folder import Folder
from kiosk.journal import Journal
from kiosk.services.desk import Desk
from kiosk.store.database import Store
from sync.files import FolderBusy, only_one
from sync.parcel import SigningKey

_LOCK = "lock"


@dataclass(frozen=True, slots=True)
class SessionFolder(Folder):
    """The place of one session inside the real data folder; packs and logs are the real ones."""

    home: Folder = field(kw_only=True)

    @property
    def packs(self) -> Path:
        """Installed packs of the machine."""
        return self.home.packs

    @property
    def logs(self) -> Path:
        """The machine's logs."""
        return self.home.logs


@dataclass(slots=True)
class Session:
    """An open session. ``end`` closes it and takes its files away; a crash leaves only what nobody can read."""

    desk: Desk
    folder: SessionFolder
    _held: ExitStack = field(repr=False)

    def end(self) -> None:
        """Forgets the key and removes the files. Ending twice changes nothing."""
        self.desk.close()
        self._held.close()
        _remove(self.folder.root)


def open_session(
    home: Folder, kind: Path, office: Office, officer: Officer, clock: Clock, *, practice: bool = False
) -> Session:
    """A fresh session in a new folder under ``kind``. What dead processes left there is removed first.

    Raises ``KnownError`` when the disk takes nothing.
    """
    sweep(kind)
    data_packs.follow(home.packs)
    folder = SessionFolder(kind / secrets.token_hex(8), home=home)
    folder.root.mkdir(mode=0o700, parents=True)
    held = ExitStack()
    try:
        held.enter_context(only_one(folder.root / _LOCK))
        key = secrets.token_bytes(32)
        store = Store.create(folder.database, key, clock)
        store.office.save(office)
        store.office.add_officer(officer)
        desk = Desk(
            folder=folder,
            clock=clock,
            store=store,
            catalogue=Catalogue.shipped(home.packs / "forms", signed=True),
            office=office,
            officer=officer,
            signing=SigningKey.generate(),
            db_key=key,
            journal=Journal(home.logs if home.logs.is_dir() else None, "kiosk"),
            practice=practice,
        )
    except BaseException:
        held.close()
        _remove(folder.root)
        raise
    return Session(desk, folder, held)


def sweep(kind: Path) -> None:
    """Removes sessions whose process is gone; their keys went with it."""
    for left in _folders(kind):
        if not _in_use(left):
            _remove(left)


def _folders(kind: Path) -> Iterator[Path]:
    try:
        yield from [path for path in kind.iterdir() if path.is_dir()]
    except OSError:
        return


def _in_use(folder: Path) -> bool:
    try:
        with only_one(folder / _LOCK):
            return False
    except FolderBusy:
        return True


def _remove(folder: Path) -> None:
    with suppress(OSError):
        shutil.rmtree(folder)
