"""Signing in and staying signed in. The browser holds a random cookie; everything else stands in the database.

May not know any page.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from forms.clock import Clock
from sync.gateway.database import Database
from sync.gateway.office.audit import Event, note_act
from sync.gateway.office.guessing import Waiting
from sync.gateway.office.proving import Prover
from sync.gateway.office.roles import Staff
from sync.gateway.office.staff import as_staff, is_open
from sync.gateway.office.tables import SessionRow, StaffRow

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
_SEEN_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Visit:
    """A browser that is signed in, and the token its forms must carry."""

    staff: Staff
    form_token: str
    cookie_sha256: str


class Door:
    """Lets people in and out."""

    def __init__(self, database: Database, prover: Prover, clock: Clock) -> None:
        self._database = database
        self._prover = prover
        self._clock = clock

    def enter(self, login: str, password: str, code: str, source: str) -> str | Waiting | None:
        """A fresh cookie; ``Waiting``; or None when name, password and code do not belong together."""
        now, cookie = self._clock.now(), secrets.token_urlsafe(32)

        def begin(session: Session, row: StaffRow) -> str:
            fresh = SessionRow(
                token_sha256=_hash(cookie),
                login=row.login,
                form_token=secrets.token_urlsafe(24),
                begun_at=now,
                seen_at=now,
            )
            session.add(fresh)
            session.execute(delete(SessionRow).where(SessionRow.begun_at < now - LONGEST))
            note_act(session, now, row.login, Event.SIGNED_IN, detail=source)
            return cookie

        return self._prover.prove(login, password, code, source, begin)

    def visit(self, cookie: str) -> Visit | None:
        """Who this browser is; None when it is nobody, or was away too long."""
        now, digest = self._clock.now(), _hash(cookie)
        with self._database.read() as session:
            row = session.get(SessionRow, digest)
            account = session.get(StaffRow, row.login) if row is not None else None
        if row is None or account is None or not is_open(account, now):
            return None
        if now - row.seen_at > IDLE or now - row.begun_at > LONGEST:
            self.leave(digest)
            return None
        if now - row.seen_at > _SEEN_AGAIN:
            with self._database.write() as session:
                if (present := session.get(SessionRow, digest)) is not None:
                    present.seen_at = now
        return Visit(as_staff(account), row.form_token, digest)

    def leave(self, digest: str, login: str | None = None) -> None:
        """End the session of that cookie's hash; said in the log when its owner asked for it."""
        with self._database.write() as session:
            session.execute(delete(SessionRow).where(SessionRow.token_sha256 == digest))
            if login is not None:
                note_act(session, self._clock.now(), login, Event.SIGNED_OUT)


def _hash(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
