"""The terms a dossier is filed under: papers, parts and their authorities, fees, times, presence, as frozen values.

Dates and amounts a source does not state stay ``None``: unknown is never told as nothing.
"""

from dataclasses import dataclass
from datetime import date, time

from forms.kinds import PaperHandling, Stage
from forms.questions import Expression, Fact
from forms.text import Message


@dataclass(frozen=True, slots=True)
class Lookup:
    """When a paper need not be brought because the office can look it up by the given fields."""

    when: Expression | None
    fields: tuple[str, ...]
    why: Message


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the dossier. ``id`` is the slot name used by ``--paper SLOT=FILE`` and in the record.

    ``part`` is the part it goes to, ``None`` when all need it; without that part it is not needed.
    """

    id: str
    name: Message
    handling: PaperHandling
    fact: Fact
    needed: Expression | bool = True
    why: Message | None = None
    lookup: Lookup | None = None
    component: str | None = None  # code of this component in the national catalogue
    part: str | None = None
    picture: str | None = None  # name of a pictogram


@dataclass(frozen=True, slots=True)
class Authority:
    """Who decides a part. ``place_field`` names the place answer that says which unit; blank means the own office."""

    kind: str
    name: Message
    place_field: str | None = None


@dataclass(frozen=True, slots=True)
class DueCase:
    """Other working days in one case; ``text`` replaces the rule's when given."""

    id: str
    when: Expression
    working_days: int | None
    fact: Fact
    text: Message | None = None


@dataclass(frozen=True, slots=True)
class DueRule:
    """How long the authority has, in working days after receipt; 0 = the same day, ``None`` = unknown, so nothing is
    promised (``forms.rules.due``).

    What is received after ``cut_off`` counts from the next working day; ``closes`` is when an answer is due on its day.
    ``cases`` are tried in order, the first that holds wins.
    """

    working_days: int | None
    verification_days: int | None
    text: Message
    fact: Fact
    cut_off: time | None = None
    closes: time = time(17, 0)
    cases: tuple[DueCase, ...] = ()


UNSTATED_DUE = DueRule(
    None,
    None,
    Message(
        "ui.due.unstated", "Chưa có quy định về thời hạn.", "Said where the law names no time. No promise."
    ),
    Fact("", False),
)
"""The rule of a definition that states none: a guide, or a procedure without a known time."""


@dataclass(frozen=True, slots=True)
class Result:
    """What the authority hands out, and for how many months it is good (``None`` = no limit known)."""

    name: Message
    valid_months: int | None
    fact: Fact


@dataclass(frozen=True, slots=True)
class Part:
    """One decision inside the dossier, with its own authority and its own case status.

    It belongs to a dossier while ``when`` holds. ``due_rule`` and ``result`` are its own where they differ from the
    whole procedure's.
    """

    id: str
    name: Message
    authority: Authority
    fact: Fact
    when: Expression | None = None
    due_rule: DueRule | None = None
    result: Result | None = None


@dataclass(frozen=True, slots=True)
class Declaration:
    """A printed declaration: ``layout`` names ``forms/layouts/<layout>``; ``part`` is the part it is for."""

    id: str
    layout: str
    part: str | None = None
    when: Expression | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """The citizen's own deadline: ``days`` after the date answer ``after``. Information, never a block.

    ``text`` is said before and on the last day, ``over`` kindly afterwards.
    """

    id: str
    days: int
    after: str
    text: Message
    over: Message
    fact: Fact
    when: Expression | None = None


@dataclass(frozen=True, slots=True)
class FeeEntry:
    """A fee as one province set it. ``amount`` in đồng, ``None`` when unknown; ``province`` ``None`` = everywhere.

    ``formula`` works the amount out of the answers instead (a fee by the page); ``when`` says for which dossiers.
    """

    province: str | None
    amount: int | None
    valid_from: date | None
    valid_until: date | None
    fact: Fact
    channel: int | None = None
    formula: Expression | None = None
    when: Expression | None = None


@dataclass(frozen=True, slots=True)
class FeeExemption:
    """Who pays nothing; ``proof`` is the slot of the paper that shows it."""

    when: Expression
    why: Message
    fact: Fact
    proof: str | None = None


@dataclass(frozen=True, slots=True)
class Fees:
    """Dated fees and their exemptions."""

    entries: tuple[FeeEntry, ...]
    exemptions: tuple[FeeExemption, ...]
    rule: Message | None = None


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A legal text behind the procedure. Dates are ``None`` where our sources do not state them."""

    title: str
    valid_from: date | None
    valid_until: date | None
    fact: Fact


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who has to come, at which stage, and ``before`` which role they sign."""

    id: str
    who: Message
    at: Stage
    before: Message | None
    fact: Fact


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether the person must come in person; ``None`` when unknown. Said before anyone travels."""

    filing: bool | None
    result: bool | None
    text: Message
    fact: Fact
    people: tuple[Attendance, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """Where and by whom a procedure may be offered: on an outreach trip only, and by these roles (all when empty)."""

    outreach: bool
    roles: tuple[str, ...]
    text: Message
    fact: Fact


@dataclass(frozen=True, slots=True)
class Step:
    """One step of guidance, shown with its picture and read aloud."""

    id: str
    title: Message
    text: Message
    fact: Fact
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition over the whole form with what to say, tied to the page where it is said."""

    when: Expression
    message: Message
    page: str
    fact: Fact
