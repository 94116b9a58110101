"""The one window: a page in its frame, a sheet over it, and nothing of the operating system to be reached from it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.screens.base import Screen
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.frame import PageFrame
from kiosk.ui.widgets.kit import Kit

if TYPE_CHECKING:
    from kiosk.ui.sheet import Sheet


class _Veil(QWidget):
    """Keeps taps away while the machine works, and says so."""

    def __init__(self, parent: QWidget, kit: Kit, text: str) -> None:
        super().__init__(parent)
        self._kit = kit
        self._text = text
        self.setObjectName("veil")
        self.setGeometry(parent.rect())
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """A quiet band in the middle of the page."""
        look = self._kit.look
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(0, 0, 0, 40))
        band = self.rect().adjusted(0, self.height() // 2 - look.mm(10), 0, 0)
        band.setHeight(look.mm(20))
        painter.fillRect(band, look.colour("surface"))
        painter.setPen(look.colour("ink"))
        painter.setFont(look.font(Role.ANSWER))
        painter.drawText(band, Qt.AlignmentFlag.AlignCenter, self._text)
        painter.end()


class KioskWindow(QWidget):
    """Shows pages and sheets. ``on_enter`` is asked when Enter was pressed and nobody took it."""

    def __init__(self, kit: Kit, on_frame: Callable[[PageFrame], None]) -> None:
        super().__init__()
        self.setObjectName("kiosk")
        self.setWindowTitle("Hồ sơ một cửa")
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._on_frame = on_frame
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self.frame = self._new_frame(kit)
        self._box.addWidget(self.frame)
        self.screen_shown: Screen | None = None
        self.sheet: Sheet | None = None
        self.may_close = False
        self._veil: _Veil | None = None
        self._painted: Callable[[], None] | None = None

    def use(self, kit: Kit) -> None:
        """A frame of another kit takes the place of the old one; the page is put in by ``show_screen``."""
        if kit is self.frame.kit:
            return
        self.drop_sheet()
        old = self.frame
        self.frame = self._new_frame(kit)
        self._box.replaceWidget(old, self.frame)
        old.hide()
        old.deleteLater()
        self.screen_shown = None

    def show_screen(self, screen: Screen, *, say: bool = True, languages: bool = True) -> None:
        """Puts a page into the frame."""
        frame = self.frame
        self.drop_sheet()
        # A focused widget that vanishes would hand its focus to some button, ring and all.
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.screen_shown = screen
        frame.show_page(
            screen,
            progress=screen.progress(),
            actions=screen.steps(),
            spoken=screen.spoken(),
            say=say,
            scrolls=screen.scrolls,
        )
        frame.back_button.setVisible(screen.has_back)
        frame.language_button.setVisible(languages)
        officer = frame.findChild(QWidget, "officer-corner")
        if officer is not None:
            officer.setVisible(screen.has_officer)
        helps = frame.findChild(QWidget, "help")
        if helps is not None:
            helps.setVisible(bool(screen.help_text()))
        screen.shown_first()

    def when_painted(self, then: Callable[[], None]) -> None:
        """Calls ``then`` once, after the page on show has been painted for the first time."""
        self._painted = then
        if self.screen_shown is not None:
            self.screen_shown.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Waits for the first picture."""
        if event.type() == QEvent.Type.Paint and self._painted is not None:
            watched.removeEventFilter(self)
            then, self._painted = self._painted, None
            # Twice around: the frame answers the same paint by closing the page for taps for a moment.
            QTimer.singleShot(0, self, lambda: QTimer.singleShot(0, self, then))
        return False

    def show_sheet(self, sheet: "Sheet") -> "Sheet":
        """One sheet at a time; the newest stays."""
        self.drop_sheet()
        self.sheet = sheet
        return sheet

    def drop_sheet(self) -> None:
        """Takes an open sheet away."""
        sheet, self.sheet = self.sheet, None
        if sheet is not None:
            try:
                sheet.close_quietly()
            except RuntimeError:  # it closed itself and Qt has already let it go
                return

    def hold(self, text: str) -> None:
        """The machine works: taps go nowhere until ``release``."""
        self.release()
        self._veil = _Veil(self, self.frame.kit, text)

    def release(self) -> None:
        """Taps go through again."""
        if self._veil is not None:
            self._veil.hide()
            self._veil.deleteLater()
            self._veil = None

    @property
    def held(self) -> bool:
        """Whether taps go nowhere now."""
        return self._veil is not None

    def wipe(self) -> None:
        """Empties every line that somebody typed into, before the page goes."""
        for line in self.findChildren(TypedLine):
            line.blockSignals(True)
            line.clear()
        clipboard = QApplication.clipboard()
        if clipboard is not None:
            clipboard.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter goes on wherever nobody else wanted it; a held page takes no key."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self._enter()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Nothing may send the only window to the background."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange and self.isMinimized() and not self.may_close:
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Alt+F4 and its like do nothing; an officer closes the kiosk."""
        if not self.may_close:
            event.ignore()
            return
        super().closeEvent(event)

    def resizeEvent(self, event: object) -> None:  # noqa: ARG002, N802
        """The veil covers the whole window."""
        if self._veil is not None:
            self._veil.setGeometry(self.rect())

    def _enter(self) -> None:
        screen = self.screen_shown
        if screen is None or self.held or self.sheet is not None:
            return
        main = [action for action in screen.steps() if action.icon_after or action.kind.name == "PRIMARY"]
        if main and self.frame.kit.taps.accepts():
            self.frame.put_keyboard_away()
            screen.act(main[-1].id)

    def _new_frame(self, kit: Kit) -> PageFrame:
        frame = PageFrame(kit)
        frame.acted.connect(self._acted)
        self._on_frame(frame)
        return frame

    def _acted(self, action: str) -> None:
        if self.screen_shown is not None:
            self.screen_shown.act(action)
