"""Making this machine known to the province: by a stick where there is no link, by the province's code where there is one.

Shows what it is given and says what was tapped. Knows no stick and no key.
"""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, SignalInstance

from forms.errors import KnownError
from forms.text import Message
from kiosk.i18n.values import VIETNAM
from kiosk.services.enrolment import Invitation, Known
from kiosk.ui.counter.desk_page import DeskPage, deed_button
from kiosk.ui.counter.fact_row import FactRow
from kiosk.ui.counter.section import Section, signed
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind
from sync.parcel import read_code_text

TITLE = Message("ui.enrol.title", "Ghi danh máy với tỉnh", "Title of the page that makes the machine known.")
STATES = {
    Known.NOT_YET: Message(
        "ui.enrol.not_yet",
        "Máy này chưa ghi danh nên chưa nộp được hồ sơ. Không có mạng thì làm bằng USB, theo ba bước dưới đây.",
        "The machine is not known to the province yet.",
    ),
    Known.HERE: Message(
        "ui.enrol.here",
        "Máy đã nộp hồ sơ được. Tỉnh chưa báo lại: mang USB có câu trả lời lên tỉnh, khi về thì làm bước 3.",
        "Enrolled by stick; the province has not confirmed yet. Must not lose: filing works already.",
    ),
    Known.BOTH: Message(
        "ui.enrol.both",
        "Máy đã ghi danh, tỉnh đã biết máy này.",
        "The machine is known to the province, and the province said so.",
    ),
}
STEP_1 = Message("ui.enrol.step_1", "1. Đọc phiếu mời trên USB của tỉnh", "First step, by stick.")
STEP_1_NOTE = Message(
    "ui.enrol.step_1_note",
    "Cắm USB tỉnh đưa. Máy cho xem phiếu của tỉnh nào, cho cơ quan nào, rồi mới ghi danh.",
    "What the first step does.",
)
READ = Message("ui.enrol.read", "Đọc phiếu", "Button: reads the province's invitations on a stick.")
STEP_2 = Message("ui.enrol.step_2", "2. Mang câu trả lời lên tỉnh", "Second step, by stick.")
STEP_2_NOTE = Message(
    "ui.enrol.step_2_note",
    "Câu trả lời chỉ có khóa công khai của máy, đã nằm trên USB vừa dùng. USB thất lạc thì ghi lại ra USB khác.",
    "What the second step does. Must not lose: public keys alone.",
)
AGAIN = Message("ui.enrol.again", "Ghi lại ra USB", "Button: writes the machine's answer onto a stick again.")
STEP_3 = Message("ui.enrol.step_3", "3. Nhận xác nhận của tỉnh", "Third step, by stick.")
STEP_3_NOTE = Message(
    "ui.enrol.step_3_note", "USB từ tỉnh về: máy đọc lời xác nhận.", "What the third step does."
)
CONFIRM = Message("ui.enrol.confirm", "Đọc xác nhận", "Button: takes in the province's confirmation.")
BY_CODE = Message("ui.enrol.by_code", "Có mạng: dùng mã của tỉnh", "Title over enrolment by a code.")
BY_CODE_NOTE = Message(
    "ui.enrol.by_code_note",
    "Đưa mã QR ghi danh của tỉnh vào máy quét ngay tại trang này. Mỗi mã dùng một lần.",
    "How a machine with a link is enrolled: the province's QR is held before the scanner.",
)
ON_STICK = Message("ui.enrol.on_stick", "Phiếu mời trên USB", "Title over the invitations on a stick.")
FOR_OFFICE = Message(
    "ui.enrol.for_office", "Cho cơ quan: {office}", "Whom an invitation is for; a name of an office."
)
FOR_ANY = Message("ui.enrol.for_any", "Cho cơ quan nào cũng được", "An invitation that names no office.")
FROM = Message(
    "ui.enrol.from",
    "Của tỉnh: {gateway} · dấu khóa {key}",
    "Who wrote the invitation: address and fingerprint of the key, read out over the telephone.",
)
UNTIL = Message("ui.enrol.until", "Dùng được đến {day}", "Until when the invitation holds.")
OVER = Message("ui.enrol.over", "Phiếu đã hết hạn.", "Why an invitation cannot be used.")
OTHERS = Message("ui.enrol.others", "Phiếu này của cơ quan khác.", "Why an invitation cannot be used.")
CHECK = Message(
    "ui.enrol.check",
    "Gọi điện hỏi tỉnh: đọc dấu khóa, đúng thì mới bấm ghi danh.",
    "Before enrolling from a stick: the fingerprint is compared by telephone.",
)
USE = Message("ui.enrol.use", "Ghi danh bằng phiếu này", "Button: enrols with the invitation.")
HELP = Message(
    "ui.enrol.help",
    "Ghi danh là để tỉnh biết khóa của máy này. Bằng USB: máy nộp hồ sơ được ngay, tỉnh biết khi USB về tới nơi. "
    "Phiếu chỉ dùng cho một máy; ai dùng trước thì được, nên giữ USB cẩn thận.",
    "Help on the page that makes the machine known. Must not lose: one machine, keep the stick safe.",
)
_SIGNS = {Known.NOT_YET: "warning", Known.HERE: "clock", Known.BOTH: "yes"}


