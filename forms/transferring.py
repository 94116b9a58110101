"""The transfer view: a dossier in the order of the portal's form, for typing it over until an interface is granted.

Only lays out; what is filled and what is missing is decided by ``forms.exporting``. A procedure without a table of its
own is shown in the order of its questions, with the portal's key where the definition knows it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from forms.answers import nest
from forms.definition import Definition, Field, FieldType, Page
from forms.export_facts import DossierFacts, ExportFacts, PaperFact
from forms.export_filling import (
    CODE_UNKNOWN,
    NOT_ANSWERED,
    UNSURE,
    Filled,
    Missing,
    course_of,
    flat,
    unsure_in_row,
    whole,
)
from forms.export_formats import format_of, place_text, plain
from forms.export_table import Table
from forms.rules.dates import in_vietnamese_order
from forms.text import Message

YES = Message("ui.transfer.yes", "Có", "Value of a yes-or-no question where a dossier is typed over.")
NO = Message("ui.transfer.no", "Không", "Value of a yes-or-no question where a dossier is typed over.")

_FLAGS = ("true", "false")
_PICKED = frozenset({FieldType.CHOICE, FieldType.YES_NO, FieldType.ETHNIC})


@dataclass(frozen=True, slots=True)
class TransferLine:
    """One line to type over.

    ``key`` is the portal's key, blank where it is not known. ``value_text`` is what a person reads, ``copy_text`` what
    goes into the clipboard: the option's words for a choice, the portal's own writing for the rest; both ``None`` when
    there is nothing, and ``missing`` then says why (``None`` when it may lawfully stay empty).
    """

    label: str
    key: str
    value_text: str | None
    copy_text: str | None
    missing: Missing | None


@dataclass(frozen=True, slots=True)
class TransferBlock:
    """Lines that stand together on the portal's form."""

    title: str
    lines: tuple[TransferLine, ...]


def transfer_view(
    definition: Definition,
    answers: Mapping[str, Any],
    *,
    unsure: frozenset[str] = frozenset(),
    dossier: DossierFacts | None = None,
    papers: tuple[PaperFact, ...] = (),
    table: Table | None = None,
) -> tuple[TransferBlock, ...]:
    """The dossier as ``table`` orders it (``Exports.transfer`` finds it); without one, in the order of the questions.

    ``answers`` may be nested, as in records, or flat, as a ``FormState`` gives them. Blocks without a line are left out.
    """
    if table is None:
        blocks = _by_questions(definition, nest(definition, answers), unsure)
    else:
        facts = ExportFacts(definition, answers, dossier or DossierFacts("", "", 1, True), unsure, papers)
        blocks = _by_table(table, facts)
    return tuple(block for block in blocks if block.lines)


def _by_table(table: Table, facts: ExportFacts) -> Iterator[TransferBlock]:
    course = course_of(table, facts, None)
    spot = whole(course)
    for block in table.blocks:
        yield TransferBlock(block.title, tuple(_line(f) for f in flat(course, block.keys, spot, "")))


def _line(filled: Filled) -> TransferLine:
    asked, key = filled.field, filled.address if filled.key.key else ""
    label = filled.key.label or (asked.label.vi if asked else filled.key.key)
    if filled.missing is not None and filled.missing.reason is CODE_UNKNOWN and asked is not None:
        # A person picks the option by its words, whatever its code is.
        words = reading(asked, filled.raw)
        return TransferLine(label, key, words, words, None)
    if filled.missing is not None:
        # A key that may stay empty is shown empty; one nobody could fill says so.
        told = filled.missing if filled.missing.required or filled.key.gap else None
        return TransferLine(label, key, None, None, told)
    written = str(filled.value)
    if written in filled.key.words:
        return TransferLine(label, key, filled.key.words[written], filled.key.words[written], None)
    picked = asked is not None and asked.type in _PICKED
    if asked is None or not (picked or filled.key.format is None):
        return TransferLine(label, key, written, written, None)
    shown = reading(asked, filled.raw) or written
    # What is picked from a list is found by its words; a code of digits is of no use to a person.
    coded = picked and (written.isdigit() or written in _FLAGS)
    return TransferLine(label, key, shown, shown if coded else written, None)


def reading(asked: Field, value: Any) -> str | None:
    """An answer as a person reads it: an option's words, a date in Vietnamese order, a place's names."""
    if isinstance(value, bool):
        return (YES if value else NO).vi
    if asked.type is FieldType.CHOICE:
        return next((o.label.vi for o in asked.options if o.id == value), plain(value))
    if asked.type is FieldType.DATE and isinstance(value, str):
        return in_vietnamese_order(value)
    if asked.type is FieldType.PLACE:
        return place_text(value)
    if asked.type is FieldType.ETHNIC:
        found = format_of("ethnic.name")
        return found.write(value) if found else None
    return plain(value)


def _by_questions(
    definition: Definition, answers: Mapping[str, Any], unsure: frozenset[str]
) -> Iterator[TransferBlock]:
    for _, pages in groupby(definition.pages, key=_person):
        together = tuple(pages)
        rows = together[0].rows
        if rows is None:
            yield TransferBlock(together[0].title.vi, _lines(together, answers, unsure))
            continue
        for number, row in enumerate(_rows_of(answers, rows.id), start=1):
            inside = unsure_in_row(unsure, rows.id, number)
            yield TransferBlock(f"{rows.one.vi} {number}", _lines(rows.pages, row, inside))


def _person(page: Page) -> str:
    """Whose page it is: questions about one person stand together, every other page by itself."""
    persons = {f.person for f in page.fields}
    person = next(iter(persons), None)
    return person if len(persons) == 1 and person and page.rows is None else f"/{page.id}"


def _rows_of(answers: Mapping[str, Any], rows: str) -> tuple[Mapping[str, Any], ...]:
    found = answers.get(rows)
    return tuple(row for row in found if isinstance(row, Mapping)) if isinstance(found, list | tuple) else ()


def _lines(
    pages: tuple[Page, ...], answers: Mapping[str, Any], unsure: frozenset[str]
) -> tuple[TransferLine, ...]:
    made = (_asked_line(f, answers, unsure) for page in pages for f in page.fields)
    return tuple(line for line in made if line is not None)


def _asked_line(asked: Field, answers: Mapping[str, Any], unsure: frozenset[str]) -> TransferLine | None:
    value = answers.get(asked.id)
    key = asked.eform or ""
    if value is None:
        if asked.id not in unsure:
            return None
        missing = Missing(asked.id, UNSURE, {"label": asked.label.vi}, True)
        return TransferLine(asked.label.vi, key, None, None, missing)
    shown = reading(asked, value)
    if shown is None:
        missing = Missing(asked.id, NOT_ANSWERED, {"label": asked.label.vi}, False)
        return TransferLine(asked.label.vi, key, None, None, missing)
    return TransferLine(asked.label.vi, key, shown, shown, None)
