"""The back office's log: who looked at which dossier and who moved what. Ids and codes alone; only ever added to.

Every line's digest covers the line before, so that a line changed or taken out shows. On PostgreSQL the account of the
back office is granted no UPDATE or DELETE on it (``docs/operations.md``). Lines are written in the transaction of the act.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sync.gateway.office.tables import AuditRow
from sync.times import write_time

PAGE = 100
_BATCH = 5000
_CHAIN_LOCK = 4_857_204
"""PostgreSQL's name of the lock under which lines get their number; SQLite has one writer anyway."""
_START = "0" * 64


class Event(StrEnum):
    """What is written down."""

    SIGNED_IN = "signed-in"
    SIGN_IN_FAILED = "sign-in-failed"
    SIGNED_OUT = "signed-out"
    QUEUE_SEEN = "queue-seen"
    SEARCHED = "searched"
    DOSSIER_SEEN = "dossier-seen"
    PAPER_SEEN = "paper-seen"
    CARD_COMPARED = "card-compared"
    DUPLICATES_SEEN = "duplicates-seen"
    FIGURES_SEEN = "figures-seen"
    FIGURES_TAKEN = "figures-taken"
    FORM_PRINTED = "form-printed"
    MOVED = "moved"
    SUPPLEMENT_ASKED = "supplement-asked"
    REFUSED = "refused"
    STOPPED = "stopped"
    APOLOGISED = "apologised"
    RESULT_GIVEN = "result-given"
    NUMBER_TYPED = "number-typed"  # heard from a counter; the login is the officer's code there
    NUMBER_SETTLED = "number-settled"
    NUMBER_TAKEN = "number-taken"
    TRANSFER_SEEN = "transfer-seen"
    LOG_SEEN = "log-seen"
    LOG_CHECKED = "log-checked"
    STAFF_SEEN = "staff-seen"
    STAFF_MADE = "staff-made"
    STAFF_RENEWED = (
        "staff-renewed"  # another password, second factor, duty or authority for an account there was
    )
    STAFF_STOPPED = "staff-stopped"
    STAFF_ALLOWED = "staff-allowed"
    SIGN_IN_CHANGED = "password-changed"
    FACTOR_CHANGED = "factor-changed"
    PROOF_FAILED = "proof-failed"
    DENIED = "denied"
    SUBJECT_FOUND = "subject-found"
    SUBJECT_EXPORTED = "subject-exported"
    LOST_LISTED = "lost-listed"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines: those before ``before``, of one dossier, account or kind where one is named."""

    before: int | None = None
    dossier: str = ""
    login: str = ""
    act: str = ""


def note_act(
    session: Session, now: datetime, login: str, event: Event, dossier: str = "", detail: str = ""
) -> None:
    """Add a line within the caller's transaction. ``detail`` holds ids and codes, never what a citizen wrote."""
    if session.connection().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_CHAIN_LOCK)))
    last = session.execute(
        select(AuditRow.seq, AuditRow.digest).order_by(AuditRow.seq.desc()).limit(1)
    ).one_or_none()
    seq, before = (last.seq + 1, last.digest) if last else (1, _START)
    row = AuditRow(
        seq=seq, at=now, login=login[:40], act=str(event), dossier=dossier, detail=detail[:200], digest=""
    )
    row.digest = _digest(row, before)
    session.add(row)
    session.flush()


def lines(session: Session, wanted: Wanted) -> Sequence[AuditRow]:
    """The newest lines that are wanted, ``PAGE`` at a time."""
    query = select(AuditRow).order_by(AuditRow.seq.desc()).limit(PAGE)
    for column, value in (
        (AuditRow.dossier, wanted.dossier),
        (AuditRow.login, wanted.login),
        (AuditRow.act, wanted.act),
    ):
        if value:
            query = query.where(column == value)
    if wanted.before is not None:
        query = query.where(AuditRow.seq < wanted.before)
    return session.scalars(query).all()


def first_broken(session: Session) -> int | None:
    """The number of the first line that does not hold, or None when the whole chain does."""
    before, expected = _START, 1
    for row in _all(session):
        if row.seq != expected or row.digest != _digest(row, before):
            return expected
        before, expected = row.digest, expected + 1
    return None


def head(session: Session) -> tuple[int, str]:
    """Number and digest of the last line: written down elsewhere, it shows lines taken off the end."""
    row = session.execute(
        select(AuditRow.seq, AuditRow.digest).order_by(AuditRow.seq.desc()).limit(1)
    ).one_or_none()
    return (row.seq, row.digest) if row else (0, _START)


def _all(session: Session) -> Iterator[AuditRow]:
    after = 0
    while rows := session.scalars(
        select(AuditRow).where(AuditRow.seq > after).order_by(AuditRow.seq).limit(_BATCH)
    ).all():
        yield from rows
        after = rows[-1].seq
        session.expunge_all()


def _digest(row: AuditRow, before: str) -> str:
    told = [row.seq, write_time(row.at), row.login, row.act, row.dossier, row.detail, before]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
