"""The citizen takes the dossier back: why, their mark, and the originals that go home with them."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal

from forms.text import Message
from kiosk.ui.counter.desk_page import DeskPage
from kiosk.ui.counter.entries import Pick, PickGroup, entry_line, labelled
from kiosk.ui.counter.hand_out_screen import ENVELOPE, MARK
from kiosk.ui.counter.section import Section, signed
from kiosk.ui.counter.signed_box import SignedBox
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.withdraw.title", "Rút hồ sơ của {name}", "Title: a dossier is taken back.")
MEANS = Message(
    "ui.withdraw.means",
    "Mọi cơ quan giải quyết sẽ được báo dừng. Muốn làm lại thì phải nộp hồ sơ mới.",
    "What taking a dossier back means. Must not lose: there is no way back.",
)
WHY = Message("ui.withdraw.why", "Lý do bà con rút hồ sơ", "Title over the reasons.")
WHY_LINE = Message("ui.withdraw.why_line", "Ghi rõ thêm theo lời bà con", "Over the line for the reason.")
_WHY = "Why a citizen takes a dossier back."
REASONS: tuple[tuple[str, str, Message], ...] = (
    ("not-needed", "no", Message("ui.withdraw.not_needed", "Không cần nữa", _WHY)),
    ("wrong", "edit", Message("ui.withdraw.wrong", "Khai nhầm, sẽ làm lại", _WHY)),
    ("elsewhere", "place", Message("ui.withdraw.elsewhere", "Sẽ nộp ở nơi khác", _WHY)),
    ("other", "other", Message("ui.withdraw.other", "Lý do khác", _WHY)),
)
BACK = Message("ui.withdraw.back", "Bản chính trả lại bà con", "Title over envelopes of originals.")
BACK_NOW = Message(
    "ui.withdraw.back_now", "Trả lại ngay bây giờ", "Choice: the originals go home with the citizen now."
)
BACK_LATER = Message(
    "ui.withdraw.back_later", "Để lại quầy, trả sau", "Choice: the originals stay at the counter for now."
)
DO = Message("ui.withdraw.do", "Rút hồ sơ", "Button: takes the dossier back.")
NO_REASON = Message("ui.withdraw.no_reason", "Xin chọn hoặc ghi lý do.", "No reason was given.")
HELP_WITHDRAW = Message(
    "ui.withdraw.help",
    "Ghi lý do theo lời bà con, mời ký. Trước khi gửi, máy hỏi lại một lần.",
    "Help on taking a dossier back.",
)


class WithdrawScreen(DeskPage):
    """``withdrawn(reason, Signed, envelopes_back)``."""

    name = "withdraw"
    withdrawn = Signal(str, object, bool)

    def __init__(self, kit: Kit, citizen: str, envelopes: Sequence[str]) -> None:
        super().__init__(kit, kit.show(TITLE, name=citizen).text, "undo")
        self.rows.addWidget(signed(kit, "warning", kit.show(MEANS).text, "warn_ink"))
        why = Section(kit, "why", kit.show(WHY).text, "edit")
        picks = [Pick(id, kit.show(word).text, icon) for id, icon, word in REASONS]
        self.reason = PickGroup(kit, "reason", picks, columns=4)
        self.more = entry_line(kit, "reason-more", WHY_LINE, most=300)
        why.add(self.reason)
        why.add(labelled(kit, WHY_LINE, self.more))
        self.rows.addWidget(why)
        self.back = PickGroup(
            kit,
            "originals",
            [
                Pick("now", kit.show(BACK_NOW).text, "paper-show"),
                Pick("later", kit.show(BACK_LATER).text, "paper-hand-in"),
            ],
            columns=2,
            first="now",
        )
        if envelopes:
            section = Section(kit, "envelopes", kit.show(BACK).text, "paper-hand-in")
            for number in envelopes:
                section.add(signed(kit, "paper-hand-in", kit.show(ENVELOPE, number=number).text))
            section.add(self.back)
            self.rows.addWidget(section)
        mark = Section(kit, "mark", kit.show(MARK).text, "sign")
        self.mark = SignedBox(kit)
        mark.add(self.mark)
        self.rows.addWidget(mark)
        do = self.deed("withdraw-do", DO, "undo", kind=Kind.GRAVE)
        do.tapped.connect(self._withdraw)

    def typed(self) -> Mapping[str, object]:
        """Everything as it stands."""
        return {
            "reason": self.reason.value() or "",
            "more": self.more.text(),
            "back": self.back.value() or "now",
            "mark": self.mark.typed(),
        }

    def put_back(self, typed: Mapping[str, object]) -> None:
        """The same again."""
        self.reason.choose(str(typed.get("reason", "")))
        self.more.setText(str(typed.get("more", "")))
        self.back.choose(str(typed.get("back", "now")))
        self.mark.put_back(typed.get("mark"))

    def help_text(self) -> tuple[Message, ...]:
        """What it means."""
        return (HELP_WITHDRAW,)

    def _withdraw(self) -> None:
        chosen, more = self.reason.value(), self.more.text().strip()
        lacking = self.mark.lacking()
        if not more and chosen in (None, "other"):
            self.tell("warn", NO_REASON)
            if chosen is not None:
                self.more.setFocus()
        elif lacking is not None:
            self.tell("warn", lacking)
        else:
            self.hush()
            word = next((word.vi for id, _, word in REASONS if id == chosen and id != "other"), "")
            said = ". ".join(part for part in (word, more) if part)
            self.withdrawn.emit(said, self.mark.signed(), self.back.value() != "later")
