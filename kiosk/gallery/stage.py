"""The real screens of the invented office, without a person: pages are put on it and worn in any look.

The conductor is the kiosk's own; what it shows is what an officer or a citizen would see.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QRect
from PySide6.QtWidgets import QApplication, QWidget

from forms.errors import BugError
from kiosk.devices.attached import Attached
from kiosk.devices.sound import SilentPlayer
from kiosk.domain.roles import Role
from kiosk.gallery.office import PASSPHRASE, StillClock, invented_office
from kiosk.gallery.views import View
from kiosk.i18n.packs import VIETNAMESE
from kiosk.journal import Journal
from kiosk.services.desk import Desk
from kiosk.services.unlocking import unlock
from kiosk.ui.conductor import Conductor
from kiosk.ui.screens.welcome import WelcomePage
from kiosk.ui.shift import Shift
from kiosk.ui.theme.look import Look, first_look
from kiosk.ui.theme.sizes import spread_of
from kiosk.ui.theme.style import apply

_PATIENCE = 30.0
_ROUNDS = 20
#: When the line in hand has been brought into view for the last time, in seconds.
_LATE = 0.07


@dataclass(frozen=True, slots=True)
class Stop:
    """A page to look at. ``over`` is done after it was drawn in a look: a sheet, a fault, the keyboard.

    ``citizens``: it speaks the citizen's language; the officer's pages are in Vietnamese alone.
    """

    name: str
    citizens: bool = True
    over: Callable[[], None] | None = None


class Stage:
    """One conductor on an invented office."""

    def __init__(self, root: Path, clock: StillClock, conductor: Conductor) -> None:
        self.root = root
        self.clock = clock
        self.conductor = conductor

    def open_desk(self, role: Role = Role.COMMUNE_OFFICER) -> Desk:
        """The office, opened by an officer of that duty. The caller closes it, or gives it to ``seat``."""
        code = {
            Role.COMMUNE_OFFICER: "can-bo-1",
            Role.LEADER: "lanh-dao-1",
            Role.ADMINISTRATOR: "quan-tri-1",
            Role.OUTREACH: "luu-dong-1",
        }[role]
        return unlock(self.conductor.folder, code, PASSPHRASE, self.clock)

    def seat(self, desk: Desk) -> None:
        """From now on this officer is on duty."""
        c = self.conductor
        if c.counter is not None:
            c.counter.dispose()
            c.counter = None
        if c.shift is not None:
            c.shift.desk.close()
        c.begin_shift(desk)

    @property
    def shift(self) -> Shift:
        """The officer's on duty."""
        shift = self.conductor.shift
        assert shift is not None
        return shift

    @property
    def desk(self) -> Desk:
        """The office of the officer on duty."""
        return self.shift.desk

    def wear(self, stop: Stop, view: View) -> QWidget:
        """Shows the page of a stop in a look; returns the window, drawn and at rest."""
        c = self.conductor
        c.window.setUpdatesEnabled(False)  # painted once, when its picture is taken
        panel = view.panel
        spread = spread_of(panel.width, panel.height, panel.px_per_mm)
        look = first_look(panel.px_per_mm, spread).with_text(view.text).with_contrast(view.contrast)
        if c.window.welcome is not None:
            self._welcome(look)
        else:
            c.window.drop_sheet()
            c.speak_language(view.language if stop.citizens else VIETNAMESE)
            c.window.resize(panel.width, panel.height)
            c.look_again(look)
        c.window.resize(panel.width, panel.height)
        self.settle()
        if stop.over is not None:
            stop.over()
            self.settle()
            keyboard = c.window.frame.keyboard
            if keyboard is not None and keyboard.isVisible():
                time.sleep(_LATE)
                self.settle()
        c.window.setUpdatesEnabled(True)
        return c.window

    def _welcome(self, look: Look) -> None:
        shelf = self.conductor.shelf
        apply(_app(), look)
        names = [shelf.get(tag).name for tag in shelf.tags()]
        self.conductor.window.show_welcome(WelcomePage(look, names))

    def settle(self) -> None:
        """Until nothing is under way and everything is laid out and painted."""
        c, end = self.conductor, time.monotonic() + _PATIENCE
        while True:
            for _ in range(3):
                QApplication.processEvents()
                QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            if not c.working and not c.window.held:
                break
            if time.monotonic() > end:
                raise BugError("gallery: the page does not come to rest")
            time.sleep(0.002)
        self.clock.pass_time(1)  # the next step is taken
        before: list[QRect] = []
        for _ in range(_ROUNDS):  # what came late is laid out, and what that moved
            QApplication.processEvents()
            now = [one.geometry() for one in c.window.findChildren(QWidget) if one.isVisible()]
            if now == before:
                break
            before = now


@contextmanager
def open_stage(root: Path) -> Iterator[Stage]:
    """An invented office under ``root`` with its screen, nobody on duty yet, the welcome page on show."""
    clock = StillClock()
    with invented_office(root, clock) as folder:
        conductor = Conductor(
            folder,
            clock,
            Journal(None, "gallery"),
            player=SilentPlayer(),
            print_pdf=lambda _pdf: None,
            devices=Attached(),
        )
        conductor.start(full_screen=False, size=(1280, 800))
        try:
            yield Stage(root, clock, conductor)
        finally:
            conductor.dispose()
            QApplication.processEvents()


def _app() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
