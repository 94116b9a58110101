"""The answers of a draft as lines for a person: the check page and the read-back show and say the same ones."""

from collections.abc import Mapping
from dataclasses import dataclass

from forms.definition import FieldType
from forms.path import FieldState
from forms.text import Message
from kiosk.domain.dossier import Origin
from kiosk.i18n.translator import Shown
from kiosk.i18n.values import Digits, KnownDate, Value
from kiosk.services.intake import Draft
from kiosk.services.wording import NOT_GIVEN, Said, say
from kiosk.ui.widgets.kit import Kit, Spoken, plain

ANSWER_ALOUD = Message(
    "ui.answer.aloud", "{value}", "One answer read aloud: a date, a number or a chosen answer alone."
)


@dataclass(frozen=True, slots=True)
class Row:
    """One answer. ``changes`` names the field whose question is opened by Change; None for what cannot be changed."""

    field: str
    page: str
    page_title: Message
    label: Message
    said: Said
    spoken_value: Value | None
    changes: str | None
    unsure: bool
    computed: bool
    from_card: bool

    def shown(self, kit: Kit) -> Shown:
        """The answer for the screen."""
        return kit.show(self.said.message) if self.said.message is not None else plain(self.said.text)

    def spoken(self) -> tuple[Spoken, ...]:
        """Name and answer for the loudspeaker; names of people and places are left to a person's voice."""
        value = self.said.message if self.said.message is not None else self.spoken_value
        if value is None:
            return (Spoken(self.label),)
        if isinstance(value, Message):
            return (Spoken(self.label), Spoken(value))
        return (Spoken(self.label), Spoken(ANSWER_ALOUD, (("value", value),)))


def rows_of(draft: Draft) -> tuple[Row, ...]:
    """Every shown answer of a draft, in the order of its questions."""
    rows = []
    for page in draft.state.pages:
        for state in page.fields:
            field = state.field
            if field.type is FieldType.PAPER:
                continue
            given = draft.answers.get(field.id)
            rows.append(
                Row(
                    field.id,
                    page.page.id,
                    page.page.title,
                    field.label,
                    _said(draft, state),
                    _spoken(state),
                    field.id if page.asked else None,
                    state.unsure,
                    state.computed,
                    given is not None and given.origin is Origin.CARD and not state.computed,
                )
            )
    return tuple(rows)


def _said(draft: Draft, state: FieldState) -> Said:
    if state.value is None and not state.unsure:
        return Said(NOT_GIVEN.vi, NOT_GIVEN)
    return say(draft.definition, state.field.id, state.value, state.unsure)


def _spoken(state: FieldState) -> Value | None:
    value, kind = state.value, state.field.type
    if isinstance(value, Mapping) or value is None or isinstance(value, bool):
        return None
    if kind is FieldType.DATE:
        return KnownDate.parse(str(value))
    if kind in (FieldType.IDENTITY, FieldType.PHONE):
        return Digits(str(value))
    return value if kind is FieldType.INTEGER and isinstance(value, int) else None
