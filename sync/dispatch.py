"""The agent's hands on the outbox: what to carry next, and how far each blob has come.

Order: records of all waiting parcels first; then papers of the parcel with urgency, the nearest deadline, the
least left. May not talk to the network, and never moves a parcel to recorded or delivered: only statements
do.
"""

import sqlite3
from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta

from forms.states import Carriage
from sync.courtesy import Restraint
from sync.outbox import Outbox
from sync.times import write_time

ASK_AGAIN_SECONDS = 60.0
ASK_AGAIN_CAP = 3600.0
SOON_ASKED = 2
"""After so many questions about a parcel the agent no longer stays on the line for it, to spare the link."""
PUT_OFF_SECONDS = 5.0
PUT_OFF_CAP = 1800.0

_OPEN = (Carriage.WAITING, Carriage.SENDING, Carriage.RECORDED)
_DUE = "p.carriage IN (?, ?, ?) AND (p.next_attempt IS NULL OR p.next_attempt <= ?)"
_ORDER = "p.urgent DESC, p.deadline IS NULL, p.deadline"
_RECORDS = f"""
SELECT p.id, p.manifest, b.name, b.size FROM parcel p JOIN blob b ON b.parcel = p.id AND b.place = 0
WHERE NOT b.done AND {_DUE} ORDER BY {_ORDER}, p.queued_at, p.id LIMIT ?
"""  # noqa: S608 - constant text
_PAPERS = f"""
SELECT p.manifest, p.urgent, p.deadline, b.*,
    (SELECT SUM(size - sent) FROM blob WHERE parcel = p.id AND place > 0 AND NOT done) AS remaining
FROM parcel p JOIN blob b ON b.parcel = p.id AND b.place > 0
WHERE NOT b.done AND b.size > ? AND b.size <= ? AND {_DUE} AND p.urgent >= ?
    AND (? OR EXISTS (SELECT 1 FROM blob r WHERE r.parcel = p.id AND r.place = 0 AND r.done))
ORDER BY {_ORDER}, remaining, p.queued_at, p.id, b.size DESC, b.place LIMIT ?
"""  # noqa: S608 - constant text
_OUTSTANDING = f"SELECT p.id FROM parcel p WHERE p.carriage IN (?, ?, ?) ORDER BY {_ORDER}, p.queued_at"  # noqa: S608 - constant text
_JUDGED_SOON = f"""
SELECT p.id FROM parcel p WHERE p.carriage IN (?, ?, ?)
    AND EXISTS (SELECT 1 FROM blob b WHERE b.parcel = p.id AND b.place = 0 AND b.done)
    AND (p.carriage <> 'recorded' OR NOT EXISTS (SELECT 1 FROM blob b WHERE b.parcel = p.id AND NOT b.done))
ORDER BY {_ORDER}, p.queued_at
"""  # noqa: S608 - constant text
_DOUBT = """
UPDATE parcel SET carriage = ?, next_attempt = ?, attempts = 0 WHERE carriage = ? AND id IN (
    SELECT parcel FROM statement WHERE type = 'delivered' AND at > ?)
"""
_SILENT = f"""
SELECT p.id, p.manifest FROM parcel p
WHERE p.next_attempt IS NOT NULL AND {_DUE} AND NOT EXISTS (SELECT 1 FROM blob b WHERE b.parcel = p.id AND NOT b.done)
ORDER BY p.next_attempt LIMIT ?
"""  # noqa: S608 - constant text


@dataclass(frozen=True, slots=True)
class RecordJob:
    """A parcel whose record has to travel; size in bytes."""

    parcel: str
    manifest: bytes
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class PaperJob:
    """A paper that has to travel."""

    parcel: str
    manifest: bytes
    name: str
    size: int
    urgent: bool = False
    deadline: str | None = None
    sent: int = 0
    """Bytes of it that the gateway is known to have."""

    @property
    def rank(self) -> tuple[bool, str]:
        """The smaller, the sooner it travels, whatever its size: what is urgent, then the nearest deadline."""
        return not self.urgent, self.deadline or "9999"


