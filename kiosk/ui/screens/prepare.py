"""Before the first question: which papers, what it costs, how long it takes, who must come. Said aloud as
well.

People travel hours for this; what is not known is said to be not known and never shown as nothing.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forms.definition import Attendance, Paper, PaperHandling
from forms.kinds import Kind as Purpose
from forms.kinds import Stage as When
from forms.text import Message
from kiosk.i18n.values import Money, Value
from kiosk.services.guidance import Preparation
from kiosk.ui.screens.base import Screen, beside, clear, headline, paragraph, spoken_row
from kiosk.ui.screens.card import Card
from kiosk.ui.screens.guide import PRINT_LEAFLET
from kiosk.ui.screens.life_events import KINDS, procedure_picture
from kiosk.ui.screens.part_list import part_card, parts_before, parts_spoken
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.kit import Kit, Spoken
from kiosk.ui.widgets.notices import NoticeBox
from kiosk.ui.widgets.pictogram import PictogramLabel, has_pictogram

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
DEADLINE = Message("ui.prepare.deadline", "Nên làm trước", "Heading: until when the citizen should file.")
AT_FILING = Message("ui.prepare.at_filing", "Đến lúc nộp hồ sơ", "When somebody has to come in person.")
AT_RESULT = Message("ui.prepare.at_result", "Đến lúc nhận kết quả", "When somebody has to come in person.")
BEFORE = Message("ui.prepare.before", "Ký trước mặt: {who}", "Before whom somebody has to sign.")
PRINT_BRING = Message(
    "ui.prepare.print_bring", "In giấy dặn mang gì", "Button: prints the list of what to bring, to take home."
)
WORKSHEET_ONLY = Message(
    "ui.prepare.worksheet_only",
    "Việc này máy chỉ giúp điền phiếu và in ra. Máy không gửi đi; bà con tự mang phiếu đi nộp.",
    "Must not lose: the kiosk sends nothing for this procedure.",
)
GUIDE_ONLY = Message(
    "ui.prepare.guide_only",
    "Việc này máy chỉ hướng dẫn từng bước. Máy không hỏi và không gửi gì.",
    "Must not lose: the kiosk asks nothing and sends nothing for this procedure.",
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


#: Side of a paper's picture.
PAPER_MM = 13.0

_NOT_FILED = {Purpose.WORKSHEET: WORKSHEET_ONLY, Purpose.GUIDE: GUIDE_ONLY}


class PrepareScreen(Screen):
    """What a procedure needs. ``bring_asked``: the list of what to bring is to be printed; ``leaflet_asked``: the leaflet."""

    name = "prepare"
    protects = False
    bring_asked = Signal()
    leaflet_asked = Signal()

    def __init__(self, kit: Kit, preparation: Preparation) -> None:
        super().__init__(kit)
        self._given = preparation
        definition = preparation.definition
        picture = procedure_picture(definition.picture, definition.life_event)
        self.column.addWidget(headline(kit, definition.name, picture))
        self._told = QVBoxLayout()
        self.column.addLayout(self._told)
        if preparation.kind is not Purpose.FILING:
            self._say("info", _NOT_FILED[preparation.kind], KINDS[preparation.kind][0])
        elif not preparation.can_be_filed:
            self._say("warn", definition.after_last_day or PAST_LAST_DAY)
        if preparation.undelivered is not None:
            self._say("warn", preparation.undelivered)
        self.column.addWidget(paragraph(kit, definition.summary))
        self._parts = parts_before(preparation.parts)
        if len(self._parts) > 1:
            self.column.addWidget(part_card(kit, self._parts))
        if _tells_papers(preparation):
            self._paper_list()
        if preparation.kind is Purpose.FILING:
            cost, params = _cost(preparation)
            self._part("money", COST).addWidget(
                spoken_row(kit, cost, Role.BODY, Role.BODY_UNDER, "", 12, **params)
            )
        if _tells_time(preparation):
            self._fact("clock", HOW_LONG, preparation.due.text)
        who = self._part("people", WHO_COMES)
        who.addWidget(spoken_row(kit, definition.presence.text, Role.BODY, Role.BODY_UNDER))
        for one in preparation.people:
            who.addWidget(self._attendance(one))
        for deadline in preparation.deadlines:
            self._fact("calendar", DEADLINE, deadline.message)
        leaflet = BigButton(
            kit, kit.show(PRINT_LEAFLET), icon="paper-list", least=16, role=Role.BODY, under=Role.NOTE
        )
        leaflet.setObjectName("leaflet-print")
        leaflet.tapped.connect(self.leaflet_asked)
        self.column.addLayout(beside(leaflet, gap=0))
        self.column.addStretch(1)

    def _say(self, tone: str, message: Message, icon: str | None = None) -> None:
        self.column.addWidget(NoticeBox(self.kit, tone, self.kit.show(message), icon=icon, message=message))

    def _paper_list(self) -> None:
        kit, given = self.kit, self._given
        papers = self._part("paper", PAPERS)
        for state in given.papers:
            icon, handling = HANDLING[state.handling]
            papers.addWidget(_paper(kit, state.paper, icon, handling))
        papers.addWidget(spoken_row(kit, PAPERS_LATER if given.papers else NO_PAPERS, Role.BODY, Role.NOTE))
        bring = BigButton(kit, kit.show(PRINT_BRING), icon="bag", least=16, role=Role.BODY, under=Role.NOTE)
        bring.setObjectName("bring-print")
        bring.tapped.connect(self.bring_asked)
        papers.addLayout(beside(bring, gap=0))

    def _attendance(self, one: Attendance) -> QWidget:
        """Who has to come, when, and before whom they sign."""
        kit = self.kit
        row = QWidget()
        box = QVBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(kit.look.mm(0.2))
        box.addWidget(spoken_row(kit, one.who, Role.BODY, Role.NOTE, "self", 8))
        when = kit.show(AT_FILING if one.at is When.FILING else AT_RESULT)
        box.addWidget(BilingualLabel(kit.look, when, Role.NOTE, Role.OFFICER_SMALL, ink="muted"))
        if one.before is not None:
            before = kit.show(BEFORE, who=one.before)
            box.addWidget(BilingualLabel(kit.look, before, Role.NOTE, Role.OFFICER_SMALL, ink="muted"))
        return row

    def tell(self, tone: str, message: Message) -> None:
        """What became of printing."""
        clear(self._told)
        self._told.addWidget(NoticeBox(self.kit, tone, self.kit.show(message), message=message))

    def spoken(self) -> tuple[Spoken, ...]:
        """Everything on the page, in its order."""
        return facts(self._given)

    def help_text(self) -> tuple[Message, ...]:
        """What this page is for."""
        return (HELP_PREPARE,)

    def _part(self, icon: str, title: Message) -> QVBoxLayout:
        card = Card(self.kit.look)
        card.column.addWidget(spoken_row(self.kit, title, Role.ANSWER, Role.ANSWER_UNDER, icon, 11))
        self.column.addWidget(card)
        return card.column

    def _fact(self, icon: str, title: Message, text: Message) -> None:
        self._part(icon, title).addWidget(spoken_row(self.kit, text, Role.BODY, Role.BODY_UNDER))


def facts(given: Preparation) -> tuple[Spoken, ...]:
    """Everything to be known before the first question, in the order of the page."""
    definition = given.definition
    said = [Spoken(definition.name)]
    if given.kind is not Purpose.FILING:
        said.append(Spoken(_NOT_FILED[given.kind]))
    if given.undelivered is not None:
        said.append(Spoken(given.undelivered))
    said.append(Spoken(definition.summary))
    parts = parts_before(given.parts)
    if len(parts) > 1:
        said += parts_spoken(parts)
    if _tells_papers(given):
        papers = [Spoken(state.paper.name) for state in given.papers]
        said += [Spoken(PAPERS), *papers, Spoken(PAPERS_LATER if papers else NO_PAPERS)]
    if given.kind is Purpose.FILING:
        cost, params = _cost(given)
        said.append(Spoken(cost, tuple(params.items())))
    if _tells_time(given):
        said.append(Spoken(given.due.text))
    said.append(Spoken(definition.presence.text))
    said += [Spoken(one.who) for one in given.people]
    return (*said, *(Spoken(deadline.message) for deadline in given.deadlines))


def _tells_papers(given: Preparation) -> bool:
    return given.kind is Purpose.FILING or bool(given.papers)


def _tells_time(given: Preparation) -> bool:
    """A guide has no time of its own unless one is known; of a filing it is said as well that none is known."""
    return given.kind is Purpose.FILING or given.due.known


def _cost(given: Preparation) -> tuple[Message, dict[str, Value]]:
    fee = given.fee
    if fee.exempt and fee.why is not None:
        return fee.why, {}
    if fee.amount is None or not fee.known:
        return COST_UNKNOWN, {}
    return (COST_FREE, {}) if fee.amount == 0 else (COST_IS, {"amount": Money(fee.amount)})


def paper_picture(paper: Paper, handling: str) -> str:
    """The paper's own pictogram where this program has it, else that of what happens to it."""
    return paper.picture if paper.picture is not None and has_pictogram(paper.picture) else handling


def handling_row(kit: Kit, icon: str, words: Message) -> QWidget:
    """What happens to a paper: a small sign and its words."""
    row = QWidget()
    box = QHBoxLayout(row)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(kit.look.mm(1.5))
    box.addWidget(PictogramLabel(kit.look, icon, 6.5), 0, Qt.AlignmentFlag.AlignTop)
    box.addWidget(BilingualLabel(kit.look, kit.show(words), Role.NOTE, Role.OFFICER_SMALL, ink="muted"), 1)
    row.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return row


def _paper(kit: Kit, paper: Paper, icon: str, handling: Message) -> QWidget:
    row = QWidget()
    box = QVBoxLayout(row)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    box.addWidget(
        spoken_row(kit, paper.name, Role.BODY, Role.BODY_UNDER, paper_picture(paper, icon), PAPER_MM)
    )
    under = handling_row(kit, icon, handling)
    under.setContentsMargins(kit.look.mm(PAPER_MM + 2.5), 0, 0, 0)
    box.addWidget(under)
    return row
