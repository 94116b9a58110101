"""The head of the list: received = arrived + on the way + refused, seen to add up; each figure is a way into its list.

A sum that does not add up is said in words: it means that a dossier has no parcel, and nobody may overlook that.
"""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forms.text import Message
from kiosk.domain.dossier import Tally
from kiosk.ui.counter.values import View
from kiosk.ui.theme.sizes import LEAST_MM, Role
from kiosk.ui.widgets.kit import Kit, plain
from kiosk.ui.widgets.notices import NoticeBox
from kiosk.ui.widgets.pictogram import pictogram
from kiosk.ui.widgets.pressable import Kind, Pressable
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


class ViewChip(Pressable):
    """A figure with its word; chosen when its list is shown."""

    def __init__(self, kit: Kit, view: View, parent: QWidget | None = None) -> None:
        super().__init__(kit.look, Kind.CHOICE, parent=parent)
        self.view = view
        self.count = 0
        self._word = kit.show(VIEW_WORDS[view]).text
        look = kit.look
        self._figure = look.font(Role.OFFICER_TITLE)
        self._small = look.font(Role.OFFICER_SMALL)
        self._sign = look.mm(5)
        self.setCheckable(True)
        self.setObjectName("drafts" if view is View.DRAFTS else f"view-{view.value}")
        self.setMinimumHeight(max(look.mm(LEAST_MM), self._heights()[0] + self._heights()[1] + look.mm(1)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_count(0)

    def show_count(self, count: int) -> None:
        """The figure."""
        self.count = count
        self.setAccessibleName(f"{self._word}: {count}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as figure or word."""
        figure = QFontMetrics(self._figure).horizontalAdvance(str(self.count)) + self._sign + self.look.mm(1)
        word = QFontMetrics(self._small).horizontalAdvance(self._word)
        return QSize(max(figure, word) + self.look.mm(2.4), self.minimumHeight())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Never less."""
        return self.sizeHint()

    def paint_body(self, painter: QPainter) -> None:
        """The button's body, a frame in the alarm's colour, the figure with its sign, the word."""
        super().paint_body(painter)
        look, alarm = self.look, _ALARMS.get(self.view) if self.count else None
        if alarm and not self.isChecked():
            painter.setBrush(look.colour(f"{alarm}_wash"))
            painter.setPen(QPen(look.colour(alarm), look.mm(0.4)))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), look.mm(1.8), look.mm(1.8))
        ink = f"{alarm}_ink" if alarm else ("ink" if self.count else "muted")
        upper, lower = self._heights()
        top = (self.height() - upper - lower) // 2
        figure = str(self.count)
        width = QFontMetrics(self._figure).horizontalAdvance(figure)
        left = (self.width() - width - self._sign - look.mm(1)) // 2
        ratio = self.devicePixelRatioF()
        sign = pictogram(_ICONS[self.view], self._sign, look.contrast, ratio)
        painter.drawPixmap(left, top + (upper - self._sign) // 2, sign)
        painter.setPen(look.colour(ink))
        painter.setFont(self._figure)
        room = QRect(left + self._sign + look.mm(1), top, width + 2, upper)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, figure)
        painter.setFont(self._small)
        below = QRect(0, top + upper, self.width(), lower)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, self._word)

    def _heights(self) -> tuple[int, int]:
        return (_tight(self._figure), _tight(self._small))


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
        row = QHBoxLayout()
        row.setSpacing(kit.look.mm(1.2))
        for view, chip in self._chips.items():
            if view in _BEFORE:
                row.addWidget(TextBlock(kit.look, _BEFORE[view], Role.OFFICER_TITLE, "muted"))
            if view is View.SUPPLEMENT:
                row.addSpacing(kit.look.mm(2.5))
            row.addWidget(chip, 1)
            chip.tapped.connect(lambda view=view: self.chosen.emit(view))
        self._column.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

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


def _tight(font: QFont) -> int:
    return round(font.pixelSize() * 1.3)
