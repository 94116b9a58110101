"""What a procedure is: its questions, papers, fees, dates and law, as frozen values.

The loader builds these from a checked file; kiosk and gateway only read them. Knows nothing of YAML, of CEL's
engine, of screens or of any one dossier. Format: ``docs/formats/forms.md``.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from forms.kinds import FieldType, Kind, PaperHandling, Precision, Stage
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
from forms.text import Message

__all__ = [
    "Attendance", "Authority", "CardFill", "Check", "Computed", "Deadline", "Declaration", "Definition", "DueCase",
    "DueRule", "Expression", "Fact", "FeeEntry", "FeeExemption", "Fees", "Field", "FieldType", "Kind", "LegalBasis",
    "Lookup", "Offer", "Option", "Page", "Paper", "PaperHandling", "Part", "Precision", "Presence", "Result", "Rows",
    "Rule", "Stage", "Step",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of one procedure. A dossier keeps the version it was filed under, for ever."""

    code: str
    version: str
    name: Message
    summary: Message
    life_event: str
    field_of_work: Message
    valid_from: date
    last_lawful_day: date | None
    after_last_day: Message | None
    sources: tuple[tuple[str, str], ...]
    legal_basis: tuple[LegalBasis, ...]
    presence: Presence
    channels: tuple[int, ...]
    parts: tuple[Part, ...]
    result: Result | None
    fees: Fees
    due_rule: DueRule
    pages: tuple[Page, ...]
    papers: tuple[Paper, ...]
    stops: tuple[Rule, ...]
    to_officer: tuple[Rule, ...]
    kind: Kind = Kind.FILING
    steps: tuple[Step, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    offered_to: Offer | None = None
    undelivered: Message | None = None
    picture: str | None = None
    short: Message | None = None
    _fields: dict[str, Field] = dataclasses.field(init=False, repr=False, compare=False)
    _rows: dict[str, Rows] = dataclasses.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[str, Field] = {}
        rows: dict[str, Rows] = {}
        for page in self.pages:
            if page.rows is not None:
                for column in page.rows.columns():
                    found.setdefault(column.id, column)
                    rows[column.id] = page.rows
            for f in page.fields:
                found.setdefault(f.id, f)
        object.__setattr__(self, "_fields", found)
        object.__setattr__(self, "_rows", rows)

    def field(self, field_id: str) -> Field:
        """The field of that id or address (``members/r1/member_name``); ``KeyError`` if there is none."""
        return self._fields[field_id.rpartition("/")[2]]

    def has_field(self, field_id: str) -> bool:
        """Whether there is a field of that id."""
        return field_id in self._fields

    def fields(self) -> tuple[Field, ...]:
        """Every field once, in the order they are asked: the questions of a row, then their hub."""
        return tuple(self._fields.values())

    def rows_of(self, column: str) -> Rows | None:
        """The repeated group a field belongs to; ``None`` for one that is asked once."""
        return self._rows.get(column)

    def rows(self) -> tuple[Rows, ...]:
        """The repeated groups, in order."""
        return tuple(page.rows for page in self.pages if page.rows is not None)

    def persons(self) -> tuple[str, ...]:
        """Whose facts are asked, in the order of the questions."""
        return tuple(dict.fromkeys(f.person for f in self._fields.values() if f.person))

    def fields_of(self, person: str) -> dict[str, Field]:
        """The fields that hold a person's known facts: fact → the first field that asks it."""
        found: dict[str, Field] = {}
        for f in self._fields.values():
            if f.person == person and f.known:
                found.setdefault(f.known, f)
        return found

    def paper(self, paper_id: str) -> Paper:
        """The paper of that slot; ``KeyError`` if there is none."""
        for paper in self.papers:
            if paper.id == paper_id:
                return paper
        raise KeyError(paper_id)

    def part(self, part_id: str) -> Part:
        """The part of that id; ``KeyError`` if there is none."""
        for part in self.parts:
            if part.id == part_id:
                return part
        raise KeyError(part_id)

    def page(self, page_id: str) -> Page:
        """The page of that id or address, a row's pages included; ``KeyError`` if there is none."""
        name = page_id.rpartition("/")[2]
        for page in self.all_pages():
            if page.id == name:
                return page
        raise KeyError(page_id)

    def all_pages(self) -> Iterator[Page]:
        """Every page once, in order: the pages of a row, then their hub."""
        for page in self.pages:
            if page.rows is not None:
                yield from page.rows.pages
            yield page

    def lawful_on(self, day: date) -> bool:
        """Whether a dossier may be sealed under this version on that day; otherwise only drafts are taken."""
        return self.valid_from <= day and (self.last_lawful_day is None or day <= self.last_lawful_day)

    def messages(self) -> tuple[Message, ...]:
        """Every sentence of the definition once, in the order a citizen meets them. For packs and translators."""
        seen: dict[str, Message] = {}
        for message in _messages(self):
            if message is not None:
                seen.setdefault(message.id, message)
        return tuple(seen.values())

    def facts(self) -> tuple[tuple[str, Fact], ...]:
        """Every stated fact with the name of the thing it is about."""
        return tuple(_facts(self))


def _messages(d: Definition) -> Iterator[Message | None]:
    yield from (d.name, d.short, d.summary, d.field_of_work, d.presence.text)
    for one in d.presence.people:
        yield from (one.who, one.before)
    yield from _due_messages(d.due_rule)
    yield from (d.result.name if d.result else None, d.after_last_day, d.undelivered, d.fees.rule)
    if d.offered_to:
        yield d.offered_to.text
    for part in d.parts:
        yield from (part.name, part.authority.name, part.result.name if part.result else None)
        if part.due_rule:
            yield from _due_messages(part.due_rule)
    for step in d.steps:
        yield from (step.title, step.text)
    for page in d.all_pages():
        yield page.title
        for f in page.fields:
            yield from _field_messages(f)
    for paper in d.papers:
        yield from (paper.name, paper.why, paper.lookup.why if paper.lookup else None)
    yield from (rule.message for rule in (*d.stops, *d.to_officer))
    for deadline in d.deadlines:
        yield from (deadline.text, deadline.over)
    yield from (exemption.why for exemption in d.fees.exemptions)


def _due_messages(rule: DueRule) -> Iterator[Message | None]:
    yield rule.text
    yield from (case.text for case in rule.cases)


def _field_messages(f: Field) -> Iterator[Message | None]:
    yield from (f.label, f.ask, f.help, f.rows.one if f.rows else None)
    for option in f.options:
        yield from (option.label, option.help)
    yield from (check.message for check in (*f.checks, *f.warnings))


def _facts(d: Definition) -> Iterator[tuple[str, Fact]]:
    yield from ((law.title, law.fact) for law in d.legal_basis)
    yield ("presence", d.presence.fact)
    yield from ((f"presence.people[{n}]", one.fact) for n, one in enumerate(d.presence.people))
    yield from _due_facts("due_rule", d.due_rule)
    if d.result:
        yield ("result", d.result.fact)
    if d.offered_to:
        yield ("offered_to", d.offered_to.fact)
    yield from ((f"fees[{n}]", entry.fact) for n, entry in enumerate(d.fees.entries))
    yield from ((f"fees.exemptions[{n}]", e.fact) for n, e in enumerate(d.fees.exemptions))
    for n, part in enumerate(d.parts):
        yield (part.id, part.fact)
        if part.due_rule:
            yield from _due_facts(f"parts[{n}].due_rule", part.due_rule)
        if part.result:
            yield (f"parts[{n}].result", part.result.fact)
    yield from ((f"steps[{n}]", step.fact) for n, step in enumerate(d.steps))
    yield from ((f.id, f.fact) for f in d.fields())
    yield from ((paper.id, paper.fact) for paper in d.papers)
    yield from ((f"deadlines[{n}]", deadline.fact) for n, deadline in enumerate(d.deadlines))
    yield from ((f"stops[{n}]", rule.fact) for n, rule in enumerate(d.stops))
    yield from ((f"to_officer[{n}]", rule.fact) for n, rule in enumerate(d.to_officer))


def _due_facts(path: str, rule: DueRule) -> Iterator[tuple[str, Fact]]:
    if rule is not UNSTATED_DUE:
        yield (path, rule.fact)
    yield from ((f"{path}.cases[{n}]", case.fact) for n, case in enumerate(rule.cases))
