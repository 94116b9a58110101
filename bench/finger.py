"""A finger on the kiosk's window, with a watch: touches as the system delivers them, and when the picture had followed.

Events go through Qt's window system to the window, not straight to a widget, so that finding what lies under the finger
and making a press of a touch are measured too. Whoever waits for a picture works on the application's events alone.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from kiosk.demo.hands import HUMAN_PAUSE, Hands
from kiosk.ui.conductor import Conductor

PATIENCE_S = 0.25
"""How long a press may show nothing before it counts as one that shows nothing (a row of the list does so)."""


@dataclass(frozen=True, slots=True)
class Span:
    """Seconds that passed, and seconds the screen's own thread worked meanwhile."""

    wall: float
    work: float


@dataclass(frozen=True, slots=True)
class Tap:
    """One touch. ``response`` is the first picture after it; ``page`` the new page's, where the touch brought one."""

    name: str
    before: str
    after: str
    response: Span
    page: Span | None


class Watch:
    """Started at once; ``span`` reads it."""

    def __init__(self) -> None:
        self._wall = time.perf_counter()
        self._work = time.thread_time()

    def span(self) -> Span:
        """What has passed since."""
        return Span(time.perf_counter() - self._wall, time.thread_time() - self._work)


class Pictures(QObject):
    """Counts the pictures of a window: everything that changed is painted in one go."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self.count = 0
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """A picture is about to be painted; it is when the events at hand have been worked on."""
        self.count += event.type() == QEvent.Type.UpdateRequest
        return False

    def wait(self, seen: int, patience: float = PATIENCE_S) -> bool:
        """Works until there are more pictures than ``seen``; False when none came."""
        end = time.perf_counter() + patience
        while self.count == seen:
            QApplication.processEvents()
            if time.perf_counter() > end:
                return False
        QApplication.processEvents()
        return True


class Finger(Hands):
    """Touches like ``Hands``, and keeps what every touch cost while ``counting``."""

    def __init__(self, conductor: Conductor) -> None:
        super().__init__(conductor.window)
        self._conductor = conductor
        self._device = QTest.createTouchDevice()
        self.pictures = Pictures(conductor.window)
        self.counting = False
        self.only: frozenset[str] = frozenset()
        self.taps: list[Tap] = []

    def touch(self, widget: QWidget) -> None:
        """One touch in the middle of a widget, which is brought into view first, as a person would do. Others than ``only`` (where any are
        named) are pressed straight away and not counted.
        """
        if self.only and widget.objectName() not in self.only:
            super().touch(widget)
            return
        QApplication.processEvents()
        for way in (self._reveal, self._free_of_keys):
            if not self._lies_open(widget):
                way(widget)
                self._rest(HUMAN_PAUSE)  # what was moved comes to rest before a finger arrives
        self.touch_at(self._middle(widget), widget.objectName())

    def _reveal(self, widget: QWidget) -> None:
        scroller = self._conductor.window.frame.scroller
        if scroller is not None:
            scroller.reveal(widget)

    def _free_of_keys(self, _widget: QWidget) -> None:
        self._conductor.window.frame.put_keyboard_away()

    def _middle(self, widget: QWidget) -> QPoint:
        return widget.mapTo(self._window, widget.rect().center())

    def _lies_open(self, widget: QWidget) -> bool:
        top = self._window.childAt(self._middle(widget))
        return top is not None and (top is widget or widget.isAncestorOf(top))

    def touch_at(self, spot: QPoint, name: str = "") -> None:
        """One touch at a point of the window: down, a picture, up, a picture."""
        before = self._conductor.state_name()
        seen = self.pictures.count
        watch = Watch()
        self._touch("press", spot)
        pressed = self.pictures.wait(seen)
        response = watch.span() if pressed else None
        seen = self.pictures.count
        watch = Watch()
        self._touch("release", spot)
        painted = self.pictures.wait(seen)
        released = watch.span()
        after = self._conductor.state_name()
        moved = painted and after not in (before, "")
        if self.counting and (response is not None or painted):
            tap = Tap(name, before, after, response or released, released if moved else None)
            self.taps.append(tap)

    def drag(self, start: QPoint, by: int, steps: int) -> list[Span]:
        """A finger drawn upwards by ``by`` pixels; what each picture on the way took."""
        spans = []
        self._touch("press", start)
        QApplication.processEvents()
        for step in range(1, steps + 1):
            seen = self.pictures.count
            watch = Watch()
            self._touch("move", start - QPoint(0, by * step // steps))
            if self.pictures.wait(seen, 0.05):
                spans.append(watch.span())
        self._touch("release", start - QPoint(0, by))
        QApplication.processEvents()
        return spans

    def timed(self, act: Callable[[], None]) -> Span:
        """What something took until its picture stood."""
        QApplication.processEvents()
        seen = self.pictures.count
        watch = Watch()
        act()
        self.pictures.wait(seen)
        return watch.span()

    def _touch(self, kind: str, spot: QPoint) -> None:
        sequence = QTest.touchEvent(self._window, self._device)
        getattr(sequence, kind)(0, spot, self._window)
        sequence.commit()
