"""The list of lessons, and the way back to work."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from forms.text import Message
from kiosk.ui.lessons import Lesson
from kiosk.ui.screens.base import Screen, headline, paragraph
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.even_grid import EvenGrid
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.practice.title", "Tập luyện: chọn một bài", "Title of the list of lessons, for officers.")
WHAT = Message(
    "ui.practice.what",
    "Người và giấy tờ ở đây đều là bịa ra. Không hồ sơ nào được gửi đi, giấy in ra không có giá trị.",
    "Under the title. Must not lose: invented, never sent, papers without value.",
)
LEAVE = Message("ui.practice.leave", "Thôi tập, về màn hình chính", "Button: ends practice.")
FREE = Message(
    "ui.practice.free",
    "Tự tập, không có hướng dẫn",
    "Button: practice without a lesson, from the greeting on.",
)

HELP_LESSONS = Message(
    "ui.practice.lessons_help",
    "Mỗi bài là một việc ở quầy với người bịa ra. Làm lại bao nhiêu lần cũng được: không có gì gửi đi.",
    "Help on the list of lessons. Must not lose: nothing is sent.",
)


class LessonsScreen(Screen):
    """``chosen(lesson)``, ``free()``, ``left()``."""

    name = "lessons"
    has_back = False
    protects = False
    chosen = Signal(str)
    free = Signal()
    left = Signal()

    def __init__(self, kit: Kit, lessons: Sequence[Lesson], done: Sequence[str]) -> None:
        super().__init__(kit)
        self.column.addWidget(headline(kit, TITLE, "study"))
        self.column.addWidget(paragraph(kit, WHAT))
        grid = EvenGrid(columns=3, gap=kit.look.mm(3))
        for lesson in lessons:
            tile = BigButton(
                kit,
                kit.show(lesson.title),
                icon="check" if lesson.id in done else lesson.icon,
                least=16,
                role=Role.BODY,
                under=Role.NOTE,
            )
            tile.setObjectName(f"lesson-{lesson.id}")
            tile.tapped.connect(lambda id=lesson.id: self.chosen.emit(id))
            grid.add(tile)
        self.column.addWidget(grid)
        self.column.addStretch(1)

    def steps(self) -> tuple[Action, ...]:
        """Without a lesson, or back to work."""
        return (
            Action("practice-free", FREE, Kind.PLAIN, "people"),
            Action("practice-leave", LEAVE, Kind.PRIMARY, "exit"),
        )

    def act(self, action: str) -> None:
        """Reports the way taken."""
        (self.left if action == "practice-leave" else self.free).emit()

    def help_text(self) -> tuple[Message, ...]:
        """What practice is."""
        return (HELP_LESSONS,)

    def spoken(self) -> tuple[Spoken, ...]:
        """What this is."""
        return (Spoken(TITLE), Spoken(WHAT))
