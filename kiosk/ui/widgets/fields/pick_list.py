"""Finding one thing among many by typing the beginning of its name without marks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forms.text import Message
from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.theme.sizes import ANSWER_MM, Role
from kiosk.ui.widgets.even_grid import EvenGrid
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pictogram import PictogramLabel
from kiosk.ui.widgets.pressable import Kind, Pressable
from kiosk.ui.widgets.text_block import TextBlock

_NOTHING = Message(
    "ui.field.nothing_found",
    "Không thấy tên nào giống như vậy. Mời bà con gõ lại vài chữ đầu, không cần dấu.",
    "Shown when no place or ethnic group begins with the typed letters.",
)

#: How many rows of results are made; whoever does not see the name types another letter.
MOST = 60
#: The line is a little lower than others, so that a whole row of names fits between it and the keyboard.
_LINE_MM = 13


@dataclass(frozen=True, slots=True)
class Pick:
    """One thing to find: its id, its name, a note in small letters (the province of a commune)."""

    id: str
    name: str
    note: str = ""


class PickButton(Pressable):
    """A name to tap; at least 20 mm high."""

    def __init__(self, kit: Kit, pick: Pick, parent: QWidget | None = None) -> None:
        super().__init__(kit.look, Kind.CHOICE, parent=parent)
        look = kit.look
        box = QVBoxLayout(self)
        box.setContentsMargins(look.mm(2), look.mm(0.8), look.mm(2), look.mm(0.8))
        box.setSpacing(0)
        box.addStretch(1)
        box.addWidget(TextBlock(look, pick.name, Role.ANSWER_UNDER, bold=True))
        if pick.note:
            box.addWidget(TextBlock(look, pick.note, Role.OFFICER_SMALL, "muted"))
        box.addStretch(1)
        self.setObjectName(f"pick-{pick.id}")
        self.setAccessibleName(f"{pick.name} {pick.note}".strip())
        self.setMinimumHeight(look.mm(ANSWER_MM))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)


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
        self._found: tuple[Pick, ...] = ()
        self.line = TypedLine(kit, capitals=True, most=60)
        self.line.setProperty("search", True)
        self.line.setMinimumHeight(max(kit.look.mm(_LINE_MM), round(kit.look.scale.em(Role.INPUT) * 1.45)))
        top = QHBoxLayout()
        top.setSpacing(kit.look.mm(2))
        top.addWidget(PictogramLabel(kit.look, "search", 10))
        top.addWidget(self.line, 1)
        self._results = EvenGrid(columns=columns, gap=kit.look.mm(1))
        self._nothing = TextBlock(kit.look, kit.show(_NOTHING).text, Role.BODY)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(kit.look.mm(1))
        box.addLayout(top)
        box.addWidget(self._results)
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
        """What is shown now."""
        return self._found

    def _refresh(self, text: str) -> None:
        self._results.clear()
        self._found = tuple(self._find(text))[:MOST]
        for pick in self._found:
            button = PickButton(self._kit, pick)
            button.tapped.connect(lambda id=pick.id: self.picked.emit(id))
            self._results.add(button)
        self._nothing.setVisible(not self._found)

    def _done(self) -> None:
        if len(self._found) == 1 and self.line.text().strip():
            self.picked.emit(self._found[0].id)
