"""The officer's lists: summaries by filter, by search and by id, newest first, and how many stand where.

Reading only. A page of a list costs a handful of queries however long the list is: rows first, then parts,
parcels and unread notices of those rows.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, union

from forms.states import Carriage, CaseStatus, ParcelKind
from kiosk.domain.arrivals import SELF
from kiosk.domain.carriage import is_on_the_way
from kiosk.domain.dossier import (
    DossierFilter,
    DossierState,
    DossierSummary,
    PartState,
    Tally,
)
from kiosk.store import rows, search
from kiosk.store.engine import Doors
from kiosk.store.models import (
    AnyRow,
    AnySelect,
    ArrivalRow,
    DossierRow,
    NoticeRow,
    ParcelRow,
    PartRow,
    table,
)

_D = table(DossierRow).c
_P = table(PartRow).c
_K = table(ParcelRow).c
_N = table(NoticeRow).c
_A = table(ArrivalRow).c

_LINE = select(
    _D.row,
    _D.id,
    _D.procedure,
    _D.version,
    _D.state,
    _D.citizen_name,
    _D.created_at,
    _D.updated_at,
    _D.slip_number,
    _D.official_number,
    _D.number_kind,
    _D.urgent,
    _D.due_at,
    _D.filed_by,
)

# What the citizen or the officer has to answer.
_ASKED = (CaseStatus.SUPPLEMENT_ASKED, CaseStatus.PAYMENT_ASKED)

_UNDER_WAY = tuple(one for one in Carriage if is_on_the_way(one))

_ATTENTION = union(
    select(_P.dossier).where(_P.status.in_(_ASKED)),
    select(_K.dossier).where(_K.carriage == Carriage.REFUSED, _K.dossier.is_not(None)),
    select(_N.dossier_row).where(_N.seen_at.is_(None), _N.dossier_row.is_not(None)),
)


def _wanted(filter_: DossierFilter) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filter_.state is not None:
        wanted.append(_D.state == filter_.state)
    if filter_.procedure is not None:
        wanted.append(_D.procedure == filter_.procedure)
    if filter_.filed_by is not None:
        wanted.append(_D.filed_by == filter_.filed_by)
    if filter_.since is not None:
        wanted.append(_D.created_at >= filter_.since)
    if filter_.until is not None:
        wanted.append(_D.created_at < filter_.until)
    if filter_.carriage is not None:
        wanted.append(
            _D.row.in_(
                select(_K.dossier).where(_K.kind == ParcelKind.FILING, _K.carriage == filter_.carriage)
            )
        )
    if filter_.on_the_way:
        wanted.append(
            _D.row.in_(select(_K.dossier).where(_K.kind == ParcelKind.FILING, _K.carriage.in_(_UNDER_WAY)))
        )
    if filter_.status is not None:
        wanted.append(_D.row.in_(select(_P.dossier).where(_P.status == filter_.status)))
    if filter_.attention:
        wanted.append(_D.row.in_(_ATTENTION.subquery().select()))
    return wanted


class Listing:
    """The reading half of ``Dossiers``."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    def list(
        self, filter_: DossierFilter | None = None, *, limit: int = 50, offset: int = 0
    ) -> tuple[DossierSummary, ...]:
        """One page of the list, newest first unless the filter asks for the oldest."""
        filter_ = filter_ or DossierFilter()
        order = _D.row.asc() if filter_.oldest_first else _D.row.desc()
        query = _LINE.where(*_wanted(filter_)).order_by(order)
        with self._doors.read() as connection:
            return _summaries(connection, query.limit(limit).offset(offset))

    def count(self, filter_: DossierFilter | None = None) -> int:
        """How many dossiers the filter leaves."""
        query = (
            select(func.count()).select_from(table(DossierRow)).where(*_wanted(filter_ or DossierFilter()))
        )
        with self._doors.read() as connection:
            return int(connection.execute(query).scalar_one())

    def drafts(self, by: str | None = None, *, limit: int = 200) -> tuple[DossierSummary, ...]:
        """Drafts, the one last touched first: where work goes on after a crash."""
        query = _LINE.where(_D.state == DossierState.DRAFT).order_by(_D.updated_at.desc(), _D.row.desc())
        if by is not None:
            query = query.where(_D.filed_by == by)
        with self._doors.read() as connection:
            return _summaries(connection, query.limit(limit))

    def sealed_since(self, since: datetime) -> tuple[str, ...]:
        """Ids of the dossiers sealed from then on, oldest first."""
        query = select(_D.id).where(_D.sealed_at >= since).order_by(_D.sealed_at, _D.row)
        with self._doors.read() as connection:
            return tuple(connection.execute(query).scalars())

    def search(self, typed: str, *, limit: int = 50, offset: int = 0) -> tuple[DossierSummary, ...]:
        """Dossiers of this name or number, newest first; nothing for an empty query."""
        with self._doors.read() as connection:
            found = search.matching(connection, typed, limit, offset)
            return _summaries(connection, _LINE.where(_D.row.in_(found)).order_by(_D.row.desc()))

    def summary(self, dossier: str) -> DossierSummary | None:
        """One line, or ``None`` when there is no such dossier."""
        with self._doors.read() as connection:
            return next(iter(_summaries(connection, _LINE.where(_D.id == dossier))), None)

    def bearing(self, number: str) -> str | None:
        """The dossier of this machine that bears this official number."""
        with self._doors.read() as connection:
            return connection.execute(select(_D.id).where(_D.official_number == number)).scalar()

    def tally(self) -> Tally:
        """The counts at the head of the list."""
        with self._doors.read() as connection:
            states = _counts(connection, select(_D.state, func.count()).group_by(_D.state))
            carriage = _counts(
                connection,
                select(_K.carriage, func.count()).where(_K.kind == ParcelKind.FILING).group_by(_K.carriage),
            )
            status = _counts(connection, select(_P.status, func.count()).group_by(_P.status))
            attention = connection.execute(
                select(func.count()).select_from(_ATTENTION.subquery())
            ).scalar_one()
            return Tally(
                states.get(DossierState.DRAFT, 0),
                states.get(DossierState.SEALED, 0),
                carriage,
                status,
                attention,
            )


