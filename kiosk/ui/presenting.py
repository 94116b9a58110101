"""How pages come onto the one window and what is said over them: language, look, sheets, work behind, what went wrong.

May not know an officer, a visit or a service: the conductor builds on it.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from forms.clock import Clock
from forms.errors import KnownError
from forms.text import Message
from kiosk.devices.sound import Player
from kiosk.devices.sound_qt import QtPlayer
from kiosk.devices.system_voice import LateVoice
from kiosk.folder import Folder
from kiosk.i18n.offering import Offering
from kiosk.i18n.packs import VIETNAMESE, PackShelf
from kiosk.i18n.translator import Shown, Translator
from kiosk.journal import Journal
from kiosk.ui.background import Background
from kiosk.ui.front import Front
from kiosk.ui.screens.base import Screen
from kiosk.ui.theme.look import Look
from kiosk.ui.theme.style import apply
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.error_pictures import error_picture
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.taps import TapGuard
from kiosk.ui.window import KioskWindow

if TYPE_CHECKING:
    from kiosk.ui.sheet import Sheet

APOLOGY = Message(
    "ui.apology",
    "Xin lỗi, máy gặp trục trặc. Những gì đã trả lời vẫn được giữ. Mã để báo hỗ trợ: {code}",
    "Our own fault. Must not lose: answers are kept. {code} is a short reference.",
)
WORKING = Message("ui.working", "Máy đang làm, xin chờ giây lát…", "Over the page while the machine works.")


class Presenter(QObject):
    """``window`` and ``kit`` are there once the conductor has started. ``pick_file`` stands for the kiosk's own sheet."""

    window: KioskWindow
    kit: Kit

    def __init__(
        self,
        folder: Folder,
        clock: Clock,
        journal: Journal,
        front: Front | None,
        player: Player | None,
        pick_file: Callable[[], Path | None] | None,
    ) -> None:
        super().__init__()
        self.folder = folder
        self.clock = clock
        self.journal = journal
        self.pick_file = pick_file
        self.background = Background(self)
        self._front = front
        self._translators: dict[str, Translator] = {}
        self._build: Callable[[], Screen] | None = None
        self._languages = True
        self._player = player if player is not None else QtPlayer(self, LateVoice(self.reads_aloud))
        self._taps = TapGuard(clock)

    def presented(self, screen: Screen) -> None:
        """A page has come. For the conductor to add to."""

    def reads_aloud(self) -> bool:
        """Whether the system's voice may read names and free text now. For the conductor to know."""
        return False

    def redrawn(self, screen: Screen) -> None:
        """The page was built anew in another look. For the conductor to add to."""

    # -- pages

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
        self.presented(screen)
        return screen

    def scrolled(self) -> int:
        """How far the page is scrolled, to be given to ``present`` for the same page."""
        scroller = self.window.frame.scroller
        return scroller.area.verticalScrollBar().value() if scroller is not None else 0

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
        """Whether something is under way that somebody waits for."""
        return self.background.busy

    # -- what is done and said

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
        self.window.hold(self.kit.show(WORKING).in_one_line)

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

    # -- language and look

    @property
    def shelf(self) -> PackShelf:
        """The language packs of this machine."""
        return self._opened_front().shelf

    @property
    def offering(self) -> Offering:
        """Which of them every citizen is offered."""
        return self._opened_front().offering

    def translator(self, tag: str, branch: str = "") -> Translator:
        """The translator of a language, opened once; in the branch the citizen chose."""
        found = self._translators.get(tag)
        if found is None or found.branch != branch:
            written = self.offering.is_offered(tag)
            found = self._translators[tag] = Translator(self.shelf, tag, branch, written=written)
        return found

    def speak_language(self, tag: str, branch: str = "") -> None:
        """The pages are in this language from now on; Vietnamese and this one are kept open."""
        translator = self.translator(tag, branch)
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
        look = self._opened_front().look()
        if look != self.kit.look:
            apply(the_app(), look)
            self.kit = self.kit.with_look(look)

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
        apply(the_app(), look)
        self.kit = self.kit.with_look(look)
        if self._build is not None:
            again = self.present(self._build, say=False, languages=self._languages)
            again.put_back(typed)
            self.redrawn(again)

    def _opened_front(self) -> Front:
        assert self._front is not None
        return self._front


def the_app() -> QApplication:
    """Qt's application, which is there as long as anything is shown."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
