"""Reading what stands around the questions: presence, parts, times, fees, papers, rules, steps.

Nothing here judges whether what was read makes sense together: ``forms.soundness`` does.
"""

from datetime import time

from forms.kinds import Kind, PaperHandling, Stage
from forms.phrasing import Texts
from forms.reading import Node
from forms.reading_pages import bool_or_when, fact, needed_when, when
from forms.terms import (
    UNSTATED_DUE,
    Attendance,
    Authority,
    Deadline,
    Declaration,
    DueCase,
    DueRule,
    FeeEntry,
    FeeExemption,
    Fees,
    LegalBasis,
    Lookup,
    Offer,
    Paper,
    Part,
    Presence,
    Result,
    Rule,
    Step,
)

CLOSES = time(17, 0)
"""When offices close, where a definition does not say (public code of a provincial system; secondary)."""


def kind(top: Node) -> Kind:
    """``kind``; a filing when absent."""
    return Kind.FILING if top.raw("kind") is None else top.one_of("kind", Kind, Kind.FILING)


def law(node: Node) -> LegalBasis:
    """One entry of ``legal_basis``."""
    return LegalBasis(node.text("title"), node.day("from"), node.day("until"), fact(node))


def presence(node: Node, say: Texts) -> Presence:
    """``presence``."""
    say = say.within(node)

    def person(n: Node) -> Attendance:
        inner, name = say.within(n), n.text("id")
        return Attendance(
            name,
            inner.of(n, "who", f"presence.{name}"),
            n.one_of("at", Stage, Stage.FILING),
            inner.maybe(n, "before", f"presence.{name}.before"),
            fact(n),
        )

    found = Presence(
        node.flag_or_none("filing"),
        node.flag_or_none("result"),
        say.of(node, "text", "presence"),
        fact(node),
        node.nodes("people", person),
    )
    node.close()
    return found


def result(node: Node | None, say: Texts, message_id: str = "result") -> Result | None:
    """``result`` of a definition or a part."""
    if node is None:
        return None
    found = Result(say.within(node).of(node, "name", message_id), node.number("valid_months"), fact(node))
    node.close()
    return found


def due_rule(node: Node | None, say: Texts, message_id: str = "due_rule") -> DueRule | None:
    """``due_rule`` of a definition or a part. Blank days are unknown days."""
    if node is None:
        return None
    say = say.within(node)

    def case(n: Node) -> DueCase:
        name = n.text("id")
        text = say.within(n).maybe(n, "text", f"{message_id}.{name}")
        return DueCase(name, needed_when(n, "when"), n.number("working_days"), fact(n), text)

    found = DueRule(
        node.number("working_days"),
        node.number("verification_days"),
        say.of(node, "text", message_id),
        fact(node),
        node.clock("cut_off"),
        node.clock("closes") or CLOSES,
        node.nodes("cases", case),
    )
    node.close()
    return found


def stated_due_rule(node: Node | None, say: Texts) -> DueRule:
    """The definition's ``due_rule``, or the one that promises nothing."""
    return due_rule(node, say) or UNSTATED_DUE


def part(node: Node, say: Texts) -> Part:
    """One entry of ``parts``."""
    say = say.within(node)
    name = node.text("id")
    authority = node.child("authority")
    if authority is None:
        who = Authority("", say.of(node, "name", f"part.{name}"))
    else:
        who = Authority(
            authority.text("kind"),
            say.of(authority, "name", f"part.{name}.authority"),
            authority.text("place_field", needed=False) or None,
        )
        authority.close()
    return Part(
        name,
        say.of(node, "name", f"part.{name}"),
        who,
        fact(node),
        when(node, "when"),
        due_rule(node.child("due_rule", needed=False), say, f"part.{name}.due_rule"),
        result(node.child("result", needed=False), say, f"part.{name}.result"),
    )


def declaration(node: Node) -> Declaration:
    """One entry of ``declarations``."""
    return Declaration(
        node.text("id"), node.text("layout"), node.text("part", needed=False) or None, when(node, "when")
    )


def deadline(node: Node, say: Texts) -> Deadline:
    """One entry of ``deadlines``."""
    say = say.within(node)
    name = node.text("id")
    return Deadline(
        name,
        node.number("days", needed=True) or 0,
        node.text("after"),
        say.of(node, "text", f"deadline.{name}"),
        say.of(node, "over", f"deadline.{name}.over"),
        fact(node),
        when(node, "when"),
    )


def fee_entry(node: Node) -> FeeEntry:
    """One entry of ``fees.entries``."""
    return FeeEntry(
        node.text("province", needed=False) or None,
        node.number("amount"),
        node.day("from"),
        node.day("until"),
        fact(node),
        node.number("channel"),
        when(node, "formula"),
        when(node, "when"),
    )


def fees(node: Node | None, say: Texts) -> Fees:
    """``fees``; none known when absent."""
    if node is None:
        return Fees((), ())

    def exemption(n: Node) -> FeeExemption:
        why = say.within(n).of(n, "why", f"fee.exempt.{n.text('id')}")
        return FeeExemption(needed_when(n, "when"), why, fact(n), n.text("proof", needed=False) or None)

    found = Fees(
        node.nodes("entries", fee_entry, needed=True),
        node.nodes("exemptions", exemption),
        say.maybe(node, "rule", "fee.rule"),
    )
    node.close()
    return found


def offer(node: Node | None, say: Texts) -> Offer | None:
    """``offered_to``."""
    if node is None:
        return None
    say = say.within(node)
    found = Offer(node.flag("outreach"), node.texts("roles"), say.of(node, "text", "offered_to"), fact(node))
    node.close()
    return found


def step(node: Node, say: Texts) -> Step:
    """One entry of ``steps``."""
    say = say.within(node)
    name = node.text("id")
    return Step(
        name,
        say.of(node, "title", f"step.{name}"),
        say.of(node, "text", f"step.{name}.text"),
        fact(node),
        node.text("picture", needed=False) or None,
    )


def rule(node: Node, say: Texts, what: str) -> Rule:
    """One entry of ``stops`` or ``to_officer``."""
    say = say.within(node)
    return Rule(
        needed_when(node, "when"),
        say.of(node, "message", f"{what}.{node.text('id')}"),
        node.text("page"),
        fact(node),
    )


def paper(node: Node, say: Texts) -> Paper:
    """One entry of ``papers``."""
    say = say.within(node)
    name = node.text("id")
    lookup = node.child("lookup", needed=False)
    found = None
    if lookup is not None:
        why = say.of(lookup, "why", f"paper.{name}.lookup")
        found = Lookup(when(lookup, "when"), lookup.texts("fields"), why)
        lookup.close()
    return Paper(
        name,
        say.of(node, "name", f"paper.{name}.name"),
        node.one_of("handling", PaperHandling, PaperHandling.SHOWN),
        fact(node),
        bool_or_when(node, "needed", True),
        say.maybe(node, "why", f"paper.{name}.why"),
        found,
        node.text("component", needed=False) or None,
        node.text("part", needed=False) or None,
        node.text("picture", needed=False) or None,
    )
