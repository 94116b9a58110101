"""From a YAML file to a ``Definition``, or to the full list of what is wrong with it.

Only a sound definition leaves this module. What a definition must keep to beyond its shape is in ``forms.soundness``.
How the file itself is read: ``forms.source``.
"""

from dataclasses import dataclass
from datetime import time
from pathlib import Path

from forms.definition import (
    Authority,
    CardFill,
    Check,
    Computed,
    Definition,
    DueRule,
    Expression,
    Fact,
    FeeEntry,
    FeeExemption,
    Fees,
    Field,
    FieldType,
    LegalBasis,
    Lookup,
    Option,
    Page,
    Paper,
    PaperHandling,
    Part,
    Precision,
    Presence,
    Result,
    Rule,
)
from forms.reading import NOT_ONE_OF, WRONG_TYPE, Faults, Node
from forms.soundness import check_definition, check_fees
from forms.source import UnsoundDefinition, parse, read
from forms.text import Message

__all__ = ["FeeTable", "UnsoundDefinition", "load", "load_fees", "load_text"]

FORMAT = 1
CLOSES = time(17, 0)
"""When offices close, where a definition does not say (public code of a provincial system; secondary)."""

WRONG_FORMAT = Message(
    "error.form.definition.format",
    "Phiên bản định dạng phải là {wanted}.",
    "For authors: the file format's number.",
)
_build = Message  # made from the file's own texts: packs find them through Definition.messages()


def load(file: Path, name: str | None = None) -> Definition:
    """The definition of a file. ``name`` is how faults call the file. Raises ``UnsoundDefinition``."""
    told = name or str(file)
    return load_text(read(file, told), told)


def load_text(text: str, name: str) -> Definition:
    """As ``load``, from the file's text."""
    faults = Faults(name)
    tree = parse(text, faults)
    definition = None if faults.found else _definition(Node(tree, "", faults))
    if definition is not None and not faults.found:
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
        top.nodes("entries", _fee_entry, needed=True),
    )
    top.close()
    check_fees(table.entries, dict(table.sources), "entries", faults)
    if faults.found:
        raise UnsoundDefinition(tuple(faults.found))
    return table


class _Texts:
    """Makes messages with ids under ``form.<code>.``. A ``note`` beside a text is for the translator of every text of
    the same table that has no note of its own; options take the note of their field."""

    def __init__(self, code: str, note: str = "") -> None:
        self.prefix = f"form.{code}"
        self.note = note

    def within(self, node: Node) -> "_Texts":
        """The same, with the note of this table where texts inside have none."""
        inner = _Texts("", node.text("note", needed=False) or self.note)
        inner.prefix = self.prefix
        return inner

    def of(self, node: Node, key: str, message_id: str) -> Message:
        """A needed text: ``key: "…"`` or ``key: {vi: "…", note: "…"}``."""
        return self.maybe(node, key, message_id, needed=True) or _build(f"{self.prefix}.{message_id}", "?")

    def maybe(self, node: Node, key: str, message_id: str, *, needed: bool = False) -> Message | None:
        """A text that may be absent."""
        raw = node.raw(key, needed=needed)
        if raw is None:
            return None
        if isinstance(raw, str):
            return _build(f"{self.prefix}.{message_id}", raw.strip(), self.note)
        inner = Node(raw, node.at(key), node.faults)
        text, note = inner.text("vi"), inner.text("note", needed=False)
        inner.close()
        return _build(f"{self.prefix}.{message_id}", text, note or self.note)


def _definition(top: Node) -> Definition | None:
    if top.number("format", needed=True) != FORMAT:
        top.fault("format", WRONG_FORMAT, wanted=FORMAT)
        return None
    code = top.text("code")
    say = _Texts(code)
    valid_from = top.day("valid_from", needed=True)
    presence, result, fees, due = (top.child(k) for k in ("presence", "result", "fees", "due_rule"))
    if presence is None or result is None or fees is None or due is None or valid_from is None:
        return None
    sources = top.child("sources")
    definition = Definition(
        code=code,
        version=top.text("version"),
        name=say.of(top, "name", "name"),
        summary=say.of(top, "summary", "summary"),
        life_event=top.text("life_event"),
        field_of_work=say.of(top, "field_of_work", "field_of_work"),
        valid_from=valid_from,
        last_lawful_day=top.day("last_lawful_day"),
        after_last_day=say.maybe(top, "after_last_day", "after_last_day"),
        sources=tuple((key, sources.text(key)) for key in sources.map) if sources else (),
        legal_basis=top.nodes("legal_basis", _law, needed=True),
        presence=Presence(
            presence.flag_or_none("filing"),
            presence.flag_or_none("result"),
            say.of(presence, "text", "presence"),
            _fact(presence),
        ),
        channels=tuple(item for _, item in top.items("channels", needed=True) if isinstance(item, int)),
        parts=top.nodes("parts", lambda n: _part(n, say), needed=True),
        result=Result(say.of(result, "name", "result"), result.number("valid_months"), _fact(result)),
        fees=_fees(fees, say),
        due_rule=DueRule(
            due.number("working_days", needed=True) or 0,
            due.number("verification_days"),
            say.of(due, "text", "due_rule"),
            _fact(due),
            due.clock("cut_off"),
            due.clock("closes") or CLOSES,
        ),
        pages=top.nodes("pages", lambda n: _page(n, say), needed=True),
        papers=top.nodes("papers", lambda n: _paper(n, say)),
        stops=top.nodes("stops", lambda n: _rule(n, say, "stop")),
        to_officer=top.nodes("to_officer", lambda n: _rule(n, say, "to_officer")),
    )
    for node in (presence, result, fees, due, *([sources] if sources else [])):
        node.close()
    top.close()
    return definition


