"""Dossiers that may be the same as one: looked for by person and by name, and explained by what agrees.

Fuzzy on purpose: a name written with other marks, or with a letter or two wrong, is still found where the day of birth
or the number fits. Decides nothing; a person compares the two.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from sync.gateway.office.tables import FaceRow, PersonRow

DAYS = 400
"""How far apart two dossiers may have come in to be looked at beside each other."""
LIMIT = 20
CANDIDATES = 400
"""So many people are looked at for each thing two dossiers may have in common."""
CLOSELY = 8
"""For so many people of a dossier alike names are looked for; of the rest of a long list (a night's guests) the same names alone."""
MOST_EDITS = 2
_NEAR_DAYS = 30


@dataclass(frozen=True, slots=True)
class Agreement:
    """One thing two dossiers have in common, in words, and how much it weighs. ``of``: whose it is there, for those alone
    who may open the other one."""

    words: str
    weight: int
    of: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A dossier beside the one asked about."""

    face: FaceRow
    people: tuple[PersonRow, ...]
    agreements: tuple[Agreement, ...]

    @property
    def weight(self) -> int:
        """How alike they are; the most alike are shown first."""
        return sum(one.weight for one in self.agreements)


def people_of_face(session: Session, face: int) -> tuple[PersonRow, ...]:
    """The people on a face."""
    return tuple(
        session.scalars(select(PersonRow).where(PersonRow.face == face).order_by(PersonRow.position))
    )


def duplicates(session: Session, dossier: str) -> tuple[Pair, ...]:
    """What may be the same as ``dossier``, the most alike first; none when it has no face."""
    face = session.scalar(select(FaceRow).where(FaceRow.dossier == dossier))
    if face is None:
        return ()
    own = people_of_face(session, face.id)
    others = session.scalars(
        select(FaceRow).where(
            FaceRow.id.in_(_candidates(session, face, own)),
            FaceRow.recorded_at.between(
                face.recorded_at - timedelta(days=DAYS), face.recorded_at + timedelta(days=DAYS)
            ),
        )
    ).all()
    theirs: dict[int, list[PersonRow]] = {}
    for person in session.scalars(
        select(PersonRow)
        .where(PersonRow.face.in_([one.id for one in others]))
        .order_by(PersonRow.face, PersonRow.position)
    ):
        theirs.setdefault(person.face, []).append(person)
    pairs = []
    for other in others:
        people = tuple(theirs.get(other.id, ()))
        agreements = _agreements(face, own, other, people)
        if agreements:
            pairs.append(Pair(other, people, agreements))
    return tuple(sorted(pairs, key=lambda pair: -pair.weight)[:LIMIT])


def edits(first: str, second: str, most: int = MOST_EDITS) -> int:
    """How many letters have to be changed, put in, taken out or swapped with their neighbour; ``most + 1`` for more."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(second, 1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _candidates(session: Session, face: FaceRow, own: Sequence[PersonRow]) -> list[int]:
    numbers = [one.number_hash for one in own if one.number_hash]
    born = [one for one in own if one.birth]
    found: dict[int, None] = {}
    queries = []
    if numbers:
        queries.append(select(PersonRow.face).where(PersonRow.number_hash.in_(numbers)))
    # Thousands may share a day of birth (the first of January, where nobody knows): the likeliest names first.
    for one in born[:CLOSELY]:
        same_day = select(PersonRow.face).where(PersonRow.birth == one.birth)
        family = one.folded.split(" ")[0]
        queries += (
            same_day.where(PersonRow.folded == one.folded),
            # Asked as a pattern: where a range of text ends depends on the locale of the server.
            same_day.where(PersonRow.folded.startswith(f"{family} ", autoescape=True)),
            same_day,
        )
    if rest := [and_(PersonRow.birth == one.birth, PersonRow.folded == one.folded) for one in born[CLOSELY:]]:
        queries.append(select(PersonRow.face).where(or_(*rest)))
    if undated := [one.folded for one in own if not one.birth]:
        queries.append(select(PersonRow.face).where(PersonRow.birth == "", PersonRow.folded.in_(undated)))
    phones = [one.phone_hash for one in own if one.phone_hash]
    if phones:
        queries.append(select(PersonRow.face).where(PersonRow.phone_hash.in_(phones)))
    for query in queries:
        found |= dict.fromkeys(session.scalars(query.where(PersonRow.face != face.id).limit(CANDIDATES)))
    return list(found)


def _agreements(
    face: FaceRow, own: Sequence[PersonRow], other: FaceRow, people: Sequence[PersonRow]
) -> tuple[Agreement, ...]:
    """What agrees; nothing where no single person is likely to be the same."""
    told: dict[tuple[str, str], int] = {}
    for one, two in _sharing(own, people):
        found = _same_person(one, two)
        if sum(found.values()) >= 5:
            told |= found
    if not told:
        return ()
    if face.procedure == other.procedure:
        told["Cùng thủ tục", ""] = 4
    apart = abs((face.recorded_at - other.recorded_at).days)
    if apart <= _NEAR_DAYS:
        told["Cùng ngày nhận" if apart == 0 else f"Nhận cách nhau {apart} ngày", ""] = 2
    if face.office == other.office:
        told["Cùng xã, phường nộp", ""] = 1
    return tuple(Agreement(words, weight, of) for (words, of), weight in told.items())


def _sharing(own: Sequence[PersonRow], people: Sequence[PersonRow]) -> Iterator[tuple[PersonRow, PersonRow]]:
    """Who of both have a number, a day of birth or a telephone in common: a name alone tells nobody apart."""
    theirs: dict[str, set[int]] = {}
    for place, two in enumerate(people):
        for trait in (two.number_hash, two.birth, two.phone_hash):
            if trait:
                theirs.setdefault(trait, set()).add(place)
    for one in own:
        alike = (theirs.get(trait, ()) for trait in (one.number_hash, one.birth, one.phone_hash) if trait)
        for place in sorted({place for places in alike for place in places}):
            yield one, people[place]


def _same_person(one: PersonRow, two: PersonRow) -> dict[tuple[str, str], int]:
    """What agrees (words, whose) and its weight."""
    found: dict[tuple[str, str], int] = {}
    same_number = bool(one.number_hash) and one.number_hash == two.number_hash
    if same_number:
        found[f"Cùng số định danh (…{one.number_tail})", two.name] = 6
    if one.name == two.name:
        found["Cùng họ tên", two.name] = 3
    elif one.folded == two.folded:
        found["Họ tên chỉ khác dấu", f"{one.name} – {two.name}"] = 3
    elif (apart := edits(one.folded, two.folded)) <= MOST_EDITS:
        found[f"Họ tên gần giống (khác {apart} chữ cái)", f"{one.name} – {two.name}"] = 2
    if one.birth and one.birth == two.birth:
        found[f"Cùng ngày sinh ({'/'.join(reversed(one.birth.split('-')))})", ""] = 3
    if one.phone_hash and one.phone_hash == two.phone_hash:
        found["Cùng số điện thoại", ""] = 2
    return found if len(found) > 1 or same_number else {}
