"""Where a citizen stands in a form and where Continue and Back lead. Pages are named by their addresses.

Nothing is remembered between calls: the path follows from the answers alone (``forms.evaluating``).
"""

from collections.abc import Collection, Mapping
from typing import Any

from forms.addresses import split
from forms.answers import flatten
from forms.definition import Definition
from forms.evaluating import UNSURE_ANSWERS, evaluate
from forms.expression import compiled
from forms.faults import Fault
from forms.standing import (
    ChosenPart,
    Context,
    DeadlineState,
    FieldState,
    FormState,
    PageState,
    PaperState,
    RowState,
)

__all__ = [
    "UNSURE_ANSWERS", "ChosenPart", "Context", "DeadlineState", "FieldState", "FormState", "PageState", "PaperState",
    "RowState", "evaluate", "first_page", "judge", "next_page", "page_of", "previous_page", "progress",
]  # fmt: skip


def judge(
    definition: Definition, address: str, answers: Mapping[str, Any], value: object, context: Context
) -> Fault | None:
    """What is wrong with ``value`` as the answer at ``address``, the other answers being as they are.

    ``None`` when it is right, and when the field is not shown at all.
    """
    tried = {**flatten(definition, answers), address: value}
    found = evaluate(definition, tried, (), context).find(address)
    return found.fault if found else None


def first_page(state: FormState) -> str | None:
    """The address of the first page that asks something."""
    return next((p.address for p in state.pages if p.asked), None)


def next_page(state: FormState, address: str, passed: Collection[str] = ()) -> str | None:
    """The page after; ``None`` after the last. From a page that is no longer asked: the next one that is.

    ``passed``, here and below: pages that are asked and yet not shown on the way.
    """
    order = _Order(state)
    here = order.of(address)
    return next((p.address for p in _shown(state, passed) if order.of(p.address) > here), None)


def previous_page(state: FormState, address: str, passed: Collection[str] = ()) -> str | None:
    """The page before; ``None`` before the first."""
    order = _Order(state)
    here = order.of(address)
    return next((p.address for p in reversed(_shown(state, passed)) if order.of(p.address) < here), None)


def page_of(state: FormState, address: str) -> str | None:
    """The page where a field can be changed: its own, or for a computed one the page of what it comes from."""
    for page in state.pages:
        for f in page.fields:
            if f.address == address:
                return _source_page(state, f) if f.locked else page.address
    return None


def progress(state: FormState, address: str, passed: Collection[str] = ()) -> tuple[int, int]:
    """(number of this page from 1, number of pages as the answers stand)."""
    order = _Order(state)
    here = order.of(address)
    asked = [order.of(p.address) for p in _shown(state, passed)]
    return sum(1 for place in asked if place < here) + 1, len(asked)


def _shown(state: FormState, passed: Collection[str]) -> list[PageState]:
    return [page for page in state.pages if page.asked and page.address not in passed]


def _source_page(state: FormState, found: FieldState) -> str | None:
    computed = found.field.computed
    assert computed is not None
    names = list(compiled(computed.value.source).variables())
    if computed.when is not None:
        names += compiled(computed.when.source).variables()
    for name in names:
        beside = found.row.address(name) if found.row else name
        for page in state.pages:
            if any(f.address in (name, beside) and not f.locked for f in page.fields):
                return page.address
    return None


class _Order:
    """Where pages stand, those not shown included: rows stand before their hub, one after the other."""

    def __init__(self, state: FormState) -> None:
        self._hubs: dict[str, int] = {}
        self._pages: dict[str, tuple[int, int]] = {}
        for n, page in enumerate(state.definition.pages):
            self._pages[page.id] = (n, 0)
            if page.rows is not None:
                self._hubs[page.rows.id] = n
                self._pages |= {inner.id: (n, m) for m, inner in enumerate(page.rows.pages)}
        self._known = {(p.row.rows, p.row.id): p.row.number for p in state.pages if p.row is not None}

    def of(self, address: str) -> tuple[int, float, int]:
        """A sortable place. ``KeyError`` for a page the definition does not have."""
        parts = split(address)
        if parts is None:
            raise KeyError(address)
        top, inner = self._pages[parts.name]
        if not parts.rows:
            return top, float("inf"), inner
        # A row that is gone stands between the last one and the hub.
        number = self._known.get((parts.rows, parts.row), 1_000_000)
        return self._hubs[parts.rows], number, inner
