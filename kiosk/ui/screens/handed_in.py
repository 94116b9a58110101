"""The end of what a citizen entered alone: please sit down, an officer calls your number. Read, heard and pictured."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from forms.text import Message
from kiosk.i18n.values import Digits
from kiosk.services.waiting_number import CARD_READY, NOT_YET, PAPERS_READY, SIT_DOWN, YOUR_NUMBER
from kiosk.ui.screens.base import Screen, clear, headline, spoken_row
from kiosk.ui.screens.card import Card
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.folding import FoldingRow
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.pressable import Kind

NUMBER_ALOUD = Message(
    "ui.alone.number_aloud", "Số của bà con là {number}.", "The waiting number, read digit by digit."
)
REMEMBER = Message(
    "ui.alone.remember",
    "Xin nhớ số này, hoặc ghi lại.",
    "Under the waiting number, until it is printed.",
)
PRINTED = Message(
    "ui.alone.number_printed",
    "Máy đã in số chờ. Xin cầm giấy theo.",
    "Under the waiting number: the paper with it is at the printer.",
)
NOT_PRINTED = Message(
    "ui.alone.number_not_printed",
    "Chưa in được số chờ. Xin nhớ số này, hoặc ghi lại.",
    "Under the waiting number: the printer did not print it. Must not lose: remember it or write it down.",
)
DONE = Message("ui.alone.done", "Tôi nhớ số rồi", "Button: the citizen leaves the screen.")

HELP_HANDED_IN = Message(
    "ui.alone.handed_in_help",
    "Ngồi chờ gần quầy. Khi cán bộ gọi số này, bà con mang thẻ và giấy tờ tới; cán bộ xem lại rồi mới nộp.",
    "Help beside the waiting number. Must not lose: nothing is filed before the officer has looked.",
)


class HandedInScreen(Screen):
    """``papers`` are the names of what the officer will look at."""

    name = "handed-in"
    has_back = False

    def __init__(self, kit: Kit, number: str, papers: Sequence[Message]) -> None:
        super().__init__(kit)
        self._number = number
        self._papers = tuple(papers)
        mm = kit.look.mm
        self.column.addWidget(headline(kit, SIT_DOWN, "sit"))
        row = FoldingRow(mm(5), mm(150))
        card = Card(kit.look, edge="accent")
        # The number first: it must stand on the page whatever the language and the size of letters.
        self.number = QLabel(number)
        font = kit.look.font(Role.QUESTION)
        font.setPixelSize(mm(24))
        self.number.setFont(font)
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.number.setFixedHeight(mm(27))
        palette = self.number.palette()
        palette.setColor(QPalette.ColorRole.WindowText, kit.look.colour("accent"))
        self.number.setPalette(palette)
        self.number.setObjectName("waiting-number")
        card.column.addWidget(self.number)
        card.column.addWidget(BilingualLabel(kit.look, kit.show(YOUR_NUMBER), Role.BODY, Role.NOTE))
        self._told = QVBoxLayout()
        self._told.addWidget(spoken_row(kit, REMEMBER, Role.BODY, Role.NOTE))
        card.column.addLayout(self._told)
        card.column.addStretch(1)
        row.add(card, 2)
        telling = QWidget()
        beside = QVBoxLayout(telling)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(mm(2.5))
        beside.addWidget(spoken_row(kit, CARD_READY, Role.BODY, Role.NOTE, "id-card", 11))
        if self._papers:
            beside.addWidget(spoken_row(kit, PAPERS_READY, Role.BODY, Role.NOTE, "paper-show", 11))
            for paper in self._papers:
                beside.addWidget(spoken_row(kit, paper, Role.BODY, Role.NOTE, "paper", 8))
        beside.addWidget(spoken_row(kit, NOT_YET, Role.BODY, Role.NOTE, "officer", 11))
        beside.addStretch(1)
        row.add(telling, 3)
        self.column.addWidget(row)
        self.column.addStretch(1)

    def tell_printed(self, *, printed: bool) -> None:
        """The number lies at the printer; or it does not, and has to be remembered after all."""
        clear(self._told)
        word = PRINTED if printed else NOT_PRINTED
        self._told.addWidget(
            spoken_row(self.kit, word, Role.BODY, Role.NOTE, "print" if printed else "warning", 9)
        )

    def steps(self) -> tuple[Action, ...]:
        """One way: the next citizen."""
        return (Action("continue", DONE, Kind.PRIMARY, "check"),)

    def help_text(self) -> tuple[Message, ...]:
        """What happens next."""
        return (HELP_HANDED_IN,)

    def spoken(self) -> tuple[Spoken, ...]:
        """What to do now, and the number twice: it is all they take along."""
        number = Spoken(NUMBER_ALOUD, (("number", Digits(self._number)),))
        papers = (Spoken(PAPERS_READY), *map(Spoken, self._papers)) if self._papers else ()
        return (Spoken(SIT_DOWN), number, Spoken(CARD_READY), *papers, Spoken(NOT_YET), number)
