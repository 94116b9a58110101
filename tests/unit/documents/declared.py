"""Declarations to look at: ordinary ones made up by ``forms.sample``, and the longest anybody could write."""

from collections.abc import Iterator
from datetime import date
from functools import cache

from forms.answers import Value
from forms.catalogue import Catalogue
from forms.definition import Definition, Field, FieldType
from forms.layout import Blocks, Layout, Table
from forms.layout_loader import Layouts
from forms.path import Context, evaluate
from forms.sample import sample
from forms.states import Channel
from kiosk.documents.declaration_facts import DeclarationData

DAY = date(2026, 11, 22)
SLIP = "TAM-03127-1-20261122-007-K"
AUTHORITY = "Ủy ban nhân dân xã Mường Mẫu, tỉnh Điện Biên"
LAYOUTS = Layouts.shipped()
NAMES = LAYOUTS.names()
_WORLD = Context(DAY, "03127", Channel.IN_PERSON, assisted=True)
_SYLLABLES = ("Nguyễn", "Nghiêng", "Phượng", "Quỳnh", "Thưởng", "Uyển", "Trường", "Chuyển")


@cache
def definitions() -> tuple[Definition, ...]:
    return Catalogue.shipped().definitions()


def printing(layout: str) -> list[Definition]:
    """The procedures that print a layout."""
    return [d for d in definitions() if any(one.layout == layout for one in d.declarations)]


def ordinary(layout: str, definition: Definition, seed: int = 1) -> DeclarationData:
    """What a sample dossier prints."""
    state = evaluate(definition, sample(definition, seed, papers=True), (), _WORLD)
    return DeclarationData(
        LAYOUTS.newest(layout),
        definition,
        state.payload(),
        frozenset(state.unsure()),
        frozenset(one.part.id for one in state.parts if one.chosen),
        slip_number=SLIP,
        to=AUTHORITY,
        place="Mường Mẫu",
        made_on=DAY,
    )


def longest(
    layout: str, definition: Definition, *, unbroken: bool = False, rows: int = 12
) -> DeclarationData:
    """Every question of the layout answered at its full length: many words, or a single one (``unbroken``)."""
    form = LAYOUTS.newest(layout)
    asked = {f.id: f for f in definition.fields()}
    answers: dict[str, Value] = {}
    inner = {name for block in tables(form) for column in block.columns for name in column.fields}
    for number, name in enumerate(form.fields()):
        field = asked.get(name)
        if field is not None and name not in inner and field.type is not FieldType.ROWS:
            answers[name] = full(field, number, unbroken=unbroken)
    for block in tables(form):
        if block.rows is None or block.rows not in asked:
            continue
        answers[block.rows] = [f"r{row}" for row in range(1, rows + 1)]
        for row in range(1, rows + 1):
            for number, column in enumerate(block.columns):
                for name in column.fields:
                    if name in asked:
                        value = full(asked[name], 100 * row + number, unbroken=unbroken)
                        answers[f"{block.rows}/r{row}/{name}"] = value
    return DeclarationData(
        form, definition, answers, slip_number=SLIP, to=AUTHORITY, place="Mường Mẫu", made_on=DAY
    )


def tables(form: Layout) -> Iterator[Table]:
    """The tables of a layout."""
    for held in form.body:
        if isinstance(held, Blocks) and isinstance(held.block, Table):
            yield held.block


def words(number: int, length: int) -> str:
    """Words up to a length, each carrying its question's number so that it is known again on the paper."""
    told = ""
    for index in range(length):
        more = f"{told} {_SYLLABLES[(number + index) % len(_SYLLABLES)]}{number}".strip()
        if len(more) > length:
            return told
        told = more
    return told


def full(field: Field, number: int, *, unbroken: bool) -> Value:
    """The longest value of a field."""
    text = "Ữ" * field.max_length if unbroken else words(number, field.max_length)
    match field.type:
        case FieldType.NAME | FieldType.TEXT:
            return text
        case FieldType.CHOICE:
            return max(field.options, key=lambda option: len(option.label.vi)).id
        case FieldType.YES_NO:
            return True
        case FieldType.INTEGER:
            return field.maximum or 999_999_999
        case FieldType.DATE:
            return "1997-11-27"
        case FieldType.PLACE:
            detail = "Ữ" * 200 if unbroken else words(number, 200)
            return {"province": "11", "commune": "03127", "detail": detail}
        case FieldType.ETHNIC:
            name = "Ữ" * 60 if unbroken else words(number, 60)
            return {"name": name, "code": None, "list": "QD121"}
        case FieldType.IDENTITY:
            return "011097000123"
        case _:
            return "09000001234"
