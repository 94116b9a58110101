"""A sheet over the page: one thing to be said or decided, and a plain way on. Never an operating system's dialog."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forms.text import Message
from kiosk.i18n.translator import Shown
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.even_grid import EvenGrid
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.pictogram import PictogramLabel
from kiosk.ui.widgets.pressable import Kind
from kiosk.ui.widgets.scroll import TouchScroll

UNDERSTOOD = Message("ui.sheet.understood", "Đã hiểu", "Button that closes a message.")
#: A window narrower than that has no room to spare beside a sheet.
_NARROW_MM = 150
OK = Action("ok", UNDERSTOOD, Kind.PRIMARY, "check")


class _Paper(QWidget):
    """The sheet itself, drawn on the dimmed page."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._look = kit.look
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, kit.look.colour("surface"))
        self.setPalette(palette)  # what scrolls inside lies on the sheet, not on the page

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the sheet."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._look.colour("surface"))
        painter.setPen(self._look.colour("edge"))
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(1, 1, -1, -1), self._look.mm(2.5), self._look.mm(2.5)
        )
        painter.end()


class Sheet(QWidget):
    """``chosen(id)`` of the action taken. Covers its parent and keeps every tap away from what lies under it."""

    chosen = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        kit: Kit,
        texts: Sequence[Shown],
        *,
        icon: str = "info",
        actions: Sequence[Action] = (OK,),
        content: QWidget | None = None,
        name: str = "sheet",
        spoken: Sequence[Spoken] = (),
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._kit = kit
        self._actions = tuple(actions)
        mm = kit.look.mm
        outer = QVBoxLayout(self)
        narrow = parent.width() < mm(_NARROW_MM)
        self._side = mm(4 if narrow else 12)
        outer.setContentsMargins(self._side, mm(8), self._side, mm(8))
        paper = _Paper(kit)
        paper.setMaximumWidth(mm(190))
        column = QVBoxLayout(paper)
        column.setContentsMargins(mm(5), mm(4), mm(5), mm(4))
        column.setSpacing(mm(3))
        inner = QWidget()
        texts_column = QVBoxLayout(inner)
        texts_column.setContentsMargins(0, 0, 0, 0)
        texts_column.setSpacing(mm(3))
        self.labels: list[BilingualLabel] = []
        for number, shown in enumerate(texts):
            row = QHBoxLayout()
            row.setSpacing(mm(3))
            if number == 0 and icon:
                row.addWidget(
                    PictogramLabel(kit.look, icon, 10 if narrow else 14), 0, Qt.AlignmentFlag.AlignTop
                )
            role = (Role.ANSWER, Role.BODY_UNDER) if number == 0 else (Role.BODY, Role.BODY_UNDER)
            label = BilingualLabel(kit.look, shown, *role)
            self.labels.append(label)
            row.addWidget(label, 1)
            texts_column.addLayout(row)
        if content is not None:
            texts_column.addWidget(content, 1)
        texts_column.addStretch(0)
        self.scroller = TouchScroll(kit, inner)
        self._inner = inner
        column.addWidget(self.scroller, 1)
        self._buttons = EvenGrid(columns=max(1, len(self._actions)), gap=mm(3), roomy=True)
        for action in self._actions:
            button = BigButton(kit, kit.show(action.message), kind=action.kind, icon=action.icon, step=False)
            button.setObjectName(f"{name}-{action.id}")
            button.tapped.connect(lambda id=action.id: self.choose(id))
            self._buttons.add(button)
        row = QHBoxLayout()
        if len(self._actions) == 1:
            row.addStretch(1)  # one way on stands where it always does: at the right
        row.addWidget(self._buttons, 0 if len(self._actions) == 1 else 1)
        column.addLayout(row)
        outer.addWidget(paper, 1, Qt.AlignmentFlag.AlignHCenter)
        paper.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._paper = paper
        self._done = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        parent.installEventFilter(self)
        self.setGeometry(parent.rect())
        self._fit()
        self.show()
        self.raise_()
        self.setFocus()
        if spoken:
            kit.say(*spoken)

    def choose(self, action: str) -> None:
        """Takes an action once and goes away."""
        if self._done:
            return
        self._done = True
        self.close_quietly()
        self.chosen.emit(action)

    def close_quietly(self) -> None:
        """Goes away without an answer."""
        self._done = True
        self.hide()
        self.deleteLater()

    def set_text(self, shown: Shown) -> None:
        """Another first sentence, as for a count-down."""
        self.labels[0].primary.setText(shown.text)
        under = self.labels[0].under
        if under is not None:
            under.setText(shown.vi)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the main way, Escape the first one; nothing reaches the page under the sheet."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._actions:
            self.choose(self._actions[-1].id)
        elif event.key() == Qt.Key.Key_Escape and self._actions:
            self.choose(self._actions[0].id)
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grows with the window."""
        if watched is self.parent() and event.type() == QEvent.Type.Resize:
            parent = self.parentWidget()
            if parent is not None:
                self.setGeometry(parent.rect())
                self._fit()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dims the page."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(0, 0, 0, 120))
        painter.end()

    def _fit(self) -> None:
        """As high as its text, no higher than the window."""
        mm = self._kit.look.mm
        width = min(self.width() - 2 * self._side, mm(190))
        self._paper.setFixedWidth(max(1, width))
        inner = width - 2 * mm(5)
        layout = self._inner.layout()
        wanted = layout.heightForWidth(inner) if layout is not None and layout.hasHeightForWidth() else -1
        hint = max(wanted, self._inner.sizeHint().height())
        room = self.height() - 2 * mm(8)
        bars = mm(4) * 2 + mm(3) + self._buttons.heightForWidth(inner)
        self._paper.setFixedHeight(min(room, hint + bars))
