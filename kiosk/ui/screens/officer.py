"""The officer's look over everything, and the confirmation that makes the dossier a sealed one."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from forms.faults import Fault
from forms.text import Message
from kiosk.domain.dossier import SignedHow
from kiosk.i18n.translator import Shown
from kiosk.ui.screens.answer_lines import AnswerLine, answer_card, by_page
from kiosk.ui.screens.base import Screen, clear, headline
from kiosk.ui.screens.card import Card
from kiosk.ui.screens.part_list import PartLine, part_card
from kiosk.ui.screens.rows import Row, about
from kiosk.ui.screens.secret_line import SecretLine
from kiosk.ui.screens.signature import BY_FINGER, BY_THUMB, BY_WITNESS
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.folding import FoldingRow
from kiosk.ui.widgets.kit import Kit, Spoken, plain
from kiosk.ui.widgets.notices import ErrorSummary, NoticeBox
from kiosk.ui.widgets.pressable import Kind

TITLE = Message(
    "ui.officer.title", "Cán bộ xem và xác nhận", "Title of the officer's page before confirming."
)
CONFIRM = Message("ui.officer.confirm", "Xác nhận hồ sơ", "Button: seals the dossier. Cannot be undone.")
FINAL = Message(
    "ui.officer.final",
    "Xác nhận xong, hồ sơ được niêm phong và tự gửi khi có mạng. Sau đó chỉ bổ sung, không sửa.",
    "What confirming does. Must not lose: sent by itself, then only supplements.",
)
UNSURE = Message(
    "ui.officer.unsure", "Bà con chưa biết các câu sau:", "Over the questions answered with I don't know."
)
FOR_WHOM = Message("ui.officer.for_whom", "Hồ sơ của", "Before the citizen's name.")
SIGNED = Message("ui.officer.signed", "Đã ký", "Before the way the citizen signed.")
PAPERS = Message("ui.officer.papers", "Giấy tờ: {count}", "How many papers were taken in.")
READ_BY = Message("ui.officer.read_by", "Người đọc lại", "Before the name of whoever read the answers aloud.")
HELP_OFFICER = Message(
    "ui.officer.help",
    "Xem lại các câu được đánh dấu, rồi gõ mã PIN: đủ sáu số là xác nhận. Chưa đặt PIN thì gõ mật khẩu và chạm Xác nhận hồ sơ.",
    "Help for the officer before confirming.",
)

_SIGNED_HOW = {
    SignedHow.FINGER: BY_FINGER,
    SignedHow.THUMB_PAPER: BY_THUMB,
    SignedHow.WITNESS: BY_WITNESS,
}


@dataclass(frozen=True, slots=True)
class OfficerView:
    """What the officer must know before confirming. ``warnings``: name of the field and what is odd about it."""

    procedure: Message
    citizen: str
    rows: tuple[Row, ...]
    parts: tuple[PartLine, ...]
    warnings: tuple[tuple[Message, Message], ...]
    reasons: tuple[Message, ...]
    faults: tuple[Fault, ...]
    papers: int
    signed: SignedHow | None
    reader: str


class OfficerScreen(Screen):
    """``confirmed(secret)``; ``mend(field or paper)`` from the list of faults."""

    name = "officer"
    confirmed = Signal(str)
    mend = Signal(str)

    def __init__(self, kit: Kit, view: OfficerView, *, pin: bool) -> None:
        super().__init__(kit)
        self._view = view
        self.column.addWidget(headline(kit, TITLE, "officer"))
        self._told = QVBoxLayout()
        self.column.addLayout(self._told)
        self.show_faults(view.faults)
        head = Card(kit.look)
        head.column.addWidget(BilingualLabel(kit.look, kit.show(view.procedure), Role.ANSWER, Role.NOTE))
        self._fact(head, FOR_WHOM, plain(view.citizen or "–"))
        self._fact(head, READ_BY, plain(view.reader or "–"))
        if view.signed is not None:
            self._fact(head, SIGNED, kit.show(_SIGNED_HOW[view.signed]))
        head.column.addWidget(
            BilingualLabel(kit.look, kit.show(PAPERS, count=view.papers), Role.NOTE, Role.OFFICER_SMALL)
        )
        top = FoldingRow(kit.look.mm(3), kit.look.mm(150 * kit.look.scale.text.factor))
        top.add(head, 1)
        self.column.addWidget(top)
        for reason in view.reasons:
            self.column.addWidget(NoticeBox(kit, "warn", kit.show(reason), icon="officer"))
        for label, warning in view.warnings:
            name, said = kit.show(label), kit.show(warning)
            shown = Shown(f"{name.text}: {said.text}", f"{name.vi}: {said.vi}", said.is_draft, said.tag)
            self.column.addWidget(NoticeBox(kit, "warn", shown))
        unsure = [row for row in view.rows if row.unsure]
        if unsure:
            card = Card(kit.look, edge="warn", surface="warn_wash")
            card.column.addWidget(
                BilingualLabel(kit.look, kit.show(UNSURE), Role.BODY, Role.NOTE, ink="warn_ink")
            )
            for row in unsure:
                card.column.addWidget(
                    BilingualLabel(kit.look, _label(kit, row), Role.ANSWER, Role.NOTE, ink="warn_ink")
                )
            self.column.addWidget(card)
        confirm = Card(kit.look, edge="accent")
        confirm.column.addWidget(BilingualLabel(kit.look, kit.show(FINAL), Role.BODY, Role.NOTE))
        self.secret = SecretLine(kit, pin=pin, name="secret")
        self.secret.given.connect(self.confirmed)
        confirm.column.addWidget(self.secret)
        top.add(confirm, 1)
        if view.parts:
            self.column.addWidget(part_card(kit, view.parts))
        for title, some in by_page(view.rows):
            lines = [AnswerLine(kit, row, changeable=False, ears=False) for row in some]
            self.column.addWidget(answer_card(kit, title, lines))
        self.column.addStretch(1)

    def steps(self) -> tuple[Action, ...]:
        """Confirm."""
        return (Action("confirm", CONFIRM, Kind.PRIMARY, "stamp"),)

    def act(self, action: str) -> None:
        """Asks for the secret to be looked at."""
        if action in ("confirm", "continue"):
            self.secret.give()

    def spoken(self) -> tuple[Spoken, ...]:
        """The title; the officer reads the rest."""
        return (Spoken(TITLE), Spoken(FINAL))

    def help_text(self) -> tuple[Message, ...]:
        """What confirming takes."""
        return (HELP_OFFICER,)

    def show_faults(self, faults: Sequence[Fault]) -> None:
        """Every fault by name; nothing was stored as confirmed."""
        clear(self._told)
        if faults:
            summary = ErrorSummary(self.kit, faults, about(self.kit, self._view.rows))
            summary.chosen.connect(self.mend)
            self._told.addWidget(summary)

    def _fact(self, card: Card, label: Message, shown: Shown) -> None:
        name = self.kit.show(label)
        line = Shown(f"{name.text}: {shown.text}", f"{name.vi}: {shown.vi}", name.is_draft, name.tag)
        card.column.addWidget(BilingualLabel(self.kit.look, line, Role.BODY, Role.NOTE))


def _label(kit: Kit, row: Row) -> Shown:
    """The name of a fact, with whom it is about where there are several."""
    name = kit.show(row.label)
    if row.which is None:
        return name
    who = row.which.shown(kit)
    return Shown(f"{who.text} – {name.text}", f"{who.vi} – {name.vi}", name.is_draft, name.tag)
