"""Putting a gateway back as a backup has it, and rehearsing that without touching the one that runs.

Everything is checked by its hash before it is believed; what was erased since the backup is erased again. May not write
into a folder or database that holds anything.
"""

import contextlib
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, select

from forms.clock import Clock
from forms.errors import KnownError
from forms.text import Message
from sync import cbor
from sync.blob import open_blob
from sync.card import GatewayCard
from sync.errors import ParcelDamaged
from sync.gateway import erasing
from sync.gateway.backing import (
    BLOBS,
    FILES,
    HEAD,
    KEYS,
    KEYS_SLOT,
    POSTGRES,
    SQLITE,
    counts_of,
    lacking,
    libpq,
    run_tool,
    runs,
)
from sync.gateway.blobs import BlobShelf
from sync.gateway.database import Database
from sync.gateway.folder_shelf import FolderShelf
from sync.gateway.keyring import OpenerKeys
from sync.gateway.layout import Layout
from sync.gateway.models import ParcelRow, ParcelState
from sync.gateway.schema import TABLES
from sync.gateway.settings import Setting, publish, published
from sync.gateway.shelving import open_shelf
from sync.keys import KemPrivate
from sync.manifest import Manifest
from sync.parcel import SLOT_RECORD
from sync.times import write_time

ASIDE = ".yaml.aside"
SAMPLE = 20
"""Records a rehearsal opens, where the keys are at hand."""
_START_SECONDS = 60.0


class BackupDamaged(KnownError):
    """There is no finished backup there, or it is not what it was when it was written."""

    def __init__(self, what: str) -> None:
        super().__init__(
            Message(
                "error.gateway.backup_damaged",
                "Bản sao lưu không dùng được: {what}. Không có gì bị thay đổi; hãy dùng bản khác.",
                "Command line; {what} is a file's name or a short technical word.",
            ),
            what=what,
        )


class OtherDatabase(KnownError):
    """The backup is of another kind of database than the one it should go into."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            Message(
                "error.gateway.other_database",
                "Bản sao lưu này của {kind}. Của postgresql thì chỉ ra một cơ sở dữ liệu trống: restore bằng --database-url, "
                "rehearse bằng --scratch-url; của sqlite thì bỏ các tùy chọn ấy. Chưa có gì bị thay đổi.",
                "Command line; {kind} is sqlite or postgresql.",
            ),
            kind=kind,
        )


class NotEmpty(KnownError):
    """There is something where the gateway should be put."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.not_empty",
                "Nơi khôi phục phải trống, để không ghi đè dữ liệu đang có.",
                "Command line, before a restore.",
            )
        )


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back. ``damaged`` blobs of the backup did not hash to their names and were left out."""

    run: str
    at: str
    rows: int
    blobs: int
    damaged: int
    erased_again: int
    keys: bool


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A rehearsal: ``sound`` when nothing is missing, wrong or unreadable. ``opened`` of ``sampled`` records opened.

    ``erased_again`` dossiers were erased after this backup: that they are gone from it is as it should be.
    """

    run: str
    at: str
    rows: int
    erased_again: int
    wrong_counts: tuple[str, ...]
    blobs: int
    damaged: int
    served: bool
    sampled: int
    opened: int
    keys: bool
    sound: bool


