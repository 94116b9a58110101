"""One page of a filed form, opened again to be corrected."""

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import Signal

from forms.path import PageState
from forms.text import Message
from kiosk.domain.dossier import Value
from kiosk.ui.screens.base import Screen
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.page import page_widget
from kiosk.ui.widgets.pressable import Kind

DONE = Action(
    "continue",
    Message("ui.amend.done", "Xong câu này", "Button: back to the list of answers with this change."),
    Kind.PRIMARY,
    "check",
)
HELP_PAGE = Message(
    "ui.amend.page_help", "Sửa lại câu trả lời rồi chạm Xong câu này. Chưa có gì được gửi đi.", "Help."
)


class AmendPageScreen(Screen):
    """``changed(values by address)`` when it is done. ``again`` gives the page as it is with other answers."""

    name = "amend-page"
    changed = Signal(object)

    def __init__(
        self,
        kit: Kit,
        state: PageState,
        today: date,
        again: Callable[[Mapping[str, Value]], PageState | None],
        home: str | None = None,
    ) -> None:
        super().__init__(kit)
        self._again = again
        self.page = page_widget(kit, state, today=today, home=home)
        self.page.answered.connect(self._answered)
        self.column.addWidget(self.page)
        self.column.addStretch(1)

    def steps(self) -> tuple[Action, ...]:
        """One way on."""
        return (DONE,)

    def act(self, action: str) -> None:
        """Hands the answers on as they stand."""
        if action == DONE.id:
            self.changed.emit(self.values())

    def values(self) -> dict[str, Value]:
        """Every answer of the page; ``None`` where there is none."""
        return {address: value for address, (value, _unsure) in self.page.values().items()}

    def help_text(self) -> tuple[Message, ...]:
        """That nothing is sent yet."""
        return (HELP_PAGE,)

    def typed(self) -> Mapping[str, object]:
        """The answers as they stand."""
        return dict(self.values())

    def put_back(self, typed: Mapping[str, object]) -> None:
        """The same again."""
        for address in self.page.fields():
            if typed.get(address) is not None:
                self.page.view(address).set_value(typed[address])  # type: ignore[arg-type]  # what ``typed`` gave

    def _answered(self, _address: str, _value: object, _unsure: bool) -> None:
        state = self._again(self.values())
        if state is not None:
            self.page.refresh(state)
