"""Which language is recorded: one of those this machine knows, or a new one with its two names."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal

from forms.text import Message
from kiosk.i18n.packs import Pack
from kiosk.ui.counter.desk_page import DeskPage
from kiosk.ui.counter.entries import Pick, PickGroup, PickTile, entry_line, labelled
from kiosk.ui.counter.section import Section, words
from kiosk.ui.widgets.even_grid import EvenGrid
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.studio.language.title", "Thu tiếng nào?", "Title: which language is recorded.")
OTHER = Message(
    "ui.studio.language.other", "Tiếng khác, chưa có ở trên", "A language this machine does not know."
)
NAME = Message(
    "ui.studio.language.name",
    "Tên tiếng đó, viết bằng chính tiếng đó",
    "Over a line: a language's name in itself.",
)
NAME_VI = Message(
    "ui.studio.language.name_vi",
    "Tên bằng tiếng Việt, thí dụ: Tiếng Khơ Mú",
    "Over a line: the name in Vietnamese.",
)
NUMBERS = Message(
    "ui.studio.language.numbers",
    "Số đếm trong tiếng đó ghép như tiếng Việt (hai trăm ba mươi)?",
    "Whether the language builds its numbers as Vietnamese does.",
)
LIKE_VIETNAMESE = Message("ui.studio.language.numbers_vi", "Ghép như tiếng Việt", "An answer about numbers.")
DIGITS = Message(
    "ui.studio.language.numbers_digits", "Khác, hoặc không chắc: đọc từng chữ số", "An answer about numbers."
)
BEGIN = Message("ui.studio.language.begin", "Thu tiếng khác này", "Button: begins a new language.")
HELP_LANGUAGE = Message(
    "ui.studio.language.help",
    "Chạm vào tiếng sẽ thu. Tiếng chưa có thì ghi tên ở dưới; tên gọi viết đúng như bà con tự gọi.",
    "Help on choosing a language to record. Must not lose: the name people use for themselves.",
)


class LanguageToRecordScreen(DeskPage):
    """``chosen(tag)`` for a known one; ``begun(name, name_vi, grammar)`` for a new one."""

    name = "studio-language"
    chosen = Signal(str)
    begun = Signal(str, str, str)

    def __init__(self, kit: Kit, packs: Sequence[Pack]) -> None:
        super().__init__(kit, kit.show(TITLE).text, "language")
        grid = EvenGrid(columns=3, gap=kit.look.mm(1.6))
        for pack in packs:
            note = pack.name_vi if pack.name_vi != pack.name else ""
            tile = PickTile(kit, Pick(pack.tag, pack.name, "language", note))
            tile.setCheckable(False)
            tile.setObjectName(f"record-{pack.tag}")
            tile.tapped.connect(lambda tag=pack.tag: self._choose(tag))
            grid.add(tile)
        self.rows.addWidget(grid)
        other = Section(kit, "other", kit.show(OTHER).text, "plus")
        self.own_name = entry_line(kit, "own-name", NAME, most=60)
        self.vi_name = entry_line(kit, "vi-name", NAME_VI, most=60)
        self.numbers = PickGroup(
            kit,
            "numbers",
            (Pick("vi", kit.show(LIKE_VIETNAMESE).text), Pick("digits", kit.show(DIGITS).text)),
            columns=2,
            first="digits",
        )
        other.add(labelled(kit, NAME, self.own_name))
        other.add(labelled(kit, NAME_VI, self.vi_name))
        other.add(words(kit, kit.show(NUMBERS).text))
        other.add(self.numbers)
        self.rows.addWidget(other)
        self.deed("language-begin", BEGIN, "next", kind=Kind.PRIMARY).tapped.connect(self._begin)

    def help_text(self) -> tuple[Message, ...]:
        """Which to tap."""
        return (HELP_LANGUAGE,)

    def typed(self) -> Mapping[str, object]:
        """Both names and how numbers are built."""
        return {
            "name": self.own_name.text(),
            "name_vi": self.vi_name.text(),
            "numbers": self.numbers.value() or "",
        }

    def put_back(self, typed: Mapping[str, object]) -> None:
        """The same again."""
        self.own_name.setText(str(typed.get("name", "")))
        self.vi_name.setText(str(typed.get("name_vi", "")))
        self.numbers.choose(str(typed.get("numbers", "digits")))

    def _choose(self, tag: str) -> None:
        if self.kit.taps.accepts():
            self.chosen.emit(tag)

    def _begin(self) -> None:
        grammar = "vi" if self.numbers.value() == "vi" else ""
        self.begun.emit(self.own_name.text(), self.vi_name.text(), grammar)
