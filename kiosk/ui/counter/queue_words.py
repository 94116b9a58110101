"""The heaps of an officer's day as short words and signs: for the chips, the heading and the empty page."""

from forms.text import Message
from kiosk.domain.queueing import Section

_NOTE = "Under a figure of the officer's queue; at most eleven letters."
CHIP_WORDS: dict[Section, Message] = {
    Section.REFUSED: Message("ui.queue.chip.refused", "Bị trả lại", _NOTE),
    Section.DEADLINE: Message("ui.queue.chip.deadline", "Gần hạn", _NOTE),
    Section.SUPPLEMENT: Message("ui.queue.chip.supplement", "Bổ sung", _NOTE),
    Section.PAYMENT: Message("ui.queue.chip.payment", "Nộp tiền", _NOTE),
    Section.RESULT: Message("ui.queue.chip.result", "Kết quả", _NOTE),
    Section.TO_CHECK: Message("ui.queue.chip.to_check", "Chờ kiểm", _NOTE),
    Section.WAITING: Message("ui.queue.chip.waiting", "Chờ gửi", _NOTE),
    Section.DRAFTS: Message("ui.queue.chip.drafts", "Bản nháp", _NOTE),
    Section.ELSEWHERE: Message("ui.queue.chip.elsewhere", "Quầy khác", _NOTE),
}

CHIP_ICONS: dict[Section, str] = {
    Section.REFUSED: "refused",
    Section.DEADLINE: "clock",
    Section.SUPPLEMENT: "warning",
    Section.PAYMENT: "money",
    Section.RESULT: "certificate",
    Section.TO_CHECK: "self",
    Section.WAITING: "waiting",
    Section.DRAFTS: "edit",
    Section.ELSEWHERE: "place",
}

#: Heaps that ask for a deed as soon as there is one dossier in them.
CHIP_ALARMS: dict[Section, str] = {
    Section.REFUSED: "danger",
    Section.DEADLINE: "danger",
    Section.SUPPLEMENT: "warn",
    Section.PAYMENT: "warn",
    Section.RESULT: "warn",
}

NOTHING_HERE: dict[Section, Message] = {
    Section.REFUSED: Message("ui.queue.none.refused", "Không có hồ sơ nào bị trả lại.", "An empty heap."),
    Section.DEADLINE: Message(
        "ui.queue.none.deadline", "Không có hồ sơ nào gần hạn hay quá hạn.", "An empty heap."
    ),
    Section.SUPPLEMENT: Message(
        "ui.queue.none.supplement", "Không có hồ sơ nào đang chờ bà con bổ sung.", "An empty heap."
    ),
    Section.PAYMENT: Message(
        "ui.queue.none.payment", "Không có hồ sơ nào đang chờ bà con nộp tiền.", "An empty heap."
    ),
    Section.RESULT: Message("ui.queue.none.result", "Không có kết quả nào chờ trả.", "An empty heap."),
    Section.TO_CHECK: Message(
        "ui.queue.none.to_check", "Không có hồ sơ tự khai nào chờ kiểm.", "An empty heap."
    ),
    Section.WAITING: Message("ui.queue.none.waiting", "Mọi hồ sơ đã gửi xong.", "An empty heap."),
    Section.DRAFTS: Message("ui.queue.none.drafts", "Không có bản nháp nào.", "An empty heap."),
    Section.ELSEWHERE: Message(
        "ui.queue.none.elsewhere", "Không có tin về hồ sơ của quầy khác.", "An empty heap."
    ),
}
