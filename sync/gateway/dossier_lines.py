"""Recorded dossiers as they stand in a list, with their parts and what else came for them. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.states import ParcelKind
from sync.gateway.models import DossierRow, ParcelRow, PartRow
from sync.gateway.parts import handed_on


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part in a list: its id, what its authority says (code 1-10) and since when, who that is, and how it gets there
    (``system`` or ``paper``). ``received_at`` and ``due_at`` are that authority's own."""

    part: str
    case_status: int
    status_at: datetime
    route: str
    authority_kind: str
    authority_unit: str
    authority_name: str
    received_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class DossierLine:
    """One dossier in a list. ``received_at`` is the authority's receipt, None before it.

    ``case_status`` is that of the part that is least far, of those this gateway hands on; ``carriage`` what was stated
    of the filing parcel;
    ``attached`` the kinds of further parcels that belong to it; ``flags`` what an officer should look at.
    """

    dossier: str
    parcel: str
    procedure: str
    version: str
    office: str
    official_number: str | None
    number_kind: str | None
    case_status: int
    recorded_at: datetime
    received_at: datetime | None
    due_at: datetime | None
    carriage: str
    parts: tuple[PartLine, ...]
    attached: tuple[str, ...]
    flags: tuple[str, ...]


def dossier_lines(session: Session) -> tuple[DossierLine, ...]:
    """Every recorded dossier, the earliest first."""
    filings = session.execute(
        select(DossierRow, ParcelRow)
        .join(ParcelRow, ParcelRow.manifest_sha256 == DossierRow.manifest_sha256)
        .order_by(DossierRow.recorded_at, DossierRow.id)
    ).all()
    parts: dict[str, list[PartRow]] = {}
    for part in session.scalars(select(PartRow).order_by(PartRow.position)):
        parts.setdefault(part.dossier, []).append(part)
    attached: dict[str, list[ParcelRow]] = {}
    further = select(ParcelRow).where(
        ParcelRow.claim.is_not(None),
        ParcelRow.kind != str(ParcelKind.FILING),
        ParcelRow.state.in_(("recorded", "delivered")),
    )
    for parcel in session.scalars(further.order_by(ParcelRow.arrived_at)):
        attached.setdefault(parcel.dossier, []).append(parcel)
    return tuple(
        _line(
            dossier,
            filing,
            parts[dossier.id],
            [one for one in attached.get(dossier.id, ()) if one.office == dossier.office],
        )
        for dossier, filing in filings
    )


def _line(
    row: DossierRow, filing: ParcelRow, parts: Sequence[PartRow], attached: Sequence[ParcelRow]
) -> DossierLine:
    flags = dict.fromkeys(flag for parcel in (filing, *attached) for flag in parcel.flags)
    return DossierLine(
        dossier=row.id,
        parcel=row.parcel,
        procedure=row.procedure,
        version=row.version,
        office=row.office,
        official_number=row.official_number,
        number_kind=row.number_kind,
        case_status=min(part.status for part in handed_on(parts)),
        recorded_at=row.recorded_at,
        received_at=row.received_at,
        due_at=row.due_at,
        carriage=filing.state,
        parts=tuple(
            PartLine(
                part.part,
                part.status,
                part.status_at,
                part.route,
                part.authority_kind,
                part.authority_unit,
                part.authority_name,
                part.received_at,
                part.due_at,
            )
            for part in parts
        ),
        attached=tuple(parcel.kind for parcel in attached),
        flags=tuple(flags),
    )
