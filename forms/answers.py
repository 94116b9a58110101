"""The shapes of answers: plain JSON values, so that a record can be read for decades without this program.

=========  ==========================================================================================
type       value
=========  ==========================================================================================
text, name, identity, phone   ``str``
date       ``"YYYY-MM-DD"``, ``"YYYY-MM"`` or ``"YYYY"``
choice     ``str``, the option's id
yes_no     ``bool``
integer    ``int``
place      ``{"province": "11", "commune": "03127", "detail": "…"}``, the detail may be missing
ethnic     ``{"name": "Hmông", "code": "08", "list": "QD121"}``; code ``None`` for a name outside the list
paper      never among the answers
=========  ==========================================================================================

A blank answer is ``None`` or absent. "I don't know" is the field's id in a separate set of *unsure* fields. This module
tidies values and tells blank from answered; whether a value is right is judged in ``forms.judging``.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, TypeGuard, cast

from forms.addresses import SEPARATOR, split
from forms.definition import Definition, FieldType
from forms.errors import KnownError
from forms.rules.identity import tidy_number
from forms.rules.names import tidy
from forms.rules.phone import parse_phone
from forms.text import Message

Value: TypeAlias = str | bool | int | Mapping[str, str | None] | Sequence[str]

UNSURE_KEY = "$unsure"
"""Where an answers file lists the fields answered with "I don't know"."""

ANSWERS_FILE = Message(
    "error.form.answers_file",
    "Tệp câu trả lời phải là một đối tượng JSON: tên ô và câu trả lời, kèm danh sách “$unsure” nếu có.",
    "Said on the command line. Keep the word $unsure as it is.",
)


def clean(kind: FieldType, raw: object) -> Value | None:
    """The value composed to NFC and tidied, ``None`` when blank. A value of a wrong shape comes back unchanged."""
    if kind is FieldType.ROWS:
        if isinstance(raw, list | tuple):
            return list(raw) or None
    elif isinstance(raw, str):
        text = tidy(raw)
        if not text:
            return None
        if kind is FieldType.PHONE:
            return parse_phone(text)
        return tidy_number(text) if kind is FieldType.IDENTITY else text
    elif isinstance(raw, Mapping):
        parts = {str(key): tidy(part) if isinstance(part, str) else part for key, part in raw.items()}
        kept = {key: part for key, part in parts.items() if part or key == "code"}
        return kept if any(part for key, part in kept.items() if key != "list") else None
    return cast("Value | None", raw)  # a foreign shape is named as a fault by the judge


def split_file(content: object) -> tuple[dict[str, object], frozenset[str]]:
    """Answers and unsure fields of a parsed answers file. ``KnownError`` when it is not of that shape."""
    if not isinstance(content, Mapping) or not all(isinstance(key, str) for key in content):
        raise KnownError(ANSWERS_FILE)
    unsure = content.get(UNSURE_KEY, [])
    if not isinstance(unsure, list) or not all(isinstance(name, str) for name in unsure):
        raise KnownError(ANSWERS_FILE)
    return {key: value for key, value in content.items() if not key.startswith("$")}, frozenset(unsure)


def join_file(answers: Mapping[str, Value], unsure: frozenset[str]) -> dict[str, object]:
    """The content of an answers file; ``split_file`` takes it apart again."""
    return {**answers, **({UNSURE_KEY: sorted(unsure)} if unsure else {})}


def flatten(definition: Definition, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """Nested answers as the program handles them; flat ones come back as they are. Rows are called r1, r2, … by their
    place. What is no list of rows stays, to be named by the judge."""
    groups = [rows.id for rows in definition.rows() if _is_nested(answers.get(rows.id))]
    if not groups:
        return answers
    flat = dict(answers)
    for group in groups:
        rows = flat[group]
        flat[group] = [f"r{n}" for n in range(1, len(rows) + 1)]
        for n, row in enumerate(rows, 1):
            flat |= {f"{group}/r{n}/{column}": value for column, value in row.items()}
    return flat


def nest(definition: Definition, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Flat answers as files and records carry them: each group a list of rows, in order. What does not name rows, each
    once, stays as it is, to be named by the judge."""
    groups: dict[str, dict[str, dict[str, Any]]] = {}
    for rows in definition.rows():
        listed = answers.get(rows.id)
        if _names_rows(listed):
            groups[rows.id] = {row: {} for row in listed}
    nested: dict[str, Any] = {}
    for key, value in answers.items():
        if key in groups:
            nested[key] = list(groups[key].values())
            continue
        address = split(key) if SEPARATOR in key else None
        row = groups.get(address.rows, {}).get(address.row) if address else None
        if row is None or address is None:
            nested[key] = value
        else:
            row[address.name] = value
    return nested


def _names_rows(listed: object) -> TypeGuard[Sequence[str]]:
    if not isinstance(listed, list | tuple) or not all(isinstance(row, str) for row in listed):
        return False
    return len(set(listed)) == len(listed)


def _is_nested(rows: object) -> bool:
    return isinstance(rows, list | tuple) and bool(rows) and all(isinstance(row, Mapping) for row in rows)
