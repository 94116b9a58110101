"""A fee wrongly booked: which one, and why it is taken back. What was booked stays in the book beside its correction."""

from collections.abc import Mapping

from PySide6.QtCore import Signal

from forms.text import Message
from kiosk.domain.counter_book import FeeTaken
from kiosk.i18n.values import Money
from kiosk.services.fees import PAID_WORDS
from kiosk.ui.counter.desk_page import DeskPage
from kiosk.ui.counter.entries import Pick, PickGroup, entry_line, labelled
from kiosk.ui.counter.section import Section, signed, words
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.fee_correct.title", "Sửa khoản đã thu của {name}", "Title: a fee is taken back.")
WHAT = Message(
    "ui.fee_correct.what",
    "Biên lai {receipt}, {paid}, {amount}",
    "The fee that is taken back: receipt number, how it was paid, amount.",
)
MEANS = Message(
    "ui.fee_correct.means",
    "Máy ghi thêm một khoản âm {amount}; khoản cũ và lý do vẫn nằm trong sổ và được gửi lên tỉnh. Sau đó ghi lại cho đúng.",
    "What a correction means. Must not lose: nothing is erased, the right fee is booked afterwards.",
)
WHY = Message("ui.fee_correct.why", "Sai ở đâu", "Title over the reasons.")
MORE = Message("ui.fee_correct.more", "Ghi rõ thêm", "Over the line for the reason.")
_WHY = "Why a fee that was booked is taken back."
REASONS: tuple[tuple[str, str, Message], ...] = (
    ("amount", "money", Message("ui.fee_correct.amount", "Sai số tiền", _WHY)),
    ("receipt", "edit", Message("ui.fee_correct.receipt", "Sai số biên lai", _WHY)),
    ("dossier", "paper", Message("ui.fee_correct.dossier", "Nhầm hồ sơ", _WHY)),
    ("paid", "sending", Message("ui.fee_correct.paid", "Sai cách trả", _WHY)),
    ("given-back", "undo", Message("ui.fee_correct.given_back", "Đã trả lại tiền", _WHY)),
    ("other", "other", Message("ui.fee_correct.other", "Lý do khác", _WHY)),
)
DO = Message("ui.fee_correct.do", "Ghi khoản sửa", "Button: books the counter-entry.")
NO_REASON = Message("ui.fee_correct.no_reason", "Xin chọn hoặc ghi lý do.", "No reason was given.")
HELP = Message(
    "ui.fee_correct.help",
    "Chọn chỗ sai. Máy không xóa gì: khoản sửa đứng cạnh khoản cũ, sổ cuối ngày và báo cáo tự tính lại.",
    "Help on correcting a fee.",
)


class FeeCorrectScreen(DeskPage):
    """``corrected(reason)``."""

    name = "fee-correct"
    corrected = Signal(str)

    def __init__(self, kit: Kit, citizen: str, wrong: FeeTaken) -> None:
        super().__init__(kit, kit.show(TITLE, name=citizen).text, "undo")
        amount = Money(wrong.amount)
        told = kit.show(
            WHAT, receipt=wrong.receipt, paid=kit.show(PAID_WORDS[wrong.paid]).text, amount=amount
        )
        self.rows.addWidget(words(kit, told.text, role=Role.OFFICER_STRONG))
        self.rows.addWidget(signed(kit, "info", kit.show(MEANS, amount=amount).text, role=Role.OFFICER))
        why = Section(kit, "why", kit.show(WHY).text, "edit")
        picks = [Pick(id, kit.show(word).text, icon) for id, icon, word in REASONS]
        self.reason = PickGroup(kit, "reason", picks, columns=3)
        self.more = entry_line(kit, "reason-more", MORE, most=300)
        why.add(self.reason)
        why.add(labelled(kit, MORE, self.more))
        self.rows.addWidget(why)
        self.deed("fee-correct-do", DO, "undo", kind=Kind.GRAVE).tapped.connect(self._correct)

    def typed(self) -> Mapping[str, object]:
        """Everything as it stands."""
        return {"reason": self.reason.value() or "", "more": self.more.text()}

    def put_back(self, typed: Mapping[str, object]) -> None:
        """The same again."""
        self.reason.choose(str(typed.get("reason", "")))
        self.more.setText(str(typed.get("more", "")))

    def help_text(self) -> tuple[Message, ...]:
        """What it means."""
        return (HELP,)

    def _correct(self) -> None:
        chosen, more = self.reason.value(), self.more.text().strip()
        if not more and chosen in (None, "other"):
            self.tell("warn", NO_REASON)
            if chosen is not None:
                self.more.setFocus()
            return
        self.hush()
        word = next((word.vi for id, _, word in REASONS if id == chosen and id != "other"), "")
        self.corrected.emit(". ".join(part for part in (word, more) if part))
