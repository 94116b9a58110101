"""Durable blobs, keys that are never replaced, the shared database."""

import os
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from forms.errors import BugError
from sync.blob import blob_name
from sync.gateway.database import Database
from sync.gateway.faults import DatabaseTooNew, DatabaseUnusable, FolderUnusable, KeyDamaged
from sync.gateway.folder_shelf import FolderShelf
from sync.gateway.keyring import IngestKeys, OpenerKeys
from sync.gateway.models import NonceRow, SettingRow
from sync.keys import KemPrivate
from tests.unit.gateway.rig import START

DATA = b"sealed bytes"
NAME = blob_name(DATA)


def test_a_blob_is_kept_under_its_name_alone(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path)
    assert shelf.read(NAME) is None
    shelf.put(NAME, DATA)
    shelf.put(NAME, DATA)
    assert shelf.read(NAME) == DATA
    with pytest.raises(BugError):
        shelf.put(NAME, DATA + b"!")
    with pytest.raises(BugError):
        shelf.path("../" + NAME)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [NAME]


def test_what_a_dead_process_had_only_named_is_flushed_before_it_is_answered_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[Path] = []
    monkeypatch.setattr("sync.gateway.folder_shelf.sync_folder", flushed.append)
    data, shelf = b"named, and then the process died", FolderShelf(tmp_path)
    name = blob_name(data)
    path = shelf.path(name)
    path.parent.mkdir()
    path.write_bytes(data)
    for ask in (
        lambda: shelf.put_all({name: data}) == {name},
        lambda: shelf.holds([name]) == {name},
        lambda: shelf.adopt("0" * 32, name),
    ):
        flushed.clear()
        assert ask()
        assert path.parent in flushed
    assert FolderShelf(tmp_path).holds([name])
    assert tmp_path in flushed, "nor is it known whether the folder's own name was"


def test_a_draft_a_process_died_over_is_swept_after_a_while_and_no_other(tmp_path: Path) -> None:
    shelf, now = FolderShelf(tmp_path), datetime.now(UTC)
    left, begun, whole = b"left behind", b"being written", b"whole"
    week_ago = (now - timedelta(days=7)).timestamp()
    shelf.put(blob_name(whole), whole)
    os.utime(shelf.path(blob_name(whole)), (week_ago, week_ago))
    laid = [one for data in (left, begun) if (one := shelf.lay(blob_name(data), data)) is not None]
    drafts = [one.draft for one in laid if one.draft is not None]
    os.utime(drafts[0], (week_ago, week_ago))
    swept = [shelf.sweep(now - timedelta(days=1)) for _ in range(256)]  # every folder once
    assert (sum(swept), drafts[0].exists(), drafts[1].exists()) == (1, False, True)
    shelf.keep_all(laid)  # should the process that wrote it live after all
    assert [shelf.read(blob_name(data)) for data in (left, begun, whole)] == [left, begun, whole]


def test_a_damaged_blob_is_set_aside_and_missing(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path)
    shelf.put(NAME, DATA)
    shelf.path(NAME).write_bytes(b"sealed bytez")
    assert shelf.read(NAME) is None
    assert not shelf.has(NAME)
    assert [path.read_bytes() for path in (tmp_path / "damaged").iterdir()] == [b"sealed bytez"]
    shelf.put(NAME, DATA)
    assert shelf.read(NAME) == DATA


def test_keys_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    made = OpenerKeys.ensure(tmp_path / "opener")
    again = OpenerKeys.ensure(tmp_path / "opener")
    assert (again.sign.seed, again.kem.data) == (made.sign.seed, made.kem.data)
    for path in (tmp_path / "opener").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "opener").stat().st_mode) == 0o700
    IngestKeys.ensure(tmp_path / "ingest")
    assert {path.name for path in (tmp_path / "ingest").iterdir()} == {"ingest.key"}


def test_an_earlier_province_key_still_opens(tmp_path: Path) -> None:
    earlier = KemPrivate.generate()
    OpenerKeys.ensure(tmp_path)
    (tmp_path / "kem-2026.key").write_bytes(earlier.data)
    keys = OpenerKeys.ensure(tmp_path)
    assert set(keys.kems) == {earlier.kid, keys.kem.kid}


def test_two_processes_making_keys_at_once_agree(tmp_path: Path) -> None:
    start, seeds = threading.Barrier(4), []

    def make() -> None:
        start.wait()
        seeds.append(OpenerKeys.ensure(tmp_path).sign.seed)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(seeds)) == 1


def test_a_damaged_key_is_named_and_never_replaced(tmp_path: Path) -> None:
    OpenerKeys.ensure(tmp_path)
    (tmp_path / "kem.key").write_bytes(b"short")
    with pytest.raises(KeyDamaged, match=r"kem\.key"):
        OpenerKeys.ensure(tmp_path)
    assert (tmp_path / "kem.key").read_bytes() == b"short"
    (tmp_path / "kem.key").unlink()
    (tmp_path / "kem-old.key").write_bytes(b"short")
    with pytest.raises(KeyDamaged, match=r"kem-old\.key"):
        OpenerKeys.ensure(tmp_path)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FolderUnusable):
        IngestKeys.ensure(tmp_path / "file" / "keys")


def test_a_database_is_durable_and_all_or_nothing(tmp_path: Path) -> None:
    database = Database.open(None, tmp_path / "new" / "gateway.db")
    with database.read() as session:
        raw = session.connection().exec_driver_sql
        assert raw("PRAGMA journal_mode").scalar() == "wal"
        assert raw("PRAGMA synchronous").scalar() == 2
    nonce = {"device": "d", "nonce": "n", "forget_at": START}

    def twice() -> None:
        with database.write() as session:
            session.add(NonceRow(**nonce))
            session.flush()
            session.expunge_all()
            session.add(NonceRow(**nonce))

    with pytest.raises(IntegrityError):
        twice()
    with database.read() as session:
        assert session.get(NonceRow, ("d", "n")) is None
    database.close()


def test_a_newer_or_foreign_database_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "gateway.db"
    database = Database.open(None, path)
    with database.write() as session:
        session.get_one(SettingRow, "schema").value = b"99"
    database.close()
    with pytest.raises(DatabaseTooNew):
        Database.open(None, path)
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(DatabaseUnusable):
        Database.open(None, path)
    assert path.read_bytes().startswith(b"this is no database")
    for url in ("nonsense", "sqlite:////proc/none/gateway.db", "nosuch://x/y"):
        with pytest.raises(DatabaseUnusable):
            Database.open(url, path)
