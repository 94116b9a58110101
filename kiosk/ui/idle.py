"""When nobody has touched the screen for a while: first a warning with a count-down, then the wipe.

Qt-free; ``idle_watch`` feeds it. The person in front may be looking for a paper, so the quiet time is
generous and may be extended as often as wanted (WCAG 2.2, timing adjustable). May not wipe anything itself.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from forms.clock import Clock

#: Seconds without a touch before the warning, and seconds the warning stands before the wipe.
QUIET = 120.0
WARNING = 30.0


class Stage(StrEnum):
    """How long ago somebody was there."""

    OFF = "off"  # nothing to protect: welcome screen, locked screen
    PRESENT = "present"
    WARNING = "warning"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class IdleState:
    """The stage, and while warning the whole seconds that are left (never 0)."""

    stage: Stage
    seconds_left: int = 0


class IdleClock:
    """Counts quiet time on the monotonic clock: a changed wall clock neither wipes early nor never."""

    def __init__(self, clock: Clock, quiet: float = QUIET, warning: float = WARNING) -> None:
        self._clock = clock
        self._quiet = quiet
        self._warning = warning
        self._since: float | None = None

    def start(self) -> None:
        """Somebody's data is on the screen from now on."""
        self._since = self._clock.monotonic()

    def stop(self) -> None:
        """Nothing is left to protect."""
        self._since = None

    def touch(self) -> None:
        """Somebody touched, typed, or answered the warning. After the wipe is due, a touch no longer
        saves.
        """
        if self._since is not None and self.state().stage is not Stage.GONE:
            self._since = self._clock.monotonic()

    def state(self) -> IdleState:
        """Where things stand now."""
        if self._since is None:
            return IdleState(Stage.OFF)
        quiet = self._clock.monotonic() - self._since
        if quiet < self._quiet:
            return IdleState(Stage.PRESENT)
        left = self._quiet + self._warning - quiet
        if left > 0:
            return IdleState(Stage.WARNING, math.ceil(left))
        return IdleState(Stage.GONE)
