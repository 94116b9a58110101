"""Runs the opener until it is told to stop. Listens to nothing; the database tells it what there is to do."""

import contextlib
import logging
import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from forms import data_packs
from forms.clock import Clock
from forms.errors import KnownError
from sync.errors import ParcelDamaged
from sync.files import FolderBusy, only_one
from sync.gateway.database import Database
from sync.gateway.distributing import PackRepository
from sync.gateway.faults import AlreadyRunning
from sync.gateway.journal import note, note_failure
from sync.gateway.keyring import OpenerKeys
from sync.gateway.keysafe import plain_beside
from sync.gateway.keywatch import KeyWatch
from sync.gateway.layout import Layout
from sync.gateway.office.faces import FaceWriter
from sync.gateway.office.keys import OfficeKeys
from sync.gateway.office.reading import DossierReader
from sync.gateway.opener.answers import AnswerJudge
from sync.gateway.opener.carding import (
    province_keys,
    publish_keys,
    recovery_key,
    refresh_card,
    tls_authority,
)
from sync.gateway.opener.history import HistoryMark
from sync.gateway.opener.numbers import DelegatedNumbers
from sync.gateway.opener.opener import Opener, OpenerPorts
from sync.gateway.shelving import open_shelf
from sync.times import read_time

IDLE_SECONDS = 0.2
REST_SECONDS = 0.05
TROUBLE_SECONDS = 1.0
CARD_SECONDS = 1.0
RENEW_SECONDS = 30.0

_log = logging.getLogger(__name__)


def run_opener(
    layout: Layout, database_url: str | None, clock: Clock, stop: threading.Event, ready: Callable[[], None]
) -> None:
    """Open, record and sign until ``stop`` is set; ``ready`` is called after the first look around.

    ``AlreadyRunning`` when another opener works on the same SQLite database: two would do no harm to the data, but would
    only be in each other's way. Where rows can be locked, any number works beside each other.
    """
    layout.root.mkdir(parents=True, exist_ok=True)
    database = Database.open(database_url, layout.database)
    try:
        with contextlib.nullcontext() if database.locks_rows else only_one(layout.opener_lock):
            _loop(layout, database, clock, stop, ready)
    except FolderBusy as error:
        raise AlreadyRunning from error
    finally:
        database.close()
        note(_log, "opener ended")


def _loop(
    layout: Layout, database: Database, clock: Clock, stop: threading.Event, ready: Callable[[], None]
) -> None:
    watch = KeyWatch(layout.opener_keys)
    numbers = DelegatedNumbers(layout.number_blocks)
    shelf, answers = open_shelf(layout), AnswerJudge(layout.packs)
    reader = DossierReader(shelf, watch)
    faces = FaceWriter(OfficeKeys.ensure(layout.office_keys), answers.find, reader.answers)

    def begin(keys: OpenerKeys) -> Opener:
        publish_keys(database, keys)
        return Opener(
            OpenerPorts(
                database=database,
                shelf=shelf,
                keys=keys,
                clock=clock,
                answers=answers,
                numbers=numbers,
                watermark=lambda: read_watermark(layout.watermark),
                faces=faces,
            )
        )

    keys = province_keys(watch, database)
    opener = begin(keys)
    distribution = PackRepository(layout.distribution, layout.distribution_keys, layout.opener_keys)
    history = HistoryMark(layout.history_mark, database, clock)
    card_again = renew_again = clock.monotonic()
    told = False
    while not stop.is_set():
        pause = IDLE_SECONDS
        try:
            if (now := watch.now()) is not keys:
                keys, opener = now, begin(now)
                card_again = renew_again = clock.monotonic()
            if clock.monotonic() >= card_again:
                renewed = _renew_card(layout, database, keys, numbers.kind, clock)
                card_again = clock.monotonic() + (CARD_SECONDS if renewed else RENEW_SECONDS)
            if clock.monotonic() >= renew_again:
                _renew_packs(distribution, keys, clock)
                data_packs.follow(layout.tables)
                _tell_of_plain_keys(layout)
                renew_again = clock.monotonic() + RENEW_SECONDS
            history.follow()
            opener.work(stop.is_set, partial(stop.wait, REST_SECONDS))
        except (SQLAlchemyError, OSError):
            # A full disk or a database out of reach: nothing was half done, and it may pass.
            note_failure(_log, "storage failed")
            pause = TROUBLE_SECONDS
        if not told:
            told = True
            ready()
        stop.wait(pause)


def read_watermark(path: Path) -> datetime | None:
    """The time up to which everything is backed up, or None when nobody has said so, or not so that we can read it."""
    try:
        return read_time(path.read_text("ascii").strip())
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, ParcelDamaged):
        # Counters keep their papers longer; nothing else hangs on it.
        note_failure(_log, "backup watermark unreadable")
        return None


def _renew_card(layout: Layout, database: Database, keys: OpenerKeys, number_kind: str, clock: Clock) -> bool:
    """Bring the card up to date; False, and said, when a file it is to speak of is no good: the present one stays."""
    try:
        refresh_card(database, keys, number_kind, clock, recovery_key(layout), tls_authority(layout))
    except (KnownError, OSError):
        note_failure(_log, "card not renewed")
        return False
    return True


def _tell_of_plain_keys(layout: Layout) -> None:
    """Keys that a power cut left unsealed are told of until an administrator seals them again."""
    if left := plain_beside(layout.opener_keys):
        note(
            _log,
            "plain keys beside the sealed ones, run keys seal again",
            level=logging.WARNING,
            count=len(left),
        )


def _renew_packs(distribution: PackRepository, keys: OpenerKeys, clock: Clock) -> None:
    """Say anew which packs are the newest; what stands in the way (a key that is gone, somebody publishing) stops no dossier."""
    try:
        distribution.vouch(keys.sign)
        distribution.renew(clock.now())
    except (KnownError, OSError):
        note_failure(_log, "packs not renewed")
