"""The end of a worksheet: the sheet is printed and taken along. Nothing was sent, and that is said first."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from forms.text import Message
from kiosk.ui.screens.base import Screen, clear, headline, spoken_row
from kiosk.ui.screens.card import Card
from kiosk.ui.screens.papers_out import PaperOut, PapersOut
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.even_grid import EvenGrid
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.notices import NoticeBox
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.worksheet.title", "Phiếu đã điền xong", "Title when a worksheet is ready to be printed.")
NEVER_SENT = Message(
    "ui.worksheet.never_sent",
    "Máy này KHÔNG gửi phiếu đi đâu cả. Bà con in ra, ký tên rồi tự mang đi nộp.",
    "Must not lose: the kiosk sends nothing; the citizen takes the sheet there.",
)
WIPED = Message(
    "ui.worksheet.wiped",
    "Khi bà con chạm Xong, các câu trả lời được xóa khỏi máy.",
    "Must not lose: answers are erased when the visit ends.",
)
STEPS_NEXT = Message("ui.worksheet.steps", "Xem các bước đi nộp", "Button: the steps after the worksheet.")
BRING = Message("ui.worksheet.bring", "In giấy dặn mang gì", "Button: prints the list of what to bring.")
FINISH = Message("ui.worksheet.finish", "Xong, xóa và kết thúc", "Button: ends; answers are erased.")
HELP_WORKSHEET = Message(
    "ui.worksheet.help",
    "In phiếu, xem lại, ký tên, rồi mang tới nơi nhận cùng giấy tờ đã dặn.",
    "Help on the page where a worksheet is printed.",
)


class WorksheetScreen(Screen):
    """``print_asked(layout)``, ``look_asked(layout)``, ``bring_asked``, ``steps_asked``; going on ends the visit."""

    name = "worksheet"
    print_asked = Signal(str)
    look_asked = Signal(str)
    bring_asked = Signal()
    steps_asked = Signal()

    def __init__(self, kit: Kit, name: Message, papers: Sequence[PaperOut], *, has_steps: bool) -> None:
        super().__init__(kit)
        self.column.addWidget(headline(kit, TITLE, "worksheet"))
        self.column.addWidget(
            NoticeBox(kit, "warn", kit.show(NEVER_SENT), icon="carry", message=NEVER_SENT, role=Role.ANSWER)
        )
        self._told = QVBoxLayout()
        self.column.addLayout(self._told)
        card = Card(kit.look, edge="accent")
        card.column.addWidget(spoken_row(kit, name, Role.BODY, Role.NOTE))
        rows = PapersOut(kit, papers)
        rows.look_asked.connect(self.look_asked)
        rows.print_asked.connect(self.print_asked)
        card.column.addWidget(rows)
        self.column.addWidget(card)
        row = EvenGrid(columns=2, gap=kit.look.mm(2))
        for id, word, icon, signal, wanted in (
            ("bring-print", BRING, "bag", self.bring_asked, True),
            ("steps", STEPS_NEXT, "guide", self.steps_asked, has_steps),
        ):
            if wanted:
                button = BigButton(kit, kit.show(word), icon=icon)
                button.setObjectName(id)
                button.tapped.connect(signal)
                row.add(button)
        self.column.addWidget(row)
        self.column.addWidget(spoken_row(kit, WIPED, Role.NOTE, Role.OFFICER_SMALL, "trash", 8))
        self.column.addStretch(1)

    def steps(self) -> tuple[Action, ...]:
        """The end."""
        return (Action("continue", FINISH, Kind.PRIMARY, "home-screen"),)

    def spoken(self) -> tuple[Spoken, ...]:
        """That nothing is sent, above all."""
        return (Spoken(TITLE), Spoken(NEVER_SENT), Spoken(WIPED))

    def help_text(self) -> tuple[Message, ...]:
        """What to do with the sheet."""
        return (HELP_WORKSHEET,)

    def tell(self, tone: str, message: Message) -> None:
        """What became of printing."""
        clear(self._told)
        self._told.addWidget(NoticeBox(self.kit, tone, self.kit.show(message), message=message))
