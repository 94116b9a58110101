"""What every screen is: a body, what it says aloud, and which ways lead away from it.

The frame around it (tools above, steps below) belongs to the window. A screen is thrown away and built
anew on every change of language, text size or contrast, so it may hold nothing that is not also somewhere
else, except what is being typed; ``typed`` and ``put_back`` carry that over.
"""

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from forms.text import Message
from kiosk.i18n.values import Value
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.action import GO_ON, Action
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import EarButton
from kiosk.ui.widgets.heard import Heard
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.pictogram import PictogramLabel
from kiosk.ui.widgets.progress import STEP, STEP_ALOUD


class Screen(QWidget):
    """One page. ``went_on`` and ``went_back`` are its two steps; everything else it reports by signals of
    its own.
    """

    name: ClassVar[str] = ""
    has_back: bool = True
    has_officer: bool = False  # the officer's corner, where no citizen's data is on the screen
    scrolls: bool = True
    counted: ClassVar[Message] = STEP  # how the progress is worded
    counted_aloud: ClassVar[Message] = STEP_ALOUD  # and how it is said
    letters: tuple[str, ...] | None = (
        None  # what the keyboard adds, where it is not the citizen's language that is typed
    )
    protects: bool = True  # whether somebody's data is on the screen: idle time then counts
    went_on = Signal()
    went_back = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.kit = kit
        self.setObjectName(f"screen-{self.name}")
        self.column = QVBoxLayout(self)
        mm = kit.look.mm
        self.column.setContentsMargins(mm(1), mm(1), mm(1), mm(2))
        self.column.setSpacing(mm(3))

    # What the window asks

    def state_name(self) -> str:
        """The page's name for drivers and tests."""
        return self.name

    def progress(self) -> tuple[int, int] | None:
        """Number of this page and how many there are, for questions."""
        return None

    def steps(self) -> tuple[Action, ...]:
        """The buttons of the lower bar."""
        return (GO_ON,)

    def aside(self) -> QWidget | None:
        """What stands in the lower bar beside the way on; the bar has it from then on."""
        return None

    def act(self, action: str) -> None:
        """A button of the lower bar, or Enter for ``continue``, was pressed."""
        if action == GO_ON.id:
            self.went_on.emit()

    def spoken(self) -> tuple[Spoken, ...]:
        """What is said aloud when the page appears, and again by the ear above it."""
        return ()

    def said(self) -> tuple[Spoken, ...]:
        """What is said aloud, and then how far along the person is."""
        spoken, progress = self.spoken(), self.progress()
        if not spoken or progress is None:
            return spoken
        n, total = progress
        return (*spoken, Spoken(self.counted_aloud, (("n", n), ("total", total))))

    def help_text(self) -> tuple[Message, ...]:
        """What the help button shows and says for this page."""
        return ()

    def help_said(self) -> tuple[Spoken, ...]:
        """The same with values, where a sentence has any."""
        return tuple(Spoken(text) for text in self.help_text())

    def shown_first(self) -> None:
        """Called once the page stands in the window: the place to put the cursor where typing begins."""

    def take_scan(self, text: str) -> bool:  # noqa: ARG002 - for pages that read one
        """A code from a scanner; whether this page reads it itself."""
        return False

    def typed(self) -> Mapping[str, object]:
        """What is being typed and is in no store yet."""
        return {}

    def put_back(self, typed: Mapping[str, object]) -> None:
        """Shows again what ``typed`` gave before the page was built anew."""


def headline(kit: Kit, message: Message, icon: str = "", **params: Value) -> QWidget:
    """Picture, large words, ear."""
    return spoken_row(kit, message, Role.QUESTION, Role.QUESTION_UNDER, icon, 16, **params)


def paragraph(kit: Kit, message: Message, icon: str = "", **params: Value) -> QWidget:
    """Picture, words of reading size, ear."""
    return spoken_row(kit, message, Role.BODY, Role.BODY_UNDER, icon, 11, **params)


def spoken_row(
    kit: Kit, message: Message, role: Role, under: Role, icon: str = "", icon_mm: float = 12, **params: Value
) -> QWidget:
    """One sentence with a picture before it and an ear behind it, where there is a clip to play; a tap on the words plays
    it too.
    """
    spoken = Spoken(message, tuple(params.items()))
    heard = kit.can_say(spoken)
    row = Heard(kit, spoken) if heard else QWidget()
    box = QHBoxLayout(row)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(kit.look.mm(2.5))
    if icon:
        box.addWidget(PictogramLabel(kit.look, icon, icon_mm), 0, Qt.AlignmentFlag.AlignTop)
    box.addWidget(BilingualLabel(kit.look, kit.show(message, **params), role, under), 1)
    if heard:
        box.addWidget(EarButton(kit, spoken), 0, Qt.AlignmentFlag.AlignTop)
    row.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return row


def beside(*widgets: QWidget, gap: int, stretch: bool = True) -> QHBoxLayout:
    """Widgets in a row, the rest of the row empty."""
    row = QHBoxLayout()
    row.setSpacing(gap)
    for widget in widgets:
        row.addWidget(widget)
    if stretch:
        row.addStretch(1)
    return row


def clear(layout: QLayout) -> None:
    """Takes every widget out of a layout and lets it go."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
