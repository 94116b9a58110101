"""The only place where screens meet services: the window, the shift, the language, the sound, the way from page to page.

Before the first picture nothing is loaded that only an open office needs; ``citizen`` and ``counter`` are imported
when an officer has unlocked. May not judge an answer and may not know SQL, files of parcels or a network.
"""

import contextlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from forms.clock import Clock
from forms.errors import KnownError
from forms.text import Message
from kiosk.devices.sound import Player
from kiosk.devices.sound_qt import QtPlayer
from kiosk.folder import Folder
from kiosk.i18n.packs import VIETNAMESE, PackShelf
from kiosk.i18n.translator import Shown, Translator
from kiosk.journal import Journal
from kiosk.services.officers import OfficerTile, officers_here, prove
from kiosk.ui import preload
from kiosk.ui.background import Background
from kiosk.ui.idle import IdleClock
from kiosk.ui.idle_watch import IdleWatch
from kiosk.ui.screens.base import Screen
from kiosk.ui.screens.unlock import UnlockScreen
from kiosk.ui.sheet import OK, Sheet
from kiosk.ui.theme.look import first_look
from kiosk.ui.theme.sizes import usual_px_per_mm
from kiosk.ui.theme.style import apply
from kiosk.ui.theme.tokens import Contrast
from kiosk.ui.widgets.frame import Action, PageFrame
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.pressable import Kind
from kiosk.ui.widgets.taps import TapGuard
from kiosk.ui.window import KioskWindow

if TYPE_CHECKING:
    from kiosk.services.desk import Desk
    from kiosk.supervisor import SupervisorLink
    from kiosk.ui.citizen import CitizenFlow
    from kiosk.ui.counter.flow import CounterFlow
    from kiosk.ui.shift import Shift

APOLOGY = Message(
    "ui.apology",
    "Xin lỗi, máy gặp trục trặc. Những gì đã trả lời vẫn được giữ. Mã để báo hỗ trợ: {code}",
    "Our own fault. Must not lose: answers are kept. {code} is a short reference.",
)
STILL_THERE = Message(
    "ui.idle.warning",
    "Bà con còn ở đây không? Màn hình sẽ xóa sau {seconds} giây. Câu trả lời vẫn được giữ cho cán bộ.",
    "Nobody touched the screen for a while. Must not lose: answers are kept.",
)
HERE = Action(
    "here",
    Message("ui.idle.here", "Tôi vẫn ở đây", "Button: do not wipe the screen."),
    Kind.PRIMARY,
    "finger",
)
WORKING = Message("ui.working", "Máy đang làm, xin chờ giây lát…", "Over the page while the machine works.")
WRONG_PIN = Message("ui.secret.wrong_pin", "Mã PIN chưa đúng. Xin thử lại.", "The six digits were wrong.")
PIN_SPENT = Message(
    "ui.secret.pin_spent", "Mã PIN sai nhiều lần. Xin dùng mật khẩu.", "Only the passphrase helps now."
)

ALIVE_EVERY_MS = 2_000
REFRESH_EVERY_MS = 4_000


