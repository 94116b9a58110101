"""What can be said of a dossier to the person who holds its slip: each part's state, its age, and what is next.

Stands in the citizen's language with Vietnamese under it and is spoken; the officer turns the screen to them.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from forms.states import CaseStatus
from forms.text import Message
from kiosk.i18n.sentence import Spoken as Sentence
from kiosk.ui.counter.marks import STATUS_MARKS
from kiosk.ui.screens.base import Screen, spoken_row
from kiosk.ui.screens.card import Card
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.kit import Kit, Spoken, plain
from kiosk.ui.widgets.notices import NoticeBox
from kiosk.ui.widgets.pictogram import PictogramLabel
from kiosk.ui.widgets.pressable import Kind

OPEN = Action(
    "open",
    Message("ui.slip.open", "Mở hồ sơ", "Button: the officer opens the dossier."),
    Kind.PRIMARY,
    "folder",
)
HELP_SLIP = Message(
    "ui.slip.help",
    "Trang này nói cho bà con nghe: từng phần hồ sơ đang ở đâu, tin đó có từ bao giờ, và việc tiếp theo.",
    "Help on the page shown to the holder of a slip.",
)


class PartWord(Protocol):
    """One part as it can be told."""

    @property
    def part(self) -> str: ...
    @property
    def name(self) -> Message: ...
    @property
    def status(self) -> CaseStatus: ...
    @property
    def status_word(self) -> Message: ...
    @property
    def age(self) -> Sentence: ...
    @property
    def next(self) -> Message: ...


class SlipScreen(Screen):
    """``opened`` when the officer wants the whole dossier."""

    name = "slip"
    opened = Signal()

    def __init__(
        self,
        kit: Kit,
        checked: tuple[bool, Message] | None,
        citizen: str,
        number: str,
        parts: Sequence[PartWord],
        sentences: Sequence[Sentence],
        *,
        can_open: bool,
    ) -> None:
        """``checked``: whether a scanned code is genuine, and the words for it."""
        super().__init__(kit)
        self._sentences = tuple(sentences)
        self._can_open = can_open
        mm = kit.look.mm
        self.column.setSpacing(mm(2))
        if checked is not None:
            genuine, told = checked
            box = NoticeBox(kit, "good" if genuine else "warn", kit.show(told), message=told)
            box.setObjectName("slip-told")
            self.column.addWidget(box)
        head = " · ".join(one for one in (citizen, number) if one)
        if head:
            self.column.addWidget(BilingualLabel(kit.look, plain(head), Role.ANSWER, Role.ANSWER_UNDER))
        for part in parts:
            self.column.addWidget(_part(kit, part))
        self.column.addStretch(1)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.went_back.emit)

    def steps(self) -> tuple[Action, ...]:
        """The dossier itself, where it is here and may be seen."""
        return (OPEN,) if self._can_open else ()

    def act(self, action: str) -> None:
        """Enter opens the dossier as well."""
        if self._can_open and action in (OPEN.id, "continue"):
            self.opened.emit()

    def spoken(self) -> tuple[Spoken, ...]:
        """Everything on the page, in its order."""
        return tuple(Spoken(one.message, tuple(one.params.items())) for one in self._sentences)

    def help_text(self) -> tuple[Message, ...]:
        """What the page is for."""
        return (HELP_SLIP,)


def _part(kit: Kit, part: PartWord) -> Card:
    mm = kit.look.mm
    card = Card(kit.look)
    card.setObjectName(f"slip-part-{part.part}")
    row = QHBoxLayout()
    row.setSpacing(mm(3))
    mark = STATUS_MARKS[part.status]
    row.addWidget(PictogramLabel(kit.look, mark.icon, 14), 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(mm(1))
    words.addWidget(BilingualLabel(kit.look, kit.show(part.name), Role.NOTE, Role.OFFICER_SMALL, ink="muted"))
    words.addWidget(spoken_row(kit, part.status_word, Role.ANSWER, Role.ANSWER_UNDER))
    age: dict[str, Any] = dict(part.age.params)
    words.addWidget(spoken_row(kit, part.age.message, Role.NOTE, Role.OFFICER_SMALL, **age))
    words.addWidget(spoken_row(kit, part.next, Role.BODY, Role.BODY_UNDER, "next", 8))
    row.addLayout(words, 1)
    card.column.addLayout(row)
    return card
