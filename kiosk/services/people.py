"""Who a dossier speaks of, gathered from its answers for search and for the history of numbers."""

from collections.abc import Mapping, Sequence

from forms.definition import Definition, FieldType
from kiosk.domain.dossier import IdentityEntry, NumberForm, NumberStatus, Person, Value

REQUESTER = "requester"
"""The card group of whoever stands at the counter, in every procedure that tells it from the person concerned."""


def people_of(definition: Definition, answers: Mapping[str, Value]) -> tuple[Person, ...]:
    """The people of a dossier, one a card group, in the order the form asks; each with every number that was given.

    A nine-digit number beside a twelve-digit one is that person's former number.
    """
    groups: dict[str, dict[str, list[str]]] = {}
    for field in definition.fields():
        value = answers.get(field.id)
        if not isinstance(value, str) or not value:
            continue
        # A field without a group of its own (a telephone) belongs to the person asked about just before.
        group = field.card_group or (next(reversed(groups)) if groups else None)
        if group is None:
            continue
        kind = {FieldType.NAME: "name", FieldType.PHONE: "phone", FieldType.IDENTITY: "number"}.get(
            field.type
        )
        if kind is not None:
            groups.setdefault(group, {}).setdefault(kind, []).append(value)
    return tuple(
        Person(role, facts["name"][0], (facts.get("phone") or [""])[0], _numbers(facts.get("number", [])))
        for role, facts in groups.items()
        if facts.get("name")
    )


def subject_name(people: Sequence[Person]) -> str:
    """Whose dossier it is: the person it is about where the form names one beside the requester."""
    about = [person for person in people if person.role != REQUESTER] or list(people)
    return about[0].name if about else ""


def _numbers(given: list[str]) -> tuple[IdentityEntry, ...]:
    has_personal = any(len(number) == 12 for number in given)
    entries = []
    for number in dict.fromkeys(given):
        form = {12: NumberForm.PERSONAL, 9: NumberForm.OLD_CARD}.get(len(number), NumberForm.OTHER)
        former = form is NumberForm.OLD_CARD and has_personal
        entries.append(IdentityEntry(number, form, NumberStatus.FORMER if former else NumberStatus.CURRENT))
    return tuple(entries)
