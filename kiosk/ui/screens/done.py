"""The end of a visit: the number, what happens next, and the slip to take home."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from forms.text import Message
from kiosk.domain.dossier import Route
from kiosk.i18n.values import Digits
from kiosk.ui.screens.base import Screen, clear, headline, spoken_row
from kiosk.ui.screens.card import Card
from kiosk.ui.screens.papers_out import PaperOut, PapersOut
from kiosk.ui.screens.part_list import PartLine, part_card, parts_spoken
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.folding import FoldingRow
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.notices import NoticeBox
from kiosk.ui.widgets.pressable import Kind
from kiosk.ui.widgets.text_block import TextBlock

TITLE = Message("ui.done.title", "Xong rồi, cảm ơn bà con!", "Title when the dossier has been sealed.")
NUMBER = Message("ui.done.number", "Số tạm của hồ sơ", "Over the provisional number of the dossier.")
NUMBER_ALOUD = Message(
    "ui.done.number_aloud", "Số tạm: {number}", "The provisional number read digit by digit."
)
NEXT_SENT = Message(
    "ui.done.next_sent",
    "Máy tự gửi hồ sơ lên tỉnh khi có mạng. Bà con không phải làm gì thêm.",
    "What happens next, first.",
)
NEXT_RECEIPT = Message(
    "ui.done.next_receipt",
    "Khi tỉnh nhận được, bà con có mã hồ sơ chính thức và Giấy tiếp nhận.",
    "What happens next, second. The kiosk promises no day.",
)
NEXT_KEEP = Message(
    "ui.done.next_keep",
    "Giữ phiếu này để hỏi hồ sơ và nhận lại giấy tờ đang gửi.",
    "What the slip is good for. Must not lose: papers held are given back against it.",
)
PAPERS_TO_PRINT = Message(
    "ui.done.papers_to_print",
    "Giấy để in và ký",
    "Over the declarations and routing sheets that can be printed.",
)
PRINT = Message("ui.done.print", "In phiếu", "Button: prints the slip.")
SAVE = Message("ui.done.save", "Lưu phiếu", "Button: saves the slip to a USB stick or folder.")
NEXT_CITIZEN = Message("ui.done.next_citizen", "Người tiếp theo", "Button: ends the visit.")
SAVED = Message("ui.done.saved", "Đã lưu phiếu.", "The slip was written to a file.")
PREVIEW = Message("ui.done.preview", "Hình của phiếu", "Accessible name of the slip's picture.")
COMING = Message("ui.done.coming", "Đang làm phiếu…", "While the picture of the slip is being made.")

HELP_DONE = Message(
    "ui.done.help",
    "Hồ sơ đã ký gói và đang chờ gửi. Cầm phiếu về; quên số thì đưa phiếu hoặc nói họ tên, cán bộ tra được.",
    "Help on the page after filing. Must not lose: take the slip home.",
)


class DoneScreen(Screen):
    """``print_asked``, ``save_asked`` for the slip, ``paper_print_asked(id)`` and ``paper_look_asked(id)`` for the other
    papers; going on means the next citizen. ``undelivered``: what holds until the province has the dossier.
    """

    name = "done"
    has_back = False
    print_asked = Signal()
    save_asked = Signal()
    paper_print_asked = Signal(str)
    paper_look_asked = Signal(str)

    def __init__(
        self,
        kit: Kit,
        slip: str,
        parts: Sequence[PartLine] = (),
        papers: Sequence[PaperOut] = (),
        undelivered: Message | None = None,
    ) -> None:
        super().__init__(kit)
        self._slip = slip
        self._parts = tuple(parts)
        self._undelivered = undelivered
        mm = kit.look.mm
        self.column.addWidget(headline(kit, TITLE, "yes"))
        grid = FoldingRow(mm(5), mm(150))
        telling = QWidget()
        left = QVBoxLayout(telling)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(mm(2.5))
        self._told = QVBoxLayout()
        left.addLayout(self._told)
        card = Card(kit.look, edge="accent")
        card.column.addWidget(BilingualLabel(kit.look, kit.show(NUMBER), Role.NOTE, Role.OFFICER_SMALL))
        self.number = TextBlock(kit.look, slip, Role.ANSWER)
        self.number.setObjectName("slip-number")
        card.column.addWidget(self.number)
        left.addWidget(card)
        if undelivered is not None:
            left.addWidget(NoticeBox(kit, "warn", kit.show(undelivered), message=undelivered))
        for icon, message in (("sending", NEXT_SENT), ("certificate", NEXT_RECEIPT), ("paper", NEXT_KEEP)):
            left.addWidget(spoken_row(kit, message, Role.BODY, Role.NOTE, icon, 9))
        left.addStretch(1)
        self._preview = QLabel()
        self._preview.setObjectName("slip-preview")
        self._preview.setAccessibleName(kit.show(PREVIEW).text)
        self._preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._preview.setFont(kit.look.font(Role.NOTE))
        self._preview.setText(kit.show(COMING).in_one_line)
        self._preview.setMinimumWidth(mm(62))
        picture = QWidget()
        beneath = QVBoxLayout(picture)
        beneath.setContentsMargins(0, 0, 0, 0)
        beneath.addWidget(self._preview, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        beneath.addStretch(1)
        grid.add(telling, 3)
        grid.add(picture, 2)
        self.column.addWidget(grid, 1)
        if len(parts) > 1 or any(part.route is Route.PAPER for part in parts):
            self.column.addWidget(part_card(kit, parts))
        if papers:
            to_sign = Card(kit.look)
            to_sign.setObjectName("papers-out")
            to_sign.column.addWidget(
                spoken_row(kit, PAPERS_TO_PRINT, Role.ANSWER, Role.ANSWER_UNDER, "print", 11)
            )
            rows = PapersOut(kit, papers)
            rows.look_asked.connect(self.paper_look_asked)
            rows.print_asked.connect(self.paper_print_asked)
            to_sign.column.addWidget(rows)
            self.column.addWidget(to_sign)

    def steps(self) -> tuple[Action, ...]:
        """Print, save, next."""
        return (
            Action("slip-save", SAVE, Kind.PLAIN, "save"),
            Action("slip-print", PRINT, Kind.PLAIN, "print"),
            Action("next-citizen", NEXT_CITIZEN, Kind.PRIMARY, "people"),
        )

    def act(self, action: str) -> None:
        """Reports what was asked."""
        if action == "slip-print":
            self.print_asked.emit()
        elif action == "slip-save":
            self.save_asked.emit()
        else:
            self.went_on.emit()

    def help_text(self) -> tuple[Message, ...]:
        """What the slip is good for."""
        return (HELP_DONE, NEXT_KEEP)

    def spoken(self) -> tuple[Spoken, ...]:
        """The receipt is spoken as well."""
        return (
            Spoken(TITLE),
            Spoken(NUMBER_ALOUD, (("number", Digits(self._slip)),)),
            Spoken(NEXT_SENT),
            Spoken(NEXT_RECEIPT),
            Spoken(NEXT_KEEP),
            *((Spoken(self._undelivered),) if self._undelivered is not None else ()),
            *parts_spoken(self._parts),
        )

    def show_preview(self, png: bytes) -> None:
        """The slip as it will be printed."""
        picture = QPixmap()
        if picture.loadFromData(png):
            width = self.kit.look.mm(74)
            scaled = picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
            self._preview.setPixmap(scaled)
            # The page was laid out before the picture came: without a size of its own it stays a strip.
            self._preview.setFixedSize(scaled.size())

    def tell(self, tone: str, message: Message) -> None:
        """What became of printing or saving."""
        clear(self._told)
        self._told.addWidget(NoticeBox(self.kit, tone, self.kit.show(message), message=message))
