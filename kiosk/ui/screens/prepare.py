"""Before the first question: which papers, what it costs, how long it takes, who must come. Said aloud as
well.

People travel hours for this; what is not known is said to be not known and never shown as nothing.
"""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from forms.definition import PaperHandling
from forms.text import Message
from kiosk.i18n.values import Money, Value
from kiosk.services.guidance import Preparation
from kiosk.ui.screens.base import Screen, headline, paragraph, spoken_row
from kiosk.ui.screens.card import Card
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.notices import NoticeBox

PAPERS = Message("ui.prepare.papers", "Giấy tờ cần mang", "Heading over the list of papers.")
PAPERS_LATER = Message(
    "ui.prepare.papers_later",
    "Cần giấy nào còn tùy câu trả lời của bà con. Thiếu giấy vẫn trả lời được các câu hỏi.",
    "Under the list of papers: not all of them are needed by everybody.",
)
NO_PAPERS = Message("ui.prepare.no_papers", "Không cần mang giấy tờ gì.", "A procedure without papers.")
COST = Message("ui.prepare.cost", "Lệ phí", "Heading: what it costs.")
COST_IS = Message("ui.prepare.cost_is", "Lệ phí là {amount}.", "{amount} is an amount of money.")
COST_FREE = Message("ui.prepare.cost_free", "Không phải nộp lệ phí.", "The fee is known to be zero.")
COST_UNKNOWN = Message(
    "ui.prepare.cost_unknown",
    "Lệ phí: chưa có dữ liệu. Cán bộ sẽ nói cho bà con biết.",
    "The fee is not known to this machine. Never translate as free.",
)
HOW_LONG = Message("ui.prepare.how_long", "Bao lâu có kết quả", "Heading: how long it takes.")
WHO_COMES = Message("ui.prepare.who", "Ai phải đến", "Heading: who must come in person.")
PAST_LAST_DAY = Message(
    "ui.prepare.past_last_day",
    "Mẫu thủ tục này đã hết ngày được dùng. Máy vẫn ghi câu trả lời vào bản nháp, nhưng chưa nộp được.",
    "The definition's last lawful day has passed: only drafts are taken.",
)
HELP_PREPARE = Message(
    "ui.prepare.help",
    "Trang này cho bà con biết trước phải chuẩn bị gì. Chạm cái tai để nghe. Xong thì chạm Tiếp tục.",
    "Help on the page that tells what to prepare.",
)

HANDLING: dict[PaperHandling, tuple[str, Message]] = {
    PaperHandling.HANDED_IN: (
        "paper-hand-in",
        Message("ui.handling.handed_in", "Nộp bản chính", "What happens to a paper at the counter."),
    ),
    PaperHandling.SHOWN: (
        "paper-show",
        Message(
            "ui.handling.shown",
            "Cho xem, chụp rồi trả lại ngay",
            "What happens to a paper at the counter: it is handed back at once.",
        ),
    ),
    PaperHandling.COPY: (
        "paper-copy",
        Message("ui.handling.copy", "Bản chụp hoặc bản sao", "What happens to a paper at the counter."),
    ),
    PaperHandling.NUMBER_ONLY: (
        "paper-number",
        Message(
            "ui.handling.number_only",
            "Chỉ cần số, cán bộ tra cứu",
            "What happens to a paper at the counter: it is looked up by number.",
        ),
    ),
}


class PrepareScreen(Screen):
    """What a procedure needs."""

    name = "prepare"
    protects = False

    def __init__(self, kit: Kit, preparation: Preparation) -> None:
        super().__init__(kit)
        self._given = preparation
        definition = preparation.definition
        self.column.addWidget(headline(kit, definition.name))
        if not preparation.can_be_filed:
            message = definition.after_last_day or PAST_LAST_DAY
            self.column.addWidget(NoticeBox(kit, "warn", kit.show(message), message=message))
        self.column.addWidget(paragraph(kit, definition.summary))
        papers = self._part("paper", PAPERS)
        for state in preparation.papers:
            icon, handling = HANDLING[state.handling]
            papers.addWidget(_paper(kit, icon, state.paper.name, handling))
        papers.addWidget(
            spoken_row(kit, PAPERS_LATER if preparation.papers else NO_PAPERS, Role.BODY, Role.NOTE)
        )
        cost, params = self._cost()
        self._part("money", COST).addWidget(
            spoken_row(kit, cost, Role.BODY, Role.BODY_UNDER, "", 12, **params)
        )
        self._fact("clock", HOW_LONG, definition.due_rule.text)
        self._fact("people", WHO_COMES, definition.presence.text)
        self.column.addStretch(1)

    def spoken(self) -> tuple[Spoken, ...]:
        """Everything on the page, in its order."""
        definition = self._given.definition
        cost, params = self._cost()
        papers = [Spoken(state.paper.name) for state in self._given.papers]
        return (
            Spoken(definition.name),
            Spoken(definition.summary),
            Spoken(PAPERS),
            *papers,
            Spoken(PAPERS_LATER if papers else NO_PAPERS),
            Spoken(cost, tuple(params.items())),
            Spoken(definition.due_rule.text),
            Spoken(definition.presence.text),
        )

    def help_text(self) -> tuple[Message, ...]:
        """What this page is for."""
        return (HELP_PREPARE,)

    def _cost(self) -> tuple[Message, dict[str, Value]]:
        fee = self._given.fee
        if fee.exempt and fee.why is not None:
            return fee.why, {}
        if fee.amount is None or not fee.known:
            return COST_UNKNOWN, {}
        return (COST_FREE, {}) if fee.amount == 0 else (COST_IS, {"amount": Money(fee.amount)})

    def _part(self, icon: str, title: Message) -> QVBoxLayout:
        card = Card(self.kit.look)
        card.column.addWidget(spoken_row(self.kit, title, Role.ANSWER, Role.ANSWER_UNDER, icon, 11))
        self.column.addWidget(card)
        return card.column

    def _fact(self, icon: str, title: Message, text: Message) -> None:
        self._part(icon, title).addWidget(spoken_row(self.kit, text, Role.BODY, Role.BODY_UNDER))


def _paper(kit: Kit, icon: str, name: Message, handling: Message) -> QWidget:
    row = QWidget()
    box = QVBoxLayout(row)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    box.addWidget(spoken_row(kit, name, Role.BODY, Role.BODY_UNDER, icon, 11))
    under = BilingualLabel(kit.look, kit.show(handling), Role.NOTE, Role.OFFICER_SMALL, ink="muted")
    under.setContentsMargins(kit.look.mm(13.5), 0, 0, 0)
    box.addWidget(under)
    return row
