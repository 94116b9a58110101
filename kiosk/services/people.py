"""Who a dossier speaks of, gathered from its answers for search and for the history of numbers."""

from collections.abc import Mapping, Sequence

from forms.definition import Definition, Field, FieldType
from kiosk.domain.dossier import IdentityEntry, NumberForm, NumberStatus, Person, Value
from kiosk.services.asked import asked

REQUESTER = "requester"
"""Whoever stands at the counter, in every procedure that tells them from the person concerned."""

SUBJECTS = ("child", "deceased", "person", "insured", "mover")
"""Whom a dossier is about where it speaks of several people; the one who files it, or a parent, is not."""

_WHOLE_DAY = len("YYYY-MM-DD")


def people_of(definition: Definition, answers: Mapping[str, Value]) -> tuple[Person, ...]:
    """The people of a dossier in the order the form asks, those of repeated rows too, each with every number given.

    A nine-digit number beside a twelve-digit one is that person's former number. Somebody in a row has the role
    ``members/r1/member``.
    """
    groups: dict[str, dict[str, list[str]]] = {}
    last: dict[str, str] = {}
    for one in asked(definition, answers):
        field, prefix = one.field, one.address.removesuffix(one.field.id)
        value = answers.get(one.address)
        if not isinstance(value, str) or not value:
            continue
        # A field without a person of its own (a telephone) belongs to whoever was asked about just before.
        group = f"{prefix}{field.person}" if field.person else last.get(prefix)
        kind = _kind(field)
        if group is None or kind is None:
            continue
        last[prefix] = group
        groups.setdefault(group, {}).setdefault(kind, []).append(value)
    return tuple(
        Person(
            role,
            facts["name"][0],
            (facts.get("phone") or [""])[0],
            _numbers(facts.get("number", [])),
            next((day for day in facts.get("birth", []) if len(day) == _WHOLE_DAY), ""),
        )
        for role, facts in groups.items()
        if facts.get("name")
    )


def names_somebody(field: Field) -> bool:
    """Whether an answer to this field changes who a dossier speaks of."""
    return _kind(field) is not None


def subject_name(people: Sequence[Person]) -> str:
    """Whose dossier it is: the person it is about where the form names one beside the requester."""
    for role in SUBJECTS:
        for person in people:
            if person.role == role:
                return person.name
    outside = [person for person in people if "/" not in person.role]
    about = [person for person in outside if person.role != REQUESTER] or outside or list(people)
    return about[0].name if about else ""


def _kind(field: Field) -> str | None:
    if field.type is FieldType.DATE and field.known == "birth_date":
        return "birth"
    return {FieldType.NAME: "name", FieldType.PHONE: "phone", FieldType.IDENTITY: "number"}.get(field.type)


def _numbers(given: list[str]) -> tuple[IdentityEntry, ...]:
    has_personal = any(len(number) == 12 for number in given)
    entries = []
    for number in dict.fromkeys(given):
        form = {12: NumberForm.PERSONAL, 9: NumberForm.OLD_CARD}.get(len(number), NumberForm.OTHER)
        former = form is NumberForm.OLD_CARD and has_personal
        entries.append(IdentityEntry(number, form, NumberStatus.FORMER if former else NumberStatus.CURRENT))
    return tuple(entries)
