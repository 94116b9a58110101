"""Answers to choose from: picture, words, ear. One is chosen at a time; the chosen one has a thick border
and a tick.

Tapping chooses and nothing else: going on is a step of its own, so that a slip of the finger can be put
right.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.i18n.translator import Shown
from kiosk.ui.theme.look import Look
from kiosk.ui.theme.sizes import ANSWER_MM, Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import EarButton
from kiosk.ui.widgets.even_grid import EvenGrid
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.pictogram import PictogramLabel, has_pictogram
from kiosk.ui.widgets.pressable import Kind, Pressable


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: its id, its words, its picture (may be empty), what its ear says (may be nothing), and a
    word of explanation under it.
    """

    id: str
    shown: Shown
    icon: str = ""
    spoken: Spoken | None = None
    note: Shown | None = None


class ChoiceTile(Pressable):
    """One answer, at least 20 mm high."""

    def __init__(self, kit: Kit, choice: Choice, parent: QWidget | None = None) -> None:
        super().__init__(kit.look, Kind.CHOICE, parent=parent)
        look = kit.look
        self.id = choice.id
        self.setCheckable(True)
        box = QHBoxLayout(self)
        box.setContentsMargins(look.mm(2.5), look.mm(1.2), look.mm(1.5), look.mm(1.2))
        box.setSpacing(look.mm(2.5))
        if has_pictogram(choice.icon):
            box.addWidget(PictogramLabel(look, choice.icon, 14), 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(look.mm(0.5))
        words.addStretch(1)
        words.addWidget(BilingualLabel(look, choice.shown, Role.ANSWER, Role.ANSWER_UNDER))
        if choice.note is not None:
            words.addWidget(BilingualLabel(look, choice.note, Role.NOTE, Role.OFFICER_SMALL, ink="muted"))
        words.addStretch(1)
        box.addLayout(words, 1)
        self._tick = PictogramLabel(look, "check", 7)
        keep = self._tick.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self._tick.setSizePolicy(keep)
        self._tick.setVisible(False)
        box.addWidget(self._tick, 0, Qt.AlignmentFlag.AlignVCenter)
        if choice.spoken is not None and kit.can_say(choice.spoken):
            box.addWidget(EarButton(kit, choice.spoken), 0, Qt.AlignmentFlag.AlignVCenter)
        self.toggled.connect(self._tick.setVisible)
        self.setAccessibleName(choice.shown.text)
        self.setMinimumHeight(look.mm(ANSWER_MM))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)


class TileGroup(QWidget):
    """Tiles in a grid of equal columns; at most one chosen. ``chosen(id)`` when a person taps one.

    Each tile's ``objectName`` is ``<name>-<id>``.
    """

    chosen = Signal(str)

    def __init__(
        self,
        kit: Kit,
        choices: Sequence[Choice],
        *,
        columns: int | None = None,
        roomy: bool = False,
        name: str = "tile",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tiles: dict[str, ChoiceTile] = {}
        across = columns if columns is not None else columns_for(kit.look, choices)
        grid = EvenGrid(columns=across, gap=kit.look.mm(2), roomy=roomy)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(grid)
        for choice in choices:
            tile = ChoiceTile(kit, choice)
            tile.setObjectName(f"{name}-{choice.id}")
            self._tiles[choice.id] = tile
            grid.add(tile)
            tile.tapped.connect(lambda id=choice.id: self._tapped(id))

    def chosen_id(self) -> str | None:
        """The chosen answer, if any."""
        return next((id for id, tile in self._tiles.items() if tile.isChecked()), None)

    def choose(self, id: str | None) -> None:
        """Shows one answer as chosen, or none. Tells nobody."""
        for own, tile in self._tiles.items():
            tile.setChecked(own == id)

    def tap(self, id: str) -> None:
        """What a finger would do."""
        self._tiles[id].click()

    def tile(self, id: str) -> ChoiceTile:
        """The tile of one answer."""
        return self._tiles[id]

    def ids(self) -> tuple[str, ...]:
        """All answers on offer."""
        return tuple(self._tiles)

    def _tapped(self, id: str) -> None:
        self.choose(id)
        self.chosen.emit(id)


def columns_for(look: Look, choices: Sequence[Choice]) -> int:
    """One column for sentences, two for short answers: an answer is read at a glance or not at all."""
    longest = max((max(len(choice.shown.text), len(choice.shown.vi)) for choice in choices), default=0)
    return 1 if longest * look.scale.text.factor > 34 or len(choices) < 2 else 2
