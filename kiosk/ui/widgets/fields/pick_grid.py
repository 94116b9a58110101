"""Names in a grid of any length: only those in sight are widgets, and the same few are used again and again.

A country has thousands of communes, and a page with a button for each would take a second a letter. May not decide
what is found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractScrollArea, QSizePolicy, QVBoxLayout, QWidget

from kiosk.ui.theme.sizes import ANSWER_MM, Role
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind, Pressable
from kiosk.ui.widgets.text_block import TextBlock

#: Names whose height is measured before a list is laid out; those in sight are measured all the same.
_MEASURED = 8


@dataclass(frozen=True, slots=True)
class Pick:
    """One thing to find: its id, its name, a note in small letters (the province of a commune)."""

    id: str
    name: str
    note: str = ""


class PickButton(Pressable):
    """A name to tap; at least 20 mm high. Shows another name when it is used again."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(kit.look, Kind.CHOICE, parent=parent)
        look = kit.look
        self.pick = Pick("", "")
        self._sides = look.mm(2)
        self._upright = look.mm(0.8)
        box = QVBoxLayout(self)
        box.setContentsMargins(self._sides, self._upright, self._sides, self._upright)
        box.setSpacing(0)
        self._name = TextBlock(look, "", Role.ANSWER_UNDER, bold=True)
        self._note = TextBlock(look, "", Role.OFFICER_SMALL, "muted")
        box.addStretch(1)
        box.addWidget(self._name)
        box.addWidget(self._note)
        box.addStretch(1)
        self._note.hide()
        self.setMinimumHeight(look.mm(ANSWER_MM))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_pick(self, pick: Pick) -> None:
        """Takes a name on."""
        if pick == self.pick:
            return
        self.pick = pick
        self._name.setText(pick.name)
        self._note.setText(pick.note)
        self._note.setVisible(bool(pick.note))
        self.setObjectName(f"pick-{pick.id}")
        self.setAccessibleName(f"{pick.name} {pick.note}".strip())

    def height_at(self, width: int) -> int:
        """Pixels its words need at this width."""
        inner = width - 2 * self._sides
        words = self._name.heightForWidth(inner)
        if self.pick.note:
            words += self._note.heightForWidth(inner)
        return max(self.minimumHeight(), words + 2 * self._upright)


class PickGrid(QWidget):
    """``picked(id)`` of the name that was tapped. All rows are as high as the highest."""

    picked = Signal(str)

    def __init__(self, kit: Kit, *, columns: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._wanted = columns
        self._gap = kit.look.mm(1)
        self._narrowest = kit.look.mm(ANSWER_MM * 2.2 * min(1.4, kit.look.scale.text.factor))
        self._picks: tuple[Pick, ...] = ()
        self._row = 0
        self._row_for: tuple[int, tuple[Pick, ...]] | None = None
        self._shown: dict[int, PickButton] = {}
        self._spare: list[PickButton] = []
        self._measure = PickButton(kit, self)
        self._measure.hide()
        self._area: QAbstractScrollArea | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_picks(self, picks: Sequence[Pick]) -> None:
        """Other names from now on."""
        self._picks = tuple(picks)
        self._row_for = None
        self.updateGeometry()
        self._place()

    def picks(self) -> tuple[Pick, ...]:
        """All names, in sight or not."""
        return self._picks

    # -- layout

    def hasHeightForWidth(self) -> bool:
        """Always."""
        return True

    def heightForWidth(self, width: int) -> int:
        """All rows, whether they are in sight or not."""
        rows = -(-len(self._picks) // self._columns(width))
        return max(0, rows * (self._row_height(width) + self._gap) - self._gap)

    def sizeHint(self) -> QSize:
        """As wide as the wanted columns like to be."""
        width = self._wanted * self._narrowest + (self._wanted - 1) * self._gap
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """One column."""
        return QSize(self._narrowest, 0)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Other names may be in sight."""
        self._place()

    def showEvent(self, event: QShowEvent) -> None:
        """From here on the page's scrolling is followed."""
        super().showEvent(event)
        area = self.parentWidget()
        while area is not None and not isinstance(area, QAbstractScrollArea):
            area = area.parentWidget()
        if area is not None and area is not self._area:
            self._area = area
            area.verticalScrollBar().valueChanged.connect(self._place)
            area.viewport().installEventFilter(self)
        self._place()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """The room the page has changed: a keyboard came or went."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _columns(self, width: int) -> int:
        return max(1, min(self._wanted, (width + self._gap) // (self._narrowest + self._gap)))

    def _column_width(self, width: int) -> int:
        count = self._columns(width)
        return max(1, (width - self._gap * (count - 1)) // count)

    def _row_height(self, width: int) -> int:
        column = self._column_width(width)
        if self._row_for is None or self._row_for[0] != column:
            longest = sorted(self._picks, key=lambda pick: len(pick.name))[-_MEASURED:]
            longest += sorted(self._picks, key=lambda pick: len(pick.note))[-1:]
            self._row_for = (column, self._picks)
            self._row = self._measure.minimumHeight()
            for pick in longest:
                self._measure.show_pick(pick)
                self._row = max(self._row, self._measure.height_at(column))
        return self._row

    def _in_sight(self) -> QRect:
        """The part of this grid that can be seen, and a row beyond each edge for whoever walks by keyboard."""
        view = self._area.viewport() if self._area is not None else self.window()
        seen = QRect(self.mapFrom(view, QPoint(0, 0)), view.size()) if view is not self else self.rect()
        more = self._row + self._gap
        return seen.adjusted(0, -more, 0, more).intersected(self.rect())

    def _place(self) -> None:
        """Puts buttons where somebody can see them, and nowhere else."""
        if not self.isVisibleTo(self.window()):
            return
        width, count = self.width(), self._columns(self.width())
        step = self._row_height(width) + self._gap
        sight = self._in_sight()
        first = max(0, sight.top() // step) * count
        last = min(len(self._picks), (sight.bottom() // step + 1) * count) if sight.height() > 0 else first
        for at in [at for at in self._shown if not first <= at < last]:
            self._spare.append(self._shown.pop(at))
        column = self._column_width(width)
        for at in range(first, last):
            button = self._shown.get(at)
            if button is None:
                button = self._shown[at] = self._spare.pop() if self._spare else self._new_button()
            button.show_pick(self._picks[at])
            if button.height_at(column) > self._row:
                self._row = button.height_at(column)
                self.updateGeometry()
                self._place()
                return
            button.setGeometry((at % count) * (column + self._gap), (at // count) * step, column, self._row)
            button.show()
        for button in self._spare:
            button.hide()
        in_order = [self._shown[at] for at in sorted(self._shown)]
        for before, after in pairwise(in_order):
            QWidget.setTabOrder(before, after)

    def _new_button(self) -> PickButton:
        button = PickButton(self._kit, self)
        button.tapped.connect(lambda: self.picked.emit(button.pick.id))
        return button
