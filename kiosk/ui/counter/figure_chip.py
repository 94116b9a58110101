"""A figure with its sign and its word: a way into the list it counts. How pressing it is has a sign of its own."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk.ui.theme.sizes import LEAST_MM, Role
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pictogram import pictogram
from kiosk.ui.widgets.pressable import Kind, Pressable

#: What stands behind a figure that asks for a deed.
_ALARM_SIGNS = {"danger": "stop", "warn": "warning"}


class FigureChip(Pressable):
    """Chosen when its list is shown. ``alarm`` (``danger`` or ``warn``): its tone and its sign as soon as anything is
    counted.
    """

    def __init__(
        self,
        kit: Kit,
        name: str,
        word: str,
        icon: str,
        alarm: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(kit.look, Kind.CHOICE, parent=parent)
        self.count = 0
        self._word = word
        self._icon = icon
        self._alarm = alarm
        look = kit.look
        self._figure = look.font(Role.OFFICER_TITLE)
        self._small = look.font(Role.OFFICER_SMALL)
        self._sign = look.mm(5)
        self.setCheckable(True)
        self.setObjectName(name)
        self.setMinimumHeight(max(look.mm(LEAST_MM), sum(self._heights()) + look.mm(1)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_count(0)

    def show_count(self, count: int) -> None:
        """The figure."""
        self.count = count
        self.setAccessibleName(f"{self._word}: {count}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as figure or word."""
        beside = 2 if self._mark() else 1
        figure = QFontMetrics(self._figure).horizontalAdvance(str(self.count))
        figure += beside * (self._sign + self.look.mm(1))
        word = QFontMetrics(self._small).horizontalAdvance(self._word)
        return QSize(max(figure, word) + self.look.mm(2), self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        """Never less."""
        return self.sizeHint()

    def paint_body(self, painter: QPainter) -> None:
        """The button's body, a frame in the alarm's colour, the figure with its sign, the word."""
        super().paint_body(painter)
        look, alarm = self.look, self._alarm if self.count else None
        if alarm and not self.isChecked():
            painter.setBrush(look.colour(f"{alarm}_wash"))
            painter.setPen(QPen(look.colour(alarm), look.mm(0.4)))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), look.mm(1.8), look.mm(1.8))
        ink = f"{alarm}_ink" if alarm else ("ink" if self.count else "muted")
        upper, lower = self._heights()
        top = (self.height() - upper - lower) // 2
        figure = str(self.count)
        width = QFontMetrics(self._figure).horizontalAdvance(figure)
        gap = look.mm(1)
        marked = self._mark()
        behind = self._sign + gap if marked else 0
        left = (self.width() - width - self._sign - gap - behind) // 2
        ratio = self.devicePixelRatioF()
        sign = pictogram(self._icon, self._sign, look.contrast, ratio)
        painter.drawPixmap(left, top + (upper - self._sign) // 2, sign)
        if marked:
            mark = pictogram(marked, self._sign, look.contrast, ratio)
            painter.drawPixmap(left + self._sign + 2 * gap + width, top + (upper - self._sign) // 2, mark)
        painter.setPen(look.colour(ink))
        painter.setFont(self._figure)
        room = QRect(left + self._sign + gap, top, width + 2, upper)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, figure)
        painter.setFont(self._small)
        below = QRect(0, top + upper, self.width(), lower)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, self._word)

    def _mark(self) -> str:
        """The sign of the alarm, where the chip does not have it for its own."""
        sign = _ALARM_SIGNS.get(self._alarm or "", "") if self.count else ""
        return sign if sign != self._icon else ""

    def _heights(self) -> tuple[int, int]:
        return (_tight(self._figure), _tight(self._small))


def _tight(font: QFont) -> int:
    return round(font.pixelSize() * 1.3)
