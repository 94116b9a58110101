"""Guidance: one step a page with its picture, said aloud; at the end what to bring, to be printed and taken along.

For what the kiosk can only explain, and for what comes after a worksheet.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout

from forms.definition import Step
from forms.text import Message
from kiosk.ui.screens.base import Screen, clear, headline, spoken_row
from kiosk.ui.screens.card import Card
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.action import GO_ON, Action
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.even_grid import EvenGrid
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.notices import NoticeBox
from kiosk.ui.widgets.pictogram import PictogramLabel, has_pictogram
from kiosk.ui.widgets.pressable import Kind

STEP_OF = Message("ui.guide.step", "Bước {n} / {total}", "How far along in guidance: step n of total.")
STEP_ALOUD = Message(
    "ui.guide.step_aloud",
    "Bước thứ {n}, tất cả có {total} bước.",
    "How far along in guidance, said after the step.",
)
DONE = Message("ui.guide.done", "Hết các bước rồi", "Title after the last step of guidance.")
AGAIN = Message("ui.guide.again", "Xem lại từ đầu", "Button: the steps once more.")
FINISH = Message("ui.guide.finish", "Xong, cảm ơn bà con", "Button: ends the visit.")
PRINT_BRING = Message("ui.guide.print_bring", "In giấy dặn mang gì", "Button: prints what to bring.")
SAVE_BRING = Message("ui.guide.save_bring", "Lưu giấy dặn", "Button: saves the list of what to bring.")
PRINT_LEAFLET = Message(
    "ui.guide.print_leaflet",
    "In tờ hướng dẫn",
    "Button: prints the leaflet about the procedure, with pictures.",
)
BRING = Message(
    "ui.guide.bring",
    "Bà con in tờ giấy dặn này, mang theo khi đi làm thủ tục.",
    "After the last step: the printed list of what to bring.",
)
NOT_FROM_HERE = Message(
    "ui.guide.not_from_here",
    "Máy này chỉ hướng dẫn, không gửi gì đi. Bà con làm theo các bước vừa nghe.",
    "After the last step. Must not lose: the kiosk sends nothing for this procedure.",
)
UNVERIFIED = Message(
    "ui.guide.unverified",
    "Bước này chưa được đối chiếu với văn bản chính thức.",
    "For officers, under a step whose text nobody has compared with the official one.",
)
HELP_GUIDE = Message(
    "ui.guide.help",
    "Mỗi trang là một bước. Chạm cái tai để nghe lại. Chạm Tiếp tục để sang bước sau.",
    "Help on a page of guidance.",
)


class GuideScreen(Screen):
    """One step. ``at`` counts from 0. ``event`` is the pictogram where the step names none."""

    name = "guide"
    protects = False
    counted = STEP_OF
    counted_aloud = STEP_ALOUD

    def __init__(self, kit: Kit, name: Message, steps: Sequence[Step], at: int, picture: str) -> None:
        super().__init__(kit)
        self._steps = tuple(steps)
        self.at = at
        mm = kit.look.mm
        now = self._steps[at]
        self.column.addWidget(
            BilingualLabel(kit.look, kit.show(name), Role.NOTE, Role.OFFICER_SMALL, ink="accent")
        )
        self.column.addWidget(headline(kit, now.title))
        card = Card(kit.look)
        box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        box.setSpacing(mm(5))
        shown = now.picture if now.picture is not None and has_pictogram(now.picture) else picture
        side = 34 if kit.look.scale.text.factor < 1.3 else 22
        box.addWidget(PictogramLabel(kit.look, shown, side), 0, Qt.AlignmentFlag.AlignTop)
        box.addWidget(spoken_row(kit, now.text, Role.INPUT, Role.BODY_UNDER), 1)
        card.column.addLayout(box)
        if not now.fact.verified:
            card.column.addWidget(
                BilingualLabel(
                    kit.look, kit.show(UNVERIFIED), Role.OFFICER_SMALL, Role.OFFICER_SMALL, ink="muted"
                )
            )
        self.column.addWidget(card)
        self.column.addStretch(1)

    def state_name(self) -> str:
        """With the step's id: ``guide:open_app``."""
        return f"{self.name}:{self._steps[self.at].id}"

    def progress(self) -> tuple[int, int] | None:
        """Number of the step and how many there are."""
        return self.at + 1, len(self._steps)

    def spoken(self) -> tuple[Spoken, ...]:
        """Title and text of the step."""
        now = self._steps[self.at]
        return (Spoken(now.title), Spoken(now.text))

    def help_text(self) -> tuple[Message, ...]:
        """How to walk the steps."""
        return (HELP_GUIDE,)

    def steps(self) -> tuple[Action, ...]:
        """On to the next step."""
        return (GO_ON,)


class GuideEndScreen(Screen):
    """``print_asked``, ``save_asked`` for what to bring, ``leaflet_asked`` for the leaflet; ``again`` walks the steps anew;
    going on ends the visit."""

    name = "guide-end"
    protects = False
    print_asked = Signal()
    save_asked = Signal()
    leaflet_asked = Signal()
    again = Signal()

    def __init__(self, kit: Kit, name: Message) -> None:
        super().__init__(kit)
        self.column.addWidget(headline(kit, DONE, "yes"))
        self.column.addWidget(
            BilingualLabel(kit.look, kit.show(name), Role.ANSWER, Role.ANSWER_UNDER, ink="accent")
        )
        self._told = QVBoxLayout()
        self.column.addLayout(self._told)
        self.column.addWidget(NoticeBox(kit, "info", kit.show(NOT_FROM_HERE), message=NOT_FROM_HERE))
        card = Card(kit.look, edge="accent")
        card.column.addWidget(spoken_row(kit, BRING, Role.BODY, Role.BODY_UNDER, "bag", 14))
        row = EvenGrid(columns=2, gap=kit.look.mm(2))
        for id, word, icon, kind, signal in (
            ("bring-print", PRINT_BRING, "print", Kind.PRIMARY, self.print_asked),
            ("bring-save", SAVE_BRING, "save", Kind.PLAIN, self.save_asked),
            ("leaflet-print", PRINT_LEAFLET, "paper-list", Kind.PLAIN, self.leaflet_asked),
        ):
            button = BigButton(kit, kit.show(word), kind=kind, icon=icon)
            button.setObjectName(id)
            button.tapped.connect(signal)
            row.add(button)
        card.column.addWidget(row)
        self.column.addWidget(card)
        self.column.addStretch(1)

    def steps(self) -> tuple[Action, ...]:
        """Once more, or the end."""
        return (
            Action("again", AGAIN, Kind.PLAIN, "refresh"),
            Action("continue", FINISH, Kind.PRIMARY, "home-screen"),
        )

    def act(self, action: str) -> None:
        """Reports the way taken."""
        if action == "again":
            self.again.emit()
        else:
            super().act(action)

    def help_text(self) -> tuple[Message, ...]:
        """What can be taken along."""
        return (NOT_FROM_HERE, BRING)

    def spoken(self) -> tuple[Spoken, ...]:
        """What to do now."""
        return (Spoken(DONE), Spoken(NOT_FROM_HERE), Spoken(BRING))

    def tell(self, tone: str, message: Message) -> None:
        """What became of printing or saving."""
        clear(self._told)
        self._told.addWidget(NoticeBox(self.kit, tone, self.kit.show(message), message=message))
