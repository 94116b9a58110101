"""The kiosk's log: events with allow-listed fields, so that no personal data can get in by accident.

A field that is not listed, or a value that does not look like an id, a code or a number, is written as ``<redacted>``.
Exceptions are logged as type and places in the code, never with their text. May not import Qt or the store.
"""

import json
import re
import sys
import threading
import traceback
import zlib
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

ALLOWED_FIELDS = frozenset(
    {
        "attempt", "carriage", "code", "count", "dossier", "error", "exit_code", "frames", "level", "officer", "parcel", "pid",
        "procedure", "reason", "screen", "seconds", "seq", "size", "status", "tag", "version", "what",
    }
)  # fmt: skip
_SAFE = re.compile(r"[A-Za-z0-9_.:/-]{1,64}")
_ID = re.compile(r"[0-9a-f]{32}")  # an id of ours, whatever digits it happens to hold
_LONG_NUMBER = re.compile(r"\d{9,}")
_LIMIT = 2_000_000


def harmless(value: object) -> object:
    """The value if it can only be an id, code or number; ``<redacted>`` otherwise.

    Nine or more digits in a row may be somebody's number and are redacted too.
    """
    if isinstance(value, bool | int | float) or value is None:
        return value if not (isinstance(value, int) and abs(value) >= 10**8) else "<redacted>"
    text = str(value)
    if _ID.fullmatch(text):
        return text
    if _SAFE.fullmatch(text) and not _LONG_NUMBER.search(text):
        return text
    return "<redacted>"


class Journal:
    """Appends one JSON object a line to ``logs/<name>.log`` and keeps one older file of 2 MB."""

    def __init__(self, folder: Path | None, name: str) -> None:
        self._path = folder / f"{name}.log" if folder is not None else None
        self._name = name
        self._lock = threading.Lock()

    def write(self, event: str, **fields: object) -> None:
        """Records one event. Never raises: a full disk must not stop a counter."""
        entry: dict[str, object] = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "event": harmless(event),
        }
        for key, value in fields.items():
            if key == "frames" and isinstance(value, list):
                entry[key] = [harmless(item) for item in value]
            else:
                listed = key in ALLOWED_FIELDS
                entry[key if listed else "other"] = harmless(value) if listed else "<redacted>"
        self._put(json.dumps(entry, ensure_ascii=True))

    def _put(self, line: str) -> None:
        if self._path is None:
            return
        with self._lock:
            try:
                if self._path.exists() and self._path.stat().st_size > _LIMIT:
                    self._path.replace(self._path.with_suffix(".log.1"))
                with self._path.open("a", encoding="ascii") as file:
                    file.write(line + "\n")
            except OSError:
                return

    def exception(self, event: str, error: BaseException, **fields: object) -> str:
        """Records an exception without its text and returns a short reference that may be shown."""
        frames = frames_of(error)
        reference = f"{zlib.crc32(repr((type(error).__name__, frames)).encode()) & 0xFFFFF:05X}"
        self.write(event, error=type(error).__name__, frames=frames, code=reference, **fields)
        return reference


def frames_of(error: BaseException) -> list[str]:
    """The places in the code an exception passed, innermost last: ``file.py:line``; no values, no texts."""
    return [
        f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)
    ][-12:]


def quiet_excepthook(journal: Journal, stream: TextIO | None = None) -> None:
    """Makes uncaught exceptions go to the journal and one plain line, never as a traceback with values."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        error.__traceback__ = trace
        reference = journal.exception("uncaught", error)
        print(f"Lỗi chương trình {kind.__name__} ({reference}).", file=stream or sys.stderr)

    sys.excepthook = hook
