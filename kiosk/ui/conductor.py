"""The only place where screens meet services: the window, the shift, the language, the sound, the way from page to page.

It is loaded once the welcome page stands (``front``); ``citizen`` and ``counter_flow`` when an officer has unlocked.
May not judge an answer and may not know SQL, files of parcels or a network.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from forms.clock import Clock
from forms.errors import BugError, KnownError
from forms.text import Message
from kiosk import modes
from kiosk.devices.attached import Attached, attached
from kiosk.devices.sound import Player
from kiosk.folder import Folder
from kiosk.i18n.packs import VIETNAMESE
from kiosk.i18n.translator import Shown
from kiosk.journal import Journal
from kiosk.ui.arrived_alone import remind_of_identity
from kiosk.ui.arrived_packs import take_packs
from kiosk.ui.beats import Beats
from kiosk.ui.front import Front
from kiosk.ui.gate import Gate
from kiosk.ui.presenting import Presenter, the_app
from kiosk.ui.presses import Presses
from kiosk.ui.screens.base import Screen
from kiosk.ui.tools import Tools
from kiosk.ui.widgets.kit import Kit

if TYPE_CHECKING:
    from kiosk.devices.system_keys_qt import SystemKeys
    from kiosk.link import SupervisorLink
    from kiosk.services.desk import Desk
    from kiosk.services.visit import Visit
    from kiosk.ui.apart import Apart
    from kiosk.ui.citizen import CitizenFlow
    from kiosk.ui.counter_flow import CounterFlow
    from kiosk.ui.print_desk import PrintDesk
    from kiosk.ui.shift import Shift

NO_SUPERVISOR = Message(
    "ui.counter.no_supervisor",
    "Màn hình này chạy một mình nên chưa đổi chế độ được. Xin tắt máy rồi mở lại bằng lệnh thường dùng.",
    "The screen process was started without its supervisor, so it cannot be replaced by another.",
)


class Conductor(Presenter):
    """``came_home`` when what the agent brought has changed something; ``supervisor_said`` from whatever thread hears it.

    ``front`` is the window with its welcome page where that was painted already; otherwise ``start`` makes one.
    ``pick_file``, ``pick_folder`` and ``print_pdf`` stand for the kiosk's own sheets and the office's printer; tests
    and the demo hand in their own. ``mode`` is one of welcome, unlock, recover, pin, restoring, visit, counter, locked; fresh,
    leave and lessons on a screen that is no officer's (``apart``).
    """

    came_home = Signal()
    supervisor_said = Signal(object)

    def __init__(
        self,
        folder: Folder,
        clock: Clock,
        journal: Journal,
        link: "SupervisorLink | None" = None,
        front: Front | None = None,
        *,
        player: Player | None = None,
        pick_file: Callable[[], Path | None] | None = None,
        pick_folder: Callable[[], Path | None] | None = None,
        print_pdf: Callable[[bytes], None] | None = None,
        devices: Attached | None = None,
    ) -> None:
        super().__init__(folder, clock, journal, front, player, pick_file)
        self.pick_folder = pick_folder
        self.shift: Shift | None = None
        self.citizen: CitizenFlow | None = None
        self.counter: CounterFlow | None = None
        self.apart: Apart | None = None
        self.mode = "welcome"
        self.link = link
        self._devices = devices
        self._presses = Presses(self, print_pdf)
        self._kept: dict[str, object] | None = None
        self._gate = Gate(self)
        self._beats: Beats | None = None
        self._keys: SystemKeys | None = None
        self._disposed = False

    # -- start and end

    def start(self, full_screen: bool = True, size: tuple[int, int] | None = None) -> None:
        """Takes over the window, with the welcome page in it or, after a crash, the place that was left."""
        front = self._front
        if front is None:
            front = self._front = Front(self.folder.packs, size)
        self.window = front.window
        self.kit = Kit(front.look(), self.translator(VIETNAMESE), self._player, self._taps)
        # Nothing here is double-clicked, and where a finger can scroll Qt swallows the second touch of a double one: of
        # two answers touched within 0.4 s the second would be lost.
        the_app().setDoubleClickInterval(0)
        self.window.furnish(Tools(self).wire)
        front.started.connect(self.open_doors)
        front.practice_wanted.connect(self.guarded(lambda: self.become(modes.PRACTICE)))
        self.supervisor_said.connect(self._told)
        session = self._session_left()
        self._live_apart()
        if self.apart is not None:
            self.safely(self.apart.begin)
        elif session is not None:
            self._gate.restore(session)
        elif self.window.welcome is None:
            front.welcome()
        if not self.window.isVisible():
            front.open(full_screen)
        self._beats = Beats(self)
        if full_screen and front.whole_screen:
            self._lock_down()

    def _lock_down(self) -> None:
        """The system's own keys do nothing while the kiosk has the screen."""
        from kiosk.devices.system_keys_qt import SystemKeys

        self._keys = SystemKeys(self.window.windowHandle(), lambda: self.journal.write("screen-left"))
        self._keys.hold()

    def _live_apart(self) -> None:
        """A screen that is no officer's knows it from the supervisor's first line."""
        hello = self.link.hello() if self.link is not None else {}
        invitation = hello.get("invitation")
        if hello.get("mode") == modes.SELF_SERVICE and isinstance(invitation, dict):
            from kiosk.ui.alone import Alone

            self.apart = Alone(self, invitation)
        elif hello.get("mode") == modes.PRACTICE:
            from kiosk.ui.practice import Practice

            self.apart = Practice(self)

    def _told(self, said: object) -> None:
        if self.apart is not None and isinstance(said, dict):
            self.safely(self.apart.told, said)

    def open_doors(self) -> None:
        """Somebody touched the welcome page."""
        self.safely(self._gate.show_unlock)

    def become(self, mode: str, invitation: dict[str, object] | None = None) -> None:
        """Asks the supervisor for another screen in the place of this one. Raises ``KnownError`` where there is none."""
        if self.link is None:
            raise KnownError(NO_SUPERVISOR)
        from kiosk.ui.screens.fresh import FreshScreen

        self.keep()
        self.speak_language(VIETNAMESE)
        self.mode = "fresh"
        self.present(lambda: FreshScreen(self.kit), say=False, languages=False)
        self.link.become(mode, invitation)

    def show_welcome(self) -> None:
        """The page before anybody has shown who they are."""
        self.mode = "welcome"
        self._build = None
        if self._beats is not None:
            self._beats.watch(protects=False)
        self._opened_front().welcome()

    def close(self) -> None:
        """An officer closes the kiosk for good: the process ends and is not started again."""
        if self.apart is not None:
            self.apart.leave()
            return
        self._say_kept(None)
        self.dispose()
        the_app().exit(0)

    def dispose(self) -> None:
        """Lets go of everything but the process."""
        if self._disposed:
            return
        self._disposed = True
        if self._keys is not None:
            self._keys.let_go()
        if self._beats is not None:
            self._beats.stop()
        if self.apart is not None:
            self.apart.end()
        self.background.close()
        self._presses.stop()
        self._player.stop()
        if self.shift is not None:
            self.shift.desk.close()
            self.shift = None
        self.window.may_close = True
        self.window.close()
        self.window.deleteLater()

    @property
    def attached(self) -> Attached:
        """Cameras, scanners and the like of this machine. Who hands in files by hand has none unless given."""
        if self._devices is None:
            if self.pick_file is not None:
                self._devices = Attached()
            else:
                self._devices = attached(self.folder.root, self.clock)
        return self._devices

    @property
    def hears_card_reader(self) -> bool:
        """Whether a serial card scanner is being listened to: its port is open already."""
        return self._beats is not None and self._beats.hears_card_reader

    def devices_changed(self) -> None:
        """Somebody chose other devices: they are used from now on."""
        self._devices = None
        if self._beats is not None:
            self._beats.listen_anew()

    # -- what flows use

    @property
    def prints(self) -> "PrintDesk":
        """The printing of this shift."""
        return self._presses.now

    @property
    def working(self) -> bool:
        """Whether the database or a printer has something that somebody waits for."""
        return super().working or self._presses.busy

    def presented(self, screen: Screen) -> None:
        """Watches the page that has come, and leaves its place with the supervisor."""
        if self._beats is not None:
            self._beats.watch(screen.protects)
        if self.apart is not None:
            self.apart.presented()
        if self.citizen is not None:
            self.citizen.quick.presented()
        self.keep()

    def reads_aloud(self) -> bool:
        """Only a citizen's own pages: nobody hears the names in the officer's lists."""
        return self.mode == "visit"

    def redrawn(self, screen: Screen) -> None:
        """Fills the page again that was built anew in another look."""
        if self.counter is not None and self.mode == "counter":
            self.counter.redrawn(screen)
        elif self.citizen is not None and self.mode == "visit":
            self.citizen.redrawn(screen)

    def keep(self) -> None:
        """Leaves with the supervisor what a new screen would need, when that has changed."""
        if self.shift is None or self.apart is not None or self.mode == "fresh":
            return
        now = self.shift.kept(self.mode)
        if now != self._kept:
            self._say_kept(now)

    def forget_kept(self) -> None:
        """Nothing of this shift is left with the supervisor."""
        self._say_kept(None)

    def alive(self) -> None:
        """Tells the supervisor that the screen answers."""
        if self.link is not None:
            self.link.alive()

    def prove_officer(
        self, secret: str, proven: Callable[[], None], refused: Callable[[Shown], None]
    ) -> None:
        """Whether the secret is the officer's of this shift."""
        self._gate.prove(secret, proven, refused)

    # -- ways

    def open_citizen(self) -> None:
        """The citizen's side, where it was left; the counter for an officer who serves no citizens."""
        assert self.citizen is not None
        if self._has_counter and self.shift is not None and not self.shift.may_file:
            self.open_home()
            return
        self.mode = "visit"
        self.citizen.draw()

    def open_home(self) -> None:
        """The officer's first page: what waits today."""
        self._at_counter().open_home()

    def open_counter(self) -> None:
        """The officer's list of every dossier."""
        self._at_counter().open_list()

    def open_detail(self, dossier: str) -> None:
        """One dossier of the officer's list."""
        self._at_counter().open_detail(dossier)

    @property
    def _has_counter(self) -> bool:
        return self.apart is None or self.apart.has_counter

    def _at_counter(self) -> "CounterFlow":
        if not self._has_counter:
            raise BugError("a citizen alone has no counter")
        self.mode = "counter"
        self.speak_language(VIETNAMESE)
        return self._counter()

    def new_visit(self, begin: "Callable[[Visit], None] | None" = None) -> None:
        """The next citizen. ``begin`` says what is known of the visit already."""
        if self.apart is not None:
            self.apart.next_citizen()
            return
        assert self.shift is not None
        self.shift.visit.end()
        if begin is not None:
            begin(self.shift.visit)
        self.prints.citizen_left()
        self.fresh_citizen()
        self.open_citizen()
        take_packs(self)

    def resume_visit(self, dossier: str) -> None:
        """A draft of the officer's list goes on with its citizen."""
        assert self.shift is not None
        self.shift.visit.resume(dossier)
        self.open_citizen()
        remind_of_identity(self, dossier)

    def lock(self, then: Callable[[], None] | None = None) -> None:
        """The screen is locked; the shift goes on behind it."""
        self._gate.lock(then if then is not None else self.open_citizen)

    def begin_shift(
        self, desk: "Desk", citizen: "Callable[[Conductor, Shift], CitizenFlow] | None" = None
    ) -> None:
        """An officer's office is open. ``citizen`` makes another way through a visit than the usual one."""
        from kiosk.ui.citizen import CitizenFlow
        from kiosk.ui.shift import Shift

        self.shift = Shift.of(desk)
        self.citizen = (citizen or CitizenFlow)(self, self.shift)
        self._presses.open(desk)

    def take_over(self, desk: "Desk") -> None:
        """The next officer, over the same open store; what the one before had open is let go."""
        self.citizen = None
        if self.counter is not None:
            self.counter.dispose()
            self.counter = None
        self.forget_kept()
        self.fresh_citizen()
        self._gate.seat(desk)

    def end_shift(self) -> None:
        """Closes the office; any officer may unlock the machine again."""
        if self.apart is not None:
            self.apart.leave()
            return
        self.citizen = None
        if self.counter is not None:
            self.counter.dispose()
            self.counter = None
        if self.shift is not None:
            shift, self.shift = self.shift, None
            self._presses.let_go(shift.desk.close)
        self.forget_kept()
        self.fresh_citizen()
        self.speak_language(VIETNAMESE)
        self.show_welcome()

    def let_go(self, close: Callable[[], None]) -> None:
        """Nobody's office is open here any more; ``close`` runs behind its last work."""
        self.citizen = None
        self.shift = None
        self._presses.let_go(close)

    def _counter(self) -> "CounterFlow":
        assert self.shift is not None
        if self.counter is None:
            from kiosk.ui.counter_flow import CounterFlow

            self.counter = CounterFlow(self, self.shift)
        return self.counter

    def _session_left(self) -> Mapping[str, Any] | None:
        if self.link is None:
            return None
        session = self.link.hello().get("session")
        return session if isinstance(session, dict) and isinstance(session.get("shift"), dict) else None

    def _say_kept(self, session: dict[str, object] | None) -> None:
        self._kept = session
        if self.link is not None:
            self.link.keep(session)