class EnrolScreen(DeskPage):
    """``read_asked``, ``again_asked``, ``confirm_asked``; ``enrolled(device)`` by the invitation with that id; a province's
    code goes out as ``coded(text)``."""

    name = "enrol"
    protects = False
    read_asked = Signal()
    enrolled = Signal(str)
    again_asked = Signal()
    confirm_asked = Signal()
    coded = Signal(str)

    def __init__(self, kit: Kit, known: Known, found: Sequence[Invitation] | None) -> None:
        """``found`` is ``None`` before a stick was read."""
        super().__init__(kit, kit.show(TITLE).text, "key")
        ink = "warn_ink" if known is Known.NOT_YET else "ink"
        self.rows.addWidget(
            signed(kit, _SIGNS[known], kit.show(STATES[known]).text, ink, role=Role.OFFICER_STRONG)
        )
        self._step("1", STEP_1, STEP_1_NOTE, "folder", READ).connect(self.read_asked)
        if found:
            self.rows.addWidget(self._invitations(found))
        if known is not Known.NOT_YET:
            self._step("2", STEP_2, STEP_2_NOTE, "save", AGAIN).connect(self.again_asked)
            self._step("3", STEP_3, STEP_3_NOTE, "sealed", CONFIRM).connect(self.confirm_asked)
        self.rows.addWidget(
            FactRow(kit, "scan-card", kit.show(BY_CODE).text, ((kit.show(BY_CODE_NOTE).text, "muted"),))
        )

    def help_text(self) -> tuple[Message, ...]:
        """What enrolment is, and that a stick is worth keeping."""
        return (HELP,)

    def take_scan(self, text: str) -> bool:
        """A code of the province; anything else is left to others."""
        try:
            read_code_text(text)
        except KnownError:
            return False
        self.coded.emit(text)
        return True

    def _step(self, name: str, title: Message, note: Message, icon: str, word: Message) -> SignalInstance:
        button = deed_button(self.kit, f"enrol-step-{name}", word, icon)
        self.rows.addWidget(
            FactRow(self.kit, icon, self.kit.show(title).text, ((self.kit.show(note).text, "muted"),), button)
        )
        return button.tapped

    def _invitations(self, found: Sequence[Invitation]) -> Section:
        kit, show = self.kit, self.kit.show
        section = Section(kit, "invitations", show(ON_STICK).text, "folder")
        for number, one in enumerate(found, 1):
            whose = FOR_ANY if one.office is None else FOR_OFFICE
            day = f"{one.expires.astimezone(VIETNAM):%d/%m/%Y}"
            notes = [(show(FROM, gateway=one.gateway, key=one.key).text, "ink")]
            if one.other_office:
                notes.append((show(OTHERS).text, "warn_ink"))
            if one.expired:
                notes.append((show(OVER).text, "warn_ink"))
            else:
                notes.append((show(UNTIL, day=day).text, "muted"))
            if one.usable:
                notes.append((show(CHECK).text, "ink"))
            sign, deeds = "no", []
            if one.usable:
                sign = "envelope"
                deeds = [deed_button(kit, f"enrol-use-{number}", USE, "key", kind=Kind.PRIMARY)]
                deeds[0].tapped.connect(partial(self.enrolled.emit, one.device))
            section.add(FactRow(kit, sign, show(whose, office=one.office_name).text, tuple(notes), *deeds))
        return section
