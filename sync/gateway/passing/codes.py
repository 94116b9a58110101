"""Adapter tables: what our words are called in another system, kept as dated data with source and certainty.

Sources contradict one another; which of them holds for a system is said by whoever grants the interface, in
``passing.yaml``. May not guess: a word without a code is ``None``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from forms.definition import Fact
from forms.reading import NOT_ONE_OF, WRONG_TYPE, Faults, Node
from forms.source import UnsoundDefinition, parse, read
from forms.states import CaseStatus

SHIPPED = Path(__file__).with_name("codes.yaml")
FORMAT = 1
HEARD = "TrangThai"
"""The table that is read the other way: from their state to ours."""
_STATES = tuple(str(int(one)) for one in CaseStatus if one is not CaseStatus.DRAFT)


@dataclass(frozen=True, slots=True)
class CodeTable:
    """One table of one adapter from a day on. ``values``: our word → theirs (for ``TrangThai`` theirs → ours)."""

    code: str
    adapter: str
    valid_from: date
    values: Mapping[str, str]
    evidence: Fact


@dataclass(frozen=True, slots=True)
class Codes:
    """Every table there is, those that go first in front."""

    tables: tuple[CodeTable, ...]

    def table(self, code: str, adapter: str, on: date) -> CodeTable | None:
        """The newest table of that adapter whose day has come; of two of one day the first."""
        found = [t for t in self.tables if (t.code, t.adapter) == (code, adapter) and t.valid_from <= on]
        return max(found, key=lambda t: t.valid_from, default=None)

    def of(self, code: str, adapter: str, word: str, on: date) -> str | None:
        """What ``word`` is called there on that day; ``None`` when no table says it."""
        table = self.table(code, adapter, on)
        return None if table is None else table.values.get(word)

    def adapters(self) -> frozenset[str]:
        """The adapters some table speaks of."""
        return frozenset(table.adapter for table in self.tables)

    def before(self, own: tuple[CodeTable, ...]) -> "Codes":
        """These tables with ``own`` going before them."""
        return Codes((*own, *self.tables))


@lru_cache(maxsize=1)
def shipped_codes() -> Codes:
    """The tables the product brings. Raises ``UnsoundDefinition``."""
    faults = Faults(SHIPPED.name)
    top = Node(parse(read(SHIPPED, SHIPPED.name), faults), "", faults)
    if top.number("format", needed=True) != FORMAT:
        top.fault("format", NOT_ONE_OF, wanted=str(FORMAT))
    sources = top.child("sources")
    known = frozenset(sources.map) if sources else frozenset()
    tables = read_tables(top, "tables", known)
    top.close()
    if faults.found:
        raise UnsoundDefinition(tuple(faults.found))
    return Codes(tables)


def read_tables(top: Node, key: str, sources: frozenset[str]) -> tuple[CodeTable, ...]:
    """The tables under ``key``; every fault is noted on the node."""
    return top.nodes(key, lambda node: _table(node, sources))


def _table(node: Node, sources: frozenset[str]) -> CodeTable:
    values = node.child("values")
    found: dict[str, str] = {}
    for word, code in (values.map if values else {}).items():
        if not isinstance(word, str) or not isinstance(code, str):
            node.fault(f"values.{word}", WRONG_TYPE, wanted="mã trong dấu nháy")
            continue
        found[word] = code
    name = node.text("code")
    for word, ours in found.items() if name == HEARD else ():
        if ours not in _STATES:
            node.fault(f"values.{word}", NOT_ONE_OF, wanted=", ".join(_STATES))
    return CodeTable(
        name,
        node.text("adapter"),
        node.day("from", needed=True) or date.min,
        found,
        evidence(node, sources),
    )


def evidence(node: Node, sources: frozenset[str]) -> Fact:
    """Source and certainty of a fact; a source nobody has named is a fault."""
    source = node.text("source")
    if source and source not in sources:
        node.fault("source", NOT_ONE_OF, wanted=", ".join(sorted(sources)))
    return Fact(source, node.flag("verified", needed=True))
