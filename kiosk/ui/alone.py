"""A citizen alone at the screen: a session of its own, handing in, a fresh process for whoever comes next, and the way out.

This process was given no key of the office. Nothing it keeps outlives it, and it never has anything to leave with the
supervisor.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from forms.errors import KnownError
from forms.text import Message
from kiosk import leaving
from kiosk.i18n.packs import VIETNAMESE
from kiosk.i18n.translator import Shown
from kiosk.services import print_queue
from kiosk.services.handing_in import Invitation, nobody
from kiosk.services.officers import officers_here
from kiosk.services.session_desk import Session, open_session
from kiosk.ui.alone_flow import AloneFlow
from kiosk.ui.gate import PIN_SPENT, WRONG_PIN
from kiosk.ui.screens.base import Screen
from kiosk.ui.screens.fresh import FreshScreen
from kiosk.ui.screens.leave import LeaveByPassphraseScreen, LeaveByPinScreen

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor

STILL_THERE = Message(
    "ui.alone.still_there",
    "Bà con còn ở đây không? Sau {seconds} giây máy sẽ xóa hết để người sau không thấy.",
    "Nobody has touched a self-service screen for a while. Must not lose: everything entered is wiped.",
)
WRONG_PASSPHRASE = Message(
    "ui.locked.leave_wrong", "Mật khẩu chưa đúng. Xin thử lại.", "Leaving self-service: a wrong passphrase."
)
MUST_WAIT = Message(
    "ui.locked.leave_wait",
    "Mật khẩu sai nhiều lần. Xin chờ {seconds} giây rồi thử lại.",
    "Leaving self-service: too many wrong passphrases.",
)
FAULT = Message(
    "ui.locked.leave_fault",
    "Chưa mở lại được. Xin thử bằng mật khẩu của cán bộ khác.",
    "Leaving self-service: the officer's key cannot be used.",
)

LOOK_MS = 60_000
"""How long the waiting number stands when nobody touches the screen any more."""

GIVE_UP_MS = 40_000
"""A supervisor that has not put a fresh process here by then will not: the screen goes on by itself."""


class Alone:
    """One self-service screen."""

    still_there = STILL_THERE
    has_counter = False

    def __init__(self, conductor: "Conductor", said: Mapping[str, object]) -> None:
        self._c = conductor
        self._invitation = Invitation.heard(said)
        self._by_pin = self._invitation.by_pin
        self._session: Session | None = None
        self._look = QTimer(conductor)
        self._look.setSingleShot(True)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(conductor.guarded(self.next_citizen))
        self._patience = QTimer(conductor)
        self._patience.setSingleShot(True)
        self._patience.setInterval(GIVE_UP_MS)
        self._patience.timeout.connect(conductor.guarded(self.begin))

    # -- one citizen after another

    def begin(self) -> None:
        """A session with a fresh key, then the greeting."""
        c = self._c
        c.mode = "fresh"
        c.present(lambda: FreshScreen(c.kit), say=False, languages=False)
        c.background.run(
            self._fresh_session,
            lambda session: c.safely(self._opened, session),
            self._failed,
        )

    def _fresh_session(self) -> Session:
        c = self._c
        session = open_session(c.folder, c.folder.sessions, self._invitation.office, nobody(), c.clock)
        print_queue.told(session.desk, self._invitation.printers)
        return session

    def _opened(self, session: Session) -> None:
        c = self._c
        self._session = session
        key = self._invitation.key
        c.begin_shift(session.desk, lambda conductor, shift: AloneFlow(conductor, shift, key))
        c.open_citizen()
        c.alive()

    def _failed(self, error: BaseException) -> None:
        self._c.tell(error)
        self._patience.start()

    def next_citizen(self) -> None:
        """Everything of this citizen goes, with the process that knew it."""
        c = self._c
        self._look.stop()
        c.mode = "fresh"
        c.fresh_citizen()
        c.speak_language(VIETNAMESE)
        c.present(lambda: FreshScreen(c.kit), say=False, languages=False)
        self._forget()
        self._patience.start()
        if c.link is not None:
            c.link.renew()
        else:
            self.begin()

    def _forget(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            self._c.let_go(session.end)

    def presented(self) -> None:
        """A number that nobody looks at any more makes room for the next citizen."""
        screen = self._c.window.screen_shown
        if screen is not None and screen.name == "handed-in":
            self._look.start()
        else:
            self._look.stop()

    def end(self) -> None:
        """The window goes."""
        self._look.stop()
        self._patience.stop()
        session, self._session = self._session, None
        if session is not None:
            session.end()
        self._c.shift = None

    # -- the way out

    def officer_wanted(self) -> None:
        """Asks who is there. The supervisor judges: this process could not."""
        c = self._c
        c.mode = "leave"
        c.fresh_citizen()
        c.speak_language(VIETNAMESE)
        if self._by_pin:
            c.present(self._pin_page, say=False, languages=False)
        else:
            self._ask_passphrase()

    def _pin_page(self) -> Screen:
        c = self._c
        screen = LeaveByPinScreen(c.kit)
        screen.pin_given.connect(c.guarded(lambda pin: self._ask({"pin": pin})))
        screen.passphrase_wanted.connect(c.guarded(self._ask_passphrase))
        screen.went_back.connect(c.guarded(c.open_citizen))
        return screen

    def _ask_passphrase(self) -> None:
        c = self._c
        try:
            officers, trouble = officers_here(c.folder), None
        except KnownError as error:
            officers, trouble = (), error

        def build() -> Screen:
            screen = LeaveByPassphraseScreen(c.kit, officers, trouble)
            screen.unlock_asked.connect(
                c.guarded(lambda code, secret: self._ask({"officer": code, "passphrase": secret}))
            )
            screen.went_back.connect(c.guarded(c.open_citizen))
            return screen

        c.present(build, say=False, languages=False)

    def _ask(self, said: dict[str, object]) -> None:
        if self._c.link is not None:
            self._c.link.leave(said)
        else:
            self.told({"refused": leaving.FAULT})

    def leave(self) -> None:
        """There is no counter here that could be closed."""

    def told(self, said: dict[str, object]) -> None:
        """The supervisor refused; on success it simply puts another process here."""
        screen = self._c.window.screen_shown
        reason, seconds = said.get("refused"), said.get("seconds")
        if isinstance(screen, LeaveByPassphraseScreen):
            words = {leaving.WRONG_PASSPHRASE: WRONG_PASSPHRASE, leaving.MUST_WAIT: MUST_WAIT}
            message = words.get(str(reason), FAULT)
            screen.refuse(KnownError(message, seconds=seconds if isinstance(seconds, int) else 0))
        elif isinstance(screen, LeaveByPinScreen):
            spent = reason == leaving.PIN_SPENT
            self._by_pin = not spent
            shown: Shown = self._c.kit.show(PIN_SPENT if spent else WRONG_PIN)
            if spent:
                self._ask_passphrase()
                self._c.sheet((shown,), icon="key")
            else:
                screen.refuse_with(shown)
