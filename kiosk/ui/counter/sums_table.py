"""A small table of figures on an officer's page: headings, rows, and a last row that may weigh more. Scrolls sideways."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QScroller, QSizePolicy, QWidget

from kiosk.ui.counter.section import words
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.text_block import TextBlock

_BAR = """
QScrollBar {{ background: transparent; height: {height}px; margin: 0; border: 0; }}
QScrollBar::handle {{ background: {colour}; border-radius: {radius}px; min-width: 60px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


class SumsTable(QScrollArea):
    """``heads`` has one word a column; the first column holds words, the rest figures."""

    def __init__(
        self,
        kit: Kit,
        name: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        total: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(", ".join(heads))
        mm = kit.look.mm
        content = QWidget()
        content.setObjectName("scrolled")
        grid = QGridLayout(content)
        grid.setContentsMargins(0, 0, 0, mm(0.6))
        grid.setHorizontalSpacing(mm(2))
        grid.setVerticalSpacing(mm(1))
        least = mm(15)
        for column, head in enumerate(heads):
            cell = TextBlock(kit.look, head, Role.OFFICER_SMALL, "muted", align=_side(column))
            cell.setMinimumWidth(mm(45) if column == 0 else least)
            grid.addWidget(cell, 0, column)
            grid.setColumnStretch(column, 3 if column == 0 else 1)
        lines = [*rows, *([total] if total else [])]
        for place, line in enumerate(lines, 1):
            last = bool(total) and place == len(lines)
            role = Role.OFFICER_STRONG if last else Role.OFFICER
            for column, text in enumerate(line):
                cell = (
                    words(kit, text, role=role)
                    if column == 0
                    else TextBlock(kit.look, text, role, align=_side(column))
                )
                cell.setMinimumWidth(mm(45) if column == 0 else least)
                grid.addWidget(cell, place, column)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWidget(content)
        for surface in (
            content,
            self.viewport(),
        ):  # after setWidget, which paints them in the window's colour
            surface.setAutoFillBackground(False)
        self.horizontalScrollBar().setStyleSheet(
            _BAR.format(colour=kit.look.palette.edge, height=mm(2.4), radius=mm(1.2))
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._grid = grid
        self._bar_height = mm(3)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As high as its rows are at this width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = max(self.viewport().width(), self._grid.minimumSize().width())
        self.setFixedHeight(self._grid.totalHeightForWidth(width) + self._bar_height)


def _side(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