def summaries_of(connection: Connection, rows_: list[int]) -> dict[int, DossierSummary]:
    """The lines of these rows, by row."""
    wanted = connection.execute(select(_D.row, _D.id).where(_D.row.in_(rows_))).all()
    by_id = {line.id: line for line in _summaries(connection, _LINE.where(_D.row.in_(rows_)))}
    return {one.row: by_id[one.id] for one in wanted}


def _counts(connection: Connection, query: AnySelect) -> dict[Any, int]:
    return {row[0]: row[1] for row in connection.execute(query)}


def _summaries(connection: Connection, query: AnySelect) -> tuple[DossierSummary, ...]:
    lines = connection.execute(query).all()
    keys = [line.row for line in lines]
    parts: dict[int, list[PartState]] = {}
    for part in connection.execute(
        select(table(PartRow)).where(_P.dossier.in_(keys)).order_by(_P.dossier, _P.part)
    ):
        parts.setdefault(part.dossier, []).append(rows.part_of(part))
    parcels: dict[int, list[AnyRow]] = {}
    for parcel in connection.execute(select(_K.dossier, _K.kind, _K.carriage).where(_K.dossier.in_(keys))):
        parcels.setdefault(parcel.dossier, []).append(parcel)
    unread = _counts(
        connection,
        select(_N.dossier_row, func.count())
        .where(_N.dossier_row.in_(keys), _N.seen_at.is_(None))
        .group_by(_N.dossier_row),
    )
    alone = [line.id for line in lines if line.filed_by == SELF]
    arrivals = (
        _counts(connection, select(_A.dossier, _A.number).where(_A.dossier.in_(alone))) if alone else {}
    )
    return tuple(
        _summary(
            line,
            tuple(parts.get(line.row, ())),
            parcels.get(line.row, []),
            unread.get(line.row, 0),
            arrivals.get(line.id),
        )
        for line in lines
    )


def _summary(
    line: AnyRow,
    parts: tuple[PartState, ...],
    parcels: list[AnyRow],
    unread: int,
    arrival: int | None,
) -> DossierSummary:
    filing = next((p.carriage for p in parcels if p.kind is ParcelKind.FILING), None)
    return DossierSummary(
        id=line.id,
        procedure=line.procedure,
        state=line.state,
        citizen_name=line.citizen_name,
        created_at=line.created_at,
        updated_at=line.updated_at,
        slip_number=line.slip_number,
        official_number=line.official_number,
        number_kind=line.number_kind,
        carriage=filing,
        parts=parts,
        unsent=sum(p.carriage is not Carriage.DELIVERED for p in parcels),
        refused=sum(p.carriage is Carriage.REFUSED for p in parcels),
        unread_notices=unread,
        urgent=line.urgent,
        due_at=line.due_at,
        filed_by=line.filed_by,
        version=line.version,
        arrival=arrival,
    )
