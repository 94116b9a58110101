"""Where a checked statement of the gateway moves its parcel in the outbox, and never back.

May not check a statement: whoever calls has done so.
"""

import sqlite3

from forms.states import CARRIAGE_MOVES, Carriage
from sync.statement import Statement, StatementType

HELD = "held"
"""Reason of a parcel the gateway keeps until it knows its form's version."""

_CARRIAGE_OF = {
    StatementType.RECORDED: Carriage.RECORDED,
    StatementType.DELIVERED: Carriage.DELIVERED,
    StatementType.REFUSED: Carriage.REFUSED,
    StatementType.HELD: Carriage.SENDING,
}


def move(db: sqlite3.Connection, statement: Statement, now: Carriage) -> None:
    """Move the parcel ``statement`` is about from where it is ``now``, within the caller's transaction."""
    target = _CARRIAGE_OF[statement.type]
    if target is now and statement.type is not StatementType.HELD:
        return
    if target is not now and target not in CARRIAGE_MOVES[now]:
        return  # an older statement arriving late is kept, but never takes a parcel back
    reason = HELD if statement.type is StatementType.HELD else statement.reason
    detail = statement.detail
    if statement.type is StatementType.HELD:
        detail = f"{statement.procedure} {statement.version}"
    # Until the last word the question "what do you still miss?" stays on the agent's list: what was sent whole may
    # have been lost on the way, or there.
    final = target in {Carriage.DELIVERED, Carriage.REFUSED}
    db.execute(
        "UPDATE parcel SET carriage = ?, reason = ?, detail = ?, attempts = 0,"
        " next_attempt = CASE WHEN ? OR EXISTS (SELECT 1 FROM blob b WHERE b.parcel = parcel.id AND NOT b.done)"
        " THEN NULL ELSE next_attempt END WHERE id = ?",
        (target, reason, detail, final, statement.parcel),
    )
    if target is Carriage.DELIVERED:
        db.execute("UPDATE blob SET sent = size, done = 1 WHERE parcel = ?", (statement.parcel,))
