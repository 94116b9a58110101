"""Whom a record speaks of, as far as lists, search and duplicates need to know. May not decide anything about them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.addresses import SEPARATOR
from forms.answers import flatten
from forms.definition import Definition, FieldType
from forms.questions import Rows
from forms.rules.names import tidy

REQUESTER = "requester"
SUBJECTS = ("child", "deceased", "person", "insured", "mover", "husband", "guest")
"""Whom a dossier is about where it speaks of several people; the one who files it, or a parent, is not."""
_PARTS_OF_A_NAME = ("family_name", "middle_name", "given_name")
_WHOLE_DAY = len("YYYY-MM-DD")
_MOST_LISTED = 50
"""People of one list; no form asks for so many, and an amendment is not held to its form's limit."""


@dataclass(frozen=True, slots=True)
class Person:
    """One of them. Blank is what was not said; ``birth`` is a whole day, ``number`` of 12 or 9 digits. ``listed``: one of
    several of the same role."""

    role: str
    name: str = field(repr=False)
    birth: str = field(repr=False)
    number: str = field(repr=False)
    phone: str = field(repr=False)
    listed: bool = False


def people_of(definition: Definition, answers: Mapping[str, Any]) -> tuple[Person, ...]:
    """Everybody with a name: who is asked about once, in the order of the form, then who stands in its lists."""
    flat = flatten(definition, answers)
    found = [
        _person(role, {known: flat.get(asked.id) for known, asked in definition.fields_of(role).items()})
        for role in definition.persons()
    ]
    found += [person for rows in definition.rows() for person in _listed(rows, flat)]
    named = tuple(person for person in found if person.name)
    return named or _unsorted(definition, flat)


def subject_of(people: tuple[Person, ...]) -> Person | None:
    """Whose dossier it is."""
    for role in SUBJECTS:
        for person in people:
            if person.role == role:
                return person
    others = (one for one in people if one.role != REQUESTER and not one.listed)
    return next(others, people[0] if people else None)


def applicant_of(people: tuple[Person, ...]) -> Person | None:
    """Who stood at the counter."""
    return next((one for one in people if one.role == REQUESTER), people[0] if people else None)


def _listed(rows: Rows, flat: Mapping[str, Any]) -> Iterator[Person]:
    """The people of a repeated group: who moves along, the household, the guests of a night."""
    roles = dict.fromkeys(column.person for column in rows.columns() if column.person)
    listed = flat.get(rows.id)
    for row in listed[:_MOST_LISTED] if isinstance(listed, list) else ():
        for role in roles:
            said = {
                column.known: flat.get(f"{rows.id}{SEPARATOR}{row}{SEPARATOR}{column.id}")
                for column in rows.columns()
                if column.person == role and column.known
            }
            yield _person(role, said, listed=True)


def _person(role: str, facts: Mapping[str, Any], *, listed: bool = False) -> Person:
    said = {known: value for known, value in facts.items() if isinstance(value, str)}
    name = said.get("name") or " ".join(said[part] for part in _PARTS_OF_A_NAME if said.get(part))
    birth = said.get("birth_date", "")
    return Person(
        role,
        tidy(name),
        birth if len(birth) == _WHOLE_DAY else "",
        said.get("number") or said.get("old_number") or "",
        said.get("phone", ""),
        listed,
    )


def _unsorted(definition: Definition, flat: Mapping[str, Any]) -> tuple[Person, ...]:
    """A form that does not say whose facts it asks: the first name, number and telephone there are."""

    def first(kind: FieldType) -> str:
        values = (flat.get(one.id) for one in definition.fields() if one.type is kind)
        return next((value for value in values if isinstance(value, str) and value), "")

    name = first(FieldType.NAME)
    if not name:
        return ()
    return (Person(REQUESTER, tidy(name), "", first(FieldType.IDENTITY), first(FieldType.PHONE)),)
