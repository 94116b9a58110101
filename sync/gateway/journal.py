"""What the gateway's processes write down about themselves: events with allow-listed fields, on standard error.

Never a body, a query, a header, an error's text or an address: those may hold what a citizen wrote. Other libraries'
records are reduced to who spoke, how loud, and where in the code an error came from.
"""

import json
import logging
import os
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType

_OURS = "sync.gateway"
_FIELDS = "gateway_fields"
FORM_VARIABLE = "HOSO_LOG"
ALLOWED = frozenset(
    {
        "attempt", "child", "count", "device", "dossier", "kind", "method", "ms", "office", "parcel", "path", "pid",
        "reason", "seconds", "seq", "status", "type",
        "held", "passed", "quarantined", "road", "waiting",
    }
)  # fmt: skip
"""Field names that may be written: ids, codes, counts and route templates."""


def note(
    logger: logging.Logger, event: str, /, level: int = logging.INFO, **fields: str | int | float | None
) -> None:
    """Write one event. ``event`` is a constant of the code; a field outside the allow-list is left out."""
    kept = {key: value for key, value in fields.items() if key in ALLOWED and value is not None}
    logger.log(level, event, extra={_FIELDS: kept})


def note_failure(logger: logging.Logger, event: str, /, **fields: str | int | float | None) -> None:
    """Write that the exception being handled was met: its type and places, never its text."""
    kept = {key: value for key, value in fields.items() if key in ALLOWED and value is not None}
    logger.error(event, exc_info=True, extra={_FIELDS: kept})


class AllowListFormatter(logging.Formatter):
    """One line a record, with nothing in it that was not meant to be there."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for ``record``."""
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        parts = [when, record.levelname, record.name]
        if record.name.startswith(_OURS):
            parts.append(str(record.msg))
            fields = getattr(record, _FIELDS, {})
            parts.extend(f"{key}={_flat(value)}" for key, value in fields.items() if key in ALLOWED)
        if record.exc_info and record.exc_info[0] is not None:
            parts.append(_places(record.exc_info[0], record.exc_info[2]))
        return " ".join(parts)


class JsonFormatter(logging.Formatter):
    """The same as one JSON object a line, for programs that gather logs."""

    def format(self, record: logging.LogRecord) -> str:
        """``{"time", "level", "logger", "event", …fields, "error"}``."""
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
        }
        if record.name.startswith(_OURS):
            told["event"] = str(record.msg)
            fields = getattr(record, _FIELDS, {})
            told |= {
                key: value if isinstance(value, int | float) else _flat(value)
                for key, value in fields.items()
                if key in ALLOWED
            }
        if record.exc_info and record.exc_info[0] is not None:
            told["error"] = _places(record.exc_info[0], record.exc_info[2])
        return json.dumps(told, ensure_ascii=False)


def start_journal(level: int = logging.INFO) -> None:
    """Send every record of this process through the allow-list to standard error: lines, or JSON where ``HOSO_LOG=json``."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if os.environ.get(FORM_VARIABLE) == "json" else AllowListFormatter())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(_OURS).setLevel(level)


def _flat(value: object) -> str:
    # A value with a line break could forge another line.
    return "".join(letter for letter in str(value) if letter.isprintable() and letter != " ")[:80]


def _places(kind: type[BaseException], trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)[-6:]
    where = " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames))
    return f"{kind.__module__}.{kind.__qualname__} at {where}"
