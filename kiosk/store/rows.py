"""From rows to the frozen values that leave the store, and the lookups every repository begins with."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select

from kiosk.domain.dossier import (
    Answer,
    Dossier,
    DossierState,
    IdentityEntry,
    PartState,
    Person,
)
from kiosk.domain.papers import PaperFile
from kiosk.store.errors import AlreadySealed, NotFound
from kiosk.store.models import AnyRow, DossierRow, IdentityRow, PersonRow, table

_D = table(DossierRow).c
_P = table(PersonRow).c
_I = table(IdentityRow).c

_ROW_OF = select(_D.row, _D.state)
_PEOPLE = select(_P.row, _P.role, _P.name, _P.phone, _P.birth)
_NUMBERS = (
    select(_I.person, _I.number, _I.form, _I.status, _I.origin)
    .join_from(table(IdentityRow), table(PersonRow))
    .order_by(_I.row)
)


def row_of(connection: Connection, dossier: str) -> int:
    """The dossier's row. Raises ``NotFound``."""
    found = connection.execute(_ROW_OF.where(_D.id == dossier)).first()
    if found is None:
        raise NotFound
    return int(found.row)


def draft_row_of(connection: Connection, dossier: str) -> int:
    """The row of a dossier that may still change. Raises ``NotFound`` or ``AlreadySealed``."""
    found = connection.execute(_ROW_OF.where(_D.id == dossier)).first()
    if found is None:
        raise NotFound
    if found.state is not DossierState.DRAFT:
        raise AlreadySealed
    return int(found.row)


def dossier_of(row: AnyRow) -> Dossier:
    return Dossier(
        id=row.id,
        procedure=row.procedure,
        version=row.version,
        state=row.state,
        channel=row.channel,
        assisted=row.assisted,
        place=row.place,
        authority_unit=row.authority_unit,
        authority_name=row.authority_name,
        language=row.language,
        citizen_name=row.citizen_name,
        created_at=row.created_at,
        updated_at=row.updated_at,
        filed_by=row.filed_by,
        page=row.page,
        sealed_at=row.sealed_at,
        slip_number=row.slip_number,
        slip_code=row.slip_code,
        official_number=row.official_number,
        number_kind=row.number_kind,
        received_at=row.received_at,
        due_at=row.due_at,
        urgent=row.urgent,
    )


def answer_of(row: AnyRow) -> Answer:
    return Answer(row.field, row.value, row.origin, row.unsure, row.reference or "")


def answers_to_json(answers: Iterable[Answer]) -> list[dict[str, Any]]:
    """Answers inside a parcel's row, in a shape that is read back by ``answers_from_json``."""
    return [
        {"field": a.field, "value": a.value, "origin": a.origin.value, "unsure": a.unsure} for a in answers
    ]


def part_of(row: AnyRow) -> PartState:
    return PartState(
        row.part,
        row.authority_kind,
        row.authority_unit,
        row.authority_name,
        row.status,
        row.status_at,
        row.text,
        row.route,
        row.moved_by,
    )


def paper_of(row: AnyRow, dossier: str) -> PaperFile:
    return PaperFile(
        id=row.id,
        dossier=dossier,
        paper=row.paper,
        page=row.page,
        handling=row.handling,
        name=row.name,
        media=row.media,
        pages=row.pages,
        sha256=row.sha256,
        size=row.size,
        digitised_at=row.digitised_at,
        digitised_by=row.digitised_by,
        how=row.how,
        returned_at=row.returned_at,
        returned_by=row.returned_by,
        envelope=row.envelope,
        parcel=row.parcel,
        erased_at=row.erased_at,
        despite=tuple(row.despite.split()),
    )


def people_of(connection: Connection, row: int) -> tuple[Person, ...]:
    """The people of a dossier with the history of their numbers, in the order they were recorded."""
    numbers: dict[int, list[IdentityEntry]] = {}
    for n in connection.execute(_NUMBERS.where(_P.dossier == row)):
        numbers.setdefault(n.person, []).append(IdentityEntry(n.number, n.form, n.status, n.origin))
    return tuple(
        Person(p.role, p.name, p.phone, tuple(numbers.get(p.row, ())), p.birth)
        for p in connection.execute(_PEOPLE.where(_P.dossier == row).order_by(_P.row))
    )
