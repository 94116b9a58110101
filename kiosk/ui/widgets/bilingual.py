"""A sentence as a citizen meets it: the translation large, the authoritative Vietnamese under it, and a
visible mark when nobody has reviewed the translation yet.
"""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

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

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as its words."""
        return self._size

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Never less."""
        return self._size

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """Draws frame and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._colour, 1.4, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.setFont(self._font)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, DRAFT_MARK.vi)
        painter.end()


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
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.mm(0.4))
        self.primary = TextBlock(look, shown.text, role, ink, align=align)
        box.addWidget(self.primary)
        self.under: TextBlock | None = None
        self._mark: DraftMark | None = None
        if shown.is_translated:
            row = QHBoxLayout()
            row.setSpacing(look.mm(1.5))
            self.under = TextBlock(look, shown.vi, under, under_ink, align=align)
            centred = align == Qt.AlignmentFlag.AlignHCenter
            if centred:
                row.addStretch(1)
            row.addWidget(self.under)
            if shown.is_draft:
                self._mark = DraftMark(look, under_ink)
                row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
            row.addStretch(1)
            box.addLayout(row)
        self.setAccessibleName(shown.text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def change(self, shown: Shown) -> None:
        """Shows other words: a name in place of the sentence it was built with, or that sentence again."""
        self.primary.setText(shown.text)
        if self.under is not None:
            self.under.setText(shown.vi)
            self.under.setVisible(shown.is_translated)
        if self._mark is not None:
            self._mark.setVisible(shown.is_draft)
        self.setAccessibleName(shown.text)
