"""A citizen alone hands over no paper: the page says which ones an officer will want to see, each by its picture."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from forms.text import Message
from kiosk.services.papers import PaperLine
from kiosk.ui.screens.base import Screen, headline, spoken_row
from kiosk.ui.screens.card import Card
from kiosk.ui.screens.prepare import HANDLING, handling_row, paper_picture
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.pictogram import PictogramLabel

TITLE = Message(
    "ui.alone.papers",
    "Giấy tờ để đưa cán bộ xem",
    "Title of the papers' page when a citizen is alone at the screen.",
)
LATER = Message(
    "ui.alone.papers_later",
    "Bà con chưa phải đưa giấy vào máy. Khi được gọi số, mời đưa những giấy này cho cán bộ.",
    "Must not lose: no paper now; to the officer when the number is called.",
)
NONE = Message(
    "ui.alone.papers_none",
    "Hồ sơ này không cần đưa giấy tờ nào. Mời đi tiếp.",
    "A citizen alone; no paper is needed for these answers.",
)
HELP = Message(
    "ui.alone.papers_help",
    "Trang này chỉ để xem trước. Cán bộ sẽ xem và chụp giấy, rồi trả lại.",
    "Help on the papers' page when a citizen is alone.",
)


class PapersToShowScreen(Screen):
    """Nothing to be done here but to look and go on."""

    name = "papers"

    def __init__(self, kit: Kit, lines: Sequence[PaperLine]) -> None:
        super().__init__(kit)
        # What the office looks up by number is nobody's to bring.
        self._lines = tuple(line for line in lines if line.state.needed and not line.state.waits_for_lookup)
        self.column.addWidget(headline(kit, TITLE, "paper-show"))
        self.column.addWidget(spoken_row(kit, LATER if self._lines else NONE, Role.BODY, Role.BODY_UNDER))
        for line in self._lines:
            self.column.addWidget(self._card(line))
        self.column.addStretch(1)

    def spoken(self) -> tuple[Spoken, ...]:
        """The title, when, and each paper."""
        names = [Spoken(line.state.paper.name) for line in self._lines]
        return (Spoken(TITLE), Spoken(LATER if self._lines else NONE), *names)

    def help_text(self) -> tuple[Message, ...]:
        """Who takes the papers."""
        return (HELP,)

    def _card(self, line: PaperLine) -> Card:
        kit, state = self.kit, line.state
        mm = kit.look.mm
        icon, handling = HANDLING[state.handling]
        card = Card(kit.look)
        card.setObjectName(f"paper-{state.paper.id}")
        row = QHBoxLayout()
        row.setSpacing(mm(3))
        picture = paper_picture(state.paper, icon)
        row.addWidget(PictogramLabel(kit.look, picture, 16), 0, Qt.AlignmentFlag.AlignTop)
        text = QVBoxLayout()
        text.setSpacing(mm(0.8))
        text.addWidget(spoken_row(kit, state.paper.name, Role.ANSWER, Role.ANSWER_UNDER))
        text.addWidget(handling_row(kit, icon, handling))
        if state.why is not None:
            text.addWidget(BilingualLabel(kit.look, kit.show(state.why), Role.NOTE, Role.OFFICER_SMALL))
        row.addLayout(text, 1)
        card.column.addLayout(row)
        return card
