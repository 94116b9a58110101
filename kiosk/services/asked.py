"""Every question of a form with the address its answer has in a dossier, rows one after the other before their hub."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from forms.addresses import RowPlace
from forms.definition import Definition, Field
from kiosk.domain.dossier import Value


@dataclass(frozen=True, slots=True)
class Asked:
    """One question at one address; ``row`` says in which row of a repeated group, ``None`` outside."""

    address: str
    field: Field
    row: RowPlace | None = None


def asked(definition: Definition, answers: Mapping[str, Value]) -> Iterator[Asked]:
    """The questions in the order of the form, whether or not the answers show them; a column once a row there is."""
    for page in definition.pages:
        if page.rows is not None:
            for place in places(page.rows.id, answers.get(page.rows.id)):
                for column in page.rows.columns():
                    yield Asked(place.address(column.id), column, place)
        for field in page.fields:
            yield Asked(field.id, field)


def places(rows: str, listed: Value) -> tuple[RowPlace, ...]:
    """The rows of a repeated group from its hub's answer."""
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        return ()
    return tuple(RowPlace(rows, str(row), number) for number, row in enumerate(listed, 1))
