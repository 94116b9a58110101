"""From a YAML file to a ``Definition``, or to the full list of what is wrong with it.

Only a sound definition leaves this module. What a definition must keep to beyond its shape is in ``forms.soundness``.
How the file itself is read: ``forms.source``; its pieces: ``forms.reading_pages``, ``forms.reading_terms``, ``forms.sets``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from forms import reading_terms as terms
from forms.definition import Definition, FeeEntry, Kind
from forms.phrasing import Texts
from forms.reading import Faults, Node
from forms.reading_pages import pages
from forms.sets import SHIPPED_SETS, Sets
from forms.soundness import check_definition, check_fees
from forms.source import UnsoundDefinition, parse, read
from forms.text import Message

__all__ = ["FeeTable", "UnsoundDefinition", "load", "load_fees", "load_text"]

FORMAT = 1

WRONG_FORMAT = Message(
    "error.form.definition.format",
    "Phiên bản định dạng phải là {wanted}.",
    "For authors: the file format's number.",
)


Known = Callable[[str, str], bool]
"""Whether a file (``procedures/1.004873/2026.1.yaml``, ``sets/mother/2026.1.yaml``) with that text was probed before."""


def load(
    file: Path, name: str | None = None, *, sets: Sequence[Path] | None = None, known: Known | None = None
) -> Definition:
    """The definition of a file. ``name`` is how faults call the file; ``sets`` are the folders its sets are looked for
    in, the shipped ones and a folder ``sets`` beside the procedures by default. Raises ``UnsoundDefinition``.

    Where the file and each of its sets is ``known``, only their shape is checked.
    """
    told = name or str(file)
    folders = (SHIPPED_SETS, file.resolve().parent.parent / "sets") if sets is None else tuple(sets)
    text = read(file, told)
    seen = known if known and known(f"procedures/{file.parent.name}/{file.name}", text) else None
    return load_text(text, told, sets=folders, known=seen)


def load_text(
    text: str, name: str, *, sets: Sequence[Path] = (SHIPPED_SETS,), known: Known | None = None
) -> Definition:
    """As ``load``, from the file's text; ``known`` then speaks of the sets only."""
    faults = Faults(name)
    tree = parse(text, faults)
    used = Sets(sets)
    definition = None if faults.found else _definition(Node(tree, "", faults), used)
    probed = known is not None and all(known(file, content) for file, content in used.files)
    if definition is not None and not faults.found and not probed:
        check_definition(definition, faults)
    if definition is None or faults.found:
        raise UnsoundDefinition(tuple(faults.found))
    return definition


@dataclass(frozen=True, slots=True)
class FeeTable:
    """Fees installed apart from a definition, because provinces change them on their own days."""

    code: str
    sources: tuple[tuple[str, str], ...]
    entries: tuple[FeeEntry, ...]


def load_fees(file: Path, name: str) -> FeeTable:
    """The fee table of a ``fees.yaml``. Raises ``UnsoundDefinition``."""
    faults = Faults(name)
    tree = parse(read(file, name), faults)
    top = Node(tree, "", faults)
    if top.number("format", needed=True) != FORMAT:
        top.fault("format", WRONG_FORMAT, wanted=FORMAT)
    sources = top.child("sources")
    table = FeeTable(
        top.text("code"),
        tuple((key, sources.text(key)) for key in sources.map) if sources else (),
        top.nodes("entries", terms.fee_entry, needed=True),
    )
    top.close()
    check_fees(table.entries, dict(table.sources), "entries", faults)
    if faults.found:
        raise UnsoundDefinition(tuple(faults.found))
    return table


def _definition(top: Node, sets: Sets) -> Definition | None:
    if top.number("format", needed=True) != FORMAT:
        top.fault("format", WRONG_FORMAT, wanted=FORMAT)
        return None
    code = top.text("code")
    say = Texts(f"form.{code}")
    kind = terms.kind(top)
    asks = kind is not Kind.GUIDE
    files = kind is Kind.FILING
    valid_from = top.day("valid_from", needed=True)
    presence = top.child("presence")
    fees, due, result = (top.child(key, needed=files) for key in ("fees", "due_rule", "result"))
    if presence is None or valid_from is None or (files and None in (fees, due, result)):
        return None
    sources = top.child("sources")
    own_sources = tuple((key, sources.text(key)) for key in sources.map) if sources else ()
    asked = pages(top, say, sets, needed=asks)
    definition = Definition(
        code=code,
        version=top.text("version"),
        kind=kind,
        name=say.of(top, "name", "name"),
        summary=say.of(top, "summary", "summary"),
        life_event=top.text("life_event"),
        picture=top.text("picture", needed=False) or None,
        short=say.maybe(top, "short", "short"),
        field_of_work=say.of(top, "field_of_work", "field_of_work"),
        valid_from=valid_from,
        last_lawful_day=top.day("last_lawful_day"),
        after_last_day=say.maybe(top, "after_last_day", "after_last_day"),
        undelivered=say.maybe(top, "undelivered", "undelivered"),
        offered_to=terms.offer(top.child("offered_to", needed=False), say),
        sources=(*own_sources, *sets.sources.items()),
        legal_basis=top.nodes("legal_basis", terms.law, needed=files),
        presence=terms.presence(presence, say),
        channels=tuple(n for _, n in top.items("channels", needed=files) if isinstance(n, int)),
        parts=top.nodes("parts", lambda n: terms.part(n, say), needed=files),
        result=terms.result(result, say),
        fees=terms.fees(fees, say),
        due_rule=terms.stated_due_rule(due, say),
        steps=top.nodes("steps", lambda n: terms.step(n, say), needed=not asks),
        declarations=top.nodes("declarations", terms.declaration),
        deadlines=top.nodes("deadlines", lambda n: terms.deadline(n, say)),
        pages=asked,
        papers=top.nodes("papers", lambda n: terms.paper(n, say)),
        stops=top.nodes("stops", lambda n: terms.rule(n, say, "stop")),
        to_officer=top.nodes("to_officer", lambda n: terms.rule(n, say, "to_officer")),
    )
    if sources is not None:
        sources.close()
    top.close()
    return definition
