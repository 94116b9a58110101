"""What waits to travel: sealed blobs on disk and one row per parcel. Only a row permits sending.

The kiosk puts blobs and rows in, the agent moves them, and both read the state. May not open a blob and holds
no key; a parcel's carriage moves by a checked statement of the gateway, never by an HTTP status.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from forms.clock import Clock, SystemClock
from forms.errors import BugError, KnownError
from forms.states import Carriage
from forms.text import Message
from sync.blob import blob_name, is_blob_name
from sync.cose import Publics
from sync.files import PART, make_for_both, sync_folder, write_for_both
from sync.ledger import Ledger, set_aside
from sync.manifest import Manifest
from sync.outbox_moves import move
from sync.outbox_rows import FileProgress, OutboxParcel, read_parcel
from sync.statement import Statement, StatementType
from sync.times import read_time, time_if_any, write_time

DATABASE = "outbox.db"
BLOBS = "blobs"
AGENT_LOCK = "agent.lock"
"""Held by whoever carries, and by whoever sets a damaged book aside."""


LINK_FACT = "link"
NEXT_FACT = "next_attempt"
RESTRAINT_FACT = "restraint"
CARD_FACT = "card"
"""The gateway's newest card as the agent has checked it (hex), for the kiosk to check again."""
DENIED_FACT = "denied"
"""The gateway's own word for why it does not let this machine in; nothing while it does."""
_HURRY_FACT = "hurry"
_FORGOTTEN_FACT = "forgotten"
_WATERMARK_FACT = "watermark"
"""As said by statements that have been forgotten since."""

_PARCELS = """
SELECT p.*, (SELECT SUM(size) FROM blob WHERE parcel = p.id) AS total,
    (SELECT COUNT(*) FROM blob WHERE parcel = p.id) AS files,
    (SELECT COUNT(*) FROM blob WHERE parcel = p.id AND done) AS whole,
    (SELECT SUM(CASE WHEN done THEN size ELSE sent END) FROM blob WHERE parcel = p.id) AS gone
FROM parcel p WHERE ?1 IS NULL OR p.id = ?1 ORDER BY p.queued_at, p.id
"""
_DELIVERED = """
SELECT p.id, s.at FROM parcel p JOIN statement s ON s.parcel = p.id AND s.type = ? WHERE p.carriage = ?
"""
_SAID = "SELECT parcel, data FROM statement WHERE ?1 IS NULL OR parcel = ?1 ORDER BY at, type DESC"
_NEXT_DUE = """
SELECT MIN(next_attempt) AS first FROM parcel p WHERE carriage NOT IN (?, ?) AND next_attempt > ?
    AND EXISTS (SELECT 1 FROM blob WHERE parcel = p.id AND NOT done)
"""
_log = logging.getLogger("sync.outbox")


