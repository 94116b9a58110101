"""Taking a draft over to another version of its form, in one commit with the story of it. A sealed dossier never moves."""

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import delete, func, insert, select, update

from forms.clock import Clock
from kiosk.domain.audit import Event
from kiosk.domain.dossier import Answer, Person, VersionMove
from kiosk.store import audit, rows, search
from kiosk.store.answering import put_answers
from kiosk.store.engine import Doors
from kiosk.store.models import AnswerRow, DossierRow, VersionMoveRow, table
from kiosk.store.people import replace

_A = table(AnswerRow).c
_D = table(DossierRow).c
_M = table(VersionMoveRow).c


class Versions:
    """Every method is one transaction."""

    def __init__(self, doors: Doors, clock: Clock) -> None:
        self._doors = doors
        self._clock = clock

    def move(
        self,
        dossier: str,
        version: str,
        answers: Iterable[Answer],
        people: Iterable[Person],
        differences: Iterable[Mapping[str, object]],
        *,
        by: str,
    ) -> VersionMove:
        """The draft is one of ``version`` now, with exactly these answers and people; the page is worked out anew.

        Raises ``NotFound`` or ``AlreadySealed``.
        """
        kept, now = tuple(answers), self._clock.now()
        told = tuple(differences)
        with self._doors.write() as connection:
            row = rows.draft_row_of(connection, dossier)
            before = str(connection.execute(select(_D.version).where(_D.row == row)).scalar_one())
            connection.execute(
                delete(table(AnswerRow)).where(
                    _A.dossier == row, _A.field.not_in([answer.field for answer in kept])
                )
            )
            put_answers(connection, row, kept, now, by)
            replace(connection, row, people, now)
            connection.execute(
                update(table(DossierRow))
                .where(_D.row == row)
                .values(version=version, page=None, updated_at=now)
            )
            seq = connection.execute(
                select(func.coalesce(func.max(_M.seq), 0) + 1).where(_M.dossier == row)
            ).scalar_one()
            connection.execute(
                insert(table(VersionMoveRow)).values(
                    dossier=row,
                    seq=seq,
                    version_from=before,
                    version_to=version,
                    differences=[dict(one) for one in told],
                    at=now,
                    by=by,
                )
            )
            search.index(connection, row)
            audit.append(connection, now, Event.VERSION_MOVED, dossier, by, f"{before}/{version}")
        return VersionMove(before, version, now, by, tuple(json.loads(json.dumps(told))))

    def of(self, dossier: str) -> tuple[VersionMove, ...]:
        """The moves of a dossier, the first one first."""
        with self._doors.read() as connection:
            row = rows.row_of(connection, dossier)
            found = connection.execute(
                select(table(VersionMoveRow)).where(_M.dossier == row).order_by(_M.seq)
            )
            return tuple(
                VersionMove(m.version_from, m.version_to, m.at, m.by, tuple(m.differences)) for m in found
            )
