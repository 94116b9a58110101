"""What a citizen should know before the first question: which procedures there are, what each one needs, costs and takes.

Reads definitions only; begins nothing and stores nothing.
"""

from dataclasses import dataclass

from forms.definition import Definition
from forms.path import PaperState, evaluate
from forms.rules.fees import FeeState
from forms.text import Message
from kiosk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Offer:
    """A procedure on offer today."""

    code: str
    name: Message
    summary: Message
    life_event: str


@dataclass(frozen=True, slots=True)
class Preparation:
    """What is said of a procedure before anyone begins: papers that may be asked for, money, time, who must come."""

    definition: Definition
    papers: tuple[PaperState, ...]
    fee: FeeState
    can_be_filed: bool


def offers(desk: Desk) -> tuple[Offer, ...]:
    """The procedures on offer today, those of one life event beside each other."""
    return tuple(Offer(d.code, d.name, d.summary, d.life_event) for d in desk.catalogue.offered(desk.today()))


def preparation(desk: Desk, procedure: str) -> Preparation:
    """What to prepare for a procedure. Which papers are really needed follows from the answers later."""
    today = desk.today()
    definition = desk.catalogue.newest(procedure, today)
    state = evaluate(definition, {}, (), desk.context_of_new())
    return Preparation(definition, state.papers, state.fee, definition.lawful_on(today))
