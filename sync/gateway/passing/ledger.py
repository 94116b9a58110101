"""The books of passing on: claims, what a step gained, why one failed. Every method is one transaction.

A claim on a part is a lease: two workers never tell one part at once, and what a killed one held is free again when it
has run out. May not call anybody.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from forms.clock import Clock
from forms.rules.dates import VIETNAM
from forms.text import Message
from sync.gateway.database import Database
from sync.gateway.devices import Suspicion
from sync.gateway.erasing import erased_of
from sync.gateway.models import DossierRow, ParcelRow, ParcelState, PartRow, Route, StatementRow
from sync.gateway.opener.numbers import DELEGATED
from sync.gateway.opener.numbers import NumberSource as Numbering
from sync.gateway.passing.config import HAND, Numbers, PassingPlan, RoadPlan
from sync.gateway.passing.letters import File
from sync.gateway.passing.numbering import give, keep, number_of
from sync.gateway.passing.roads import Gain, Stand
from sync.gateway.passing.tables import (
    RESTORED,
    NumberSource,
    PassedFileRow,
    PassingRow,
    Standing,
    held,
    let_go,
)
from sync.gateway.passing.typed_over import is_typed_over, reckon
from sync.gateway.settings import restored_at
from sync.statement import StatementType

RESTORED_WORDS = Message(
    "ui.gateway.passing.restored",
    "Máy chủ đã được dựng lại từ bản sao cũ; phần việc này có thể đã nộp rồi, với mã mà máy chủ không còn nhớ. Xin hỏi quầy "
    "và tra ở hệ thống kia. Đã có mã: chạy transfer với --number để ghi lại mã ấy, rồi passing release. Chưa nộp: chạy passing release.",
    "Why a part is not handed on by itself after the gateway was restored from an older backup.",
)
LEASE = timedelta(minutes=3)
BY = "Cổng tiếp nhận"
"""Who speaks in notices of numbers that came without a person."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A part nobody else tells while it is held."""

    dossier: str
    part: str
    road: str
    lease: str
    attempts: int


