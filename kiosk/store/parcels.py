"""The kiosk's own book of parcels: what was sealed, and what the gateway has signed about it.

The outbox decides what may be sent; this book mirrors how far it got. Sealed parcels without an outbox row (a
crash between the two) still stand as ``SEALED`` here.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from forms.clock import Clock
from forms.errors import BugError
from forms.states import Carriage, CaseStatus, ParcelKind
from kiosk.domain.audit import Event
from kiosk.domain.carriage import may_move
from kiosk.domain.counter_book import Beside
from kiosk.domain.dossier import Answer, NumberKind, Origin, Parcel
from kiosk.domain.papers import NewPaper
from kiosk.store import audit, rows, search
from kiosk.store.counter_book import follow_parcel, put_beside
from kiosk.store.engine import Doors
from kiosk.store.errors import NotFound
from kiosk.store.models import AnyRow, AnySelect, DossierRow, ParcelRow, PartRow, table
from kiosk.store.paper_models import PaperRow
from kiosk.store.papers import put as put_paper

_PARCELS = table(ParcelRow)
_K = table(ParcelRow).c
_D = table(DossierRow).c
_P = table(PaperRow).c
_T = table(PartRow).c

_WITH_DOSSIER: AnySelect = select(_PARCELS, _D.id.label("dossier_id")).join_from(
    _PARCELS, table(DossierRow), isouter=True
)


def _parcel(row: AnyRow) -> Parcel:
    return Parcel(
        id=row.id,
        dossier=row.dossier_id or "",
        kind=row.kind,
        manifest=row.manifest,
        carriage=row.carriage,
        created_at=row.created_at,
        created_by=row.created_by,
        urgent=row.urgent,
        deadline=row.deadline,
        record=row.record,
        answers=tuple(Answer(a["field"], a["value"], Origin(a["origin"]), a["unsure"]) for a in row.answers),
        note=row.note,
        in_reply_to=row.in_reply_to,
        ack_recorded=row.ack_recorded,
        ack_delivered=row.ack_delivered,
        refusal=row.refusal,
        refused_reason=row.refused_reason,
        moved_at=row.moved_at,
    )


class Parcels:
    """Every method is one transaction."""

    def __init__(self, doors: Doors, clock: Clock) -> None:
        self._doors = doors
        self._clock = clock

    def add(
        self,
        parcel: str,
        dossier: str,
        kind: ParcelKind,
        manifest: bytes,
        *,
        by: str,
        record: bytes = b"",
        papers: Iterable[str] = (),
        answers: Iterable[Answer] = (),
        note: str = "",
        in_reply_to: int | None = None,
        urgent: bool = False,
        deadline: datetime | None = None,
        instead_of: str | None = None,
        fresh: Iterable[NewPaper] = (),
        beside: Beside | None = None,
        moves: Iterable[tuple[str, CaseStatus]] = (),
        number: str | None = None,
    ) -> Parcel:
        """Book a parcel that follows a sealed dossier (supplement, amendment, …). ``dossier`` is empty for an
        audit head.

        The same parcel again changes nothing. ``papers`` are ids of papers that leave in it; ``instead_of`` is the
        refused parcel whose place it takes: its papers go over, and its row goes. ``fresh`` are papers taken for this
        parcel: they are in the book with it or not at all. So is ``beside``, what the counter's book says of it
        (``AlreadyBooked`` when it is there already), and ``moves``, the parts that it brings to a state by the citizen's
        own act (withdrawn, result in hand), and ``number``, the official number an officer took back from the portal:
        the province's own word, when it comes, stands above it.
        """
        now, files = self._clock.now(), tuple(papers)
        with self._doors.write() as connection:
            if self._row(connection, parcel) is None:
                row = rows.row_of(connection, dossier) if dossier else None
                connection.execute(
                    insert(_PARCELS).values(
                        id=parcel,
                        dossier=row,
                        kind=kind,
                        manifest=manifest,
                        record=record,
                        carriage=Carriage.SEALED,
                        created_at=now,
                        created_by=by,
                        urgent=urgent,
                        deadline=deadline,
                        answers=rows.answers_to_json(answers),
                        note=note,
                        in_reply_to=in_reply_to,
                    )
                )
                if files:
                    named = connection.execute(
                        update(table(PaperRow))
                        .where(
                            _P.dossier == row,
                            _P.id.in_(files),
                            _P.parcel.is_(None) | (_P.parcel == instead_of),
                        )
                        .values(parcel=parcel)
                    )
                    if named.rowcount != len(set(files)):
                        raise BugError("a paper of the parcel is not free to leave")
                for new in fresh:
                    put_paper(connection, dossier, new, now, by, parcel)
                if instead_of is not None:
                    follow_parcel(connection, instead_of, parcel)
                    connection.execute(
                        delete(_PARCELS).where(_K.id == instead_of, _K.carriage == Carriage.REFUSED)
                    )
                if beside is not None and row is not None:
                    put_beside(connection, row, dossier, beside)
                for part, status in moves:
                    connection.execute(
                        update(table(PartRow))
                        .where(_T.dossier == row, _T.part == part)
                        .values(status=status, status_at=now, text="", moved_by=by)
                    )
                    audit.append(connection, now, Event.PART_MOVED, dossier, by, f"{part}/{status.value}")
                if number is not None and row is not None:
                    connection.execute(
                        update(table(DossierRow))
                        .where(_D.row == row)
                        .values(official_number=number, number_kind=NumberKind.PORTAL, updated_at=now)
                    )
                    search.index(connection, row)
                    audit.append(connection, now, Event.NUMBER_TAKEN, dossier, by)
                audit.append(connection, now, Event.PARCEL_ADDED, dossier or parcel, by, parcel)
            return _parcel(connection.execute(_WITH_DOSSIER.where(_K.id == parcel)).one())

    @staticmethod
    def _row(connection: Connection, parcel: str) -> AnyRow | None:
        return connection.execute(select(_K.row, _K.carriage, _K.kind).where(_K.id == parcel)).first()

    def get(self, parcel: str) -> Parcel:
        """One parcel. Raises ``NotFound``."""
        with self._doors.read() as connection:
            row = connection.execute(_WITH_DOSSIER.where(_K.id == parcel)).first()
        if row is None:
            raise NotFound
        return _parcel(row)

    def list(self, *carriages: Carriage) -> tuple[Parcel, ...]:
        """Parcels of these carriages (all without any), oldest first."""
        query = _WITH_DOSSIER.order_by(_K.row)
        if carriages:
            query = query.where(_K.carriage.in_(carriages))
        return self._many(query)

    def by_dossier(self, dossier: str) -> tuple[Parcel, ...]:
        """A dossier's parcels, the filing first."""
        return self._many(_WITH_DOSSIER.where(_D.id == dossier).order_by(_K.row))

    def _many(self, query: AnySelect) -> tuple[Parcel, ...]:
        with self._doors.read() as connection:
            return tuple(_parcel(row) for row in connection.execute(query))

    def take_back(
        self, parcel: str, refusal: bytes, *, at: datetime, reason: str | None, by: str = "agent"
    ) -> bool:
        """Note that a delivered parcel was refused later, at ``at``: the province, put back from a copy, has lost it and cannot
        take it as it is. Returns whether this changed the book.

        ``refusal`` is the gateway's signed statement, verified by the caller.
        """
        now = self._clock.now()
        with self._doors.write() as connection:
            taken = connection.execute(
                update(_PARCELS)
                .where(_K.id == parcel, _K.carriage == Carriage.DELIVERED, _K.delivered_at < at)
                .values(
                    carriage=Carriage.REFUSED,
                    moved_at=now,
                    refusal=refusal,
                    refused_reason=reason,
                    ack_delivered=None,
                    delivered_at=None,
                )
            ).rowcount
            if taken:
                audit.append(connection, now, Event.CARRIAGE, parcel, by, Carriage.REFUSED.value)
        return bool(taken)

    def set_carriage(
        self,
        parcel: str,
        carriage: Carriage,
        statement: bytes | None = None,
        *,
        at: datetime | None = None,
        reason: str | None = None,
        by: str = "agent",
    ) -> bool:
        """Note how far a parcel got; returns whether this changed the book.

        ``statement`` is the gateway's signed statement, verified by the caller; ``at`` its time by the
        gateway's clock; ``reason`` the refusal's code. News that comes late or again never moves a parcel
        back, but a first acknowledgement that comes after the second is still kept.
        """
        now = self._clock.now()
        with self._doors.write() as connection:
            row = self._row(connection, parcel)
            if row is None:
                raise NotFound
            values: dict[str, Any] = {}
            moves = may_move(row.carriage, carriage)
            if statement is not None and carriage is Carriage.RECORDED:
                values["ack_recorded"] = statement
            if statement is not None and carriage is Carriage.DELIVERED:
                values["ack_delivered"] = statement
            if moves:
                values |= {"carriage": carriage, "moved_at": now}
                if carriage is Carriage.DELIVERED:
                    values["delivered_at"] = at or now
                if carriage is Carriage.REFUSED:
                    values |= {"refusal": statement, "refused_reason": reason}
                audit.append(connection, now, Event.CARRIAGE, parcel, by, carriage.value)
            if values:
                connection.execute(update(_PARCELS).where(_K.row == row.row).values(**values))
        return moves
