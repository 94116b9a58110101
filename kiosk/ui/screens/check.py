"""All answers on one page, each with Change, before anything is signed."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from forms.faults import Fault
from forms.text import Message
from kiosk.ui.screens.answer_lines import AnswerLine, answer_card, by_page, listen_button
from kiosk.ui.screens.base import Screen, headline
from kiosk.ui.screens.part_list import PartLine, part_card
from kiosk.ui.screens.rows import Row, about
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.notices import ErrorSummary, NoticeBox

TITLE = Message(
    "ui.check.title", "Bà con xem lại các câu trả lời", "Title of the page with all answers before signing."
)
HELP_CHECK = Message(
    "ui.check.help",
    "Chỗ nào chưa đúng thì chạm Sửa ở cuối dòng. Đúng cả rồi thì chạm Tiếp tục.",
    "Help on the page with all answers.",
)


class CheckScreen(Screen):
    """``change(address)``; ``mend(address or paper)`` from the list of what is still missing.

    ``parts``: who decides what; ``deadlines`` are information for the citizen and never stop anybody.
    """

    name = "check"
    change = Signal(str)
    mend = Signal(str)

    def __init__(
        self,
        kit: Kit,
        rows: Sequence[Row],
        faults: Sequence[Fault],
        reasons: Sequence[Message],
        parts: Sequence[PartLine] = (),
        deadlines: Sequence[Message] = (),
    ) -> None:
        super().__init__(kit)
        self._faults = tuple(faults)
        self.column.addWidget(headline(kit, TITLE))
        if faults:
            summary = ErrorSummary(kit, faults, about(kit, rows))
            summary.chosen.connect(self.mend)
            self.column.addWidget(summary)
        for reason in reasons:
            self.column.addWidget(NoticeBox(kit, "info", kit.show(reason), icon="officer", message=reason))
        for deadline in deadlines:
            self.column.addWidget(
                NoticeBox(kit, "info", kit.show(deadline), icon="calendar", message=deadline)
            )
        if parts:
            self.column.addWidget(part_card(kit, parts))
        listen = listen_button(kit, rows)
        if listen is not None:
            self.column.addWidget(listen)
        for title, some in by_page(rows):
            lines = []
            for row in some:
                line = AnswerLine(kit, row, changeable=True, ears=False)
                if line.change is not None:
                    line.change.tapped.connect(lambda field=row.field: self.change.emit(field))
                lines.append(line)
            self.column.addWidget(answer_card(kit, title, lines))
        self.column.addStretch(1)

    def spoken(self) -> tuple[Spoken, ...]:
        """The title and what is missing."""
        faults = [
            one for f in self._faults for one in (Spoken(f.label), Spoken(f.message, tuple(f.params.items())))
        ]
        return (Spoken(TITLE), *faults)

    def help_text(self) -> tuple[Message, ...]:
        """How to change an answer."""
        return (HELP_CHECK,)
