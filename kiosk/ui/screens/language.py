"""The greeting: pick a language by ear and by sight. Also opened from any page to change the language in
the middle.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from forms.text import Message
from kiosk.ui.screens.base import Screen, headline, paragraph
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import LISTEN, IconButton
from kiosk.ui.widgets.even_grid import EvenGrid
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.pictogram import PictogramLabel
from kiosk.ui.widgets.pressable import Kind, Pressable
from kiosk.ui.widgets.text_block import TextBlock

GREETING = Message(
    "ui.language.greeting",
    "Kính chào bà con! Bà con muốn dùng tiếng nào?",
    "The very first words to a citizen, said in every language of the machine. Warm and short.",
)
TOUCH = Message(
    "ui.language.touch",
    "Chạm vào tên tiếng nói của mình. Chạm cái tai để nghe.",
    "Under the greeting: how to choose a language.",
)
OTHERS = Message(
    "ui.language.others",
    "Các tiếng khác: máy chào bằng tiếng đó, cán bộ giúp làm bằng tiếng Việt.",
    "Over the languages that are not whole yet.",
)
#: More languages than that stand in small tiles, so that nobody has to look for theirs below the edge for long.
_MANY = 6


HELP_LANGUAGE = Message(
    "ui.language.help",
    "Chạm cái tai để nghe tên từng tiếng. Chạm vào ô có tên tiếng của mình để chọn. Lúc nào cũng đổi lại được, không mất gì.",
    "Help on the page of languages. Must not lose: it can be changed at any time.",
)


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """A language to choose: its tag (with its branch, where there are several), its name in itself and in Vietnamese, the
    greeting in it if it has one, whether a clip exists, whether all pages can be had in it.
    """

    tag: str
    name: str
    name_vi: str
    greeting: str
    can_be_heard: bool
    offered: bool = True


class LanguageTile(Pressable):
    """One language. Its name in itself stands largest: whoever cannot read Vietnamese looks for that."""

    def __init__(self, kit: Kit, choice: LanguageChoice, chosen: bool, *, small: bool = False) -> None:
        super().__init__(kit.look, Kind.CHOICE, taps=kit.taps)
        mm = kit.look.mm
        box = QHBoxLayout(self)
        box.setContentsMargins(mm(4), mm(3), mm(2), mm(3))
        box.setSpacing(mm(3))
        if not small:
            box.addWidget(PictogramLabel(kit.look, "language", 13), 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout()
        column.setSpacing(mm(0.6))
        column.addWidget(TextBlock(kit.look, choice.name, Role.ANSWER if small else Role.QUESTION))
        if choice.name_vi != choice.name:
            column.addWidget(TextBlock(kit.look, choice.name_vi, Role.BODY_UNDER, "muted"))
        if choice.greeting and not small:
            column.addWidget(TextBlock(kit.look, choice.greeting, Role.NOTE, "muted"))
        for at in range(column.count()):
            item = column.itemAt(at)
            inner = item.widget() if item is not None else None
            if inner is not None:
                inner.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        box.addLayout(column, 1)
        self.ear: IconButton | None = None
        if choice.can_be_heard:
            self.ear = IconButton(kit, "ear", kit.show(LISTEN), side=16)
            self.ear.setObjectName(f"hear-{choice.tag}")
            box.addWidget(self.ear, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setCheckable(True)
        self.setChecked(chosen)
        self.setObjectName(f"language-{choice.tag}")
        self.setAccessibleName(f"{choice.name} {choice.name_vi}")
        self.setMinimumHeight(mm(20 if small else 34))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)


class LanguageScreen(Screen):
    """``chosen(tag)``; ``listened(tag)`` when an ear asks for a language's name."""

    name = "language"
    chosen = Signal(str)
    listened = Signal(str)

    def __init__(self, kit: Kit, choices: Sequence[LanguageChoice], *, first: bool) -> None:
        super().__init__(kit)
        self.has_back = not first  # from the greeting there is nowhere to go back to
        self.has_officer = first
        self.protects = not first
        self.column.addWidget(headline(kit, GREETING, "people"))
        self.column.addWidget(BilingualLabel(kit.look, kit.show(TOUCH), Role.BODY, Role.NOTE, ink="muted"))
        offered = [choice for choice in choices if choice.offered]
        others = [choice for choice in choices if not choice.offered]
        self._small = len(choices) > _MANY
        self.column.addWidget(self._grid(offered, first))
        if others:
            self.column.addWidget(paragraph(kit, OTHERS))
            self.column.addWidget(self._grid(others, first))
        self.column.addStretch(1)

    def _grid(self, choices: Sequence[LanguageChoice], first: bool) -> EvenGrid:
        kit = self.kit
        grid = EvenGrid(columns=3 if self._small else 2, gap=kit.look.mm(3))
        for choice in choices:
            tag, _, branch = choice.tag.partition("/")
            chosen = (tag, branch) == (kit.translator.tag, kit.translator.branch)
            tile = LanguageTile(kit, choice, chosen and not first, small=self._small)
            tile.tapped.connect(lambda tag=choice.tag: self.chosen.emit(tag))
            if tile.ear is not None:
                tile.ear.tapped.connect(lambda tag=choice.tag: self.listened.emit(tag))
            grid.add(tile)
        return grid

    def steps(self) -> tuple[Action, ...]:
        """A tap on a name is the step."""
        return ()

    def help_text(self) -> tuple[Message, ...]:
        """How to find one's own language."""
        return (HELP_LANGUAGE,)

    def spoken(self) -> tuple[Spoken, ...]:
        """The greeting."""
        return (Spoken(GREETING), Spoken(TOUCH))
