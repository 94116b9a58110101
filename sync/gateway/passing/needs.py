"""What of a linked declaration each part's authority is told: the pages it needs and no other. Dated with the forms.

May not open anything; a part nobody has described is told none of the answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from forms.answers import nest
from forms.definition import Definition, Fact
from forms.reading import NOT_ONE_OF, Faults, Node
from forms.source import UnsoundDefinition, parse, read
from sync.gateway.passing.codes import evidence

SHIPPED = Path(__file__).with_name("needs.yaml")
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Need:
    """The pages one part's authority needs."""

    part: str
    pages: tuple[str, ...]
    evidence: Fact


@lru_cache(maxsize=1)
def shipped_needs() -> Mapping[str, Mapping[str, Need]]:
    """Procedure → part → what it needs. Raises ``UnsoundDefinition``."""
    faults = Faults(SHIPPED.name)
    top = Node(parse(read(SHIPPED, SHIPPED.name), faults), "", faults)
    if top.number("format", needed=True) != FORMAT:
        top.fault("format", NOT_ONE_OF, wanted=str(FORMAT))
    sources = top.child("sources")
    known = frozenset(sources.map) if sources else frozenset()
    found = dict(top.nodes("procedures", lambda node: _procedure(node, known), needed=True))
    top.close()
    if faults.found:
        raise UnsoundDefinition(tuple(faults.found))
    return found


def _procedure(node: Node, sources: frozenset[str]) -> tuple[str, dict[str, Need]]:
    always = node.texts("always")
    parts = node.nodes(
        "parts",
        lambda one: Need(one.text("part"), (*always, *one.texts("pages")), evidence(one, sources)),
        needed=True,
    )
    return node.text("procedure"), {need.part: need for need in parts}


def is_described(definition: Definition, part: str) -> bool:
    """Whether anybody has said what the authority of ``part`` needs."""
    return part in shipped_needs().get(definition.code, {})


def fields_for(definition: Definition, part: str) -> frozenset[str] | None:
    """The questions and groups of rows the authority of ``part`` is told; None for all, where there is one part alone."""
    if len(definition.parts) < 2:
        return None
    need = shipped_needs().get(definition.code, {}).get(part)
    wanted: set[str] = set()
    for page in definition.all_pages() if need else ():
        if need and page.id in need.pages:
            wanted |= {f.id for f in page.fields}
            wanted |= {page.rows.id} if page.rows else set()
    return frozenset(wanted)


def answers_for(definition: Definition, part: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers (nested, as in records) that go to the authority of ``part``."""
    nested, wanted = nest(definition, answers), fields_for(definition, part)
    return {name: value for name, value in nested.items() if wanted is None or name in wanted}
