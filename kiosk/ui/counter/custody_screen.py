"""The envelopes of one dossier: their chains, and the steps this officer may note now."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forms.text import Message
from kiosk.domain.papers import CustodyStep
from kiosk.i18n.values import Value
from kiosk.services.custody import Receiver, Story
from kiosk.ui.counter import custody_words as say
from kiosk.ui.counter.custody_section import custody_section
from kiosk.ui.counter.section import words
from kiosk.ui.screens.base import Screen, clear
from kiosk.ui.theme.sizes import LEAST_MM, Role
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.kit import Kit, plain
from kiosk.ui.widgets.notices import NoticeBox
from kiosk.ui.widgets.pressable import Kind

_DEEDS: tuple[tuple[CustodyStep, str, Message, str, Kind], ...] = (
    (CustodyStep.TAKEN, "take", say.TAKE, "check", Kind.PRIMARY),
    (CustodyStep.KEPT, "keep", say.KEEP, "undo", Kind.PLAIN),
    (CustodyStep.GIVEN, "give", say.GIVE, "hand-over", Kind.PLAIN),
    (CustodyStep.RETURNED, "return", say.RETURN, "self", Kind.PLAIN),
)


class CustodyScreen(Screen):
    """``asked(deed, number)``: take, keep, give, return or back; ``went_back`` to the dossier."""

    name = "custody"
    asked = Signal(str, str)

    def __init__(self, kit: Kit, stories: Sequence[Story]) -> None:
        super().__init__(kit)
        self.column.addWidget(words(kit, kit.show(say.TITLE).text, role=Role.OFFICER_TITLE))
        self._told = QVBoxLayout()
        self.column.addLayout(self._told)
        for story in stories:
            section = custody_section(kit, story)
            section.add(self._deeds(story))
            self.column.addWidget(section)
        if not stories:
            self.column.addWidget(words(kit, kit.show(say.NONE).text, "muted"))
        self.column.addStretch(1)

    def steps(self) -> tuple[Action, ...]:
        """None: the steps stand at each envelope."""
        return ()

    def help_text(self) -> tuple[Message, ...]:
        """Who answers for an envelope."""
        return (say.HELP,)

    def tell(self, tone: str, message: Message, **params: Value) -> None:
        """Says something above the envelopes."""
        clear(self._told)
        box = NoticeBox(self.kit, tone, plain(self.kit.show(message, **params).text), role=Role.OFFICER)
        box.setObjectName("told")
        self._told.addWidget(box)

    def _deeds(self, story: Story) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.kit.look.mm(1.6))
        for step, name, word, icon, kind in _DEEDS:
            if step in story.may:
                row.addWidget(self._button(story, name, word, icon, kind))
        if story.back:
            row.addWidget(self._button(story, "back", say.BACK, "undo", Kind.PLAIN))
        row.addStretch(1)
        holder.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        return holder

    def _button(self, story: Story, name: str, word: Message, icon: str, kind: Kind) -> BigButton:
        number = story.envelope.number
        button = BigButton(
            self.kit, self.kit.show(word), kind=kind, icon=icon, least=LEAST_MM, role=Role.OFFICER_STRONG
        )
        button.setObjectName(f"envelope-{number}-{name}")
        button.setAccessibleName(f"{button.accessibleName()}: {number}")
        button.tapped.connect(lambda: self.asked.emit(name, number))
        return button


class ReceiverList(QWidget):
    """``picked(Holder)``: to whom an envelope goes."""

    picked = Signal(object)

    def __init__(self, kit: Kit, receivers: Sequence[Receiver]) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(kit.look.mm(1.5))
        for one in receivers:
            icon = say.HOLDER_ICONS[one.holder.kind]
            shown = plain(one.name) if one.name else kit.show(say.POST)
            button = BigButton(kit, shown, icon=icon, least=14, role=Role.BODY, under=Role.NOTE)
            button.setObjectName(f"receiver-{one.holder.kind.value}-{one.holder.code}")
            button.tapped.connect(lambda holder=one.holder: self.picked.emit(holder))
            box.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
