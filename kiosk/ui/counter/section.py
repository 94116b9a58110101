"""A titled surface of the detail, and the small rows it is filled with."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.ui.screens.card import Card
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pictogram import PictogramLabel
from kiosk.ui.widgets.text_block import TextBlock


class Section(Card):
    """Title above, rows below; ``add`` puts a row in."""

    def __init__(self, kit: Kit, name: str, title: str, icon: str) -> None:
        super().__init__(kit.look)
        self.kit = kit
        self.setObjectName(f"section-{name}")
        mm = kit.look.mm
        self.column.setContentsMargins(mm(2.5), mm(1.6), mm(2.5), mm(2))
        self.column.setSpacing(mm(1.6))
        head = QHBoxLayout()
        head.setSpacing(mm(1.4))
        head.addWidget(PictogramLabel(kit.look, icon, 5), 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(TextBlock(kit.look, title, Role.OFFICER_STRONG), 1)
        self.column.addLayout(head)

    def add(self, row: QWidget) -> None:
        """One more row."""
        self.column.addWidget(row)


def words(kit: Kit, text: str, ink: str = "ink", role: Role = Role.OFFICER) -> TextBlock:
    """A paragraph of the officer's size."""
    return TextBlock(kit.look, text, role, ink)


def small(kit: Kit, text: str, ink: str = "muted") -> TextBlock:
    """A paragraph of the officer's small size."""
    return TextBlock(kit.look, text, Role.OFFICER_SMALL, ink)


def stacked(kit: Kit, *widgets: QWidget | None) -> QWidget:
    """Widgets close under each other, as one row of a section."""
    holder = QWidget()
    box = QVBoxLayout(holder)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(kit.look.mm(0.4))
    for widget in widgets:
        if widget is not None:
            box.addWidget(widget)
    holder.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return holder


def signed(kit: Kit, icon: str, text: str, ink: str = "ink", role: Role = Role.OFFICER_SMALL) -> QWidget:
    """A sign before a paragraph."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(kit.look.mm(1.2))
    row.addWidget(PictogramLabel(kit.look, icon, 5), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(TextBlock(kit.look, text, role, ink), 1)
    holder.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return holder
