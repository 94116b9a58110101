"""Answers as lines to read: name of the fact, what was said, and what may be done about it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forms.text import Message
from kiosk.ui.screens.card import Card
from kiosk.ui.screens.rows import Row
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import BigButton, EarButton
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pictogram import PictogramLabel

CHANGE = Message("ui.check.change", "Sửa", "Button beside an answer: change it. One short word.")
COMPUTED = Message("ui.check.computed", "máy tự điền", "Beside an answer the form worked out by itself.")
FROM_CARD = Message(
    "ui.check.from_card", "lấy từ thẻ", "Beside an answer that was read from the identity card."
)


class AnswerLine(QWidget):
    """One answer. ``change`` is the button, when the answer can be changed here."""

    def __init__(self, kit: Kit, row: Row, *, changeable: bool, ears: bool) -> None:
        super().__init__()
        mm = kit.look.mm
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(mm(3))
        large = kit.look.scale.text.factor > 1.3
        texts = QVBoxLayout() if large else QHBoxLayout()
        texts.setSpacing(mm(0.5 if large else 3))
        texts.addWidget(
            BilingualLabel(kit.look, kit.show(row.label), Role.BODY_UNDER, Role.OFFICER_SMALL, ink="muted"), 2
        )
        said = QVBoxLayout()
        said.setSpacing(mm(0.4))
        said.addWidget(
            BilingualLabel(
                kit.look, row.shown(kit), Role.ANSWER, Role.NOTE, ink="warn_ink" if row.unsure else "ink"
            )
        )
        remark = COMPUTED if row.computed else FROM_CARD if row.from_card else None
        if remark is not None:
            said.addWidget(
                BilingualLabel(
                    kit.look, kit.show(remark), Role.OFFICER_SMALL, Role.OFFICER_SMALL, ink="muted"
                )
            )
        texts.addLayout(said, 3)
        if row.unsure:
            box.addWidget(PictogramLabel(kit.look, "unknown", 8), 0, Qt.AlignmentFlag.AlignVCenter)
        box.addLayout(texts, 1)
        spoken = row.spoken()
        if ears and kit.can_say(*spoken):
            box.addWidget(EarButton(kit, *spoken), 0, Qt.AlignmentFlag.AlignVCenter)
        self.change: BigButton | None = None
        if changeable and row.changes is not None:
            self.change = BigButton(
                kit, kit.show(CHANGE), icon="edit", least=13, role=Role.BODY, under=Role.OFFICER_SMALL
            )
            self.change.setObjectName(f"change-{row.field}")
            self.change.setAccessibleName(f"{kit.show(CHANGE).text}: {kit.show(row.label).text}")
            box.addWidget(self.change, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)


def by_page(rows: Sequence[Row]) -> list[tuple[Message, list[Row]]]:
    """The rows of each page together, in their order."""
    pages: dict[str, tuple[Message, list[Row]]] = {}
    for row in rows:
        pages.setdefault(row.page, (row.page_title, []))[1].append(row)
    return list(pages.values())


def answer_card(kit: Kit, title: Message | None, lines: Sequence[AnswerLine]) -> Card:
    """The answers of one page on one surface."""
    card = Card(kit.look)
    if title is not None and len(lines) > 1:
        card.column.addWidget(
            BilingualLabel(kit.look, kit.show(title), Role.NOTE, Role.OFFICER_SMALL, ink="accent")
        )
    for line in lines:
        card.column.addWidget(line)
    return card
