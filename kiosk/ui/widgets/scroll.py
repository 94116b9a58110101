"""A page that is longer than the screen: drag it with a finger, or press the big arrows that then appear.

Scroll bars are a known barrier to people new to screens; arrows of 16 mm say plainly that there is more.
"""

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QScrollBar,
    QScroller,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from forms.text import Message
from kiosk.ui.theme.sizes import KEY_MM
from kiosk.ui.widgets.buttons import IconButton
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

_UP = Message("ui.scroll.up", "Xem phía trên", "Accessible name of the arrow that scrolls up.")
_DOWN = Message("ui.scroll.down", "Xem tiếp phía dưới", "Accessible name of the arrow that scrolls down.")


class TouchScroll(QWidget):
    """Holds one widget of any height. The arrows stand beside it, never over it."""

    def __init__(self, kit: Kit, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = kit.look
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # Both made here: what Qt made would have to be found out about, 9 ms at the first time.
        viewport, bar = QWidget(), QScrollBar()
        self.area.setViewport(viewport)
        self.area.setVerticalScrollBar(bar)
        viewport.setAutoFillBackground(False)
        QScroller.grabGesture(viewport, QScroller.ScrollerGestureType.TouchGesture)
        self.up = IconButton(kit, "up", kit.show(_UP), kind=Kind.PLAIN, side=KEY_MM)
        self.down = IconButton(kit, "down", kit.show(_DOWN), kind=Kind.PLAIN, side=KEY_MM)
        for button, step in ((self.up, -1), (self.down, 1)):
            button.tapped.connect(lambda step=step: self.turn(step))
            button.setAutoRepeat(True)
        self._arrows = QWidget()
        column = QVBoxLayout(self._arrows)
        column.setContentsMargins(look.mm(1.5), 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.up)
        column.addStretch(1)
        column.addWidget(self.down)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.area, 1)
        row.addWidget(self._arrows)
        self._arrows.hide()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        bar.rangeChanged.connect(self._follow)
        bar.valueChanged.connect(self._follow)
        self.area.installEventFilter(self)
        self._put(content)

    def hold(self, content: QWidget) -> None:
        """Shows another content from its top; the one before is let go."""
        QScroller.scroller(self.area.viewport()).stop()
        old = self.area.takeWidget()
        old.hide()
        old.deleteLater()
        self._put(content)
        content.show()
        self.area.verticalScrollBar().setValue(0)

    def _put(self, content: QWidget) -> None:
        content.setObjectName(content.objectName() or "scrolled")
        self.content = content
        content.setAutoFillBackground(False)
        self.area.setWidget(content)

    def minimumSizeHint(self) -> QSize:
        """None: whatever room is left is enough to scroll in, and a page never makes the window grow."""
        return QSize(0, 0)

    def turn(self, step: int) -> None:
        """Scrolls most of a screenful down (1) or up (-1)."""
        bar = self.area.verticalScrollBar()
        bar.setValue(bar.value() + step * round(self.area.viewport().height() * 0.75))

    def reveal(self, widget: QWidget, *, at_top: bool = False) -> None:
        """Brings a widget into view, or to the upper edge when what lies under it matters too."""
        if not self.content.isAncestorOf(widget):
            return
        top = widget.mapTo(self.content, QPoint(0, 0)).y()
        bar = self.area.verticalScrollBar()
        if at_top:
            bar.setValue(top)
            return
        room = self.area.viewport().height()
        if top < bar.value():
            bar.setValue(top)
        elif top + widget.height() > bar.value() + room:
            bar.setValue(min(top, top + widget.height() - room))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Looks again whether arrows are needed when the room changes."""
        if watched is self.area and event.type() == QEvent.Type.Resize:
            self._follow()
        return False

    def _follow(self) -> None:
        bar = self.area.verticalScrollBar()
        # The arrows take room themselves: decided as if they stood there, or they would come and go for ever.
        needed = bar.maximum() > 0
        if needed != self._arrows.isVisibleTo(self):
            if not needed and self._fits_only_without():
                return
            self._arrows.setVisible(needed)
        # Beside a keyboard there may be no room for both; the line in hand is then brought into view by
        # itself.
        roomy = self.height() >= self.up.height() * 2
        self.up.setVisible(roomy and bar.value() > 0)
        self.down.setVisible(roomy and bar.value() < bar.maximum())

    def _fits_only_without(self) -> bool:
        width = self.area.viewport().width() - self._arrows.sizeHint().width()
        return self.content.heightForWidth(width) > self.area.viewport().height()
