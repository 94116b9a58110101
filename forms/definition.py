"""What a procedure is: its questions, papers, fees, dates and law, as frozen values.

The loader builds these from a checked file; kiosk and gateway only read them. Knows nothing of YAML, of CEL's
engine, of screens or of any one dossier: expressions are kept as text with the place they came from.
Format: ``docs/formats/procedure.md``.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from forms.kinds import FieldType, PaperHandling, Precision
from forms.text import Message

__all__ = [
    "Authority", "CardFill", "Check", "Computed", "Definition", "DueRule", "Expression", "Fact", "FeeEntry",
    "FeeExemption", "Fees", "Field", "FieldType", "LegalBasis", "Lookup", "Option", "Page", "Paper", "PaperHandling",
    "Part", "Precision", "Presence", "Result", "Rule",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """Where a statement of the definition comes from and how sure it is.

    ``source`` is a key of ``Definition.sources``; ``verified`` is true only when a person has compared it with the
    official published text.
    """

    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Expression:
    """A CEL expression and its place in the file. Blank answers are ``null``; see ``forms.expression``."""

    source: str
    path: str


@dataclass(frozen=True, slots=True)
class Check:
    """A condition on answers with what to say. A constraint must hold; a warning speaks when it holds."""

    that: Expression
    message: Message


@dataclass(frozen=True, slots=True)
class Computed:
    """A value the form knows itself. While ``when`` holds the field is locked to ``value``."""

    when: Expression | None
    value: Expression


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice. ``eform`` is the code of the same option on the national electronic form; ``picture``
    names a pictogram for people who do not read."""

    id: str
    label: Message
    help: Message | None = None
    show: Expression | None = None
    eform: str | None = None
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One question.

    ``ask`` is the short spoken question, ``label`` the name of the fact on paper and in lists. ``card`` names the fact
    of an identity card that fills it (number, old_number, name, birth_date, sex, residence, issued) and ``card_group``
    whose card that is. ``eform`` is the key on the national electronic form.
    """

    id: str
    type: FieldType
    label: Message
    ask: Message
    help: Message | None
    fact: Fact
    required: Expression | bool = False
    show: Expression | None = None
    computed: Computed | None = None
    suggest: Expression | None = None
    options: tuple[Option, ...] = ()
    checks: tuple[Check, ...] = ()
    warnings: tuple[Check, ...] = ()
    sensitive: bool = False
    may_be_unsure: bool = True
    card: str | None = None
    card_group: str | None = None
    eform: str | None = None
    examples: tuple[str, ...] = ()
    max_length: int = 200  # characters, for text and name
    minimum: int | None = None  # for integer
    maximum: int | None = None
    precisions: tuple[Precision, ...] = (Precision.DAY,)
    future: bool = False  # whether a date may lie after today
    digits: tuple[int, ...] = (12, 9)  # which identity numbers are taken
    detail_required: bool = False  # for place: the house number, hamlet or street
    paper: str | None = None  # for paper: the slot
    picture: str | None = None  # name of a pictogram


@dataclass(frozen=True, slots=True)
class CardFill:
    """A card read on this page belongs to ``group`` while ``when`` holds."""

    group: str
    when: Expression | None


@dataclass(frozen=True, slots=True)
class Page:
    """One question or one small group, shown together."""

    id: str
    title: Message
    fields: tuple[Field, ...]
    show: Expression | None = None
    card_fills: tuple[CardFill, ...] = ()


@dataclass(frozen=True, slots=True)
class Lookup:
    """When a paper need not be brought because the office can look it up by the given fields."""

    when: Expression | None
    fields: tuple[str, ...]
    why: Message


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the dossier. ``id`` is the slot name used by ``--paper SLOT=FILE`` and in the record."""

    id: str
    name: Message
    handling: PaperHandling
    fact: Fact
    needed: Expression | bool = True
    why: Message | None = None
    lookup: Lookup | None = None
    component: str | None = None  # code of this component in the national catalogue