class BlobMissing(KnownError):
    """A parcel names a blob that is not on this machine."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.outbox.blob_missing",
                "Thiếu tệp của hồ sơ nên chưa xếp gửi được. Cán bộ hãy mở lại hồ sơ để máy đóng gói lại.",
                "Shown to the officer when a parcel cannot be queued.",
            )
        )


class Outbox:
    """The outbox in one folder. Several processes may have it open; one agent at a time carries from it."""

    def __init__(self, folder: Path, clock: Clock | None = None) -> None:
        """Open or create. Raises what a ``Ledger`` raises."""
        self.folder = folder
        self.clock = clock or SystemClock()
        make_for_both(folder / BLOBS)
        self.ledger = Ledger(folder / DATABASE)

    def close(self) -> None:
        """Close the database."""
        self.ledger.close()

    def blob_path(self, name: str) -> Path:
        """Where a blob lies, or would lie."""
        if not is_blob_name(name):
            raise BugError("not a blob's name")
        return self.folder / BLOBS / name

    def put_blob(self, name: str, data: bytes) -> None:
        """Store a sealed blob durably. Putting the same blob again does nothing. Raises ``DiskFull``."""
        path = self.blob_path(name)
        if blob_name(data) != name:
            raise BugError("a blob must be named by its hash")
        if not (path.exists() and path.stat().st_size == len(data)):
            write_for_both(path, data)

    def enqueue(self, manifest: bytes, urgent: bool | None = None, deadline: datetime | None = None) -> None:
        """Permit sending of a parcel whose blobs are all here; the same parcel again does nothing.

        ``urgent`` and ``deadline`` order the sending and default to what the manifest says. Raises
        ``BlobMissing``, ``DiskFull``; ``BugError`` when the parcel id is already used for other bytes.
        """
        read = Manifest.decode_unverified(manifest)
        if self.manifest(read.parcel) == manifest and self.state(read.parcel) is not None:
            return  # it may be at the province by now, and its blobs erased
        for ref in read.blobs:
            path = self.blob_path(ref.blob)
            if not path.exists() or path.stat().st_size != ref.size:
                raise BlobMissing
        # Whoever put them here may have died before their names were durable.
        sync_folder(self.folder / BLOBS)
        due = deadline or read.deadline
        with self.ledger.write() as db:
            known = db.execute(_PARCELS, (read.parcel,)).fetchone()
            if known is not None and read_parcel(known, ()) is not None:
                if known["manifest"] != manifest:
                    raise BugError("one parcel id, two manifests")
                return
            # A spoilt row goes, and what was said of its parcel is said again.
            db.execute("DELETE FROM parcel WHERE id = ?", (read.parcel,))
            db.execute(
                "INSERT INTO parcel (id, dossier, kind, manifest, carriage, urgent, deadline, queued_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    read.parcel,
                    read.dossier,
                    read.kind,
                    manifest,
                    Carriage.WAITING,
                    int(read.urgent if urgent is None else urgent),
                    None if due is None else write_time(due),
                    write_time(self.clock.now()),
                ),
            )
            db.executemany(
                "INSERT INTO blob (parcel, name, place, size) VALUES (?, ?, ?, ?)",
                [(read.parcel, ref.blob, place, ref.size) for place, ref in enumerate(read.blobs)],
            )

    def urge(self, parcel: str, urgent: bool) -> None:
        """Let a parcel go before others, or no longer, whatever its manifest says. One that is not here is nobody's fault."""
        with self.ledger.write() as db:
            db.execute("UPDATE parcel SET urgent = ? WHERE id = ?", (int(urgent), parcel))

    def state(self, parcel: str) -> OutboxParcel | None:
        """How far ``parcel`` has come; None when the outbox does not know it."""
        found = self._read(parcel)
        return found[0] if found else None

    def list(self) -> tuple[OutboxParcel, ...]:
        """Every parcel, oldest first."""
        return self._read(None)

    def files(self, parcel: str) -> tuple[FileProgress, ...]:
        """The files of a parcel in the order of its manifest, the record first."""
        rows = self.ledger.rows("SELECT * FROM blob WHERE parcel = ? ORDER BY place", parcel)
        return tuple(FileProgress(row["size"], row["size"] if row["done"] else row["sent"]) for row in rows)

    def manifest(self, parcel: str) -> bytes | None:
        """The manifest's bytes as queued."""
        rows = self.ledger.rows("SELECT manifest FROM parcel WHERE id = ?", parcel)
        return bytes(rows[0]["manifest"]) if rows else None

    def counts(self) -> dict[Carriage, int]:
        """How many parcels are in each carriage."""
        rows = self.ledger.rows("SELECT carriage, COUNT(*) AS n FROM parcel GROUP BY carriage")
        return {Carriage(row["carriage"]): row["n"] for row in rows if row["carriage"] in tuple(Carriage)}

    def link(self) -> tuple[str | None, datetime | None]:
        """How the agent's last round ended (``sync.agent.LinkState``), and when it tries again; None for what is not known.

        A lost link is asked after first, whatever else is due. A moment that has passed is none: the agent is at it, or has died.
        """
        link, planned = self.recall(LINK_FACT), time_if_any(self.recall(NEXT_FACT))
        if planned is not None and planned > self.clock.now():
            return link, planned
        return link, self.next_due() if link in {None, "up"} else None

    def next_due(self) -> datetime | None:
        """When the first of the parcels that were put off with something left to send is due; None once all of them are."""
        (row,) = self.ledger.rows(
            _NEXT_DUE, Carriage.DELIVERED, Carriage.REFUSED, write_time(self.clock.now())
        )
        return time_if_any(row["first"])

    def restraint(self) -> str | None:
        """Why the agent lets papers wait (``sync.courtesy.Restraint``), as it has last said."""
        return self.recall(RESTRAINT_FACT)

    def hurry(self) -> None:
        """An officer wants everything tried now: the agent does not wait for the end of its pause."""
        self.remember(_HURRY_FACT, write_time(self.clock.now()))

    def hurried(self) -> bool:
        """Whether somebody has asked so since this was last answered."""
        if self.recall(_HURRY_FACT) is None:
            return False
        self.remember(_HURRY_FACT, None)
        return True

    def remember(self, name: str, value: str | None) -> None:
        """Keep a small fact for other processes to read, such as when the agent tries again."""
        with self.ledger.write() as db:
            db.execute("DELETE FROM fact WHERE name = ?", (name,))
            if value is not None:
                db.execute("INSERT INTO fact (name, value) VALUES (?, ?)", (name, value))

    def recall(self, name: str) -> str | None:
        """A fact kept by ``remember``."""
        rows = self.ledger.rows("SELECT value FROM fact WHERE name = ?", name)
        return rows[0]["value"] if rows else None

    def changes(self) -> tuple[int, int]:
        """A token that differs once anybody has changed the outbox. Cheap enough to ask often."""
        return self.ledger.changes()

    def accept(self, data: bytes, gateway_public: Publics) -> Statement | None:
        """Keep a statement of the gateway and move its parcel; None when it is about nothing we sent.

        Raises ``ParcelDamaged`` when the signature does not hold: then nothing has moved.
        """
        statement = Statement.decode_verified(data, gateway_public)
        with self.ledger.write() as db:
            row = db.execute("SELECT * FROM parcel WHERE id = ?", (statement.parcel,)).fetchone()
            if row is None or not statement.is_about(row["manifest"]):
                return None
            # The same parcel is told the same for ever, except by a gateway that was restored and had to be told again:
            # then the newer word decides when its blobs may go.
            fresh = db.execute(
                "INSERT INTO statement (parcel, type, at, watermark, data) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (parcel, type) DO UPDATE SET at = excluded.at, watermark = excluded.watermark,"
                " data = excluded.data WHERE excluded.at > statement.at",
                (
                    statement.parcel,
                    statement.type,
                    write_time(statement.at),
                    None if statement.watermark is None else write_time(statement.watermark),
                    data,
                ),
            ).rowcount
            if fresh or statement.type is not StatementType.HELD:
                move(db, statement, Carriage(row["carriage"]))
        return statement

    def requeue(self, parcel: str) -> bool:
        """Let a refused parcel try again, on an officer's order; False unless it was refused."""
        with self.ledger.write() as db:
            moved = db.execute(
                "UPDATE parcel SET carriage = ?, attempts = 0, next_attempt = NULL, reason = NULL,"
                " detail = NULL WHERE id = ? AND carriage = ?",
                (Carriage.WAITING, parcel, Carriage.REFUSED),
            ).rowcount
            if moved:
                db.execute(
                    "DELETE FROM statement WHERE parcel = ? AND type = ?", (parcel, StatementType.REFUSED)
                )
                db.execute(
                    "UPDATE blob SET sent = 0, done = 0 WHERE parcel = ?",
                    (parcel,),
                )
        return bool(moved)

    def drop_refused(self, parcel: str) -> bool:
        """Take a refused parcel out for good, on an officer's order; False unless it was refused."""
        names = [row["name"] for row in self.ledger.rows("SELECT name FROM blob WHERE parcel = ?", parcel)]
        with self.ledger.write() as db:
            gone = db.execute(
                "DELETE FROM parcel WHERE id = ? AND carriage = ?", (parcel, Carriage.REFUSED)
            ).rowcount
            if gone:
                db.executemany("DELETE FROM carried WHERE name = ?", [(name,) for name in names])
        if gone:  # row first: a blob without a row is harmless, a row without its blobs is not
            self._erase(names)
        return bool(gone)

    def past(self) -> tuple[str, ...]:
        """The delivered parcels the gateway's backup has passed."""
        mark = self.watermark()
        if mark is None:
            return ()
        rows = self.ledger.rows(_DELIVERED, StatementType.DELIVERED, Carriage.DELIVERED)
        return tuple(row["id"] for row in rows if read_time(row["at"]) <= mark)

    def forget(self, parcels: Iterable[str]) -> int:
        """Take delivered parcels out for good, once the kiosk has kept what was said of them; how many were delivered.

        The room they took is used again, so the file stays as large as what has ever waited at once.
        """
        mark, count, names = self.watermark(), 0, list[str]()
        with self.ledger.together(), self.ledger.write() as db:
            for parcel in parcels:
                blobs = db.execute("SELECT name FROM blob WHERE parcel = ?", (parcel,)).fetchall()
                took = db.execute(
                    "DELETE FROM parcel WHERE id = ? AND carriage = ?", (parcel, Carriage.DELIVERED)
                )
                if took.rowcount:
                    count += 1
                    names += [row["name"] for row in blobs]
            db.executemany("DELETE FROM carried WHERE name = ?", [(name,) for name in names])
            if count:
                self.remember(_FORGOTTEN_FACT, str(self.forgotten() + count))
                self.remember(_WATERMARK_FACT, None if mark is None else write_time(mark))
        self._erase(names)  # rows first: a blob without a row is harmless, a row without its blobs is not
        return count

    def forgotten(self) -> int:
        """How many delivered parcels have been taken out so far."""
        told = self.recall(_FORGOTTEN_FACT) or ""
        return int(told) if told.isdecimal() else 0  # a spoilt fact is none

    def watermark(self) -> datetime | None:
        """The time up to which the gateway has said, under its signature, that it is backed up."""
        (row,) = self.ledger.rows("SELECT MAX(watermark) AS latest FROM statement")
        said = None if row["latest"] is None else read_time(row["latest"])
        marks = [mark for mark in (said, time_if_any(self.recall(_WATERMARK_FACT))) if mark is not None]
        return max(marks, default=None)

    def erase_safe(self) -> int:
        """Erase the blobs of delivered parcels the gateway's backup has passed.

        Returns how many files went.
        """
        mark = self.watermark()
        if mark is None:
            return 0
        rows = self.ledger.rows(
            "SELECT b.name, s.at FROM blob b JOIN parcel p ON p.id = b.parcel"
            " JOIN statement s ON s.parcel = p.id AND s.type = ? WHERE p.carriage = ?",
            StatementType.DELIVERED,
            Carriage.DELIVERED,
        )
        return self._erase(row["name"] for row in rows if read_time(row["at"]) <= mark)

    def note_carried(self, stick: str, names: Iterable[str]) -> None:
        """Remember that these blobs lie, durably, on a stick."""
        at = write_time(self.clock.now())
        with self.ledger.write() as db:
            db.executemany(
                "INSERT OR REPLACE INTO carried (name, stick, at) VALUES (?, ?, ?)",
                [(name, stick, at) for name in names],
            )

    def carried(self, besides: str) -> frozenset[str]:
        """The blobs that lie on any stick other than ``besides``, as far as is known here."""
        rows = self.ledger.rows("SELECT DISTINCT name FROM carried WHERE stick <> ?", besides)
        return frozenset(row["name"] for row in rows)

    def _erase(self, names: Iterable[str]) -> int:
        paths = [path for path in map(self.blob_path, names) if path.exists()]
        for path in paths:
            path.unlink(missing_ok=True)
        return len(paths)

    def _read(self, parcel: str | None) -> tuple[OutboxParcel, ...]:
        said: dict[str, list[bytes]] = {}
        for one in self.ledger.rows(_SAID, parcel):
            said.setdefault(one["parcel"], []).append(bytes(one["data"]))
        found = [
            read_parcel(row, tuple(said.get(row["id"], ()))) for row in self.ledger.rows(_PARCELS, parcel)
        ]
        return tuple(one for one in found if one is not None)


def open_set_aside(folder: Path, clock: Clock) -> Path:
    """Set a damaged outbox database aside, on an officer's order; the kiosk queues its parcels again."""
    for part in (folder / BLOBS).glob("*" + PART):
        part.unlink()
    return set_aside(folder / DATABASE, clock.now())
