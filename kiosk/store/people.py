"""The people a dossier speaks of, and the history of their identity numbers.

While a dossier is a draft, what is recorded replaces what was mistyped before. Once it is sealed nothing is
replaced: a new number makes the one before it a former one. No number is ever unique or a key.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from forms.clock import Clock
from forms.rules.names import fold, nfc
from kiosk.domain.audit import Event
from kiosk.domain.dossier import Person
from kiosk.store import audit, rows, search
from kiosk.store.engine import Doors
from kiosk.store.models import AnySelect, DossierRow, IdentityRow, PersonRow, table

_PEOPLE = table(PersonRow)
_NUMBERS = table(IdentityRow)
_P = table(PersonRow).c
_I = table(IdentityRow).c
_D = table(DossierRow).c


def put(connection: Connection, row: int, people: Iterable[Person], at: datetime) -> None:
    """Record these people of a draft; whoever has the same role is replaced."""
    for person in people:
        named = {
            "name": nfc(person.name),
            "folded": fold(person.name),
            "phone": person.phone,
            "birth": person.birth,
        }
        key = connection.execute(
            upsert(_PEOPLE)
            .values(dossier=row, role=person.role, **named)
            .on_conflict_do_update(index_elements=["dossier", "role"], set_=named)
            .returning(_P.row)
        ).scalar_one()
        connection.execute(delete(_NUMBERS).where(_I.person == key))
        if person.numbers:
            connection.execute(
                insert(_NUMBERS),
                [
                    {
                        "person": key,
                        "number": entry.number,
                        "form": entry.form,
                        "status": entry.status,
                        "origin": entry.origin,
                        "recorded_at": at,
                    }
                    for entry in person.numbers
                ],
            )


def replace(connection: Connection, row: int, people: Iterable[Person], at: datetime) -> None:
    """Record these people and nobody else: whose answers are gone is nobody of this draft any more."""
    named = tuple(people)
    connection.execute(
        delete(_PEOPLE).where(_P.dossier == row, _P.role.not_in([person.role for person in named]))
    )
    put(connection, row, named, at)


class People:
    """People by dossier, and dossiers by a person's number or name."""

    def __init__(self, doors: Doors, clock: Clock) -> None:
        self._doors = doors
        self._clock = clock

    def of(self, dossier: str) -> tuple[Person, ...]:
        """The people of a dossier."""
        with self._doors.read() as connection:
            return rows.people_of(connection, rows.row_of(connection, dossier))

    def save(self, dossier: str, people: Iterable[Person], by: str) -> None:
        """Record people of a draft, so that it is found by their names and numbers."""
        now = self._clock.now()
        with self._doors.write() as connection:
            row = rows.draft_row_of(connection, dossier)
            put(connection, row, people, now)
            search.index(connection, row)
            audit.append(connection, now, Event.PERSON_SAVED, dossier, by)

    def with_number(self, number: str, *, limit: int = 100) -> tuple[tuple[str, Person], ...]:
        """(dossier id, person) of everybody who has or had this number, newest dossier first.

        More than one person is not a fault: numbers were given twice, and cancelled ones stay in the history.
        """
        query = (
            select(_D.id, _D.row, _P.role)
            .join_from(_NUMBERS, _PEOPLE)
            .join(table(DossierRow), _D.row == _P.dossier)
            .where(_I.number == number)
            .distinct()
            .order_by(_D.row.desc())
            .limit(limit)
        )
        return self._hits(query)

    def named(self, name: str, birth: str, *, limit: int = 100) -> tuple[tuple[str, Person], ...]:
        """(dossier id, person) of everybody of this name, marks and all, born on this day; newest dossier first.

        Capitals do not matter: papers print names in them.
        """
        wanted = nfc(name).casefold()
        query = (
            select(_D.id, _D.row, _P.role)
            .join_from(_PEOPLE, table(DossierRow), _D.row == _P.dossier)
            .where(_P.folded == fold(name), _P.birth == birth)
            .order_by(_D.row.desc())
            .limit(limit)
        )
        return tuple(hit for hit in self._hits(query) if hit[1].name.casefold() == wanted)

    def _hits(self, query: AnySelect) -> tuple[tuple[str, Person], ...]:
        found = []
        with self._doors.read() as connection:
            for hit in connection.execute(query).all():
                for person in rows.people_of(connection, hit.row):
                    if person.role == hit.role:
                        found.append((hit.id, person))
        return tuple(found)
