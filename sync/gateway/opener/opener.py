"""The opener's work: step by step for many parcels at once, each step done once however often it is begun.

What was opened is judged first; then one transaction looks again whether each step is still to be done, and writes
everything it entails together: dossiers, numbers, notices and statements stand or fall as one. Where a batch fails, its
parcels are taken one by one. Any number of openers may work beside each other where rows can be locked.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile

from sqlalchemy import ColumnElement, Select, bindparam, exists, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, aliased

from forms.clock import Clock
from sync.blob import paper_slot
from sync.gateway.blobs import BlobShelf, StoreAway
from sync.gateway.database import Database, is_out_of_reach
from sync.gateway.journal import note, note_failure
from sync.gateway.keyring import OpenerKeys
from sync.gateway.models import DeviceRow, DossierRow, ParcelBlobRow, ParcelRow, ParcelState, UtcTime
from sync.gateway.notices import has_waiting, lock_offices, sign_waiting
from sync.gateway.office.faces import FaceWriter
from sync.gateway.opener.answers import AnswerJudge, PartDue
from sync.gateway.opener.judging import (
    PaperFact,
    RecordFacts,
    judge_manifest,
    judge_paper,
    judge_record,
    province_key,
)
from sync.gateway.opener.ledger import LedgerPorts, Page
from sync.gateway.opener.numbering import give_number
from sync.gateway.opener.numbers import NumberSource
from sync.gateway.opener.verdicts import BlobMissing, Held, Refused
from sync.manifest import Manifest
from sync.parcel import SLOT_RECORD

BATCH = 50
"""Parcels of one transaction: large enough to spread its flush, small enough that nobody waits for his word."""
RECORDS_BYTES = 8 * 1024 * 1024
"""Records of one transaction: hundreds of honest ones. Whoever fills his with brackets has them written down a few at a time."""
RETRY_LIMIT = timedelta(minutes=5)
NUMBERS_SECONDS = 5.0

_log = logging.getLogger(__name__)

_BLOB = aliased(ParcelBlobRow)
_OF_PARCEL = _BLOB.manifest_sha256 == ParcelRow.manifest_sha256


def _due(*conditions: ColumnElement[bool]) -> Select[ParcelRow]:
    """Parcels to be picked ``now``: asked every round, so built once."""
    return (
        select(ParcelRow)
        .where(*conditions)
        .where(or_(ParcelRow.next_try_at.is_(None), ParcelRow.next_try_at <= bindparam("now", type_=UtcTime)))
        .order_by(ParcelRow.arrived_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True, key_share=True)
    )


_ARRIVED = _due(
    ParcelRow.state == ParcelState.ARRIVED,
    or_(
        ParcelRow.claim.is_(None),
        exists().where(_OF_PARCEL, _BLOB.slot == SLOT_RECORD, _BLOB.present.is_(True)),
    ),
)
_COMPLETE = _due(
    ParcelRow.state == ParcelState.RECORDED, ~exists().where(_OF_PARCEL, _BLOB.present.is_(False))
)
_HELD = _due(ParcelRow.state == ParcelState.HELD)


@dataclass(frozen=True, slots=True)
class OpenerPorts:
    """What the opener works with.

    ``watermark`` says up to when the gateway is backed up, ``faces`` writes what the back office lists.
    ``after`` is called behind each durable step with its name: the place where a test pulls the plug.
    """

    database: Database
    shelf: BlobShelf
    keys: OpenerKeys
    clock: Clock
    answers: AnswerJudge
    numbers: NumberSource
    watermark: Callable[[], datetime | None] = lambda: None
    faces: FaceWriter | None = None
    after: Callable[[str], None] = lambda _step: None


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found of one parcel: sound, or ``verdict``; ``missing`` is a blob that is no longer here, ``failed`` our own fault."""

    digest: str
    manifest: Manifest | None = None
    facts: RecordFacts | None = None
    dues: tuple[PartDue, ...] = ()
    verdict: Refused | Held | None = None
    missing: str | None = None
    failed: bool = False


