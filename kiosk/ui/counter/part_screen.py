"""What an authority said of a part that was carried on paper, noted by an officer: one of the national states, and a note."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forms.states import CaseStatus
from forms.text import Message
from kiosk.domain.dossier import PartState
from kiosk.i18n.values import Value
from kiosk.ui.counter.marks import STATUS_MARKS
from kiosk.ui.counter.section import small, words
from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.screens.base import Screen, clear
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.kit import Kit, plain
from kiosk.ui.widgets.notices import NoticeBox
from kiosk.ui.widgets.pressable import Kind
from kiosk.ui.widgets.tiles import Choice, TileGroup

TITLE = Message(
    "ui.counter.part.title", "Cơ quan trả lời thế nào về phần này?", "Title: the state of a part on paper."
)
NOTE = Message("ui.counter.part.note", "Ghi chú (số, ngày văn bản…)", "Over the line for a note.")
SAVE = Message("ui.counter.part.save", "Ghi lại", "Button: notes the state of a part.")
CHOOSE = Message("ui.counter.part.choose", "Xin chọn một trạng thái.", "Nothing was chosen.")
HELP_PART = Message(
    "ui.counter.part.help",
    "Chọn đúng điều cơ quan giải quyết đã trả lời bằng giấy. Tên cán bộ và giờ ghi được lưu lại.",
    "Help on the page where the state of a paper part is noted. Must not lose: who and when is kept.",
)


class PartScreen(Screen):
    """``noted(CaseStatus, note)``; ``went_back`` to the dossier."""

    name = "part"
    noted = Signal(object, str)

    def __init__(self, kit: Kit, name: Message, part: PartState, statuses: Sequence[CaseStatus]) -> None:
        super().__init__(kit)
        self.part = part.part
        self.column.addWidget(words(kit, kit.show(TITLE).text, role=Role.OFFICER_TITLE))
        self.column.addWidget(words(kit, kit.show(name).text, role=Role.OFFICER_STRONG))
        self.column.addWidget(small(kit, part.authority_name))
        self._told = QVBoxLayout()
        self.column.addLayout(self._told)
        choices = [
            Choice(
                str(int(status)), plain(kit.show(STATUS_MARKS[status].word).text), STATUS_MARKS[status].icon
            )
            for status in statuses
        ]
        self.tiles = TileGroup(kit, choices, columns=2, roomy=True, name="status")
        self.tiles.choose(str(int(part.status)))
        self.column.addWidget(self.tiles)
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(kit.look.mm(0.8))
        box.addWidget(small(kit, kit.show(NOTE).text))
        self.note = TypedLine(kit, most=500)
        self.note.setObjectName("part-note")
        self.note.setAccessibleName(kit.show(NOTE).text)
        self.note.setText(part.text)
        box.addWidget(self.note)
        self.column.addWidget(holder)
        self.column.addStretch(1)

    def steps(self) -> tuple[Action, ...]:
        """Keep it."""
        return (Action("continue", SAVE, Kind.PRIMARY, "save"),)

    def act(self, action: str) -> None:
        """Reports what was chosen."""
        chosen = self.tiles.chosen_id()
        if action == "continue" and chosen is not None:
            self.noted.emit(CaseStatus(int(chosen)), self.note.text())
        elif action == "continue":
            self.tell("warn", CHOOSE)

    def help_text(self) -> tuple[Message, ...]:
        """What is to be chosen."""
        return (HELP_PART,)

    def tell(self, tone: str, message: Message, **params: Value) -> None:
        """Says something above the states."""
        clear(self._told)
        self._told.addWidget(
            NoticeBox(self.kit, tone, plain(self.kit.show(message, **params).text), role=Role.OFFICER)
        )

    def typed(self) -> Mapping[str, object]:
        """State and note as they stand."""
        return {"status": self.tiles.chosen_id() or "", "note": self.note.text()}

    def put_back(self, typed: Mapping[str, object]) -> None:
        """Shows them again."""
        self.tiles.choose(str(typed.get("status", "")) or None)
        self.note.setText(str(typed.get("note", "")))
