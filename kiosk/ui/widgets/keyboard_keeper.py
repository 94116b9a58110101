"""Brings the keyboard when a line is taken in hand, keeps the line in sight above it, and puts it away again."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.widgets.buttons import IconButton

if TYPE_CHECKING:
    from kiosk.ui.keyboard.panel import KeyboardPanel
    from kiosk.ui.widgets.frame import PageFrame


class KeyboardKeeper(QObject):
    """The keyboard of one frame, in ``dock`` below its page. ``up(bool)`` when it comes and when it goes; ``button`` brings it
    back for somebody who had put it away.
    """

    up = Signal(bool)

    def __init__(self, frame: "PageFrame", button: IconButton, dock: QVBoxLayout) -> None:
        super().__init__(frame)
        self._frame = frame
        self._button = button
        self._dock = dock
        self._keyboard: KeyboardPanel | None = None
        self._letters: tuple[str, ...] = ()
        self._wanted = True
        button.tapped.connect(self._bring_again)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]  # widgets have one

    @property
    def keyboard(self) -> "KeyboardPanel | None":
        """The keyboard, once something was typed."""
        return self._keyboard

    def put_away(self) -> None:
        """Hides the keyboard; the way on is shown again."""
        if self._keyboard is not None:
            self._keyboard.hide()
        self.up.emit(False)
        self._button.hide()

    def _focus_moved(self, old: QWidget | None, now: QWidget | None) -> None:
        line = self._keyboard.line if self._keyboard is not None else None
        if line is not None and old is line and not line.isVisible():
            # A list was closed with the line in it: nobody can type there, and the way on must be seen again.
            self.put_away()
        if not isinstance(now, TypedLine) or not self._frame.isAncestorOf(now) or now.isReadOnly():
            return
        if self._wanted:
            self._bring_keyboard(now)
        else:
            self._button.show()

    def _bring_keyboard(self, line: TypedLine) -> None:
        own = getattr(self._frame.body(), "letters", None)
        letters = self._frame.kit.translator.pack.letters if own is None else own
        if self._keyboard is not None and self._letters != letters:
            self._dock.removeWidget(self._keyboard)
            self._keyboard.hide()
            self._keyboard.deleteLater()
            self._keyboard = None
        if self._keyboard is None:
            # Loaded when somebody is about to type: the first page of the day is painted without it.
            from kiosk.ui.keyboard.panel import KeyboardPanel

            self._letters = letters
            self._keyboard = KeyboardPanel(self._frame.kit, letters=letters)
            self._dock.addWidget(self._keyboard)
            self._keyboard.done.connect(self._typed)
            self._keyboard.hidden.connect(self._hidden)
            self._keyboard.method_chosen.connect(self._frame.typing_chosen)
        if self._keyboard.line is not line:
            line.textChanged.connect(lambda: self._reveal_soon(line))
        self._keyboard.write_into(line, self._frame.typing())
        self._keyboard.show()
        self._button.hide()
        self.up.emit(True)
        self._reveal_soon(line)

    def _reveal(self, line: TypedLine) -> None:
        scroller = self._frame.scroller
        if scroller is None or self._keyboard is None or not self._keyboard.isVisible():
            return
        if line.isVisible() and line.hasFocus():
            scroller.reveal(line, at_top=bool(line.property("search")))

    def _reveal_soon(self, line: TypedLine) -> None:
        """Now, and once more when everything that moved has come to rest."""
        QTimer.singleShot(0, line, lambda: self._reveal(line))
        QTimer.singleShot(60, line, lambda: self._reveal(line))

    def _typed(self) -> None:
        line = self._keyboard.line if self._keyboard is not None else None
        self.put_away()
        if line is not None and line.hasFocus():
            line.clearFocus()

    def _hidden(self) -> None:
        self._wanted = False
        self.put_away()
        self._button.show()

    def _bring_again(self) -> None:
        self._wanted = True
        line = QApplication.focusWidget()
        if isinstance(line, TypedLine):
            self._bring_keyboard(line)
