"""The opener's work: every step one transaction, each done once however often it is begun.

What was opened is judged outside the transaction; the transaction then looks again whether the step is still to be
done, and writes everything it entails together: dossier, number, notice and statement stand or fall as one.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import aliased

from forms.clock import Clock
from sync.blob import paper_slot
from sync.gateway.blobs import BlobShelf
from sync.gateway.database import Database
from sync.gateway.journal import note, note_failure
from sync.gateway.keyring import OpenerKeys
from sync.gateway.models import DossierRow, ParcelBlobRow, ParcelRow, ParcelState
from sync.gateway.notices import has_waiting, sign_waiting
from sync.gateway.office.faces import FaceWriter
from sync.gateway.opener.answers import AnswerJudge
from sync.gateway.opener.judging import (
    PaperFact,
    judge_manifest,
    judge_paper,
    judge_record,
    province_key,
)
from sync.gateway.opener.ledger import Ledger
from sync.gateway.opener.numbering import give_number
from sync.gateway.opener.numbers import NumberSource
from sync.gateway.opener.verdicts import BlobMissing, Held, Refused
from sync.manifest import Manifest
from sync.parcel import SLOT_RECORD

BATCH = 100
RETRY_LIMIT = timedelta(minutes=5)
NUMBERS_SECONDS = 5.0

_log = logging.getLogger(__name__)


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


class Opener:
    """Takes parcels from `arrived` to `delivered`, and notices from queued to signed."""

    def __init__(self, ports: OpenerPorts) -> None:
        self._ports = ports
        self._ledger = Ledger(ports.keys, ports.numbers, ports.clock, ports.watermark, ports.faces)
        self._held_seen: int | None = None
        self._held_again: list[str] = []
        self._numbers_again = float("-inf")

    def work(self, stopped: Callable[[], bool] = lambda: False) -> int:
        """Do everything that can be done now; how many steps were done. ``stopped`` is asked between rounds."""
        self._ports.answers.refresh()
        done = 0
        while not stopped() and (steps := self._round()):
            done += steps
        return done

    def _round(self) -> int:
        done = self._each(self._arrived(), self._record)
        done += self._each(self._held(), self._record)
        done += self._each(self._complete(), self._deliver)
        done += self._number_late()
        done += self._sign()
        return done

    # What there is to do

    def _arrived(self) -> list[str]:
        blob = aliased(ParcelBlobRow)
        record_here = exists().where(
            blob.manifest_sha256 == ParcelRow.manifest_sha256,
            blob.slot == SLOT_RECORD,
            blob.present.is_(True),
        )
        return self._due(ParcelRow.state == ParcelState.ARRIVED, or_(ParcelRow.claim.is_(None), record_here))

    def _held(self) -> list[str]:
        """Held parcels: every one of them once other versions may be known, and those that failed and are due."""
        if self._held_seen != self._ports.answers.generation:
            with self._ports.database.read() as session:
                held = select(ParcelRow.manifest_sha256).where(ParcelRow.state == ParcelState.HELD)
                self._held_again = list(session.scalars(held.order_by(ParcelRow.arrived_at.desc())))
            self._held_seen = self._ports.answers.generation
        if self._held_again:
            return [self._held_again.pop() for _ in range(min(BATCH, len(self._held_again)))]
        return self._due(ParcelRow.state == ParcelState.HELD, ParcelRow.next_try_at.is_not(None))

    def _complete(self) -> list[str]:
        blob = aliased(ParcelBlobRow)
        absent = exists().where(blob.manifest_sha256 == ParcelRow.manifest_sha256, blob.present.is_(False))
        return self._due(ParcelRow.state == ParcelState.RECORDED, ~absent)

    def _due(self, *conditions: ColumnElement[bool]) -> list[str]:
        now = self._ports.clock.now()
        with self._ports.database.read() as session:
            return list(
                session.scalars(
                    select(ParcelRow.manifest_sha256)
                    .where(*conditions)
                    .where(or_(ParcelRow.next_try_at.is_(None), ParcelRow.next_try_at <= now))
                    .order_by(ParcelRow.arrived_at)
                    .limit(BATCH)
                )
            )

    def _each(self, parcels: Iterable[str], step: Callable[[str], bool]) -> int:
        """Take ``step`` for each; what goes wrong with one of them stops none of the others."""
        done = 0
        for digest in parcels:
            try:
                done += step(digest)
            except OperationalError:
                raise  # the database itself is out of reach: nobody's turn
            except BlobMissing as missing:
                self._ask_again(missing.blob)
            except Exception:  # noqa: BLE001 - our fault, not the parcel's: neither refused nor in anybody's way
                note_failure(_log, "parcel put off", parcel=digest[:16])
                self._put_off(digest)
        return done

    # From arrived to recorded, held or refused

    def _record(self, digest: str) -> bool:
        with self._ports.database.read() as session:
            row = session.get_one(ParcelRow, digest)
            try:
                manifest = judge_manifest(session, row)
                facts = judge_record(session, manifest, self._ports.shelf, self._ports.keys)
                dues = self._ports.answers.judge(manifest, facts)
            except Refused as refused:
                verdict: Refused | Held | None = refused
            except Held as held:
                verdict = held
            else:
                verdict = None
        with self._ports.database.write() as session:
            row = session.get_one(ParcelRow, digest, with_for_update=True)
            if row.state not in (ParcelState.ARRIVED, ParcelState.HELD):
                return False
            was_held = row.state == ParcelState.HELD
            if verdict is None:
                try:
                    self._ledger.recorded(session, row, manifest, facts, dues)
                except Refused as refused:
                    verdict = refused
            if isinstance(verdict, Refused):
                self._ledger.refused(session, row, verdict)
            elif isinstance(verdict, Held):
                self._ledger.held(session, row, verdict)
            self._ports.after("before-" + row.state)
            state = row.state
        if was_held and state == ParcelState.HELD:
            return False
        note(_log, state, parcel=row.parcel, dossier=row.dossier, kind=row.kind, reason=row.reason)
        self._ports.after(state)
        return True

    # From recorded to delivered

    def _deliver(self, digest: str) -> bool:
        with self._ports.database.read() as session:
            row = session.get_one(ParcelRow, digest)
            rows = {
                blob.slot: blob
                for blob in session.scalars(
                    select(ParcelBlobRow).where(ParcelBlobRow.manifest_sha256 == digest)
                )
            }
        refused: Refused | None = None
        # Its signature was checked when it was recorded, and the row has not changed since.
        manifest = Manifest.decode_unverified(row.manifest)
        if self._ports.shelf.read(manifest.record.blob) is None:
            raise BlobMissing(manifest.record.blob)  # spoilt on this disk since it was recorded
        try:
            key = province_key(manifest, self._ports.keys)
            for index, ref in enumerate(manifest.papers):
                slot = paper_slot(index)
                expected = PaperFact(slot, rows[slot].plain_sha256 or "", rows[slot].plain_size or 0)
                judge_paper(manifest, ref, slot, expected, self._ports.shelf, key)
        except Refused as fault:
            refused = fault
        with self._ports.database.write() as session:
            row = session.get_one(ParcelRow, digest, with_for_update=True)
            if row.state != ParcelState.RECORDED:
                return False
            if refused is not None:
                self._ledger.refused(session, row, refused)
            else:
                self._ledger.delivered(session, row)
            self._ports.after("before-" + row.state)
            state = row.state
        note(_log, state, parcel=row.parcel, dossier=row.dossier, kind=row.kind, reason=row.reason)
        self._ports.after(state)
        return True

    # Numbers and notices

    def _number_late(self) -> int:
        """Give numbers to dossiers that were recorded while there was none to give; asked now and then."""
        if self._ports.clock.monotonic() < self._numbers_again:
            return 0
        self._numbers_again = self._ports.clock.monotonic() + NUMBERS_SECONDS
        done = 0
        with self._ports.database.read() as session:
            waiting = list(
                session.scalars(
                    select(DossierRow.id)
                    .where(DossierRow.official_number.is_(None))
                    .order_by(DossierRow.recorded_at)
                    .limit(BATCH)
                )
            )
        for dossier in waiting:
            with self._ports.database.write() as session:
                row = session.get_one(DossierRow, dossier, with_for_update=True)
                now = self._ports.clock.now()
                if row.official_number is None and give_number(session, row, self._ports.numbers, now):
                    done += 1
        return done

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