class Dispatch:
    """Reads and moves the outbox on the agent's behalf. Safe between threads; every change is durable."""

    def __init__(self, outbox: Outbox) -> None:
        self.outbox = outbox
        self._ledger = outbox.ledger

    def take_back(self) -> int:
        """At start: what a dead agent left in flight waits again; how many parcels that were."""
        with self._ledger.write() as db:
            # Sent whole, nothing final heard, and nobody meant to ask again: ask now.
            db.execute(
                "UPDATE parcel SET next_attempt = ? WHERE next_attempt IS NULL AND carriage IN (?, ?, ?)"
                " AND NOT EXISTS (SELECT 1 FROM blob b WHERE b.parcel = parcel.id AND NOT b.done)",
                (self._now(), *_OPEN),
            )
            return db.execute(
                "UPDATE parcel SET carriage = ? WHERE carriage = ? AND reason IS NOT 'held'",
                (Carriage.WAITING, Carriage.SENDING),
            ).rowcount

    def records(self, budget: int, most: int = 100) -> tuple[RecordJob, ...]:
        """Records to send next, together at most ``budget`` bytes (but always one)."""
        jobs: list[RecordJob] = []
        for row in self._ledger.rows(_RECORDS, *_OPEN, self._now(), most):
            budget -= row["size"] + len(row["manifest"])
            if jobs and budget < 0:
                break
            jobs.append(RecordJob(row["id"], row["manifest"], row["name"], row["size"]))
        return tuple(jobs)

    def papers(
        self,
        above: int,
        at_most: int,
        budget: int,
        busy: Collection[str] = (),
        most: int = 100,
        restraint: Restraint | None = None,
        early: bool = False,
    ) -> tuple[PaperJob, ...]:
        """Papers above ``above`` and up to ``at_most`` bytes each, together at most ``budget`` (but always
        one). Under a ``restraint`` urgent ones alone, and none once the day's budget is spent; ``early``, also
        those whose record has still to go before them.
        """
        jobs: list[PaperJob] = []
        if restraint is Restraint.BUDGET:
            return ()
        least = 0 if restraint is None else 1
        for row in self._ledger.rows(
            _PAPERS, above, at_most, *_OPEN, self._now(), least, early, most + len(busy)
        ):
            if row["name"] in busy:
                continue
            budget -= row["size"]
            if jobs and budget < 0:
                break
            jobs.append(
                PaperJob(
                    row["parcel"],
                    row["manifest"],
                    row["name"],
                    row["size"],
                    bool(row["urgent"]),
                    row["deadline"],
                    row["sent"],
                )
            )
        return tuple(jobs[:most])

    def silent(self, most: int = 50) -> tuple[tuple[str, bytes], ...]:
        """(parcel, manifest) of parcels sent whole long ago of which nothing final was heard.

        Ask what is missing.
        """
        rows = self._ledger.rows(_SILENT, *_OPEN, self._now(), most)
        return tuple((row["id"], row["manifest"]) for row in rows)

    def outstanding(self) -> tuple[str, ...]:
        """Parcels whose statements we wait for, in order of urgency."""
        return self._ids(_OUTSTANDING)

    def judged_soon(self) -> tuple[str, ...]:
        """Those of which something new may be said now: a record has just gone, or everything has."""
        return self._ids(_JUDGED_SOON)

    def _ids(self, sql: str) -> tuple[str, ...]:
        rows = self._ledger.rows(sql, *_OPEN)
        return tuple(row["id"] for row in rows)

    def awaits_statement(self) -> bool:
        """Whether something was sent whole, not long ago, and the gateway has not said its last word on it."""
        rows = self._ledger.rows(
            "SELECT 1 FROM parcel p WHERE p.carriage IN (?, ?, ?) AND p.reason IS NOT 'held'"
            " AND p.attempts <= ? AND NOT EXISTS (SELECT 1 FROM blob WHERE parcel = p.id AND NOT done) LIMIT 1",
            *_OPEN,
            SOON_ASKED,
        )
        return bool(rows)

    def together(self) -> AbstractContextManager[None]:
        """Make the changes of a block one durable transaction."""
        return self._ledger.together()

    def doubt(self) -> int:
        """The gateway is behind what it has said: ask anew of everything its backup had not passed; how many parcels.

        What it still has it says again; what it lost is sent again.
        """
        mark = self.outbox.watermark()
        since = "" if mark is None else write_time(mark)
        with self._ledger.write() as db:
            return db.execute(_DOUBT, (Carriage.SENDING, self._now(), Carriage.DELIVERED, since)).rowcount

    def begin(self, parcels: Iterable[str]) -> None:
        """Mark parcels as being carried."""
        with self._ledger.write() as db:
            db.executemany(
                "UPDATE parcel SET carriage = ? WHERE id = ? AND carriage = ?",
                [(Carriage.SENDING, parcel, Carriage.WAITING) for parcel in parcels],
            )

    def offered(self, parcel: str, missing: Collection[str]) -> None:
        """After an answer to a batch: the gateway misses ``missing`` and says it has the rest."""
        with self._ledger.write() as db:
            for row in db.execute("SELECT name, done FROM blob WHERE parcel = ?", (parcel,)).fetchall():
                there = row["name"] not in missing
                if there != bool(row["done"]):  # believed there but it is not: its bytes travel again
                    db.execute(
                        "UPDATE blob SET done = ?, sent = CASE WHEN ? THEN size ELSE 0 END"
                        " WHERE parcel = ? AND name = ?",
                        (there, there, parcel, row["name"]),
                    )
            self._listen(db, parcel)

    def uploaded(self, parcel: str, name: str, offset: int) -> None:
        """The gateway says it has ``offset`` bytes of a paper; all of them end its carrying for now."""
        with self._ledger.write() as db:
            known = db.execute(
                "SELECT sent, size FROM blob WHERE parcel = ? AND name = ?", (parcel, name)
            ).fetchone()
            db.execute(
                "UPDATE blob SET sent = MIN(?, size), done = (? >= size) WHERE parcel = ? AND name = ?",
                (offset, offset, parcel, name),
            )
            if known is None or offset > known["sent"] or offset >= known["size"]:
                self._listen(db, parcel)  # bytes that got through, and they alone, end an item's waiting

    def put_off(self, parcel: str, reason: str) -> None:
        """One item went wrong: try it again later, ever later, and let the others pass."""
        with self._ledger.write() as db:
            row = db.execute("SELECT attempts FROM parcel WHERE id = ?", (parcel,)).fetchone()
            if row is not None:
                wait = min(PUT_OFF_CAP, PUT_OFF_SECONDS * 2 ** min(row["attempts"], 20))
                self._later(db, parcel, wait, reason)

    def lacks(self, parcel: str, name: str) -> bool:
        """Whether the gateway has still to get this blob: not when it has said that it is there, nor once all of them are."""
        rows = self._ledger.rows(
            "SELECT 1 FROM blob b JOIN parcel p ON p.id = b.parcel"
            " WHERE p.id = ? AND b.name = ? AND NOT b.done AND p.carriage IN (?, ?, ?)",
            parcel,
            name,
            *_OPEN,
        )
        return bool(rows)

    def refuse_here(self, parcel: str, reason: str) -> None:
        """Quarantine a parcel that cannot be carried from this machine, with a reason of our own."""
        with self._ledger.write() as db:
            db.execute(
                "UPDATE parcel SET carriage = ?, reason = ?, next_attempt = NULL WHERE id = ?"
                " AND carriage IN (?, ?, ?)",
                (Carriage.REFUSED, reason, parcel, *_OPEN),
            )

    def forget_waiting(self) -> None:
        """The link is back: nobody waits for an old failure's sake."""
        with self._ledger.write() as db:
            db.execute(
                "UPDATE parcel SET next_attempt = ?, attempts = 0 WHERE next_attempt > ?"
                " AND carriage IN (?, ?, ?)",
                (self._now(), self._now(), *_OPEN),
            )

    def _now(self) -> str:
        return write_time(self.outbox.clock.now())

    def _listen(self, db: sqlite3.Connection, parcel: str) -> None:
        """Once everything is sent, ask again later in case nothing is heard."""
        (left,) = db.execute("SELECT COUNT(*) FROM blob WHERE parcel = ? AND NOT done", (parcel,)).fetchone()
        row = db.execute("SELECT attempts FROM parcel WHERE id = ?", (parcel,)).fetchone()
        if left == 0 and row is not None:
            wait = min(ASK_AGAIN_CAP, ASK_AGAIN_SECONDS * 2 ** min(row["attempts"], 20))
            self._later(db, parcel, wait, None)
        else:
            db.execute("UPDATE parcel SET next_attempt = NULL, attempts = 0 WHERE id = ?", (parcel,))

    def _later(self, db: sqlite3.Connection, parcel: str, seconds: float, reason: str | None) -> None:
        at = write_time(self.outbox.clock.now() + timedelta(seconds=seconds))
        db.execute(
            "UPDATE parcel SET next_attempt = ?, attempts = attempts + 1, reason = COALESCE(?, reason)"
            " WHERE id = ? AND carriage IN (?, ?, ?)",
            (at, reason, parcel, *_OPEN),
        )
