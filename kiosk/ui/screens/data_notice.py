"""Which data are used and on which legal basis, before the first question; and the one extra question
beside it.

Nothing is ticked beforehand, and refusing looks exactly like agreeing.
"""

from collections.abc import Mapping

from PySide6.QtCore import Signal

from forms.text import Message
from kiosk.services.confirmation import DataUse
from kiosk.ui.screens.base import Screen, headline, paragraph, spoken_row
from kiosk.ui.screens.card import Card
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.tiles import Choice, TileGroup

TITLE = Message(
    "ui.data_use.title", "Thông tin của bà con được dùng vào việc gì", "Title of the notice of data use."
)
KEEP_YES = Message("ui.data_use.keep_yes", "Giữ lại cho lần sau", "Answer to the extra question: yes.")
KEEP_NO = Message("ui.data_use.keep_no", "Không giữ", "Answer to the extra question: no. Just as good.")
HELP_DATA = Message(
    "ui.data_use.help",
    "Trang này nói rõ cơ quan dùng thông tin để làm gì. Câu hỏi ở dưới chọn thế nào cũng được.",
    "Help on the notice of data use.",
)


class DataNoticeScreen(Screen):
    """``answered(given)`` for the extra question; going on without an answer is allowed and means no."""

    name = "data-notice"
    protects = False
    answered = Signal(bool)

    def __init__(self, kit: Kit, use: DataUse, further: tuple[Spoken, ...] = ()) -> None:
        """``further``: what the help tells besides, where the page that tells it was passed over."""
        super().__init__(kit)
        self._further = further
        self._use = use
        self.column.addWidget(headline(kit, TITLE, "shield"))
        self.column.addWidget(paragraph(kit, use.text))
        self.column.addWidget(spoken_row(kit, use.basis, Role.NOTE, Role.OFFICER_SMALL, "info", 8))
        card = Card(kit.look)
        card.column.addWidget(spoken_row(kit, use.extra, Role.BODY, Role.BODY_UNDER))
        self._tiles = TileGroup(
            kit,
            (
                Choice("yes", kit.show(KEEP_YES), "save", Spoken(KEEP_YES)),
                Choice("no", kit.show(KEEP_NO), "no", Spoken(KEEP_NO)),
            ),
            columns=2,
            name="consent",
        )
        self._tiles.chosen.connect(lambda id: self.answered.emit(id == "yes"))
        card.column.addWidget(self._tiles)
        self.column.addWidget(card)
        self.column.addStretch(1)

    def consent(self) -> bool | None:
        """What was chosen; None when nothing was."""
        return {"yes": True, "no": False}.get(self._tiles.chosen_id() or "")

    def spoken(self) -> tuple[Spoken, ...]:
        """The whole notice."""
        return (Spoken(TITLE), Spoken(self._use.text), Spoken(self._use.extra))

    def help_text(self) -> tuple[Message, ...]:
        """What this page is for."""
        return (HELP_DATA,)

    def help_said(self) -> tuple[Spoken, ...]:
        """What this page is for, and what was not told before it."""
        return (*super().help_said(), *self._further)

    def typed(self) -> Mapping[str, object]:
        """The answer so far."""
        return {"consent": self.consent()}

    def put_back(self, typed: Mapping[str, object]) -> None:
        """Shows the answer again."""
        consent = typed.get("consent")
        if isinstance(consent, bool):
            self._tiles.choose("yes" if consent else "no")
