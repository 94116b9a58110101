"""The short number that re-opens a locked screen within a shift.

It lives in memory only and protects against a passer-by, not against somebody with the machine: the database
key is in memory all the while. After five wrong tries only the passphrase helps. Loads without SQLAlchemy.
"""

import hmac
import secrets
from itertools import pairwise

from forms.errors import KnownError
from forms.text import Message

DIGITS = 6
TRIES = 5

_SHAPE = Message(
    "error.pin.shape",
    "Mã PIN gồm đúng 6 chữ số.",
    "Shown when a new PIN is not six digits",
)
_SIMPLE = Message(
    "error.pin.simple",
    "Mã PIN này quá dễ đoán. Xin cán bộ chọn mã khác.",
    "Shown when a new PIN is 000000, 123456 and the like",
)


class PinWeak(KnownError):
    """The PIN has another shape or is too easily guessed."""


def _too_simple(pin: str) -> bool:
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return len(steps) == 1 or len(set(pin)) < 3


class PinLock:
    """Remembers one PIN for one unlocked shift."""

    def __init__(self, pin: str) -> None:
        """Raises ``PinWeak``."""
        if len(pin) != DIGITS or not (pin.isascii() and pin.isdigit()):
            raise PinWeak(_SHAPE)
        if _too_simple(pin):
            raise PinWeak(_SIMPLE)
        self._salt = secrets.token_bytes(32)
        self._verifier = self._digest(pin)
        self._left = TRIES

    def _digest(self, pin: str) -> bytes:
        return hmac.digest(self._salt, pin.encode(), "sha256")

    @property
    def tries_left(self) -> int:
        """0: only the passphrase opens the screen."""
        return self._left

    def opens(self, pin: str) -> bool:
        """Whether this is the PIN. A right one gives all tries back; after the last wrong one none is right."""
        if self._left == 0:
            return False
        self._left -= 1
        if hmac.compare_digest(self._digest(pin), self._verifier):
            self._left = TRIES
            return True
        return False
