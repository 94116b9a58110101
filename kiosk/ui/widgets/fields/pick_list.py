"""Finding one thing among many by typing the beginning of its name without marks."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forms.text import Message
from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.fields.pick_grid import Pick, PickGrid
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pictogram import PictogramLabel

_NOTHING = Message(
    "ui.field.nothing_found",
    "Không thấy tên nào giống như vậy. Mời bà con gõ lại vài chữ đầu, không cần dấu.",
    "Shown when no place or ethnic group begins with the typed letters.",
)

#: The line is a little lower than others, so that a whole row of names fits between it and the keyboard.
_LINE_MM = 13


class PickList(QWidget):
    """A line to type in and what is found under it. ``picked(id)`` when a name is tapped, or Done with one
    left.
    """

    picked = Signal(str)

    def __init__(
        self,
        kit: Kit,
        find: Callable[[str], Sequence[Pick]],
        *,
        columns: int = 3,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kit = kit
        self._find = find
        self.line = TypedLine(kit, capitals=True, most=60)
        self.line.setProperty("search", True)
        self.line.setMinimumHeight(max(kit.look.mm(_LINE_MM), round(kit.look.scale.em(Role.INPUT) * 1.45)))
        top = QHBoxLayout()
        top.setSpacing(kit.look.mm(2))
        top.addWidget(PictogramLabel(kit.look, "search", 10))
        top.addWidget(self.line, 1)
        self.results = PickGrid(kit, columns=columns)
        self.results.picked.connect(self.picked)
        self._nothing = BilingualLabel(kit.look, kit.show(_NOTHING), Role.BODY, Role.NOTE)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(kit.look.mm(1))
        box.addLayout(top)
        box.addWidget(self.results)
        box.addWidget(self._nothing)
        self.line.textChanged.connect(self._refresh)
        self.line.done.connect(self._done)

    def start(self) -> None:
        """Empties the line and shows the first names."""
        self.line.blockSignals(True)
        self.line.clear()
        self.line.blockSignals(False)
        self._refresh("")

    def found(self) -> tuple[Pick, ...]:
        """Every name that fits, in sight or not."""
        return self.results.picks()

    def look_again(self) -> None:
        """What is found by the same letters may have changed."""
        self._refresh(self.line.text())

    def _refresh(self, text: str) -> None:
        found = self._find(text)
        self._nothing.setVisible(not found)
        self.results.show_picks(found)

    def _done(self) -> None:
        if len(self.found()) == 1 and self.line.text().strip():
            self.picked.emit(self.found()[0].id)
