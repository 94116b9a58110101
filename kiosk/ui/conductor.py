"""The only place where screens meet services: the window, the shift, the language, the sound, the way from page to page.

It is loaded once the welcome page stands (``front``); ``citizen`` and ``counter_flow`` when an officer has unlocked.
May not judge an answer and may not know SQL, files of parcels or a network.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from forms.clock import Clock
from forms.errors import BugError, KnownError
from forms.text import Message
from kiosk import modes
from kiosk.devices.attached import Attached, attached
from kiosk.devices.sound import Player
from kiosk.devices.sound_qt import QtPlayer
from kiosk.folder import Folder
from kiosk.i18n.offering import Offering
from kiosk.i18n.packs import VIETNAMESE, PackShelf
from kiosk.i18n.translator import Shown, Translator
from kiosk.journal import Journal
from kiosk.ui.background import Background
from kiosk.ui.beats import Beats
from kiosk.ui.front import Front
from kiosk.ui.gate import Gate
from kiosk.ui.screens.base import Screen
from kiosk.ui.theme.look import Look
from kiosk.ui.theme.style import apply
from kiosk.ui.tools import Tools
from kiosk.ui.widgets.error_pictures import error_picture
from kiosk.ui.widgets.frame import Action
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.pressable import Kind
from kiosk.ui.widgets.taps import TapGuard

if TYPE_CHECKING:
    from kiosk.devices.system_keys_qt import SystemKeys
    from kiosk.link import SupervisorLink
    from kiosk.services.desk import Desk
    from kiosk.ui.apart import Apart
    from kiosk.ui.citizen import CitizenFlow
    from kiosk.ui.counter_flow import CounterFlow
    from kiosk.ui.print_desk import PrintDesk
    from kiosk.ui.sheet import Sheet
    from kiosk.ui.shift import Shift

APOLOGY = Message(
    "ui.apology",
    "Xin lỗi, máy gặp trục trặc. Những gì đã trả lời vẫn được giữ. Mã để báo hỗ trợ: {code}",
    "Our own fault. Must not lose: answers are kept. {code} is a short reference.",
)
ENTERED_ALONE = Message(
    "ui.counter.entered_alone",
    "Số chờ {number}: bà con tự khai. Xem thẻ và nhìn người, đối chiếu họ tên, số định danh; xem từng giấy tờ rồi mới đọc lại và ký.",
    "To the officer who opens what a citizen entered alone. Must not lose: check the person, the number and each paper.",
)
NO_SUPERVISOR = Message(
    "ui.counter.no_supervisor",
    "Màn hình này chạy một mình nên chưa đổi chế độ được. Xin tắt máy rồi mở lại bằng lệnh thường dùng.",
    "The screen process was started without its supervisor, so it cannot be replaced by another.",
)
PRINT_NUMBER = Action(
    "print-number",
    Message("ui.counter.print_number", "In lại số chờ", "Button: prints the waiting number again."),
    Kind.PLAIN,
    "print",
)
WORKING = Message("ui.working", "Máy đang làm, xin chờ giây lát…", "Over the page while the machine works.")


class Conductor(QObject):
    """``came_home`` when what the agent brought has changed something; ``supervisor_said`` from whatever thread hears it.

    ``front`` is the window with its welcome page where that was painted already; otherwise ``start`` makes one.
    ``pick_file``, ``pick_folder`` and ``print_pdf`` stand for the kiosk's own sheets and the office's printer; tests
    and the demo hand in their own. ``mode`` is one of welcome, unlock, pin, restoring, visit, counter, locked; fresh,
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
        super().__init__()
        self.folder = folder
        self.clock = clock
        self.journal = journal
        self.pick_file = pick_file
        self.pick_folder = pick_folder
        self._devices = devices
        self.background = Background(self)
        self.shift: Shift | None = None
        self.citizen: CitizenFlow | None = None
        self.counter: CounterFlow | None = None
        self.apart: Apart | None = None
        self.mode = "welcome"
        self.link = link
        self._front = front
        self._print_pdf = print_pdf
        self._prints: PrintDesk | None = None
        self._prints_before: PrintDesk | None = None
        self._kept: dict[str, object] | None = None
        self._translators: dict[str, Translator] = {}
        self._branches: dict[str, str] = {}
        self._build: Callable[[], Screen] | None = None
        self._languages = True
        self._player = player if player is not None else QtPlayer(self)
        self._taps = TapGuard(clock)
        self._gate = Gate(self)
        self._beats: Beats | None = None
        self._keys: SystemKeys | None = None
        self._disposed = False

    @property
    def shelf(self) -> PackShelf:
        """The language packs of this machine."""
        return self._opened_front().shelf

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
        _app().setDoubleClickInterval(0)
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

    def _opened_front(self) -> Front:
        assert self._front is not None
        return self._front

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
        _app().exit(0)

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
        if self._prints_before is not None:
            self._prints_before.stop()
        if self._prints is not None:
            self._prints.abandon()
        self._player.stop()
        if self.shift is not None:
            self.shift.desk.close()
            self.shift = None
        self.window.may_close = True
        self.window.close()
        self.window.deleteLater()

    def state_name(self) -> str:
        """Which page is shown: ``welcome``, ``unlock``, ``language``, ``question:purpose``, ``counter`` …"""
        if self.window.welcome is not None:
            return "welcome"
        screen = self.window.screen_shown
        return screen.state_name() if screen is not None else ""

    @property
    def settled(self) -> bool:
        """Whether nothing is under way and the next tap will be taken: for drivers and tests."""
        return not self.working and not self.window.held and self._taps.wait() == 0

    @property
    def working(self) -> bool:
        """Whether the database or a printer has something that somebody waits for."""
        return self.background.busy or (self._prints is not None and self._prints.busy)

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

    def choose_file(self, picked: Callable[[Path], None]) -> None:
        """A file by the kiosk's own sheet; nothing happens when none is picked."""
        if self.pick_file is not None:
            path = self.pick_file()
            if path is not None:
                picked(path)
            return
        from kiosk.ui.files import CLOSE, PICK_FILE, FileList, usual_places

        listing = FileList(self.kit, usual_places())
        sheet = self.sheet(
            (self.kit.show(PICK_FILE),), icon="folder", actions=(CLOSE,), content=listing, name="files"
        )

        def take(path: Path) -> None:
            sheet.close_quietly()
            picked(path)

        listing.picked.connect(self.guarded(take))

    # -- what flows use

    def present(
        self, build: Callable[[], Screen], *, say: bool = True, languages: bool = True, scroll: int = 0
    ) -> Screen:
        """Shows the page ``build`` makes; it is made again in another look or language."""
        self._build = build
        self._languages = languages
        self.window.use(self.kit)
        screen = build()
        self.window.show_screen(screen, say=say, languages=languages)
        scroller = self.window.frame.scroller
        if scroll and scroller is not None:
            bar = scroller.area.verticalScrollBar()
            QTimer.singleShot(0, screen, lambda: bar.setValue(scroll))
        if self._beats is not None:
            self._beats.watch(screen.protects)
        if self.apart is not None:
            self.apart.presented()
        self.keep()
        return screen

    def scrolled(self) -> int:
        """How far the page is scrolled, to be given to ``present`` for the same page."""
        scroller = self.window.frame.scroller
        return scroller.area.verticalScrollBar().value() if scroller is not None else 0

    def safely(self, function: Callable[..., None], *given: Any) -> None:
        """Does what a person asked; whatever goes wrong becomes words they can act on."""
        try:
            function(*given)
        except Exception as error:  # noqa: BLE001  the last place before a dead screen
            self.tell(error)

    def guarded(self, function: Callable[..., None]) -> Callable[..., None]:
        """``function`` for a signal, made safe."""
        return lambda *given: self.safely(function, *given)

    def work(
        self,
        function: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Does something that takes a while; the page takes no taps meanwhile."""
        self.window.hold(self.kit.show(WORKING).text)

        def ended(then: Callable[[Any], None]) -> Callable[[Any], None]:
            def finish(result: Any) -> None:
                self.window.release()
                self.safely(then, result)

            return finish

        self.background.run(function, ended(done), ended(failed if failed is not None else self.tell))

    def tell(self, error: BaseException) -> None:
        """A kind word about what went wrong, and one way on."""
        self.window.release()
        shown, spoken = self.words_of(error)
        self.sheet((shown,), icon=error_picture(spoken[0].message.id) or "warning", spoken=spoken)

    def words_of(self, error: BaseException) -> tuple[Shown, tuple[Spoken, ...]]:
        """What to show and say of an error. Ours are written to the journal, without their text."""
        if isinstance(error, KnownError):
            params = {k: v if isinstance(v, int | str) else str(v) for k, v in error.params.items()}
            return self.kit.show(error.message, **params), (Spoken(error.message, tuple(params.items())),)
        code = self.journal.exception("screen-fault", error, screen=self.state_name())
        return self.kit.show(APOLOGY, code=code), (Spoken(APOLOGY, (("code", code),)),)

    def sheet(
        self,
        texts: tuple[Shown, ...],
        *,
        icon: str = "info",
        actions: tuple[Action, ...] | None = None,
        content: Any = None,
        spoken: tuple[Spoken, ...] = (),
        name: str = "sheet",
    ) -> "Sheet":
        """A sheet over the page. Without ``actions`` there is one: understood."""
        from kiosk.ui.sheet import OK, Sheet

        sheet = Sheet(
            self.window,
            self.kit,
            texts,
            icon=icon,
            actions=actions if actions is not None else (OK,),
            content=content,
            spoken=spoken,
            name=name,
        )
        return self.window.show_sheet(sheet)

    @property
    def prints(self) -> "PrintDesk":
        """The printing of this shift."""
        assert self._prints is not None
        return self._prints

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

    @property
    def offering(self) -> Offering:
        """Which of them every citizen is offered."""
        return self._opened_front().offering

    def translator(self, tag: str) -> Translator:
        """The translator of a language, opened once; in the branch the citizen chose."""
        found = self._translators.get(tag)
        branch = self._branches.get(tag, "")
        if found is None or found.branch != branch:
            written = self.offering.is_offered(tag)
            found = self._translators[tag] = Translator(self.shelf, tag, branch, written=written)
        return found

    def take_language(self, choice: str) -> str:
        """A choice of the greeting, ``tag`` or ``tag/branch``: keeps the branch and returns the tag."""
        tag, _, branch = choice.partition("/")
        self._branches = {tag: branch} if branch else {}
        return tag

    def speak_language(self, tag: str) -> None:
        """The pages are in this language from now on; Vietnamese and this one are kept open."""
        translator = self.translator(tag)
        if self.kit.translator is translator:
            return
        self.kit = self.kit.with_translator(translator)
        self._translators = {
            one: self._translators[one] for one in (VIETNAMESE, tag) if one in self._translators
        }
        self.shelf.close_all_but(tag)

    def packs_changed(self) -> None:
        """Language packs came, went or were switched on: the next page has them."""
        self._opened_front().read_packs()
        self._translators.clear()
        self.kit = self.kit.with_translator(self.translator(VIETNAMESE))

    def fresh_citizen(self) -> None:
        """What one person changed must not greet the next: size, colours, volume, typed letters."""
        self.window.wipe()
        self._player.reset()
        self._branches = {}
        look = self._opened_front().look()
        if look != self.kit.look:
            apply(_app(), look)
            self.kit = self.kit.with_look(look)

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
        self._demand_counter()
        self.mode = "counter"
        self.speak_language(VIETNAMESE)
        self._counter().open_home()

    def open_counter(self) -> None:
        """The officer's list of every dossier."""
        self._demand_counter()
        self.mode = "counter"
        self.speak_language(VIETNAMESE)
        self._counter().open_list()

    def open_detail(self, dossier: str) -> None:
        """One dossier of the officer's list."""
        self._demand_counter()
        self.mode = "counter"
        self.speak_language(VIETNAMESE)
        self._counter().open_detail(dossier)

    @property
    def _has_counter(self) -> bool:
        return self.apart is None or self.apart.has_counter

    def _demand_counter(self) -> None:
        if not self._has_counter:
            raise BugError("a citizen alone has no counter")

    def new_visit(self) -> None:
        """The next citizen."""
        if self.apart is not None:
            self.apart.next_citizen()
            return
        assert self.shift is not None
        self.shift.visit.end()
        self.prints.citizen_left()
        self.fresh_citizen()
        self.open_citizen()

    def resume_visit(self, dossier: str) -> None:
        """A draft of the officer's list goes on with its citizen."""
        assert self.shift is not None
        self.shift.visit.resume(dossier)
        self.open_citizen()
        self._remind_of_identity(dossier)

    def _remind_of_identity(self, dossier: str) -> None:
        """Nobody has seen yet whoever entered a dossier alone: said to the officer before anything else."""
        from kiosk.services.checking import arrivals
        from kiosk.ui.sheet import OK

        assert self.shift is not None
        number = arrivals(self.shift.desk, (dossier,)).get(dossier)
        if number is not None:
            shown = self.translator(VIETNAMESE).show(ENTERED_ALONE, number=f"{number.number:03d}")
            sheet = self.sheet((shown,), icon="id-card", name="entered-alone", actions=(PRINT_NUMBER, OK))
            sheet.chosen.connect(
                self.guarded(
                    lambda chosen: self._print_number(dossier) if chosen == PRINT_NUMBER.id else None
                )
            )

    def _print_number(self, dossier: str) -> None:
        """The waiting number again, for a citizen who has lost it; how it went is said on a sheet."""
        from kiosk.services import print_queue, waiting_number

        assert self.shift is not None
        desk = self.shift.desk

        def tell(tone: str, message: Message) -> None:
            if tone != "info":
                self.sheet((self.kit.show(message),), icon="print")

        paper = waiting_number.of_draft(desk, dossier)
        self.prints.submit(lambda: print_queue.ask(desk, paper), tell)

    def lock(self, then: Callable[[], None] | None = None) -> None:
        """The screen is locked; the shift goes on behind it."""
        self._gate.lock(then if then is not None else self.open_citizen)

    def begin_shift(
        self, desk: "Desk", citizen: "Callable[[Conductor, Shift], CitizenFlow] | None" = None
    ) -> None:
        """An officer's office is open. ``citizen`` makes another way through a visit than the usual one."""
        from kiosk.ui.citizen import CitizenFlow
        from kiosk.ui.print_desk import PrintDesk
        from kiosk.ui.shift import Shift

        self.shift = Shift.of(desk)
        self.citizen = (citizen or CitizenFlow)(self, self.shift)
        before = self._prints or self._prints_before
        self._prints = PrintDesk(self, desk, self._print_pdf, quiet=before is None or not before.busy)

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
            self._let_go(shift.desk.close)
        self.forget_kept()
        self.fresh_citizen()
        self.speak_language(VIETNAMESE)
        self.show_welcome()

    def let_go(self, close: Callable[[], None]) -> None:
        """Nobody's office is open here any more; ``close`` runs behind its last work."""
        self.citizen = None
        self.shift = None
        self._let_go(close)

    def _let_go(self, close: Callable[[], None]) -> None:
        """Closes an office behind its last work: what waits for the database, then what is at the printer."""
        prints, self._prints = self._prints, None
        self._prints_before = prints
        if prints is None:
            self.background.run(close, lambda _none: None, self._close_failed)
            return
        self.background.run(
            lambda: None, lambda _none: prints.close(close), lambda _error: prints.close(close)
        )

    def _close_failed(self, error: BaseException) -> None:
        self.journal.exception("close-desk", error)

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

    def measured(self, px_per_mm: float) -> None:
        """Somebody laid a card on the screen: everything is drawn by that, now and from every start on. Raises
        ``OSError`` when it could not be kept; it holds for this run then.
        """
        try:
            self._opened_front().measure(px_per_mm)
        finally:
            self.look_again(self.kit.look.with_px_per_mm(px_per_mm))

    def look_again(self, look: Look) -> None:
        """The same page in another look; what is being typed comes along."""
        screen = self.window.screen_shown
        typed = screen.typed() if screen is not None else {}
        apply(_app(), look)
        self.kit = self.kit.with_look(look)
        if self._build is not None:
            again = self.present(self._build, say=False, languages=self._languages)
            again.put_back(typed)
            if self.counter is not None and self.mode == "counter":
                self.counter.redrawn(again)
            elif self.citizen is not None and self.mode == "visit":
                self.citizen.redrawn(again)


def _app() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