class Ledger:
    """Writes and reads ``PassingRow`` and its neighbours."""

    def __init__(self, database: Database, plan: PassingPlan, blocks: Numbering, clock: Clock) -> None:
        self._database = database
        self._plan = plan
        self._blocks = blocks
        self._clock = clock

    def open(self, dossier: str) -> tuple[str, ...] | None:
        """The parts of ``dossier`` that take a road; their rows are made when new. ``None``: its papers are on the way.

        An erased dossier has none.
        """
        now = self._clock.now()
        with self._database.write() as session:
            row = session.get(DossierRow, dossier)
            if row is None:
                return ()
            if erased_of(session, (dossier,)):
                let_go(session, dossier, now)
                return ()
            filing = session.get_one(ParcelRow, row.manifest_sha256)
            if filing.state != ParcelState.DELIVERED:
                return None
            parts = session.scalars(
                select(PartRow).where(PartRow.dossier == dossier).order_by(PartRow.position)
            ).all()
            found = []
            typed, restored = is_typed_over(session, row), restored_at(session)
            for part in parts:
                if part.route == Route.PAPER:
                    continue
                road = self._plan.road_of(part.authority_kind, part.authority_unit, row.procedure, part.part)
                known = session.get(PassingRow, (dossier, part.part))
                fresh = known is None
                if known is None and road != HAND:
                    known = PassingRow(
                        dossier=dossier,
                        part=part.part,
                        road=road,
                        standing=str(Standing.WAITING),
                        moved_at=now,
                    )
                    session.add(known)
                elif known is not None and known.road not in self._plan.roads:
                    continue  # a road that is no longer in the plan: nobody goes another way by himself
                if typed and (known is None or known.accepted_at is None):
                    continue  # it stands in their system already, by somebody's hand
                if (
                    known is not None
                    and restored is not None
                    and _is_forgotten(session, row, filing, known, fresh, restored)
                ):
                    known.standing, known.reason, known.moved_at = str(Standing.QUARANTINED), RESTORED, now
                    known.words = RESTORED_WORDS.in_vietnamese()
                if known is not None or road != HAND:
                    found.append(part.part)
            reckon(session, row, now)
        return tuple(found)

    def claim(self, dossier: str, part: str) -> Claim | None:
        """Hold a part that is due; ``None`` when it is not, or somebody else has it."""
        now, lease = self._clock.now(), uuid.uuid4().hex
        with self._database.write() as session:
            taken = session.execute(
                update(PassingRow)
                .where(
                    PassingRow.dossier == dossier,
                    PassingRow.part == part,
                    PassingRow.standing.not_in((str(Standing.QUARANTINED), str(Standing.TYPED))),
                    or_(PassingRow.leased_until.is_(None), PassingRow.leased_until <= now),
                    or_(PassingRow.next_try_at.is_(None), PassingRow.next_try_at <= now),
                )
                .values(leased_until=now + LEASE, lease=lease)
                .returning(PassingRow.road, PassingRow.attempts)
            ).first()
        return None if taken is None else Claim(dossier, part, taken.road, lease, taken.attempts)

    def due_in(self, dossier: str, parts: Iterable[str]) -> timedelta | None:
        """How long until one of these parts may be looked at again; ``None`` when nothing is left to do."""
        now = self._clock.now()
        with self._database.read() as session:
            rows = session.scalars(
                select(PassingRow).where(PassingRow.dossier == dossier, PassingRow.part.in_(tuple(parts)))
            ).all()
        waits = []
        for row in rows:
            if row.leased_until is not None and row.leased_until > now:
                waits.append(row.leased_until - now)
            elif row.standing == Standing.WAITING:
                waits.append(max(timedelta(), (row.next_try_at or now) - now))
        return min(waits, default=None)

    def stand(self, claim: Claim, plan: RoadPlan) -> Stand | None:
        """How far the part has come; the lease is renewed. ``None`` when the claim was lost."""
        now = self._clock.now()
        with self._database.write() as session:
            row = self._held(session, claim)
            if row is None:
                return None
            dossier = session.get_one(DossierRow, claim.dossier)
            if row.accepted_at is None and is_typed_over(session, dossier):
                row.standing, row.lease, row.leased_until, row.moved_at = str(Standing.TYPED), None, None, now
                reckon(session, dossier, now)
                return None
            row.leased_until = now + LEASE
            files = session.scalars(
                select(PassedFileRow).where(
                    PassedFileRow.dossier == claim.dossier, PassedFileRow.part == claim.part
                )
            ).all()
            return Stand(
                number=self._number(session, dossier, claim, plan, now),
                files={one.sha256: File(one.their_id, one.their_hash) for one in files},
                accepted=row.accepted_at is not None,
                message_sha256=row.message_sha256,
                told_through=row.told_through,
                told_status=row.told_status,
                revision=row.revision,
            )

    def _number(
        self, session: Session, dossier: DossierRow, claim: Claim, plan: RoadPlan, now: datetime
    ) -> str | None:
        """The number the part is sent under; one out of a block is given here, under the dossier's lock."""
        if plan.numbers is Numbers.DOSSIER:
            return dossier.official_number if dossier.number_kind == DELEGATED else None
        known = number_of(session, dossier, claim.part)
        if known is not None and (known.official or plan.numbers is Numbers.TRIAL):
            keep(session, dossier, claim.part, known, now)
            return known.number
        if plan.numbers is not Numbers.BLOCK:
            return None
        issued = self._blocks.issue(session, dossier.office, now.astimezone(VIETNAM).date())
        if issued is None or issued.kind != DELEGATED:
            return None
        give(session, claim.dossier, claim.part, issued.number, NumberSource.BLOCK, BY, now)
        return issued.number

    def gained(self, claim: Claim, gain: Gain, plan: RoadPlan) -> bool:
        """Note an accepted step; False when the claim was lost meanwhile: whoever has it now takes the step again."""
        now = self._clock.now()
        with self._database.write() as session:
            row = self._held(session, claim)
            if row is None:
                return False
            if gain.number is not None:
                give(session, claim.dossier, claim.part, gain.number, NumberSource.INTERFACE, BY, now)
            if gain.file is not None:
                sha256, file = gain.file
                session.add(
                    PassedFileRow(
                        dossier=claim.dossier,
                        part=claim.part,
                        sha256=sha256,
                        their_id=file.their_id,
                        their_hash=file.their_hash,
                    )
                )
            if gain.accepted and row.accepted_at is None:
                row.accepted_at, row.theirs = now, plan.hears
            row.message_sha256 = gain.message_sha256 or row.message_sha256
            row.told_through = max(row.told_through, gain.told_through or 0)
            row.told_status = row.told_status if gain.told_status is None else gain.told_status
            row.revision = gain.revision or row.revision
            row.attempts, row.next_try_at, row.reason, row.words, row.moved_at = 0, None, None, None, now
            # A counter may have said meanwhile that it typed the dossier in: then both are kept, and a person decides.
            reckon(session, session.get_one(DossierRow, claim.dossier), now)
        return True

    def settle(
        self,
        claim: Claim,
        standing: Standing,
        *,
        reason: str | None = None,
        words: str | None = None,
        after: timedelta | None = None,
        counts: bool = False,
    ) -> None:
        """Give the part back: done, put off by ``after``, held or quarantined. ``counts``: an attempt that failed."""
        now = self._clock.now()
        with self._database.write() as session:
            row = self._held(session, claim)
            if row is None:
                return
            row.standing, row.reason, row.words = str(standing), reason, words
            row.next_try_at = None if after is None else now + after
            row.attempts += counts
            row.leased_until = row.lease = None
            row.moved_at = now

    @staticmethod
    def _held(session: Session, claim: Claim) -> PassingRow | None:
        row = held(session, claim.dossier, claim.part)
        return row if row is not None and row.lease == claim.lease else None


def _is_forgotten(
    session: Session, dossier: DossierRow, filing: ParcelRow, row: PassingRow, fresh: bool, restored: datetime
) -> bool:
    """Whether a part may stand in its authority's system already, and this gateway, put back from a copy, has forgotten it.

    ``fresh``: its row has just been made. Under an authority's number the copy had, the same would only be told again;
    without it another one would be taken.
    """
    if row.accepted_at is not None or row.standing not in (Standing.WAITING, Standing.HELD):
        return False
    if dossier.recorded_at > restored:
        return fresh and Suspicion.BEFORE_RESTORE in filing.flags
    number = number_of(session, dossier, row.part)
    if number is not None and number.official:
        return False
    if not fresh:
        return row.moved_at <= restored
    delivered = select(StatementRow.at).where(
        StatementRow.manifest_sha256 == filing.manifest_sha256,
        StatementRow.type == str(StatementType.DELIVERED),
    )
    return session.scalars(delivered).one() > restored
