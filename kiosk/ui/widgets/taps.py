"""A double tap, or an impatient third one on a slow machine, does nothing twice.

Queued taps meant for the last page otherwise land on the button that took its place: people were thus
carried past papers and fees. Qt-free: only time decides.
"""

from forms.clock import Clock

#: Seconds after a page has been painted, or a step accepted, in which further steps are not taken.
PAUSE = 0.35


class TapGuard:
    """One for a window. Asked by every button that goes somewhere or does something outside the page."""

    def __init__(self, clock: Clock, pause: float = PAUSE) -> None:
        self._clock = clock
        self._pause = pause
        self._open_from: float | None = 0.0

    def page_coming(self) -> None:
        """A new page is being built: no step until it has been painted."""
        self._open_from = None

    def page_painted(self) -> None:
        """The new page is on the screen; after the pause its buttons answer."""
        if self._open_from is None:
            self._open_from = self._clock.monotonic() + self._pause

    def accepts(self) -> bool:
        """Whether a step may be taken now. Taking it starts the pause again."""
        now = self._clock.monotonic()
        if self._open_from is None or now < self._open_from:
            return False
        self._open_from = now + self._pause
        return True

    def wait(self) -> float | None:
        """Seconds until a step is accepted (0 when now); None while a page is coming."""
        return None if self._open_from is None else max(0.0, self._open_from - self._clock.monotonic())
