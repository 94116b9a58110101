"""Opening, refusing, setting aside; two doors into one file; what a full or failing disk does."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from forms.errors import KnownError
from kiosk.domain.dossier import Answer
from kiosk.store.database import Store
from kiosk.store.errors import (
    DatabaseExists,
    DatabaseMissing,
    DatabaseNewer,
    DatabaseReadOnly,
    DatabaseUnreadable,
    DiskFailing,
    DiskFull,
)
from kiosk.store.migrations import MIGRATIONS
from tests.store_factories import (
    KEY,
    OFFICER,
    SetClock,
    draft,
    facts,
    fill,
    new_store,
    open_store,
    paper,
    person,
)
from tests.watched_disk import FULL, SYNC_FAILED, WRITE_FAILED, Disk, watched_disk


def test_a_store_is_never_made_over_another(store: Store, tmp_path: Path) -> None:
    made = draft(store)
    with pytest.raises(DatabaseExists):
        Store.create(tmp_path / "kiosk.db", KEY, SetClock())
    assert store.dossiers.get(made.id) == made


def test_a_set_up_that_was_cut_off_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / "kiosk.db.new").write_bytes(b"half a database")
    with new_store(tmp_path) as store:
        assert store.damaged_pages() == ()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["kiosk.db"]


def test_no_store_is_said_and_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissing):
        open_store(tmp_path)
    assert list(tmp_path.iterdir()) == []


def refused(path: Path, error: type[KnownError], key: bytes = KEY) -> None:
    before = path.read_bytes()
    with pytest.raises(error) as refusal:
        Store.open(path, key, SetClock())
    assert refusal.value.message.id.startswith("error.store.")
    assert KEY.hex() not in str(refusal.value)
    assert path.read_bytes() == before
    assert {p.name for p in path.parent.iterdir()} <= {path.name, f"{path.name}-wal", f"{path.name}-shm"}


def test_a_wrong_key_opens_nothing_and_changes_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    new_store(tmp_path).close()
    refused(tmp_path / "kiosk.db", DatabaseUnreadable, bytes(32))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:100],
        lambda data: b"not a database at all" * 1000,
        lambda data: bytes(16) + data[16:],
        lambda data: data[:2000] + bytes([data[2000] ^ 1]) + data[2001:],
    ],
)
def test_a_damaged_file_is_said_and_left_as_it_is(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    new_store(tmp_path).close()
    path = tmp_path / "kiosk.db"
    path.write_bytes(damage(path.read_bytes()))
    refused(path, DatabaseUnreadable)


def read_all(store: Store) -> None:
    for line in store.dossiers.list(limit=500):
        store.dossiers.answers(line.id)


def test_damage_deep_in_the_file_is_met_and_found(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        fill(store, 200, answers=5)
        assert store.damaged_pages() == ()
    path = tmp_path / "kiosk.db"
    data = bytearray(path.read_bytes())
    pages = len(data) // 4096
    for page in range(pages * 2 // 3, pages):
        data[page * 4096 + 100] ^= 1
    path.write_bytes(data)
    with open_store(tmp_path) as store:
        with pytest.raises(DatabaseUnreadable):
            read_all(store)
        assert store.damaged_pages()
    assert path.read_bytes() == bytes(data)


def test_what_a_power_cut_tore_and_the_journal_brings_back_is_no_damage(tmp_path: Path) -> None:
    (tmp_path / "cut").mkdir()
    with new_store(tmp_path) as store:
        fill(store, 20, answers=5)
        store.tidy()
        draft(store)
        for name in ("kiosk.db", "kiosk.db-wal"):
            shutil.copy(tmp_path / name, tmp_path / "cut" / name)
        store.tidy()
    # Folding the journal in was cut off in the middle of every page: the journal still holds them whole.
    path, whole = tmp_path / "cut" / "kiosk.db", (tmp_path / "kiosk.db").read_bytes()
    torn = bytearray(path.read_bytes())
    changed = [at for at in range(0, len(torn), 4096) if torn[at : at + 4096] != whole[at : at + 4096]]
    assert changed
    for at in changed:
        torn[at : at + 2048] = whole[at : at + 2048]
    path.write_bytes(torn)
    with open_store(tmp_path / "cut") as store:
        read_all(store)
        assert store.damaged_pages() == ()


def test_a_newer_store_is_refused_in_plain_words(tmp_path: Path) -> None:
    with new_store(tmp_path) as store, store._doors.write() as connection:
        connection.exec_driver_sql("PRAGMA user_version = 99")
    refused(tmp_path / "kiosk.db", DatabaseNewer)
    with pytest.raises(DatabaseNewer) as refusal:
        open_store(tmp_path)
    assert refusal.value.params == {"found": 99, "known": MIGRATIONS[-1].version}
    assert "cập nhật phần mềm" in str(refusal.value)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="modes do not bind this account")
def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    new_store(tmp_path).close()
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(DatabaseReadOnly):
            open_store(tmp_path)
    finally:
        tmp_path.chmod(0o700)


def test_the_other_door_sees_a_commit_and_both_may_write(store: Store, tmp_path: Path) -> None:
    with open_store(tmp_path) as other:
        made = draft(store)
        seen = other.data_version()
        assert other.data_version() == seen
        store.dossiers.save_answer(made.id, "a", "1", by=OFFICER)
        assert other.data_version() != seen
        other.dossiers.save_answer(made.id, "b", "2", by="can-bo-2")
        assert store.dossiers.answers(made.id) == (Answer("a", "1"), Answer("b", "2"))
        assert store.audit.verify().whole


def test_readers_cannot_write(store: Store) -> None:
    with pytest.raises(DatabaseReadOnly), store._doors.read() as connection:
        connection.exec_driver_sql("DELETE FROM officers")


def test_nothing_personal_lies_beside_or_in_the_file_in_clear(store: Store, tmp_path: Path) -> None:
    planted = ("Nguyễn Thị Mẫu", "nguyen thi mau", "011190000999", "0900000001", "invented picture")
    made = draft(store)
    store.dossiers.save_answers(
        made.id,
        (Answer("subject.name", planted[0]), Answer("number", planted[2])),
        by=OFFICER,
        people=(person(),),
        citizen_name=planted[0],
    )
    picture = paper(store, made.id)
    store.dossiers.seal(made.id, facts(papers=(picture.id,)))
    store.dossiers.search("nguyen thi mau")

    def hits() -> list[str]:
        files = [p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()]
        return [w for w in planted for data in files if w.encode() in data or w.encode("utf-16-le") in data]

    assert hits() == []
    store.tidy()
    assert hits() == []
    with sqlite3.connect(tmp_path / "control.db") as control:  # the search does find what lies open
        control.execute("CREATE TABLE t(a)")
        control.executemany("INSERT INTO t VALUES (?)", [(w,) for w in planted])
    control.close()
    assert hits() == list(planted)


def test_one_answer_is_one_flush_of_one_file(tmp_path: Path) -> None:
    with watched_disk() as disk, new_store(tmp_path) as store:
        made = draft(store)
        for turn in range(30):
            disk.forget()
            store.dossiers.save_answer(made.id, f"field.{turn % 7}", "Trả lời", by=OFFICER, page=f"p{turn}")
            assert disk.syncs == ["wal"]
            assert set(disk.writes) == {"wal"}
            assert disk.bytes_written < 64 * 1024


def test_sealing_is_one_flush_too(tmp_path: Path) -> None:
    with watched_disk() as disk, new_store(tmp_path) as store:
        made = draft(store)
        picture = paper(store, made.id, data=bytes(300_000))
        disk.forget()
        store.dossiers.seal(made.id, facts(papers=(picture.id,)))
        assert disk.syncs == ["wal"]


Refusal = Callable[[str, str], int | None]


def after(count: int, operation: str, code: int) -> Refusal:
    """Let ``count`` operations pass and refuse from then on."""
    left = count

    def refuse(what: str, _file: str) -> int | None:
        nonlocal left
        if what != operation:
            return None
        left -= 1
        return code if left < 0 else None

    return refuse


@pytest.mark.parametrize(
    ("operation", "code", "error"),
    [("write", FULL, DiskFull), ("write", WRITE_FAILED, DiskFailing), ("sync", SYNC_FAILED, DiskFailing)],
)
def test_a_disk_that_refuses_leaves_nothing_half_written(
    tmp_path: Path, operation: str, code: int, error: type[KnownError]
) -> None:
    with watched_disk() as disk:
        store = new_store(tmp_path)
        made = draft(store)
        store.dossiers.save_answer(made.id, "a", "trước", by=OFFICER, page="one")
        before, head = store.dossiers.get(made.id), store.audit.head()
        refusals = 0
        for passed in range(12):
            disk.refuse = after(passed, operation, code)
            try:
                store.dossiers.save_answer(made.id, "a", "sau", by=OFFICER, page="two")
            except error:
                refusals += 1
                disk.refuse = None
                assert store.dossiers.answers(made.id) == (Answer("a", "trước"),)
                assert store.dossiers.get(made.id) == before
                assert store.audit.head() == head
            else:
                break
        disk.refuse = None
        assert refusals >= 1
        store.dossiers.save_answer(made.id, "a", "sau cùng", by=OFFICER, page="three")
        store.close()
    with open_store(tmp_path) as again:
        assert again.dossiers.answers(made.id) == (Answer("a", "sau cùng"),)
        assert again.dossiers.get(made.id).page == "three"
        assert again.audit.verify().whole
        assert again.damaged_pages() == ()


def test_a_full_disk_refuses_a_paper_whole(tmp_path: Path) -> None:
    with watched_disk() as disk, new_store(tmp_path) as store:
        made = draft(store)
        disk.refuse = after(40, "write", FULL)
        with pytest.raises(DiskFull) as refusal:
            paper(store, made.id, data=os.urandom(400_000))
        assert "Nội dung vừa nhập vẫn còn trên màn hình" in str(refusal.value)
        disk.refuse = None
        assert store.papers.list(made.id) == ()
        assert store.damaged_pages() == ()
        assert paper(store, made.id, data=bytes(400_000)).page == 0


def test_a_disk_full_while_setting_up_leaves_no_store(tmp_path: Path) -> None:
    disk: Disk
    with watched_disk() as disk:
        disk.refuse = after(5, "write", FULL)
        with pytest.raises(DiskFull):
            new_store(tmp_path)
        disk.refuse = None
    assert not (tmp_path / "kiosk.db").exists()
    new_store(tmp_path).close()
