"""Gives one answer by touch and keys, the way its kind is given: tiles, lines, the list of places, the list of peoples."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from forms.answers import Value
from forms.definition import FieldType
from forms.errors import BugError
from forms.rules.names import fold
from forms.rules.places import Places
from kiosk.demo.hands import Hands
from kiosk.ui.widgets.fields.finders import EthnicInput, PlaceInput
from kiosk.ui.widgets.fields.pick_list import PickList
from kiosk.ui.widgets.fields.steppers import DateInput
from kiosk.ui.widgets.fields.view import FieldView


class Giving:
    """``still`` lets the machine come to rest between two touches."""

    def __init__(self, hands: Hands, still: Callable[[], None]) -> None:
        self._hands = hands
        self._still = still

    def give(self, view: FieldView, value: Value | None) -> None:
        """One answer. ``None`` is "I do not know"."""
        kind, address = view.field.type, view.address
        if value is None:
            self._hands.tap(f"{address}-unsure")
        elif kind is FieldType.CHOICE:
            self._hands.tap(f"{address}-{value}")
        elif kind is FieldType.YES_NO:
            self._hands.tap(f"{address}-{'yes' if value else 'no'}")
        elif isinstance(view.input, PlaceInput) and isinstance(value, Mapping):
            self._place(view.input, value)
        elif isinstance(view.input, EthnicInput) and isinstance(value, Mapping):
            self._people(view.input, value)
        elif isinstance(view.input, DateInput):
            self._date(view.input, str(value))
        else:
            self._hands.jot(str(value), self._line_in(view))
        self._still()

    def _place(self, field: PlaceInput, value: Mapping[str, str | None]) -> None:
        """Province, then commune by the first letters of its name, then the rest in words."""
        places = Places.load()
        if (commune := places.unit(value.get("commune") or "")) is None:
            raise BugError("demo: a place without a commune")
        self._hands.touch(field.province_button)
        self._still()
        self._pick(field.picking, commune.province, places)
        self._pick(field.picking, commune.code, places)
        if detail := value.get("detail"):
            self._hands.jot(detail, field.detail)

    def _pick(self, names: PickList | None, code: str, places: Places) -> None:
        if names is None:
            return  # the same province as before, with its commune
        unit = places.unit(code)
        assert unit is not None
        self._hands.jot(unit.folded, names.line)
        self._still()
        self._hands.tap(f"pick-{code}")
        self._still()

    def _people(self, field: EthnicInput, value: Mapping[str, str | None]) -> None:
        self._hands.touch(field.chosen_button)
        self._still()
        assert field.picking is not None
        name = value.get("name") or ""
        self._hands.jot(fold(name) if value.get("code") else name, field.picking.line)
        self._still()
        self._hands.tap(f"pick-{value.get('code') or 'other'}")

    def _date(self, field: DateInput, value: str) -> None:
        parts = value.split("-")
        precision = ("year", "month", "day")[len(parts) - 1]
        if field.offers_precision:
            self._hands.touch(field.precision_tile(precision))
            self._still()
        for part, text in zip((field.year, field.month, field.day), parts, strict=False):
            self._hands.jot(text, part.line)

    def _line_in(self, widget: QWidget) -> QLineEdit:
        for line in widget.findChildren(QLineEdit):
            if line.isVisible():
                line.setFocus()
                QApplication.processEvents()
                return line
        raise BugError("demo: no line to type in")
