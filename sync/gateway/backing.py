"""Backups: a consistent copy of the database, every blob it names, the other files, and the keys sealed to the recovery key.

A backup folder keeps blobs once, by their hash, and a small folder for each run. Its ``backup.json`` is written last: a
run without it never happened. Only a finished run moves the watermark after which counters erase their papers. May not
restore anything.
"""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import create_engine, func, make_url, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from forms.clock import Clock
from forms.errors import KnownError
from forms.text import Message
from sync import cbor
from sync.blob import blob_kids, seal_blob
from sync.files import only_one, sync_folder, write_durably
from sync.gateway import erasing
from sync.gateway.blobs import BlobShelf
from sync.gateway.folder_shelf import FolderShelf
from sync.gateway.layout import Layout
from sync.gateway.models import NoticeRow, ParcelBlobRow
from sync.gateway.schema import TABLES
from sync.gateway.shelving import open_shelf
from sync.keys import KemPublic
from sync.times import write_time

BLOBS, RUNS, LOCK = "blobs", "runs", "backup.lock"
HEAD, SQLITE, POSTGRES, FILES, KEYS = "backup.json", "gateway.db", "gateway.dump", "files.tar", "keys.sealed"
KEYS_SLOT = "copy"
_LEFT_OUT = ("keys", BLOBS, "backup-watermark", "serve.json")


class BackupImpossible(KnownError):
    """The place or a tool for the backup is missing."""

    def __init__(self, why: str) -> None:
        super().__init__(
            Message(
                "error.gateway.backup",
                "Chưa sao lưu được: {why}. Bản sao lưu trước vẫn còn nguyên và mốc sao lưu không đổi.",
                "Command line; {why} is a short technical word.",
            ),
            why=why,
        )


@dataclass(frozen=True, slots=True)
class BackedUp:
    """One run. ``at`` is the moment its database copy was begun: everything before it is safe. ``keys`` is the kid they are
    sealed to, ``sealed`` (the province's own sealed file) or none; ``missing`` blobs the database names and the disk or store
    lacks. ``blobs_in`` is ``backup``, or ``store`` when they were only looked for in a store that is copied by itself.
    """

    run: str
    at: datetime
    database: str
    counts: Mapping[str, int]
    blobs: int
    copied: int
    bytes: int
    missing: int
    keys: str | None
    pruned: int
    watermark: datetime | None
    blobs_in: str = "backup"


@dataclass(frozen=True, slots=True)
class _Facts:
    """What one state of the database says: rows by table, blobs it names, erasures as lines of their log."""

    counts: dict[str, int]
    blobs: dict[str, int | None]  # with their size where it is known
    log: list[str]


def back_up(
    layout: Layout,
    database_url: str | None,
    target: Path,
    clock: Clock,
    *,
    keep: int = 14,
    same_disk: bool = False,
    blobs_stay: bool = False,
) -> BackedUp:
    """Back everything up into ``target``. ``keep`` runs stay.

    The watermark is moved only by a run that lacks nothing, onto another disk than the data's unless ``same_disk`` says that
    it counts all the same. ``blobs_stay`` says that the object store has a second copy of its own elsewhere: then blobs are
    not copied, only looked for, each with its size. Raises ``BackupImpossible``, ``FolderBusy`` or ``OSError``; a run cut off
    is taken up by the next one.
    """
    with only_one(target / LOCK):
        return _back_up(layout, database_url, target, clock, keep, same_disk, blobs_stay)


