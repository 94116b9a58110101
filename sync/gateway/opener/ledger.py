"""Writing down what was decided of some parcels: dossiers, numbers, notices and statements, within one transaction.

A statement is signed once, when the row that keeps its bytes is written. May not open or judge anything.
"""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from forms.clock import Clock
from forms.states import CaseStatus, ParcelKind
from sync.blob import paper_slot
from sync.gateway.database import tell_news
from sync.gateway.devices import Repute, reputes, suspicions
from sync.gateway.erasing import erased_of
from sync.gateway.keyring import OpenerKeys
from sync.gateway.models import DossierRow, ParcelBlobRow, ParcelRow, ParcelState, PartRow, StatementRow
from sync.gateway.notices import lock_offices, sign_waiting
from sync.gateway.office.faces import FaceWriter, Filed
from sync.gateway.opener import telling
from sync.gateway.opener.answers import PartDue
from sync.gateway.opener.judging import RecordFacts
from sync.gateway.opener.numbering import give_number
from sync.gateway.opener.numbers import NumberSource
from sync.gateway.opener.verdicts import Held, Refused
from sync.gateway.passing import typed_over
from sync.gateway.settings import restored_at
from sync.manifest import Manifest
from sync.statement import RefusalReason, Statement, StatementType

_STATEMENTS = cast("Table", StatementRow.__table__)


@dataclass(frozen=True, slots=True)
class LedgerPorts:
    """What a page is written with. ``watermark`` says up to when the gateway is backed up."""

    keys: OpenerKeys
    numbers: NumberSource
    clock: Clock
    watermark: Callable[[], datetime | None]
    faces: FaceWriter | None = None


