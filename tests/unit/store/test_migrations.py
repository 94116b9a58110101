"""From version to version: one path, a copy first, all or nothing, and nothing newer than the program."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, inspect
from sqlalchemy.schema import CreateIndex, CreateTable

from forms.errors import BugError
from kiosk.domain.audit import Event
from kiosk.store.column_types import from_microseconds, to_microseconds
from kiosk.store.database import Store
from kiosk.store.engine import Doors
from kiosk.store.errors import DatabaseNewer, DatabaseUnreadable, DiskFull
from kiosk.store.migrations import APPLICATION_ID, MIGRATIONS, Migration, statements, version_of
from kiosk.store.models import Base
from tests.store_factories import KEY, OFFICER, SetClock, draft, new_store, open_store, sealed
from tests.unit.store import old
from tests.watched_disk import FULL, watched_disk

HEAD = MIGRATIONS[-1].version

NEXT = (
    *MIGRATIONS,
    Migration(
        HEAD + 1,
        "A synthetic next version",
        statements(
            "ALTER TABLE dossiers ADD COLUMN weather VARCHAR NOT NULL DEFAULT 'mưa'",
            "CREATE TABLE visits (row INTEGER PRIMARY KEY, dossier INTEGER NOT NULL REFERENCES "
            "dossiers(row))",
            "INSERT INTO visits(dossier) SELECT row FROM dossiers",
        ),
    ),
)


def column(store: Store, query: str) -> list[object]:
    with store._doors.read() as connection:
        return list(connection.exec_driver_sql(query).scalars())


def test_versions_count_up_from_one() -> None:
    assert [m.version for m in MIGRATIONS] == list(range(1, HEAD + 1))


def test_the_tables_are_what_the_models_say(store: Store, tmp_path: Path) -> None:
    doors = Doors(tmp_path / "by-models.db", KEY)
    with doors.write() as connection:
        for made in Base.metadata.sorted_tables:
            connection.execute(CreateTable(made))
            for index in made.indexes:
                connection.execute(CreateIndex(index))
        wanted = shape(connection)
    doors.close()
    with store._doors.read() as connection:
        found = shape(connection)
    assert {n: t for n, t in found.items() if not n.startswith("dossier_search")} == wanted


def where(index: Any) -> str:
    return str(index.get("dialect_options", {}).get("sqlite_where"))


def shape(connection: Connection) -> dict[str, object]:
    look = inspect(connection)
    tables: dict[str, object] = {}
    for name in look.get_table_names():
        sql = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).scalar_one()
        tables[name] = (
            [{k: str(v) for k, v in c.items()} for c in look.get_columns(name)],
            look.get_pk_constraint(name),
            sorted(map(str, look.get_foreign_keys(name))),
            sorted(
                (str(i["name"]), str(i["column_names"]), str(i["unique"]), where(i))
                for i in look.get_indexes(name)
            ),
            sorted(map(str, look.get_unique_constraints(name))),
            "WITHOUT ROWID" in str(sql),
        )
    return tables


def test_a_store_knows_whose_it_is(store: Store) -> None:
    with store._doors.read() as connection:
        assert connection.exec_driver_sql("PRAGMA application_id").scalar_one() == APPLICATION_ID
        assert version_of(connection) == HEAD


def test_another_programs_database_is_not_migrated(tmp_path: Path) -> None:
    doors = Doors(tmp_path / "kiosk.db", KEY)
    with doors.write() as connection:
        connection.exec_driver_sql("CREATE TABLE t(a)")
        connection.exec_driver_sql("PRAGMA user_version = 1")
    doors.close()
    with pytest.raises(DatabaseUnreadable):
        open_store(tmp_path)


def test_the_next_version_keeps_the_data_and_a_copy_the_old_program_reads(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        done = sealed(store)
        head = store.audit.head()
    path = tmp_path / "kiosk.db"
    with Store.open(path, KEY, SetClock(), NEXT) as store:
        assert store.dossiers.get(done.id) == done
        assert column(store, "SELECT weather FROM dossiers") == ["mưa"]
        assert column(store, "SELECT count(*) FROM visits") == [1]
        assert store.audit.verify(head).whole
        assert store.audit.entries(after=head.seq)[0].event is Event.STORE_MIGRATED
    with Store.open(path, KEY, SetClock(), NEXT) as store:  # nothing is done twice
        assert column(store, "SELECT count(*) FROM visits") == [1]
    copies = [p.name for p in tmp_path.iterdir() if "before" in p.name]
    assert copies == [f"kiosk.db.before-{HEAD}"]
    with pytest.raises(DatabaseNewer):
        open_store(tmp_path)
    back = tmp_path / "back"
    back.mkdir()
    shutil.copy(tmp_path / copies[0], back / "kiosk.db")
    with open_store(back) as old_program:
        assert old_program.dossiers.get(done.id) == done
        assert old_program.audit.head() == head


def test_a_step_that_fails_changes_nothing_and_may_be_tried_again(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        done = sealed(store)
    broken = (
        *NEXT,
        Migration(HEAD + 2, "Broken", statements("CREATE TABLE half (a)", "SELECT * FROM nowhere")),
    )
    path = tmp_path / "kiosk.db"
    with pytest.raises(BugError):
        Store.open(path, KEY, SetClock(), broken)
    with Store.open(path, KEY, SetClock(), NEXT) as store:  # the whole steps before it stand
        assert column(store, "SELECT name FROM sqlite_master WHERE name = 'half'") == []
        assert store.dossiers.get(done.id) == done
    with pytest.raises(BugError):
        Store.open(path, KEY, SetClock(), broken)
    names = sorted(p.name for p in tmp_path.iterdir() if "before" in p.name)
    assert names == [f"kiosk.db.before-{HEAD}", f"kiosk.db.before-{HEAD + 1}"]


def test_an_earlier_copy_is_never_replaced(tmp_path: Path) -> None:
    new_store(tmp_path).close()
    first = tmp_path / f"kiosk.db.before-{HEAD}"
    first.write_bytes(b"somebody's earlier copy")
    Store.open(tmp_path / "kiosk.db", KEY, SetClock(), NEXT).close()
    assert first.read_bytes() == b"somebody's earlier copy"
    assert (tmp_path / f"kiosk.db.before-{HEAD}-2").stat().st_size > 4096


def test_what_still_lies_in_the_journal_is_in_the_copy(tmp_path: Path) -> None:
    with new_store(tmp_path) as busy:
        made = draft(busy)
        busy.dossiers.save_answer(made.id, "a", "1", by=OFFICER)
        assert (tmp_path / "kiosk.db-wal").stat().st_size > 0
        Store.open(tmp_path / "kiosk.db", KEY, SetClock(), NEXT).close()
    back = tmp_path / "back"
    back.mkdir()
    shutil.copy(tmp_path / f"kiosk.db.before-{HEAD}", back / "kiosk.db")
    with open_store(back) as old_program:
        assert [a.value for a in old_program.dossiers.answers(made.id)] == ["1"]


def test_a_disk_full_in_mid_step_leaves_the_old_version(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        done = sealed(store)
    with watched_disk() as disk:
        disk.refuse = lambda operation, _file: FULL if operation == "write" else None
        with pytest.raises(DiskFull):
            Store.open(tmp_path / "kiosk.db", KEY, SetClock(), NEXT)
        disk.refuse = None
    with open_store(tmp_path) as again:
        assert again.dossiers.get(done.id) == done
        assert again.damaged_pages() == ()


def test_there_is_an_old_database_of_every_version_before_this_one() -> None:
    assert set(old.versions()) == set(range(1, HEAD))


def test_old_databases_open_and_so_does_what_the_maker_makes_now(tmp_path: Path) -> None:
    made = old.make(tmp_path)
    assert made.name == f"v{HEAD}.db"
    for source in [*map(old.path_of, old.versions()), made]:
        folder = tmp_path / source.stem
        folder.mkdir()
        shutil.copy(source, folder / "kiosk.db")
        with open_store(folder) as store:
            (line,) = store.dossiers.search("nguyen thi mau")
            assert store.dossiers.answers(line.id)
            assert store.audit.verify().whole


def test_times_are_exact_and_never_without_a_zone() -> None:
    at = SetClock().now().replace(microsecond=123456)
    assert from_microseconds(to_microseconds(at)) == at
    with pytest.raises(BugError):
        to_microseconds(at.replace(tzinfo=None))
