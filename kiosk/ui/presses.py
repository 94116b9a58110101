"""The printing of a shift, and of the one before as long as that still has something at a printer."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.services.desk import Desk
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.print_desk import PrintDesk


class Presses:
    """``print_pdf`` stands for the office's printers."""

    def __init__(self, conductor: "Conductor", print_pdf: Callable[[bytes], None] | None) -> None:
        self._c = conductor
        self._print_pdf = print_pdf
        self._now: PrintDesk | None = None
        self._before: PrintDesk | None = None

    @property
    def now(self) -> "PrintDesk":
        """The printing of this shift."""
        assert self._now is not None
        return self._now

    @property
    def busy(self) -> bool:
        """Whether a printer has something that somebody waits for."""
        return self._now is not None and self._now.busy

    def open(self, desk: "Desk") -> None:
        """An officer's office is open."""
        from kiosk.ui.print_desk import PrintDesk

        before = self._now or self._before
        self._now = PrintDesk(self._c, desk, self._print_pdf, quiet=before is None or not before.busy)

    def let_go(self, close: Callable[[], None]) -> None:
        """Closes an office behind its last work: what waits for the database, then what is at the printer."""
        prints, self._now = self._now, None
        self._before = prints
        behind = self._c.background
        if prints is None:
            behind.run(close, lambda _none: None, self._close_failed)
            return
        behind.run(lambda: None, lambda _none: prints.close(close), lambda _error: prints.close(close))

    def stop(self) -> None:
        """The screen ends: nothing is waited for."""
        if self._before is not None:
            self._before.stop()
        if self._now is not None:
            self._now.abandon()

    def _close_failed(self, error: BaseException) -> None:
        self._c.journal.exception("close-desk", error)
