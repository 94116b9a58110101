"""Filling another system's keys from a dossier: what is known, and by name what is missing and why.

A pure function of a table and of facts. Never invents: a key without a fact is named with its reason, and a key whose
source nobody has compared with the official text is listed as unverified. May not read files; tables come from
``forms.export_shelf``.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms.definition import Definition, Field, FieldType
from forms.errors import BugError
from forms.export_facts import ExportFacts
from forms.export_filling import Course, Doubt, Missing, Spot, course_of, fields_by_id, fill, whole
from forms.export_table import EFORM, LABEL, Key, Table

__all__ = ["Doubt", "Exported", "Missing", "export", "export_each", "read_back"]


@dataclass(frozen=True, slots=True)
class Exported:
    """What the other system gets. ``values`` is plain JSON; ``unverified`` the filled keys whose meaning or format was
    never compared with the official text."""

    table: str
    version: str
    values: dict[str, Any]
    missing: tuple[Missing, ...]
    unverified: tuple[str, ...]
    doubts: tuple[Doubt, ...]


def export(table: Table, facts: ExportFacts, dialect: str | None = None) -> Exported:
    """The whole of ``table`` filled from ``facts``. ``dialect`` is one of the table's; blank takes its first.

    A table with ``each`` is filled once for every entry: use ``export_each``.
    """
    if table.each is not None:
        raise BugError("this table makes one export of every entry")
    course = course_of(table, facts, dialect)
    values = fill(course, table.keys, whole(course), "")
    return _done(course, values)


def export_each(table: Table, facts: ExportFacts, dialect: str | None = None) -> tuple[Exported, ...]:
    """One export for every entry of the table's list; the single one of a table without a list."""
    if table.each is None:
        return (export(table, facts, dialect),)
    found = []
    for item in facts.items(table.each):
        course = course_of(table, facts, dialect)
        spot = whole(course)
        inside = Spot(spot.answers, spot.unsure, spot.scope, item)
        found.append(_done(course, fill(course, table.keys, inside, "")))
    return tuple(found)


def _done(course: Course, values: dict[str, Any]) -> Exported:
    return Exported(
        course.table.name,
        course.table.version,
        values,
        tuple(course.missing),
        tuple(dict.fromkeys(course.unverified)),
        tuple(course.doubts),
    )


def read_back(table: Table, definition: Definition, values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that can be told again from an export: those of keys whose writing loses nothing."""
    asked = fields_by_id(definition)
    found: dict[str, Any] = {}
    uses = Counter(key.key for key in table.keys)
    for key in table.keys:
        text = values.get(key.key)
        here = [asked[name] for name in key.fields if name in asked]
        # A key that several answers may fill does not tell which of them it was.
        if len(here) != 1 or uses[key.key] > 1 or key.max_length is not None:
            continue
        if not isinstance(text, str) or not text:
            continue
        value = _read(key, here[0], text)
        if value is not None:
            found[here[0].id] = value
    return found


def _read(key: Key, asked: Field, text: str) -> Any:
    if isinstance(key.codes, Mapping) or key.codes in (EFORM, LABEL):
        codes = _codes_of(key, asked)
        options = [option for option, code in codes.items() if code == text]
        value: Any = options[0] if len(options) == 1 else None
        return {"true": True, "false": False}[value] if asked.type is FieldType.YES_NO and value else value
    if key.format is not None:
        if key.format.read is None or str(asked.type) not in key.format.takes:
            return None
        return key.format.read(text)
    if asked.type is FieldType.INTEGER:
        return int(text)
    return (
        text if asked.type in (FieldType.TEXT, FieldType.NAME, FieldType.IDENTITY, FieldType.PHONE) else None
    )


def _codes_of(key: Key, asked: Field) -> dict[str, str | None]:
    if key.codes == EFORM:
        return {o.id: o.eform for o in asked.options}
    if key.codes == LABEL:
        return {o.id: o.label.vi for o in asked.options}
    assert isinstance(key.codes, Mapping)
    return {option: code for option, code in key.codes.items() if isinstance(code, str)}
