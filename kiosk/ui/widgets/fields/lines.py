"""Answers typed in one line: text, names, numbers of identity cards and telephones."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forms.answers import Value
from forms.text import Message
from kiosk.ui.keyboard.pad import Pad
from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.fields.base import FieldInput
from kiosk.ui.widgets.kit import Kit

_COUNTED = Message(
    "ui.field.digits_counted", "Đã gõ {count} số", "Beside a long number: how many digits are typed so far."
)


class LineInput(FieldInput):
    """Text or a name. ``capitals``: every word begins with a capital on the on-screen keyboard."""

    def __init__(
        self, kit: Kit, *, capitals: bool = False, most: int = 200, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.line = TypedLine(kit, capitals=capitals, most=most)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.line)
        self.line.textChanged.connect(self.edited)
        self.line.left.connect(self.answered)
        self.line.done.connect(self.answered)

    def value(self) -> Value | None:
        return self.line.text().strip() or None

    def set_value(self, value: Value | None) -> None:
        self.line.blockSignals(True)
        self.line.setText("" if value is None else str(value))
        self.line.blockSignals(False)

    def set_locked(self, locked: bool) -> None:
        self.line.setReadOnly(locked)

    def mark_faulty(self, faulty: bool) -> None:
        self.line.mark_faulty(faulty)

    def take_focus(self) -> None:
        self.line.setFocus()


class NumberInput(FieldInput):
    """A number that is a name and not a quantity: identity, telephone. Digits are wide apart and counted."""

    def __init__(self, kit: Kit, *, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self.line = TypedLine(kit, pad=Pad.NUMBER, most=most + 4)
        font = self.line.font()
        font.setLetterSpacing(font.SpacingType.PercentageSpacing, 118)
        font.setBold(True)
        self.line.setFont(font)
        self._count = BilingualLabel(
            kit.look, kit.show(_COUNTED, count=0), Role.NOTE, Role.OFFICER_SMALL, ink="muted"
        )
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(kit.look.mm(3))
        box.addWidget(self.line, 3)
        box.addWidget(self._count, 2, Qt.AlignmentFlag.AlignVCenter)
        self.line.textChanged.connect(self._typed)
        self.line.left.connect(self.answered)
        self.line.done.connect(self.answered)
        self._typed("")

    def value(self) -> Value | None:
        return self.line.text().strip() or None

    def set_value(self, value: Value | None) -> None:
        self.line.blockSignals(True)
        self.line.setText("" if value is None else str(value))
        self.line.blockSignals(False)
        self._show_count()

    def set_locked(self, locked: bool) -> None:
        self.line.setReadOnly(locked)

    def mark_faulty(self, faulty: bool) -> None:
        self.line.mark_faulty(faulty)

    def take_focus(self) -> None:
        self.line.setFocus()

    def _typed(self, _text: str) -> None:
        self._show_count()
        self.edited.emit()

    def _show_count(self) -> None:
        count = sum(char.isdigit() for char in self.line.text())
        self._count.change(self._kit.show(_COUNTED, count=count))
        self._count.setVisible(count > 0)
