"""Every sentence of the product, gathered from where it is written: Python sources and form definitions.

Build time only: reads source files, which a built program does not have. Python is read by its syntax tree
and never imported, so a sentence is found whether or not any screen shows it.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from forms.text import Message
from kiosk.i18n.placeholders import is_sound

SOURCES = ("kiosk", "forms", "sync")

#: Who never has a pack: the province's side, and authors of form definitions at their command line.
WITHOUT_PACKS = "sync/gateway/"
AUTHORS_ONLY = "error.form.definition."

#: Modules that make messages out of data; what they make is gathered from the data itself, or is no sentence.
FROM_DATA = frozenset(
    {
        "forms/catalogue.py",
        "forms/definition.py",
        "forms/loader.py",
        "kiosk/i18n/exchange.py",
        "kiosk/i18n/gather.py",
        "kiosk/i18n/stats.py",
        "kiosk/i18n/translator.py",
    }
)

_ID = re.compile(r"(ui|form|error|doc|place)(\.[A-Za-z0-9_-]+)+")
_FIELDS = ("id", "vi", "note")


@dataclass(frozen=True, slots=True)
class Found:
    """A message and the files it is written in (relative, without line numbers: those change too often)."""

    message: Message
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gathering:
    """All messages by id, and what is wrong with the sources (one line each, for a developer)."""

    found: tuple[Found, ...]
    faults: tuple[str, ...]

    @property
    def messages(self) -> tuple[Message, ...]:
        return tuple(found.message for found in self.found)


def _names_of_message(tree: ast.Module) -> set[str]:
    """What ``forms.text.Message`` is called in this module."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "forms.text":
            names |= {alias.asname or alias.name for alias in node.names if alias.name == "Message"}
    return names


def _constants(tree: ast.Module) -> dict[str, str]:
    """The module's own named strings: a note shared by several messages may be one of them."""
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, str)
    }


def _literal(call: ast.Call, constants: dict[str, str]) -> Message | None:
    values: dict[str, str] = {}
    given = [*zip(_FIELDS, call.args, strict=False), *((word.arg, word.value) for word in call.keywords)]
    for name, node in given:
        if name == "note" and isinstance(node, ast.Name) and node.id in constants:
            values[name] = constants[node.id]
            continue
        if name is None or not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            return None
        values[name] = node.value
    if "id" not in values or "vi" not in values:
        return None
    return Message(values["id"], values["vi"], values.get("note", ""))


def _from_python(path: Path, place: str) -> Iterator[Message | str]:
    """Messages, and faults as text."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"), filename=place)
    except SyntaxError as error:
        yield f"{place}:{error.lineno}: not valid Python"
        return
    names, constants = _names_of_message(tree), _constants(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in names:
            continue
        message = _literal(node, constants)
        if message is not None:
            yield message
        elif place not in FROM_DATA:
            yield f"{place}:{node.lineno}: Message(...) must be written with literal strings"


def _from_definitions() -> Iterator[tuple[str, Message] | str]:
    """Messages with their file, and faults of definitions as text."""
    from forms.catalogue import Catalogue  # heavy: expressions are compiled

    catalogue = Catalogue.shipped()
    newest_first = sorted(catalogue.definitions(), key=lambda d: (d.valid_from, d.version), reverse=True)
    written: dict[str, tuple[str, str]] = {}
    for definition in newest_first:
        place = f"forms/procedures/{definition.code}/{definition.version}.yaml"
        for message in definition.messages():
            # An earlier version may word a sentence otherwise; translators are asked for what is in force, and the
            # earlier one is then shown in Vietnamese.
            code, said = written.setdefault(message.id, (definition.code, message.vi))
            if said == message.vi or code != definition.code:
                yield place, message
    for fault in catalogue.faults():
        yield fault.line()


def _faults_of(message: Message, place: str) -> Iterator[str]:
    if _ID.fullmatch(message.id) is None:
        yield f"{place}: {message.id!r} is no message id (ui., form., error., doc. or place. and dotted)"
    if not message.vi.strip():
        yield f"{place}: {message.id} has no Vietnamese"
    if not is_sound(message.vi):
        yield f"{place}: {message.id} has a brace that is no plain {{name}}"


def gather(root: Path, definitions: bool = True) -> Gathering:
    """All messages under the repository at ``root``, ordered by id; of the shipped definitions too unless
    told.
    """
    faults: list[str] = []
    written: dict[str, tuple[Message, list[str]]] = {}

    def add(message: Message, place: str) -> None:
        faults.extend(_faults_of(message, place))
        if message.id.startswith(AUTHORS_ONLY):
            return
        first, places = written.setdefault(message.id, (message, []))
        if first.vi != message.vi:
            faults.append(f"{place}: {message.id} says something else in {places[0]}")
        if not first.note and message.note:
            written[message.id] = (message, places)
        if place not in places:
            places.append(place)

    for top in SOURCES:
        for path in sorted((root / top).rglob("*.py")):
            place = path.relative_to(root).as_posix()
            if place.startswith(WITHOUT_PACKS):
                continue
            for item in _from_python(path, place):
                if isinstance(item, str):
                    faults.append(item)
                else:
                    add(item, place)
    if definitions:
        for drawn in _from_definitions():
            if isinstance(drawn, str):
                faults.append(drawn)
            else:
                add(drawn[1], drawn[0])
    ordered = (Found(message, tuple(sorted(places))) for _, (message, places) in sorted(written.items()))
    return Gathering(tuple(ordered), tuple(faults))
