"""Answers that are chosen: one of several, or yes and no."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from forms.answers import Value
from kiosk.services.wording import NO, YES
from kiosk.ui.widgets.fields.base import FieldInput
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.tiles import Choice, TileGroup


class ChoiceInput(FieldInput):
    """One of several options. Each tile is named ``<name>-<option id>``."""

    def __init__(
        self,
        kit: Kit,
        choices: Sequence[Choice],
        *,
        columns: int | None = None,
        name: str = "tile",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.tiles = TileGroup(kit, choices, columns=columns, name=name)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.tiles)
        self.tiles.chosen.connect(self._chosen)

    def value(self) -> Value | None:
        return self.tiles.chosen_id()

    def set_value(self, value: Value | None) -> None:
        self.tiles.choose(value if isinstance(value, str) else None)

    def _chosen(self, _id: str) -> None:
        self.edited.emit()
        self.answered.emit()


class YesNoInput(ChoiceInput):
    """Yes and no, with a tick and a cross."""

    def __init__(self, kit: Kit, *, name: str = "tile", parent: QWidget | None = None) -> None:
        super().__init__(
            kit,
            (
                Choice("yes", kit.show(YES), "yes", Spoken(YES)),
                Choice("no", kit.show(NO), "no", Spoken(NO)),
            ),
            columns=2,
            name=name,
            parent=parent,
        )

    def value(self) -> Value | None:
        return {"yes": True, "no": False}.get(self.tiles.chosen_id() or "")

    def set_value(self, value: Value | None) -> None:
        self.tiles.choose({True: "yes", False: "no"}[value] if isinstance(value, bool) else None)
