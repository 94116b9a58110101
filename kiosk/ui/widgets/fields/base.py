"""What every answer widget can do, so that a page, a driver and a test treat them alike.

A widget shows a value and reports what a person did with it. It never decides whether the value is right
and is thrown away with its page: the truth lies with the services.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from forms.answers import Value


class FieldInput(QWidget):
    """``edited`` at each change of a value in the making, ``answered`` when an answer is complete."""

    edited = Signal()
    answered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def value(self) -> Value | None:
        """The answer as ``forms.answers`` shapes it; None when blank."""
        raise NotImplementedError

    def set_value(self, value: Value | None) -> None:
        """Shows a value. Tells nobody."""
        raise NotImplementedError

    def answer(self, value: Value | None) -> None:
        """What a person would do: sets the value and says so."""
        self.set_value(value)
        self.edited.emit()
        self.answered.emit()

    def set_locked(self, locked: bool) -> None:
        """A locked answer is shown and cannot be changed (it was computed)."""
        self.setEnabled(not locked)

    def mark_faulty(self, faulty: bool) -> None:
        """Shows that something is wrong with the answer; the words stand above it."""

    def take_focus(self) -> None:
        """Puts the cursor where typing begins; does nothing where there is nothing to type."""
