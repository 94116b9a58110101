"""What a parcel that follows a filing changes by itself: the citizen's own acts, which no authority has to decide.

A withdrawal is state 7 in the national list ("Công dân yêu cầu rút hồ sơ"), a result in the citizen's hands state 10. Both
are passed on to every machine of the office. May not open or judge anything.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.states import CaseStatus, ParcelKind
from sync.gateway.faults import OfficeWithoutMachine
from sync.gateway.models import DossierRow, ParcelRow, ParcelState, PartRow
from sync.gateway.notices import notice_about, queue_notice
from sync.gateway.parts import ENDED
from sync.notice import NoticeKind

BY = "Công dân"
"""Whose word these states are."""


def withdrawn(session: Session, dossier: DossierRow, now: datetime) -> int:
    """Every part that has not ended is withdrawn; how many."""
    return _move(
        session,
        dossier,
        CaseStatus.WITHDRAWN,
        now,
        lambda part: CaseStatus(part.status) not in ENDED,
    )


def handed_out(session: Session, dossier: DossierRow, part: str, now: datetime) -> int:
    """The result of ``part`` is in hand; nothing moves where the authority never decided it."""
    return _move(
        session,
        dossier,
        CaseStatus.RETURNED,
        now,
        lambda one: one.part == part and one.status == int(CaseStatus.DECIDED),
    )


def overtaken(session: Session, dossiers: Collection[str]) -> Mapping[ParcelKind, Collection[str]]:
    """Those of ``dossiers`` whose withdrawal or amendment was here before their filing: on another road, or because it was
    sealed anew. The word of another office, which may come while nobody knows yet whose the dossier is, counts for nothing."""
    told: dict[ParcelKind, list[str]] = {ParcelKind.WITHDRAWAL: [], ParcelKind.AMENDMENT: []}
    own = (DossierRow.id == ParcelRow.dossier) & (DossierRow.office == ParcelRow.office)
    early = (
        select(ParcelRow.dossier, ParcelRow.kind)
        .join(DossierRow, own)
        .where(
            ParcelRow.dossier.in_(dossiers),
            ParcelRow.kind.in_(map(str, told)),
            ParcelRow.state.in_((ParcelState.RECORDED, ParcelState.DELIVERED)),
        )
    )
    rows = session.execute(early.distinct().order_by(ParcelRow.dossier)) if dossiers else ()
    for dossier, kind in rows:
        told[ParcelKind(kind)].append(dossier)
    return told


def _move(
    session: Session, dossier: DossierRow, status: CaseStatus, now: datetime, moves: Callable[[PartRow], bool]
) -> int:
    found = session.scalars(select(PartRow).where(PartRow.dossier == dossier.id).order_by(PartRow.position))
    moved = [part for part in found if moves(part)]
    for part in moved:
        part.status, part.status_at = int(status), now
        plain = notice_about(dossier, NoticeKind.STATUS, BY, part=part.part, status=status)
        try:
            queue_notice(session, plain, dossier.office, now)
        except OfficeWithoutMachine:
            continue  # nobody is left to be told; the state holds all the same
    return len(moved)
