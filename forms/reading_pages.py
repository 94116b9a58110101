"""Reading pages, fields and repeated rows from a definition's or a set's file.

Where a list of pages says ``use``, ``forms.sets`` brings in the pages of a set. Nothing here judges whether what was
read makes sense together: ``forms.soundness`` does.
"""

from collections.abc import Sequence
from typing import Protocol

from forms.kinds import FieldType, Precision
from forms.phrasing import Texts
from forms.questions import (
    CardFill,
    Check,
    Computed,
    Expression,
    Fact,
    Field,
    Option,
    Page,
    Rows,
)
from forms.reading import NOT_ONE_OF, WRONG_TYPE, Node

ALWAYS_MOST_ROWS = 50
"""Rows of a group whose definition names no maximum: far more than any household, and still bounded."""


class SetUser(Protocol):
    """Whoever can bring in the pages of a set, knowing the pages before."""

    def use(self, node: Node, before: Sequence[Page]) -> tuple[Page, ...]: ...


def fact(node: Node) -> Fact:
    """``source`` and ``verified`` of a table."""
    return Fact(node.text("source"), node.flag("verified", needed=True))


def when(node: Node, key: str) -> Expression | None:
    """An expression that may be absent."""
    raw = node.raw(key)
    if raw is None:
        return None
    if not isinstance(raw, str):
        node.fault(key, WRONG_TYPE, wanted="biểu thức CEL trong dấu nháy")
        return None
    return Expression(raw.strip(), node.at(key))


def needed_when(node: Node, key: str) -> Expression:
    """An expression that must be there."""
    node.raw(key, needed=True)
    return when(node, key) or Expression("false", node.at(key))


def bool_or_when(node: Node, key: str, default: bool) -> Expression | bool:
    """true, false or an expression."""
    raw = node.raw(key)
    if raw is None or isinstance(raw, bool):
        return default if raw is None else raw
    return when(node, key) or default


def pages(node: Node, say: Texts, sets: SetUser | None, *, needed: bool = True) -> tuple[Page, ...]:
    """The list under ``pages``: ordinary pages, hubs of rows, and uses of sets where ``sets`` can bring them in."""
    found: list[Page] = []
    for path, item in node.items("pages", needed=needed):
        inner = Node(item, path, node.faults)
        use = inner.child("use", needed=False) if sets is not None else None
        if use is not None and sets is not None:
            found += sets.use(use, found)
            use.close()
        else:
            found.append(_page(inner, say, sets))
        inner.close()
    return tuple(found)


def _page(node: Node, say: Texts, sets: SetUser | None) -> Page:
    say = say.within(node)
    page = node.text("id")
    hub = node.child("rows", needed=False)
    if hub is not None:
        fields: tuple[Field, ...] = (_rows(hub, say, sets),)
        hub.close()
    else:
        fields = node.nodes("fields", lambda n: _field(n, say), needed=True)
    return Page(
        page,
        say.of(node, "title", f"page.{page}"),
        fields,
        when(node, "show"),
        node.nodes("card_fills", lambda n: CardFill(n.text("person"), when(n, "when"))),
    )


def _rows(node: Node, say: Texts, sets: SetUser | None) -> Field:
    say = say.within(node)
    name = node.text("id")
    node.faults.places[name] = node.path
    minimum = node.number("minimum") or 0
    return Field(
        id=name,
        type=FieldType.ROWS,
        label=say.of(node, "label", f"{name}.label"),
        ask=say.of(node, "ask", f"{name}.ask"),
        help=say.maybe(node, "help", f"{name}.help"),
        fact=fact(node),
        required=minimum > 0,
        sensitive=node.flag("sensitive"),
        may_be_unsure=False,
        eform=node.text("eform", needed=False) or None,
        minimum=minimum,
        maximum=node.number("maximum") or ALWAYS_MOST_ROWS,
        picture=node.text("picture", needed=False) or None,
        rows=Rows(name, say.of(node, "one", f"{name}.one"), pages(node, say, sets)),
    )


def _field(node: Node, say: Texts) -> Field:
    say = say.within(node)
    name = node.text("id")
    node.faults.places[name] = node.path
    kind = node.one_of("type", FieldType, FieldType.TEXT)
    if kind is FieldType.ROWS:
        node.fault("type", NOT_ONE_OF, wanted="rows chỉ dùng ở trang: rows: {…}")
        kind = FieldType.TEXT
    computed = node.child("computed", needed=False)
    field = Field(
        id=name,
        type=kind,
        label=say.of(node, "label", f"{name}.label"),
        ask=say.of(node, "ask", f"{name}.ask"),
        help=say.maybe(node, "help", f"{name}.help"),
        fact=fact(node),
        required=bool_or_when(node, "required", False),
        show=when(node, "show"),
        computed=Computed(when(computed, "when"), needed_when(computed, "value")) if computed else None,
        suggest=when(node, "suggest"),
        options=node.nodes("options", lambda n: _option(n, say, name)),
        checks=node.nodes("checks", lambda n: _check(n, say, "that", f"{name}.check")),
        warnings=node.nodes("warnings", lambda n: _check(n, say, "when", f"{name}.warning")),
        sensitive=node.flag("sensitive"),
        may_be_unsure=node.flag("may_be_unsure", default=True),
        known=node.text("known", needed=False) or None,
        person=node.text("person", needed=False) or None,
        eform=node.text("eform", needed=False) or None,
        examples=node.texts("examples"),
        max_length=node.number("max_length") or 200,
        minimum=node.number("minimum"),
        maximum=node.number("maximum"),
        precisions=_precisions(node),
        future=node.flag("future"),
        digits=tuple(item for _, item in node.items("digits")) or (12, 9),
        detail_required=node.flag("detail_required"),
        paper=node.text("paper", needed=False) or None,
        picture=node.text("picture", needed=False) or None,
    )
    if computed is not None:
        computed.close()
    return field


def _precisions(node: Node) -> tuple[Precision, ...]:
    found = []
    for path, item in node.items("precisions"):
        if item in tuple(Precision):
            found.append(Precision(item))
        else:
            node.faults.add(path, NOT_ONE_OF, wanted=", ".join(Precision))
    return tuple(found) or (Precision.DAY,)


def _option(node: Node, say: Texts, field: str) -> Option:
    say = say.within(node)
    option = node.text("id")
    return Option(
        option,
        say.of(node, "label", f"{field}.option.{option}"),
        say.maybe(node, "help", f"{field}.option.{option}.help"),
        when(node, "show"),
        node.text("eform", needed=False) or None,
        node.text("picture", needed=False) or None,
    )


def _check(node: Node, say: Texts, key: str, message_id: str) -> Check:
    say = say.within(node)
    return Check(needed_when(node, key), say.of(node, "message", f"{message_id}.{node.text('id')}"))
