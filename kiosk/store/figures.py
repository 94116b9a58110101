"""Counting: what was taken in a time and where it stands, envelopes by day, figures by group. No names come out of here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select

from forms.states import Carriage, CaseStatus, Channel, ParcelKind
from kiosk.domain.dossier import DossierState
from kiosk.domain.papers import CustodyStep, HolderKind
from kiosk.store.counter_models import FeeRow, HandOutRow, RatingRow
from kiosk.store.engine import Doors
from kiosk.store.models import AnswerRow, DossierRow, ParcelRow, PartRow, table
from kiosk.store.paper_models import CustodyRow, EnvelopeRow

_A = table(AnswerRow).c
_D = table(DossierRow).c
_P = table(PartRow).c
_K = table(ParcelRow).c
_C = table(CustodyRow).c
_E = table(EnvelopeRow).c
_F = table(FeeRow).c
_O = table(HandOutRow).c
_R = table(RatingRow).c


@dataclass(frozen=True, slots=True)
class ParcelCount:
    """How many parcels of one kind stand at one carriage."""

    kind: ParcelKind
    carriage: Carriage
    by: str
    count: int


@dataclass(frozen=True, slots=True)
class EnvelopeStory:
    """An envelope as it stood at some time: when it was closed, who then held it, when it went back to its owner."""

    number: str
    closed_at: datetime
    returned_at: datetime | None
    holder: HolderKind


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One dossier without whose it is: what reports count. ``statuses`` are those of its parts; ``ended_at`` is when the
    last of them ended, ``None`` while one is open.
    """

    procedure: str
    channel: Channel
    assisted: bool
    filed_by: str
    sealed_at: datetime
    carriage: Carriage
    statuses: tuple[CaseStatus, ...]
    received_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None
    fees: int
    face: int | None
    handed_out: int


#: What is usual is what was so of late.
_OF_LATE = 500

_ENDED = (
    CaseStatus.NOT_RECEIVED,
    CaseStatus.WITHDRAWN,
    CaseStatus.STOPPED,
    CaseStatus.DECIDED,
    CaseStatus.RETURNED,
)


