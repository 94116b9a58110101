"""A small table of figures on an officer's page: headings, rows, and a last row that may weigh more. Scrolls sideways."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QScroller, QSizePolicy, QWidget

from kiosk.ui.counter.section import small, words
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.text_block import TextBlock


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
        mm = kit.look.mm
        content = QWidget()
        content.setObjectName("scrolled")
        grid = QGridLayout(content)
        grid.setContentsMargins(0, 0, 0, mm(0.6))
        grid.setHorizontalSpacing(mm(3))
        grid.setVerticalSpacing(mm(1))
        least = mm(17)
        for column, head in enumerate(heads):
            cell = small(kit, head)
            cell.setAlignment(_side(column))
            cell.setMinimumWidth(mm(38) if column == 0 else least)
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
                cell.setMinimumWidth(mm(38) if column == 0 else least)
                grid.addWidget(cell, place, column)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWidget(content)
        self.setFixedHeight(content.sizeHint().height() + self.horizontalScrollBar().sizeHint().height())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)


def _side(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
