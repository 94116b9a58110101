"""The face of a dossier: written by the opener in the transaction that records it, read by the back office alone.

``face_rows`` says what the face of a record is and touches no database; ``FaceWriter`` puts it down. May not judge.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.orm import Session

from forms.definition import Definition
from forms.rules.dates import VIETNAM
from forms.rules.names import fold
from sync.gateway.faults import RecordUnreadable
from sync.gateway.journal import note_failure
from sync.gateway.models import DossierRow, PartRow
from sync.gateway.office.following import rank_of, settle, standing
from sync.gateway.office.keys import OfficeKeys
from sync.gateway.office.people import Person, applicant_of, people_of, subject_of
from sync.gateway.office.tables import SCOPE_ALL, FaceRow, NameRow, PersonRow, TaskRow

WORDS = 8
"""Words of a name that are turned to the front; no name has more that tell people apart."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Face:
    """What lists and search need of one record."""

    people: tuple[Person, ...]
    subject: str
    applicant: str
    slip: str | None
    trip: str


@dataclass(frozen=True, slots=True)
class Filed:
    """A filing that has just been recorded, with its parts as they are written; ``is_new`` unless it was sealed anew."""

    dossier: DossierRow
    parts: tuple[PartRow, ...]
    record: Mapping[str, Any]
    is_new: bool


def face_rows(record: Mapping[str, Any], definition: Definition) -> Face:
    """The face of a record's fields, its answers read by ``definition``.

    Only the opener and the back office may keep or read what comes of it: ingest stays blind.
    """
    people = people_of(definition, record.get("answers") or {})
    subject, applicant = subject_of(people), applicant_of(people)
    trip = (record.get("channel") or {}).get("trip")
    return Face(
        people,
        subject.name[:200] if subject else "",
        applicant.name[:200] if applicant else "",
        _text((record.get("slip") or {}).get("number"), 64),
        _text(trip, 80) or "",
    )


def rotations(name: str) -> tuple[str, ...]:
    """A name, folded, turned to begin with each of its words."""
    words = fold(name).replace("|", " ").split()[:WORDS]
    return tuple(
        dict.fromkeys(f"{' '.join(words[at:])}|{' '.join(words[:at])}"[:210] for at in range(len(words)))
    )


def scope_of(kind: str, unit: str) -> str:
    """An authority as accounts and tasks name it."""
    return f"{kind}:{unit}"[:100]


