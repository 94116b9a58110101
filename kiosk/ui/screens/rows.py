"""The answers of a draft as lines for a person: the check page and the read-back show and say the same ones."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from forms.definition import FieldType
from forms.path import FieldState, FormState, PageState
from forms.text import Message
from kiosk.domain.dossier import Answer, Origin
from kiosk.i18n.translator import Shown
from kiosk.i18n.values import Digits, KnownDate, Value
from kiosk.services.intake import Draft
from kiosk.services.wording import NOT_GIVEN, Said, say
from kiosk.ui.widgets.kit import Kit, Spoken, plain

ANSWER_ALOUD = Message(
    "ui.answer.aloud", "{value}", "One answer read aloud: a date, a number or a chosen answer alone."
)
WHICH = Message(
    "ui.rows.which",
    "{one} thứ {n}",
    "Over the questions and answers of one of several people or things: {one} is what it is, {n} its number from 1.",
)
WHICH_NAMED = Message(
    "ui.rows.which_named",
    "{one} thứ {n}: {name}",
    "The same when the name is known already.",
)

Where = Callable[[Answer], "tuple[str | None, date] | None"]
"""Where an answer of an earlier dossier comes from: its slip number and its day."""


@dataclass(frozen=True, slots=True)
class Which:
    """Which of several people or things lines speak of: what each is called, its number from 1, its name (may be blank)."""

    one: Message
    number: int
    name: str

    def shown(self, kit: Kit) -> Shown:
        """ "Người cùng thay đổi thứ 2: Giàng A Thử"."""
        if self.name:
            return kit.show(WHICH_NAMED, one=self.one, n=self.number, name=self.name)
        return kit.show(WHICH, one=self.one, n=self.number)

    def spoken(self) -> Spoken:
        """Without the name: that is left to a person's voice."""
        return Spoken(WHICH, (("one", self.one), ("n", self.number)))


@dataclass(frozen=True, slots=True)
class Row:
    """One answer. ``changes`` is the address whose question is opened by Change; None for what cannot be changed.

    ``origin`` is ``None`` where nobody answered; ``earlier`` tells slip number and day of the dossier an answer was
    taken over from. ``which`` names the repeated row it stands in.
    """

    field: str
    page: str
    page_title: Message
    label: Message
    said: Said
    spoken_value: Value | None
    changes: str | None
    unsure: bool
    computed: bool
    origin: Origin | None = None
    earlier: tuple[str | None, date] | None = None
    which: Which | None = None
    ask: Message | None = None

    def shown(self, kit: Kit) -> Shown:
        """The answer for the screen."""
        return kit.show(self.said.message) if self.said.message is not None else plain(self.said.text)

    @property
    def needs_a_voice(self) -> bool:
        """Whether a person has to say the answer: a name, a village, anything written freely."""
        return self.said.message is None and self.spoken_value is None

    def spoken(self) -> tuple[Spoken, ...]:
        """Name and answer for the loudspeaker. No clip says the names of people and places: a person does, and where there
        is one the system's voice.
        """
        value = self.said.message if self.said.message is not None else self.spoken_value
        name = Spoken(self.label, instead=self.ask)
        if value is None:
            value = self.said.text
        if isinstance(value, Message):
            return (name, Spoken(value))
        return (name, Spoken(ANSWER_ALOUD, (("value", value),)))


def rows_of(draft: Draft, where: Where | None = None) -> tuple[Row, ...]:
    """Every shown answer of a draft, in the order of its questions, the lines of one row of a group together."""
    rows = []
    for page in draft.state.pages:
        which = which_of(draft.state, page)
        for state in page.fields:
            field = state.field
            if field.type is FieldType.PAPER:
                continue
            given = draft.answers.get(state.address)
            origin = Origin.COMPUTED if state.computed else given.origin if given is not None else None
            earlier = given is not None and origin is Origin.EARLIER and where is not None
            rows.append(
                Row(
                    state.address,
                    page.address,
                    page.page.title,
                    field.label,
                    _said(draft, state),
                    _spoken(state),
                    state.address if page.asked else None,
                    state.unsure,
                    state.computed,
                    origin,
                    where(given) if earlier and where is not None and given is not None else None,
                    which,
                    field.ask,
                )
            )
    return tuple(rows)


def which_of(state: FormState, page: PageState) -> Which | None:
    """Which of several people or things a page asks about; ``None`` for an ordinary page."""
    place = page.row
    if place is None:
        return None
    hub = state.definition.field(place.rows).rows
    if hub is None:
        return None
    found = state.find(place.rows)
    row = next((row for row in found.rows if row.id == place.id), None) if found is not None else None
    return Which(hub.one, place.number, row.title if row is not None else "")


def _said(draft: Draft, state: FieldState) -> Said:
    if state.value is None and not state.unsure:
        return Said(NOT_GIVEN.vi, NOT_GIVEN)
    return say(draft.definition, state.address, state.value, state.unsure)


def _spoken(state: FieldState) -> Value | None:
    value, kind = state.value, state.field.type
    if kind is FieldType.ROWS:
        return len(state.rows)
    if isinstance(value, Mapping | list | tuple) or value is None or isinstance(value, bool):
        return None
    if kind is FieldType.DATE:
        return KnownDate.parse(str(value))
    if kind in (FieldType.IDENTITY, FieldType.PHONE):
        return Digits(str(value))
    return value if kind is FieldType.INTEGER and isinstance(value, int) else None


def about(kit: Kit, rows: Sequence[Row]) -> dict[str, Shown]:
    """By address, whom each answer about one of several people is about."""
    return {row.field: row.which.shown(kit) for row in rows if row.which is not None}
