"""One key of the on-screen keyboard, with what is written on it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from kiosk.i18n.translator import Shown
from kiosk.ui.keyboard.layouts import Key, KeyKind
from kiosk.ui.theme.look import Look
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.bilingual import DRAFT_MARK
from kiosk.ui.widgets.pictogram import pictogram

_SPECIAL = frozenset(KeyKind) - {KeyKind.CHAR, KeyKind.SPACE, KeyKind.GAP}


class KeyButton(QAbstractButton):
    """One key, painted by itself: sixty of them must appear at once on an old machine."""

    def __init__(self, look: Look, key: Key, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = key
        self._look = look
        self._icon = key.icon
        self.caption = ""
        self._words: Shown | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAutoRepeat(key.kind in (KeyKind.BACKSPACE, KeyKind.LEFT, KeyKind.RIGHT))
        self.setAutoRepeatDelay(500)
        self.setAutoRepeatInterval(90)

    def show_face(self, face: str, *, icon: str = "", caption: str = "") -> None:
        """What is written on the key."""
        self._icon = icon or self.key.icon
        self.caption = caption
        self.setText(face)
        self.setAccessibleName(caption or face)
        self.update()

    def show_words(self, shown: Shown) -> None:
        """Words on the key; where they are translated, the Vietnamese and the mark of a draft under them."""
        self._words = shown if shown.is_translated else None
        self.show_face(shown.text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws face and sign."""
        look, kind = self._look, self.key.kind
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap = look.mm(0.5)
        face = QRectF(self.rect()).adjusted(gap, gap, -gap, -gap)
        done = kind is KeyKind.DONE
        surface = "accent" if done else ("key_special" if kind in _SPECIAL else "key")
        if self.isDown():
            surface = "accent_press" if done else "accent_wash"
        painter.setBrush(look.colour(surface))
        painter.setPen(look.colour("accent" if done else "edge"))
        painter.drawRoundedRect(face, look.mm(1.3), look.mm(1.3))
        ink = look.colour("accent_ink" if done else "key_ink")
        painter.setPen(ink)
        if self._words is not None:
            self._paint_words(painter, face, self._words, done)
        elif self._icon:
            self._paint_icon(painter, face, done)
        elif self.caption:
            self._paint_captioned(painter, face)
        else:
            painter.setFont(self._face_font())
            painter.drawText(face, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()

    def _face_font(self) -> QFont:
        return self._look.font(Role.KEY if self.key.kind is KeyKind.CHAR else Role.KEY_NAME)

    def _paint_icon(self, painter: QPainter, face: QRectF, on_accent: bool) -> None:
        side = self._look.mm(7)
        picture = pictogram(self._icon, side, self._look.contrast, self.devicePixelRatioF(), on_accent)
        word = self.text()
        painter.setFont(self._look.font(Role.KEY_NAME))
        text = painter.fontMetrics().horizontalAdvance(word) + self._look.mm(1.5) if word else 0
        if side + text > face.width():
            word, text = "", 0  # the sign alone says it
        left = face.center().x() - (side + text) / 2
        painter.drawPixmap(round(left), round(face.center().y() - side / 2), picture)
        if word:
            rest = QRectF(left + side + self._look.mm(1.5), face.top(), text, face.height())
            painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, word)

    def _paint_words(self, painter: QPainter, face: QRectF, words: Shown, on_accent: bool) -> None:
        mm, small = self._look.mm, self._look.font(Role.MARK)
        advance = QFontMetricsF(small).horizontalAdvance
        side, gap = (mm(7.0) if self._icon else 0), mm(1.5)
        mark = gap + advance(DRAFT_MARK.vi) + mm(2) if words.is_draft else 0.0
        over = QFontMetricsF(self._face_font()).horizontalAdvance(words.text)
        wide = max(over, advance(words.vi) + mark)
        taken = side + gap if side else 0
        fits = taken + wide <= face.width() - gap  # nothing of a draft without its mark
        left = face.center().x() - (taken + wide if fits else side) / 2
        if side:
            picture = pictogram(self._icon, side, self._look.contrast, self.devicePixelRatioF(), on_accent)
            painter.drawPixmap(round(left), round(face.center().y() - side / 2), picture)
        painter.setFont(small)
        if not fits:
            if not side:
                painter.drawText(face, Qt.AlignmentFlag.AlignCenter, words.vi)
            return
        upper = QRectF(left + taken, face.top() + face.height() * 0.08, wide, face.height() * 0.46)
        lower = QRectF(left + taken, face.top() + face.height() * 0.56, wide - mark, face.height() * 0.34)
        painter.setFont(self._face_font())
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, words.text)
        painter.setFont(small)
        painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, words.vi)
        if mark:
            frame = QRectF(lower.right() + gap, lower.top(), mark - gap, lower.height())
            painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, DRAFT_MARK.vi)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(painter.pen().color(), 1.4, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(frame, 4, 4)

    def _paint_captioned(self, painter: QPainter, face: QRectF) -> None:
        upper = QRectF(face.left(), face.top() + face.height() * 0.06, face.width(), face.height() * 0.56)
        lower = QRectF(face.left(), face.top() + face.height() * 0.5, face.width(), face.height() * 0.46)
        painter.setFont(self._look.font(Role.KEY, bold=True))
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.setFont(self._look.font(Role.KEY_NAME))
        painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, self.caption)
