"""The form says kindly that the paper is not needed. Not an error: the citizen saves a way."""

from PySide6.QtWidgets import QSizePolicy

from forms.text import Message
from kiosk.ui.screens.base import Screen, headline
from kiosk.ui.screens.card import Card
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import ear_for
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.pressable import Kind

GOOD_NEWS = Message(
    "ui.stopped.title", "Tin vui cho bà con", "Title when the paper turns out not to be needed."
)
CHANGE = Message("ui.stopped.change", "Sửa câu trả lời", "Button: the answer was wrong, go back to it.")
END = Message("ui.stopped.end", "Xong, cảm ơn bà con", "Button: ends the visit; the paper is not needed.")

HELP_STOPPED = Message(
    "ui.stopped.help",
    "Theo các câu đã trả lời thì không cần làm giấy này. Trả lời nhầm thì chạm Sửa câu trả lời. Vẫn muốn làm thì hỏi cán bộ.",
    "Help where the paper is not needed.",
)


class StoppedScreen(Screen):
    """Back to the answer, or the end."""

    name = "stopped"

    def __init__(self, kit: Kit, why: Message) -> None:
        super().__init__(kit)
        self._why = why
        self.column.addWidget(headline(kit, GOOD_NEWS, "yes"))
        card = Card(kit.look, edge="good", surface="good_wash")
        label = BilingualLabel(kit.look, kit.show(why), Role.ANSWER, Role.BODY)
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        card.column.addWidget(label)
        ear = ear_for(kit, why)
        if ear is not None:
            card.column.addWidget(ear)
        self.column.addWidget(card)
        self.column.addStretch(1)

    def steps(self) -> tuple[Action, ...]:
        """Two ways, both fine."""
        return (
            Action("change", CHANGE, Kind.PLAIN, "edit"),
            Action("continue", END, Kind.PRIMARY, "home-screen"),
        )

    def act(self, action: str) -> None:
        """Reports the way taken."""
        if action == "change":
            self.went_back.emit()
        else:
            super().act(action)

    def help_text(self) -> tuple[Message, ...]:
        """Both ways on, and whom to ask."""
        return (HELP_STOPPED,)

    def spoken(self) -> tuple[Spoken, ...]:
        """The news."""
        return (Spoken(GOOD_NEWS), Spoken(self._why))
