"""What every screen is: a body, what it says aloud, and which ways lead away from it.

The frame around it (tools above, steps below) belongs to the window. A screen is thrown away and built anew on
every change of language, text size or contrast, so it may hold nothing that is not also somewhere else, except what
is being typed.
"""

from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forms.text import Message
from kiosk.i18n.translator import Shown
from kiosk.i18n.values import Value
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import EarButton
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.pictogram import PictogramLabel
from kiosk.ui.widgets.text_block import TextBlock

ONWARD = Message("ui.step.continue", "Tiếp tục", "Button that goes on to the next page. One or two short words.")
BACK = Message("ui.step.back", "Quay lại", "Button that goes one page back; no answer is lost.")


@dataclass(frozen=True, slots=True)
class Tools:
    """Which tools stand above a screen. ``progress``: number of this page and how many there are."""

    language: bool = True
    help: bool = True
    officer: bool = False
    progress: tuple[int, int] | None = None


class Screen(QWidget):
    """One page. ``went_on`` and ``went_back`` are its two steps; everything else it reports by signals of its own."""

    name: ClassVar[str] = ""
    went_on = Signal()
    went_back = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.kit = kit
        self.setObjectName(f"screen-{self.name}")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(kit.look.mm(3))

    # What the frame asks

    def onward(self) -> Message | None:
        """The words on the button that goes on; None where nothing goes on by a button below."""
        return ONWARD

    def backward(self) -> Message | None:
        """The words on the button that goes back; None where there is nowhere to go back to."""
        return BACK

    def tools(self) -> Tools:
        """What stands above."""
        return Tools()

    def spoken(self) -> tuple[Spoken, ...]:
        """What is said aloud when the page appears, and again by the ear above it."""
        return ()

    def help_text(self) -> tuple[Message, ...]:
        """What the help button shows and says for this page."""
        return ()

    def first_focus(self) -> QWidget | None:
        """Where typing begins; None leaves the keyboard away."""
        return None

    # For screens

    def heading(self, message: Message, icon: str = "", **params: Value) -> None:
        """The page's question or title in large letters with its ear."""
        self.column.addWidget(headline(self.kit, message, icon, **params))


def headline(kit: Kit, message: Message, icon: str = "", **params: Value) -> QWidget:
    """Picture, large words, ear."""
    return spoken_row(kit, message, Role.QUESTION, Role.QUESTION_UNDER, icon, 16, **params)


def paragraph(kit: Kit, message: Message, icon: str = "", **params: Value) -> QWidget:
    """Picture, words of reading size, ear."""
    return spoken_row(kit, message, Role.BODY, Role.BODY_UNDER, icon, 11, **params)


def spoken_row(
    kit: Kit, message: Message, role: Role, under: Role, icon: str = "", icon_mm: float = 12, **params: Value
) -> QWidget:
    """One sentence with a picture before it and an ear behind it, where there is a clip to play."""
    row = QWidget()
    box = QHBoxLayout(row)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(kit.look.mm(2.5))
    if icon:
        box.addWidget(PictogramLabel(kit.look, icon, icon_mm), 0, Qt.AlignmentFlag.AlignVCenter)
    box.addWidget(BilingualLabel(kit.look, kit.show(message, **params), role, under), 1)
    spoken = Spoken(message, tuple(params.items()))
    if kit.can_say(spoken):
        box.addWidget(EarButton(kit, spoken), 0, Qt.AlignmentFlag.AlignVCenter)
    return row


def words(kit: Kit, shown: Shown, role: Role = Role.BODY, under: Role = Role.BODY_UNDER) -> BilingualLabel:
    """Words alone, without an ear."""
    return BilingualLabel(kit.look, shown, role, under)


def note(kit: Kit, text: str) -> TextBlock:
    """A small remark in Vietnamese for the officer."""
    return TextBlock(kit.look, text, Role.NOTE, "muted")
