"""The pages of a paper taken so far, in small, the newest in sight."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QWidget,
)

from forms.text import Message
from kiosk.ui.screens import capture_words as say
from kiosk.ui.screens.base import clear
from kiosk.ui.theme.sizes import LEAST_MM, Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import IconButton
from kiosk.ui.widgets.kit import Kit, plain
from kiosk.ui.widgets.pictogram import PictogramLabel
from kiosk.ui.widgets.pressable import Kind, Pressable

_STRIP_MM = 21.0
_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Thumb:
    """One page taken so far. A PDF kept as it is has no small picture, and ``pages`` of them."""

    id: str
    image: QImage = field(repr=False)
    pages: int = 1


class PageStrip(QWidget):
    """``page_opened(id)`` when one is touched. Not there while there is no page."""

    page_opened = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._first = 0
        self._thumbs: tuple[Thumb, ...] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(kit.look.mm(1.5))
        self.setFixedHeight(kit.look.mm(_STRIP_MM))
        self.hide()

    def show_thumbs(self, thumbs: Sequence[Thumb]) -> None:
        """The pages so far."""
        self._thumbs = tuple(thumbs)
        self._first = max(0, len(self._thumbs) - _AT_ONCE)
        self._draw()

    def _draw(self) -> None:
        clear(self._row)
        self.setVisible(bool(self._thumbs))
        last = len(self._thumbs) - _AT_ONCE
        if last > 0:
            self._row.addWidget(self._arrow("pages-earlier", "back", say.EARLIER, -1, self._first > 0))
        numbers = [1]
        for thumb in self._thumbs:
            numbers.append(numbers[-1] + thumb.pages)
        for place in range(self._first, min(len(self._thumbs), self._first + _AT_ONCE)):
            thumb = self._thumbs[place]
            shown = _Thumb(self._kit, thumb, numbers[place])
            shown.tapped.connect(lambda id=thumb.id: self.page_opened.emit(id))
            self._row.addWidget(shown)
        if last > 0:
            self._row.addWidget(self._arrow("pages-later", "next", say.LATER, 1, self._first < last))
        self._row.addStretch(1)

    def _arrow(self, name: str, icon: str, word: Message, step: int, there: bool) -> IconButton:
        button = IconButton(self._kit, icon, self._kit.show(word), side=LEAST_MM)
        button.setObjectName(name)
        button.setEnabled(there)
        button.tapped.connect(lambda: self._turn(step))
        return button

    def _turn(self, step: int) -> None:
        self._first = max(0, min(len(self._thumbs) - _AT_ONCE, self._first + step))
        self._draw()


class _Thumb(Pressable):
    """One page in small, with its number."""

    def __init__(self, kit: Kit, thumb: Thumb, number: int) -> None:
        super().__init__(kit.look, Kind.CHOICE)
        self._image = thumb.image
        self._label = str(number)
        self.setObjectName(f"page-{number}")
        name = kit.show(say.PAGE, n=number) if thumb.pages == 1 else kit.show(say.PAGES, n=thumb.pages)
        self.setAccessibleName(name.text)
        side = kit.look.mm(_STRIP_MM)
        if thumb.image.isNull():
            box = QHBoxLayout(self)
            box.addWidget(PictogramLabel(kit.look, "paper", 9), 0, Qt.AlignmentFlag.AlignCenter)
            label = BilingualLabel(kit.look, plain(name.text), Role.OFFICER_SMALL, Role.OFFICER_SMALL)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            box.addWidget(label)
            self.setFixedSize(QSize(side * 2, side))
        else:
            self.setFixedSize(QSize(side, side))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The page on the button's ground, its number below."""
        super().paintEvent(event)
        if self._image.isNull():
            return
        look = self.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        gap = look.mm(1.2)
        room = self.rect().adjusted(gap, gap, -gap, -gap)
        size = self._image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        at = room.center() - QPoint(size.width() // 2, size.height() // 2)
        painter.drawImage(QRect(at, size), self._image)
        mark = look.mm(6)
        spot = QRect(QPoint(self.width() - mark - 2, self.height() - mark - 2), QSize(mark, mark))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("accent"))
        painter.drawEllipse(spot)
        painter.setPen(look.colour("accent_ink"))
        painter.setFont(look.font(Role.OFFICER_SMALL, bold=True))
        painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, self._label)
        painter.end()
