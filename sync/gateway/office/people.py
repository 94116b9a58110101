"""Whom a record speaks of, as far as lists, search and duplicates need to know. May not decide anything about them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.answers import flatten
from forms.definition import Definition, FieldType
from forms.rules.names import tidy

REQUESTER = "requester"
SUBJECTS = ("child", "deceased", "person", "insured", "mover", "husband", "guest")
"""Whom a dossier is about where it speaks of several people; the one who files it, or a parent, is not."""
_PARTS_OF_A_NAME = ("family_name", "middle_name", "given_name")
_WHOLE_DAY = len("YYYY-MM-DD")


@dataclass(frozen=True, slots=True)
class Person:
    """One of them. Blank is what was not said; ``birth`` is a whole day, ``number`` of 12 or 9 digits."""

    role: str
    name: str = field(repr=False)
    birth: str = field(repr=False)
    number: str = field(repr=False)
    phone: str = field(repr=False)


def people_of(definition: Definition, answers: Mapping[str, Any]) -> tuple[Person, ...]:
    """Everybody with a name, in the order of the form; rows of a repeated group are not looked into."""
    flat = flatten(definition, answers)
    found = [
        _person(role, {known: flat.get(asked.id) for known, asked in definition.fields_of(role).items()})
        for role in definition.persons()
    ]
    named = tuple(person for person in found if person.name)
    return named or _unsorted(definition, flat)


def subject_of(people: tuple[Person, ...]) -> Person | None:
    """Whose dossier it is."""
    for role in SUBJECTS:
        for person in people:
            if person.role == role:
                return person
    return next((one for one in people if one.role != REQUESTER), people[0] if people else None)


def applicant_of(people: tuple[Person, ...]) -> Person | None:
    """Who stood at the counter."""
    return next((one for one in people if one.role == REQUESTER), people[0] if people else None)


def _person(role: str, facts: Mapping[str, Any]) -> Person:
    said = {known: value for known, value in facts.items() if isinstance(value, str)}
    name = said.get("name") or " ".join(said[part] for part in _PARTS_OF_A_NAME if said.get(part))
    birth = said.get("birth_date", "")
    return Person(
        role,
        tidy(name),
        birth if len(birth) == _WHOLE_DAY else "",
        said.get("number") or said.get("old_number") or "",
        said.get("phone", ""),
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
