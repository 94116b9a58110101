"""What comes back from the authorities' systems: numbers and states, asked for or found in receipts, applied once.

Where a system tells the state of a part, it is the truth: the part moves here as it moved there, and the office hears of it.
May not tell anything itself.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from forms.clock import Clock
from forms.errors import KnownError
from forms.rules.dates import VIETNAM
from forms.states import CaseStatus
from sync.gateway.backoffice import TEXT_LIMIT, BackOffice, HeardStatus
from sync.gateway.database import Database
from sync.gateway.journal import note
from sync.gateway.models import DossierRow, PartRow
from sync.gateway.passing.answers import Verdict, sayable
from sync.gateway.passing.bundles import Bundles, Receipt
from sync.gateway.passing.codes import HEARD, Codes
from sync.gateway.passing.config import RoadPlan
from sync.gateway.passing.numbering import give
from sync.gateway.passing.roads import Road
from sync.gateway.passing.tables import GivenNumberRow, HeardRow, NumberSource, PassingRow, Standing, held
from sync.gateway.passing.typed_over import reckon

AT_ONCE = 50
_ENDED = (CaseStatus.NOT_RECEIVED, CaseStatus.STOPPED, CaseStatus.RETURNED)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TheirWord:
    """One state as their system told it."""

    status: str
    at: datetime
    text: str


class Hearing:
    """Asks the systems that can be asked and reads the receipts of those that answer by a folder."""

    def __init__(self, database: Database, office: BackOffice, codes: Codes, clock: Clock) -> None:
        self._database = database
        self._office = office
        self._codes = codes
        self._clock = clock
        self.unknown = 0
        """States heard that no table knows, since the start."""

    def ask(self, road: Road) -> int:
        """Ask for every open part of an interface, sent by us or typed there by hand; how many moved. A silence ends it."""
        moved = 0
        for numbers in self._open_numbers(road.plan):
            heard = road.states(tuple(numbers))
            if heard is None or heard.verdict is not Verdict.ACCEPTED:
                if heard is not None:
                    note(_log, "no states", logging.WARNING, road=road.plan.id, reason=heard.code)
                break
            for number, word in _words(heard.fields.get("data")):
                if number in numbers:
                    moved += self._apply(road.plan, *numbers[number], word)
        return moved

    def read(self, road: Bundles) -> int:
        """Read every receipt that waits; how many were applied."""
        done = 0
        for receipt in road.receipts():
            try:
                known = self._receipt(road.plan, receipt)
            except KnownError as fault:
                note(_log, "receipt odd", logging.WARNING, road=road.plan.id, reason=fault.message.id)
                known = False
            if known:
                road.taken(receipt)
                done += 1
            else:
                road.put_aside(receipt)
        return done

    def _receipt(self, plan: RoadPlan, receipt: Receipt) -> bool:
        now = self._clock.now()
        with self._database.write() as session:
            row = held(session, receipt.dossier, receipt.part)
            if row is None or row.road != plan.id:
                return False
            if receipt.number is not None:
                give(
                    session,
                    receipt.dossier,
                    receipt.part,
                    receipt.number,
                    NumberSource.RECEIPT,
                    plan.title,
                    now,
                )
                reckon(session, session.get_one(DossierRow, receipt.dossier), now)
            if not receipt.accepted:
                row.standing, row.reason = str(Standing.QUARANTINED), "receipt"
                row.words, row.moved_at = sayable(receipt.reason, (), receipt.number) or None, now
                # Tried again, it is put down again: what they refused has been erased here.
                row.message_sha256, row.revision = None, max(row.revision, receipt.revision)
        if receipt.accepted and receipt.status is not None:
            word = TheirWord(receipt.status, receipt.at or now, receipt.text)
            self._apply(plan, receipt.dossier, receipt.part, word)
        return True

    def _apply(self, plan: RoadPlan, dossier: str, part: str, word: TheirWord) -> bool:
        """Move one part as they say; False when that is nothing new."""
        now = self._clock.now()
        code = self._codes.of(HEARD, plan.adapter, word.status, now.astimezone(VIETNAM).date())
        if code is None:
            self.unknown += 1
            note(_log, "state unknown", logging.WARNING, road=plan.id, dossier=dossier)
            return False
        # A clock of theirs that runs ahead would outdate all that they say afterwards, and date a receipt in the future.
        status, at = CaseStatus(int(code)), min(word.at, now)
        with self._database.write() as session:
            row = held(session, dossier, part)
            if row is None:
                return False
            if row.heard_at is not None and (at, int(status)) <= (row.heard_at, row.heard_status or 0):
                return False
            row.theirs, row.heard_status, row.heard_at = True, int(status), at
            if self._is_ours_already(session, dossier, part, status):
                return False
            heard = HeardStatus(dossier, part, status, at, plan.title, word.text[:TEXT_LIMIT])
            told = self._office.hear_status(session, heard, now)
            if told is not None:
                session.add(HeardRow(notice=told.notice, dossier=dossier))
        note(_log, "state heard", road=plan.id, dossier=dossier, status=int(status))
        return True

    @staticmethod
    def _is_ours_already(session: Session, dossier: str, part: str, status: CaseStatus) -> bool:
        """Whether the citizen's own act stands: a withdrawal or a result in hand is not undone by an older word."""
        row = session.get_one(PartRow, (dossier, part))
        if row.status == int(status):
            return True
        return row.status in (CaseStatus.WITHDRAWN, CaseStatus.RETURNED) and status < row.status

    def _open_numbers(self, plan: RoadPlan) -> Iterator[dict[str, tuple[str, str]]]:
        """The numbers of accepted parts that have not ended, at most fifty at once."""
        after = ("", "")
        while True:
            with self._database.read() as session:
                rows = session.execute(
                    select(PassingRow.dossier, PassingRow.part, GivenNumberRow.number)
                    .join(
                        PartRow, (PartRow.dossier == PassingRow.dossier) & (PartRow.part == PassingRow.part)
                    )
                    .join(
                        GivenNumberRow,
                        (GivenNumberRow.dossier == PassingRow.dossier)
                        & (GivenNumberRow.part == PassingRow.part)
                        & GivenNumberRow.replaced_at.is_(None),
                    )
                    .where(
                        PassingRow.road == plan.id,
                        or_(PassingRow.accepted_at.is_not(None), PassingRow.standing == str(Standing.TYPED)),
                        PartRow.status.not_in(_ENDED),
                        or_(
                            PassingRow.dossier > after[0],
                            (PassingRow.dossier == after[0]) & (PassingRow.part > after[1]),
                        ),
                    )
                    .order_by(PassingRow.dossier, PassingRow.part)
                    .limit(AT_ONCE)
                ).all()
            if not rows:
                return
            after = (rows[-1].dossier, rows[-1].part)
            yield {row.number: (row.dossier, row.part) for row in rows}


def _words(data: object) -> list[tuple[str, TheirWord]]:
    """The states in an answer, the earliest first; entries that are none are left out."""
    found = []
    for entry in data if isinstance(data, Sequence) and not isinstance(data, str) else ():
        if not isinstance(entry, Mapping):
            continue
        number, status = entry.get("MaHoSo"), entry.get("TrangThai")
        at = _time(entry.get("ThoiDiem"))
        if isinstance(number, str) and isinstance(status, str) and at is not None:
            found.append((number, TheirWord(status, at, str(entry.get("NoiDung") or ""))))
    return sorted(found, key=lambda one: one[1].at)


def _time(text: object) -> datetime | None:
    """``yyyyMMddHHmmss`` of Viet Nam."""
    try:
        return datetime.strptime(str(text), "%Y%m%d%H%M%S").replace(tzinfo=VIETNAM).astimezone(UTC)
    except ValueError:
        return None
