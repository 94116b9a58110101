"""Who a dossier speaks of, gathered from its form as it stands for search and for the history of numbers.

What the form works out counts as much as what was typed: a child's full name is put together from its parts.
"""

from collections.abc import Mapping, Sequence

from forms.definition import Field, FieldType
from forms.path import FormState
from kiosk.domain.dossier import IdentityEntry, NumberForm, NumberStatus, Person

REQUESTER = "requester"
"""Whoever stands at the counter, in every procedure that tells them from the person concerned."""

SUBJECTS = ("child", "deceased", "person", "insured", "mover")
"""Whom a dossier is about where it speaks of several people; the one who files it, or a parent, is not."""

_PARTS_OF_A_NAME = frozenset({"family_name", "middle_name", "given_name"})
_WHOLE_DAY = len("YYYY-MM-DD")


def people_of(state: FormState) -> tuple[Person, ...]:
    """The people of a dossier in the order the form asks, those of repeated rows too, each with every number given.

    A nine-digit number beside a twelve-digit one is that person's former number. Somebody in a row has the role
    ``members/r1/member``. A name asked in parts is those parts until the form shows the whole of it.
    """
    groups: dict[str, dict[str, list[str]]] = {}
    last: dict[str, str] = {}
    for page in state.pages:
        for shown in page.fields:
            field, value = shown.field, shown.value
            kind = _kind(field)
            if kind is None or not isinstance(value, str) or not value:
                continue
            prefix = shown.address.removesuffix(field.id)
            # A field without a person of its own (a telephone) belongs to whoever was asked about just before.
            group = f"{prefix}{field.person}" if field.person else last.get(prefix)
            if group is None:
                continue
            last[prefix] = group
            groups.setdefault(group, {}).setdefault(kind, []).append(value)
    return tuple(
        Person(
            role,
            name,
            (facts.get("phone") or [""])[0],
            _numbers(facts.get("number", [])),
            next((day for day in facts.get("birth", []) if len(day) == _WHOLE_DAY), ""),
        )
        for role, facts in groups.items()
        if (name := _name(facts))
    )


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
    if field.type is FieldType.NAME and field.known in _PARTS_OF_A_NAME:
        return "part"
    return {FieldType.NAME: "name", FieldType.PHONE: "phone", FieldType.IDENTITY: "number"}.get(field.type)


def _name(facts: Mapping[str, list[str]]) -> str:
    return facts["name"][0] if "name" in facts else " ".join(facts.get("part", ()))


def _numbers(given: list[str]) -> tuple[IdentityEntry, ...]:
    has_personal = any(len(number) == 12 for number in given)
    entries = []
    for number in dict.fromkeys(given):
        form = {12: NumberForm.PERSONAL, 9: NumberForm.OLD_CARD}.get(len(number), NumberForm.OTHER)
        former = form is NumberForm.OLD_CARD and has_personal
        entries.append(IdentityEntry(number, form, NumberStatus.FORMER if former else NumberStatus.CURRENT))
    return tuple(entries)
