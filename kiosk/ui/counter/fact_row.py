"""One thing in a list of an officer's page: sign, words, what can be done with it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.ui.counter.section import small, words
from kiosk.ui.screens.card import Card
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pictogram import PictogramLabel


class FactRow(Card):
    """``title`` in strong letters, ``notes`` under it (text and ink), ``deeds`` at the right."""

    def __init__(
        self, kit: Kit, icon: str, title: str, notes: tuple[tuple[str, str], ...] = (), *deeds: QWidget
    ) -> None:
        super().__init__(kit.look)
        mm = kit.look.mm
        self.column.setContentsMargins(mm(2), mm(1), mm(1.4), mm(1))
        row = QHBoxLayout()
        row.setSpacing(mm(2))
        if icon:
            row.addWidget(PictogramLabel(kit.look, icon, 6), 0, Qt.AlignmentFlag.AlignTop)
        told = QVBoxLayout()
        told.setSpacing(mm(0.3))
        self.title = words(kit, title, role=Role.OFFICER_STRONG)
        told.addWidget(self.title)
        self.notes = [small(kit, text, ink) for text, ink in notes if text]
        for note in self.notes:
            told.addWidget(note)
        row.addLayout(told, 1)
        for deed in deeds:
            row.addWidget(deed, 0, Qt.AlignmentFlag.AlignVCenter)
        self.column.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
