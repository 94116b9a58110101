"""Proving who one is: password and code together, each guess counted, each code good once.

The way in asks for it, and so does whoever changes a password or a telephone. May not know any page or session.
"""

import secrets
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from cryptography.exceptions import InvalidTag
from sqlalchemy.orm import Session

from forms.clock import Clock
from sync.gateway.database import Database
from sync.gateway.office.audit import Event, note_act
from sync.gateway.office.guessing import Guess, Waiting
from sync.gateway.office.keys import OfficeKeys
from sync.gateway.office.passwords import hash_password, is_password
from sync.gateway.office.second_factor import step_of
from sync.gateway.office.staff import is_open
from sync.gateway.office.tables import StaffRow

T = TypeVar("T")


class Prover:
    """Looks at passwords and codes."""

    def __init__(self, database: Database, keys: OfficeKeys, clock: Clock) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock

    def prove(
        self,
        login: str,
        password: str,
        code: str,
        source: str,
        then: Callable[[Session, StaffRow], T],
        failed: Event = Event.SIGN_IN_FAILED,
    ) -> T | Waiting | None:
        """What ``then`` answers, in the transaction that takes the code as used; ``Waiting``; None when it was no proof.

        ``source`` is the address asked from; it stands in the log beside ``failed``.
        """
        now = self._clock.now()
        guess = Guess(self._keys.hashed("login", login), self._keys.hashed("source", source))
        with self._database.write() as session:
            waiting = guess.count(session, now)
        if waiting is not None:
            return waiting
        with self._database.read() as session:
            seen = session.get(StaffRow, login)
        # Outside any transaction, and as slow for a name nobody has.
        right = is_password(password, seen.password if seen else _nobody())
        step = self._step(seen, code, now) if seen is not None and right else None
        with self._database.write() as session:
            row = session.get(StaffRow, login, with_for_update=True) if seen is not None else None
            if row is None or step is None or not _still(row, seen, step, now):
                note_act(session, now, login if row else "?", failed, detail=source)
                return None
            row.factor_step, row.seen_at = step, now
            guess.take_back(session, now)
            return then(session, row)

    def _step(self, row: StaffRow, code: str, now: datetime) -> int | None:
        try:
            secret = self._keys.open(row.factor, f"factor:{row.login}")
        except InvalidTag:
            return None
        return step_of(secret, code, now, row.factor_step)


def _still(row: StaffRow, seen: StaffRow | None, step: int, now: datetime) -> bool:
    """Whether what was looked at holds now that the row is ours: open, unchanged, the code not used meanwhile."""
    same = seen is not None and (row.password, row.factor) == (seen.password, seen.factor)
    return same and step > row.factor_step and is_open(row, now)


@lru_cache(maxsize=1)
def _nobody() -> str:
    return hash_password(secrets.token_hex(16))