class Page:
    """What is written of some parcels within one transaction: verdicts one by one, then ``close``.

    What the verdicts have to know is read for all of them at once, when the first record needs it, and what they write goes
    to the database together: a question and a flush for each would cost more than all the rest. The parcels' rows are the
    caller's, locked.
    """

    def __init__(self, ports: LedgerPorts, session: Session, rows: Sequence[ParcelRow]) -> None:
        self._ports = ports
        self._session = session
        self._filed: list[Filed] = []
        self._amended: set[str] = set()  # dossiers whose answers are no longer the filing's alone
        self._typed: list[tuple[Manifest, RecordFacts]] = []
        self._parts: list[PartRow] = []
        self._moved: set[str] = set()  # offices with notices to be numbered
        self._told: set[str] = set()  # offices that wait for a statement
        self._rows = rows
        self._looked = False
        self._dossiers: dict[str, DossierRow] = {}
        self._blobs: dict[tuple[str, str], ParcelBlobRow] = {}
        self._reputes: dict[str, Repute] = {}
        self._statements: list[dict[str, object]] = []

    def _look(self) -> None:
        """Read what the records of this page have to be seen beside."""
        if self._looked:
            return
        self._looked, session = True, self._session
        # Offices first, in their order: whoever counts numbers or notices of an office has its lock.
        lock_offices(session, {row.office for row in self._rows})
        self._dossiers = {
            dossier.id: dossier
            for dossier in session.scalars(
                select(DossierRow)
                .where(DossierRow.id.in_({row.dossier for row in self._rows}))
                .order_by(DossierRow.id)
                .with_for_update(key_share=True)
            )
        }
        self._blobs = {
            (blob.manifest_sha256, blob.slot): blob
            for blob in session.scalars(
                select(ParcelBlobRow).where(
                    ParcelBlobRow.manifest_sha256.in_(row.manifest_sha256 for row in self._rows)
                )
            )
        }
        self._reputes = reputes(session, {row.device for row in self._rows})
        self._restored = restored_at(session)

    def recorded(
        self, row: ParcelRow, manifest: Manifest, facts: RecordFacts, dues: Sequence[PartDue] = ()
    ) -> None:
        """The record is valid and its papers are fixed; a filing becomes a dossier with its parts and its number.

        ``Refused``, before anything is written, when the dossier is another office's, has been filed already or with
        another form, or the machine was revoked after it was judged.
        """
        self._look()
        revoked_at = self._reputes[row.device].revoked_at
        if revoked_at is not None and manifest.sealed_at > revoked_at:
            raise Refused(RefusalReason.DEVICE_REVOKED)
        now = self._ports.clock.now()
        if manifest.kind is ParcelKind.FILING:
            self._write_dossier(row, manifest, facts, dues, now)
        else:
            dossier = self._dossiers.get(manifest.dossier)
            if dossier is not None and dossier.office != manifest.office:
                raise Refused(RefusalReason.RECORD_MISMATCH, "office")
            self._move_parts(manifest.kind, dossier, facts, now)
            if manifest.kind is ParcelKind.NUMBER_TAKEN:
                self._typed.append((manifest, facts))
            if manifest.kind is ParcelKind.AMENDMENT:
                self._amended.add(manifest.dossier)
        for index, paper in enumerate(facts.papers):
            blob = self._blobs[(row.manifest_sha256, paper_slot(index))]
            blob.plain_sha256, blob.plain_size = paper.sha256, paper.size
        row.state, row.next_try_at = ParcelState.RECORDED, None
        doubts = suspicions(self._reputes[row.device], row, manifest, self._restored)
        row.flags = list(dict.fromkeys((*facts.flags, *map(str, doubts))))
        row.procedure, row.version = facts.procedure, facts.version
        self._state(row, StatementType.RECORDED, now, dossier=row.dossier)

    def close(self) -> None:
        """Write what is left: parts, faces, withdrawals and numbers that overtook their filing, numbers of notices."""
        self._flush()
        if self._statements:
            self._session.execute(insert(_STATEMENTS), self._statements)
        now = self._ports.clock.now()
        filed = {one.dossier.id: one.dossier for one in self._filed if one.is_new}
        early = telling.overtaken(self._session, {one.dossier.id for one in self._filed})
        self._write_faces(self._amended.union(early[ParcelKind.AMENDMENT]))
        for dossier in early[ParcelKind.WITHDRAWAL]:
            if dossier in filed and telling.withdrawn(self._session, filed[dossier], now):
                self._moved.add(filed[dossier].office)
        for manifest, facts in self._typed:
            typed_over.hear(self._session, manifest, facts.record, now)
        known = {*filed, *(manifest.dossier for manifest, _ in self._typed)} & self._dossiers.keys()
        for dossier in typed_over.typed_for(self._session, known):
            if typed_over.reckon(self._session, self._dossiers[dossier], now):
                self._moved.add(self._dossiers[dossier].office)
        for office in sorted(self._moved):
            sign_waiting(self._session, self._ports.keys, now, office)
        tell_news(self._session, self._told)

    def _write_faces(self, amended: Set[str]) -> None:
        faces = self._ports.faces
        if faces is None:
            return
        faces.filed(self._session, self._filed)
        # A dossier that was erased has no face any more, and nothing left to lay an amendment over.
        gone = erased_of(self._session, amended) if amended else frozenset()
        for dossier in sorted(amended - gone):
            faces.amended(self._session, dossier)

    def _flush(self) -> None:
        """Dossiers before their parts."""
        self._session.flush()
        self._session.add_all(self._parts)
        self._parts.clear()
        self._session.flush()

    def _move_parts(
        self, kind: ParcelKind, dossier: DossierRow | None, facts: RecordFacts, now: datetime
    ) -> None:
        """What the citizen's own acts change; on another road than the filing they may come before it."""
        if dossier is None:
            return
        moved = 0
        if kind is ParcelKind.WITHDRAWAL:
            self._flush()
            moved = telling.withdrawn(self._session, dossier, now)
        elif kind is ParcelKind.RESULT_HANDED_OUT and facts.handed_part is not None:
            self._flush()
            moved = telling.handed_out(self._session, dossier, facts.handed_part, now)
        if moved:
            self._moved.add(dossier.office)

    def _write_dossier(
        self,
        row: ParcelRow,
        manifest: Manifest,
        facts: RecordFacts,
        dues: Sequence[PartDue],
        now: datetime,
    ) -> None:
        known = self._dossiers.get(manifest.dossier)
        if known is not None:
            filed = self._session.get_one(
                ParcelRow, known.manifest_sha256, with_for_update={"key_share": True}
            )
            # What was filed never changes: sealed anew it is the same form, with the parts that have their rows already.
            same = known.office == manifest.office and self._is_the_form_of(known, facts)
            if filed.state == ParcelState.DELIVERED or not same:
                raise Refused(RefusalReason.RECORD_MISMATCH, "dossier-filed")
            if filed.state != ParcelState.REFUSED:
                # Papers of the first parcel were spoilt on the machine that sealed them and will never come.
                self.refused(filed, Refused(RefusalReason.PAPER_MISMATCH, "sealed-anew"))
            # Its papers proved wrong after it had been recorded; sealed anew, it stays the same dossier and number.
            known.parcel, known.manifest_sha256 = row.parcel, row.manifest_sha256
            self._filed.append(Filed(known, (), facts.record, is_new=False))
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
        cases = {one.part: one.case for one in dues}
        parts = tuple(
            PartRow(
                dossier=dossier.id,
                part=part.part,
                position=position,
                authority_kind=part.kind,
                authority_unit=part.unit,
                authority_name=part.name,
                status=int(CaseStatus.REGISTERED),
                status_at=now,
                route=str(part.route),
                received_at=None,
                due_at=None,
                due_case=cases.get(part.part),
            )
            for position, part in enumerate(facts.parts)
        )
        if give_number(self._session, dossier, self._ports.numbers, now):
            self._moved.add(dossier.office)
        self._session.add(dossier)
        self._dossiers[dossier.id] = dossier
        self._parts += parts
        self._filed.append(Filed(dossier, parts, facts.record, is_new=True))

    def _is_the_form_of(self, dossier: DossierRow, facts: RecordFacts) -> bool:
        if (facts.procedure, facts.version) != (dossier.procedure, dossier.version):
            return False
        self._flush()
        parts = self._session.scalars(select(PartRow.part).where(PartRow.dossier == dossier.id))
        return set(parts) == {part.part for part in facts.parts}

    def delivered(self, row: ParcelRow) -> None:
        """Every paper opened, hashed and durable."""
        row.state, row.next_try_at = ParcelState.DELIVERED, None
        now = self._ports.clock.now()
        watermark = self._ports.watermark()
        self._state(row, StatementType.DELIVERED, now, dossier=row.dossier, watermark=watermark)

    def held(self, row: ParcelRow, held: Held) -> None:
        """The form version is not known here yet; said once."""
        row.next_try_at = None
        if row.state == ParcelState.HELD:
            return
        row.state, row.procedure, row.version = ParcelState.HELD, held.procedure, held.version
        now = self._ports.clock.now()
        self._state(row, StatementType.HELD, now, procedure=held.procedure, version=held.version)

    def refused(self, row: ParcelRow, refused: Refused) -> None:
        """The parcel is quarantined."""
        row.state, row.reason, row.next_try_at = ParcelState.REFUSED, str(refused.reason), None
        now = self._ports.clock.now()
        reason = str(refused.reason)
        self._state(row, StatementType.REFUSED, now, reason=reason, detail=refused.detail)

    def _state(
        self,
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
        self._told.add(row.office)
        self._statements.append(
            {
                "manifest_sha256": row.manifest_sha256,
                "parcel": row.parcel,
                "type": str(kind),
                "data": statement.encode(self._ports.keys.sign),
                "at": now,
            }
        )
