"""How far a parcel and its files have come, as the outbox tells it. Frozen values; may not read or write the database."""

import logging
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from forms.states import Carriage, ParcelKind
from sync.errors import ParcelDamaged
from sync.times import read_time

_log = logging.getLogger("sync.outbox")


@dataclass(frozen=True, slots=True)
class OutboxParcel:
    """How far one parcel has come. ``statements`` are the gateway's signed bytes, oldest first; sizes in
    bytes.

    ``whole`` of ``files`` (record and papers) are at the gateway.
    ``reason`` is a refusal code, ``held``, or why the last attempt failed; never personal data.
    """

    parcel: str
    dossier: str
    kind: ParcelKind
    carriage: Carriage
    statements: tuple[bytes, ...]
    sent: int
    total: int
    whole: int
    files: int
    urgent: bool
    deadline: datetime | None
    queued_at: datetime
    next_attempt: datetime | None
    reason: str | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class FileProgress:
    """How far one file of a parcel has come, in bytes."""

    size: int
    sent: int


def read_parcel(row: sqlite3.Row, statements: tuple[bytes, ...]) -> OutboxParcel | None:
    """One row of the outbox with its sums; None when it is spoilt: whoever queues that parcel puts it in anew."""
    try:
        if row["files"] == 0:
            return None
        return OutboxParcel(
            parcel=row["id"],
            dossier=row["dossier"],
            kind=ParcelKind(row["kind"]),
            carriage=Carriage(row["carriage"]),
            statements=statements,
            sent=row["gone"],
            total=row["total"],
            whole=row["whole"],
            files=row["files"],
            urgent=bool(row["urgent"]),
            deadline=None if row["deadline"] is None else read_time(row["deadline"]),
            queued_at=read_time(row["queued_at"]),
            next_attempt=None if row["next_attempt"] is None else read_time(row["next_attempt"]),
            reason=row["reason"],
            detail=row["detail"],
        )
    except (ValueError, ParcelDamaged):
        _log.error("the row of parcel %s is spoilt", row["id"])
        return None