class Figures:
    """Every method is one snapshot. Times: ``since`` is counted, ``until`` is not."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    def parcels(self, since: datetime, until: datetime) -> tuple[ParcelCount, ...]:
        """Parcels sealed in a time: a filing by the day its dossier was sealed, which a parcel sealed anew does not
        change; the others by their own day.
        """
        at = func.coalesce(_D.sealed_at, _K.created_at)
        filed = and_(_K.kind == ParcelKind.FILING, at >= since, at < until)
        other = and_(_K.kind != ParcelKind.FILING, _K.created_at >= since, _K.created_at < until)
        query = (
            select(_K.kind, _K.carriage, func.coalesce(_D.filed_by, _K.created_by), func.count())
            .join_from(table(ParcelRow), table(DossierRow), isouter=True)
            .where(filed | other)
            .group_by(_K.kind, _K.carriage, func.coalesce(_D.filed_by, _K.created_by))
        )
        with self._doors.read() as connection:
            return tuple(ParcelCount(*row) for row in connection.execute(query))

    def taken(self, since: datetime, until: datetime) -> int:
        """Dossiers sealed in a time, counted among the dossiers themselves."""
        query = select(func.count()).where(_D.sealed_at >= since, _D.sealed_at < until)
        with self._doors.read() as connection:
            return int(connection.execute(query).scalar_one())

    def envelopes(self, until: datetime) -> tuple[EnvelopeStory, ...]:
        """Every envelope closed before ``until`` and how it then stood."""
        query = (
            select(_E.number, _C.step, _C.holder_kind, _C.at)
            .join_from(table(EnvelopeRow), table(CustodyRow), _C.envelope == _E.number)
            .where(_C.at < until)
            .order_by(_E.number, _C.seq)
        )
        stories: dict[str, EnvelopeStory] = {}
        with self._doors.read() as connection:
            for number, step, holder, at in connection.execute(query):
                known = stories.get(number) or EnvelopeStory(number, at, None, holder)
                if step is CustodyStep.RETURNED:
                    known = EnvelopeStory(number, known.closed_at, at, HolderKind.CITIZEN)
                elif step is not CustodyStep.GIVEN:
                    known = EnvelopeStory(number, known.closed_at, None, holder)
                stories[number] = known
        return tuple(stories.values())

    def filed_most(self) -> tuple[str, ...]:
        """Codes of the procedures filed of late, the most frequent first."""
        late = (
            select(_D.procedure)
            .where(_D.state == DossierState.SEALED)
            .order_by(_D.row.desc())
            .limit(_OF_LATE)
            .subquery()
        )
        query = select(late.c.procedure).group_by(late.c.procedure).order_by(func.count().desc())
        with self._doors.read() as connection:
            return tuple(connection.execute(query.order_by(late.c.procedure)).scalars())

    def last_language(self, by: str) -> str | None:
        """The language of the newest dossier an officer began; ``None`` before the first."""
        query = select(_D.language).where(_D.filed_by == by).order_by(_D.row.desc()).limit(1)
        with self._doors.read() as connection:
            return connection.execute(query).scalar_one_or_none()

    def given(self, field: str) -> tuple[Any, ...]:
        """The answers given of late at an address, whose they are left out."""
        late = select(_D.row).where(_D.state == DossierState.SEALED).order_by(_D.row.desc()).limit(_OF_LATE)
        query = select(_A.value).where(_A.field == field, _A.dossier.in_(late))
        with self._doors.read() as connection:
            return tuple(connection.execute(query).scalars())

    def cases(self, since: datetime, until: datetime) -> tuple[CaseLine, ...]:
        """The dossiers sealed in a time, oldest first."""
        inside = and_(_D.sealed_at >= since, _D.sealed_at < until)
        keys = select(_D.row).where(inside)
        with self._doors.read() as connection:
            parts: dict[int, list[tuple[CaseStatus, datetime]]] = {}
            told_of = select(_P.dossier, _P.status, _P.status_at).where(_P.dossier.in_(keys))
            for dossier, status, at in connection.execute(told_of):
                parts.setdefault(dossier, []).append((status, at))
            fees = {
                row[0]: int(row[1])
                for row in connection.execute(
                    select(_F.dossier, func.sum(_F.amount)).where(_F.dossier.in_(keys)).group_by(_F.dossier)
                )
            }
            faces = {
                row[0]: int(row[1])
                for row in connection.execute(select(_R.dossier, _R.face).where(_R.dossier.in_(keys)))
            }
            outs = {
                row[0]: int(row[1])
                for row in connection.execute(
                    select(_O.dossier, func.count()).where(_O.dossier.in_(keys)).group_by(_O.dossier)
                )
            }
            found = connection.execute(
                select(
                    _D.row, _D.procedure, _D.channel, _D.assisted, _D.filed_by, _D.sealed_at, _K.carriage,
                    _D.received_at, _D.due_at,
                )
                .join_from(table(DossierRow), table(ParcelRow), _K.dossier == _D.row)
                .where(inside, _K.kind == ParcelKind.FILING)
                .order_by(_D.sealed_at, _D.row)
            ).all()  # fmt: skip
        lines = []
        for row in found:
            told = parts.get(row.row, [])
            ended = bool(told) and all(status in _ENDED for status, _ in told)
            lines.append(
                CaseLine(
                    row.procedure, row.channel, row.assisted, row.filed_by, row.sealed_at, row.carriage,
                    tuple(status for status, _ in told), row.received_at, row.due_at,
                    max(at for _, at in told) if ended else None,
                    fees.get(row.row, 0), faces.get(row.row), outs.get(row.row, 0),
                )
            )  # fmt: skip
        return tuple(lines)
