"""The opener's work: every step one transaction, each done once however often it is begun.

What was opened is judged outside the transaction; the transaction then looks again whether the step is still to be
done, and writes everything it entails together: dossier, number, notice and statement stand or fall as one.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, or_, select, true
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session, aliased

from forms.clock import Clock
from forms.states import CaseStatus, ParcelKind
from sync.blob import paper_slot
from sync.gateway.blobs import BlobShelf
from sync.gateway.database import Database
from sync.gateway.journal import note, note_failure
from sync.gateway.keyring import OpenerKeys
from sync.gateway.models import DossierRow, ParcelBlobRow, ParcelRow, ParcelState, PartRow, StatementRow
from sync.gateway.notices import has_waiting, sign_waiting
from sync.gateway.opener.answers import VIETNAM, AnswerJudge
from sync.gateway.opener.judging import (
    PaperFact,
    RecordFacts,
    judge_manifest,
    judge_paper,
    judge_record,
    province_key,
)
from sync.gateway.opener.numbering import give_number
from sync.gateway.opener.numbers import NumberSource
from sync.gateway.opener.verdicts import BlobMissing, Held, Refused
from sync.manifest import Manifest
from sync.parcel import SLOT_RECORD
from sync.statement import RefusalReason, Statement, StatementType

BATCH = 100
RETRY_LIMIT = timedelta(minutes=5)
NUMBERS_SECONDS = 5.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OpenerPorts:
    """What the opener works with.

    ``watermark`` says up to when the gateway is backed up. ``after`` is called behind each durable step with its name:
    the place where a test pulls the plug.
    """

    database: Database
    shelf: BlobShelf
    keys: OpenerKeys
    clock: Clock
    answers: AnswerJudge
    numbers: NumberSource
    watermark: Callable[[], datetime | None] = lambda: None
    after: Callable[[str], None] = lambda _step: None


class Opener:
    """Takes parcels from `arrived` to `delivered`, and notices from queued to signed."""

    def __init__(self, ports: OpenerPorts) -> None:
        self._ports = ports
        self._held_seen: int | None = None
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
        """Held parcels: all of them when other versions may be known, else those that failed and are due again."""
        news = self._held_seen != self._ports.answers.generation
        self._held_seen = self._ports.answers.generation
        again = ParcelRow.next_try_at.is_not(None)
        return self._due(ParcelRow.state == ParcelState.HELD, true() if news else again)

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
            except DatabaseError:
                raise
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
                self._ports.answers.judge(manifest, facts)
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
                    self._write_recorded(session, row, manifest, facts)
                except Refused as refused:
                    verdict = refused
            if isinstance(verdict, Refused):
                self._write_refused(session, row, verdict)
            elif isinstance(verdict, Held):
                self._write_held(session, row, verdict)
            self._ports.after("before-" + row.state)
            state = row.state
        if was_held and state == ParcelState.HELD:
            return False
        note(_log, state, parcel=row.parcel, dossier=row.dossier, kind=row.kind, reason=row.reason)
        self._ports.after(state)
        return True

    def _write_recorded(
        self, session: Session, row: ParcelRow, manifest: Manifest, facts: RecordFacts
    ) -> None:
        now = self._ports.clock.now()
        if manifest.kind is ParcelKind.FILING:
            self._write_dossier(session, row, manifest, facts, now)
        else:
            dossier = session.get(DossierRow, manifest.dossier)
            if dossier is not None and dossier.office != manifest.office:
                raise Refused(RefusalReason.RECORD_MISMATCH, "office")
        for index, paper in enumerate(facts.papers):
            blob = session.get_one(ParcelBlobRow, (row.manifest_sha256, paper_slot(index)))
            blob.plain_sha256, blob.plain_size = paper.sha256, paper.size
        row.state, row.next_try_at, row.flags = ParcelState.RECORDED, None, list(facts.flags)
        row.procedure, row.version = facts.procedure, facts.version
        self._state(session, row, StatementType.RECORDED, now, dossier=row.dossier)

    def _write_dossier(
        self, session: Session, row: ParcelRow, manifest: Manifest, facts: RecordFacts, now: datetime
    ) -> None:
        known = session.get(DossierRow, manifest.dossier, with_for_update=True)
        if known is not None:
            filed = session.get_one(ParcelRow, known.manifest_sha256)
            if filed.state != ParcelState.REFUSED or known.office != manifest.office:
                raise Refused(RefusalReason.RECORD_MISMATCH, "dossier-filed")
            # Its papers proved wrong after it had been recorded; sealed anew, it stays the same dossier and number.
            known.parcel, known.manifest_sha256 = row.parcel, row.manifest_sha256
            return
        assert facts.procedure is not None
        assert facts.version is not None
        dossier = DossierRow(
            id=manifest.dossier,
            parcel=row.parcel,
            manifest_sha256=row.manifest_sha256,
            office=manifest.office,
            procedure=facts.procedure,
            version=facts.version,
            channel=int(facts.channel),
            assisted=facts.assisted,
            place=facts.place,
            sealed_at=manifest.sealed_at,
            recorded_at=now,
            official_number=None,
            number_kind=None,
            received_at=None,
            due_at=None,
        )
        session.add(dossier)
        session.flush()
        session.add_all(
            PartRow(
                dossier=dossier.id,
                part=part.part,
                position=position,
                authority_kind=part.kind,
                authority_unit=part.unit,
                authority_name=part.name,
                status=int(CaseStatus.REGISTERED),
                status_at=now,
            )
            for position, part in enumerate(facts.parts)
        )
        if give_number(session, dossier, self._ports.numbers, now.astimezone(VIETNAM).date(), now):
            sign_waiting(session, self._ports.keys, now, dossier.office)

    def _write_held(self, session: Session, row: ParcelRow, held: Held) -> None:
        row.next_try_at = None
        if row.state == ParcelState.HELD:
            return  # said once already
        row.state, row.procedure, row.version = ParcelState.HELD, held.procedure, held.version
        now = self._ports.clock.now()
        self._state(session, row, StatementType.HELD, now, procedure=held.procedure, version=held.version)

    def _write_refused(self, session: Session, row: ParcelRow, refused: Refused) -> None:
        row.state, row.reason, row.next_try_at = ParcelState.REFUSED, str(refused.reason), None
        now = self._ports.clock.now()
        reason = str(refused.reason)
        self._state(session, row, StatementType.REFUSED, now, reason=reason, detail=refused.detail)

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
        manifest = Manifest.decode_unverified(
            row.manifest
        )  # verified when it was recorded; the row has not changed
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
                self._write_refused(session, row, refused)
            else:
                row.state, row.next_try_at = ParcelState.DELIVERED, None
                self._state(
                    session,
                    row,
                    StatementType.DELIVERED,
                    self._ports.clock.now(),
                    dossier=row.dossier,
                    watermark=self._ports.watermark(),
                )
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
                if row.official_number is None and give_number(
                    session, row, self._ports.numbers, now.astimezone(VIETNAM).date(), now
                ):
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

    # What every step needs

    def _state(
        self,
        session: Session,
        row: ParcelRow,
        kind: StatementType,
        now: datetime,
        *,
        dossier: str | None = None,
        watermark: datetime | None = None,
        procedure: str | None = None,
        version: str | None = None,
        reason: str | None = None,
        detail: str | None = None,
    ) -> None:
        statement = Statement(
            type=kind,
            parcel=row.parcel,
            manifest=bytes.fromhex(row.manifest_sha256),
            at=now,
            gateway=self._ports.keys.gateway,
            dossier=dossier,
            watermark=watermark,
            procedure=procedure,
            version=version,
            reason=reason,
            detail=detail,
        )
        session.add(
            StatementRow(
                manifest_sha256=row.manifest_sha256,
                parcel=row.parcel,
                type=str(kind),
                data=statement.encode(self._ports.keys.sign),
                at=now,
            )
        )
        session.flush()

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
