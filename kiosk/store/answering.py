"""Writing answers, one row a field's address, inside somebody's transaction. The hot path: its statement is built once."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite import insert as upsert

from forms.rules.names import nfc
from kiosk.domain.dossier import Answer
from kiosk.store.models import AnswerRow, table

_fresh = upsert(table(AnswerRow))
_PUT = _fresh.on_conflict_do_update(
    index_elements=["dossier", "field"],
    set_={
        name: _fresh.excluded[name]
        for name in ("value", "origin", "unsure", "saved_at", "saved_by", "reference")
    },
)


def put_answers(connection: Connection, row: int, answers: Iterable[Answer], now: datetime, by: str) -> None:
    """Record these answers of a dossier; an earlier answer at the same address gives way."""
    values = [
        {
            "dossier": row,
            "field": answer.field,
            "value": _composed(answer.value),
            "origin": answer.origin,
            "unsure": answer.unsure,
            "saved_at": now,
            "saved_by": by,
            "reference": answer.reference or None,
        }
        for answer in answers
    ]
    if values:
        connection.execute(_PUT, values if len(values) > 1 else values[0])


def composed(answer: Answer) -> Answer:
    """The answer as it will be read back."""
    return replace(answer, value=_composed(answer.value))


def _composed(value: Any) -> Any:
    """The value with every text in it in NFC, also inside a place or a list of rows."""
    if isinstance(value, str):
        return nfc(value)
    if isinstance(value, Mapping):
        return {key: _composed(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_composed(inner) for inner in value]
    return value
