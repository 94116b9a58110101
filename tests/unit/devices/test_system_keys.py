"""Keys that would lead out of the kiosk do nothing; keys people type with reach it."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kiosk.devices.system_keys import Held, Key, is_the_systems
from kiosk.devices.system_keys_qt import SystemKeys
from kiosk.devices.system_keys_windows import ALT_DOWN, stops

_PRESS, _ALT, _CTRL = (
    QEvent.Type.KeyPress,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
)
_META, _NONE = Qt.KeyboardModifier.MetaModifier, Qt.KeyboardModifier.NoModifier

SYSTEMS = [
    (Qt.Key.Key_F4, _ALT),
    (Qt.Key.Key_Tab, _ALT),
    (Qt.Key.Key_Backtab, _ALT),
    (Qt.Key.Key_Escape, _ALT),
    (Qt.Key.Key_Space, _ALT),
    (Qt.Key.Key_F2, _ALT),
    (Qt.Key.Key_Escape, _CTRL),
    (Qt.Key.Key_Q, _CTRL),
    (Qt.Key.Key_W, _CTRL),
    (Qt.Key.Key_P, _CTRL),
    (Qt.Key.Key_F1, _CTRL | _ALT),
    (Qt.Key.Key_Delete, _CTRL | _ALT),
    (Qt.Key.Key_Super_L, _NONE),
    (Qt.Key.Key_Meta, _NONE),
    (Qt.Key.Key_D, _META),
    (Qt.Key.Key_R, _META),
    (Qt.Key.Key_Menu, _NONE),
    (Qt.Key.Key_Print, _NONE),
    (Qt.Key.Key_F11, _NONE),
]
OURS = [
    (Qt.Key.Key_A, _NONE),
    (Qt.Key.Key_Return, _NONE),
    (Qt.Key.Key_Tab, _NONE),
    (Qt.Key.Key_Escape, _NONE),
    (Qt.Key.Key_Space, _NONE),
    (Qt.Key.Key_F5, _NONE),
    (Qt.Key.Key_F, _CTRL),
    (Qt.Key.Key_N, _CTRL),
    (Qt.Key.Key_L, _CTRL),
    (Qt.Key.Key_V, _CTRL),
    (Qt.Key.Key_E, _CTRL | _ALT),  # the right Alt key of many keyboards
    (Qt.Key.Key_Delete, _NONE),
]


class _Window(QWidget):
    """Remembers what reached it."""

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit(self)
        QVBoxLayout(self).addWidget(self.line)
        self.seen: list[int] = []
        self.menus = 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.seen.append(event.key())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menus += 1


@pytest.fixture
def window(qtbot: QtBot) -> _Window:
    made = _Window()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.setFocus()
    return made


def _send(window: _Window, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(window.windowHandle(), QKeyEvent(kind, key.value, held))


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize(("key", "held"), SYSTEMS)
def test_the_systems_keys_never_reach_the_window(
    window: _Window, key: Qt.Key, held: Qt.KeyboardModifier
) -> None:
    guard = SystemKeys(window.windowHandle())
    guard.hold()
    _send(window, key, held)
    assert window.seen == []
    assert guard.swallowed == 1
    assert window.isVisible()
    guard.let_go()
    _send(window, key, held)
    assert guard.swallowed == 1


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize(("key", "held"), OURS)
def test_keys_people_work_with_pass(window: _Window, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
    guard = SystemKeys(window.windowHandle())
    guard.hold()
    _send(window, key, held)
    assert guard.swallowed == 0
    guard.let_go()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_typing_goes_on_and_no_menu_of_the_system_comes(window: _Window) -> None:
    guard = SystemKeys(window.windowHandle())
    guard.hold()
    window.line.setFocus()
    QTest.keyClicks(window.line, "Giang A Thu")
    assert window.line.text() == "Giang A Thu"
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.RightButton, pos=QPoint(5, 5))
    assert window.menus == 0
    guard.let_go()
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.RightButton, pos=QPoint(5, 5))
    assert window.menus == 1  # the control: without the guard there is one


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_whoever_loses_the_screen_hears_of_it_and_comes_back(window: _Window, qtbot: QtBot) -> None:
    lost: list[bool] = []
    guard = SystemKeys(window.windowHandle(), lambda: lost.append(True))
    guard.hold()
    guard._state_changed(Qt.ApplicationState.ApplicationInactive)
    assert lost == [True]
    assert guard._back.isActive()
    guard._state_changed(Qt.ApplicationState.ApplicationActive)
    assert not guard._back.isActive()
    guard.let_go()


@pytest.mark.parametrize(
    ("code", "flags", "down", "stopped"),
    [
        (0x09, ALT_DOWN, (), True),  # Alt+Tab
        (0x1B, 0, (0x11,), True),  # Ctrl+Esc
        (0x5B, 0, (), True),  # the Windows key
        (0x44, 0, (0x5B,), True),  # Windows+D
        (0x73, ALT_DOWN, (), True),  # Alt+F4
        (0x09, 0, (), False),
        (0x41, 0, (), False),
        (0x1B, 0, (), False),
    ],
)
def test_the_windows_hook_stops_the_same_keys(
    code: int, flags: int, down: tuple[int, ...], stopped: bool
) -> None:
    assert stops(code, flags, lambda other: other in down) is stopped


def test_letters_typed_with_the_right_alt_key_stay() -> None:
    assert not is_the_systems(Key.OTHER, Held(alt=True, ctrl=True))
    assert is_the_systems(Key.DELETE, Held(alt=True, ctrl=True))