class Opener:
    """Takes parcels from `arrived` to `delivered`, and notices from queued to signed."""

    def __init__(self, ports: OpenerPorts) -> None:
        self._ports = ports
        self._ledger = LedgerPorts(ports.keys, ports.numbers, ports.clock, ports.watermark, ports.faces)
        self._held_seen: int | None = None
        self._held_again: list[str] = []
        self._numbers_again = float("-inf")

    def work(
        self, stopped: Callable[[], bool] = lambda: False, rest: Callable[[], object] = lambda: None
    ) -> int:
        """Do everything that can be done now; how many steps were done. ``stopped`` is asked between rounds.

        Behind a round that was not full comes a ``rest``, in which more may come together: a round costs about as much for
        ten parcels as for one.
        """
        self._ports.answers.refresh()
        done = 0
        try:
            while not stopped() and (steps := self._round()):
                done += steps
                if steps < BATCH:
                    rest()
        except BaseException:
            self._held_seen = None  # some of those that were to be looked at again were not
            raise
        return done

    def _round(self) -> int:
        done = self._batch(_ARRIVED, self._judge, self._write_record)
        done += self._batch(self._held(), self._judge, self._write_record)
        done += self._batch(_COMPLETE, self._check_papers, self._write_delivery)
        done += self._number_late()
        done += self._sign()
        return done

    # What there is to do

    def _held(self) -> Select[ParcelRow]:
        """Held parcels: every one of them once other versions may be known, and those that failed and are due."""
        if self._held_seen != self._ports.answers.generation:
            with self._ports.database.read() as session:
                held = select(ParcelRow.manifest_sha256).where(ParcelRow.state == ParcelState.HELD)
                self._held_again = list(session.scalars(held.order_by(ParcelRow.arrived_at.desc())))
            self._held_seen = self._ports.answers.generation
        if self._held_again:
            some = [self._held_again.pop() for _ in range(min(BATCH, len(self._held_again)))]
            return _HELD.where(ParcelRow.manifest_sha256.in_(some))
        return _HELD.where(ParcelRow.next_try_at.is_not(None))

    # Many parcels, one transaction

    def _batch(
        self,
        due: Select[ParcelRow],
        judge: Callable[[Session, Sequence[ParcelRow]], list[Judged]],
        write: Callable[[Page, ParcelRow, Judged], bool],
    ) -> int:
        """Judge and write down the parcels that are due; how many moved. What is wrong with one stops none of the others."""
        database = self._ports.database
        digests: list[str] = []
        try:
            with database.claim() as session:
                rows = session.scalars(due, {"now": self._ports.clock.now()}).all()
                digests = [row.manifest_sha256 for row in rows]
                judged = judge(session, rows) if rows else []
                moved = self._write(session, judged, write) if database.locks_rows else []
            if judged and not database.locks_rows:
                with database.write() as session:
                    moved = self._write(session, judged, write)
        except Exception as fault:
            if is_out_of_reach(fault) or isinstance(fault, StoreAway):
                raise  # nobody's turn
            # Our fault, not the parcels': neither refused nor in anybody's way.
            if len(digests) != 1:
                alone = [due.where(ParcelRow.manifest_sha256 == digest) for digest in digests]
                return sum(self._batch(one, judge, write) for one in alone)
            note_failure(_log, "parcel put off", parcel=digests[0][:16])
            self._put_off(digests[0])
            return 0
        for row in moved:
            note(_log, row.state, parcel=row.parcel, dossier=row.dossier, kind=row.kind, reason=row.reason)
            self._ports.after(row.state)
        for missing in [one.missing for one in judged if one.missing is not None]:
            self._ask_again(missing)
        for one in judged:
            if one.failed:
                self._put_off(one.digest)
        return len(moved)

    def _write(
        self, session: Session, judged: Sequence[Judged], write: Callable[[Page, ParcelRow, Judged], bool]
    ) -> list[ParcelRow]:
        """Write verdicts down; the parcels that have moved. Looks again whether the step is still to be done."""
        sound = {one.digest: one for one in judged if one.missing is None and not one.failed}
        if not sound:
            return []
        rows = session.scalars(
            select(ParcelRow)
            .where(ParcelRow.manifest_sha256.in_(sound))
            .order_by(ParcelRow.arrived_at)
            .with_for_update(key_share=True)
        ).all()
        page = Page(self._ledger, session, rows)
        moved = [row for row in rows if write(page, row, sound[row.manifest_sha256])]
        page.close()
        for row in moved:
            self._ports.after("before-" + row.state)
        return moved

    def _one(self, digest: str, judge: Callable[[], Judged]) -> Judged:
        try:
            return judge()
        except Refused as refused:
            return Judged(digest, verdict=refused)
        except Held as held:
            return Judged(digest, verdict=held)
        except BlobMissing as missing:
            return Judged(digest, missing=missing.blob)
        except (SQLAlchemyError, StoreAway):
            raise
        except Exception:  # noqa: BLE001 - our fault in one parcel may not hold up its neighbours
            note_failure(_log, "parcel put off", parcel=digest[:16])
            return Judged(digest, failed=True)

    # From arrived to recorded, held or refused

    def _judge(self, session: Session, rows: Sequence[ParcelRow]) -> list[Judged]:
        # Kept while the records are judged: what the session has seen it need not ask for again. And where rows can be locked,
        # nobody is revoked until these are written down: a revocation marks what it finds recorded, and would miss them.
        devices = session.scalars(
            select(DeviceRow)
            .where(DeviceRow.id.in_({row.device for row in rows}))
            .order_by(DeviceRow.id)
            .with_for_update(read=True, key_share=True)
        ).all()
        judged: list[Judged] = []
        size = 0
        for row in rows:
            if size > RECORDS_BYTES:
                self._held_seen = None  # held ones that were to be looked at again may be among the rest
                break
            one = self._one(row.manifest_sha256, partial(self._judge_one, session, row))
            size += one.facts.size if one.facts is not None else 0
            judged.append(one)
        del devices
        return judged

    def _judge_one(self, session: Session, row: ParcelRow) -> Judged:
        manifest = judge_manifest(session, row)
        facts = judge_record(session, manifest, self._ports.shelf, self._ports.keys)
        dues = self._ports.answers.judge(manifest, facts)
        return Judged(row.manifest_sha256, manifest, facts, dues)

    def _write_record(self, page: Page, row: ParcelRow, judged: Judged) -> bool:
        if row.state not in (ParcelState.ARRIVED, ParcelState.HELD):
            return False
        was_held = row.state == ParcelState.HELD
        verdict = judged.verdict
        if judged.manifest is not None and judged.facts is not None:
            try:
                page.recorded(row, judged.manifest, judged.facts, judged.dues)
            except Refused as refused:
                verdict = refused
        if isinstance(verdict, Refused):
            page.refused(row, verdict)
        elif isinstance(verdict, Held):
            page.held(row, verdict)
        return not (was_held and row.state == ParcelState.HELD)

    # From recorded to delivered

    def _check_papers(self, session: Session, rows: Sequence[ParcelRow]) -> list[Judged]:
        blobs = session.execute(
            select(
                ParcelBlobRow.manifest_sha256,
                ParcelBlobRow.slot,
                ParcelBlobRow.plain_sha256,
                ParcelBlobRow.plain_size,
            ).where(ParcelBlobRow.manifest_sha256.in_(row.manifest_sha256 for row in rows))
        )
        promised = {
            (digest, slot): PaperFact(slot, hashed or "", size or 0) for digest, slot, hashed, size in blobs
        }
        return [self._one(row.manifest_sha256, partial(self._check_one, row, promised)) for row in rows]

    def _check_one(self, row: ParcelRow, promised: Mapping[tuple[str, str], PaperFact]) -> Judged:
        # Its signature was checked when it was recorded, and the row has not changed since.
        manifest = Manifest.decode_unverified(row.manifest)
        if self._ports.shelf.read(manifest.record.blob) is None:
            raise BlobMissing(manifest.record.blob)  # spoilt on this disk since it was recorded
        key = province_key(manifest, self._ports.keys)
        for index, ref in enumerate(manifest.papers):
            slot = paper_slot(index)
            judge_paper(manifest, ref, slot, promised[(row.manifest_sha256, slot)], self._ports.shelf, key)
        return Judged(row.manifest_sha256, manifest)

    def _write_delivery(self, page: Page, row: ParcelRow, judged: Judged) -> bool:
        if row.state != ParcelState.RECORDED:
            return False
        if isinstance(judged.verdict, Refused):
            page.refused(row, judged.verdict)
        else:
            page.delivered(row)
        return True

    # Numbers and notices

    def _number_late(self) -> int:
        """Give numbers to dossiers that were recorded while there was none to give; asked now and then."""
        if self._ports.clock.monotonic() < self._numbers_again:
            return 0
        self._numbers_again = self._ports.clock.monotonic() + NUMBERS_SECONDS
        without = DossierRow.official_number.is_(None)
        with self._ports.database.read() as session:
            offices = session.scalars(select(DossierRow.office).where(without).distinct()).all()
        # Office by office: one whose block is used up keeps no other waiting.
        return sum(self._number_office(office, without) for office in sorted(offices))

    def _number_office(self, office: str, without: ColumnElement[bool]) -> int:
        with self._ports.database.write() as session:
            lock_offices(session, [office])
            waiting = session.scalars(
                select(DossierRow)
                .where(without, DossierRow.office == office)
                .order_by(DossierRow.recorded_at)
                .limit(BATCH)
                .with_for_update()
            ).all()
            now = self._ports.clock.now()
            numbered = takewhile(lambda row: give_number(session, row, self._ports.numbers, now), waiting)
            return sum(1 for _ in numbered)

    def _sign(self) -> int:
        with self._ports.database.read() as session:
            if not has_waiting(session):
                return 0
        with self._ports.database.write() as session:
            signed = sign_waiting(session, self._ports.keys, self._ports.clock.now())
        self._ports.after("signed")
        return signed

    def _ask_again(self, blob: str) -> None:
        note(_log, "blob damaged on disk", logging.WARNING)
        with self._ports.database.write() as session:
            for row in session.scalars(select(ParcelBlobRow).where(ParcelBlobRow.blob == blob)):
                row.present = False

    def _put_off(self, digest: str) -> None:
        with self._ports.database.write() as session:
            row = session.get_one(ParcelRow, digest, with_for_update=True)
            row.attempts += 1
            pause = min(timedelta(seconds=2 ** min(row.attempts, 10)), RETRY_LIMIT)
            row.next_try_at = self._ports.clock.now() + pause
