"""One question as a person meets it: the words, the ear, what is wrong, the place for the answer, "I don't
know".

Found by ``objectName`` equal to the field's address. Reports answers by signal; judging and keeping them is not
its task.
"""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forms.answers import Value
from forms.definition import FieldType
from forms.errors import BugError
from forms.faults import Fault
from forms.path import FieldState
from forms.rules.places import Places
from forms.text import Message
from kiosk.services.wording import Said, say_value
from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.theme.sizes import ANSWER_MM, Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import BigButton, ear_for
from kiosk.ui.widgets.even_grid import EvenGrid
from kiosk.ui.widgets.fields.base import FieldInput
from kiosk.ui.widgets.fields.choices import ChoiceInput, YesNoInput
from kiosk.ui.widgets.fields.finders import EthnicInput, PlaceInput
from kiosk.ui.widgets.fields.lines import LineInput, NumberInput
from kiosk.ui.widgets.fields.steppers import DateInput, IntegerInput
from kiosk.ui.widgets.heard import Heard
from kiosk.ui.widgets.kit import Kit, Spoken, plain
from kiosk.ui.widgets.notices import NoticeBox
from kiosk.ui.widgets.pictogram import PictogramLabel, has_pictogram
from kiosk.ui.widgets.pressable import Kind
from kiosk.ui.widgets.tiles import Choice

UNSURE = Message(
    "ui.field.unsure", "Tôi không biết", "Answer that is always allowed: an officer will look at it."
)
OPTIONAL = Message("ui.field.optional", "không bắt buộc", "After the name of a question that may stay empty.")
LOCKED = Message("ui.field.locked", "Máy tự điền ô này.", "Under an answer the form works out by itself.")
LOCKED_BY = Message(
    "ui.field.locked_by",
    "Máy tự điền theo câu đã trả lời: {field}.",
    "Under an answer the form works out by itself; {field} is the name of the answer it follows from.",
)
SUGGESTED = Message(
    "ui.field.suggested", "Dùng: {value}", "Offers an answer the form can guess; a tap takes it."
)


def make_input(kit: Kit, state: FieldState, *, today: date, home: str | None = None) -> FieldInput:
    """The widget for a field's kind of answer. ``home``: province code a place starts from."""
    field = state.field
    match field.type:
        case FieldType.TEXT:
            return LineInput(kit, most=field.max_length)
        case FieldType.NAME:
            return LineInput(kit, capitals=True, most=field.max_length)
        case FieldType.IDENTITY:
            return NumberInput(kit, most=max(field.digits))
        case FieldType.PHONE:
            return NumberInput(kit, most=12)
        case FieldType.DATE:
            return DateInput(kit, field.precisions, year_now=today.year)
        case FieldType.INTEGER:
            return IntegerInput(kit, least=field.minimum, most=field.maximum)
        case FieldType.YES_NO:
            return YesNoInput(kit, name=state.address)
        case FieldType.PLACE:
            return PlaceInput(kit, Places.load(), home=home)
        case FieldType.ETHNIC:
            return EthnicInput(kit)
        case FieldType.CHOICE | FieldType.PAPER:
            return ChoiceInput(
                kit,
                [
                    Choice(
                        option.id,
                        kit.show(option.label),
                        option.picture or "",
                        Spoken(option.label),
                        kit.show(option.help) if option.help is not None else None,
                    )
                    for option in state.options
                ],
                name=state.address,
            )
        case FieldType.ROWS:
            raise BugError("repeated rows have a page of their own")


