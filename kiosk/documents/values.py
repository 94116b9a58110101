"""How an answer is written on a declaration: in Vietnamese, by its question's type and the layout's format.

May not know where on the paper it stands.
"""

from collections.abc import Mapping

from forms.answers import Value
from forms.definition import Field, FieldType
from forms.layout import Format
from forms.rules.dates import span
from forms.rules.places import Places
from forms.rules.words import date_in_words, number_in_words
from forms.text import Message

YES = Message("doc.declaration.yes", "Có", "An option on a printed form.")
NO = Message("doc.declaration.no", "Không", "An option on a printed form.")


def options_of(field: Field) -> tuple[tuple[Value, str], ...]:
    """Every answer of a choice or yes/no question with its words."""
    if field.type is FieldType.YES_NO:
        return ((True, YES.vi), (False, NO.vi))
    return tuple((option.id, option.label.vi) for option in field.options)


def written(field: Field, value: Value | None, form: Format = Format.PLAIN) -> str:
    """The value as it stands on paper; blank for a blank one."""
    if value is None or value == "":
        return ""
    if field.type in (FieldType.CHOICE, FieldType.YES_NO):
        text = next((words for known, words in options_of(field) if known == value), str(value))
    elif field.type is FieldType.DATE:
        text = _date(str(value), form)
    elif isinstance(value, Mapping):
        text = str(value.get("name") or "") if field.type is FieldType.ETHNIC else _place(value, form)
    elif form is Format.WORDS and isinstance(value, int):
        text = number_in_words(value) or ""
    elif form is Format.AMOUNT and isinstance(value, int):
        text = f"{value:,}".replace(",", ".")
    else:
        text = str(value)
    return text.upper() if form is Format.UPPER else text


def _date(value: str, form: Format) -> str:
    if form is Format.WORDS:
        return date_in_words(value) or value
    parts = value.split("-")
    if span(value) is None or form is Format.PLAIN:
        return "/".join(reversed(parts))
    if form is Format.YEAR:
        return parts[0]
    named = zip(("năm", "tháng", "ngày"), parts, strict=False)
    return " ".join(reversed([f"{name} {part}" for name, part in named]))


def _place(value: Mapping[str, str | None], form: Format) -> str:
    names = {
        Format.DETAIL: value.get("detail") or "",
        Format.COMMUNE: _unit(value.get("commune")),
        Format.PROVINCE: _unit(value.get("province")),
    }
    if form in names:
        return names[form]
    detail, *units = names.values()
    told = [detail, *(name[:1].lower() + name[1:] for name in units)] if detail else units
    whole = ", ".join(name for name in told if name)
    return whole[:1].upper() + whole[1:]


def _unit(code: str | None) -> str:
    if not code:
        return ""
    unit = Places.load().unit(code)
    return unit.full_name if unit is not None else code
