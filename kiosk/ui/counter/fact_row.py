"""One thing in a list of an officer's page: sign, words, what can be done with it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.ui.counter.section import small, words
from kiosk.ui.screens.card import Card
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.folding import FoldingRow
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pictogram import PictogramLabel

#: Under this width (millimetres) two buttons, or one wider than the other figure, stand under the words.
_LEAST_MM = 140
_WIDE_MM = 50


class FactRow(Card):
    """``title`` in strong letters, ``notes`` under it (text and ink), ``deeds`` at the right."""

    def __init__(
        self, kit: Kit, icon: str, title: str, notes: tuple[tuple[str, str], ...] = (), *deeds: QWidget
    ) -> None:
        super().__init__(kit.look)
        mm = kit.look.mm
        self.column.setContentsMargins(mm(2), mm(1), mm(1.4), mm(1))
        # Beside two buttons an upright screen leaves no room for words: the buttons then stand under them.
        folds = len(deeds) > 1 or any(deed.sizeHint().width() > mm(_WIDE_MM) for deed in deeds)
        row = FoldingRow(mm(2), mm(_LEAST_MM) if folds else 0)
        said = QWidget()
        words_row = QHBoxLayout(said)
        words_row.setContentsMargins(0, 0, 0, 0)
        words_row.setSpacing(mm(2))
        if icon:
            words_row.addWidget(PictogramLabel(kit.look, icon, 6), 0, Qt.AlignmentFlag.AlignTop)
        told = QVBoxLayout()
        told.setSpacing(mm(0.3))
        self.title = words(kit, title, role=Role.OFFICER_STRONG)
        told.addWidget(self.title)
        self.notes = [small(kit, text, ink) for text, ink in notes if text]
        for note in self.notes:
            told.addWidget(note)
        words_row.addLayout(told, 1)
        row.add(said, 1)
        if deeds:
            buttons = QWidget()
            buttons_row = QHBoxLayout(buttons)
            buttons_row.setContentsMargins(0, 0, 0, 0)
            buttons_row.setSpacing(mm(1.6))
            for deed in deeds:
                buttons_row.addWidget(deed, 0, Qt.AlignmentFlag.AlignVCenter)
            row.add(buttons)
        self.column.addWidget(row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