class Conductor(QObject):
    """``came_home`` when what the agent brought has changed something; ``painted`` once, at the first picture.

    ``pick_file``, ``pick_folder`` and ``print_pdf`` stand for the kiosk's own sheets and the office's printer; tests
    and the demo hand in their own.
    """

    came_home = Signal()
    painted = Signal()

    def __init__(
        self,
        folder: Folder,
        clock: Clock,
        journal: Journal,
        link: "SupervisorLink | None" = None,
        *,
        player: Player | None = None,
        pick_file: Callable[[], Path | None] | None = None,
        pick_folder: Callable[[], Path | None] | None = None,
        print_pdf: Callable[[bytes], None] | None = None,
    ) -> None:
        super().__init__()
        self.folder = folder
        self.clock = clock
        self.journal = journal
        self.pick_file = pick_file
        self.pick_folder = pick_folder
        self.print_pdf = print_pdf
        self.shelf = PackShelf.shipped(folder.packs)
        self.background = Background(self)
        self.shift: Shift | None = None
        self.citizen: CitizenFlow | None = None
        self.counter: CounterFlow | None = None
        self.mode = "unlock"
        self._link = link
        self._kept: dict[str, object] | None = None
        self._translators: dict[str, Translator] = {}
        self._px_per_mm = 5.88
        self._build: Callable[[], Screen] | None = None
        self._languages = True
        self._warning: Sheet | None = None
        self._refreshing = False
        self._seen_version = -1
        self._player = player if player is not None else QtPlayer(self)
        self._taps = TapGuard(clock)
        self._idle = IdleWatch(IdleClock(clock), self)
        self._idle.warned.connect(self._warn)
        self._idle.returned.connect(self._returned)
        self._idle.expired.connect(self._expired)
        self._timers: list[QTimer] = []

    # -- start and end

    def start(self, full_screen: bool = True, size: tuple[int, int] | None = None) -> None:
        """Builds the window and shows the first page: unlock, or after a crash the place that was left."""
        app = self._app()
        screen = app.primaryScreen()
        area = screen.size()
        width, height = size if size is not None else (area.width(), area.height())
        self._px_per_mm = usual_px_per_mm(width, height, screen.physicalDotsPerInch())
        look = first_look(self._px_per_mm)
        apply(app, look)
        self.kit = Kit(look, self.translator(VIETNAMESE), self._player, self._taps)
        self.window = KioskWindow(self.kit, self._wire)
        if size is not None:
            self.window.resize(*size)
        session = self._session_left()
        if session is not None:
            self._restore(session)
        else:
            self._show_unlock()
        if full_screen:
            self.window.showFullScreen()
        else:
            self.window.show()
        app.installEventFilter(self._idle)
        QTimer.singleShot(0, self, self._first_painted)

    def close(self) -> None:
        """An officer closes the kiosk for good: the process ends and is not started again."""
        self._end_shift_quietly()
        self._say_kept(None)
        self.dispose()
        self._app().quit()

    def dispose(self) -> None:
        """Lets go of everything but the process."""
        for timer in self._timers:
            timer.stop()
        self._idle.stop()
        self.background.close()
        self._player.stop()
        self._app().removeEventFilter(self._idle)
        if self.citizen is not None:
            self.citizen.dispose()
        if self.shift is not None:
            self.shift.desk.close()
            self.shift = None
        self.window.may_close = True
        self.window.close()

    def state_name(self) -> str:
        """Which page is shown: ``unlock``, ``language``, ``question:purpose``, ``counter`` …"""
        screen = self.window.screen_shown
        return screen.state_name() if screen is not None else ""

    @property
    def settled(self) -> bool:
        """Whether nothing is under way and the next tap will be taken: for drivers and tests."""
        wait = self._taps.wait()
        return not self.background.busy and not self.window.held and wait is not None and wait == 0

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
        if screen.protects:
            self._idle.start()
        else:
            self._idle.stop()
        self._drop_warning()
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
        self.sheet((shown,), icon="warning", spoken=spoken)

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
        actions: tuple[Action, ...] = (OK,),
        content: Any = None,
        spoken: tuple[Spoken, ...] = (),
        name: str = "sheet",
    ) -> Sheet:
        """A sheet over the page."""
        return self.window.show_sheet(
            Sheet(
                self.window,
                self.kit,
                texts,
                icon=icon,
                actions=actions,
                content=content,
                spoken=spoken,
                name=name,
            )
        )

    def keep(self) -> None:
        """Leaves with the supervisor what a new screen would need, when that has changed."""
        if self.shift is None:
            return
        now = self.shift.kept(self.mode)
        if now != self._kept:
            self._say_kept(now)

    def prove_officer(
        self, secret: str, proven: Callable[[], None], refused: Callable[[Shown], None]
    ) -> None:
        """Looks at a PIN at once, at a passphrase in the background."""
        shift = self.shift
        assert shift is not None
        if shift.has_pin and shift.lock is not None:
            if shift.lock.opens(secret):
                proven()
            else:
                refused(self.kit.show(WRONG_PIN if shift.has_pin else PIN_SPENT))
            return
        code = shift.desk.officer.code

        def failed(error: BaseException) -> None:
            refused(self.words_of(error)[0])

        self.background.run(
            lambda: prove(self.folder, code, secret, self.clock),
            lambda _none: self.safely(proven),
            failed,
        )

    def translator(self, tag: str) -> Translator:
        """The translator of a language, opened once."""
        found = self._translators.get(tag)
        if found is None:
            found = self._translators[tag] = Translator(self.shelf, tag)
        return found

    def speak_language(self, tag: str) -> None:
        """The page is in this language from now on."""
        if self.kit.translator.tag != tag:
            self.kit = self.kit.with_translator(self.translator(tag))

    def fresh_citizen(self) -> None:
        """What one person changed must not greet the next: size, colours, volume, typed letters."""
        self.window.wipe()
        self._player.reset()
        look = first_look(self._px_per_mm)
        if look != self.kit.look:
            apply(self._app(), look)
            self.kit = self.kit.with_look(look)

    # -- ways

    def open_citizen(self) -> None:
        """The citizen's side, where it was left."""
        assert self.citizen is not None
        if self.shift is not None and not self.shift.may_file:
            self.open_counter()
            return
        self.mode = "visit"
        self.citizen.draw()

    def open_counter(self) -> None:
        """The officer's list."""
        self.mode = "counter"
        self.speak_language(VIETNAMESE)
        self._counter().open_list()

    def open_detail(self, dossier: str) -> None:
        """One dossier of the officer's list."""
        self.mode = "counter"
        self.speak_language(VIETNAMESE)
        self._counter().open_detail(dossier)

    def new_visit(self) -> None:
        """The next citizen."""
        assert self.shift is not None
        self.shift.visit.end()
        self.fresh_citizen()
        self.open_citizen()

    def resume_visit(self, dossier: str) -> None:
        """A draft of the officer's list goes on with its citizen."""
        assert self.shift is not None
        self.shift.visit.resume(dossier)
        self.open_citizen()

    def lock(self) -> None:
        """The screen is locked; the shift goes on behind it."""
        if self.shift is None:
            self._show_unlock()
            return
        from kiosk.ui.screens.locked import LockedScreen

        self.mode = "locked"
        self.fresh_citizen()
        self.speak_language(VIETNAMESE)
        shift = self.shift

        def build() -> Screen:
            screen = LockedScreen(self.kit, pin=shift.has_pin, officer=shift.desk.officer.code)
            screen.opened.connect(self.guarded(lambda secret: self._unlock_screen(screen, secret)))
            screen.ended.connect(self.guarded(self.end_shift))
            return screen

        self.present(build, languages=False)

    def end_shift(self) -> None:
        """Closes the office; any officer may unlock the machine again."""
        self._end_shift_quietly()
        self._say_kept(None)
        self.fresh_citizen()
        self._show_unlock()

    # -- unlocking

    def _show_unlock(self) -> None:
        self.mode = "unlock"
        self.kit = self.kit.with_translator(self.translator(VIETNAMESE))
        officers: tuple[OfficerTile, ...] = ()
        trouble: KnownError | None = None
        try:
            officers = officers_here(self.folder, self.clock)
        except KnownError as error:
            trouble = error

        def build() -> Screen:
            screen = UnlockScreen(self.kit, officers, trouble)
            screen.unlock_asked.connect(self.guarded(self._unlock))
            return screen

        self.present(build, say=False, languages=False)

    def _unlock(self, code: str, passphrase: str) -> None:
        def opened() -> "Desk":
            from kiosk.services.returning import refresh
            from kiosk.services.unlocking import unlock

            desk = unlock(self.folder, code, passphrase, self.clock)
            try:
                refresh(desk)
            except KnownError as error:
                # What came home can wait; the office must open.
                self.journal.exception("refresh-at-unlock", error)
            return desk

        def failed(error: BaseException) -> None:
            screen = self.window.screen_shown
            if isinstance(error, KnownError) and isinstance(screen, UnlockScreen):
                screen.refuse(error)
            else:
                self._show_unlock()
                self.tell(error)

        self.background.run(opened, lambda desk: self.safely(self._opened, desk), failed)

    def _opened(self, desk: "Desk") -> None:
        self._begin_shift(desk)
        assert self.shift is not None
        if not self.shift.may_file:
            self.open_citizen()
            return
        from kiosk.ui.screens.pin import PinScreen

        self.mode = "pin"

        def build() -> Screen:
            screen = PinScreen(self.kit)
            screen.chosen.connect(self.guarded(lambda pin: self._take_pin(screen, pin)))
            screen.skipped.connect(self.guarded(self.open_citizen))
            return screen

        self.present(build, say=False, languages=False)

    def _take_pin(self, screen: Any, pin: str) -> None:
        assert self.shift is not None
        try:
            self.shift.set_pin(pin)
        except KnownError as error:
            screen.refuse(error)
            return
        self.open_citizen()

    def _unlock_screen(self, screen: Any, secret: str) -> None:
        self.prove_officer(secret, self.open_citizen, screen.refuse)

    def _begin_shift(self, desk: "Desk") -> None:
        from kiosk.ui.citizen import CitizenFlow
        from kiosk.ui.shift import Shift

        self.shift = Shift.of(desk)
        self.citizen = CitizenFlow(self, self.shift)
        self.counter = None
        self._seen_version = -1

    def _end_shift_quietly(self) -> None:
        if self.citizen is not None:
            self.citizen.dispose()
            self.citizen = None
        self.counter = None
        if self.shift is not None:
            shift, self.shift = self.shift, None
            self.background.run(shift.desk.close, lambda _none: None, lambda _error: None)

    def _counter(self) -> "CounterFlow":
        assert self.shift is not None
        if self.counter is None:
            from kiosk.ui.counter.flow import CounterFlow

            self.counter = CounterFlow(self, self.shift)
        return self.counter

    # -- after a crash

    def _session_left(self) -> Mapping[str, Any] | None:
        if self._link is None:
            return None
        session = self._link.hello().get("session")
        return session if isinstance(session, dict) and isinstance(session.get("shift"), dict) else None

    def _restore(self, session: Mapping[str, Any]) -> None:
        from kiosk.ui.screens.restoring import RestoringScreen

        self.mode = "restoring"
        self.present(lambda: RestoringScreen(self.kit), say=False, languages=False)

        def opened() -> "Desk":
            from kiosk.services.returning import refresh
            from kiosk.services.unlocking import reopen

            desk = reopen(self.folder, session["shift"], self.clock)
            with contextlib.suppress(KnownError):
                refresh(desk)
            return desk

        def failed(error: BaseException) -> None:
            self._say_kept(None)
            self._show_unlock()
            self.tell(error)

        self.background.run(opened, lambda desk: self.safely(self._reopened, desk, session), failed)

    def _reopened(self, desk: "Desk", session: Mapping[str, Any]) -> None:
        self._begin_shift(desk)
        assert self.shift is not None
        pin = session.get("pin")
        if isinstance(pin, str):
            with contextlib.suppress(KnownError):
                self.shift.set_pin(pin)
        place = session.get("place")
        if isinstance(place, dict):
            try:
                self.shift.visit.restore(place)
            except KnownError as error:
                self.journal.exception("place-lost", error)
        mode = session.get("mode")
        if mode == "locked":
            self.lock()
        elif mode == "counter":
            self.open_counter()
        else:
            self.open_citizen()

    def _say_kept(self, session: dict[str, object] | None) -> None:
        self._kept = session
        if self._link is not None:
            self._link.keep(session)

    # -- beats

    def _first_painted(self) -> None:
        """The first picture stands: now load what an open office needs, a little at a time."""
        self.painted.emit()
        from kiosk.devices.card_scanner_filter import CardScannerFilter

        self._scanner = CardScannerFilter(self.clock, self)
        self._scanner.scanned.connect(self._scanned)
        self._app().installEventFilter(self._scanner)
        for module in preload.MODULES:
            self.background.run(
                lambda module=module: preload.load(module), lambda _none: None, self._load_failed, soon=False
            )
        for every, beat in ((ALIVE_EVERY_MS, self._alive), (REFRESH_EVERY_MS, self._refresh)):
            timer = QTimer(self)
            timer.setInterval(every)
            timer.timeout.connect(beat)
            timer.start()
            self._timers.append(timer)
        self._alive()

    def _load_failed(self, error: BaseException) -> None:
        self.journal.exception("preload", error)

    def _alive(self) -> None:
        if self._link is not None:
            self._link.alive()

    def _refresh(self) -> None:
        """Takes in what the agent brought, where nobody waits for it."""
        if self.shift is None or self._refreshing:
            return
        self._refreshing = True
        desk = self.shift.desk

        def look() -> bool:
            from kiosk.services.returning import refresh

            changed = refresh(desk).any
            version = desk.store.data_version()
            changed = changed or version != self._seen_version
            self._seen_version = version
            return changed

        def done(changed: bool) -> None:
            self._refreshing = False
            if changed and self.shift is not None and self.shift.desk is desk:
                self.came_home.emit()

        def failed(error: BaseException) -> None:
            self._refreshing = False
            self.journal.exception("refresh", error)

        self.background.run(look, done, failed, soon=False)

    def _scanned(self, text: str, cut: bool) -> None:
        if self.mode == "visit" and self.citizen is not None and self.window.sheet is None:
            self.safely(self.citizen.card_scanned, text, cut)

    # -- idle

    def _warn(self, seconds: int) -> None:
        shown = self.kit.show(STILL_THERE, seconds=seconds)
        if self._warning is not None:
            self._warning.set_text(shown)
            return
        spoken = Spoken(STILL_THERE, (("seconds", seconds),))
        self._warning = Sheet(
            self.window,
            self.kit,
            (shown,),
            icon="clock",
            actions=(HERE,),
            name="idle-warning",
            spoken=(spoken,),
        )
        self._warning.chosen.connect(self._drop_warning)

    def _returned(self) -> None:
        self._drop_warning()

    def _drop_warning(self, _chosen: str = "") -> None:
        warning, self._warning = self._warning, None
        if warning is not None:
            with contextlib.suppress(RuntimeError):
                warning.close_quietly()

    def _expired(self) -> None:
        self._drop_warning()
        if self.mode == "visit" and self.shift is not None:
            self.new_visit()
        else:
            self.lock()

    # -- the frame

    def _wire(self, frame: PageFrame) -> None:
        frame.back.connect(self._back)
        frame.text_size_wanted.connect(self.guarded(self._next_text_size))
        frame.contrast_wanted.connect(self.guarded(self._other_contrast))
        frame.language_wanted.connect(self.guarded(self._language_wanted))
        frame.help_wanted.connect(self.guarded(self._help))
        frame.officer_wanted.connect(self.guarded(self._officer_wanted))

    def _back(self) -> None:
        screen = self.window.screen_shown
        if screen is not None:
            screen.went_back.emit()

    def _next_text_size(self) -> None:
        look = self.kit.look
        self._look_again(look.with_text(look.scale.text.following()))

    def _other_contrast(self) -> None:
        look = self.kit.look
        other = Contrast.CALM if look.contrast is Contrast.HIGH else Contrast.HIGH
        self._look_again(look.with_contrast(other))

    def _look_again(self, look: Any) -> None:
        screen = self.window.screen_shown
        typed = screen.typed() if screen is not None else {}
        apply(self._app(), look)
        self.kit = self.kit.with_look(look)
        if self._build is not None:
            self.present(self._build, say=False, languages=self._languages).put_back(typed)

    def _language_wanted(self) -> None:
        if self.mode == "visit" and self.citizen is not None:
            self.citizen.choose_language_again()

    def _help(self) -> None:
        screen = self.window.screen_shown
        if screen is not None:
            texts = screen.help_text()
            self.sheet(
                tuple(self.kit.show(text) for text in texts),
                icon="help",
                spoken=tuple(Spoken(text) for text in texts),
                name="help-sheet",
            )

    def _officer_wanted(self) -> None:
        """The officer's corner. Where a PIN was set it is asked: a citizen alone must not see other people's dossiers."""
        assert self.citizen is not None
        if self.shift is not None and self.shift.has_pin:
            self.lock()
            self.mode = "locked"
            return
        self.open_counter()

    def _app(self) -> QApplication:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        return app