def restore(
    target: Path,
    layout: Layout,
    database_url: str | None,
    clock: Clock,
    *,
    run: str | None = None,
    recovery: Callable[[], KemPrivate] | None = None,
    in_folder: bool = False,
    store: BlobShelf | None = None,
) -> Restored:
    """Put the newest run (or ``run``) into the empty ``layout`` and database. ``recovery`` gives the key the keys are sealed to.

    Blobs go into the object store the backed-up gateway had, or with ``in_folder`` into the folder, whatever it had. A
    backup that left them in the store only looks for them: in ``store``, else in the restored gateway's own. Raises
    ``BackupDamaged``, ``OtherDatabase``, ``NotEmpty``, ``StorePlanUnsound``, ``StoreAway``.
    """
    folder, head = _choose(target, run)
    if layout.root.is_dir() and any(layout.root.iterdir()):
        raise NotEmpty
    _check_database(head, layout, database_url)
    layout.root.mkdir(parents=True, exist_ok=True)
    with tarfile.open(folder / FILES) as archive:
        archive.extractall(layout.root, filter="data")
    keys = _restore_keys(folder, layout, recovery)
    if in_folder and layout.blob_store.is_file():
        layout.blob_store.rename(layout.blob_store.with_suffix(ASIDE))
    shelf = open_shelf(layout)
    _restore_database(folder, layout, database_url)
    # The newest log there is: the run's own may be older than an erasure.
    lines = [line for one in runs(target) for line in (one / erasing.LOG).read_text("utf-8").splitlines()]
    gone = {name for line in lines for name in json.loads(line)["blobs"]}
    wanted = {name: size for name, size in _blobs_of(head).items() if name not in gone}
    database = Database.open(database_url, layout.database)
    try:
        with database.write() as session:
            rows = sum(counts_of(session).values())
            # Before anything can be done with it: what was given out since the copy is not known here.
            publish(session, Setting.RESTORED, write_time(clock.now()).encode())
        if head.get("blobs_in") == "store":
            damaged = lacking(store or shelf, wanted)
        else:
            damaged = _restore_blobs(FolderShelf(target / BLOBS), shelf, wanted)
        again = erasing.erase_again(database, shelf, lines, clock.now())
    finally:
        database.close()
    return Restored(folder.name, str(head["at"]), rows, len(wanted) - damaged, damaged, again, keys)


def rehearse(
    target: Path,
    clock: Clock,
    *,
    run: str | None = None,
    keys: OpenerKeys | None = None,
    scratch_url: str | None = None,
    store: BlobShelf | None = None,
) -> Rehearsed:
    """Restore into a temporary folder, start ingest on it, compare counts and hashes, open some records, and forget it all.

    A dump of PostgreSQL needs ``scratch_url``, an empty database for the purpose; a backup that left the blobs in the
    object store needs ``store``, which is only read.
    """
    with tempfile.TemporaryDirectory(prefix="hoso-rehearse-") as place:
        layout = Layout.of(Path(place) / "gateway")
        folder, head = _choose(target, run)
        stayed = head.get("blobs_in") == "store"
        if stayed and store is None:
            raise BackupDamaged("blob-store.yaml")
        told = restore(target, layout, scratch_url, clock, run=folder.name, in_folder=True, store=store)
        database = Database.open(scratch_url, layout.database)
        try:
            with database.read() as session:
                now = counts_of(session)
                card = published(session, Setting.CARD)
                sample = list(
                    session.scalars(
                        select(ParcelRow)
                        .where(ParcelRow.claim.is_not(None), ParcelRow.state == ParcelState.DELIVERED)
                        .where(ParcelRow.dossier.not_in(select(erasing.ErasureRow.dossier)))
                        .order_by(ParcelRow.arrived_at.desc())
                        .limit(SAMPLE if keys is not None else 0)
                    )
                )
        finally:
            database.close()
        wrong = _wrong_counts(head, now, told.erased_again)
        shelf = store if stayed and store is not None else FolderShelf(layout.blobs)
        opened = sum(_opens(row, shelf, keys) for row in sample) if keys is not None else 0
        served = _serves(layout, scratch_url, card)
        return Rehearsed(
            run=told.run,
            at=told.at,
            rows=told.rows,
            erased_again=told.erased_again,
            wrong_counts=wrong,
            blobs=told.blobs,
            damaged=told.damaged,
            served=served,
            sampled=len(sample),
            opened=opened,
            keys=(folder / KEYS).is_file() or (folder / "province.sealed").is_file(),
            sound=not wrong and not told.damaged and not head["missing"] and served and opened == len(sample),
        )


def _blobs_of(head: Mapping[str, Any]) -> dict[str, int | None]:
    """The blobs of a backup with their sizes, as far as it knows them."""
    names = head["blob_names"]
    return dict(zip(names, head.get("blob_sizes") or [None] * len(names), strict=True))


def _restore_blobs(source: BlobShelf, shelf: BlobShelf, names: Iterable[str]) -> int:
    """How many of the backup's blobs were not what they are called, and left out."""
    damaged = 0
    for name in names:
        data = source.read(name)
        if data is None:
            damaged += 1
        else:
            shelf.put(name, data)
    return damaged


