"""How a form stands, as frozen values: pages, fields, rows, papers, parts, times and fee that follow from the answers.

Worked out by ``forms.evaluating``; read by screens, services and the gateway. Nothing here works anything out anew.
"""

from dataclasses import dataclass, field
from datetime import date

from forms.addresses import RowPlace
from forms.answers import Value, nest
from forms.definition import (
    Deadline,
    Declaration,
    Definition,
    DueRule,
    Field,
    FieldType,
    Option,
    Page,
    Paper,
    PaperHandling,
    Part,
)
from forms.faults import Fault
from forms.rules.fees import FeeState
from forms.states import Channel
from forms.text import Message


@dataclass(frozen=True, slots=True)
class Context:
    """What a form may know of the world: the day in Viet Nam, the office's unit code, how the dossier comes in.

    ``province`` is the office's province code when the unit code does not tell it.
    """

    today: date
    office_unit: str
    channel: Channel
    assisted: bool
    province: str = ""


@dataclass(frozen=True, slots=True)
class RowState:
    """One row of a hub: ``id`` in the addresses of its answers, ``number`` from 1, ``title`` the row's name as far as
    it was answered (blank otherwise), ``complete`` when none of its questions has a fault."""

    id: str
    number: int
    title: str
    complete: bool


@dataclass(frozen=True, slots=True)
class FieldState:
    """One shown field. ``value`` is cleaned; ``locked`` fields are worked out by the form and cannot be typed.

    ``suggestion`` may be offered in an empty field; it is no answer until a person accepts it. ``address`` is the key of
    its answer: the field's id, inside a repeated group ``members/r1/member_name``. A hub carries its ``rows``.
    """

    field: Field
    required: bool
    value: Value | None
    computed: bool
    locked: bool
    unsure: bool
    options: tuple[Option, ...]
    suggestion: Value | None
    warnings: tuple[Message, ...]
    fault: Fault | None
    address: str
    row: RowPlace | None = None
    rows: tuple[RowState, ...] = ()


@dataclass(frozen=True, slots=True)
class PageState:
    """One page that belongs to this dossier. ``asked`` is false when the form knows every answer itself: such a page
    is skipped by the navigation and still belongs to the record. ``card_groups`` are the persons whose facts a card read
    here fills. ``address`` is what navigation speaks of: the page's id, inside a repeated group ``members/r1/<id>``."""

    page: Page
    fields: tuple[FieldState, ...]
    complete: bool
    asked: bool
    card_groups: tuple[str, ...]
    address: str
    row: RowPlace | None = None


@dataclass(frozen=True, slots=True)
class PaperState:
    """One paper of this dossier: whether it is needed, how it is handled here, and by which answers it is looked up."""

    paper: Paper
    needed: bool
    handling: PaperHandling
    lookup_fields: tuple[str, ...]
    why: Message | None

    @property
    def waits_for_lookup(self) -> bool:
        """ "Chờ tra cứu": needed, and the office finds it by number; never blocks."""
        return self.needed and self.handling is PaperHandling.NUMBER_ONLY

    @property
    def blocking(self) -> bool:
        """Whether the dossier cannot be confirmed without it."""
        return self.needed and self.handling is not PaperHandling.NUMBER_ONLY


@dataclass(frozen=True, slots=True)
class ChosenPart:
    """One part and whether this dossier has it. ``due`` is the part's own rule in force, ``None`` without one."""

    part: Part
    chosen: bool
    due: DueRule | None


@dataclass(frozen=True, slots=True)
class DeadlineState:
    """A deadline of the citizen's: ``last_day`` when the full date it counts from is known, ``over`` when it has surely
    passed, ``message`` what to say of it today."""

    deadline: Deadline
    last_day: date | None
    over: bool
    message: Message


@dataclass(frozen=True, slots=True)
class FormState:
    """Everything that follows from the answers. ``declarations`` are those to print, ``due`` the rule in force."""

    definition: Definition = field(repr=False)
    pages: tuple[PageState, ...]
    stop: Message | None
    to_officer: Message | None
    officer_reasons: tuple[Message, ...]
    papers: tuple[PaperState, ...]
    fee: FeeState
    computed: dict[str, Value]
    faults: tuple[Fault, ...]
    warnings: tuple[tuple[str, Message], ...]
    parts: tuple[ChosenPart, ...]
    declarations: tuple[Declaration, ...]
    deadlines: tuple[DeadlineState, ...]
    due: DueRule

    def fields(self) -> tuple[FieldState, ...]:
        """Every shown field, in order."""
        return tuple(f for page in self.pages for f in page.fields)

    def find(self, address: str) -> FieldState | None:
        """The state of a shown field; ``None`` when it is not shown."""
        return next((f for page in self.pages for f in page.fields if f.address == address), None)

    def page(self, address: str) -> PageState | None:
        """The state of a shown page; ``None`` when it is not shown."""
        return next((page for page in self.pages if page.address == address), None)

    def payload(self) -> dict[str, Value]:
        """The answers, shown and not blank, computed ones included; flat, rows called r1, r2, … by their place."""
        found: dict[str, Value] = {}
        for page in self.pages:
            for f in page.fields:
                if f.value is None:
                    continue
                if f.field.type is FieldType.ROWS:
                    # What is no list of rows is kept as it came: it is a fault, and stays one.
                    found[f.address] = [f"r{row.number}" for row in f.rows] or f.value
                else:
                    found[f.row.renumbered(f.field.id) if f.row else f.address] = f.value
        return found

    def record(self) -> dict[str, object]:
        """``payload`` as records and answers files carry it: each group a list of rows."""
        return nest(self.definition, self.payload())

    def unsure(self) -> tuple[str, ...]:
        """The shown fields answered with "I don't know", as ``payload`` calls them, sorted."""
        return tuple(
            sorted(f.row.renumbered(f.field.id) if f.row else f.address for f in self.fields() if f.unsure)
        )
