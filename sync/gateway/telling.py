"""An export as the command line tells it: one JSON object for programs, lines for people. May not decide anything."""

import json
from collections.abc import Iterator
from typing import Any

from forms.exporting import Exported
from forms.transferring import TransferBlock
from sync.gateway import words
from sync.gateway.exporting import Answer


def as_json(answer: Answer) -> dict[str, Any]:
    """``dossier, procedure, version, part, as``, and ``exports`` (each ``table, table_version, values, missing,
    unverified, doubts``) or ``blocks`` (each ``title, lines``)."""
    told: dict[str, Any] = {
        "dossier": answer.dossier,
        "procedure": answer.procedure,
        "version": answer.version,
        "part": answer.part,
        "as": str(answer.into),
    }
    if answer.blocks:
        return told | {"blocks": [_block(block) for block in answer.blocks]}
    return told | {"exports": [_exported(one) for one in answer.exports]}


def as_lines(answer: Answer) -> Iterator[str]:
    """The same for a person to read."""
    for block in answer.blocks:
        yield f"{block.title}"
        for line in block.lines:
            why = line.missing.told() if line.missing else ""
            yield f"    {line.label}: {line.value_text or why or '–'}"
    for one in answer.exports:
        yield json.dumps(one.values, ensure_ascii=False, indent=2)
        if one.missing:
            yield words.MISSING.in_vietnamese(count=len(one.missing))
        yield from (f"    {missing.key}: {missing.told()}" for missing in one.missing)
        yield from (f"    {doubt.key}: {doubt.told()}" for doubt in one.doubts)


def _exported(one: Exported) -> dict[str, Any]:
    return {
        "table": one.table,
        "table_version": one.version,
        "values": one.values,
        "missing": [
            {"key": missing.key, "reason": missing.told(), "required": missing.required}
            for missing in one.missing
        ],
        "unverified": list(one.unverified),
        "doubts": [{"key": doubt.key, "reason": doubt.told()} for doubt in one.doubts],
    }


def _block(block: TransferBlock) -> dict[str, Any]:
    return {
        "title": block.title,
        "lines": [
            {
                "label": line.label,
                "key": line.key,
                "value": line.value_text,
                "copy": line.copy_text,
                "missing": line.missing.told() if line.missing else None,
            }
            for line in block.lines
        ],
    }
