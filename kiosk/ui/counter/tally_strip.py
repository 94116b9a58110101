"""The head of the list: received = arrived + on the way + refused, seen to add up; each figure is a way into its list.

A sum that does not add up is said in words: it means that a dossier has no parcel, and nobody may overlook that.
"""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forms.text import Message
from kiosk.domain.dossier import Tally
from kiosk.ui.counter.figure_chip import FigureChip
from kiosk.ui.counter.values import View
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.kit import Kit, plain
from kiosk.ui.widgets.notices import NoticeBox
from kiosk.ui.widgets.text_block import TextBlock

_NOTE = "Under a figure at the head of the officer's list; at most eleven letters."
VIEW_WORDS: dict[View, Message] = {
    View.RECEIVED: Message("ui.counter.view.received", "Đã nhận", _NOTE),
    View.ARRIVED: Message("ui.counter.view.arrived", "Đã tới tỉnh", _NOTE),
    View.ON_THE_WAY: Message("ui.counter.view.on_the_way", "Chờ gửi", _NOTE),
    View.REFUSED: Message("ui.counter.view.refused", "Bị trả lại", _NOTE),
    View.SUPPLEMENT: Message("ui.counter.view.supplement", "Cần bổ sung", _NOTE),
    View.ATTENTION: Message("ui.counter.view.attention", "Cần xem", _NOTE),
    View.DRAFTS: Message("ui.counter.view.drafts", "Bản nháp", _NOTE),
}
MISSING = Message(
    "ui.counter.tally_missing",
    "Số chưa khớp: {n} hồ sơ đã nhận mà chưa thấy trên đường gửi. Bấm Làm mới; nếu vẫn vậy, báo người hỗ trợ.",
    "The head's figures do not add up.",
)

_ICONS = {
    View.RECEIVED: "folder",
    View.ARRIVED: "delivered",
    View.ON_THE_WAY: "waiting",
    View.REFUSED: "refused",
    View.SUPPLEMENT: "warning",
    View.ATTENTION: "info",
    View.DRAFTS: "edit",
}
#: What stands between the figures.
_BEFORE = {View.ARRIVED: "=", View.ON_THE_WAY: "+", View.REFUSED: "+"}
#: Views that ask for a deed as soon as there is one dossier in them.
_ALARMS = {View.REFUSED: "danger", View.SUPPLEMENT: "warn"}


class ViewChip(FigureChip):
    """A figure with its word; chosen when its list is shown."""

    def __init__(self, kit: Kit, view: View, parent: QWidget | None = None) -> None:
        name = "drafts" if view is View.DRAFTS else f"view-{view.value}"
        word = kit.show(VIEW_WORDS[view]).text
        super().__init__(kit, name, word, _ICONS[view], _ALARMS.get(view), parent)
        self.view = view


class TallyStrip(QWidget):
    """All figures in a row. ``chosen(View)`` when one is tapped."""

    chosen = Signal(object)

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._chips = {view: ViewChip(kit, view) for view in View}
        self._told: NoticeBox | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        gap = kit.look.mm(1.2)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(gap + kit.look.mm(2.5))
        sum_of, others = QHBoxLayout(), QHBoxLayout()
        for row in (sum_of, others):
            row.setSpacing(gap)
        for view, chip in self._chips.items():
            row = sum_of if view is View.RECEIVED or view in _BEFORE else others
            if view in _BEFORE:
                row.addWidget(TextBlock(kit.look, _BEFORE[view], Role.OFFICER_TITLE, "muted"))
            row.addWidget(chip, 1)
            chip.tapped.connect(lambda view=view: self.chosen.emit(view))
        self._row.addLayout(sum_of, 4)
        self._row.addLayout(others, 3)
        self._column.addLayout(self._row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On an upright screen what adds up stands above what is to be done."""
        super().resizeEvent(event)
        wanted = sum(chip.sizeHint().width() + self._kit.look.mm(4) for chip in self._chips.values())
        way = QBoxLayout.Direction.TopToBottom if wanted > self.width() else QBoxLayout.Direction.LeftToRight
        if self._row.direction() != way:
            self._row.setDirection(way)
            gap = self._kit.look.mm(1.2)
            self._row.setSpacing(
                gap if way == QBoxLayout.Direction.TopToBottom else gap + self._kit.look.mm(2.5)
            )
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the longer of its two rows."""
        chips = list(self._chips.values())
        gap = self._kit.look.mm(4)
        longest = max(sum(chip.sizeHint().width() + gap for chip in row) for row in (chips[:4], chips[4:]))
        return QSize(longest, super().minimumSizeHint().height())

    def show_tally(self, tally: Tally) -> None:
        """The figures; with a plain word when the parts do not make the whole."""
        for view, chip in self._chips.items():
            chip.show_count(view.counted(tally))
        if self._told is not None:
            self._column.removeWidget(self._told)
            self._told.hide()
            self._told.deleteLater()
            self._told = None
        missing = missing_from(tally)
        if missing:
            self._told = NoticeBox(
                self._kit, "warn", plain(self._kit.show(MISSING, n=missing).text), role=Role.OFFICER
            )
            self._told.setObjectName("tally-missing")
            self._column.addWidget(self._told)

    def show_chosen(self, view: View | None) -> None:
        """Which list is shown; none while something is searched for."""
        for own, chip in self._chips.items():
            chip.setChecked(own is view)

    def chip(self, view: View) -> ViewChip:
        """The figure of a view."""
        return self._chips[view]


def missing_from(tally: Tally) -> int:
    """Received dossiers that are neither at the province, nor on the way, nor refused."""
    told = (View.ARRIVED, View.ON_THE_WAY, View.REFUSED)
    return View.RECEIVED.counted(tally) - sum(view.counted(tally) for view in told)
