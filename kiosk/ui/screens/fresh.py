"""For the moment in which another process takes over the screen."""

from forms.text import Message
from kiosk.ui.screens.base import Screen, headline
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.kit import Kit

TITLE = Message(
    "ui.alone.fresh",
    "Xin chờ giây lát, máy đang chuẩn bị.",
    "Between two citizens at a self-service screen, and while the screen changes its use.",
)


class FreshScreen(Screen):
    """Nothing to touch."""

    name = "fresh"
    has_back = False
    protects = False

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.column.addStretch(1)
        self.column.addWidget(headline(kit, TITLE, "waiting"))
        self.column.addStretch(2)

    def steps(self) -> tuple[Action, ...]:
        """Nothing goes on by hand."""
        return ()
