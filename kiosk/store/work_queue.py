"""The day's work in sections: how many and which. Reading only; every section is one index away however many dossiers lie
here.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, select

from forms.states import Carriage, CaseStatus
from kiosk.domain.dossier import DossierState
from kiosk.domain.office import Place
from kiosk.domain.queueing import ElsewhereLine, QueueLine, Section
from kiosk.store import listing
from kiosk.store.counter_models import HandOutRow
from kiosk.store.engine import Doors
from kiosk.store.models import AnySelect, DossierRow, NoticeRow, ParcelRow, PartRow, table

_D = table(DossierRow).c
_P = table(PartRow).c
_K = table(ParcelRow).c
_N = table(NoticeRow).c
_O = table(HandOutRow).c

_OPEN = (
    CaseStatus.REGISTERED,
    CaseStatus.RECEIVED,
    CaseStatus.PROCESSING,
    CaseStatus.SUPPLEMENT_ASKED,
    CaseStatus.PAYMENT_ASKED,
)
"""States in which the authority still owes an answer."""

_UNDER_WAY = (Carriage.SEALED, Carriage.WAITING, Carriage.SENDING, Carriage.RECORDED)


def _parts_in(*statuses: CaseStatus) -> AnySelect:
    return (
        select(_P.dossier.label("row"), func.min(_P.status_at).label("since"))
        .where(_P.status.in_(statuses))
        .group_by(_P.dossier)
    )


def _parcels_in(*carriages: Carriage) -> AnySelect:
    return (
        select(_K.dossier.label("row"), func.min(func.coalesce(_K.moved_at, _K.created_at)).label("since"))
        .where(_K.carriage.in_(carriages), _K.dossier.is_not(None))
        .group_by(_K.dossier)
    )


def _drafts(*, own: bool) -> AnySelect:
    place = _D.place != Place.SELF_SERVICE if own else _D.place == Place.SELF_SERVICE
    return select(_D.row.label("row"), _D.updated_at.label("since")).where(
        _D.state == DossierState.DRAFT, place
    )


def _results() -> AnySelect:
    given = select(_O.row).where(_O.dossier == _P.dossier, _O.part == _P.part).exists()
    return (
        select(_P.dossier.label("row"), func.min(_P.status_at).label("since"))
        .where(_P.status == CaseStatus.DECIDED, ~given)
        .group_by(_P.dossier)
    )


def _near(horizon: datetime) -> AnySelect:
    still = select(_P.dossier).where(_P.dossier == _D.row, _P.status.in_(_OPEN)).exists()
    return select(_D.row.label("row"), _D.due_at.label("since")).where(
        and_(_D.due_at.is_not(None), _D.due_at <= horizon), still
    )


def _section(section: Section, horizon: datetime) -> AnySelect:
    """``row`` of the dossier and ``since`` when it has stood there."""
    match section:
        case Section.REFUSED:
            return _parcels_in(Carriage.REFUSED)
        case Section.WAITING:
            return _parcels_in(*_UNDER_WAY)
        case Section.SUPPLEMENT:
            return _parts_in(CaseStatus.SUPPLEMENT_ASKED)
        case Section.PAYMENT:
            return _parts_in(CaseStatus.PAYMENT_ASKED)
        case Section.RESULT:
            return _results()
        case Section.DEADLINE:
            return _near(horizon)
        case Section.TO_CHECK:
            return _drafts(own=False)
        case _:
            return _drafts(own=True)


_ELSEWHERE = and_(_N.dossier_row.is_(None), _N.seen_at.is_(None))


class WorkQueue:
    """Every method is one snapshot. ``horizon`` is up to when a deadline counts as near."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    def counts(self, horizon: datetime) -> dict[Section, int]:
        """How many dossiers stand in each section."""
        with self._doors.read() as connection:
            return {section: _count(connection, section, horizon) for section in Section}

    def urgent(self, section: Section, horizon: datetime) -> int:
        """How many of a section an officer has marked as urgent."""
        if section is Section.ELSEWHERE:
            return 0
        found = _section(section, horizon).subquery()
        query = (
            select(func.count()).select_from(found).join(table(DossierRow), _D.row == found.c.row)
        ).where(_D.urgent)
        with self._doors.read() as connection:
            return int(connection.execute(query).scalar_one())

    def lines(self, section: Section, horizon: datetime, *, limit: int) -> tuple[QueueLine, ...]:
        """The dossiers of a section: urgent ones first, then those that have stood there longest."""
        if section is Section.ELSEWHERE:
            return ()
        found = _section(section, horizon).subquery()
        query = (
            select(found.c.row, found.c.since)
            .join_from(found, table(DossierRow), _D.row == found.c.row)
            .order_by(_D.urgent.desc(), found.c.since, found.c.row)
            .limit(limit)
        )
        with self._doors.read() as connection:
            since: dict[int, datetime] = {row.row: row.since for row in connection.execute(query)}
            rows = listing.summaries_of(connection, list(since))
        return tuple(QueueLine(rows[row], at) for row, at in since.items() if row in rows)

    def elsewhere(self, *, limit: int) -> tuple[ElsewhereLine, ...]:
        """Unread news of dossiers filed at another counter of the office, the oldest first."""
        query = (
            select(
                _N.dossier,
                func.max(_N.official_number).label("number"),
                func.max(_N.at).label("at"),
                func.count().label("news"),
            )
            .where(_ELSEWHERE)
            .group_by(_N.dossier)
            .order_by(func.max(_N.seq))
            .limit(limit)
        )
        with self._doors.read() as connection:
            return tuple(
                ElsewhereLine(row.dossier, row.number or "", row.at, row.news)
                for row in connection.execute(query)
            )


def _count(connection: Connection, section: Section, horizon: datetime) -> int:
    query: Any
    if section is Section.ELSEWHERE:
        query = select(func.count(_N.dossier.distinct())).where(_ELSEWHERE)
    else:
        query = select(func.count()).select_from(_section(section, horizon).subquery())
    return int(connection.execute(query).scalar_one())
