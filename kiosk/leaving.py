"""Who may end self-service at a screen: looked at by the supervisor, because the screen itself holds no key of the office.

Lives in the supervisor's process and therefore loads nothing before somebody tries. May import neither Qt, SQLAlchemy
nor any service.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.folder import Folder

if TYPE_CHECKING:
    from kiosk.store.pin import PinLock

Session = dict[str, object]

WRONG_PIN = "pin"
PIN_SPENT = "pin-spent"
WRONG_PASSPHRASE = "passphrase"  # noqa: S105  a reason, not a secret
MUST_WAIT = "wait"
FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``session`` opens the office again; otherwise ``reason`` says why not, ``seconds`` how long to wait."""

    session: Session | None = field(default=None, repr=False)
    reason: str = ""
    seconds: int = 0

    def refusal(self) -> dict[str, object]:
        """What the screen is told. Holds nothing of the secret."""
        return {"refused": self.reason, "seconds": self.seconds}


class Leaving:
    """The way back to the office. With a PIN the shift waits here; without one its keys are forgotten at once."""

    def __init__(self, folder: Folder, session: Session) -> None:
        self._folder = folder
        self._session: Session | None = None
        pin = session.get("pin")
        self._lock = _lock(pin) if isinstance(pin, str) else None
        if self._lock is not None:
            self._session = {**session, "mode": "counter"}

    @property
    def by_pin(self) -> bool:
        """Whether the shift's PIN still opens the office."""
        return self._lock is not None and self._lock.tries_left > 0

    def judge(self, said: Mapping[str, object]) -> Verdict:
        """``{"pin": …}`` or ``{"officer": code, "passphrase": …}``. A passphrase takes a quarter of a second on purpose."""
        pin, officer, passphrase = said.get("pin"), said.get("officer"), said.get("passphrase")
        if isinstance(pin, str):
            return self._by_pin(pin)
        if isinstance(officer, str) and isinstance(passphrase, str):
            return self._by_passphrase(officer, passphrase)
        return Verdict(reason=FAULT)

    def _by_pin(self, pin: str) -> Verdict:
        if self._lock is not None and self._lock.opens(pin):
            return Verdict(self._session)
        if self.by_pin:
            return Verdict(reason=WRONG_PIN)
        self._session = None  # from here on only a passphrase brings the keys back
        return Verdict(reason=PIN_SPENT)

    def _by_passphrase(self, officer: str, passphrase: str) -> Verdict:
        from forms.clock import SystemClock
        from forms.errors import KnownError
        from kiosk.folder import machine_secret_path
        from kiosk.store.attempts import WaitBeforeUnlock
        from kiosk.store.keyslots import KeySlots, WrongPassphrase
        from kiosk.store.machine import FileMachineSecret

        slots = KeySlots(
            self._folder.keys, FileMachineSecret(machine_secret_path(self._folder)), SystemClock()
        )
        try:
            opened = slots.unlock(officer, passphrase)
        except WaitBeforeUnlock as wait:
            return Verdict(reason=MUST_WAIT, seconds=wait.seconds)
        except WrongPassphrase:
            return Verdict(reason=WRONG_PASSPHRASE)
        except KnownError:
            return Verdict(reason=FAULT)
        shift = {
            "officer": opened.officer_code,
            "db_key": base64.b64encode(opened.db_key).decode(),
            "signing": base64.b64encode(opened.signing_seed).decode(),
        }
        return Verdict({"shift": shift, "place": None, "pin": None, "mode": "counter"})


def _lock(pin: str) -> "PinLock | None":
    from forms.errors import KnownError
    from kiosk.store.pin import PinLock

    try:
        return PinLock(pin)
    except KnownError:
        return None
