"""The papers that come out of a dossier as rows of a page: look at it, print it; which authority it is for."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forms.text import Message
from kiosk.i18n.translator import Shown
from kiosk.ui.theme.sizes import LEAST_MM, Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.folding import FoldingRow
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pictogram import PictogramLabel
from kiosk.ui.widgets.pressable import Kind

LOOK_AT = Message("ui.papers_out.look", "Xem", "Button: shows a paper as it will be printed. One short word.")
PRINT = Message("ui.papers_out.print", "In", "Button: prints a paper. One short word.")
TO = Message("ui.papers_out.to", "Gửi: {authority}", "Under a paper: which authority it is for.")
ROUTING = Message(
    "ui.papers_out.routing", "Phiếu chuyển hồ sơ giấy", "The sheet that accompanies a part carried by hand."
)
FORM_NUMBER = Message(
    "ui.papers_out.form", "Mẫu số {number}; chỗ trống viết tay", "Under a counter form: its number, 02 to 06."
)
REFERENCE = Message(
    "ui.papers_out.reference",
    "Mẫu tham khảo",
    "Beside a printed form whose layout nobody could compare with the official one.",
)


@dataclass(frozen=True, slots=True)
class PaperOut:
    """A paper that can be printed. ``id`` names it in signals; ``for_whom`` is the authority or part it goes to."""

    id: str
    title: Shown
    for_whom: Shown | None = None
    reference: bool = False


class PapersOut(QWidget):
    """``look_asked(id)`` and ``print_asked(id)``. Buttons are named ``look-<id>`` and ``print-<id>``."""

    look_asked = Signal(str)
    print_asked = Signal(str)

    def __init__(self, kit: Kit, papers: Sequence[PaperOut], *, dense: bool = False) -> None:
        """``dense``: for an officer's page, smaller and always stacked."""
        super().__init__()
        self._kit = kit
        self._dense = dense
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(kit.look.mm(2))
        for paper in papers:
            box.addWidget(self._row(paper))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def _row(self, paper: PaperOut) -> QWidget:
        kit, mm = self._kit, self._kit.look.mm
        always = 10_000  # an officer's column is narrow: the buttons stand under the name
        least = always if self._dense else 115 * kit.look.scale.text.factor
        name, note = (Role.OFFICER, Role.OFFICER_SMALL) if self._dense else (Role.BODY, Role.NOTE)
        outer = FoldingRow(mm(1.5), mm(least))
        telling = QWidget()
        words = QHBoxLayout(telling)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(mm(2.5))
        words.addWidget(
            PictogramLabel(kit.look, "paper", 5 if self._dense else 9), 0, Qt.AlignmentFlag.AlignTop
        )
        column = QVBoxLayout()
        column.setSpacing(mm(0.4))
        column.addWidget(BilingualLabel(kit.look, paper.title, name, note))
        if paper.for_whom is not None:
            column.addWidget(BilingualLabel(kit.look, paper.for_whom, note, Role.OFFICER_SMALL, ink="muted"))
        if paper.reference:
            column.addWidget(
                BilingualLabel(kit.look, kit.show(REFERENCE), note, Role.OFFICER_SMALL, ink="warn_ink")
            )
        words.addLayout(column, 1)
        outer.add(telling, 1)
        deeds = QWidget()
        buttons = QHBoxLayout(deeds)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(mm(2))
        for id, word, icon, signal in (
            ("look", LOOK_AT, "search", self.look_asked),
            ("print", PRINT, "print", self.print_asked),
        ):
            button = BigButton(
                kit,
                kit.show(word),
                kind=Kind.PLAIN,
                icon=icon,
                least=LEAST_MM if self._dense else 14,
                role=Role.OFFICER_STRONG if self._dense else Role.BODY,
                under=Role.NOTE,
            )
            button.setObjectName(f"{id}-{paper.id}")
            button.setAccessibleName(f"{kit.show(word).text}: {paper.title.text}")
            button.tapped.connect(lambda signal=signal: signal.emit(paper.id))
            buttons.addWidget(button)
        buttons.addStretch(1)
        outer.add(deeds)
        return outer
