"""A page of a form, drawn from what ``forms.path`` says of it: one question, or one small group.

``page_widget`` is the one way in. A state that changes while the page stands (an answer that calls for
another question beside it) is shown by ``refresh``: what a person is typing is left alone.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forms.answers import Value
from forms.faults import Fault
from forms.path import FieldState, PageState
from forms.text import Message
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.fields.view import FieldView
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.notices import ErrorSummary


class PageWidget(QWidget):
    """``answered(address, value, unsure)`` for every complete answer, ``edited(address)`` while one is made.

    Fields are called by their addresses: an id, or ``members/r1/member_name`` in a repeated row.
    """

    answered = Signal(str, object, bool)
    edited = Signal(str)

    def __init__(
        self,
        kit: Kit,
        state: PageState,
        *,
        today: date,
        home: str | None = None,
        whence: Mapping[str, Message] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``whence``: for locked answers, by address, the name of the answer they come from."""
        super().__init__(parent)
        self.setObjectName(f"page-{state.address}")
        self._kit = kit
        self._today = today
        self._home = home
        self._whence = dict(whence or {})
        self.state = state
        self._single = len(state.page.fields) == 1
        self._views: dict[str, FieldView] = {}
        self._summary: ErrorSummary | None = None
        mm = kit.look.mm
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(mm(1), mm(1), mm(1), mm(2))
        self._box.setSpacing(mm(4))
        if not self._single:
            self._box.addWidget(
                BilingualLabel(kit.look, kit.show(state.page.title), Role.QUESTION, Role.QUESTION_UNDER)
            )
        self._first = self._box.count()
        for field in state.fields:
            self._add(field, self._box.count())
        self._box.addStretch(1)

    def view(self, field: str) -> FieldView:
        """The view of a field. KeyError when the field is not on this page now."""
        return self._views[field]

    def fields(self) -> tuple[str, ...]:
        """Addresses of the fields shown, in order."""
        return tuple(field.address for field in self.state.fields)

    def values(self) -> dict[str, tuple[Value | None, bool]]:
        """Every field's answer as it stands, and whether it is "I don't know"; locked fields are left out."""
        return {
            field.address: (self._views[field.address].value(), self._views[field.address].is_unsure())
            for field in self.state.fields
            if not field.locked
        }

    def aside(self) -> QWidget | None:
        """ "I don't know" of a page with one question: the frame puts it beside the way on."""
        if not self._single or not self.state.fields:
            return None
        return self._views[self.state.fields[0].address].unsure_button

    def spoken(self) -> tuple[Spoken, ...]:
        """What the ear in the header says: the question or the title, then each question of a group."""
        if self._single:
            return tuple(Spoken(field.field.ask) for field in self.state.fields)
        return (Spoken(self.state.page.title), *(Spoken(field.field.ask) for field in self.state.fields))

    def refresh(self, state: PageState, whence: Mapping[str, Message] | None = None) -> None:
        """Shows the same page in another state: fields come and go, warnings change, typed text stays."""
        self._whence = dict(whence or {})
        wanted = {field.address: field for field in state.fields}
        old = {field.address: field for field in self.state.fields}
        self.state = state
        for id in [id for id in self._views if id not in wanted or _differs(old[id], wanted[id])]:
            view = self._views.pop(id)
            self._box.removeWidget(view)
            view.hide()
            view.deleteLater()
        for number, field in enumerate(state.fields):
            view_now = self._views.get(field.address)
            if view_now is None:
                self._add(field, self._first + number + (1 if self._summary is not None else 0))
            else:
                view_now.tell(None, field.warnings)

    def show_faults(self, faults: Sequence[Fault]) -> None:
        """Shows each fault at its field and, with more than one question, all of them at the top."""
        by_field = {fault.field: fault for fault in faults}
        if self._summary is not None:
            self._box.removeWidget(self._summary)
            self._summary.hide()
            self._summary.deleteLater()
            self._summary = None
        for field in self.state.fields:
            self._views[field.address].tell(by_field.get(field.address), field.warnings)
        if faults and not self._single:
            self._summary = ErrorSummary(self._kit, faults)
            self._summary.chosen.connect(self._go_to)
            self._box.insertWidget(0, self._summary)
        first = next((field.address for field in self.state.fields if field.address in by_field), None)
        if first is not None and self._single:
            self._views[first].take_focus()

    def _add(self, field: FieldState, at: int) -> None:
        view = FieldView(
            self._kit,
            field,
            today=self._today,
            home=self._home,
            whence=self._whence.get(field.address),
            heading=self._single,
            unsure_inside=not self._single,
        )
        view.answered.connect(self.answered)
        view.edited.connect(self.edited)
        self._views[field.address] = view
        self._box.insertWidget(at, view)

    def _go_to(self, field: str) -> None:
        if field in self._views:
            self._views[field].take_focus()


def _differs(before: FieldState, now: FieldState) -> bool:
    """Whether a field must be drawn anew: other options, or locked where it was not."""
    if before.locked or now.locked:
        return before.locked != now.locked or before.value != now.value
    return before.options != now.options or before.required != now.required


def page_widget(
    kit: Kit,
    state: PageState,
    *,
    today: date,
    home: str | None = None,
    whence: Mapping[str, Message] | None = None,
    parent: QWidget | None = None,
) -> PageWidget:
    """The widget for one page of a form. ``home``: code of the province places start from."""
    return PageWidget(kit, state, today=today, home=home, whence=whence, parent=parent)
