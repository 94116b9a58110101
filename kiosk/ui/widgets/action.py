"""The buttons of a page's lower bar."""

from dataclasses import dataclass

from forms.text import Message
from kiosk.ui.widgets.pressable import Kind

CONTINUE = Message("ui.frame.continue", "Tiếp tục", "Button: the one way on from a page.")


@dataclass(frozen=True, slots=True)
class Action:
    """A button of the lower bar. ``id`` names it in ``acted`` and is its ``objectName``."""

    id: str
    message: Message
    kind: Kind = Kind.PLAIN
    icon: str = ""
    icon_after: bool = False


GO_ON = Action("continue", CONTINUE, Kind.PRIMARY, "next", icon_after=True)
