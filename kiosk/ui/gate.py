"""Who may sit down at this machine: unlocking, the shift's PIN, the locked screen, and coming back after a crash.

Holds no secret longer than it takes to look at it.
"""

import contextlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from forms.errors import KnownError
from forms.text import Message
from kiosk.i18n.packs import VIETNAMESE
from kiosk.i18n.translator import Shown
from kiosk.services.officers import OfficerTile, officers_here, prove
from kiosk.ui import preload
from kiosk.ui.screens.base import Screen
from kiosk.ui.screens.unlock import UnlockScreen

if TYPE_CHECKING:
    from kiosk.services.desk import Desk
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.screens.locked import LockedScreen
    from kiosk.ui.screens.pin import PinScreen

WRONG_PIN = Message("ui.secret.wrong_pin", "Mã PIN chưa đúng. Xin thử lại.", "The six digits were wrong.")
PIN_SPENT = Message(
    "ui.secret.pin_spent", "Mã PIN sai nhiều lần. Xin dùng mật khẩu.", "Only the passphrase helps now."
)


class Gate:
    """The ways in. Everything heavy is imported when an officer has shown up."""

    def __init__(self, conductor: "Conductor") -> None:
        self._c = conductor
        self._loading = False

    # -- unlocking

    def show_unlock(self) -> None:
        """Who opens the machine, with which passphrase."""
        c = self._c
        c.mode = "unlock"
        c.speak_language(VIETNAMESE)
        officers: tuple[OfficerTile, ...] = ()
        trouble: KnownError | None = None
        recoverable = c.folder.recovery_slot.is_file()
        try:
            officers = officers_here(c.folder)
        except KnownError as error:
            trouble = error

        def build() -> Screen:
            screen = UnlockScreen(c.kit, officers, trouble, recoverable=recoverable)
            screen.unlock_asked.connect(c.guarded(self._unlock))
            screen.officer_came.connect(self._load_ahead)
            screen.recover_asked.connect(c.guarded(self._recover))
            screen.went_back.connect(c.guarded(c.show_welcome))
            return screen

        c.present(build, say=False, languages=False)

    def _recover(self) -> None:
        from kiosk.ui.recover_desk import RecoverPage

        RecoverPage(self._c, self.show_unlock).open()

    def _load_ahead(self) -> None:
        """What an open office needs, a little at a time, while the officer types the passphrase.

        Not before: a machine that nobody uses keeps its memory small, and the first tap is served first.
        """
        if self._loading:
            return
        self._loading = True
        for module in preload.MODULES:
            self._c.background.run(
                partial(preload.load, module), lambda _none: None, self._load_failed, soon=False
            )

    def _load_failed(self, error: BaseException) -> None:
        self._c.journal.exception("preload", error)

    def _unlock(self, code: str, passphrase: str) -> None:
        c = self._c

        def opened() -> "Desk":
            from kiosk.services.unlocking import unlock

            desk = unlock(c.folder, code, passphrase, c.clock)
            self._take_in(desk)
            return desk

        def failed(error: BaseException) -> None:
            screen = c.window.screen_shown
            if isinstance(error, KnownError) and isinstance(screen, UnlockScreen):
                screen.refuse(error)
            else:
                self.show_unlock()
                c.tell(error)

        c.background.run(opened, lambda desk: c.safely(self.seat, desk), failed)

    def _take_in(self, desk: "Desk") -> None:
        """What came home meanwhile, and what a crash left unqueued. It can wait; the office must open."""
        from kiosk.services.returning import refresh

        try:
            refresh(desk)
            desk.outbox.hurry()  # an agent that has been idle for hours asks the province now
        except KnownError as error:
            self._c.journal.exception("refresh-at-unlock", error)

    def seat(self, desk: "Desk") -> None:
        """An officer's shift begins."""
        c = self._c
        c.begin_shift(desk)
        assert c.shift is not None
        if not c.shift.may_file:
            c.open_citizen()
            return
        from kiosk.ui.screens.pin import PinScreen

        c.mode = "pin"

        def build() -> Screen:
            screen = PinScreen(c.kit)
            screen.chosen.connect(c.guarded(lambda pin: self._take_pin(screen, pin)))
            screen.skipped.connect(c.guarded(c.open_citizen))
            return screen

        c.present(build, say=False, languages=False)

    def _take_pin(self, screen: "PinScreen", pin: str) -> None:
        assert self._c.shift is not None
        try:
            self._c.shift.set_pin(pin)
        except KnownError as error:
            screen.refuse(error)
            return
        self._c.open_citizen()

    # -- locking

    def lock(self, then: Callable[[], None]) -> None:
        """Locks the screen; the shift goes on behind it. ``then`` is where the right secret leads."""
        c = self._c
        shift = c.shift
        if shift is None:
            c.show_welcome()
            return
        from kiosk.ui.screens.locked import LockedScreen

        c.mode = "locked"
        c.fresh_citizen()
        c.speak_language(VIETNAMESE)

        def build() -> Screen:
            screen = LockedScreen(c.kit, pin=shift.has_pin, officer=shift.desk.officer.code)
            screen.opened.connect(c.guarded(lambda secret: self._open_again(screen, secret, then)))
            screen.ended.connect(c.guarded(c.end_shift))
            return screen

        c.present(build, say=False, languages=False)

    def _open_again(self, screen: "LockedScreen", secret: str, then: Callable[[], None]) -> None:
        def refused(shown: Shown) -> None:
            if screen is not self._c.window.screen_shown:
                return
            if self._c.shift is not None and self._c.shift.lock is not None and not self._c.shift.has_pin:
                self.lock(then)  # the PIN is spent: the page now asks for the passphrase
                again = self._c.window.screen_shown
                if again is not None and again.name == "locked":
                    again.refuse(shown)
                return
            screen.refuse(shown)

        self.prove(secret, then, refused)

    def prove(self, secret: str, proven: Callable[[], None], refused: Callable[[Shown], None]) -> None:
        """Looks at a PIN at once, at a passphrase in the background."""
        c = self._c
        shift = c.shift
        assert shift is not None
        if shift.has_pin and shift.lock is not None:
            if shift.lock.opens(secret):
                proven()
            else:
                refused(c.kit.show(WRONG_PIN if shift.has_pin else PIN_SPENT))
            return
        code = shift.desk.officer.code
        c.background.run(
            lambda: prove(c.folder, code, secret, c.clock),
            lambda _none: c.safely(proven),
            lambda error: refused(c.words_of(error)[0]),
        )

    # -- after a crash

    def restore(self, session: Mapping[str, Any]) -> None:
        """Opens the office with what the last screen left and shows the same page again."""
        from kiosk.ui.screens.restoring import RestoringScreen

        c = self._c
        c.mode = "restoring"
        c.present(lambda: RestoringScreen(c.kit), say=False, languages=False)

        def opened() -> "Desk":
            from kiosk.services.unlocking import reopen

            desk = reopen(c.folder, session["shift"], c.clock)
            self._take_in(desk)
            return desk

        def failed(error: BaseException) -> None:
            c.forget_kept()
            self.show_unlock()
            c.tell(error)

        c.background.run(opened, lambda desk: c.safely(self._reopened, desk, session), failed)

    def _reopened(self, desk: "Desk", session: Mapping[str, Any]) -> None:
        c = self._c
        c.begin_shift(desk)
        assert c.shift is not None
        pin, place = session.get("pin"), session.get("place")
        if isinstance(pin, str):
            with contextlib.suppress(KnownError):
                c.shift.set_pin(pin)
        if isinstance(place, dict):
            try:
                c.shift.visit.restore(place)
            except KnownError as error:
                c.journal.exception("place-lost", error)
        mode = session.get("mode")
        if mode == "locked":
            c.lock()
        elif mode == "counter":
            c.open_home()
        else:
            c.open_citizen()