class FieldView(QWidget):
    """``answered(address, value, unsure)`` when an answer is complete; ``edited(address)`` while it is made."""

    answered = Signal(str, object, bool)
    edited = Signal(str)

    def __init__(
        self,
        kit: Kit,
        state: FieldState,
        *,
        today: date,
        home: str | None = None,
        whence: Message | None = None,
        heading: bool = False,
        unsure_inside: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(state.address)
        self._kit = kit
        self.field = state.field
        self.address = state.address
        self.locked = state.locked
        look = kit.look
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(look.mm(1.5))
        self._box.addWidget(self._words(state, heading))
        self._told = QVBoxLayout()
        self._told.setSpacing(look.mm(1.5))
        self._box.addLayout(self._told)
        self.input = make_input(kit, state, today=today, home=home)
        for line in self.input.findChildren(TypedLine):
            label = kit.show(state.field.label).text
            line.setAccessibleName(f"{label}: {own}" if (own := line.accessibleName()) else label)
        self._box.addWidget(self.input)
        self._suggestion: BigButton | None = None
        self._offer(state)
        self.unsure_button: BigButton | None = None
        if state.field.may_be_unsure and not state.locked:
            self._add_unsure(state.unsure, unsure_inside)
        self.input.set_value(state.value)
        if state.locked:
            self.input.set_locked(True)
            self.input.hide()
            self._box.addWidget(self._locked_answer(state))
            self._box.addWidget(self._why_locked(whence))
        self.input.edited.connect(self._edited)
        self.input.answered.connect(self._answered)
        self.tell(state.fault, state.warnings, show_fault=False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def value(self) -> Value | None:
        """The answer as it stands; None when blank or not known."""
        return None if self.is_unsure() else self.input.value()

    def is_unsure(self) -> bool:
        """Whether "I don't know" is chosen."""
        return self.unsure_button is not None and self.unsure_button.isChecked()

    def set_value(self, value: Value | None, *, unsure: bool = False) -> None:
        """Shows an answer. Tells nobody."""
        self.input.set_value(None if unsure else value)
        if self.unsure_button is not None:
            self.unsure_button.setChecked(unsure)

    def answer(self, value: Value | None, *, unsure: bool = False) -> None:
        """What a person would do: gives an answer and says so."""
        self.set_value(value, unsure=unsure)
        self._answered()

    def tell(
        self, fault: Fault | None, warnings: tuple[Message, ...] = (), *, show_fault: bool = True
    ) -> None:
        """Shows the fault (only when asked: a person is not corrected before pressing on) and the
        warnings.
        """
        while (item := self._told.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        shown = fault if show_fault else None
        if shown is not None:
            said = self._kit.show(shown.message, **shown.params)
            self._told.addWidget(NoticeBox(self._kit, "danger", said, message=shown.message))
        for warning in warnings:
            self._told.addWidget(NoticeBox(self._kit, "warn", self._kit.show(warning), message=warning))
        self.input.mark_faulty(shown is not None)

    def offer_usual(self, usual: Sequence[Value]) -> None:
        """Answers often given here, above the place for any other: a tap gives one."""
        kit = self._kit
        grid = EvenGrid(columns=len(usual), gap=kit.look.mm(2), balanced=True)
        for n, value in enumerate(usual, start=1):
            said = say_value(self.field, value)
            shown = kit.show(said.message) if said.message is not None else plain(said.text)
            button = BigButton(kit, shown, step=False)
            button.setObjectName(f"{self.address}-usual-{n}")
            button.tapped.connect(lambda value=value: self.answer(value))
            grid.add(button)
        self._box.insertWidget(self._box.indexOf(self.input), grid)

    def say_above(self, message: Message, **params: str) -> None:
        """A remark above the place for the answer."""
        shown = self._kit.show(message, **params)
        label = BilingualLabel(self._kit.look, shown, Role.BODY, Role.NOTE)
        self._box.insertWidget(self._box.indexOf(self.input), label)

    def take_focus(self) -> None:
        """Puts the cursor into the answer."""
        self.input.take_focus()

    def _words(self, state: FieldState, heading: bool) -> QWidget:
        kit, field = self._kit, state.field
        message = field.ask if heading else field.label
        ear = ear_for(kit, message)
        words = Heard(kit, Spoken(message)) if ear is not None else QWidget()
        row = QHBoxLayout(words)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.look.mm(2))
        if heading and field.picture is not None and has_pictogram(field.picture):
            row.addWidget(PictogramLabel(kit.look, field.picture, 16), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(kit.look.mm(0.8))
        role, under = (Role.QUESTION, Role.QUESTION_UNDER) if heading else (Role.ANSWER, Role.ANSWER_UNDER)
        column.addWidget(BilingualLabel(kit.look, kit.show(message), role, under))
        if not state.required and not state.locked and not heading:
            column.addWidget(
                BilingualLabel(kit.look, kit.show(OPTIONAL), Role.NOTE, Role.OFFICER_SMALL, ink="muted")
            )
        if field.help is not None:
            column.addWidget(
                BilingualLabel(kit.look, kit.show(field.help), Role.BODY, Role.NOTE, ink="muted")
            )
        row.addLayout(column, 1)
        if ear is not None:
            row.addWidget(ear, 0, Qt.AlignmentFlag.AlignTop)
        return words

    def _locked_answer(self, state: FieldState) -> QWidget:
        """The value in words that wrap: nothing can be typed, so nothing looks as if it could."""
        said = say_value(state.field, state.value) if state.value is not None else Said("–")
        shown = self._kit.show(said.message) if said.message is not None else plain(said.text)
        label = BilingualLabel(self._kit.look, shown, Role.ANSWER, Role.NOTE)
        label.setObjectName(f"{self.address}-locked")
        return label

    def _why_locked(self, whence: Message | None) -> QWidget:
        """That nobody needs to type here, and which answer it follows from."""
        kit = self._kit
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.look.mm(1.5))
        row.addWidget(PictogramLabel(kit.look, "lock", 6), 0, Qt.AlignmentFlag.AlignTop)
        shown = kit.show(LOCKED) if whence is None else kit.show(LOCKED_BY, field=whence)
        row.addWidget(BilingualLabel(kit.look, shown, Role.NOTE, Role.OFFICER_SMALL, ink="muted"), 1)
        return holder

    def _add_unsure(self, unsure: bool, inside: bool) -> None:
        kit = self._kit
        button = BigButton(
            kit,
            kit.show(UNSURE),
            kind=Kind.CHOICE,
            icon="unknown",
            step=False,
            least=14 if inside else ANSWER_MM,
            role=Role.BODY,
        )
        button.setCheckable(True)
        button.setChecked(unsure)
        button.setObjectName(f"{self.address}-unsure")
        button.tapped.connect(self._unsure_tapped)
        self.unsure_button = button
        if not inside:
            return
        row = QHBoxLayout()
        row.addWidget(button)
        row.addStretch(1)
        self._box.addLayout(row)

    def _offer(self, state: FieldState) -> None:
        if state.suggestion is None or state.value is not None or state.locked:
            return
        kit, suggestion = self._kit, state.suggestion
        said = say_value(state.field, suggestion)
        shown = kit.show(SUGGESTED, value=said.message if said.message is not None else said.text)
        button = BigButton(kit, shown, icon="check", step=False, least=14, role=Role.BODY)
        button.setObjectName(f"{self.address}-suggestion")
        button.tapped.connect(lambda: self.answer(suggestion))
        self._suggestion = button
        row = QHBoxLayout()
        row.addWidget(button)
        row.addStretch(1)
        self._box.addLayout(row)

    def _unsure_tapped(self) -> None:
        # Chosen, never toggled: a double tap must not take it back. Any answer does.
        assert self.unsure_button is not None
        self.unsure_button.setChecked(True)
        self.input.set_value(None)
        self._answered()

    def _edited(self) -> None:
        if self.unsure_button is not None and self.input.value() is not None:
            self.unsure_button.setChecked(False)
        if self._suggestion is not None:
            self._suggestion.setVisible(self.input.value() is None)
        self.edited.emit(self.address)

    def _answered(self) -> None:
        self.answered.emit(self.address, self.value(), self.is_unsure())
