"""Several writes as one: durable together, and a failed one takes back itself alone."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

from sync import ledger as ledger_module
from sync.ledger import Ledger, LedgerOutOfReach
from tests.unit.sync.stage import Road, packed, queue


def test_writes_together_are_one_flush_and_fail_alone(tmp_path: Path) -> None:
    ledger, other = Ledger(tmp_path / "outbox.db"), Ledger(tmp_path / "outbox.db")

    def put(name: str) -> None:
        with ledger.write() as db:
            db.execute("INSERT INTO fact (name, value) VALUES (?, 'x')", (name,))
            if name == "bad":
                raise ValueError

    def seen() -> list[str]:
        return [row["name"] for row in other.rows("SELECT name FROM fact ORDER BY name")]

    with ledger.together():
        put("a")
        with pytest.raises(ValueError):  # noqa: PT011 - our own
            put("bad")
        put("b")
        assert seen() == []
    assert seen() == ["a", "b"]

    def both() -> None:
        with ledger.together():
            put("c")
            put("bad")

    with pytest.raises(ValueError):  # noqa: PT011 - our own
        both()
    assert seen() == ["a", "b"]
    put("d")
    assert seen() == ["a", "b", "d"]
    ledger.close()
    other.close()


def test_a_book_that_somebody_holds_for_long_is_said_in_plain_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_module, "BUSY_MS", 20)
    book = Ledger(tmp_path / "outbox.db")
    with contextlib.closing(sqlite3.connect(tmp_path / "outbox.db", isolation_level=None)) as somebody:
        somebody.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerOutOfReach), book.write() as db:
            db.execute("DELETE FROM fact")
        assert book.rows("SELECT * FROM fact") == []  # it can be read all the same
        somebody.rollback()
    with book.write() as db:
        db.execute("INSERT INTO fact (name, value) VALUES ('a', 'x')")
    book.close()


def test_a_batch_of_small_parcels_costs_a_handful_of_flushes(road: Road) -> None:
    queue(road.outbox, *(packed(number, 500) for number in range(1, 41)))
    flushes = [0]
    road.outbox.ledger._db.set_trace_callback(
        lambda sql: flushes.__setitem__(0, flushes[0] + sql.startswith("COMMIT"))
    )
    assert road.once().delivered == 40
    road.outbox.ledger._db.set_trace_callback(None)
    assert flushes[0] < 20
