"""The bar above the queue: the search that takes anything on a slip, and the few ways on."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from forms.text import Message
from kiosk.ui.counter.desk_page import deed_button
from kiosk.ui.counter.entries import entry_line
from kiosk.ui.counter.list_bar import LOCK, NEW, REFRESH, SEARCH_MM, fold_bar
from kiosk.ui.theme.sizes import LEAST_MM
from kiosk.ui.widgets.buttons import IconButton
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

SEARCH = Message(
    "ui.queue.search",
    "Tên, số hồ sơ, điện thoại, hoặc quét phiếu",
    "Accessible name of the search line of the queue: what may be typed or scanned into it.",
)
SEARCH_SHORT = Message(
    "ui.queue.search_short", "Tìm tên, số, phiếu", "In the empty search line of the queue; three words."
)
ALL = Message("ui.queue.all", "Tất cả", "Button: the list of every dossier.")
DAY = Message("ui.queue.day", "Việc khác", "Button: calls, hand-overs, end of day, reports, trips.")


class QueueBar(QWidget):
    """Search, refresh, lock, every dossier, the day, next citizen. The screen connects them."""

    def __init__(self, kit: Kit, *, may_file: bool) -> None:
        super().__init__()
        self._kit = kit
        gap = kit.look.mm(1.6)
        self._bar = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._bar.setContentsMargins(0, 0, 0, 0)
        self._bar.setSpacing(gap)
        row = QHBoxLayout()
        row.setSpacing(gap)
        self.search = entry_line(kit, "search", SEARCH, most=400)
        self.search.setProperty("search", True)
        self.search.setPlaceholderText(kit.show(SEARCH_SHORT).text)
        self._bar.addWidget(self.search, 1)
        self.refresh = self._tool("refresh", REFRESH)
        self.lock = self._tool("lock", LOCK)
        self.all = deed_button(kit, "all-dossiers", ALL, "folder")
        self.day = deed_button(kit, "day", DAY, "list")
        self.new = deed_button(kit, "new-visit", NEW, "plus", kind=Kind.PRIMARY)
        self._buttons = (self.refresh, self.lock, self.all, self.day, self.new)
        for button in self._buttons:
            row.addWidget(button)
        self._bar.addLayout(row)
        self.new.setVisible(may_file)  # not before it has a parent: it would be a window of its own
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On an upright screen the search has a row of its own."""
        super().resizeEvent(event)
        fold_bar(self._bar, self._buttons, self.width() - self._kit.look.mm(SEARCH_MM))

    def _tool(self, name: str, word: Message) -> IconButton:
        shown = self._kit.show(word)
        button = IconButton(self._kit, name, shown, kind=Kind.PLAIN, side=LEAST_MM, step=True)
        button.setObjectName(name)
        button.setToolTip(shown.text)
        return button
