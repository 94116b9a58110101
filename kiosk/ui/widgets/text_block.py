"""A piece of text that wraps, is never cut, and keeps the line height its script needs.

QLabel alone neither sets line heights for plain text nor gives them to Khmer. Text is always plain: a
citizen's name is never read as markup. May not shorten: a text that does not fit makes its page scroll.
"""

import math

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from kiosk.ui.theme.fonts import line_step
from kiosk.ui.theme.look import Look
from kiosk.ui.theme.sizes import Role

_AS_FIRST_LAID = -2


class TextBlock(QLabel):
    """Plain text in one role and one colour of the palette. A line break in the text starts a new
    paragraph.
    """

    def __init__(
        self,
        look: Look,
        text: str,
        role: Role,
        ink: str = "ink",
        *,
        bold: bool | None = None,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._font = look.font(role, bold=bold)
        self._em = look.scale.em(role)
        self._colour = look.colour(ink)
        self._align = align
        self._width = -1
        self._lines: list[tuple[QTextLayout, float]] = []
        self._height = 0
        self._heights: dict[int, int] = {}  # layouts ask for the same few widths again and again
        self._tails: dict[int, int] = {}  # what is written on the last line, likewise
        self._unbroken = -1  # from this width on no paragraph is broken; -1 where that was not worked out
        self._step = 0.0
        self._hint = QSize()
        self._widest_word = 0.0
        self.setTextFormat(Qt.TextFormat.PlainText)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Replaces the text and asks for a new layout."""
        super().setText(text)
        self._width = -1
        self._heights.clear()
        self._tails.clear()
        self._step = self._em * line_step(text)
        metrics = QFontMetricsF(self._font)
        # A page may not grow wider than the screen for one long word: it is broken. Khmer has no spaces between words,
        # but often the invisible mark that says where a line may end.
        words = text.replace("\u200b", " ").split()
        self._widest_word = min(
            max((metrics.horizontalAdvance(word) for word in words), default=0.0), self._em * 6
        )
        # Set on a line, a text is up to a pixel wider than its measured advance.
        widest = max((metrics.horizontalAdvance(paragraph) for paragraph in text.split("\n")), default=0.0)
        natural = math.ceil(widest) + 2
        width = min(natural, self._em * 40)
        self._unbroken = -1
        self._lines, self._height = self._laid(width)
        self._heights[width] = self._height
        if width == natural:
            self._unbroken = natural
        self._hint = QSize(width, self._height)
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Always: narrower means higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height all lines need at this width."""
        if 0 <= self._unbroken <= width:
            return self._hint.height()
        height = self._heights.get(width)
        if height is None:
            height = self._heights[width] = self._laid(width)[1]
        return height

    def last_line(self, width: int) -> tuple[int, int]:
        """How much of its last line is written on at this width, and that line's height: what stands behind the text
        begins there.
        """
        self.heightForWidth(width)
        laid = self._unbroken if 0 <= self._unbroken <= width else width
        return self._tails[laid], math.ceil(self._step)

    def sizeHint(self) -> QSize:
        """The text on as few lines as it has paragraphs, up to forty ems wide."""
        return self._hint

    def minimumSizeHint(self) -> QSize:
        """Wide enough for the longest word."""
        return QSize(math.ceil(self._widest_word) + 1, math.ceil(self._step))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the lines, centred upright when there is room to spare."""
        # Lines that nothing breaks stand at the left as they were first laid; any others are laid for the width.
        stays = self._align == Qt.AlignmentFlag.AlignLeft and 0 <= self._unbroken <= self.width()
        if stays and self._width != _AS_FIRST_LAID:
            if self._width != -1:
                self._lines, self._height = self._laid(self._unbroken)
            self._width = _AS_FIRST_LAID
        elif not stays and self.width() != self._width:
            self._lines, self._height = self._laid(self.width())
            self._width = self.width()
        painter = QPainter(self)
        painter.setPen(self._colour)
        top = max(0.0, (self.height() - self._height) / 2)
        for layout, at in self._lines:
            layout.draw(painter, QPointF(0, top + at))
        painter.end()

    def text_font(self) -> QFont:
        """The font in use."""
        return self._font

    def _laid(self, width: int) -> tuple[list[tuple[QTextLayout, float]], int]:
        option = QTextOption(self._align)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        step = self._step
        layouts: list[tuple[QTextLayout, float]] = []
        at = 0.0
        for paragraph in self.text().split("\n"):
            layout = QTextLayout(paragraph, self._font)
            layout.setTextOption(option)
            layout.beginLayout()
            inner = 0.0
            while True:
                line = layout.createLine()
                if not line.isValid():
                    break
                line.setLineWidth(max(1, width))
                taken = max(step, line.height())
                line.setPosition(QPointF(0, inner + (taken - line.height()) / 2))
                inner += taken
            layout.endLayout()
            layouts.append((layout, at))
            at += max(inner, step / 2)
        last = layouts[-1][0]
        count = last.lineCount()
        self._tails[width] = math.ceil(last.lineAt(count - 1).naturalTextWidth()) if count else 0
        return layouts, math.ceil(at)
