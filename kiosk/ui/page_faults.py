"""Where it is said that work in the background went wrong: on the page that asked, while it is still shown."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from forms.errors import KnownError
from kiosk.ui.counter.desk_page import DeskPage

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor


def said_on(conductor: "Conductor", screen: DeskPage) -> Callable[[BaseException], None]:
    """Tells a fault on ``screen``, where everything typed still stands; as any other fault once the page is gone."""

    def failed(error: BaseException) -> None:
        if isinstance(error, KnownError) and screen is conductor.window.screen_shown:
            screen.tell_error(error)
        else:
            conductor.tell(error)

    return failed
