"""One officer's shift at this screen: the open office, the visit in hand, the PIN that re-opens the screen, how they type.

How an officer types is kept in the office's file: it outlives a crash, a shift and a restart.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.domain.roles import Act, may
from kiosk.services.desk import Desk
from kiosk.services.unlocking import shift_of
from kiosk.services.visit import Visit
from kiosk.store.pin import PinLock

if TYPE_CHECKING:
    from kiosk.ui.keyboard.composer import Method


_TYPING = "typing"


@dataclass(slots=True)
class Shift:
    """Exists from unlocking to the end of the shift. ``pin`` is the six digits, kept so that a crash does not lose them."""

    desk: Desk
    visit: Visit
    pin: str | None = field(default=None, repr=False)
    lock: PinLock | None = field(default=None, repr=False)

    @classmethod
    def of(cls, desk: Desk) -> "Shift":
        """A fresh shift with nobody at the counter."""
        return cls(desk, Visit(desk))

    @property
    def typing(self) -> "Method | None":
        """What this officer's on-screen keyboard was last turned to."""
        from kiosk.ui.keyboard.composer import Method

        kept = self.desk.store.officer_settings.get(self.desk.officer.code, _TYPING)
        return Method(kept) if kept in list(Method) else None

    def types_by(self, method: "Method") -> None:
        """From now on the officer types so."""
        self.desk.store.officer_settings.put(self.desk.officer.code, _TYPING, str(method))

    @property
    def may_file(self) -> bool:
        """Whether citizens can be served in this shift."""
        return may(self.desk.officer.role, Act.FILE)

    @property
    def has_pin(self) -> bool:
        """Whether the PIN opens the screen now. After the last wrong try only the passphrase does."""
        return self.lock is not None and self.lock.tries_left > 0

    def set_pin(self, pin: str) -> None:
        """Takes a PIN for this shift. Raises ``PinWeak``."""
        self.lock = PinLock(pin)
        self.pin = pin

    def kept(self, mode: str) -> dict[str, object]:
        """What a new screen needs after a crash (see ``SupervisorLink.keep``)."""
        return {"shift": shift_of(self.desk), "place": self.visit.place(), "pin": self.pin, "mode": mode}
