"""Writing down what was decided: dossier, number, notice and statement, within the opener's transaction.

A statement is signed once, when the row that keeps its bytes is written. May not open or judge anything.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from forms.clock import Clock
from forms.states import CaseStatus, ParcelKind
from sync.blob import paper_slot
from sync.gateway.devices import suspicions
from sync.gateway.keyring import OpenerKeys
from sync.gateway.models import DossierRow, ParcelBlobRow, ParcelRow, ParcelState, PartRow, StatementRow
from sync.gateway.notices import sign_waiting
from sync.gateway.office.faces import FaceWriter
from sync.gateway.opener import telling
from sync.gateway.opener.answers import PartDue
from sync.gateway.opener.judging import RecordFacts
from sync.gateway.opener.numbering import give_number
from sync.gateway.opener.numbers import NumberSource
from sync.gateway.opener.verdicts import Held, Refused
from sync.manifest import Manifest
from sync.statement import RefusalReason, Statement, StatementType


class Ledger:
    """Writes verdicts. Every method works within the caller's transaction and on a locked parcel row."""

    def __init__(
        self,
        keys: OpenerKeys,
        numbers: NumberSource,
        clock: Clock,
        watermark: Callable[[], datetime | None],
        faces: FaceWriter | None = None,
    ) -> None:
        self._keys = keys
        self._numbers = numbers
        self._clock = clock
        self._watermark = watermark
        self._faces = faces

    def recorded(
        self,
        session: Session,
        row: ParcelRow,
        manifest: Manifest,
        facts: RecordFacts,
        dues: Sequence[PartDue] = (),
    ) -> None:
        """The record is valid and its papers are fixed; a filing becomes a dossier with its parts and its number.

        ``Refused``, before anything is written, when the dossier is another office's or has been filed already.
        """
        now = self._clock.now()
        if manifest.kind is ParcelKind.FILING:
            self._write_dossier(session, row, manifest, facts, dues, now)
        else:
            dossier = session.get(DossierRow, manifest.dossier)
            if dossier is not None and dossier.office != manifest.office:
                raise Refused(RefusalReason.RECORD_MISMATCH, "office")
            self._move_parts(session, manifest.kind, dossier, facts, now)
        if self._faces is not None:
            self._faces.recorded(session, manifest, facts.record)
        for index, paper in enumerate(facts.papers):
            blob = session.get_one(ParcelBlobRow, (row.manifest_sha256, paper_slot(index)))
            blob.plain_sha256, blob.plain_size = paper.sha256, paper.size
        row.state, row.next_try_at = ParcelState.RECORDED, None
        row.flags = list(dict.fromkeys((*facts.flags, *map(str, suspicions(session, row, manifest)))))
        row.procedure, row.version = facts.procedure, facts.version
        self._state(session, row, StatementType.RECORDED, now, dossier=row.dossier)

    def _move_parts(
        self,
        session: Session,
        kind: ParcelKind,
        dossier: DossierRow | None,
        facts: RecordFacts,
        now: datetime,
    ) -> None:
        """What the citizen's own acts change; on another road than the filing they may come before it."""
        if dossier is None:
            return
        moved = 0
        if kind is ParcelKind.WITHDRAWAL:
            moved = telling.withdrawn(session, dossier, now)
        elif kind is ParcelKind.RESULT_HANDED_OUT and facts.handed_part is not None:
            moved = telling.handed_out(session, dossier, facts.handed_part, now)
        if moved:
            sign_waiting(session, self._keys, now, dossier.office)

    def _write_dossier(
        self,
        session: Session,
        row: ParcelRow,
        manifest: Manifest,
        facts: RecordFacts,
        dues: Sequence[PartDue],
        now: datetime,
    ) -> None:
        known = session.get(DossierRow, manifest.dossier, with_for_update=True)
        if known is not None:
            filed = session.get_one(ParcelRow, known.manifest_sha256)
            if filed.state == ParcelState.DELIVERED or known.office != manifest.office:
                raise Refused(RefusalReason.RECORD_MISMATCH, "dossier-filed")
            if filed.state != ParcelState.REFUSED:
                # Papers of the first parcel were spoilt on the machine that sealed them and will never come.
                self.refused(session, filed, Refused(RefusalReason.PAPER_MISMATCH, "sealed-anew"))
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
        cases = {one.part: one.case for one in dues}
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
                route=str(part.route),
                received_at=None,
                due_at=None,
                due_case=cases.get(part.part),
            )
            for position, part in enumerate(facts.parts)
        )
        session.flush()
        told = give_number(session, dossier, self._numbers, now)
        if telling.came_before(session, dossier, now) or told:
            sign_waiting(session, self._keys, now, dossier.office)

    def delivered(self, session: Session, row: ParcelRow) -> None:
        """Every paper opened, hashed and durable."""
        row.state, row.next_try_at = ParcelState.DELIVERED, None
        now = self._clock.now()
        watermark = self._watermark()
        self._state(session, row, StatementType.DELIVERED, now, dossier=row.dossier, watermark=watermark)

    def held(self, session: Session, row: ParcelRow, held: Held) -> None:
        """The form version is not known here yet; said once."""
        row.next_try_at = None
        if row.state == ParcelState.HELD:
            return
        row.state, row.procedure, row.version = ParcelState.HELD, held.procedure, held.version
        now = self._clock.now()
        self._state(session, row, StatementType.HELD, now, procedure=held.procedure, version=held.version)

    def refused(self, session: Session, row: ParcelRow, refused: Refused) -> None:
        """The parcel is quarantined."""
        row.state, row.reason, row.next_try_at = ParcelState.REFUSED, str(refused.reason), None
        now = self._clock.now()
        reason = str(refused.reason)
        self._state(session, row, StatementType.REFUSED, now, reason=reason, detail=refused.detail)

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
            gateway=self._keys.gateway,
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
                data=statement.encode(self._keys.sign),
                at=now,
            )
        )
        session.flush()
