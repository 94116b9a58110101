"""Taking a fee: the amount, the authority's receipt number typed or scanned, and with what it was paid.

The number is the authority's: the page neither makes nor proposes one.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from forms.text import Message
from kiosk.domain.counter_book import Entered, FeeTaken, Paid
from kiosk.i18n.values import KnownDate, Money
from kiosk.services.fees import PAID_WORDS
from kiosk.ui.counter.desk_page import DeskPage, deed_button
from kiosk.ui.counter.entries import Pick, PickGroup, entry_line, labelled
from kiosk.ui.counter.section import Section, signed, small, words
from kiosk.ui.keyboard.pad import Pad
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.fee.title", "Thu phí, lệ phí của {name}", "Title: a fee is taken.")
DUE = Message("ui.fee.due", "Phải thu", "Title over what the fee is.")
AMOUNT_IS = Message("ui.fee.amount_is", "Mức phí, lệ phí: {amount}", "The fee of the dossier.")
EXEMPT = Message("ui.fee.exempt", "Hồ sơ này được miễn phí, lệ phí.", "Nothing is to be paid.")
UNKNOWN = Message(
    "ui.fee.amount_unknown",
    "Máy chưa có dữ liệu mức phí của thủ tục này. Thu theo biên lai của cơ quan.",
    "The fee is not known here; never guess.",
)
TAKEN = Message("ui.fee.taken", "Đã thu {amount}, biên lai {receipt}, ngày {day}", "A fee that was taken.")
CORRECTED = Message(
    "ui.fee_correct.corrected",
    "Đã sửa: trừ {amount}, biên lai {receipt}, ngày {day}. {reason}",
    "A fee that was taken back, with the reason.",
)
CORRECT = Message(
    "ui.fee_correct.this", "Sửa khoản này", "Button: a fee that was wrongly booked is taken back."
)
NOW = Message("ui.fee.now", "Thu lần này", "Title over amount and receipt.")
AMOUNT = Message("ui.fee.amount", "Số tiền (đồng)", "Over the line for the amount.")
RECEIPT = Message(
    "ui.fee.receipt", "Số biên lai của cơ quan thu (gõ hoặc quét)", "Over the line for the receipt number."
)
PAID = Message("ui.fee.paid", "Trả bằng", "Over the choices of how it is paid.")
_PAID_SIGNS = {Paid.CASH: "money", Paid.TRANSFER: "sending", Paid.CARD: "id-card"}
TAKE = Message("ui.fee.take", "Ghi đã thu", "Button: the fee is booked.")
NO_AMOUNT = Message("ui.fee.no_amount", "Xin gõ số tiền đã thu.", "No amount was typed.")
NO_RECEIPT = Message(
    "ui.fee.no_receipt", "Xin gõ hoặc quét số biên lai của cơ quan thu.", "No receipt number was given."
)
SCANNED = Message("ui.fee.scanned", "Đã quét số biên lai.", "A receipt was scanned.")
HELP_FEE = Message(
    "ui.fee.help",
    "Gõ số tiền, gõ hoặc quét số biên lai do cơ quan thu cấp, chọn cách trả. Máy không tự cấp số biên lai.",
    "Help on taking a fee.",
)


class FeeScreen(DeskPage):
    """``taken(amount, receipt, Entered, Paid)``; ``correction_asked(parcel)`` for a fee in ``before`` that still stands.
    ``mode`` says in which form a receipt is lawful today.
    """

    name = "fee"
    taken = Signal(int, str, object, object)
    correction_asked = Signal(str)

    def __init__(
        self,
        kit: Kit,
        citizen: str,
        *,
        amount: int | None,
        exempt: bool,
        why: Message | None,
        before: Sequence[FeeTaken],
        mode: Message,
    ) -> None:
        super().__init__(kit, kit.show(TITLE, name=citizen).text, "money")
        self._scanned = ""
        self._take = self.deed("fee-take", TAKE, "check", kind=Kind.PRIMARY)
        self._take.tapped.connect(self._take_now)
        due = Section(kit, "due", kit.show(DUE).text, "money")
        if exempt:
            due.add(words(kit, kit.show(EXEMPT).text, role=Role.OFFICER_STRONG))
        elif amount is None:
            due.add(signed(kit, "unknown", kit.show(UNKNOWN).text, "warn_ink"))
        else:
            due.add(words(kit, kit.show(AMOUNT_IS, amount=Money(amount)).text, role=Role.OFFICER_STRONG))
        if why is not None:
            due.add(small(kit, kit.show(why).text))
        back = {one.corrects for one in before}
        for one in before:
            due.add(self._booked(one, may_correct=not one.corrects and one.parcel not in back))
        self.rows.addWidget(due)
        now = Section(kit, "now", kit.show(NOW).text, "edit")
        self.amount = entry_line(kit, "fee-amount", AMOUNT, pad=Pad.NUMBER, most=12)
        owed = (amount or 0) - sum(one.amount for one in before)
        if owed > 0 and not exempt:
            self.amount.setText(str(owed))
        self.receipt = entry_line(kit, "fee-receipt", RECEIPT, most=60)
        picks = [Pick(one.value, kit.show(PAID_WORDS[one]).text, _PAID_SIGNS[one]) for one in Paid]
        self.paid = PickGroup(kit, "paid", picks, columns=3, first=Paid.CASH.value)
        for widget in (
            labelled(kit, AMOUNT, self.amount),
            labelled(kit, RECEIPT, self.receipt),
            labelled(kit, PAID, self.paid),
        ):
            now.add(widget)
        told = signed(kit, "info", kit.show(mode).text)
        told.setObjectName("fee-mode")
        now.add(told)
        self.rows.addWidget(now)

    def _booked(self, fee: FeeTaken, *, may_correct: bool) -> QWidget:
        kit = self.kit
        day = KnownDate.of(fee.at)
        if fee.corrects:
            amount = Money(-fee.amount)
            text = kit.show(CORRECTED, amount=amount, receipt=fee.receipt, day=day, reason=fee.reason).text
            return signed(kit, "undo", text)
        text = kit.show(TAKEN, amount=Money(fee.amount), receipt=fee.receipt, day=day).text
        line = signed(kit, "check", text)
        if not may_correct:
            return line
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.look.mm(2))
        row.addWidget(line, 1, Qt.AlignmentFlag.AlignVCenter)
        button = deed_button(kit, f"fee-correct-{fee.receipt}", CORRECT, "undo", step=False)
        button.setAccessibleName(f"{kit.show(CORRECT).text}: {text}")
        button.tapped.connect(lambda: self.correction_asked.emit(fee.parcel))
        row.addWidget(button)
        return holder

    def take_scan(self, text: str) -> bool:
        """A scanned receipt."""
        self.receipt.setText(text.strip())
        self._scanned = self.receipt.text()
        self.tell("good", SCANNED)
        return True

    def typed(self) -> Mapping[str, object]:
        """What stands in the lines."""
        return {
            "amount": self.amount.text(),
            "receipt": self.receipt.text(),
            "paid": self.paid.value() or Paid.CASH.value,
            "scanned": self._scanned,
        }

    def put_back(self, typed: Mapping[str, object]) -> None:
        """The same again."""
        self.amount.setText(str(typed.get("amount", "")))
        self.receipt.setText(str(typed.get("receipt", "")))
        self.paid.choose(str(typed.get("paid", Paid.CASH.value)))
        self._scanned = str(typed.get("scanned", ""))

    def help_text(self) -> tuple[Message, ...]:
        """What is to be done."""
        return (HELP_FEE,)

    def shown_first(self) -> None:
        """Where typing begins for a hardware keyboard is reached by Tab; no keyboard jumps up unasked."""
        self.view.setFocus()

    def _take_now(self) -> None:
        digits = "".join(char for char in self.amount.text() if char.isdigit())
        receipt = self.receipt.text().strip()
        if not digits or not int(digits):
            self.tell("warn", NO_AMOUNT)
            self.amount.setFocus()
        elif not receipt:
            self.tell("warn", NO_RECEIPT)
            self.receipt.setFocus()
        else:
            self.hush()
            how = Entered.SCANNED if receipt == self._scanned else Entered.TYPED
            self.taken.emit(int(digits), receipt, how, Paid(self.paid.value() or Paid.CASH.value))
