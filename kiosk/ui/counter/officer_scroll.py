"""A long page of the officer's: dragged with a finger, turned with the wheel, the bar or the keys.

Narrower than the citizens' scroll with its arrows: officers know bars, and every millimetre carries facts.
"""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QScroller, QWidget

from kiosk.ui.theme.look import Look

# Said again for the bar itself: the rule that makes a scroll area transparent takes its bars out of the style.
_BAR = """
QScrollBar {{ background: transparent; width: {width}px; margin: 0; border: 0; }}
QScrollBar::handle {{ background: {colour}; border-radius: {width}px; min-height: 60px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


#: Milliseconds after which a widget is brought into view: at once, and when everything that moved has come to rest.
_SOON = (0, 60)


class OfficerScroll(QScrollArea):
    """Holds one widget of any height. It may shrink to nothing when the keyboard needs the room."""

    def __init__(self, look: Look, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        content.setObjectName("scrolled")
        content.setAutoFillBackground(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setMinimumHeight(1)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(content)
        self.verticalScrollBar().setStyleSheet(_BAR.format(colour=look.palette.edge, width=look.mm(2.4)))
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self._margin = look.mm(8)
        content.installEventFilter(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The keyboard takes room, and heads and deeds make some: the line in hand stays in sight all along."""
        super().resizeEvent(event)
        self._keep_in_sight()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is scrolled is laid out after its window was."""
        if watched is self.widget() and event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._keep_in_sight()
        return super().eventFilter(watched, event)

    def _keep_in_sight(self) -> None:
        now = QApplication.focusWidget()
        if now is not None and now is not self and self.isAncestorOf(now):
            for soon in _SOON:
                QTimer.singleShot(soon, now, lambda: self.reveal(now))

    def reveal(self, widget: QWidget) -> None:
        """Brings a whole widget into view, with a little of what stands about it. Qt's own way would do with the cursor."""
        content = self.widget()
        if content is None or not content.isAncestorOf(widget):
            return
        bar, room = self.verticalScrollBar(), self.viewport().height()
        about = min(self._margin, max(0, (room - widget.height()) // 2))
        top = widget.mapTo(content, QPoint(0, 0)).y() - about
        bottom = top + widget.height() + 2 * about
        if top < bar.value():
            bar.setValue(top)
        elif bottom > bar.value() + room:
            bar.setValue(bottom - room)
