"""Dossiers: taking answers while a draft, sealing in one commit, and the officer's lists (from ``listing``).

``save_answer`` is the hot path: answer, page, time and audit link in one transaction, hence one flush of the
disk. Its statements are built once. Whoever confirms a dossier calls ``seal``; nothing else makes a draft
into anything.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from forms.clock import Clock
from forms.errors import BugError
from forms.rules.names import fold, nfc
from forms.states import CaseStatus, Channel
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
from kiosk.store.answering import put_answers
from kiosk.store.engine import Doors
from kiosk.store.errors import NotFound, OriginalsKept
from kiosk.store.listing import Listing
from kiosk.store.models import AnswerRow, DossierRow, ParcelRow, PartRow, table
from kiosk.store.paper_models import CustodyRow, EnvelopeRow
from kiosk.store.people import replace as replace_people
from kiosk.store.sealing import put_seal

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


def _touch(connection: Connection, dossier: str, now: datetime, page: str | None) -> int:
    found = connection.execute(_TOUCH, {"id_": dossier, "now": now, "page_": page}).first()
    # The slow look-up only tells which of the two faults it is.
    return int(found.row) if found else rows.draft_row_of(connection, dossier)


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

    def move_part(self, dossier: str, part: str, status: CaseStatus, *, by: str, text: str = "") -> PartState:
        """Note what an officer heard of a part on paper. The province's own word, when it comes, stands above it.

        Raises ``NotFound`` for a part the dossier does not have.
        """
        now = self._clock.now()
        with self._doors.write() as connection:
            row = rows.row_of(connection, dossier)
            moved = connection.execute(
                update(table(PartRow))
                .where(_P.dossier == row, _P.part == part)
                .values(status=status, status_at=now, text=nfc(text), moved_by=by)
                .returning(table(PartRow))
            ).first()
            if moved is None:
                raise NotFound
            audit.append(connection, now, Event.PART_MOVED, dossier, by, f"{part}/{status.value}")
        return rows.part_of(moved)

    def set_urgent(self, dossier: str, urgent: bool, *, by: str) -> Dossier:
        """Mark a dossier and all its parcels as urgent, or no longer. The same again changes nothing."""
        now = self._clock.now()
        with self._doors.write() as connection:
            row = rows.row_of(connection, dossier)
            changed = connection.execute(
                update(_DOSSIERS).where(_D.row == row, _D.urgent != urgent).values(urgent=urgent)
            ).rowcount
            if changed:
                parcels = table(ParcelRow)
                connection.execute(update(parcels).where(parcels.c.dossier == row).values(urgent=urgent))
                audit.append(connection, now, Event.URGED if urgent else Event.URGED_NO_MORE, dossier, by)
            found = connection.execute(_GET, {"id_": dossier}).one()
        return rows.dossier_of(found)

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
        reference: str = "",
    ) -> None:
        """Make one answer durable together with the page on screen. One flush."""
        now = self._clock.now()
        with self._doors.write() as connection:
            row = _touch(connection, dossier, now, page)
            put_answers(connection, row, (Answer(field, value, origin, unsure, reference),), now, by)
            audit.append(connection, now, Event.ANSWER_SAVED, dossier, by, field)

    def save_answers(
        self,
        dossier: str,
        answers: Iterable[Answer],
        *,
        by: str,
        page: str | None = None,
        removed: Iterable[str] = (),
        people: Iterable[Person] | None = None,
        citizen_name: str | None = None,
    ) -> None:
        """Several answers at once (a card, a page of questions), fields that fell away, and whom they name.

        ``people`` (all of the draft's, nobody else remains) and ``citizen_name`` make the draft findable; leave them
        out when they did not change.
        """
        answers, removed = tuple(answers), tuple(removed)
        named = None if people is None else tuple(people)
        now = self._clock.now()
        with self._doors.write() as connection:
            row = _touch(connection, dossier, now, page)
            put_answers(connection, row, answers, now, by)
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
        named: tuple[Person, ...] | None,
        citizen_name: str | None,
        now: datetime,
    ) -> None:
        if named is not None:
            replace_people(connection, row, named, now)
        if citizen_name is not None:
            connection.execute(
                update(_DOSSIERS)
                .where(_D.row == row)
                .values(citizen_name=nfc(citizen_name), citizen_folded=fold(citizen_name))
            )
        if named is not None or citizen_name is not None:
            search.index(connection, row)

    def set_page(self, dossier: str, page: str) -> None:
        """Remember the page on screen without an answer (going back, a page of pictures)."""
        with self._doors.write() as connection:
            _touch(connection, dossier, self._clock.now(), page)

    def set_language(self, dossier: str, language: str) -> None:
        """The language the citizen reads and hears now."""
        with self._doors.write() as connection:
            row = rows.draft_row_of(connection, dossier)
            connection.execute(
                update(_DOSSIERS).where(_D.row == row).values(updated_at=self._clock.now(), language=language)
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
                put_seal(connection, row, dossier, facts, now)
            elif known != dossier:
                raise BugError("the parcel belongs to another dossier")
            sealed = connection.execute(_GET, {"id_": dossier}).one()
        return rows.dossier_of(sealed)
