"""A long page of the officer's: dragged with a finger, turned with the wheel, the bar or the keys.

Narrower than the citizens' scroll with its arrows: officers know bars, and every millimetre carries facts.
"""

from PySide6.QtCore import Qt, QTimer
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

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The keyboard takes room, and heads and deeds make some: the line in hand stays in sight all along."""
        super().resizeEvent(event)
        now = QApplication.focusWidget()
        if now is not None and now is not self and self.isAncestorOf(now):
            QTimer.singleShot(0, now, lambda: self.reveal(now))

    def reveal(self, widget: QWidget) -> None:
        """Brings a widget into view, with a little of what stands about it."""
        if self.isAncestorOf(widget):
            self.ensureWidgetVisible(widget, 0, self._margin)
