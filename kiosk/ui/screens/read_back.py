"""Somebody reads the answers aloud to the citizen, in a language both understand, and that is put on record."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from forms.text import Message
from kiosk.i18n.translator import Shown
from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.screens.answer_lines import AnswerLine, answer_card, by_page, listen_button
from kiosk.ui.screens.base import Screen, clear, headline, paragraph
from kiosk.ui.screens.card import Card
from kiosk.ui.screens.rows import Row
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.notices import NoticeBox

TITLE = Message(
    "ui.read_back.title", "Đọc lại cho bà con nghe", "Title: the answers are read aloud to the citizen."
)
HOW = Message(
    "ui.read_back.how",
    "Cán bộ hoặc người phiên dịch đọc từng câu. Nghe thấy chỗ nào sai, bà con cứ nói để sửa.",
    "What happens on this page. Must not lose: say so if something is wrong.",
)
READER = Message("ui.read_back.reader", "Người đọc", "Over the line for who reads the answers aloud.")
INTERPRETER = Message(
    "ui.read_back.interpreter",
    "Người phiên dịch (nếu có)",
    "Over the line for the interpreter; may stay empty.",
)
IN_LANGUAGE = Message(
    "ui.read_back.language", "Đọc bằng tiếng: {language}", "{language} is a language's name."
)
READER_MISSING = Message(
    "ui.read_back.reader_missing", "Xin ghi tên người đọc lại.", "Going on needs to know who read aloud."
)
HELP_READ = Message(
    "ui.read_back.help",
    "Ghi tên người đọc, và người phiên dịch nếu có. Máy đọc được câu hỏi, ngày và số; tên người thì cán bộ đọc.",
    "Help on the page where answers are read aloud.",
)


class ReadBackScreen(Screen):
    """The conductor reads ``reader`` and ``interpreter`` when the page goes on."""

    name = "read-back"

    def __init__(
        self, kit: Kit, rows: Sequence[Row], *, reader: str, interpreter: str, language: Shown
    ) -> None:
        super().__init__(kit)
        self._rows = tuple(rows)
        mm = kit.look.mm
        self.column.addWidget(headline(kit, TITLE, "read-aloud"))
        self.column.addWidget(paragraph(kit, HOW))
        self._told = QVBoxLayout()
        self.column.addLayout(self._told)
        listen = listen_button(kit, self._rows)
        if listen is not None:
            self.column.addWidget(listen)
        for title, some in by_page(self._rows):
            lines = [AnswerLine(kit, row, changeable=False, ears=True) for row in some]
            self.column.addWidget(answer_card(kit, title, lines))
        card = Card(kit.look)
        grid = QGridLayout()
        grid.setHorizontalSpacing(mm(4))
        self.reader = self._line(grid, 0, READER, "reader", reader)
        self.interpreter = self._line(grid, 1, INTERPRETER, "interpreter", interpreter)
        card.column.addLayout(grid)
        shown = kit.show(IN_LANGUAGE, language=language.text)
        card.column.addWidget(BilingualLabel(kit.look, shown, Role.NOTE, Role.OFFICER_SMALL, ink="muted"))
        self.column.addWidget(card)
        self.column.addStretch(1)

    def act(self, action: str) -> None:
        """Goes on only when it is known who reads."""
        if action == "continue" and not self.reader.text().strip():
            clear(self._told)
            self._told.addWidget(
                NoticeBox(self.kit, "warn", self.kit.show(READER_MISSING), message=READER_MISSING)
            )
            self.reader.setFocus()
            return
        super().act(action)

    def spoken(self) -> tuple[Spoken, ...]:
        """What happens here."""
        return (Spoken(TITLE), Spoken(HOW))

    def help_text(self) -> tuple[Message, ...]:
        """Who is to be named."""
        return (HELP_READ,)

    def typed(self) -> Mapping[str, object]:
        """Both names."""
        return {"reader": self.reader.text(), "interpreter": self.interpreter.text()}

    def put_back(self, typed: Mapping[str, object]) -> None:
        """Shows both names again."""
        self.reader.setText(str(typed.get("reader", self.reader.text())))
        self.interpreter.setText(str(typed.get("interpreter", "")))

    def _line(self, grid: QGridLayout, column: int, over: Message, name: str, text: str) -> TypedLine:
        kit = self.kit
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(kit.look.mm(0.8))
        box.addWidget(BilingualLabel(kit.look, kit.show(over), Role.NOTE, Role.OFFICER_SMALL))
        line = TypedLine(kit, capitals=True, most=120)
        line.setObjectName(name)
        line.setAccessibleName(kit.show(over).text)
        line.setText(text)
        box.addWidget(line)
        across = kit.look.scale.text.factor <= 1.3
        grid.addWidget(holder, 0 if across else column, column if across else 0)
        return line
