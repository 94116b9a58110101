"""Shown for a moment after the screen process was restarted, until the same question stands there again."""

from forms.text import Message
from kiosk.ui.screens.base import Screen, headline
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.kit import Kit

TITLE = Message(
    "ui.restoring.title",
    "Máy đang mở lại trang vừa rồi, xin chờ giây lát. Câu trả lời vẫn còn nguyên.",
    "After a restart of the screen. Must not lose: no answer is lost.",
)


class RestoringScreen(Screen):
    """Nothing to touch."""

    name = "restoring"
    has_back = False
    protects = False

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.column.addStretch(1)
        self.column.addWidget(headline(kit, TITLE))
        self.column.addStretch(2)

    def steps(self) -> tuple[Action, ...]:
        """Nothing goes on by hand."""
        return ()
