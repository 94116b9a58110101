"""A sentence as a citizen meets it: the translation large, the authoritative Vietnamese under it, and a
visible mark when nobody has reviewed the translation yet.
"""

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from forms.text import Message
from kiosk.i18n.translator import Shown
from kiosk.ui.theme.look import Look
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.text_block import TextBlock

DRAFT_MARK = Message(
    "ui.draft_mark",
    "bản nháp",
    "Small mark beside a translation nobody has reviewed yet. Always in Vietnamese.",
)


class DraftMark(QWidget):
    """The words "bản nháp" in a dashed frame: a shape and a word, in the colour of the text it stands
    beside.
    """

    def __init__(self, look: Look, ink: str = "muted", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour = look.colour(ink)
        self._font = look.font(Role.MARK)
        metrics = QFontMetricsF(self._font)
        self._size = QSize(
            round(metrics.horizontalAdvance(DRAFT_MARK.vi) + look.mm(2)),
            round(look.scale.em(Role.MARK) * 1.5),
        )
        self.setAccessibleName(DRAFT_MARK.vi)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return self._size

    def minimumSizeHint(self) -> QSize:
        """Never less."""
        return self._size

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws frame and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._colour, 1.4, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.setFont(self._font)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, DRAFT_MARK.vi)
        painter.end()


class _Marked(QWidget):
    """A text and the mark behind its last word; where that line has no room for it, the mark stands under the text.

    Beside the text it would take a column off every line of it.
    """

    def __init__(self, text: TextBlock, mark: DraftMark | None, gap: int, align: Qt.AlignmentFlag) -> None:
        super().__init__()
        self._text, self._mark, self._gap = text, mark, gap
        self._centred = align == Qt.AlignmentFlag.AlignHCenter
        for member in (text, mark):
            if member is not None:
                member.setParent(self)
                member.show()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def hasHeightForWidth(self) -> bool:
        """Always."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Text, and the mark where it needs a line of its own."""
        return self._placed(width)[1]

    def sizeHint(self) -> QSize:
        """Text and mark on one line."""
        if self._text.isHidden():
            return QSize(0, 0)
        hint = self._text.sizeHint()
        width = hint.width() + (self._tail() if self._mark is not None else 0)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """The longest word, or the mark."""
        if self._text.isHidden():
            return QSize(0, 0)
        least = self._text.minimumSizeHint()
        return least.expandedTo(self._mark.minimumSizeHint()) if self._mark is not None else least

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Puts both where they belong."""
        self._place()

    def event(self, event: QEvent) -> bool:
        """Other words ask for another place."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._place()
        return super().event(event)

    def _place(self) -> None:
        text, height, mark = self._placed(self.width())
        self._text.setGeometry(text)
        if self._mark is not None:
            self._mark.setGeometry(mark.translated(0, max(0, (self.height() - height) // 2)))
        self._text.move(text.left(), max(0, (self.height() - height) // 2))

    def _tail(self) -> int:
        return self._gap + self._mark.sizeHint().width() if self._mark is not None else 0

    def _placed(self, width: int) -> tuple[QRect, int, QRect]:
        """Place of the text, height of all, place of the mark."""
        if self._text.isHidden():
            return QRect(), 0, QRect()
        if self._mark is None or self._mark.isHidden():
            high = self._text.heightForWidth(width)
            return QRect(0, 0, width, high), high, QRect()
        size = self._mark.sizeHint()
        one_line = self._text.sizeHint().width()
        if self._centred and one_line + self._tail() <= width:
            high = self._text.heightForWidth(one_line)
            left = (width - one_line - self._tail()) // 2
            at = QRect(QPoint(left + one_line + self._gap, (high - size.height()) // 2), size)
            return QRect(left, 0, one_line, high), high, at
        high = self._text.heightForWidth(width)
        written, step = self._text.last_line(width)
        if not self._centred and written + self._tail() <= width:
            at = QRect(QPoint(written + self._gap, high - (step + size.height()) // 2), size)
            return QRect(0, 0, width, high), high, at
        left = (width - size.width()) // 2 if self._centred else 0
        return QRect(0, 0, width, high), high + size.height(), QRect(QPoint(left, high), size)


class BilingualLabel(QWidget):
    """Translation, Vietnamese, draft mark. In Vietnamese only one line is shown."""

    def __init__(
        self,
        look: Look,
        shown: Shown,
        role: Role,
        under: Role,
        *,
        ink: str = "ink",
        under_ink: str = "muted",
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.shown = shown
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.mm(0.4))
        self.primary = TextBlock(look, shown.text, role, ink, align=align)
        box.addWidget(self.primary)
        self.under: TextBlock | None = None
        self._mark: DraftMark | None = None
        if shown.is_translated:
            self.under = TextBlock(look, shown.vi, under, under_ink, align=align)
            if shown.is_draft:
                self._mark = DraftMark(look, under_ink)
            box.addWidget(_Marked(self.under, self._mark, look.mm(1.5), align))
        self.setAccessibleName(shown.text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def change(self, shown: Shown) -> None:
        """Shows other words: a name in place of the sentence it was built with, or that sentence again."""
        self.shown = shown
        self.primary.setText(shown.text)
        if self.under is not None:
            self.under.setText(shown.vi)
            self.under.setVisible(shown.is_translated)
        if self._mark is not None:
            self._mark.setVisible(shown.is_draft)
        self.setAccessibleName(shown.text)
