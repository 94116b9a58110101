"""The one window: a page in its frame, a sheet over it, and nothing of the operating system to be reached from it.

It stands before the rest of the program is loaded, with the welcome page in it: what only a framed page needs (and
Qt's module of names, ``Qt``) is imported when there is one.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QCloseEvent, QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QLayout, QVBoxLayout, QWidget

from kiosk.ui.theme.sizes import Role

if TYPE_CHECKING:
    from kiosk.ui.keyboard.composer import Method
    from kiosk.ui.screens.base import Screen
    from kiosk.ui.screens.welcome import WelcomePage
    from kiosk.ui.sheet import Sheet
    from kiosk.ui.widgets.frame import PageFrame
    from kiosk.ui.widgets.kit import Kit


#: Milliseconds after which the machine says that it is working; anything shorter would only flash.
LONG_MS = 300


class _Veil(QWidget):
    """Keeps taps away while the machine works, and says so."""

    def __init__(self, parent: QWidget, kit: "Kit", text: str) -> None:
        from PySide6.QtCore import Qt

        super().__init__(parent)
        self._kit = kit
        self._text = text
        self.setObjectName("veil")
        self.setGeometry(parent.rect())
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._long = False
        self.show()
        self.raise_()
        QTimer.singleShot(LONG_MS, self, self._took_long)

    def _took_long(self) -> None:
        self._long = True
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A quiet band in the middle of the page, once it takes so long that somebody may wonder."""
        if not self._long:
            return
        from PySide6.QtCore import Qt

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
    """Shows the welcome page, pages in their frame, and sheets. ``painted`` is called once, after the first picture.

    ``furnish`` must be called before the first framed page. ``citizens_typing``: what the citizen at the screen turned the
    on-screen keyboard to, forgotten with what they typed.
    """

    def __init__(self, painted: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("kiosk")
        self.setWindowTitle("Hồ sơ một cửa")
        self.setAutoFillBackground(True)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        # The window is as large as the screen: no page may ask it to be larger.
        self._box.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._on_frame: Callable[[PageFrame], None] = lambda _frame: None
        self._frame: PageFrame | None = None
        self.welcome: WelcomePage | None = None
        self.screen_shown: Screen | None = None
        self.sheet: Sheet | None = None
        self.may_close = False
        self.citizens_typing: Method | None = None
        self._veil: _Veil | None = None
        self._typing = False
        self._painted: Callable[[], None] | None = painted

    def furnish(self, on_frame: Callable[["PageFrame"], None]) -> None:
        """From now on there may be framed pages; ``on_frame`` is given every new frame to connect it."""
        from PySide6.QtCore import Qt

        self._on_frame = on_frame
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def put_above(self, band: QWidget) -> None:
        """Something that stays above every page for good."""
        self._box.insertWidget(0, band)

    @property
    def frame(self) -> "PageFrame":
        """The frame of the page on show. There is one as soon as ``use`` was called."""
        assert self._frame is not None
        return self._frame

    def use(self, kit: "Kit") -> None:
        """A frame of another kit takes the place of the old one; the page is put in by ``show_screen``."""
        old = self._frame
        if old is not None and kit is old.kit:
            return
        from kiosk.ui.widgets.frame import PageFrame

        self.drop_sheet()
        self.screen_shown = None
        self._frame = frame = PageFrame(kit)
        frame.acted.connect(self._acted)
        self._on_frame(frame)
        if old is None:
            self._box.addWidget(frame, 1)
        else:
            self._box.replaceWidget(old, frame)
            old.hide()
            old.deleteLater()

    def show_welcome(self, page: "WelcomePage") -> None:
        """The welcome page alone; the frame and what was in it are let go."""
        self.drop_sheet()
        self.release()
        self._drop_welcome()
        frame, self._frame, self.screen_shown = self._frame, None, None
        if frame is not None:
            self._box.removeWidget(frame)
            frame.hide()
            frame.deleteLater()
        self.welcome = page
        self._box.addWidget(page, 1)

    def _drop_welcome(self) -> None:
        page, self.welcome = self.welcome, None
        if page is not None:
            self._box.removeWidget(page)
            page.hide()
            page.deleteLater()

    def show_screen(self, screen: "Screen", *, say: bool = True, languages: bool = True) -> None:
        """Puts a page into the frame."""
        from PySide6.QtCore import Qt

        frame = self.frame
        self.drop_sheet()
        self._drop_welcome()
        # A focused widget that vanishes would hand its focus to some button, ring and all.
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.screen_shown = screen
        frame.show_page(
            screen,
            progress=screen.progress(),
            step=screen.counted,
            actions=screen.steps(),
            aside=screen.aside(),
            spoken=screen.said(),
            say=say,
            scrolls=screen.scrolls,
        )
        frame.header.back_button.setVisible(screen.has_back)
        frame.header.language_button.setVisible(languages)
        officer = frame.findChild(QWidget, "officer-corner")
        if officer is not None:
            officer.setVisible(screen.has_officer)
        helps = frame.findChild(QWidget, "help")
        if helps is not None:
            helps.setVisible(bool(screen.help_text()))
        # Once the page is really there: a line that is not visible yet gets no focus and brings no keyboard.
        QTimer.singleShot(0, screen, screen.shown_first)

    def count_again(self) -> None:
        """The page stays; how far along it is has changed with an answer."""
        screen = self.screen_shown
        if screen is not None:
            self.frame.change_progress(screen.progress(), screen.counted, screen.said())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tells once that the first picture stands."""
        super().paintEvent(event)
        painted, self._painted = self._painted, None
        if painted is not None:
            QTimer.singleShot(0, painted)  # the pages on this window are painted after it, in the same go

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
        from kiosk.ui.keyboard.typed_line import TypedLine

        self.citizens_typing = None
        for line in self.findChildren(TypedLine):
            line.blockSignals(True)
            line.clear()
        clipboard = QApplication.clipboard()
        if clipboard is not None:
            clipboard.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on wherever nobody else wanted it; a held page takes no key."""
        from PySide6.QtCore import Qt

        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self._enter()
            return
        if event.text().isprintable() and event.text() and self._type_into_only_line(event):
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """The Tab key goes as one reads, and stays in a sheet that lies over the page."""
        from PySide6.QtCore import Qt

        from kiosk.ui.focus_order import following

        if self._frame is not None:
            # It comes again with the next line; until then the way on lies under it and could not be reached.
            self._frame.put_keyboard_away()
        to = following(self.sheet or self, QApplication.focusWidget(), back=not forward)
        if to is not None:
            reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
            to.setFocus(reason)
        return to is not None

    def _type_into_only_line(self, event: QKeyEvent) -> bool:
        """Whoever types without touching a line first means the only line there is."""
        from kiosk.ui.keyboard.typed_line import TypedLine

        screen = self.screen_shown
        if screen is None or self.held or self.sheet is not None or self._typing:
            return False
        lines = [line for line in screen.findChildren(TypedLine) if line.isVisible() and line.isEnabled()]
        if len(lines) != 1 or lines[0].isReadOnly() or lines[0].hasFocus():
            return False
        self._typing = True
        lines[0].setFocus()
        QApplication.sendEvent(lines[0], event)
        self._typing = False
        return True

    def changeEvent(self, event: QEvent) -> None:
        """Nothing may send the only window to the background."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange and self.isMinimized() and not self.may_close:
            from PySide6.QtCore import Qt

            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Alt+F4 and its like do nothing; an officer closes the kiosk."""
        if not self.may_close:
            event.ignore()
            return
        super().closeEvent(event)

    def resizeEvent(self, _event: object) -> None:
        """The veil covers the whole window."""
        if self._veil is not None:
            self._veil.setGeometry(self.rect())

    def _enter(self) -> None:
        if self.welcome is not None:
            self.welcome.start.click()
            return
        screen = self.screen_shown
        if screen is None or self.held or self.sheet is not None:
            return
        main = [action for action in screen.steps() if action.icon_after or action.kind.name == "PRIMARY"]
        if main and self.frame.kit.taps.accepts():
            self.frame.put_keyboard_away()
            screen.act(main[-1].id)

    def _acted(self, action: str) -> None:
        if self.screen_shown is not None:
            self.screen_shown.act(action)
