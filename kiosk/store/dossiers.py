"""Dossiers: taking answers while a draft, sealing in one commit, and the officer's lists (from ``listing``).

``save_answer`` is the hot path: answer, page, time and audit link in one transaction, hence one flush of the
disk. Its statements are built once. Whoever confirms a dossier calls ``seal``; nothing else makes a draft
into anything.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from forms.clock import Clock
from forms.errors import BugError
from forms.rules.names import fold, nfc
from forms.states import Carriage, CaseStatus, Channel, ParcelKind
from kiosk.domain.audit import Event
from kiosk.domain.dossier import (
    Answer,
    Dossier,
    DossierState,
    Origin,
    PartState,
    Person,
    SealedFacts,
    Value,
)
from kiosk.domain.office import Place
from kiosk.domain.papers import CustodyStep
from kiosk.store import audit, rows, search
from kiosk.store.engine import Doors
from kiosk.store.errors import NotFound, OriginalsKept
from kiosk.store.listing import Listing
from kiosk.store.models import (
    AnswerRow,
    CustodyRow,
    DossierRow,
    EnvelopeRow,
    PaperRow,
    ParcelRow,
    PartRow,
    table,
)
from kiosk.store.people import put as put_people

_DOSSIERS = table(DossierRow)
_ANSWERS = table(AnswerRow)
_D = table(DossierRow).c
_A = table(AnswerRow).c
_P = table(PartRow).c

_GET = select(_DOSSIERS).where(_D.id == bindparam("id_"))
# An unnamed page leaves the page as it is.
_TOUCH = (
    update(_DOSSIERS)
    .where(_D.id == bindparam("id_"), _D.state == DossierState.DRAFT)
    .values(updated_at=bindparam("now"), page=func.coalesce(bindparam("page_"), _D.page))
    .returning(_D.row)
)
_fresh = upsert(_ANSWERS)
_PUT = _fresh.on_conflict_do_update(
    index_elements=["dossier", "field"],
    set_={name: _fresh.excluded[name] for name in ("value", "origin", "unsure", "saved_at", "saved_by")},
)


def _touch(connection: Connection, dossier: str, now: datetime, page: str | None) -> int:
    found = connection.execute(_TOUCH, {"id_": dossier, "now": now, "page_": page}).first()
    # The slow look-up only tells which of the two faults it is.
    return int(found.row) if found else rows.draft_row_of(connection, dossier)


def _composed(value: Any) -> Any:
    """The value with every text in it in NFC, also inside a place."""
    if isinstance(value, str):
        return nfc(value)
    if isinstance(value, Mapping):
        return {key: _composed(inner) for key, inner in value.items()}
    return value


def _put(connection: Connection, row: int, answers: Iterable[Answer], now: datetime, by: str) -> None:
    values = [
        {
            "dossier": row,
            "field": answer.field,
            "value": _composed(answer.value),
            "origin": answer.origin,
            "unsure": answer.unsure,
            "saved_at": now,
            "saved_by": by,
        }
        for answer in answers
    ]
    if values:
        connection.execute(_PUT, values if len(values) > 1 else values[0])


class Dossiers(Listing):
    """Every method is one transaction. Times come from the clock; ``by`` is the officer's code."""

    def __init__(self, doors: Doors, clock: Clock) -> None:
        super().__init__(doors)
        self._clock = clock

    def create(
        self,
        *,
        procedure: str,
        version: str,
        channel: Channel,
        assisted: bool,
        place: Place,
        authority_unit: str,
        authority_name: str,
        language: str,
        by: str,
        page: str | None = None,
        dossier: str | None = None,
    ) -> Dossier:
        """Begin a draft. Its id is made here (or given), and stays its id for ever."""
        now = self._clock.now()
        key = dossier or uuid4().hex
        with self._doors.write() as connection:
            connection.execute(
                insert(_DOSSIERS).values(
                    id=key,
                    procedure=procedure,
                    version=version,
                    state=DossierState.DRAFT,
                    channel=channel,
                    assisted=assisted,
                    place=place,
                    authority_unit=authority_unit,
                    authority_name=nfc(authority_name),
                    language=language,
                    citizen_name="",
                    citizen_folded="",
                    page=page,
                    created_at=now,
                    updated_at=now,
                    filed_by=by,
                    number_seq=0,
                    urgent=False,
                )
            )
            audit.append(connection, now, Event.DOSSIER_CREATED, key, by)
            row = connection.execute(_GET, {"id_": key}).one()
        return rows.dossier_of(row)

    def get(self, dossier: str) -> Dossier:
        """One dossier. Raises ``NotFound``."""
        with self._doors.read() as connection:
            row = connection.execute(_GET, {"id_": dossier}).first()
        if row is None:
            raise NotFound
        return rows.dossier_of(row)

    def answers(self, dossier: str) -> tuple[Answer, ...]:
        """All answers, by field id."""
        with self._doors.read() as connection:
            row = rows.row_of(connection, dossier)
            found = connection.execute(select(_ANSWERS).where(_A.dossier == row).order_by(_A.field))
            return tuple(rows.answer_of(answer) for answer in found)

    def parts(self, dossier: str) -> tuple[PartState, ...]:
        """What each deciding authority says; empty for a draft."""
        with self._doors.read() as connection:
            row = rows.row_of(connection, dossier)
            found = connection.execute(select(table(PartRow)).where(_P.dossier == row).order_by(_P.part))
            return tuple(rows.part_of(part) for part in found)

    def save_answer(
        self,
        dossier: str,
        field: str,
        value: Value,
        *,
        by: str,
        origin: Origin = Origin.TYPED,
        unsure: bool = False,
        page: str | None = None,
    ) -> None:
        """Make one answer durable together with the page on screen. One flush."""
        now = self._clock.now()
        with self._doors.write() as connection:
            row = _touch(connection, dossier, now, page)
            _put(connection, row, (Answer(field, value, origin, unsure),), now, by)
            audit.append(connection, now, Event.ANSWER_SAVED, dossier, by, field)

    def save_answers(
        self,
        dossier: str,
        answers: Iterable[Answer],
        *,
        by: str,
        page: str | None = None,
        removed: Iterable[str] = (),
        people: Iterable[Person] = (),
        citizen_name: str | None = None,
    ) -> None:
        """Several answers at once (a card, a page of questions), fields that fell away, and whom they name.

        ``people`` and ``citizen_name`` make the draft findable; leave them out when they did not change.
        """
        answers, removed, named = tuple(answers), tuple(removed), tuple(people)
        now = self._clock.now()
        with self._doors.write() as connection:
            row = _touch(connection, dossier, now, page)
            _put(connection, row, answers, now, by)
            if answers:
                audit.append(connection, now, Event.ANSWER_SAVED, dossier, by, *(a.field for a in answers))
            if removed:
                connection.execute(delete(_ANSWERS).where(_A.dossier == row, _A.field.in_(removed)))
                audit.append(connection, now, Event.ANSWER_REMOVED, dossier, by, *removed)
            self._name(connection, row, named, citizen_name, now)

    def _name(
        self,
        connection: Connection,
        row: int,
        named: tuple[Person, ...],
        citizen_name: str | None,
        now: datetime,
    ) -> None:
        put_people(connection, row, named, now)
        if citizen_name is not None:
            connection.execute(
                update(_DOSSIERS)
                .where(_D.row == row)
                .values(citizen_name=nfc(citizen_name), citizen_folded=fold(citizen_name))
            )
        if named or citizen_name is not None:
            search.index(connection, row)

    def set_citizen(self, dossier: str, name: str, *, by: str, people: Iterable[Person] = ()) -> None:
        """Name the citizen of a draft for lists and search."""
        now = self._clock.now()
        with self._doors.write() as connection:
            row = rows.draft_row_of(connection, dossier)
            self._name(connection, row, tuple(people), name, now)
            audit.append(connection, now, Event.PERSON_SAVED, dossier, by)

    def set_page(self, dossier: str, page: str) -> None:
        """Remember the page on screen without an answer (going back, a page of pictures)."""
        with self._doors.write() as connection:
            _touch(connection, dossier, self._clock.now(), page)

    def set_language(self, dossier: str, language: str) -> None:
        """The language the citizen reads and hears now."""
        self._change(dossier, language=language)

    def set_channel(self, dossier: str, channel: Channel, *, assisted: bool, by: str) -> None:
        """How the draft comes in, and whether somebody helped."""
        self._change(dossier, channel=channel, assisted=assisted, filed_by=by)

    def set_authority(self, dossier: str, unit: str, name: str, *, by: str) -> None:
        """The deciding authority of a draft: any commune, not only this one."""
        now = self._clock.now()
        with self._doors.write() as connection:
            row = rows.draft_row_of(connection, dossier)
            connection.execute(
                update(_DOSSIERS)
                .where(_D.row == row)
                .values(authority_unit=unit, authority_name=nfc(name), updated_at=now)
            )
            audit.append(connection, now, Event.AUTHORITY_SET, dossier, by, unit)

    def _change(self, dossier: str, **values: Any) -> None:
        with self._doors.write() as connection:
            row = rows.draft_row_of(connection, dossier)
            connection.execute(
                update(_DOSSIERS).where(_D.row == row).values(updated_at=self._clock.now(), **values)
            )

    def delete_draft(self, dossier: str, *, by: str) -> None:
        """Erase a draft and everything of it but its audit links. Raises ``OriginalsKept`` while an envelope
        is out.
        """
        now = self._clock.now()
        with self._doors.write() as connection:
            row = rows.draft_row_of(connection, dossier)
            custody, envelopes = table(CustodyRow).c, table(EnvelopeRow).c
            returned = select(custody.envelope).where(custody.step == CustodyStep.RETURNED)
            kept = connection.execute(
                select(envelopes.number).where(
                    envelopes.dossier == dossier, envelopes.number.not_in(returned)
                )
            ).scalar()
            if kept is not None:
                raise OriginalsKept(kept)
            search.forget(connection, row)
            connection.execute(delete(_DOSSIERS).where(_D.row == row))
            audit.append(connection, now, Event.DRAFT_DELETED, dossier, by)

    def seal(self, dossier: str, facts: SealedFacts) -> Dossier:
        """Fix a draft for ever and name its parcel, in one commit. The parcel's blobs must be durable before
        this.

        Sealing again with the same parcel changes nothing and answers the same. Raises ``AlreadySealed`` with
        another parcel.
        """
        now = facts.sealed_at or self._clock.now()
        with self._doors.write() as connection:
            parcels = table(ParcelRow)
            known = connection.execute(
                select(_D.id).join_from(parcels, _DOSSIERS).where(parcels.c.id == facts.parcel)
            ).scalar()
            if known is None:
                row = rows.draft_row_of(connection, dossier)
                self._seal(connection, row, dossier, facts, now)
            elif known != dossier:
                raise BugError("the parcel belongs to another dossier")
            sealed = connection.execute(_GET, {"id_": dossier}).one()
        return rows.dossier_of(sealed)

    def _seal(
        self, connection: Connection, row: int, dossier: str, facts: SealedFacts, now: datetime
    ) -> None:
        _put(connection, row, facts.computed, now, facts.officer)
        put_people(connection, row, facts.people, now)
        if facts.parts:
            connection.execute(
                insert(table(PartRow)),
                [
                    {
                        "dossier": row,
                        "part": part.part,
                        "authority_kind": part.authority_kind,
                        "authority_unit": part.authority_unit,
                        "authority_name": nfc(part.authority_name),
                        "status": CaseStatus.REGISTERED,
                        "status_at": now,
                        "status_seq": 0,
                        "text": "",
                    }
                    for part in facts.parts
                ],
            )
        connection.execute(
            insert(table(ParcelRow)).values(
                id=facts.parcel,
                dossier=row,
                kind=ParcelKind.FILING,
                manifest=facts.manifest,
                record=facts.record,
                carriage=Carriage.SEALED,
                created_at=now,
                created_by=facts.officer,
                urgent=facts.urgent,
                deadline=facts.deadline,
                answers=[],
                note="",
            )
        )
        if facts.papers:
            papers = table(PaperRow)
            named = connection.execute(
                update(papers)
                .where(papers.c.dossier == row, papers.c.id.in_(facts.papers), papers.c.parcel.is_(None))
                .values(parcel=facts.parcel)
            )
            if named.rowcount != len(set(facts.papers)):
                raise BugError("a sealed paper is not a paper of the draft")
        values: dict[str, Any] = {}
        if facts.citizen_name is not None:
            values = {
                "citizen_name": nfc(facts.citizen_name),
                "citizen_folded": fold(facts.citizen_name),
            }
        connection.execute(
            update(_DOSSIERS)
            .where(_D.row == row)
            .values(
                state=DossierState.SEALED,
                sealed_at=now,
                updated_at=now,
                slip_number=facts.slip_number,
                slip_code=facts.slip_code,
                authority_unit=facts.authority_unit,
                authority_name=nfc(facts.authority_name),
                urgent=facts.urgent,
                filed_by=facts.officer,
                page=None,
                **values,
            )
        )
        search.index(connection, row)
        audit.append(connection, now, Event.DOSSIER_SEALED, dossier, facts.officer, facts.parcel)
