"""One line of text that the on-screen keyboard, a hardware keyboard and a test write in the same way.

Text is NFC at every moment. There is no context menu and no drag: what one citizen typed must not travel
by clipboard to the next. May not judge what is written.
"""

import unicodedata
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QLineEdit, QWidget

from kiosk.ui.keyboard.pad import Pad
from kiosk.ui.theme.sizes import KEY_MM, Role
from kiosk.ui.widgets.kit import Kit

if TYPE_CHECKING:
    from kiosk.ui.keyboard.composer import Composer, Edit, Method
    from kiosk.ui.keyboard.syllable import Tone


def _units(text: str) -> int:
    """Length as Qt counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


class TypedLine(QLineEdit):
    """``done`` when the person pressed Done or Enter; ``left`` when the focus goes elsewhere.

    ``capitals`` begins every word with a capital by the on-screen keyboard's own shift, as names are written.
    ``hardware`` composes what a hardware keyboard types; None leaves that to the system's own input method.
    """

    done = Signal()
    left = Signal()

    def __init__(
        self,
        kit: Kit,
        *,
        pad: Pad = Pad.TEXT,
        capitals: bool = False,
        most: int = 200,
        secret: bool = False,
        role: Role = Role.INPUT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.pad = pad
        self.capitals = capitals
        self.hardware: Method | None = None
        self._composing: Composer | None = None
        self._secret = secret
        self._look = kit.look
        self._faulty = False
        self.setFrame(False)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, QColor(0, 0, 0, 0))
        self.setPalette(palette)
        self.setTextMargins(kit.look.mm(2.5), 0, kit.look.mm(2.5), 0)
        self.setMaxLength(most)
        self.setFont(kit.look.font(role))
        self.setMinimumHeight(max(kit.look.mm(KEY_MM), round(kit.look.scale.em(role) * 1.75)))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setDragEnabled(False)
        if secret:
            self.setEchoMode(QLineEdit.EchoMode.Password)
        self.textEdited.connect(self._compose_foreign)
        self.returnPressed.connect(self.done)

    @property
    def _composer(self) -> "Composer":
        """The typing engine, loaded at the first key: the first page of the day is painted without it."""
        if self._composing is None:
            from kiosk.ui.keyboard.composer import Composer

            self._composing = Composer()
        return self._composing

    def use_method(self, method: "Method") -> None:
        """How keys of the on-screen keyboard are put together."""
        self._composer.method = method

    def before_cursor(self) -> str:
        """The text to the left of the cursor or of the selection."""
        at = self.selectionStart() if self.hasSelectedText() else self.cursorPosition()
        return self.text().encode("utf-16-le")[: at * 2].decode("utf-16-le", errors="ignore")

    def press(self, char: str) -> None:
        """A letter, sign or digit key."""
        if self._secret or self.pad is Pad.NUMBER:
            from kiosk.ui.keyboard.composer import Edit

            self._write(Edit(0, char))
        else:
            self._write(self._composer.key(self.before_cursor(), char))

    def press_tone(self, tone: "Tone") -> None:
        """A tone key."""
        if not self._secret:
            self._write(self._composer.tone(self.before_cursor(), tone))

    def press_backspace(self) -> None:
        """The backspace key: a selection, or the letter before the cursor with all its marks."""
        if self.hasSelectedText() or self._secret:
            self.backspace()
        else:
            self._write(self._composer.backspace(self.before_cursor()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hardware keys: composed when asked for, else left to Qt."""
        text = event.text()
        if self.hardware is not None and not self._secret and self.pad is Pad.TEXT and not self.isReadOnly():
            plain = not event.modifiers() & ~(
                Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
            )
            self._composer.method = self.hardware
            if plain and event.key() == Qt.Key.Key_Backspace:
                self.press_backspace()
                return
            if plain and len(text) == 1 and text.isprintable():
                self.press(text)
                return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Says that the person has left the field."""
        super().focusOutEvent(event)
        self.left.emit()

    def mark_faulty(self, faulty: bool) -> None:
        """Shows the thick red frame and the wavy line of a field with a fault, or takes them away."""
        self._faulty = faulty
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the body from the tokens, then lets Qt write text and cursor on it."""
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        surface, edge, width = "surface", "edge", look.mm(0.3)
        if self.isReadOnly():
            surface = "sunken"
        elif self._faulty:
            surface, edge, width = "danger_wash", "danger", look.mm(0.6)
        elif self.hasFocus():
            edge, width = "accent", look.mm(0.6)
        line = Qt.PenStyle.DashLine if self.isReadOnly() else Qt.PenStyle.SolidLine
        painter.setPen(QPen(look.colour(edge), width, line))
        painter.setBrush(look.colour(surface))
        inset = width / 2
        radius = look.mm(1.6)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), radius, radius)
        if self._faulty and not self.isReadOnly():
            self._paint_wave(painter)
        painter.end()
        super().paintEvent(event)

    def _paint_wave(self, painter: QPainter) -> None:
        """A wave under the words, as under a word that is spelt wrong: the line in hand has a thick frame as well."""
        mm = self._look.mm
        side, step = float(mm(2.5)), float(mm(1.2))
        low = self.height() - mm(1.9)
        count = max(2, int((self.width() - 2 * side) / step))
        points = [
            QPointF(side + at * step, low + (mm(0.6) if at % 2 else -mm(0.3))) for at in range(count + 1)
        ]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._look.colour("danger"), max(1.5, self._look.mm(0.3))))
        painter.drawPolyline(QPolygonF(points))

    def _write(self, edit: "Edit") -> None:
        if self.isReadOnly() or (not edit.delete and not edit.insert):
            return
        before = self.before_cursor()
        removed = _units(before[len(before) - edit.delete :]) if edit.delete else 0
        selected = _units(self.selectedText())
        at = self.selectionStart() if selected else self.cursorPosition()
        if removed or selected:
            self.setSelection(at - removed, removed + selected)
        if edit.insert:
            self.insert(edit.insert)
        else:
            self.del_()

    def _compose_foreign(self, text: str) -> None:
        """Whatever an input method or a paste brought in is put into NFC."""
        composed = unicodedata.normalize("NFC", text)
        if composed != text:
            at = len(unicodedata.normalize("NFC", self.before_cursor()))
            self.setText(composed)
            self.setCursorPosition(at)
