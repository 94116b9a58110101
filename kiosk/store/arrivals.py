"""Dossiers that citizens entered alone: each becomes a draft in one commit, and its waiting number is kept.

May not know how they were sealed on the way here.
"""

from collections.abc import Iterable

from sqlalchemy import insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from forms.clock import Clock
from forms.rules.names import fold, nfc
from kiosk.domain.arrivals import SELF, Arrival, NewArrival
from kiosk.domain.audit import Event
from kiosk.domain.dossier import DossierState
from kiosk.store import audit, people, rows, search
from kiosk.store.answering import put_answers
from kiosk.store.engine import Doors
from kiosk.store.models import ArrivalRow, ConsentRow, DossierRow, table

_ARRIVALS = table(ArrivalRow)
_A = table(ArrivalRow).c


class Arrivals:
    """Every method is one transaction."""

    def __init__(self, doors: Doors, clock: Clock) -> None:
        self._doors = doors
        self._clock = clock

    def take_in(self, arrival: NewArrival, *, by: str) -> bool:
        """Make a draft of it. False, and nothing done, when this very dossier was taken in before."""
        now, bundle = self._clock.now(), arrival.bundle
        with self._doors.write() as connection:
            fresh = connection.execute(
                upsert(_ARRIVALS)
                .values(
                    dossier=bundle.id,
                    number=bundle.number,
                    day=bundle.day,
                    handed_in_at=bundle.at,
                    taken_in_at=now,
                    taken_in_by=by,
                )
                .on_conflict_do_nothing(index_elements=["dossier"])
                .returning(_A.row)
            ).first()
            if fresh is None:
                return False
            connection.execute(
                insert(table(DossierRow)).values(
                    id=bundle.id,
                    procedure=bundle.procedure,
                    version=bundle.version,
                    state=DossierState.DRAFT,
                    channel=arrival.channel,
                    assisted=False,
                    place=arrival.place,
                    authority_unit=bundle.office_unit,
                    authority_name=nfc(arrival.authority_name),
                    language=bundle.language,
                    citizen_name=nfc(arrival.citizen_name),
                    citizen_folded=fold(arrival.citizen_name),
                    created_at=bundle.at,
                    updated_at=bundle.at,
                    filed_by=SELF,
                    number_seq=0,
                    urgent=False,
                )
            )
            row = rows.row_of(connection, bundle.id)
            put_answers(connection, row, bundle.answers, bundle.at, SELF)
            people.put(connection, row, arrival.people, bundle.at)
            for consent in bundle.consents:
                connection.execute(
                    insert(table(ConsentRow)).values(
                        dossier=row,
                        purpose=consent.purpose,
                        text_sha256=consent.text_sha256,
                        given=consent.given,
                        at=consent.at,
                        language=consent.language,
                    )
                )
            search.index(connection, row)
            audit.append(connection, now, Event.DOSSIER_CREATED, bundle.id, by, SELF)
        return True

    def knows(self, dossier: str) -> bool:
        """Whether this dossier was taken in before, deleted since or not."""
        with self._doors.read() as connection:
            return connection.execute(select(_A.row).where(_A.dossier == dossier)).first() is not None

    def of(self, dossiers: Iterable[str]) -> dict[str, Arrival]:
        """The waiting numbers of these dossiers, where they have one."""
        wanted = tuple(dossiers)
        with self._doors.read() as connection:
            found = connection.execute(select(_ARRIVALS).where(_A.dossier.in_(wanted))).all()
        return {
            one.dossier: Arrival(
                one.dossier, one.number, one.day, one.handed_in_at, one.taken_in_at, one.taken_in_by
            )
            for one in found
        }
