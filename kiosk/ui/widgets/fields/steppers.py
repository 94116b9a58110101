"""Quantities and dates: a line for the number pad between a big minus and a big plus. No calendar pops up."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forms.answers import Value
from forms.definition import Precision
from forms.text import Message
from kiosk.ui.keyboard.pad import Pad
from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.theme.sizes import KEY_MM, Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import IconButton
from kiosk.ui.widgets.fields.base import FieldInput
from kiosk.ui.widgets.folding import FoldingRow
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind
from kiosk.ui.widgets.tiles import Choice, TileGroup

_LESS = Message("ui.field.less", "Bớt", "Accessible name of the minus button of a number.")
_MORE = Message("ui.field.more", "Thêm", "Accessible name of the plus button of a number.")
_DAY = Message("ui.field.day", "Ngày", "Over the day of a date.")
_MONTH = Message("ui.field.month", "Tháng", "Over the month of a date.")
_YEAR = Message("ui.field.year", "Năm", "Over the year of a date.")
_KNOWN = {
    Precision.DAY: Message(
        "ui.field.known_day", "Nhớ ngày, tháng, năm", "Choice: how much of a date is known."
    ),
    Precision.MONTH: Message("ui.field.known_month", "Chỉ nhớ tháng, năm", "Choice: how much is known."),
    Precision.YEAR: Message("ui.field.known_year", "Chỉ nhớ năm", "Choice: how much of a date is known."),
}


class Stepper(QWidget):
    """Minus, number, plus. ``full`` when as many digits are typed as the number can have."""

    stepped = Signal()
    full = Signal()

    def __init__(
        self,
        kit: Kit,
        *,
        least: int,
        most: int,
        first: int,
        digits: int,
        padded: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._padded = padded
        self._least, self._most, self._first, self._digits = least, most, first, digits
        self.line = TypedLine(kit, pad=Pad.NUMBER, most=digits)
        self.line.setTextMargins(0, 0, 0, 0)
        self.line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.line.setMinimumWidth(round(kit.look.scale.em(Role.INPUT) * (0.6 * digits + 0.8)))
        less = IconButton(kit, "minus", kit.show(_LESS), kind=Kind.PLAIN, side=KEY_MM)
        more = IconButton(kit, "plus", kit.show(_MORE), kind=Kind.PLAIN, side=KEY_MM)
        for button, step in ((less, -1), (more, 1)):
            button.setAutoRepeat(True)
            button.tapped.connect(lambda step=step: self._step(step))
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(kit.look.mm(1))
        box.addWidget(less)
        box.addWidget(self.line, 1)
        box.addWidget(more)
        self._buttons = (less, more)
        self.line.textEdited.connect(self._typed)

    def number(self) -> int | None:
        """What is shown; None when blank or no number."""
        text = self.line.text().strip()
        return int(text) if text.isdecimal() else None

    def show_number(self, number: int | None) -> None:
        """Shows a number; ``padded`` ones with all their digits, as days and months are written."""
        self.line.setText("" if number is None else f"{number:0{self._digits if self._padded else 1}d}")

    def set_locked(self, locked: bool) -> None:
        """Only shown, not to be changed."""
        self.line.setReadOnly(locked)
        for button in self._buttons:
            button.setVisible(not locked)

    def _step(self, step: int) -> None:
        number = self.number()
        self.show_number(self._first if number is None else min(self._most, max(self._least, number + step)))
        self.stepped.emit()

    def _typed(self, text: str) -> None:
        self.stepped.emit()
        if len(text) == self._digits:
            self.full.emit()


class IntegerInput(FieldInput):
    """A whole quantity."""

    def __init__(
        self, kit: Kit, *, least: int | None = None, most: int | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        low, high = least if least is not None else 0, most if most is not None else 999_999
        self.stepper = Stepper(kit, least=low, most=high, first=max(low, 1), digits=len(str(high)))
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.stepper)
        box.addStretch(1)
        self.stepper.stepped.connect(self.edited)
        self.stepper.stepped.connect(self.answered)

    def value(self) -> Value | None:
        return self.stepper.number()

    def set_value(self, value: Value | None) -> None:
        self.stepper.show_number(value if isinstance(value, int) else None)

    def set_locked(self, locked: bool) -> None:
        self.stepper.set_locked(locked)

    def mark_faulty(self, faulty: bool) -> None:
        self.stepper.line.mark_faulty(faulty)

    def take_focus(self) -> None:
        self.stepper.line.setFocus()


class DateInput(FieldInput):
    """A date known to the day, to the month or to the year alone; a person says first how much is remembered.

    A date in the making comes out as typed so far (``1990-05-``): that is no date, and the judge says so
    in words.
    """

    def __init__(
        self, kit: Kit, precisions: Sequence[Precision], *, year_now: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._precision = precisions[0]
        self._known: TileGroup | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.look.mm(2))
        if len(precisions) > 1:
            choices = [Choice(one.value, kit.show(_KNOWN[one])) for one in precisions]
            self._known = TileGroup(
                kit, choices, columns=1 if kit.look.scale.text.factor > 1.3 else len(choices)
            )
            self._known.choose(self._precision.value)
            self._known.chosen.connect(lambda name: self._remembered(Precision(name)))
            column.addWidget(self._known)
        self.day = Stepper(kit, least=1, most=31, first=1, digits=2, padded=True)
        self.month = Stepper(kit, least=1, most=12, first=1, digits=2, padded=True)
        self.year = Stepper(kit, least=1900, most=year_now + 1, first=year_now - 30, digits=4)
        self._columns: list[QWidget] = []
        for caption, stepper in ((_DAY, self.day), (_MONTH, self.month), (_YEAR, self.year)):
            part = QWidget()
            inner = QVBoxLayout(part)
            inner.setContentsMargins(0, 0, 0, 0)
            inner.setSpacing(kit.look.mm(0.5))
            inner.addWidget(
                BilingualLabel(
                    kit.look,
                    kit.show(caption),
                    Role.NOTE,
                    Role.OFFICER_SMALL,
                    align=Qt.AlignmentFlag.AlignHCenter,
                )
            )
            inner.addWidget(stepper)
            stepper.line.setAccessibleName(kit.show(caption).text)
            self._columns.append(part)
            stepper.stepped.connect(self._stepped)
        gap = kit.look.mm(4)
        least = sum(part.minimumSizeHint().width() for part in self._columns) + gap * 2
        row = FoldingRow(gap, least)
        for part, share in zip(self._columns, (3, 3, 4), strict=True):
            row.add(part, share)
        column.addWidget(row)
        self.day.full.connect(lambda: self._go_on(self.month))
        self.month.full.connect(lambda: self._go_on(self.year))
        self._show_parts()

    def value(self) -> Value | None:
        texts = [part.line.text().strip() for part in self._parts()]
        if not any(texts):
            return None
        return "-".join(text.zfill(2) if text and at else text for at, text in enumerate(texts))

    def set_value(self, value: Value | None) -> None:
        texts = str(value).split("-") if isinstance(value, str) else []
        if texts and len(texts) <= 3:
            self._precision = (Precision.YEAR, Precision.MONTH, Precision.DAY)[len(texts) - 1]
            if self._known is not None:
                self._known.choose(self._precision.value)
            self._show_parts()
        for part, text in zip((self.year, self.month, self.day), [*texts, "", "", ""], strict=False):
            part.line.setText(text)

    @property
    def offers_precision(self) -> bool:
        """Whether a person may say that only a part of the date is remembered."""
        return self._known is not None

    def precision_tile(self, precision: str) -> QWidget:
        """The tile that says how much is remembered: ``day``, ``month``, ``year``."""
        assert self._known is not None
        return self._known.tile(precision)

    def set_locked(self, locked: bool) -> None:
        for part in (self.day, self.month, self.year):
            part.set_locked(locked)
        if self._known is not None:
            self._known.setVisible(not locked)

    def mark_faulty(self, faulty: bool) -> None:
        for part in self._parts():
            part.line.mark_faulty(faulty)

    def take_focus(self) -> None:
        self._parts()[-1].line.setFocus()

    def _parts(self) -> tuple[Stepper, ...]:
        """Year first, as in a value."""
        wanted = {Precision.YEAR: 1, Precision.MONTH: 2, Precision.DAY: 3}[self._precision]
        return (self.year, self.month, self.day)[:wanted]

    def _show_parts(self) -> None:
        shown = self._parts()
        for column, part in zip(self._columns, (self.day, self.month, self.year), strict=True):
            column.setVisible(part in shown)

    def _remembered(self, precision: Precision) -> None:
        self._precision = precision
        self._show_parts()
        self._stepped()

    def _go_on(self, part: Stepper) -> None:
        if not part.line.text():
            part.line.setFocus()

    def _stepped(self) -> None:
        self.edited.emit()
        if all(part.line.text() for part in self._parts()) and len(self.year.line.text()) == 4:
            self.answered.emit()
