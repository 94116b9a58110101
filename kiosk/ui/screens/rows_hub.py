"""The people (or things) entered so far, as large cards: change one, take one away, add one more, or go on."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forms.faults import Fault
from forms.text import Message
from kiosk.services.intake import Draft, RowLine
from kiosk.ui.screens.base import Screen, clear, headline
from kiosk.ui.screens.card import Card
from kiosk.ui.screens.rows import Which
from kiosk.ui.theme.sizes import ANSWER_MM, Role
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import BigButton, EarButton
from kiosk.ui.widgets.folding import FoldingRow
from kiosk.ui.widgets.kit import Kit, Spoken, plain
from kiosk.ui.widgets.notices import PROBLEM, NoticeBox
from kiosk.ui.widgets.pictogram import PictogramLabel
from kiosk.ui.widgets.pressable import Kind

ADD_FIRST = Message("ui.rows.add_first", "Thêm: {one}", "Button: adds the first; {one} is what is added.")
ADD_MORE = Message("ui.rows.add_more", "Thêm nữa: {one}", "Button: adds one more; {one} is what is added.")
DONE = Message("ui.rows.done", "Xong, đi tiếp", "Button: the list is complete.")
CHANGE = Message("ui.rows.change", "Sửa", "Button on a card: changes what was said of this one.")
REMOVE = Message("ui.rows.remove", "Bỏ ra", "Button on a card: takes this one out of the list.")
COUNT = Message("ui.rows.count", "Đã ghi: {n}", "How many are in the list.")
NOBODY = Message(
    "ui.rows.nobody", "Chưa ghi ai. Không có thì chạm Xong.", "The list is empty, and it may stay so."
)
NOT_COMPLETE = Message(
    "ui.rows.not_complete",
    "Còn câu chưa trả lời",
    "On the card of somebody whose questions are not all answered.",
)
SURE = Message(
    "ui.rows.sure",
    "Bỏ {who} ra khỏi danh sách? Những câu đã khai về người này sẽ bị xóa.",
    "Asked before somebody is taken out of the list. Must not lose: the answers are erased.",
)
KEEP_IT = Action(
    "keep", Message("ui.rows.keep", "Không, giữ lại", "Button: does not remove."), Kind.PLAIN, "back"
)
REMOVE_IT = Action(
    "remove", Message("ui.rows.remove_it", "Đúng, bỏ ra", "Button: removes."), Kind.GRAVE, "trash"
)
HELP_ROWS = Message(
    "ui.rows.help",
    "Mỗi thẻ là một người đã ghi. Chạm Sửa để xem lại, Bỏ ra để xóa, Thêm để ghi người nữa. Đủ rồi thì chạm Xong.",
    "Help on the list of people entered so far.",
)


class RowsScreen(Screen):
    """``added``, ``opened(row)``, ``removed(row)``. State name and progress are those of a question."""

    name = "question"
    added = Signal()
    opened = Signal(str)
    removed = Signal(str)

    def __init__(self, kit: Kit, draft: Draft, lines: Sequence[RowLine]) -> None:
        super().__init__(kit)
        self._draft = draft
        self.lines = tuple(lines)
        self._field = draft.page.fields[0].field
        assert self._field.rows is not None
        self._one = self._field.rows.one
        self.rows = draft.page.fields[0].address
        mm = kit.look.mm
        self.setObjectName("screen-rows")
        self.column.addWidget(headline(kit, self._field.ask, self._field.picture or "people"))
        self._told = QVBoxLayout()
        self.column.addLayout(self._told)
        if self._field.help is not None:
            self.column.addWidget(
                BilingualLabel(kit.look, kit.show(self._field.help), Role.BODY, Role.NOTE, ink="muted")
            )
        count = COUNT if self.lines else NOBODY
        self.column.addWidget(
            BilingualLabel(
                kit.look, kit.show(count, n=len(self.lines)), Role.NOTE, Role.OFFICER_SMALL, ink="accent"
            )
        )
        for line in self.lines:
            self.column.addWidget(self._card(line))
        most = self._field.maximum
        if most is None or len(self.lines) < most:
            add = BigButton(
                kit,
                kit.show(ADD_MORE if self.lines else ADD_FIRST, one=self._one),
                kind=Kind.PLAIN if self.lines else Kind.PRIMARY,
                icon="person-add",
                least=ANSWER_MM,
            )
            add.setObjectName(f"{self.rows}-add")
            add.setMinimumHeight(mm(ANSWER_MM + 2))
            add.tapped.connect(self.added)
            self.column.addWidget(add)
        self.column.addStretch(1)

    def which(self, line: RowLine) -> Which:
        """What a row is called."""
        return Which(self._one, line.number, line.title)

    def line(self, row: str) -> RowLine:
        """The row of that id. KeyError when it is not in the list."""
        found = next((line for line in self.lines if line.row == row), None)
        if found is None:
            raise KeyError(row)
        return found

    def _card(self, line: RowLine) -> Card:
        kit, mm, which = self.kit, self.kit.look.mm, self.which(line)
        card = Card(kit.look, edge="edge" if line.complete else "warn")
        card.setObjectName(f"{self.rows}/{line.row}")
        outer = FoldingRow(mm(2), mm(115 * kit.look.scale.text.factor))
        telling = QWidget()
        words = QHBoxLayout(telling)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(mm(2.5))
        words.addWidget(PictogramLabel(kit.look, "other-person", 13), 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout()
        column.setSpacing(mm(0.5))
        column.addStretch(1)
        if line.title:
            number = Which(self._one, line.number, "").shown(kit)
            column.addWidget(BilingualLabel(kit.look, number, Role.NOTE, Role.OFFICER_SMALL, ink="accent"))
            column.addWidget(BilingualLabel(kit.look, plain(line.title), Role.ANSWER, Role.NOTE))
        else:
            column.addWidget(BilingualLabel(kit.look, which.shown(kit), Role.ANSWER, Role.NOTE))
        if not line.complete:
            column.addWidget(
                BilingualLabel(
                    kit.look, kit.show(NOT_COMPLETE), Role.NOTE, Role.OFFICER_SMALL, ink="warn_ink"
                )
            )
        column.addStretch(1)
        words.addLayout(column, 1)
        if kit.can_say(which.spoken()):
            words.addWidget(EarButton(kit, which.spoken()), 0, Qt.AlignmentFlag.AlignVCenter)
        outer.add(telling, 1)
        deeds = QWidget()
        row = QHBoxLayout(deeds)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(mm(2.5))
        if line.first_page is not None:
            change = self._button(line, "change", CHANGE, "edit", Kind.PLAIN)
            change.tapped.connect(lambda: self.opened.emit(line.row))
            row.addWidget(change)
        remove = self._button(line, "remove", REMOVE, "trash", Kind.PLAIN)
        remove.tapped.connect(lambda: self.removed.emit(line.row))
        row.addWidget(remove)
        outer.add(deeds)
        card.column.addWidget(outer)
        return card

    def _button(self, line: RowLine, act: str, word: Message, icon: str, kind: Kind) -> BigButton:
        button = BigButton(
            self.kit, self.kit.show(word), kind=kind, icon=icon, least=16, role=Role.BODY, under=Role.NOTE
        )
        button.setObjectName(f"{self.rows}/{line.row}-{act}")
        button.setAccessibleName(f"{self.kit.show(word).text}: {self.which(line).shown(self.kit).text}")
        return button

    def state_name(self) -> str:
        """With the page's address: ``question:members``."""
        return f"question:{self._draft.page.address}"

    def progress(self) -> tuple[int, int] | None:
        """True after branching: counted anew from the answers."""
        return self._draft.number, self._draft.total

    def steps(self) -> tuple[Action, ...]:
        """The list is complete."""
        return (Action("continue", DONE, Kind.PRIMARY, "next", icon_after=True),)

    def spoken(self) -> tuple[Spoken, ...]:
        """The question, who is in the list, and how to go on."""
        return (
            Spoken(self._field.ask),
            *(self.which(line).spoken() for line in self.lines),
            Spoken(ADD_MORE if self.lines else ADD_FIRST, (("one", self._one),)),
            Spoken(DONE),
        )

    def help_text(self) -> tuple[Message, ...]:
        """What the buttons do."""
        return (HELP_ROWS,)

    def show_faults(self, faults: Sequence[Fault]) -> None:
        """Too few, too many, or something missing about one of them: said above the list."""
        clear(self._told)
        for fault in faults:
            shown = self.kit.show(fault.message, **fault.params)
            self._told.addWidget(NoticeBox(self.kit, "danger", shown, message=fault.message))
        if faults:
            self.kit.say(Spoken(PROBLEM), *(Spoken(f.message, tuple(f.params.items())) for f in faults))
