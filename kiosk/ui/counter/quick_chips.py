"""Under the next citizen: the procedures this office files most, each one tap away from its first question."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from forms.text import Message
from kiosk.ui.theme.sizes import LEAST_MM, Role
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.text_block import TextBlock

QUICK = Message(
    "ui.quick.begin",
    "Nhập nhanh",
    "Before the procedures an officer may begin at speed, without the first pages.",
)
BEGIN = Message(
    "ui.quick.begin_with", "Nhập nhanh: {name}", "Accessible name: begins this procedure at speed."
)


class QuickChips(QWidget):
    """``chosen(code)``. Hidden while there is nothing to choose."""

    chosen = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.look.mm(1.6))
        self._word = word = TextBlock(kit.look, kit.show(QUICK).text, Role.OFFICER_SMALL, "muted")
        word.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row.addWidget(word, 0, Qt.AlignmentFlag.AlignVCenter)
        self._chips: list[BigButton] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def any(self) -> bool:
        """Whether there is something to choose."""
        return bool(self._chips)

    def offer(self, procedures: Sequence[tuple[str, Message, str]]) -> None:
        """Code, name and pictogram of each."""
        for code, name, picture in procedures:
            shown = self._kit.show(name)
            chip = BigButton(self._kit, shown, icon=picture, least=LEAST_MM, role=Role.OFFICER_STRONG)
            chip.setObjectName(f"quick-{code}")
            chip.setAccessibleName(self._kit.show(BEGIN, name=shown.text).text)
            chip.tapped.connect(lambda code=code: self.chosen.emit(code))
            self._row.addWidget(chip)
            self._chips.append(chip)
        self.setVisible(self.any)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many as stand in one line, the most frequent first: the rows below are what the page is for."""
        super().resizeEvent(event)
        left = self.width() - self._word.sizeHint().width()
        for count, chip in enumerate(self._chips, start=1):
            left -= chip.sizeHint().width() + self._row.spacing()
            chip.setVisible(count == 1 or left >= 0)
