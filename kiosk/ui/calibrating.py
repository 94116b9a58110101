"""The page where the screen is measured: keeps what was measured and draws everything anew by it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from forms.errors import KnownError
from forms.text import Message
from kiosk.ui.counter.calibrate_screen import SAVED, CalibrateScreen
from kiosk.ui.screens.base import Screen

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor

NOT_KEPT = Message(
    "error.machine.screen_not_kept",
    "Chưa ghi được cỡ màn hình vào máy. Lần này máy dùng cỡ vừa đo; lần mở sau phải đo lại.",
    "The measure of the screen could not be written to disk; it holds until the kiosk ends.",
)


class CalibratePage:
    """``back`` is where the page leads when it is left."""

    def __init__(self, conductor: "Conductor", back: Callable[[], None]) -> None:
        self._c = conductor
        self._back = back

    def open(self) -> None:
        """Shows the page."""
        self._c.present(self._build, say=False, languages=False)

    def _build(self) -> Screen:
        screen = CalibrateScreen(self._c.kit)
        screen.saved.connect(self._c.guarded(self._keep))
        screen.went_back.connect(self._c.guarded(self._back))
        return screen

    def _keep(self, px_per_mm: float) -> None:
        try:
            self._c.measured(px_per_mm)
        except OSError as error:
            raise KnownError(NOT_KEPT) from error
        shown = self._c.window.screen_shown
        if isinstance(shown, CalibrateScreen):
            shown.tell("good", SAVED)
