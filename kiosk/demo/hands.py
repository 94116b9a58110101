"""Hands for the demo: finds real widgets by name and touches them with real events, as a finger or a scanner would.

Where the screen lives by a clock that can be moved, hands move it instead of waiting: the pauses a person makes between
two keys, and those the screen makes after a step, pass at once. Only what the machine itself takes is waited for.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from forms.clock import SystemClock
from forms.errors import BugError
from kiosk.devices.card_scanner import LEAST

HUMAN_PAUSE = 0.09
"""Seconds between two keys of a quick typist: slower than any scanner."""

_AT_ONCE = LEAST - 1
#: How far a clock is moved at most while something is waited for: longer than the screen's pause after a step, far
#: shorter than what somebody who left takes.
_MOVED_ON = 0.5
_MOVE = 0.1


class MovableClock(SystemClock):
    """The machine's clock, moved on by what nobody waited."""

    def __init__(self) -> None:
        self._moved = 0.0

    def monotonic(self) -> float:
        """Seconds of the machine, and those that were passed over."""
        return super().monotonic() + self._moved

    def pass_time(self, seconds: float) -> None:
        """Moves it on."""
        self._moved += seconds


class _Arrived(QObject):
    """Counts the keys that reach a widget: the last of a text are held back until nothing follows them."""

    def __init__(self, watched: QWidget | None) -> None:
        super().__init__(watched)
        self.count = 0
        if watched is not None:
            watched.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Looks on."""
        if event.type() == QEvent.Type.KeyPress:
            self.count += 1
        return False


class Hands:
    """Touches what lies in ``window``. Every wait has an end: a screen that does not come is a fault of ours.

    ``clock``: the one the screen lives by, where hands need not wait.
    """

    def __init__(self, window: QWidget, patience: float = 120.0, clock: MovableClock | None = None) -> None:
        self._window = window
        self._patience = patience
        self._clock = clock

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Lets the application live until ``condition`` holds."""
        end = time.monotonic() + self._patience
        moved = 0.0
        while not condition():
            if time.monotonic() > end:
                raise BugError(f"demo: waited in vain for {what}")
            QApplication.processEvents()
            if self._clock is not None and moved < _MOVED_ON:
                self._clock.pass_time(_MOVE)
                moved += _MOVE
            else:
                time.sleep(0.005)

    def find(self, name: str) -> QWidget:
        """The visible widget of that name, waited for."""
        self.until(lambda: self._visible(name) is not None, name)
        found = self._visible(name)
        assert found is not None
        return found

    def sees(self, name: str) -> bool:
        """Whether such a widget is on screen right now."""
        return self._visible(name) is not None

    def tap(self, name: str) -> None:
        """One touch in the middle of a widget, once it can be touched."""
        self.until(lambda: (w := self._visible(name)) is not None and w.isEnabled(), name)
        self.touch(self.find(name))

    def touch(self, widget: QWidget) -> None:
        """One touch in the middle of a widget that was found otherwise."""
        middle = QPointF(widget.rect().center())
        for kind, buttons in (
            (QEvent.Type.MouseButtonPress, Qt.MouseButton.LeftButton),
            (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton),
        ):
            event = QMouseEvent(
                kind,
                middle,
                widget.mapToGlobal(middle),
                Qt.MouseButton.LeftButton,
                buttons,
                Qt.KeyboardModifier.NoModifier,
            )
            QApplication.sendEvent(widget, event)
        QApplication.processEvents()

    def scan(self, text: str) -> None:
        """Keys as a scanner sends them, all at once and with Enter."""
        self._keys(text + "\n", None, 0.0)

    def type(self, text: str, into: QWidget | None = None) -> None:
        """Keys as a person sends them, one after the other; a line break is the Enter key."""
        self._keys(text, into, HUMAN_PAUSE)

    def jot(self, text: str, into: QWidget) -> None:
        """Keys as a very quick typist sends them, a few at once: too few for the scanner's filter to take them for a card."""
        self._keys(text, into, HUMAN_PAUSE, _AT_ONCE)

    def _keys(self, text: str, into: QWidget | None, pause: float, at_once: int = 1) -> None:
        """Keys arrive at the window, as the system delivers them; Qt hands them on to whatever has the focus. ``pause`` lies
        before every ``at_once`` of them, and after the last.
        """
        if into is not None and not into.hasFocus():
            into.setFocus()
        window = self._window.windowHandle()
        target = QApplication.focusWidget()
        arrived = _Arrived(target)
        for at, char in enumerate(text):
            if at % at_once == 0:
                self._rest(pause)
            key = Qt.Key.Key_Return if char == "\n" else Qt.Key.Key_unknown
            shown = "" if char == "\n" else char
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(window, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, shown))
        self._rest(pause)
        if not text.endswith("\n"):  # Enter lets through at once what was held back, or ends a scan
            self.until(
                lambda: arrived.count >= len(text) or QApplication.focusWidget() is not target,
                "the keys to arrive",
            )

    def _rest(self, seconds: float) -> None:
        """A hand between two keys: the application lives on, and the scanner's filter sees that this was no burst."""
        QApplication.processEvents()
        if self._clock is not None:
            self._clock.pass_time(seconds)
            return
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            QApplication.processEvents()
            time.sleep(0.005)

    def stroke(self, name: str) -> None:
        """A line drawn across a widget, as a finger signs."""
        widget = self.find(name)
        area = widget.rect()
        points = [
            QPointF(area.width() * (0.2 + 0.06 * step), area.height() * (0.3 + 0.4 * (step % 2)))
            for step in range(10)
        ]
        kinds = [QEvent.Type.MouseButtonPress, *([QEvent.Type.MouseMove] * 8), QEvent.Type.MouseButtonRelease]
        for kind, point in zip(kinds, points, strict=True):
            button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
            held = (
                Qt.MouseButton.NoButton
                if kind is QEvent.Type.MouseButtonRelease
                else Qt.MouseButton.LeftButton
            )
            event = QMouseEvent(
                kind, point, widget.mapToGlobal(point), button, held, Qt.KeyboardModifier.NoModifier
            )
            QApplication.sendEvent(widget, event)
        QApplication.processEvents()

    def _visible(self, name: str) -> QWidget | None:
        for widget in self._window.findChildren(QWidget, name):
            if isinstance(widget, QWidget) and widget.isVisible():
                return widget
        return None
