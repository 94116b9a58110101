"""How an answer is said to a person: dates as people write them, places by name, choices by their label.

May not decide anything about an answer; ``forms`` does that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forms.definition import Definition, Field, FieldType
from forms.rules.places import Places
from forms.text import Message
from kiosk.domain.dossier import Value

YES = Message("ui.answer.yes", "Có", "Answer to a yes/no question")
NO = Message("ui.answer.no", "Không", "Answer to a yes/no question")
NOT_GIVEN = Message("ui.answer.not_given", "Chưa trả lời", "Shown beside a question that was left open")
UNSURE = Message(
    "ui.answer.unsure", "Chưa biết – cán bộ sẽ xem cùng bà con", "Shown where a citizen said they do not know"
)


@dataclass(frozen=True, slots=True)
class Said:
    """A value for a person: plain ``text`` (names, numbers, dates) or a ``message`` that packs translate."""

    text: str
    message: Message | None = None


def say(definition: Definition, field_id: str, value: Value, unsure: bool = False) -> Said:
    """The value of one field as a person reads it, never an id or a code."""
    if unsure:
        return Said(UNSURE.vi, UNSURE)
    if value is None or value == "":
        return Said(NOT_GIVEN.vi, NOT_GIVEN)
    return say_value(definition.field(field_id), value)


def say_value(field: Field, value: Value) -> Said:
    """As ``say``, for a value that is there."""
    if field.type is FieldType.YES_NO:
        chosen = YES if value else NO
        return Said(chosen.vi, chosen)
    if field.type is FieldType.CHOICE:
        for option in field.options:
            if option.id == value:
                return Said(option.label.vi, option.label)
    if field.type is FieldType.DATE:
        return Said(say_date(str(value)))
    if isinstance(value, Mapping):
        return Said(_say_compound(value))
    if field.type is FieldType.ROWS and isinstance(value, Sequence):
        return Said(str(len(value)))
    return Said(str(value))


def say_date(value: str) -> str:
    """``2001-05-03`` → ``03/05/2001``; a month or a year alone stay what they are."""
    return "/".join(reversed(value.split("-")))


def say_place(value: Mapping[str, object]) -> str:
    """House or hamlet, commune and province by their names of today."""
    places = Places.load()
    names = [str(value.get("detail") or "")]
    for key in ("commune", "province"):
        code = value.get(key)
        if code:
            unit = places.unit(str(code))
            names.append(unit.full_name if unit is not None else str(code))
    return ", ".join(name for name in names if name)


def _say_compound(value: Mapping[str, object]) -> str:
    if "name" in value:
        return str(value["name"])
    return say_place(value)
