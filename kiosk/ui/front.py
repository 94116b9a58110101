"""The front of the kiosk: the window with its welcome page, painted before the rest of the program is loaded.

Everything behind it is the conductor's. May import nothing that the welcome page does not need.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from kiosk.i18n.packs import PackShelf
from kiosk.ui.screens.welcome import WelcomePage
from kiosk.ui.theme.calibration import keep, measured
from kiosk.ui.theme.look import Look, first_look
from kiosk.ui.theme.sizes import spread_of, usual_px_per_mm
from kiosk.ui.theme.style import apply
from kiosk.ui.window import KioskWindow

if TYPE_CHECKING:
    from kiosk.i18n.offering import Offering


class Front(QObject):
    """``started`` when somebody touched the welcome page, ``practice_wanted`` for its small corner; ``painted`` once, after
    the very first picture.

    ``packs`` is the folder of installed language packs, in the data folder; ``size`` (pixels) replaces the whole screen.
    """

    started = Signal()
    practice_wanted = Signal()
    painted = Signal()

    def __init__(self, packs: Path, size: tuple[int, int] | None = None) -> None:
        super().__init__()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._app = app
        self._size = size
        screen = app.primaryScreen()
        self._root = packs.parent
        self.pixels: tuple[int, int] = size if size is not None else screen.size().toTuple()
        self._px_per_mm = measured(self._root, *self.pixels) or usual_px_per_mm(
            *self.pixels, screen.physicalDotsPerInch()
        )
        self._packs = packs
        self._offering: Offering | None = None
        self.read_packs()
        self.window = KioskWindow(self.painted.emit)
        if size is not None:
            self.window.resize(*size)
        apply(app, self.look())

    def read_packs(self) -> None:
        """The language packs as they now are."""
        self.shelf = PackShelf.shipped(self._packs)
        self._offering = None

    @property
    def offering(self) -> "Offering":
        """Which languages are offered: read at first need, because it costs more than the first picture has time for."""
        if self._offering is None:
            from kiosk.i18n.offering import read_offering

            self._offering = read_offering(self._packs)
        return self._offering

    @property
    def whole_screen(self) -> bool:
        """Whether the kiosk has the screen to itself."""
        return self._size is None

    def look(self) -> Look:
        """The look every citizen starts with on this screen."""
        return first_look(self._px_per_mm, spread_of(*self.pixels, self._px_per_mm))

    def measure(self, px_per_mm: float) -> None:
        """From now on, and after every start, a millimetre has so many pixels here. Raises ``OSError`` when it cannot be
        kept; it holds for this run then.
        """
        self._px_per_mm = px_per_mm
        keep(self._root, *self.pixels, px_per_mm)

    def welcome(self) -> None:
        """The welcome page; whatever stood in the window is gone."""
        page = WelcomePage(self.look(), [self.shelf.get(tag).name for tag in self.shelf.tags()])
        page.start.clicked.connect(self.started)
        page.practice.clicked.connect(self.practice_wanted)
        self.window.show_welcome(page)

    def open(self, full_screen: bool) -> None:
        """Shows the window. It has the screen's size of its own: where no window manager runs, nobody else gives it one."""
        if self._size is None:
            self.window.setGeometry(self.window.screen().geometry())
        if full_screen and self._size is None:
            self.window.showFullScreen()
        else:
            self.window.show()