class FaceWriter:
    """Writes faces within the opener's transaction.

    ``find`` gives the form version of a record, ``answers`` those a dossier has now, with all that is recorded of it.
    """

    def __init__(
        self,
        keys: OfficeKeys,
        find: Callable[[str, str], Definition | None],
        answers: Callable[[Session, DossierRow], Mapping[str, Any]],
    ) -> None:
        self._keys = keys
        self._find = find
        self._answers = answers

    def filed(self, session: Session, filings: Sequence[Filed]) -> None:
        """Put down the faces of filings, whose dossiers and parts are in the database, all at once."""
        made: list[tuple[FaceRow, Face, Filed]] = []
        for one in filings:
            definition = self._find(one.dossier.procedure, one.dossier.version)
            if definition is None:
                continue
            face = face_rows(one.record, definition)
            if not one.is_new:
                self.write(session, one.dossier, face)
                continue
            row = FaceRow(
                **_of_dossier(one.dossier),
                slip=face.slip,
                trip=face.trip,
                subject=face.subject,
                applicant=face.applicant,
                official_number=one.dossier.official_number,
                **standing(one.parts, one.dossier.due_at),
            )
            made.append((row, face, one))
        if not made:
            return
        session.add_all(row for row, _, _ in made)
        session.flush()
        tasks = [_task_of(row, part) for row, _, one in made for part in one.parts]
        people = [
            self._person_of(row.id, place, person)
            for row, face, _ in made
            for place, person in enumerate(face.people)
        ]
        names = [name for row, face, one in made for name in _names(row.id, face, one.parts)]
        for table, rows in ((TaskRow, tasks), (PersonRow, people), (NameRow, names)):
            if rows:
                session.execute(insert(cast("Table", table.__table__)), rows)

    def amended(self, session: Session, dossier: str) -> None:
        """Put down what all that is recorded of a dossier says together; nothing where its filing has not come, or where some
        of it cannot be read any more."""
        row = session.get(DossierRow, dossier)
        definition = self._find(row.procedure, row.version) if row is not None else None
        if row is None or definition is None:
            return
        try:
            record = {"answers": self._answers(session, row)}
        except (
            RecordUnreadable
        ):  # spoilt or lost on our disk: a list that is behind holds up no citizen's amendment
            note_failure(_log, "face left as it was", dossier=dossier)
            return
        self.write(session, row, face_rows(record, definition), amended=True)

    def write(self, session: Session, dossier: DossierRow, face: Face, *, amended: bool = False) -> None:
        """Put the face down, in place of an earlier one. An amendment says nothing of slip and trip."""
        row = session.scalar(select(FaceRow).where(FaceRow.dossier == dossier.id))
        if row is None:
            row = FaceRow(**_of_dossier(dossier), slip=face.slip, trip=face.trip, status=1)
            session.add(row)
        else:
            for table in (PersonRow, NameRow, TaskRow):
                session.execute(delete(table).where(table.face == row.id))
            if not amended:
                row.slip, row.trip = face.slip, face.trip
        row.subject, row.applicant = face.subject, face.applicant
        session.flush()
        parts = session.scalars(select(PartRow).where(PartRow.dossier == dossier.id)).all()
        session.add_all(TaskRow(**_task_of(row, part)) for part in parts)
        session.add_all(
            PersonRow(**self._person_of(row.id, place, person)) for place, person in enumerate(face.people)
        )
        session.add_all(NameRow(**name) for name in _names(row.id, face, parts))
        session.flush()
        settle(session, dossier.id)

    def _person_of(self, face: int, place: int, person: Person) -> dict[str, Any]:
        return {
            "face": face,
            "position": place,
            "role": person.role[:64],
            "name": person.name[:200],
            "folded": fold(person.name)[:200],
            "birth": person.birth,
            "number_hash": self._keys.hashed("number", person.number) if person.number else None,
            "number_tail": person.number[-4:],
            "phone_hash": self._keys.hashed("phone", person.phone) if person.phone else None,
        }


def _of_dossier(dossier: DossierRow) -> dict[str, Any]:
    return {
        "dossier": dossier.id,
        "office": dossier.office,
        "procedure": dossier.procedure,
        "channel": dossier.channel,
        "assisted": dossier.assisted,
        "place": dossier.place,
        "recorded_at": dossier.recorded_at,
        "day": day_of(dossier.recorded_at),
    }


def day_of(moment: datetime) -> str:
    """The day in Viet Nam, as rows keep it."""
    return moment.astimezone(VIETNAM).date().isoformat()


def _task_of(face: FaceRow, part: PartRow) -> dict[str, Any]:
    return {
        "face": face.id,
        "position": part.position,
        "part": part.part,
        "scope": scope_of(part.authority_kind, part.authority_unit),
        "authority": part.authority_name,
        "office": face.office,
        "procedure": face.procedure,
        "channel": face.channel,
        "trip": face.trip,
        "status": part.status,
        "due_at": part.due_at,
        "rank": rank_of(part.status, part.due_at, face.recorded_at, part.status_at),
    }


def _names(face: int, shown: Face, parts: Sequence[PartRow]) -> list[dict[str, Any]]:
    scopes = dict.fromkeys(scope_of(part.authority_kind, part.authority_unit) for part in parts)
    turned = dict.fromkeys(turn for person in shown.people for turn in rotations(person.name))
    return [
        {"scope": scope, "rotation": turn, "face": face} for scope in (SCOPE_ALL, *scopes) for turn in turned
    ]


def _text(value: object, limit: int) -> str | None:
    return value[:limit] if isinstance(value, str) and value else None
