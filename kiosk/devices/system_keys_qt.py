"""Keeps the system's keys from the kiosk's window: a filter where every key comes in, and the keyboard grabbed where the
platform lets an application grab it.
"""

import sys
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent, QWindow

from kiosk.devices.system_keys import Held, Key, is_the_systems

_KEYS = {
    Qt.Key.Key_F1: Key.F1,
    Qt.Key.Key_F4: Key.F4,
    Qt.Key.Key_F11: Key.F11,
    Qt.Key.Key_Tab: Key.TAB,
    Qt.Key.Key_Backtab: Key.TAB,
    Qt.Key.Key_Escape: Key.ESCAPE,
    Qt.Key.Key_Space: Key.SPACE,
    Qt.Key.Key_Menu: Key.MENU,
    Qt.Key.Key_Meta: Key.META,
    Qt.Key.Key_Super_L: Key.META,
    Qt.Key.Key_Super_R: Key.META,
    Qt.Key.Key_Print: Key.PRINT,
    Qt.Key.Key_SysReq: Key.PRINT,
    Qt.Key.Key_Delete: Key.DELETE,
    Qt.Key.Key_D: Key.LETTER_D,
    Qt.Key.Key_L: Key.LETTER_L,
    Qt.Key.Key_P: Key.LETTER_P,
    Qt.Key.Key_Q: Key.LETTER_Q,
    Qt.Key.Key_W: Key.LETTER_W,
}
_FUNCTIONS = range(Qt.Key.Key_F2.value, Qt.Key.Key_F12.value + 1)
_SWALLOWED = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride})
BACK_MS = 300


def key_of(event: QKeyEvent) -> tuple[Key, Held]:
    """A key event in words the rule knows."""
    code, held = Qt.Key(event.key()), event.modifiers()
    key = _KEYS.get(code)
    if key is None:
        key = Key.OTHER_FUNCTION if code.value in _FUNCTIONS and code != Qt.Key.Key_F5 else Key.OTHER
    return key, Held(
        alt=bool(held & Qt.KeyboardModifier.AltModifier),
        ctrl=bool(held & Qt.KeyboardModifier.ControlModifier),
        meta=bool(held & Qt.KeyboardModifier.MetaModifier),
        shift=bool(held & Qt.KeyboardModifier.ShiftModifier),
    )


class SystemKeys(QObject):
    """Guards one window from ``hold`` to ``let_go``. ``lost`` hears when the system's own took the screen all the same."""

    def __init__(self, window: QWindow, lost: Callable[[], None] | None = None) -> None:
        super().__init__(window)
        self._window = window
        self._lost = lost
        self._unhook: Callable[[], None] | None = None
        self._back = QTimer(self)
        self._back.setSingleShot(True)
        self._back.setInterval(BACK_MS)
        self._back.timeout.connect(self._come_back)
        self.swallowed = 0

    def hold(self) -> None:
        """From now on the system's keys do nothing here."""
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        # At the window, not at the application: there every event of every widget would pass through Python.
        self._window.installEventFilter(self)
        self._window.setKeyboardGrabEnabled(True)  # X11; elsewhere it is refused or means nothing
        app.applicationStateChanged.connect(self._state_changed)
        if sys.platform == "win32":
            from kiosk.devices.system_keys_windows import hook

            self._unhook = hook()

    def let_go(self) -> None:
        """The keys are the system's again."""
        self._back.stop()
        app = QGuiApplication.instance()
        self._window.removeEventFilter(self)
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.disconnect(self._state_changed)
        self._window.setKeyboardGrabEnabled(False)
        unhook, self._unhook = self._unhook, None
        if unhook is not None:
            unhook()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Swallows the system's keys, pressed and released, and the other mouse button with its menus."""
        if isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.RightButton:
            return True
        if event.type() in _SWALLOWED and isinstance(event, QKeyEvent) and is_the_systems(*key_of(event)):
            self.swallowed += event.type() == QEvent.Type.KeyPress
            event.accept()
            return True
        return False

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        """Something came over the kiosk: it comes back by itself."""
        if state == Qt.ApplicationState.ApplicationActive:
            self._back.stop()
            return
        if self._lost is not None:
            self._lost()
        self._back.start()

    def _come_back(self) -> None:
        self._window.raise_()
        self._window.requestActivate()
