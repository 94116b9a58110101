"""Lines and choices of an officer's page: a word above, what is typed or chosen below."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from forms.text import Message
from kiosk.ui.counter.section import small, stacked
from kiosk.ui.keyboard.pad import Pad
from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.theme.sizes import LEAST_MM, Role
from kiosk.ui.widgets.even_grid import EvenGrid
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pictogram import PictogramLabel
from kiosk.ui.widgets.pressable import Kind, Pressable
from kiosk.ui.widgets.text_block import TextBlock


def entry_line(
    kit: Kit, name: str, label: Message, *, pad: Pad = Pad.TEXT, capitals: bool = False, most: int = 200
) -> TypedLine:
    """A line of the officer's size, called ``name``."""
    line = TypedLine(kit, pad=pad, capitals=capitals, most=most, role=Role.OFFICER)
    line.setObjectName(name)
    line.setAccessibleName(kit.show(label).text)
    line.setMinimumHeight(kit.look.mm(LEAST_MM))
    return line


def labelled(kit: Kit, label: Message, *widgets: QWidget) -> QWidget:
    """A small word above a widget."""
    return stacked(kit, small(kit, kit.show(label).text), *widgets)


@dataclass(frozen=True, slots=True)
class Pick:
    """One thing to choose: its id, its words, its sign."""

    id: str
    text: str
    icon: str = ""
    note: str = ""


class PickTile(Pressable):
    """A choice of the officer's size; a tick stands in it when it is chosen."""

    def __init__(self, kit: Kit, pick: Pick) -> None:
        super().__init__(kit.look, Kind.CHOICE)
        self.id = pick.id
        look = kit.look
        self.setCheckable(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.mm(2), look.mm(0.6), look.mm(1.4), look.mm(0.6))
        row.setSpacing(look.mm(1.6))
        if pick.icon:
            row.addWidget(PictogramLabel(look, pick.icon, 6), 0, Qt.AlignmentFlag.AlignVCenter)
        text = TextBlock(look, pick.text, Role.OFFICER_STRONG)
        note = TextBlock(look, pick.note, Role.OFFICER_SMALL, "muted") if pick.note else None
        holder = stacked(kit, text, note)
        for widget in (holder, text, note):
            if widget is not None:
                widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row.addWidget(holder, 1)
        self._tick = PictogramLabel(look, "check", 5)
        keep = self._tick.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self._tick.setSizePolicy(keep)
        self._tick.hide()
        row.addWidget(self._tick, 0, Qt.AlignmentFlag.AlignVCenter)
        self.toggled.connect(self._tick.setVisible)
        self.setAccessibleName(" – ".join(part for part in (pick.text, pick.note) if part))
        self.setMinimumHeight(look.mm(LEAST_MM))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)


class PickGroup(QWidget):
    """Choices beside each other, called ``<name>-<id>``. ``several``: any number, else one. ``chosen(id)`` at every tap."""

    chosen = Signal(str)

    def __init__(
        self,
        kit: Kit,
        name: str,
        picks: Sequence[Pick],
        *,
        columns: int = 4,
        several: bool = False,
        first: str | None = None,
    ) -> None:
        super().__init__()
        self._several = several
        self._tiles: dict[str, PickTile] = {}
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        grid = EvenGrid(columns=columns, gap=kit.look.mm(1.4), balanced=True)
        box.addWidget(grid)
        for pick in picks:
            tile = PickTile(kit, pick)
            tile.setObjectName(f"{name}-{pick.id}")
            tile.tapped.connect(lambda id=pick.id: self._tapped(id))
            self._tiles[pick.id] = tile
            grid.add(tile)
        if first is not None:
            self.choose(first)

    def value(self) -> str | None:
        """The one chosen, if any."""
        return next(iter(self.values()), None)

    def values(self) -> tuple[str, ...]:
        """All that are chosen."""
        return tuple(id for id, tile in self._tiles.items() if tile.isChecked())

    def choose(self, *ids: str) -> None:
        """Shows these as chosen. Tells nobody."""
        for own, tile in self._tiles.items():
            tile.setChecked(own in ids)

    def ids(self) -> tuple[str, ...]:
        """All choices."""
        return tuple(self._tiles)

    def tile(self, id: str) -> PickTile:
        """The tile of one choice."""
        return self._tiles[id]

    def _tapped(self, id: str) -> None:
        if not self._several:
            self.choose(id)
        self.chosen.emit(id)
