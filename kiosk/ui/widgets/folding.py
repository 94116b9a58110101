"""Widgets beside each other where there is room, under each other where there is not: upright screens, large text."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget


class FoldingRow(QWidget):
    """Folds below ``least`` pixels of width. ``add`` takes what a row's ``addWidget`` takes."""

    def __init__(self, gap: int, least: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least = least
        self._members: list[QWidget] = []
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(gap)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, member: QWidget, stretch: int = 0) -> None:
        """One more, after the others."""
        self._members.append(member)
        self._box.addWidget(member, stretch)

    @property
    def folded(self) -> bool:
        """Whether they stand under each other."""
        return self._box.direction() == QBoxLayout.Direction.TopToBottom

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest alone: wider it unfolds by itself."""
        widest = max((_least(member) for member in self._members), default=0)
        return QSize(widest, self._box.minimumSize().height())

    def hasHeightForWidth(self) -> bool:
        """Always: what folds grows higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height at this width, folded or not: a layout asks before the row has that width."""
        there = [member for member in self._members if not member.isHidden()]
        gap = self._box.spacing()
        if width < self._least:
            return sum(_height(member, width) for member in there) + gap * max(0, len(there) - 1)
        shares = [max(1, self._box.stretch(self._box.indexOf(member))) for member in there]
        room = width - gap * max(0, len(there) - 1)
        heights = (
            _height(member, room * share // sum(shares)) for member, share in zip(there, shares, strict=True)
        )
        return max(heights, default=0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Folds or unfolds."""
        super().resizeEvent(event)
        narrow = self.width() < self._least
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._box.direction() != way:
            self._box.setDirection(way)
            self.updateGeometry()


def _least(member: QWidget) -> int:
    return max(member.minimumSizeHint().width(), member.minimumWidth())


def _height(member: QWidget, width: int) -> int:
    wanted = member.heightForWidth(width) if member.hasHeightForWidth() else member.sizeHint().height()
    return max(wanted, member.minimumHeight(), member.minimumSizeHint().height())
