"""Reading the small dated tables under ``forms/data``: every row with its source, every fault named at once."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from forms.questions import Fact
from forms.reading import WRONG_TYPE, Faults, Node
from forms.source import UnsoundDefinition, parse, read
from forms.text import Message

FORMAT = 1

NO_SOURCE = Message(
    "error.form.table.no_source", "Nguồn “{name}” không có trong sources.", "For authors of dated tables."
)


@dataclass(frozen=True, slots=True)
class DatedTable:
    """One table while it is read. ``top`` is its outermost node; faults found in rows go to ``faults``."""

    top: Node
    faults: Faults
    sources: Mapping[str, str]

    def fact(self, node: Node) -> Fact:
        """Where a row comes from; a source the table does not name is a fault."""
        fact = Fact(node.text("source"), node.flag("verified", needed=True))
        if fact.source and fact.source not in self.sources:
            node.fault("source", NO_SOURCE, name=fact.source)
        return fact


@contextmanager
def dated_table(file: Path) -> Iterator[DatedTable]:
    """The table of a file, for as long as its rows are read. Raises ``UnsoundDefinition`` naming every fault."""
    faults = Faults(file.name)
    tree = parse(read(file, file.name), faults)
    _refuse(faults)
    top = Node(tree, "", faults)
    if top.number("format", needed=True) != FORMAT:
        top.fault("format", WRONG_TYPE, wanted=str(FORMAT))
    sources = top.child("sources")
    yield DatedTable(top, faults, {key: sources.text(key) for key in sources.map} if sources else {})
    top.close()
    _refuse(faults)


def _refuse(faults: Faults) -> None:
    if faults.found:
        raise UnsoundDefinition(tuple(faults.found))
