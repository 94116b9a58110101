"""Answers side by side in equal columns, as many as are wanted and as fit: on a narrow page they stand one
under another.

A stock grid never gives a column up; a page would then be wider than the screen at the largest text.
"""

from collections.abc import Iterator

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class EvenGrid(QWidget):
    """Fills row by row. Every row is as high as its highest member. ``balanced``: no row is left nearly empty; ``roomy``:
    rather fewer columns than words in several lines."""

    def __init__(
        self,
        *,
        columns: int,
        gap: int,
        balanced: bool = False,
        roomy: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._roomy = roomy
        self._balanced = balanced
        self._wanted = max(1, columns)
        self._gap = gap
        self._members: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, member: QWidget) -> None:
        """Appends a member."""
        member.setParent(self)
        member.show()
        self._members.append(member)
        self.updateGeometry()
        self._place()

    def refit(self) -> None:
        """A member was hidden or shown: its place is given to the others, or made again."""
        self.updateGeometry()
        self._place()

    def clear(self) -> None:
        """Lets every member go."""
        for member in self._members:
            member.hide()
            member.deleteLater()
        self._members.clear()
        self.updateGeometry()

    def columns_at(self, width: int) -> int:
        """How many columns a width holds."""
        narrowest = self._narrowest()
        if self._roomy:
            narrowest = max(narrowest, max((m.sizeHint().width() for m in self._there()), default=0))
        count = min(self._wanted, max(1, len(self._there())))
        while count > 1 and count * narrowest + (count - 1) * self._gap > width:
            count -= 1
        if self._balanced:
            rows = -(-len(self._there()) // count)
            return max(1, -(-len(self._there()) // max(1, rows)))
        return count

    def hasHeightForWidth(self) -> bool:
        """Always."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all rows at this width."""
        heights = [height for height, _ in self._rows(width)]
        return sum(heights) + self._gap * max(0, len(heights) - 1)

    def sizeHint(self) -> QSize:
        """As wide as the wanted columns like to be."""
        widest = max((member.sizeHint().width() for member in self._there()), default=0)
        width = self._wanted * widest + (self._wanted - 1) * self._gap
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """One column."""
        return QSize(self._narrowest(), min((m.minimumSizeHint().height() for m in self._there()), default=0))

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Lays the members out."""
        self._place()

    def _there(self) -> list[QWidget]:
        """Members that take room: hidden ones take none."""
        return [member for member in self._members if not member.isHidden()]

    def _narrowest(self) -> int:
        return max((max(m.minimumSizeHint().width(), m.minimumWidth()) for m in self._there()), default=0)

    def _column_width(self, width: int, count: int) -> int:
        return max(1, (width - self._gap * (count - 1)) // count)

    def _rows(self, width: int) -> Iterator[tuple[int, list[QWidget]]]:
        count = self.columns_at(width)
        column = self._column_width(width, count)
        there = self._there()
        for at in range(0, len(there), count):
            row = there[at : at + count]
            yield max(_height(member, column) for member in row), row

    def _place(self) -> None:
        width = self.width()
        column = self._column_width(width, self.columns_at(width))
        top = 0
        for height, row in self._rows(width):
            for number, member in enumerate(row):
                member.setGeometry(number * (column + self._gap), top, column, height)
            top += height + self._gap


def _height(member: QWidget, width: int) -> int:
    wanted = member.heightForWidth(width) if member.hasHeightForWidth() else member.sizeHint().height()
    return max(wanted, member.minimumHeight())
