"""Any text can be heard: a tap on words says them, a finger held on a button says what it is without pressing it.

Sees touches at the window, before any widget, and takes none of them away. A row that says itself (``Heard``) and the ears
stay as they are. Asked for twice, the same words are said slowly. May not decide what a tap does.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from kiosk.i18n.translator import Shown
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.heard import Heard
from kiosk.ui.widgets.kit import Kit, Spoken

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor

#: How long a finger lies on a button before it is told what the button is.
HOLD_MS = 650
#: A finger that moved further was scrolling (millimetres).
_STILL_MM = 5


class Hearing(QObject):
    """Install it on the window's handle."""

    def __init__(self, conductor: "Conductor", parent: QObject) -> None:
        super().__init__(parent)
        self._c = conductor
        self._at: QPoint | None = None
        self._button: QAbstractButton | None = None
        self._held = QTimer(self)
        self._held.setSingleShot(True)
        self._held.setInterval(HOLD_MS)
        self._held.timeout.connect(self._tell_button)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Follows one finger; nothing is ever swallowed."""
        if isinstance(event, QMouseEvent) and event.button() in (
            Qt.MouseButton.LeftButton,
            Qt.MouseButton.NoButton,
        ):
            at = event.position().toPoint()
            if event.type() == QEvent.Type.MouseButtonPress:
                self._pressed(at)
            elif event.type() == QEvent.Type.MouseMove:
                self._moved(at)
            elif event.type() == QEvent.Type.MouseButtonRelease:
                self._released(at)
        return False

    def _pressed(self, at: QPoint) -> None:
        self._at = at
        self._button = self._button_at(at)
        if self._button is not None and not self._button.autoRepeat():
            self._held.start()

    def _moved(self, at: QPoint) -> None:
        still = self._c.kit.look.mm(_STILL_MM)
        if self._at is not None and (at - self._at).manhattanLength() > still:
            self._at = None
            self._held.stop()

    def _released(self, at: QPoint) -> None:
        self._moved(at)
        self._held.stop()
        pressed, self._at = self._at, None
        if pressed is None or self._button is not None:
            return
        under = self._c.window.childAt(pressed)
        if under is None or any(isinstance(one, Heard | QLineEdit) for one in _above(under)):
            return
        labels = [one for one in under.findChildren(BilingualLabel) if _covers(one, self._c.window, pressed)]
        if labels:
            smallest = min(labels, key=lambda one: one.width() * one.height())
            self._say(smallest.shown)

    def _button_at(self, at: QPoint) -> QAbstractButton | None:
        under = self._c.window.childAt(at)
        found = (
            (one for one in _above(under) if isinstance(one, QAbstractButton)) if under is not None else ()
        )
        return next(iter(found), None)

    def _tell_button(self) -> None:
        """The finger still lies there: it asks, it does not press."""
        button = self._button
        if button is None or not button.isDown():
            return
        own = getattr(button, "shown", None)
        shown = (own,) if isinstance(own, Shown) else tuple(_texts(button))
        if self._say(*shown):
            button.setDown(False)  # lifting the finger presses nothing now

    def _say(self, *shown: Shown) -> bool:
        kit = self._c.kit
        spoken = tuple(one for text in shown if (one := _spoken(kit, text)) is not None)
        if not spoken or not (kit.can_say(*spoken) or kit.player.reads() is None):
            return False
        kit.say(*spoken)
        return kit.can_say(*spoken)  # of a voice of the system it is known only now whether there is one


def _spoken(kit: Kit, shown: Shown) -> Spoken | None:
    """What says it; names and other answers are no messages, only a voice of the system says them."""
    if shown.message is not None:
        return Spoken(shown.message, shown.params)
    if kit.player.reads() is False or not shown.vi:
        return None
    from kiosk.ui.screens.rows import ANSWER_ALOUD

    return Spoken(ANSWER_ALOUD, (("value", shown.vi),))


def _texts(button: QWidget) -> Iterator[Shown]:
    return (label.shown for label in button.findChildren(BilingualLabel) if label.isVisible())


def _above(widget: QWidget) -> Iterator[QWidget]:
    """The widget and everything it stands in."""
    one: QWidget | None = widget
    while one is not None:
        yield one
        one = one.parentWidget()


def _covers(label: QWidget, window: QWidget, at: QPoint) -> bool:
    return label.isVisible() and label.rect().contains(label.mapFrom(window, at))
