"""Search: names without marks, numbers, telephones, official and provisional numbers, each by an index of its own.

A name is found by any of its words, in any order, the last one begun or whole. Ranges of one index do it, in SQLite and
in PostgreSQL alike. May not open a dossier.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from forms.rules.identity import tidy_number
from forms.rules.names import fold
from forms.rules.phone import parse_phone
from sync.gateway.office.keys import OfficeKeys
from sync.gateway.office.roles import Role, Staff
from sync.gateway.office.tables import SCOPE_ALL, FaceRow, NameRow, PersonRow, TaskRow
from sync.gateway.passing.tables import GivenNumberRow

LIMIT = 50
WORDS = 8
_LAST = "\U0010fffd"
"""Behind every letter, in both database systems."""
_FEW = 2000
_DIGITS = re.compile(r"[\d\s.+()-]{6,}")
_NUMBERED = re.compile(r"(?=.*\d)[0-9A-Za-z]+(?:[.\-/][0-9A-Za-z]+)+[.\-/]?")


@dataclass(frozen=True, slots=True)
class Found:
    """A dossier a search has found."""

    dossier: str
    subject: str
    applicant: str
    procedure: str
    office: str
    official_number: str | None
    slip: str | None
    status: int
    due_at: datetime | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found and by what it was looked for; ``more`` when only the first ``LIMIT`` are told."""

    found: tuple[Found, ...]
    looked_for: str
    more: bool


def find(session: Session, keys: OfficeKeys, staff: Staff, typed: str) -> Findings:
    """The dossiers ``staff`` may see that answer to what was typed."""
    text = " ".join(typed.split())
    scope = staff.scope if staff.role is Role.OFFICER else SCOPE_ALL
    if not text:
        return Findings((), "nothing", more=False)
    if _DIGITS.fullmatch(text):
        return _told(session, _by_digits(keys, text), scope, "digits")
    if _NUMBERED.fullmatch(text):
        return _told(session, _by_number(text), scope, "number")
    return _by_name(session, text, scope)


def _by_digits(keys: OfficeKeys, text: str) -> Select[int]:
    number, phone = tidy_number(text), parse_phone(text)
    return select(PersonRow.face).where(
        or_(
            PersonRow.number_hash == keys.hashed("number", number),
            PersonRow.phone_hash == keys.hashed("phone", phone),
        )
    )


def _by_number(text: str) -> CompoundSelect[int]:
    """By the number on the dossier, whole or begun; by one it had before, or that a part has, whole: people hold papers with
    those too, and only whole numbers are in order in that book on every engine."""
    wanted = text.upper()
    return union(
        select(FaceRow.id).where(_begins(FaceRow.official_number, wanted)),
        select(FaceRow.id).where(_begins(FaceRow.slip, wanted)),
        select(FaceRow.id)
        .join(GivenNumberRow, GivenNumberRow.dossier == FaceRow.dossier)
        .where(GivenNumberRow.number == wanted),
    )


def _by_name(session: Session, text: str, scope: str) -> Findings:
    words = fold(text).replace("|", " ").split()[:WORDS]
    if not words:
        return Findings((), "nothing", more=False)
    # As it was typed: one range of the index, its own order, no more read than shown.
    faces = _faces(session, scope, [_in_range(" ".join(words))])
    if len(faces) <= LIMIT and len(words) > 1:
        rare = min(words, key=lambda word: _how_many(session, scope, word))
        others = [_has(word) for word in words if word != rare]
        scattered = _faces(session, scope, [_in_range(rare), *others])
        faces = dict.fromkeys([*faces, *(face for face in scattered)])
    chosen = list(faces)[: LIMIT + 1]
    return _told(session, chosen, scope, "name")


def _faces(session: Session, scope: str, conditions: Iterable[ColumnElement[bool]]) -> dict[int, None]:
    """Faces of names in the order of the names, each once; at least one more than shown, where there are. Of one dossier a
    whole list of people may have the name: it is passed over, however long."""
    wanted = (
        select(NameRow.rotation, NameRow.face)
        .where(NameRow.scope == scope, *conditions)
        .order_by(NameRow.scope, NameRow.rotation, NameRow.face)
        .limit(2 * LIMIT + 2)
    )
    found: dict[int, None] = {}
    some = wanted
    while rows := session.execute(some).all():
        found |= dict.fromkeys(row.face for row in rows)
        if len(found) > LIMIT or len(rows) < 2 * LIMIT + 2:
            break
        last = rows[-1]
        behind = or_(NameRow.rotation > last.rotation, NameRow.face > last.face)
        some = wanted.where(NameRow.rotation >= last.rotation, behind)
    return found


def _how_many(session: Session, scope: str, word: str) -> int:
    few = select(NameRow.face).where(NameRow.scope == scope, _in_range(word)).limit(_FEW).subquery()
    return session.scalar(select(func.count()).select_from(few)) or 0


def _in_range(beginning: str) -> ColumnElement[bool]:
    return NameRow.rotation.between(beginning, beginning + _LAST)


def _begins(column: InstrumentedAttribute[str | None], beginning: str) -> ColumnElement[bool]:
    return column.between(beginning, beginning + _LAST)


def _has(word: str) -> ColumnElement[bool]:
    """Whether the name has a word that begins so, wherever."""
    plain = word.replace("%", "").replace("_", "")
    return or_(NameRow.rotation.like(f"% {plain}%"), NameRow.rotation.like(f"%|{plain}%"))


def _told(
    session: Session, faces: "list[int] | Select[int] | CompoundSelect[int]", scope: str, looked_for: str
) -> Findings:
    query = select(FaceRow).where(FaceRow.id.in_(faces))
    if scope != SCOPE_ALL and looked_for != "name":
        own = select(TaskRow.face).where(TaskRow.face == FaceRow.id, TaskRow.scope == scope)
        query = query.where(own.exists())
    if isinstance(faces, list):
        order = {face: place for place, face in enumerate(faces)}
        rows = sorted(session.scalars(query), key=lambda row: order[row.id])
    else:
        rows = list(session.scalars(query.order_by(FaceRow.id.desc()).limit(LIMIT + 1)))
    return Findings(tuple(_found(row) for row in rows[:LIMIT]), looked_for, len(rows) > LIMIT)


def _found(row: FaceRow) -> Found:
    return Found(
        row.dossier,
        row.subject,
        row.applicant,
        row.procedure,
        row.office,
        row.official_number,
        row.slip,
        row.status,
        row.due_at,
        row.recorded_at,
    )
