"""Wrong guesses at the way in, and who has to wait for them: whoever makes them, and as far as can be nobody else.

A guess is counted before it is looked at, so that many at once gain nothing, and taken back when it was right. Names nobody
has are counted like the others. Where an account was entered from lately, guesses from elsewhere cannot keep its owner out.
Names and addresses stand here as hashes. May not know what a password is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import String, and_, delete, or_
from sqlalchemy.orm import Mapped, Session, mapped_column

from sync.gateway.database import insert_or_leave
from sync.gateway.models import Base

KNOWN_FOR = timedelta(days=45)
"""How long a place an account was entered from is that account's own."""
_FORGET_AFTER = timedelta(days=1)
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=15)
_EVERYBODY = ("", "")
_FEW = 3
"""So many guesses are nothing to speak of, at a name or from a place."""


@dataclass(frozen=True, slots=True)
class Rule:
    """So many are free; then one more each time one is forgotten, which takes ``each``."""

    free: int
    each: timedelta

    def level(self, row: "GuessRow", now: datetime) -> float:
        """How many of a row's guesses are not forgotten yet."""
        return max(0.0, row.guesses - max(timedelta(), now - row.counted_at) / self.each)

    def wait(self, row: "GuessRow", now: datetime) -> timedelta:
        """How long the next guess has to wait."""
        return max(timedelta(), (self.level(row, now) + 1 - self.free) * self.each)


ALL = Rule(60, timedelta(seconds=1))
PLACE = Rule(30, timedelta(minutes=1))
"""A whole town hall may stand behind one address."""
NAME = Rule(20, timedelta(minutes=3))


class GuessRow(Base):
    """Guesses lately: at one name from one place, at a name (``source`` blank), from a place (``login`` blank), or all."""

    __tablename__ = "office_guess"
    login: Mapped[str] = mapped_column(String(32), primary_key=True)
    source: Mapped[str] = mapped_column(String(32), primary_key=True)
    guesses: Mapped[float]
    counted_at: Mapped[datetime] = mapped_column(index=True)
    entered_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Too many guesses: the next one is looked at in so many seconds."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Guess:
    """Whose name is tried and from where, both as hashes."""

    login: str
    source: str

    def count(self, session: Session, now: datetime) -> Waiting | None:
        """Count the guess; or ``Waiting``, and it is neither counted nor looked at."""
        everybody, place, name, here = self._rows(session, now)
        wait = _doubled(here, now)
        if here.entered_at is None or now - here.entered_at > KNOWN_FOR:
            wait = max(wait, PLACE.wait(place, now), NAME.wait(name, now))
            if max(PLACE.level(place, now), NAME.level(name, now)) >= _FEW:
                wait = max(wait, ALL.wait(everybody, now))
        if wait:
            return Waiting(ceil(wait.total_seconds()))
        for row, rule in ((everybody, ALL), (place, PLACE), (name, NAME)):
            row.guesses, row.counted_at = rule.level(row, now) + 1, now
        here.guesses, here.counted_at = (
            max(0.0, here.guesses - (now - here.counted_at) // _LONGEST_WAIT) + 1,
            now,
        )
        old = and_(GuessRow.entered_at.is_(None), GuessRow.counted_at < now - _FORGET_AFTER)
        session.execute(delete(GuessRow).where(or_(old, GuessRow.counted_at < now - KNOWN_FOR)))
        return None

    def take_back(self, session: Session, now: datetime) -> None:
        """The guess was right: it counts for nothing, and this place is the account's own."""
        everybody, place, name, here = self._rows(session, now)
        for row in (everybody, place, name):
            row.guesses = max(0.0, row.guesses - 1)
        here.guesses, here.counted_at, here.entered_at = 0.0, now, now

    def _rows(self, session: Session, now: datetime) -> tuple["GuessRow", ...]:
        """The four rows, locked, always in this order; the first, which is everybody's, before any other is touched."""
        keys = (_EVERYBODY, ("", self.source), (self.login, ""), (self.login, self.source))
        return tuple(_row(session, key, now) for key in keys)


def forget(session: Session, login: str, now: datetime) -> None:
    """Nothing was ever guessed at this name, given as its hash.

    In the caller's transaction before all else that others may hold while they guess, but the account's own row.
    """
    _row(session, _EVERYBODY, now)  # a delete takes rows in an order of its own: nobody may guess meanwhile
    session.execute(delete(GuessRow).where(GuessRow.login == login))


def _row(session: Session, key: tuple[str, str], now: datetime) -> GuessRow:
    row = session.get(GuessRow, key, with_for_update=True)
    if row is None:
        fresh = {"login": key[0], "source": key[1], "guesses": 0.0, "counted_at": now, "entered_at": None}
        insert_or_leave(session, GuessRow, fresh, "login", "source")
        row = session.get_one(GuessRow, key, with_for_update=True)
    return row


def _doubled(here: GuessRow, now: datetime) -> timedelta:
    """What is left of the wait after the last guess at this name from this place; each is twice the one before."""
    over = here.guesses - _FEW
    if over < 0:
        return timedelta()
    wait: timedelta = min(_FIRST_WAIT * 2.0 ** min(over, 20), _LONGEST_WAIT)
    return max(timedelta(), here.counted_at + wait - now)
