"""Where official numbers come from: a block the provincial system delegated, or a visibly trial series.

Shape of mã hồ sơ: ``{unit}-{yyMMdd}-{running number, at least four digits}``, issued under lock and starting again
each day (domain facts, section 10). May not decide when a number is due, and never mixes the two kinds.

A database put back from a copy does not know what was given out after the copy was made. On that day it therefore counts trial
numbers in a series of their own, and takes none from a block before somebody has looked at the blocks.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.rules.dates import VIETNAM
from sync.gateway.database import insert_or_leave
from sync.gateway.faults import NumberBlocksWrong
from sync.gateway.journal import note
from sync.gateway.models import DossierRow, NumberSeriesRow
from sync.gateway.passing.tables import GivenNumberRow
from sync.gateway.settings import Setting, published
from sync.times import read_time

DELEGATED, TRIAL = "delegated", "trial"
TRIAL_PREFIX = "THU-"
"""What every number of a trial series begins with, and no mã hồ sơ does."""
_HELD = "number-series"
_PUBLISHED = "published"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class IssuedNumber:
    """A number and its kind (``delegated`` or ``trial``)."""

    number: str
    kind: str


class NumberSource(Protocol):
    """Issues numbers. ``kind`` is what the gateway's card says of it."""

    @property
    def kind(self) -> str: ...

    def issue(self, session: Session, office: str, day: date) -> IssuedNumber | None:
        """The next number for ``office`` on ``day``, taken within the caller's transaction.

        None when there is none to give now: the dossier is recorded all the same and gets its number later.
        """
        ...


class TrialNumbers:
    """``THU-<unit>-<yymmdd>-<n>``: nobody can take it for a mã hồ sơ."""

    kind = TRIAL

    def issue(self, session: Session, office: str, day: date) -> IssuedNumber | None:
        """The next trial number; there always is one."""
        restored = _restored_on(session, day)
        again = "" if restored is None else f"{restored.astimezone(VIETNAM):%H%M}-"
        running = next_in_series(session, f"{TRIAL}:{office}{again and f':{again}'}", day, 1, None)
        return IssuedNumber(f"{TRIAL_PREFIX}{office}-{day:%y%m%d}-{again}{running:04d}", TRIAL)


@dataclass(frozen=True, slots=True)
class Block:
    """A range of running numbers of one unit that this gateway may give out each day."""

    office: str
    prefix: str
    first: int
    last: int
    valid_from: date | None
    valid_until: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the delegation is in force on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


class DelegatedNumbers:
    """Numbers from the blocks in a file, trial numbers for offices that have none.

    The file is read again whenever it has changed. An office whose block is used up, out of date or written wrongly
    gets no number rather than one of another kind.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._trial = TrialNumbers()
        self._read_at: tuple[int, int] | None = None
        self._blocks: tuple[Block, ...] = ()
        self.fault: NumberBlocksWrong | None = None

    @property
    def kind(self) -> str:
        """``delegated`` once any block is there."""
        self._refresh()
        return DELEGATED if self._blocks or self.fault else TRIAL

    def issue(self, session: Session, office: str, day: date) -> IssuedNumber | None:
        """The next number of the office's block, in the order of the file."""
        self._refresh()
        if self.fault is not None:
            return None
        own = [block for block in self._blocks if block.office == office]
        if not own:
            return self._trial.issue(session, office, day)
        if not _may_use_blocks(session, day):
            return None
        for block in own:
            if not block.holds_on(day):
                continue
            series = f"{block.prefix}:{block.first}"
            while (running := next_in_series(session, series, day, block.first, block.last)) is not None:
                number = f"{block.prefix}-{day:%y%m%d}-{running:04d}"
                # Blocks rewritten during the day may overlap: a number once given is never given again.
                if not is_given(session, number):
                    return IssuedNumber(number, DELEGATED)
        return None

    def _refresh(self) -> None:
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            self._read_at, self._blocks, self.fault = None, (), None
            return
        seen = (stat.st_mtime_ns, stat.st_size)
        if seen == self._read_at:
            return
        self._read_at, self.fault = seen, None
        try:
            self._blocks = read_blocks(self._path.read_bytes())
        except (NumberBlocksWrong, OSError) as fault:
            self.fault = fault if isinstance(fault, NumberBlocksWrong) else NumberBlocksWrong(self._path.name)
            note(_log, "number blocks unusable, no number is given", logging.ERROR)


