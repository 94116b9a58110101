"""Signing in and staying signed in. The browser holds a random cookie; everything else stands in the database.

A wrong guess makes the next one wait longer, for known and unknown names alike. May not know any page.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from sqlalchemy import delete

from forms.clock import Clock
from sync.gateway.database import Database
from sync.gateway.office.audit import Event, note_act
from sync.gateway.office.keys import OfficeKeys
from sync.gateway.office.passwords import hash_password, is_password
from sync.gateway.office.roles import Staff
from sync.gateway.office.second_factor import step_of
from sync.gateway.office.staff import as_staff, is_open
from sync.gateway.office.tables import SessionRow, StaffRow

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
_SEEN_AGAIN = timedelta(minutes=1)
_FREE_FAILURES = 3
_FIRST_WAIT = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(minutes=15)
GUESSES_A_MINUTE = 60
"""From all browsers together: many names guessed slowly are slowed too. An honest morning stays far below."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A browser that is signed in, and the token its forms must carry."""

    staff: Staff
    form_token: str
    cookie_sha256: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Too many guesses: the next one is looked at in so many seconds."""

    seconds: int


class Door:
    """Lets people in and out."""

    def __init__(self, database: Database, keys: OfficeKeys, clock: Clock) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock
        self._guesses: list[float] = []

    def enter(self, login: str, password: str, code: str) -> str | Waiting | None:
        """A fresh cookie; ``Waiting``; or None when name, password and code do not belong together."""
        now = self._clock.now()
        if self._is_crowded():
            return Waiting(60)
        with self._database.read() as session:
            row = session.get(StaffRow, login)
        if row is not None and row.wait_until is not None and now < row.wait_until:
            return Waiting(int((row.wait_until - now).total_seconds()) + 1)
        # Outside any transaction, and as slow for a name nobody has.
        right = is_password(password, row.password if row else _nobody())
        step = self._step(row, code, now) if row is not None and right and is_open(row, now) else None
        with self._database.write() as session:
            row = session.get(StaffRow, login, with_for_update=True) if row is not None else None
            if row is None or step is None or step <= row.factor_step:
                if row is not None:
                    row.failures += 1
                    row.wait_until = now + _wait_after(row.failures)
                note_act(session, now, login if row else "?", Event.SIGN_IN_FAILED)
                return None
            row.failures, row.wait_until, row.factor_step, row.seen_at = 0, None, step, now
            cookie = secrets.token_urlsafe(32)
            session.add(
                SessionRow(
                    token_sha256=_hash(cookie),
                    login=login,
                    form_token=secrets.token_urlsafe(24),
                    begun_at=now,
                    seen_at=now,
                )
            )
            session.execute(delete(SessionRow).where(SessionRow.begun_at < now - LONGEST))
            note_act(session, now, login, Event.SIGNED_IN)
        return cookie

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

    def _step(self, row: StaffRow, code: str, now: datetime) -> int | None:
        try:
            secret = self._keys.open(row.factor, f"factor:{row.login}")
        except InvalidTag:
            return None
        return step_of(secret, code, now, row.factor_step)

    def _is_crowded(self) -> bool:
        at = self._clock.monotonic()
        self._guesses = [one for one in self._guesses if at - one < 60]
        if len(self._guesses) >= GUESSES_A_MINUTE:
            return True
        self._guesses.append(at)
        return False


def _wait_after(failures: int) -> timedelta:
    if failures < _FREE_FAILURES:
        return timedelta()
    return min(_FIRST_WAIT * 2.0 ** min(failures - _FREE_FAILURES, 20), _LONGEST_WAIT)


def _hash(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()


@lru_cache(maxsize=1)
def _nobody() -> str:
    return hash_password(secrets.token_hex(16))
