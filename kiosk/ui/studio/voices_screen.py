"""The studio's first page: the voices that were begun, each with how far it is, and the way to a new one."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal

from forms.text import Message
from kiosk.ui.counter.desk_page import DeskPage
from kiosk.ui.counter.entries import Pick, PickTile
from kiosk.ui.counter.section import words
from kiosk.ui.widgets.even_grid import EvenGrid
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.studio.title", "Thu tiếng nói", "Title of the voice studio.")
WHY = Message(
    "ui.studio.why",
    "Người nói tiếng của mình thu từng câu, máy dùng ngay cho bà con. Một buổi là đủ cho việc hay gặp nhất. Câu nào thu"
    " xong là giữ luôn, nghỉ lúc nào cũng được.",
    "Under the title of the voice studio. Must not lose: every sentence is kept at once, one may stop at any time.",
)
BEGUN = Message("ui.studio.begun", "Đang thu dở, chạm để thu tiếp", "Over the voices that were begun.")
NEW = Message("ui.studio.new", "Thu tiếng khác", "Button: a new voice or a new language.")
UNNAMED = Message("ui.studio.unnamed", "Người nói không nêu tên", "A speaker who wishes no name.")
HOW_FAR = Message(
    "ui.studio.how_far",
    "Việc hay gặp: {done}/{total} câu, còn chừng {minutes} phút",
    "How far a voice is: sentences of the core path, and minutes at the microphone that are left.",
)
CORE_DONE = Message(
    "ui.studio.core_done",
    "Xong việc hay gặp. Thu thêm được {done}/{total} câu",
    "The core path of a voice is complete; how many of all sentences there are.",
)
HELP_STUDIO = Message(
    "ui.studio.help",
    "Ngồi cùng người nói ở chỗ yên tĩnh, micrô cách miệng chừng một gang tay. Máy hiện từng câu tiếng Việt, người nói"
    " nói lại bằng tiếng của mình theo ý, không cần từng chữ.",
    "Help in the voice studio. Must not lose: say the meaning, not word by word.",
)


@dataclass(frozen=True, slots=True)
class VoiceLine:
    """A voice as the list shows it: ``key`` names it, ``language`` and ``speaker`` as they are shown."""

    key: str
    language: str
    speaker: str
    how_far: str


class VoicesScreen(DeskPage):
    """``chosen(key)`` for a voice that was begun; ``new_asked``."""

    name = "studio"
    chosen = Signal(str)
    new_asked = Signal()

    def __init__(self, kit: Kit, voices: Sequence[VoiceLine]) -> None:
        super().__init__(kit, kit.show(TITLE).text, "sound")
        self.rows.addWidget(words(kit, kit.show(WHY).text, "muted"))
        if voices:
            self.rows.addWidget(words(kit, kit.show(BEGUN).text))
        grid = EvenGrid(columns=2, gap=kit.look.mm(1.6))
        for voice in voices:
            name = f"{voice.language} – {voice.speaker}"
            tile = PickTile(kit, Pick(voice.key, name, "sound", voice.how_far))
            tile.setCheckable(False)
            tile.setObjectName(f"voice-{voice.key}")
            tile.tapped.connect(lambda key=voice.key: self._choose(key))
            grid.add(tile)
        self.rows.addWidget(grid)
        self.deed("studio-new", NEW, "plus", kind=Kind.PRIMARY).tapped.connect(self.new_asked)

    def help_text(self) -> tuple[Message, ...]:
        """How to sit and how to speak."""
        return (HELP_STUDIO,)

    def _choose(self, key: str) -> None:
        if self.kit.taps.accepts():
            self.chosen.emit(key)