@dataclass(frozen=True, slots=True)
class Authority:
    """Who decides a part. ``place_field`` names the place answer that says which unit; blank means the own office."""

    kind: str
    name: Message
    place_field: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One decision inside the dossier, with its own authority and its own case status."""

    id: str
    name: Message
    authority: Authority
    fact: Fact


@dataclass(frozen=True, slots=True)
class FeeEntry:
    """A fee as one province set it. ``amount`` in đồng, ``None`` when unknown; ``province`` ``None`` = everywhere."""

    province: str | None
    amount: int | None
    valid_from: date | None
    valid_until: date | None
    fact: Fact
    channel: int | None = None


@dataclass(frozen=True, slots=True)
class FeeExemption:
    """Who pays nothing."""

    when: Expression
    why: Message
    fact: Fact


@dataclass(frozen=True, slots=True)
class Fees:
    """Dated fees and their exemptions."""

    entries: tuple[FeeEntry, ...]
    exemptions: tuple[FeeExemption, ...]
    rule: Message | None = None


@dataclass(frozen=True, slots=True)
class DueRule:
    """How long the authority has, in working days after receipt; 0 = the same day (``forms.rules.due``).

    What is received after ``cut_off`` counts from the next working day; ``closes`` is when an answer is due on its day.
    """

    working_days: int
    verification_days: int | None
    text: Message
    fact: Fact
    cut_off: time | None = None
    closes: time = time(17, 0)


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A legal text behind the procedure. Dates are ``None`` where our sources do not state them."""

    title: str
    valid_from: date | None
    valid_until: date | None
    fact: Fact


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether the person must come in person; ``None`` when unknown. Said before anyone travels."""

    filing: bool | None
    result: bool | None
    text: Message
    fact: Fact


@dataclass(frozen=True, slots=True)
class Result:
    """What the authority hands out, and for how many months it is good (``None`` = no limit known)."""

    name: Message
    valid_months: int | None
    fact: Fact


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition over the whole form with what to say, tied to the page where it is said."""

    when: Expression
    message: Message
    page: str
    fact: Fact


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
    result: Result
    fees: Fees
    due_rule: DueRule
    pages: tuple[Page, ...]
    papers: tuple[Paper, ...]
    stops: tuple[Rule, ...]
    to_officer: tuple[Rule, ...]
    _fields: dict[str, Field] = dataclasses.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_fields", {f.id: f for page in self.pages for f in page.fields})

    def field(self, field_id: str) -> Field:
        """The field of that id; ``KeyError`` if there is none."""
        return self._fields[field_id]

    def fields(self) -> tuple[Field, ...]:
        """Every field, in the order of the pages."""
        return tuple(self._fields.values())

    def paper(self, paper_id: str) -> Paper:
        """The paper of that slot; ``KeyError`` if there is none."""
        for paper in self.papers:
            if paper.id == paper_id:
                return paper
        raise KeyError(paper_id)

    def page(self, page_id: str) -> Page:
        """The page of that id; ``KeyError`` if there is none."""
        for page in self.pages:
            if page.id == page_id:
                return page
        raise KeyError(page_id)

    def lawful_on(self, day: date) -> bool:
        """Whether a dossier may be sealed under this version on that day; otherwise only drafts are taken."""
        return self.valid_from <= day and (self.last_lawful_day is None or day <= self.last_lawful_day)

    def messages(self) -> tuple[Message, ...]:
        """Every sentence of the definition once, in the order a citizen meets them. For packs and translators."""
        seen: dict[str, Message] = {}
        for message in _messages(self):
            seen.setdefault(message.id, message)
        return tuple(seen.values())

    def facts(self) -> tuple[tuple[str, Fact], ...]:
        """Every stated fact with the name of the thing it is about."""
        return tuple(_facts(self))


def _messages(d: Definition) -> Iterator[Message]:
    yield from (d.name, d.summary, d.field_of_work, d.presence.text, d.due_rule.text, d.result.name)
    if d.after_last_day:
        yield d.after_last_day
    if d.fees.rule:
        yield d.fees.rule
    for part in d.parts:
        yield from (part.name, part.authority.name)
    for page in d.pages:
        yield page.title
        for f in page.fields:
            yield from (f.label, f.ask)
            if f.help:
                yield f.help
            for option in f.options:
                yield option.label
                if option.help:
                    yield option.help
            yield from (check.message for check in (*f.checks, *f.warnings))
    for paper in d.papers:
        yield paper.name
        if paper.why:
            yield paper.why
        if paper.lookup:
            yield paper.lookup.why
    yield from (rule.message for rule in (*d.stops, *d.to_officer))
    yield from (exemption.why for exemption in d.fees.exemptions)


def _facts(d: Definition) -> Iterator[tuple[str, Fact]]:
    yield from ((law.title, law.fact) for law in d.legal_basis)
    yield ("presence", d.presence.fact)
    yield ("due_rule", d.due_rule.fact)
    yield ("result", d.result.fact)
    yield from ((f"fees[{n}]", entry.fact) for n, entry in enumerate(d.fees.entries))
    yield from ((f"fees.exemptions[{n}]", e.fact) for n, e in enumerate(d.fees.exemptions))
    yield from ((part.id, part.fact) for part in d.parts)
    yield from ((f.id, f.fact) for f in d.fields())
    yield from ((paper.id, paper.fact) for paper in d.papers)
    yield from ((f"stops[{n}]", rule.fact) for n, rule in enumerate(d.stops))
    yield from ((f"to_officer[{n}]", rule.fact) for n, rule in enumerate(d.to_officer))
