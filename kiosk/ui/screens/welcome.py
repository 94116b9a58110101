"""The page before anybody has shown who they are: a greeting, the languages spoken here, and one large button.

The first picture of the program, so it paints itself and asks nothing of the frame, the packs' sentences or the
sound. It may not touch ``Qt``, the module of names, nor what looks at it (brushes, pens): loading that alone takes a
tenth of the time an empty window needs to start. Ground and ink are therefore those of the palettes.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from forms.text import Message
from kiosk.ui.theme.look import Look
from kiosk.ui.theme.sizes import Role

GREETING = Message(
    "ui.welcome.greeting", "Kính chào bà con!", "Greeting on the very first page, in large letters."
)
ABOUT = Message(
    "ui.welcome.about",
    "Nơi làm hồ sơ, giấy tờ của xã",
    "Under the greeting on the very first page: what this machine is for.",
)
START = Message("ui.welcome.start", "Chạm để bắt đầu", "The one large button of the very first page.")

PRACTICE = Message(
    "ui.welcome.practice",
    "Cán bộ tập luyện",
    "Small button in the corner of the very first page: officers practise with invented citizens.",
)

_BETWEEN = "   ·   "


class StartButton(QAbstractButton):
    """Large words on the accent, painted without a picture."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._font = look.font(Role.QUESTION)
        self.setObjectName("start")
        self.setText(START.vi)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.ButtonText, look.colour("accent_ink"))
        self.setPalette(palette)

    def sizeHint(self) -> QSize:
        """Wide enough for the words, and far larger than a finger."""
        mm = self._look.mm
        words = QFontMetricsF(self._font).horizontalAdvance(self.text())
        return QSize(max(mm(100), round(words) + mm(24)), mm(32))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Surface, ring for those who came by keyboard, words."""
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        radius = float(look.mm(2.5))
        if self.hasFocus():
            painter.fillPath(_rounded(area, radius), _brush(look.colour("focus")))
            ring = float(look.mm(0.8))
            area = area.adjusted(ring, ring, -ring, -ring)
        surface = look.colour("accent_press" if self.isDown() else "accent")
        painter.fillPath(_rounded(area, radius), _brush(surface))
        metrics = QFontMetricsF(self._font)
        baseline = (self.height() + metrics.ascent() - metrics.descent()) / 2
        _centred(painter, self.text(), self._font, self.width(), baseline)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses like Space, as people expect."""
        if event.text() in ("\r", "\n"):
            self.click()
            return
        super().keyPressEvent(event)


class CornerButton(QAbstractButton):
    """Small words in a thin frame: there for officers, and nothing that draws a citizen's eye."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._font = look.font(Role.OFFICER)
        self.setObjectName("practice")
        self.setText(PRACTICE.vi)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.ButtonText, look.colour("muted"))
        self.setPalette(palette)

    def sizeHint(self) -> QSize:
        """As large as a finger needs."""
        mm = self._look.mm
        return QSize(round(QFontMetricsF(self._font).horizontalAdvance(self.text())) + mm(8), mm(13))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame, ground, words."""
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, radius = QRectF(self.rect()), float(look.mm(2))
        edge = look.colour("focus" if self.hasFocus() else "edge")
        painter.fillPath(_rounded(area, radius), _brush(edge))
        line = float(look.mm(0.6 if self.hasFocus() else 0.3))
        surface = look.colour("line" if self.isDown() else "ground")
        painter.fillPath(_rounded(area.adjusted(line, line, -line, -line), radius), _brush(surface))
        metrics = QFontMetricsF(self._font)
        baseline = (self.height() + metrics.ascent() - metrics.descent()) / 2
        _centred(painter, self.text(), self._font, self.width(), baseline)
        painter.end()


class WelcomePage(QWidget):
    """``start.clicked`` is all that a citizen can do here; ``practice.clicked`` is for officers. ``languages`` are the
    languages' names, each in itself.
    """

    def __init__(self, look: Look, languages: Sequence[str]) -> None:
        super().__init__()
        self.setObjectName("screen-welcome")
        self._look = look
        self._languages = tuple(languages)
        self.start = StartButton(look, self)
        self.practice = CornerButton(look, self)
        self.setAccessibleName(f"{GREETING.vi} {ABOUT.vi}. {', '.join(languages)}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The button stands in the lower half, in the middle."""
        super().resizeEvent(event)
        size = self.start.sizeHint()
        width = min(size.width(), self.width() - self._look.mm(6))
        top = max(round(self.height() * 0.58), self._lines()[1] + self._look.mm(6))
        top = min(top, self._lowest())
        self.start.setGeometry(QRect((self.width() - width) // 2, top, width, size.height()))
        small, gap = self.practice.sizeHint(), self._look.mm(4)
        self.practice.setGeometry(
            QRect(
                self.width() - small.width() - gap,
                self.height() - small.height() - gap,
                small.width(),
                small.height(),
            )
        )

    def _lowest(self) -> int:
        """How far down the button may stand: on a narrow page above the officers' corner."""
        look, size, small = self._look, self.start.sizeHint(), self.practice.sizeHint()
        beside = (self.width() - size.width()) // 2 > small.width() + look.mm(6)
        return self.height() - size.height() - look.mm(4) - (0 if beside else small.height() + look.mm(4))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The words, line by line, in the middle."""
        painter = QPainter(self)
        for text, font, baseline in self._lines()[0]:
            _centred(painter, text, font, self.width(), baseline)
        painter.end()

    def _lines(self) -> tuple[list[tuple[str, QFont, float]], int]:
        """What is written, in which font and on which baseline; and where it ends (pixels from above).

        Many names are written smaller, and higher up, before anything is covered.
        """
        room = self._lowest() - self._look.mm(3)
        for above, role in (
            (0.16, Role.QUESTION_UNDER),
            (0.08, Role.BODY),
            (0.04, Role.NOTE),
            (0.02, Role.MARK),
        ):
            lines, end = self._laid(above, role)
            if end <= room:
                break
        return lines, end

    def _laid(self, above: float, role: Role) -> tuple[list[tuple[str, QFont, float]], int]:
        look = self._look
        greeting = look.font(Role.QUESTION)
        greeting.setPixelSize(round(greeting.pixelSize() * 1.5))
        wanted = [(GREETING.vi, greeting), (ABOUT.vi, look.font(Role.BODY))]
        names = look.font(role)
        wanted += [(line, names) for line in self._rows_of_names(names)]
        at = self.height() * above
        lines = []
        for text, font in wanted:
            height = font.pixelSize() * 1.65  # room for the tallest script
            lines.append((text, font, at + height * 0.72))
            at += height
        return lines, round(at)

    def _rows_of_names(self, font: QFont) -> list[str]:
        """The languages' names on as few lines as the page is wide enough for."""
        metrics = QFontMetricsF(font)
        rows: list[str] = []
        for name in self._languages:
            longer = f"{rows[-1]}{_BETWEEN}{name}" if rows else name
            if rows and metrics.horizontalAdvance(longer) <= self.width() * 0.9:
                rows[-1] = longer
            else:
                rows.append(name)
        return rows


def _rounded(area: QRectF, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(area, radius, radius)
    return path


def _brush(colour: QColor) -> QBrush:
    """By way of a palette: ``QBrush`` itself would look at Qt's module of names."""
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Base, colour)
    return palette.brush(QPalette.ColorRole.Base)


def _centred(painter: QPainter, text: str, font: QFont, width: int, baseline: float) -> None:
    painter.setFont(font)
    left = (width - QFontMetricsF(font).horizontalAdvance(text)) / 2
    painter.drawText(QPointF(max(0.0, left), baseline), text)
