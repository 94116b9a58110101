"""The append-only chain of who did what to which id.

Every act appends its link inside its own transaction, so there is no act without a link and no link without
an act. ``hash`` = SHA-256(hash before ‖ canonical JSON of this link); the first link follows 32 zero bytes.
The chain holds ids only, so it may outlive every erasure. A cut-off end does not show in the chain itself:
give ``verify`` a head that somebody else has signed.
"""

import hashlib
import json
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select, text

from forms.clock import Clock
from kiosk.domain.audit import AuditEntry, AuditHead, AuditVerdict, Event, refuse_personal
from kiosk.store.column_types import to_microseconds
from kiosk.store.engine import Doors
from kiosk.store.models import NOT_AN_ANSWER, PRINTED, AuditRow, table

START = AuditHead(0, bytes(32))

_A = table(AuditRow).c
_LAST = select(_A.seq, _A.hash).order_by(_A.seq.desc()).limit(1)
_INSERT = insert(table(AuditRow))


def link_hash(
    before: bytes, seq: int, at: datetime, event: str, subject: str, officer: str, detail: str
) -> bytes:
    """The hash of one link (32 bytes)."""
    body = json.dumps(
        [seq, to_microseconds(at), event, subject, officer, detail], ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(before + body.encode()).digest()


def append(
    connection: Connection, at: datetime, event: Event, subject: str, officer: str, *details: str
) -> AuditHead:
    """Add one link for each of ``details`` (one with an empty detail when there is none) in the open
    transaction.

    All texts must be ids (``refuse_personal``).
    """
    texts = details or ("",)
    refuse_personal(subject, officer, *texts)
    found = connection.execute(_LAST).first()
    seq, last = (found.seq, found.hash) if found else (START.seq, START.hash)
    rows = []
    for detail in texts:
        seq += 1
        last = link_hash(last, seq, at, event.value, subject, officer, detail)
        rows.append(
            {
                "seq": seq,
                "at": at,
                "event": event,
                "subject": subject,
                "officer": officer,
                "detail": detail,
                "hash": last,
            }
        )
    connection.execute(_INSERT, rows if len(rows) > 1 else rows[0])
    return AuditHead(seq, last)


class Audit:
    """Reading and checking the chain, and links for acts that change nothing else."""

    def __init__(self, doors: Doors, clock: Clock) -> None:
        self._doors = doors
        self._clock = clock

    def append(self, event: Event, subject: str, officer: str, detail: str = "") -> AuditHead:
        """A link of its own, for an act without a row (an unlock, a print)."""
        with self._doors.write() as connection:
            return append(connection, self._clock.now(), event, subject, officer, detail)

    def head(self) -> AuditHead:
        """The last link; ``START`` for an empty chain."""
        with self._doors.read() as connection:
            found = connection.execute(_LAST).first()
        return AuditHead(found.seq, found.hash) if found else START

    def printings(self, event: Event, dossier: str) -> int:
        """How often a dossier's slip or receipt was printed: tells the first from a copy."""
        # The first condition is word for word that of the index, without which millions of links would be
        # read.
        query = select(func.count()).where(text(PRINTED), _A.event == event, _A.subject == dossier)
        with self._doors.read() as connection:
            return int(connection.execute(query).scalar_one())

    def entries(self, after: int = 0, limit: int = 200) -> tuple[AuditEntry, ...]:
        """Links after ``after``, oldest first."""
        query = select(table(AuditRow)).where(_A.seq > after).order_by(_A.seq).limit(limit)
        with self._doors.read() as connection:
            return tuple(
                AuditEntry(row.seq, row.at, row.event, row.subject, row.officer, row.detail, row.hash)
                for row in connection.execute(query)
            )

    def of(self, *subjects: str) -> tuple[AuditEntry, ...]:
        """What was done with these ids, oldest first; answers given, which are many, left out."""
        # Word for word the condition of the index.
        query = select(table(AuditRow)).where(text(NOT_AN_ANSWER), _A.subject.in_(subjects)).order_by(_A.seq)
        with self._doors.read() as connection:
            return tuple(
                AuditEntry(row.seq, row.at, row.event, row.subject, row.officer, row.detail, row.hash)
                for row in connection.execute(query)
            )

    def verify(self, anchor: AuditHead | None = None) -> AuditVerdict:
        """Walk the whole chain. ``anchor`` is a head signed by somebody else that must still be in it.

        Time grows with the chain (about a second for 200,000 links); do not call it on a screen's thread.
        """
        seq, last = START.seq, START.hash
        anchor_found = anchor is None or anchor == START
        query = select(table(AuditRow)).where(_A.seq > bindparam("after")).order_by(_A.seq).limit(5000)
        with self._doors.read() as connection:
            while rows := connection.execute(query, {"after": seq}).all():
                for row in rows:
                    hashed = link_hash(
                        last, seq + 1, row.at, row.event.value, row.subject, row.officer, row.detail
                    )
                    if row.seq != seq + 1 or row.hash != hashed:
                        return AuditVerdict(False, seq, AuditHead(seq, last), seq + 1, not anchor_found)
                    seq, last = row.seq, row.hash
                    anchor_found = anchor_found or (anchor is not None and anchor == AuditHead(seq, last))
        return AuditVerdict(anchor_found, seq, AuditHead(seq, last), None, not anchor_found)
