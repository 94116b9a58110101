"""The bar above the list: the search, and the few buttons of the day."""

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from forms.text import Message
from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.theme.sizes import LEAST_MM, Role
from kiosk.ui.widgets.buttons import BigButton, IconButton
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

SEARCH = Message("ui.counter.search", "Tìm tên, số hồ sơ…", "In the empty search line.")
REFRESH = Message("ui.counter.refresh", "Làm mới", "Accessible name: takes in what came home.")
ORDER = Message("ui.counter.order", "Đổi thứ tự mới, cũ", "Accessible name: newest or oldest dossier first.")
PRINTERS = Message(
    "ui.counter.printers", "Máy in", "Accessible name: papers not printed yet, and the printers."
)
LOCK = Message("ui.counter.lock", "Khóa máy", "Button: locks the screen; the shift goes on.")
END = Message("ui.counter.end", "Hết ca", "Button: ends the officer's shift.")
NEW = Message("ui.counter.new", "Khách mới", "Button: the next citizen sits down.")


class ListBar(QWidget):
    """Search, order, refresh, lock, end of shift, next citizen. The screen connects them."""

    def __init__(self, kit: Kit, *, may_file: bool) -> None:
        super().__init__()
        self._kit = kit
        mm = kit.look.mm
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(mm(1.6))
        self.search = TypedLine(kit, most=60, role=Role.OFFICER)
        self.search.setObjectName("search")
        self.search.setProperty("search", True)
        self.search.setMinimumHeight(mm(LEAST_MM))
        self.search.setPlaceholderText(kit.show(SEARCH).text)
        self.search.setAccessibleName(kit.show(SEARCH).text)
        row.addWidget(self.search, 1)
        self.order = self._tool("order", "order", ORDER, step=False)
        self.refresh = self._tool("refresh", "refresh", REFRESH, step=True)
        self.printers = self._tool("printers", "print", PRINTERS, step=True)
        self.lock = self._button("lock", "lock", LOCK, Kind.PLAIN)
        self.end = self._button("end-shift", "exit", END, Kind.PLAIN)
        self.new = self._button("new-visit", "plus", NEW, Kind.PRIMARY)
        for button in (self.order, self.refresh, self.printers, self.lock, self.end, self.new):
            row.addWidget(button)
        self.new.setVisible(may_file)  # not before it has a parent: it would be a window of its own
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

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
