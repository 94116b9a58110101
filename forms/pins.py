"""The hashes of every published file, so that a version that dossiers were filed under cannot be edited unnoticed.

``forms/procedures/pins.json`` maps each file under ``forms/`` to the SHA-256 of its text. A changed file is a fault:
a change is a new version. Says nothing about whether a file is sound.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from forms.errors import KnownError
from forms.reading import DefinitionFault
from forms.text import Message

ROOT = Path(__file__).resolve().parent
PINS = "procedures/pins.json"
FOLDERS = ("procedures", "sets", "layouts", "exports")
"""Where published files lie, below ``forms/``."""
UNPINNED = "fees"
"""Stem of a file of fees: dated inside, and added to as provinces decide."""

CHANGED = Message(
    "error.form.pin.changed",
    "Tệp đã phát hành bị sửa. Hãy trả lại như cũ và lập phiên bản mới.",
    "For authors: dossiers were filed under this file, so it may never change.",
)
GONE = Message(
    "error.form.pin.gone",
    "Tệp đã phát hành bị mất. Hồ sơ đã nộp theo tệp này vẫn cần nó.",
    "For authors: a pinned file is not there.",
)
NOT_PINNED = Message("error.form.pin.not_pinned", "Tệp chưa được ghim.", "For authors.")
UNREADABLE = Message(
    "error.form.pin.unreadable", "Không đọc được sổ ghim {name}.", "For authors: pins.json is damaged."
)


def sha256_of(text: bytes) -> str:
    """The hash a file is pinned by. Line ends do not count, so that a checkout on Windows is the same file."""
    return hashlib.sha256(text.replace(b"\r\n", b"\n")).hexdigest()


def published(root: Path = ROOT) -> tuple[str, ...]:
    """Every file that is pinned once it is published, as ``procedures/1.004873/2026.1.yaml``, sorted."""
    found = (file for folder in FOLDERS for file in (root / folder).rglob("*.yaml") if file.stem != UNPINNED)
    return tuple(sorted(file.relative_to(root).as_posix() for file in found))


def read_pins(root: Path = ROOT) -> dict[str, str]:
    """File → hash; empty before anything was published. ``KnownError`` when the list is damaged."""
    try:
        pins = json.loads((root / PINS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise KnownError(UNREADABLE, name=PINS) from error
    if not isinstance(pins, dict) or not all(isinstance(value, str) for value in pins.values()):
        raise KnownError(UNREADABLE, name=PINS)
    return pins


@lru_cache(maxsize=1)
def shipped_pins() -> Mapping[str, str]:
    """The pins of the files we ship; read once."""
    return read_pins()


def as_pinned(name: str, text: bytes, pins: Mapping[str, str]) -> bool:
    """Whether a file still is what was published. One that is not pinned yet is not."""
    return name in pins and pins[name] == sha256_of(text)


def pin_faults(root: Path = ROOT) -> tuple[DefinitionFault, ...]:
    """Published files that were changed or are gone."""
    found = []
    for name, wanted in sorted(read_pins(root).items()):
        try:
            whole = sha256_of((root / name).read_bytes()) == wanted
        except OSError:
            found.append(DefinitionFault(name, "", GONE, {}))
            continue
        if not whole:
            found.append(DefinitionFault(name, "", CHANGED, {}))
    return tuple(found)


def unpinned(root: Path = ROOT) -> tuple[DefinitionFault, ...]:
    """Files that are there and were never pinned."""
    pins = read_pins(root)
    return tuple(DefinitionFault(name, "", NOT_PINNED, {}) for name in published(root) if name not in pins)


def pin(root: Path = ROOT) -> tuple[str, ...]:
    """Pins what is not pinned yet and returns its names. Never pins a changed file anew: ``pin_faults`` names it."""
    pins = read_pins(root)
    new = tuple(name for name in published(root) if name not in pins)
    if new:
        pins.update({name: sha256_of((root / name).read_bytes()) for name in new})
        text = json.dumps(dict(sorted(pins.items())), indent=1) + "\n"
        (root / PINS).write_text(text, encoding="utf-8", newline="\n")
    return new