def _restored_on(session: Session, day: date) -> datetime | None:
    """When the database was put back from a copy, if that was on ``day``."""
    written = _told(session, Setting.RESTORED)
    restored = None if written is None else read_time(written.decode())
    return restored if restored is not None and restored.astimezone(VIETNAM).date() == day else None


def _told(session: Session, name: Setting) -> bytes | None:
    """What is published under ``name``, asked once a transaction: many dossiers get their numbers in one."""
    told: dict[Setting, bytes | None] = session.info.setdefault(_PUBLISHED, {})
    if name not in told:
        with session.no_autoflush:
            told[name] = published(session, name)
    return told[name]


def _may_use_blocks(session: Session, day: date) -> bool:
    restored, looked_at = _restored_on(session, day), _told(session, Setting.BLOCKS_SET)
    return restored is None or (looked_at is not None and read_time(looked_at.decode()) > restored)


def is_given(session: Session, number: str) -> bool:
    """Whether any dossier or part bears ``number``, or ever bore it."""
    with session.no_autoflush:
        taken = select(DossierRow.id).where(DossierRow.official_number == number)
        if session.scalar(taken) is not None:
            return True
        return session.scalar(select(GivenNumberRow.id).where(GivenNumberRow.number == number)) is not None


def next_in_series(session: Session, series: str, day: date, first: int, last: int | None) -> int | None:
    """The next running number of ``series`` on ``day``, counted under the row's lock; None past ``last``."""
    held: dict[tuple[str, str], NumberSeriesRow] = session.info.setdefault(_HELD, {})
    key = (series, f"{day:%Y%m%d}")
    if key not in held:
        with session.no_autoflush:
            row = session.get(NumberSeriesRow, key, with_for_update=True)
            if row is None:
                # Two may begin a series at one moment: whoever comes second finds the row and waits for it.
                fresh = {"series": series, "day": key[1], "last": first - 1}
                insert_or_leave(session, NumberSeriesRow, fresh, "series", "day")
                row = session.get_one(NumberSeriesRow, key, with_for_update=True)
        held[key] = row  # locked until the end of the transaction
    row = held[key]
    if last is not None and row.last >= last:
        return None
    row.last += 1
    return row.last


def read_blocks(data: bytes) -> tuple[Block, ...]:
    """The blocks in ``{"blocks": [{"office", "prefix", "first", "last", "valid_from", "valid_until"}]}``.

    ``NumberBlocksWrong``, naming the entry, for anything else.
    """
    try:
        content = json.loads(data.decode("utf-8-sig"))  # some editors put the mark in front
    except (ValueError, RecursionError) as error:
        raise NumberBlocksWrong("JSON") from error
    entries = content.get("blocks") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise NumberBlocksWrong("blocks")
    return tuple(_block(entry, f"blocks[{index}]") for index, entry in enumerate(entries))


def _block(entry: object, where: str) -> Block:
    if not isinstance(entry, dict):
        raise NumberBlocksWrong(where)
    fields: Mapping[str, Any] = entry
    try:
        block = Block(
            office=_text(fields["office"]),
            prefix=_text(fields["prefix"]),
            first=_positive(fields["first"]),
            last=_positive(fields["last"]),
            valid_from=_day(fields.get("valid_from")),
            valid_until=_day(fields.get("valid_until")),
        )
    except (KeyError, ValueError) as error:
        raise NumberBlocksWrong(where) from error
    if block.last < block.first:
        raise NumberBlocksWrong(where)
    return block


def _text(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 40 or not value.isprintable():
        raise ValueError("text")
    return value


def _positive(value: object) -> int:
    if type(value) is not int or value < 1:
        raise ValueError("number")
    return value


def _day(value: object) -> date | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError("day")
    return date.fromisoformat(value)
