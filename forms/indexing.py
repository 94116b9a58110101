"""What the list of procedures needs, written down beside the shipped files, so that showing it reads none of them.

``forms/procedures/index.json`` is made by ``python -m forms index``. An entry counts only while the file's hash is the
one it was made from; any other file is read itself.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from forms.definition import Definition
from forms.kinds import Kind
from forms.pins import sha256_of
from forms.text import Message

INDEX = Path(__file__).resolve().parent / "procedures" / "index.json"

_build = Message  # written in the definitions' files: packs find them through Definition.messages()


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of one procedure, as lists show it. ``outreach`` and ``roles`` are those of ``offered_to``."""

    code: str
    version: str
    name: Message
    summary: Message
    field_of_work: Message
    life_event: str
    kind: Kind
    valid_from: date
    last_lawful_day: date | None
    outreach: bool
    roles: tuple[str, ...]
    picture: str | None = None

    def lawful_on(self, day: date) -> bool:
        """Whether a dossier may be sealed under this version on that day."""
        return self.valid_from <= day and (self.last_lawful_day is None or day <= self.last_lawful_day)


def entry_of(d: Definition) -> Entry:
    """The entry of a definition that was read."""
    return Entry(
        d.code,
        d.version,
        d.name,
        d.summary,
        d.field_of_work,
        d.life_event,
        d.kind,
        d.valid_from,
        d.last_lawful_day,
        d.offered_to is not None and d.offered_to.outreach,
        d.offered_to.roles if d.offered_to else (),
        d.picture,
    )


def index_text(files: Iterable[tuple[Definition, bytes]]) -> str:
    """The content of ``index.json`` for definitions and the bytes of their files."""
    entries = [{**_as_json(entry_of(d)), "sha256": sha256_of(text)} for d, text in files]
    entries.sort(key=lambda e: (e["code"], e["version"]))
    return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"


@lru_cache(maxsize=1)
def shipped_index() -> Mapping[tuple[str, str], tuple[Entry, str]]:
    """(code, version) → entry and the hash of its file. Empty when there is no index, or a damaged one: then the files
    are read, which is slower and as right."""
    return read_index(INDEX)


def read_index(file: Path) -> Mapping[tuple[str, str], tuple[Entry, str]]:
    """As ``shipped_index``, of any file."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return {(e["code"], e["version"]): (_entry(e), e["sha256"]) for e in content}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _as_json(e: Entry) -> dict[str, Any]:
    return {
        "code": e.code,
        "version": e.version,
        "name": _message(e.name),
        "summary": _message(e.summary),
        "field_of_work": _message(e.field_of_work),
        "life_event": e.life_event,
        "kind": str(e.kind),
        "valid_from": e.valid_from.isoformat(),
        "last_lawful_day": e.last_lawful_day.isoformat() if e.last_lawful_day else None,
        "outreach": e.outreach,
        "roles": list(e.roles),
        "picture": e.picture,
    }


def _message(message: Message) -> list[str]:
    return [message.id, message.vi, message.note]


def _entry(e: Mapping[str, Any]) -> Entry:
    last = e["last_lawful_day"]
    return Entry(
        e["code"],
        e["version"],
        _build(*e["name"]),
        _build(*e["summary"]),
        _build(*e["field_of_work"]),
        e["life_event"],
        Kind(e["kind"]),
        date.fromisoformat(e["valid_from"]),
        date.fromisoformat(last) if last else None,
        e["outreach"],
        tuple(e["roles"]),
        e["picture"],
    )
