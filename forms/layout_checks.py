"""Layouts held against the definitions that print them: a field nobody asks would stay an empty line for ever."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from forms.definition import Definition, Field, FieldType
from forms.layout import (
    Block,
    Choice,
    Layout,
    Table,
)
from forms.layout_loader import load_layout
from forms.reading import DefinitionFault, Faults
from forms.source import UnsoundDefinition
from forms.text import Message

FIELD_UNKNOWN = Message(
    "error.form.layout.field_unknown",
    "Không thủ tục nào dùng mẫu in này có câu hỏi “{field}”.",
    "For authors of printed forms.",
)
NOT_ROWS = Message(
    "error.form.layout.not_rows",
    "“{field}” không phải là nhóm lặp lại trong thủ tục nào dùng mẫu in này.",
    "For authors of printed forms.",
)
NOT_IN_ROWS = Message(
    "error.form.layout.not_in_rows",
    "“{field}” không nằm trong nhóm lặp lại “{rows}”.",
    "For authors of printed forms.",
)
NOT_A_CHOICE = Message(
    "error.form.layout.not_a_choice",
    "“{field}” không phải là câu hỏi lựa chọn.",
    "For authors of printed forms.",
)
PART_UNKNOWN = Message(
    "error.form.layout.part_unknown",
    "Không thủ tục nào dùng mẫu in này có phần “{part}”.",
    "For authors of printed forms.",
)


def check_layout(layout: Layout, name: str, definitions: Iterable[Definition]) -> tuple[DefinitionFault, ...]:
    """What the layout names that none of the definitions printing it has. Nothing is asked of a layout nobody prints."""
    printing = [d for d in definitions if any(told.layout == layout.layout for told in d.declarations)]
    if not printing:
        return ()
    faults = Faults(name)
    fields: dict[str, list[Field]] = {}
    for definition in printing:
        for field in definition.fields():
            fields.setdefault(field.id, []).append(field)
    parts = {part.id for definition in printing for part in definition.parts}
    for field_id, path in layout.named():
        if field_id not in fields:
            faults.add(path, FIELD_UNKNOWN, field=field_id)
    for number, held in enumerate(layout.body):
        for part in held.parts:
            if part not in parts:
                faults.add(f"body[{number}].part", PART_UNKNOWN, part=part)
        _check_kinds(held.block, f"body[{number}]", fields, printing, faults)
    return tuple(faults.found)


def _check_kinds(
    block: Block,
    path: str,
    fields: Mapping[str, list[Field]],
    printing: list[Definition],
    faults: Faults,
) -> None:
    if isinstance(block, Choice):
        for name in block.fields:
            if not all(f.type in (FieldType.CHOICE, FieldType.YES_NO) for f in fields.get(name, ())):
                faults.add(f"{path}.choice.field", NOT_A_CHOICE, field=name)
    if isinstance(block, Table) and block.rows and block.rows in fields:
        if not all(f.type is FieldType.ROWS for f in fields[block.rows]):
            faults.add(f"{path}.table.rows", NOT_ROWS, field=block.rows)
            return
        inside = {
            f.id for d in printing for rows in d.rows() if rows.id == block.rows for f in rows.columns()
        }
        for number, column in enumerate(block.columns):
            for name in column.fields:
                if name in fields and name not in inside:
                    faults.add(
                        f"{path}.table.columns[{number}].field", NOT_IN_ROWS, field=name, rows=block.rows
                    )


def check_layouts(folder: Path, definitions: Iterable[Definition]) -> tuple[DefinitionFault, ...]:
    """Every fault of every layout under a folder, for ``forms check``. Files are named as they lie under it."""
    known = tuple(definitions)
    faults: list[DefinitionFault] = []
    for file in sorted(folder.rglob("*.yaml")):
        name = str(Path(folder.name) / file.relative_to(folder))
        try:
            faults += check_layout(load_layout(file, name), name, known)
        except UnsoundDefinition as error:
            faults += error.faults
    return tuple(faults)
