"""What a citizen should know before the first question: which procedures there are, what each one needs, costs and takes.

Reads definitions only; begins nothing and stores nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from forms.definition import Attendance, Definition, DueRule, Kind, Step
from forms.errors import KnownError
from forms.path import ChosenPart, DeadlineState, PaperState, evaluate
from forms.rules.fees import FeeState
from forms.text import Message
from kiosk.domain.office import Place
from kiosk.domain.roles import Role
from kiosk.services.desk import Desk

_NOT_OFFERED = Message(
    "error.guidance.not_offered",
    "Thủ tục này không làm ở đây hoặc không thuộc nhiệm vụ của cán bộ đang trực.",
    "A procedure that is only for an outreach trip, or for officers of another duty",
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A procedure on offer today. ``last_day`` is the last lawful day of its newest version; ``picture`` names a
    pictogram of its own."""

    code: str
    name: Message
    summary: Message
    life_event: str
    kind: Kind = Kind.FILING
    last_day: date | None = None
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class DuePromise:
    """How long it takes. Unless ``known``, no number may be said or printed: ``text`` says that it is not known."""

    known: bool
    text: Message


@dataclass(frozen=True, slots=True)
class PartAhead:
    """One part that the procedure may have; ``always`` when it does not depend on what the citizen chooses."""

    part: ChosenPart
    always: bool
    due: DuePromise | None


@dataclass(frozen=True, slots=True)
class Preparation:
    """What is said of a procedure before anyone begins: papers that may be asked for, money, time, who must come.

    ``deadlines`` are the citizen's own and only information; ``undelivered`` is what holds until the province has the
    dossier; ``steps`` are a guide's.
    """

    definition: Definition
    papers: tuple[PaperState, ...]
    fee: FeeState
    can_be_filed: bool
    due: DuePromise
    parts: tuple[PartAhead, ...] = ()
    deadlines: tuple[DeadlineState, ...] = ()
    people: tuple[Attendance, ...] = ()
    undelivered: Message | None = None
    steps: tuple[Step, ...] = ()

    @property
    def kind(self) -> Kind:
        """What becomes of the answers."""
        return self.definition.kind


def offers(desk: Desk) -> tuple[Offer, ...]:
    """The procedures on offer today to this officer in this place, those of one life event beside each other."""
    return tuple(
        Offer(one.code, one.name, one.summary, one.life_event, one.kind, one.last_lawful_day, one.picture)
        for one in desk.catalogue.index(desk.today())
        if _is_offered(desk, one.outreach, one.roles)
    )


def demand_offered(desk: Desk, definition: Definition) -> None:
    """Raises ``KnownError`` when a procedure is not offered here: some are lawful on an outreach trip only, some are
    for officers of certain duties.
    """
    to = definition.offered_to
    if to is not None and not _is_offered(desk, to.outreach, to.roles):
        raise KnownError(_NOT_OFFERED)


def _is_offered(desk: Desk, outreach: bool, roles: Collection[str]) -> bool:
    on_trip = desk.office.place is Place.OUTREACH or desk.officer.role is Role.OUTREACH
    return (on_trip or not outreach) and (not roles or str(desk.officer.role) in roles)


def preparation(desk: Desk, procedure: str) -> Preparation:
    """What to prepare for a procedure. Which papers are really needed follows from the answers later."""
    today = desk.today()
    definition = desk.catalogue.newest(procedure, today)
    demand_offered(desk, definition)
    state = evaluate(definition, {}, (), desk.context_of_new())
    return Preparation(
        definition,
        state.papers,
        state.fee,
        definition.kind is Kind.FILING and definition.lawful_on(today),
        promise(definition.due_rule),
        tuple(
            PartAhead(one, one.part.when is None, promise(one.part.due_rule) if one.part.due_rule else None)
            for one in state.parts
        ),
        state.deadlines,
        definition.presence.people,
        definition.undelivered,
        definition.steps,
    )


def promise(rule: DueRule) -> DuePromise:
    """What may be said of a time. Cases that depend on the answers are told by the rule's own text."""
    known = rule.working_days is not None or any(case.working_days is not None for case in rule.cases)
    return DuePromise(known, rule.text)