def _choose(target: Path, run: str | None) -> tuple[Path, dict[str, Any]]:
    found = [one for one in runs(target) if run in (None, one.name)]
    if not found:
        raise BackupDamaged(str(run or target))
    folder = found[-1]
    try:
        head: dict[str, Any] = json.loads((folder / HEAD).read_bytes())
        files: Mapping[str, str] = head["files"]
    except (OSError, ValueError, KeyError) as error:
        raise BackupDamaged(HEAD) from error
    for name, digest in files.items():
        path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise BackupDamaged(name)
    return folder, head


def _check_database(head: Mapping[str, Any], layout: Layout, url: str | None) -> None:
    """Before anything is written: whether the database is of the backup's kind and empty."""
    if (head["database"] == "sqlite") == bool(url):
        raise OtherDatabase(head["database"])
    if not url:
        return
    database = Database.open(url, layout.database)
    try:
        with database.read() as session:
            if any(count for name, count in counts_of(session).items() if name != "setting"):
                raise NotEmpty
    finally:
        database.close()


def _restore_database(folder: Path, layout: Layout, url: str | None) -> None:
    if not url:
        shutil.copyfile(folder / SQLITE, layout.database)
        layout.database.chmod(0o600)
        return
    engine = create_engine(url, hide_parameters=True)
    try:
        # All of them are empty. Those an earlier release's dump does not know would hold on to those it replaces.
        TABLES.drop_all(engine)
    finally:
        engine.dispose()
    with tempfile.TemporaryDirectory() as place:
        plain, environment = libpq(make_url(url), Path(place))
        run_tool(
            ["pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction",
             f"--dbname={plain}", str(folder / POSTGRES)],
            environment,
        )  # fmt: skip


def _restore_keys(folder: Path, layout: Layout, recovery: Callable[[], KemPrivate] | None) -> bool:
    sealed, own = folder / KEYS, folder / "province.sealed"
    if sealed.is_file() and recovery is not None:
        data = sealed.read_bytes()
        try:
            held = cbor.loads_map(open_blob(data, _parcel_of(data), KEYS_SLOT, recovery()))
        except ParcelDamaged as error:
            raise BackupDamaged(KEYS) from error
        for name, content in held.items():
            path = (layout.root / name).resolve()
            if not path.is_relative_to(layout.root.resolve()):
                raise BackupDamaged(KEYS)
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            path.write_bytes(content)
        return True
    if own.is_file():
        layout.opener_keys.mkdir(parents=True, mode=0o700)
        shutil.copyfile(own, layout.opener_keys / own.name)
        (layout.opener_keys / own.name).chmod(0o600)
        return True
    return False


def _parcel_of(data: bytes) -> str:
    length = int.from_bytes(data[4:8])
    return cbor.take(cbor.loads_map(data[8 : 8 + length]), "parcel", str)


def _wrong_counts(head: Mapping[str, Any], now: Mapping[str, int], erased: int) -> tuple[str, ...]:
    wrong = []
    for name, count in head["counts"].items():
        here = now.get(name, -1)
        if name == "setting":
            continue  # a restore leaves its mark there; that the card is right is seen when it is served
        if erased and name.startswith(("erasure", "office_", "upload")):
            continue  # erased again just now: what an erasure takes away is gone, and written down
        if here != count:
            wrong.append(name)
    return tuple(sorted(wrong))


def _opens(row: ParcelRow, shelf: BlobShelf, keys: OpenerKeys) -> bool:
    manifest = Manifest.decode_unverified(row.manifest)
    data, key = shelf.read(manifest.record.blob), keys.kems.get(manifest.kem)
    if data is None or key is None:
        return False
    try:
        open_blob(data, manifest.parcel, SLOT_RECORD, key)
    except ParcelDamaged:
        return False
    return True


def _serves(layout: Layout, url: str | None, card: bytes | None) -> bool:
    """Whether ingest comes up on what was restored and hands out the card that stood in the database."""
    if card is None:
        return False
    command = [sys.executable, "-m", "sync.gateway", "serve", "--only", "ingest", "--data", str(layout.root)]
    command += ["--database-url", url] if url else []
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            address = str(json.loads(line)["url"])
            with urllib.request.urlopen(f"{address}/v1/gateway", timeout=_START_SECONDS) as answer:  # noqa: S310 - our own, on loopback
                said: bytes = answer.read()
            return GatewayCard.decode(said) == GatewayCard.decode(card)
        except (OSError, ValueError, KeyError, ParcelDamaged):
            return False
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(15)
            process.kill()
