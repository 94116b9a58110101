"""The bar above the list: the search, and the few buttons of the day."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from forms.text import Message
from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.theme.sizes import LEAST_MM, Role
from kiosk.ui.widgets.buttons import BigButton, IconButton
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

#: Least room for the search beside the buttons, in millimetres; with less it has a row of its own.
SEARCH_MM = 52

SEARCH = Message("ui.counter.search", "Tìm tên, số hồ sơ", "In the empty search line; short.")
REFRESH = Message("ui.counter.refresh", "Làm mới", "Accessible name: takes in what came home.")
ORDER = Message("ui.counter.order", "Đổi thứ tự mới, cũ", "Accessible name: newest or oldest dossier first.")
PRINTERS = Message(
    "ui.counter.printers", "Máy in", "Accessible name: papers not printed yet, and the printers."
)
DAY = Message("ui.counter.day", "Việc khác", "Accessible name: the work of the day besides dossiers.")
DEVICES = Message("ui.counter.devices", "Thiết bị", "Accessible name: cameras, scanners, card readers.")
LOCK = Message(
    "ui.counter.lock", "Khóa máy", "Accessible name of the lock: locks the screen; the shift goes on."
)
END = Message("ui.counter.end", "Hết ca", "Button: ends the officer's shift.")
NEW = Message("ui.counter.new", "Khách mới", "Button: the next citizen sits down.")


class ListBar(QWidget):
    """Search, order, refresh, lock, end of shift, next citizen. The screen connects them."""

    def __init__(self, kit: Kit, *, may_file: bool, may_manage: bool = False) -> None:
        super().__init__()
        self._kit = kit
        mm = kit.look.mm
        self._bar = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._bar.setContentsMargins(0, 0, 0, 0)
        self._bar.setSpacing(mm(1.6))
        row = QHBoxLayout()
        row.setSpacing(mm(1.6))
        self.search = TypedLine(kit, most=60, role=Role.OFFICER)
        self.search.setObjectName("search")
        self.search.setProperty("search", True)
        self.search.setMinimumHeight(mm(LEAST_MM))
        self.search.setPlaceholderText(kit.show(SEARCH).text)
        self.search.setAccessibleName(kit.show(SEARCH).text)
        self._bar.addWidget(self.search, 1)
        self.order = self._tool("order", "order", ORDER, step=False)
        self.refresh = self._tool("refresh", "refresh", REFRESH, step=True)
        self.printers = self._tool("printers", "print", PRINTERS, step=True)
        self.devices = self._tool("devices", "settings", DEVICES, step=True)
        self.day = self._tool("day", "calendar", DAY, step=True)
        self.lock = self._tool("lock", "lock", LOCK, step=True)
        self.end = self._button("end-shift", "exit", END, Kind.PLAIN)
        self.new = self._button("new-visit", "plus", NEW, Kind.PRIMARY)
        self._buttons = (
            self.order, self.refresh, self.printers, self.devices, self.day, self.lock, self.end, self.new,
        )  # fmt: skip
        for button in self._buttons:
            row.addWidget(button)
        self._bar.addLayout(row)
        self.new.setVisible(may_file)  # not before it has a parent: it would be a window of its own
        self.devices.setVisible(may_manage)
        self.day.setVisible(may_manage)  # others have it on their first page
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On an upright screen the search has a row of its own."""
        super().resizeEvent(event)
        fold_bar(self._bar, self._buttons, self.width() - self._kit.look.mm(SEARCH_MM))

    def minimumSizeHint(self) -> QSize:
        """Wide enough for the buttons alone."""
        return QSize(least_beside(self._bar, self._buttons), super().minimumSizeHint().height())

    def _tool(self, name: str, icon: str, word: Message, *, step: bool) -> IconButton:
        shown = self._kit.show(word)
        button = IconButton(self._kit, icon, shown, kind=Kind.PLAIN, side=LEAST_MM, step=step)
        button.setObjectName(name)
        button.setToolTip(shown.text)
        return button

    def _button(self, name: str, icon: str, word: Message, kind: Kind) -> BigButton:
        shown = self._kit.show(word)
        button = BigButton(self._kit, shown, kind=kind, icon=icon, least=LEAST_MM, role=Role.OFFICER_STRONG)
        button.setObjectName(name)
        return button


def fold_bar(bar: QBoxLayout, buttons: Sequence[QWidget], room: int) -> None:
    """The search above its buttons where they do not fit into ``room`` beside it."""
    narrow = sum(one.sizeHint().width() + bar.spacing() for one in buttons if not one.isHidden()) > room
    way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
    if bar.direction() != way:
        bar.setDirection(way)
        holder = bar.parentWidget()
        if holder is not None:
            holder.updateGeometry()


def least_beside(bar: QBoxLayout, buttons: Sequence[QWidget]) -> int:
    """Pixels the buttons need beside each other, each as narrow as it can be."""
    there = [one for one in buttons if not one.isHidden()]
    least = sum(max(one.minimumSizeHint().width(), one.minimumWidth()) for one in there)
    return least + bar.spacing() * max(0, len(there) - 1)