def _fact(node: Node) -> Fact:
    return Fact(node.text("source"), node.flag("verified", needed=True))


def _when(node: Node, key: str) -> Expression | None:
    raw = node.raw(key)
    if raw is None:
        return None
    if not isinstance(raw, str):
        node.fault(key, WRONG_TYPE, wanted="biểu thức CEL trong dấu nháy")
        return None
    return Expression(raw.strip(), node.at(key))


def _needed_when(node: Node, key: str) -> Expression:
    node.raw(key, needed=True)
    return _when(node, key) or Expression("false", node.at(key))


def _bool_or_when(node: Node, key: str, default: bool) -> Expression | bool:
    raw = node.raw(key)
    if raw is None or isinstance(raw, bool):
        return default if raw is None else raw
    return _when(node, key) or default


def _law(node: Node) -> LegalBasis:
    return LegalBasis(node.text("title"), node.day("from"), node.day("until"), _fact(node))


def _part(node: Node, say: _Texts) -> Part:
    say = say.within(node)
    part = node.text("id")
    authority = node.child("authority")
    if authority is None:
        who = Authority("", say.of(node, "name", f"part.{part}"))
    else:
        who = Authority(
            authority.text("kind"),
            say.of(authority, "name", f"part.{part}.authority"),
            authority.text("place_field", needed=False) or None,
        )
        authority.close()
    return Part(part, say.of(node, "name", f"part.{part}"), who, _fact(node))


def _fee_entry(node: Node) -> FeeEntry:
    return FeeEntry(
        node.text("province", needed=False) or None,
        node.number("amount"),
        node.day("from"),
        node.day("until"),
        _fact(node),
        node.number("channel"),
    )


def _fees(node: Node, say: _Texts) -> Fees:
    def exemption(n: Node) -> FeeExemption:
        return FeeExemption(_needed_when(n, "when"), say.of(n, "why", f"fee.exempt.{n.text('id')}"), _fact(n))

    return Fees(
        node.nodes("entries", _fee_entry, needed=True),
        node.nodes("exemptions", exemption),
        say.maybe(node, "rule", "fee.rule"),
    )


def _rule(node: Node, say: _Texts, kind: str) -> Rule:
    say = say.within(node)
    return Rule(
        _needed_when(node, "when"),
        say.of(node, "message", f"{kind}.{node.text('id')}"),
        node.text("page"),
        _fact(node),
    )


def _page(node: Node, say: _Texts) -> Page:
    say = say.within(node)
    page = node.text("id")

    def fill(n: Node) -> CardFill:
        return CardFill(n.text("group"), _when(n, "when"))

    return Page(
        page,
        say.of(node, "title", f"page.{page}"),
        node.nodes("fields", lambda n: _field(n, say), needed=True),
        _when(node, "show"),
        node.nodes("card_fills", fill),
    )


def _field(node: Node, say: _Texts) -> Field:
    say = say.within(node)
    name = node.text("id")
    label = say.of(node, "label", f"{name}.label")
    computed = node.child("computed", needed=False)
    field = Field(
        id=name,
        type=node.one_of("type", FieldType, FieldType.TEXT),
        label=label,
        ask=say.of(node, "ask", f"{name}.ask"),
        help=say.maybe(node, "help", f"{name}.help"),
        fact=_fact(node),
        required=_bool_or_when(node, "required", False),
        show=_when(node, "show"),
        computed=Computed(_when(computed, "when"), _needed_when(computed, "value")) if computed else None,
        suggest=_when(node, "suggest"),
        options=node.nodes("options", lambda n: _option(n, say, name)),
        checks=node.nodes("checks", lambda n: _check(n, say, "that", f"{name}.check")),
        warnings=node.nodes("warnings", lambda n: _check(n, say, "when", f"{name}.warning")),
        sensitive=node.flag("sensitive"),
        may_be_unsure=node.flag("may_be_unsure", default=True),
        card=node.text("card", needed=False) or None,
        card_group=node.text("card_group", needed=False) or None,
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


def _option(node: Node, say: _Texts, field: str) -> Option:
    say = say.within(node)
    option = node.text("id")
    return Option(
        option,
        say.of(node, "label", f"{field}.option.{option}"),
        say.maybe(node, "help", f"{field}.option.{option}.help"),
        _when(node, "show"),
        node.text("eform", needed=False) or None,
        node.text("picture", needed=False) or None,
    )


def _check(node: Node, say: _Texts, key: str, message_id: str) -> Check:
    say = say.within(node)
    return Check(_needed_when(node, key), say.of(node, "message", f"{message_id}.{node.text('id')}"))


def _paper(node: Node, say: _Texts) -> Paper:
    say = say.within(node)
    paper = node.text("id")
    lookup = node.child("lookup", needed=False)
    found = None
    if lookup is not None:
        why = say.of(lookup, "why", f"paper.{paper}.lookup")
        found = Lookup(_when(lookup, "when"), lookup.texts("fields"), why)
        lookup.close()
    return Paper(
        paper,
        say.of(node, "name", f"paper.{paper}.name"),
        node.one_of("handling", PaperHandling, PaperHandling.SHOWN),
        _fact(node),
        _bool_or_when(node, "needed", True),
        say.maybe(node, "why", f"paper.{paper}.why"),
        found,
        node.text("component", needed=False) or None,
    )