def _back_up(
    layout: Layout,
    database_url: str | None,
    target: Path,
    clock: Clock,
    keep: int,
    same_disk: bool,
    blobs_stay: bool,
) -> BackedUp:
    source = open_shelf(layout)
    if blobs_stay and source.place != "store":
        raise BackupImpossible("blob-store.yaml")
    at = clock.now().replace(microsecond=0)
    shelf = FolderShelf(target / BLOBS)
    run = target / RUNS / f"{at:%Y%m%dT%H%M%SZ}"
    draft = run.with_name(f".{run.name}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    kind, facts = _copy_database(layout, database_url, draft)
    erased = {name for line in facts.log for name in json.loads(line)["blobs"]}
    wanted = {name: size for name, size in facts.blobs.items() if name not in erased}
    pruned = erasing.prune(target, erased)
    copied, size, missing = (
        (0, 0, lacking(source, wanted)) if blobs_stay else _copy_blobs(source, shelf, wanted)
    )
    _write(draft / erasing.LOG, "".join(f"{line}\n" for line in facts.log).encode())
    _copy_files(layout, draft / FILES)
    keys = _copy_keys(layout, draft)
    elsewhere = same_disk or target.stat().st_dev != layout.root.stat().st_dev
    told = BackedUp(
        run=run.name,
        at=at,
        database=kind,
        counts=facts.counts,
        blobs=len(wanted),
        copied=copied,
        bytes=size,
        missing=missing,
        keys=keys,
        pruned=pruned,
        watermark=at if elsewhere and not missing else None,
        blobs_in="store" if blobs_stay else "backup",
    )
    hashes = {path.name: _hash_of(path) for path in sorted(draft.iterdir())}
    head = {
        "v": 1,
        "files": hashes,
        "blob_names": sorted(wanted),
        "blob_sizes": [wanted[name] for name in sorted(wanted)],
        **_plain(asdict(told)),
    }
    _write(draft / HEAD, json.dumps(head, indent=1).encode())
    shutil.rmtree(run, ignore_errors=True)
    draft.rename(run)
    sync_folder(run.parent)
    if told.watermark is not None:
        write_durably(layout.watermark, f"{write_time(told.watermark)}\n".encode(), 0o644)
    for old in runs(target)[:-keep]:
        shutil.rmtree(old)
    return told


def runs(target: Path) -> list[Path]:
    """The finished runs in a backup folder, the oldest first."""
    folder = target / RUNS
    if not folder.is_dir():
        return []
    return sorted(one for one in folder.iterdir() if not one.name.startswith(".") and (one / HEAD).is_file())


def counts_of(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    return {
        table.name: session.scalar(select(func.count()).select_from(table)) or 0
        for table in TABLES.sorted_tables
    }


def libpq(url: URL, folder: Path) -> tuple[str, dict[str, str]]:
    """A URL PostgreSQL's own tools take, and the environment that goes with it: the password in a file, nowhere else."""
    bare = url.set(drivername="postgresql")
    environment = dict(os.environ)
    if bare.password:
        secret = folder / ".pgpass"
        secret.touch(mode=0o600)
        escaped = re.sub(r"([:\\])", r"\\\1", str(bare.password))
        secret.write_text(f"*:*:*:*:{escaped}\n", "utf-8")
        environment["PGPASSFILE"] = str(secret)
    return bare.set(password=None).render_as_string(hide_password=False), environment


def run_tool(command: list[str], environment: dict[str, str]) -> None:
    """Run one of PostgreSQL's tools; ``BackupImpossible`` with its name when it fails or is absent."""
    try:
        subprocess.run(command, env=environment, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise BackupImpossible(command[0]) from error


def _copy_database(layout: Layout, url: str | None, draft: Path) -> tuple[str, _Facts]:
    """A copy of one state of the database, and what that very state says."""
    target = make_url(url) if url else URL.create("sqlite", database=str(layout.database))
    if target.get_backend_name() == "sqlite":
        return "sqlite", _copy_sqlite(Path(str(target.database)), draft / SQLITE)
    return "postgresql", _dump(target, draft / POSTGRES)


def _copy_sqlite(path: Path, copy: Path) -> _Facts:
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as into:
            source.backup(into)  # one state, while others go on writing
            into.execute("PRAGMA journal_mode=DELETE")
        _flush(copy)
        engine = create_engine(URL.create("sqlite", database=str(copy)))
        try:
            with Session(engine) as session:
                return _facts(session)
        finally:
            engine.dispose()
    except (sqlite3.Error, SQLAlchemyError) as error:
        raise BackupImpossible("sqlite") from error


def _dump(target: URL, copy: Path) -> _Facts:
    engine = create_engine(target, isolation_level="REPEATABLE READ", hide_parameters=True)
    try:
        with tempfile.TemporaryDirectory() as folder, Session(engine) as session:
            # The dump and our own look share one snapshot, so that a rehearsal can compare to the row.
            snapshot = session.scalar(select(func.pg_export_snapshot()))
            plain, environment = libpq(target, Path(folder))
            command = [
                "pg_dump",
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                f"--snapshot={snapshot}",
            ]
            run_tool([*command, f"--file={copy}", f"--dbname={plain}"], environment)
            _flush(copy)
            return _facts(session)
    except SQLAlchemyError as error:
        raise BackupImpossible("postgresql") from error
    finally:
        engine.dispose()


def _facts(session: Session) -> _Facts:
    results = session.scalars(select(NoticeRow.result_blob).where(NoticeRow.result_blob.is_not(None)))
    wanted: dict[str, int | None] = {name: None for name in results if name is not None}
    held = select(ParcelBlobRow.blob, ParcelBlobRow.size).where(ParcelBlobRow.present.is_(True))
    for name, size in session.execute(held):
        wanted[name] = size
    return _Facts(counts_of(session), wanted, erasing.log_lines(session))


def lacking(source: BlobShelf, wanted: Mapping[str, int | None]) -> int:
    """How many of ``wanted`` are not there, or not with the size they must have."""
    left = dict(wanted)
    for name, size in source.stock():
        if left.get(name, size) in (None, size):
            left.pop(name, None)
    return len(left)


def _copy_blobs(source: BlobShelf, target: BlobShelf, wanted: Iterable[str]) -> tuple[int, int, int]:
    copied = size = missing = 0
    for name in sorted(wanted):
        if target.has(name):
            continue
        data = source.read(name)
        if data is None:
            missing += 1
            continue
        target.put(name, data)
        copied, size = copied + 1, size + len(data)
    return copied, size, missing


def _copy_files(layout: Layout, path: Path) -> None:
    """What else lies in the data folder: packs, tables, number blocks, the road to other systems; none of its secrets."""
    secret = set(_secret_files(layout))

    def kept(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
        return None if layout.root / entry.name in secret else entry

    with tarfile.open(path, "w") as archive:
        for one in sorted(layout.root.iterdir()):
            if (
                one.name in _LEFT_OUT
                or one in (layout.blobs, layout.recovery_sheets, layout.history_mark)
                or one.name.startswith("gateway.db")
                or one.suffix == ".lock"
            ):
                continue
            archive.add(one, one.name, filter=kept)
    _flush(path)


def _copy_keys(layout: Layout, draft: Path) -> str | None:
    """Every key file sealed to the recovery key; without one, only what is sealed already."""
    files = (*_all_files(layout.root / "keys"), *_secret_files(layout))
    held = {str(path.relative_to(layout.root)): path.read_bytes() for path in files}
    if layout.recovery.is_file():
        public = KemPublic(layout.recovery.read_bytes())
        sealed = seal_blob(cbor.dumps(held), uuid.uuid4().hex, KEYS_SLOT, [public])
        assert blob_kids(sealed.data) == (public.kid,)
        _write(draft / KEYS, sealed.data)
        return public.kid
    own = layout.opener_keys / "province.sealed"
    if own.is_file():
        _write(draft / "province.sealed", own.read_bytes())
        return "sealed"
    return None


def _all_files(folder: Path) -> Iterator[Path]:
    """``OSError`` where one may not be looked at: a backup that lacks a key must not pass for whole."""

    def refuse(error: OSError) -> None:
        raise error

    for place, folders, names in os.walk(folder, onerror=refuse) if folder.is_dir() else ():
        folders.sort()
        yield from (Path(place, name) for name in sorted(names) if not name.startswith("."))


def _secret_files(layout: Layout) -> list[Path]:
    """Files of the data folder in which the secrets of other systems stand, as the plans name them."""
    named: list[Path] = []
    for plan in (layout.passing, layout.blob_store):
        try:
            told = yaml.safe_load(plan.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError):
            continue
        named += (layout.root / name for name in _named(told))
    return sorted({path for path in named if path.is_file() and path.resolve().is_relative_to(layout.root)})


def _named(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "secret_file" and isinstance(inner, str):
                yield inner
            else:
                yield from _named(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _named(inner)


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    _flush(path)


def _flush(path: Path) -> None:
    path.chmod(0o600)
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        name: write_time(value) if isinstance(value, datetime) else value for name, value in fields.items()
    }
