"""The road to the province: how the link is, what may be spent on it, and a stick in its place."""

from datetime import datetime

from PySide6.QtCore import Signal

from forms.text import Message
from kiosk.services.road import Standing
from kiosk.ui.counter.ages import until
from kiosk.ui.counter.desk_page import DeskPage, deed_button
from kiosk.ui.counter.fact_row import FactRow
from kiosk.ui.counter.road_line import NEXT, NO_LINK, NOTHING_LEFT, SEND_NOW, UNDER_WAY, WAITING, size_text
from kiosk.ui.widgets.kit import Kit
from sync.courtesy import Restraint
from sync.remedies import why_denied, why_held_back

TITLE = Message("ui.road.title", "Đường gửi", "Title of the page about the road to the province.")
LINK = Message("ui.road.link", "Mạng", "Title of the row about the link.")
UP = Message("ui.road.up", "Lần liên lạc gần nhất: tốt.", "The last round reached the province.")
PORTAL = Message(
    "ui.road.portal",
    "Có mạng nhưng chưa tới được tỉnh: mạng có thể đang đòi đăng nhập.",
    "Somebody else answers in the province's place.",
)
BUSY = Message("ui.road.busy", "Máy chủ của tỉnh đang bận.", "The gateway asks for patience.")
FAULT = Message(
    "ui.road.fault",
    "Máy này đang có lỗi khi gửi: xem Kiểm tra máy.",
    "A fault of this machine, such as a full disk.",
)
NEVER = Message(
    "ui.road.never", "Bộ gửi chưa chạy lần nào trên máy này.", "The agent has not said anything yet."
)
SPENDING = Message(
    "ui.road.spending", "Dung lượng mạng", "Title of the row about what may be spent on the link."
)
SPENT = Message("ui.road.spent", "Hôm nay đã dùng {size}.", "Bytes over the link today.")
BUDGET = Message("ui.road.budget", "Mỗi ngày tối đa {size} cho giấy tờ.", "The day's budget.")
NO_BUDGET = Message("ui.road.no_budget", "Không đặt mức mỗi ngày.", "There is no budget.")
HOURS = Message("ui.road.hours", "Giấy tờ chỉ gửi trong {begins}–{ends}.", "Hours in which papers travel.")
RECORDS_ONLY = Message("ui.road.records_only", "Chỉ gửi bản khai", "Button: papers wait, records go on.")
EVERYTHING = Message("ui.road.everything", "Gửi cả giấy tờ", "Button: papers travel again.")
CHANGE = Message("ui.road.change", "Đổi mức", "Button: another budget a day.")
STICK = Message("ui.road.stick", "Mang bằng USB", "Title of the row about carrying by stick.")
STICK_NOTE = Message(
    "ui.road.stick_note",
    "Vẫn là các kiện đã niêm phong; gửi cả mạng lẫn USB cũng không bị trùng.",
    "What a stick carries.",
)
WRITE = Message("ui.road.write", "Ghi ra USB", "Button: copies what waits to a stick.")
READ = Message("ui.road.read", "Đọc từ USB", "Button: takes in what the province wrote to a stick.")
HELP = Message(
    "ui.road.help",
    "Bản khai của mọi hồ sơ luôn đi trước, giấy tờ đi sau. Khi mạng yếu hoặc tốn tiền, để chế độ chỉ gửi bản khai. "
    "Không có mạng thì ghi ra USB mang lên tỉnh; USB đầy thì cắm cái khác ghi tiếp. Mang USB về thì đọc trả lời của tỉnh.",
    "Help on the page about the road to the province.",
)
_LINK_WORDS = {"up": UP, "down": NO_LINK, "portal": PORTAL, "busy": BUSY, "fault": FAULT}


class RoadScreen(DeskPage):
    """``send_asked``, ``records_only_asked(bool)``, ``budget_asked``, ``write_asked``, ``read_asked``."""

    name = "road"
    send_asked = Signal()
    records_only_asked = Signal(bool)
    budget_asked = Signal()
    write_asked = Signal()
    read_asked = Signal()

    def __init__(
        self, kit: Kit, standing: Standing, now: datetime, *, may_steer: bool, may_carry: bool
    ) -> None:
        super().__init__(kit, kit.show(TITLE).text, "send-now")
        self._link(standing, now)
        self._spending(standing, may_steer)
        if may_carry:
            write = deed_button(kit, "stick-write", WRITE, "save")
            write.tapped.connect(self.write_asked)
            read = deed_button(kit, "stick-read", READ, "folder")
            read.tapped.connect(self.read_asked)
            note = ((kit.show(STICK_NOTE).text, "muted"),)
            self.rows.addWidget(FactRow(kit, "carry", kit.show(STICK).text, note, write, read))

    def help_text(self) -> tuple[Message, ...]:
        """What goes first, and what a stick is for."""
        return (HELP,)

    def _link(self, standing: Standing, now: datetime) -> None:
        show = self.kit.show
        notes = [(show(link_words(standing)).text, "warn_ink" if standing.link == "denied" else "ink")]
        if standing.sent < standing.total:
            told = [show(WAITING, n=standing.waiting).text]
            told.append(show(UNDER_WAY, sent=size_text(standing.sent), total=size_text(standing.total)).text)
            notes.append((" ".join(told), "muted"))
        elif not standing.waiting:
            notes.append((show(NOTHING_LEFT).text, "muted"))
        if standing.next_attempt is not None:
            notes.append((show(NEXT, when=until(self.kit, standing.next_attempt, now)).text, "muted"))
        send = deed_button(self.kit, "send", SEND_NOW, "send-now")
        send.tapped.connect(self.send_asked)
        self.rows.addWidget(FactRow(self.kit, "sending", show(LINK).text, tuple(notes), send))

    def _spending(self, standing: Standing, may_steer: bool) -> None:
        show, wish = self.kit.show, standing.courtesy
        held = why_held_back(Restraint.RECORDS_ONLY if wish.records_only else standing.held_back)
        rule = NO_BUDGET if wish.daily_bytes is None else BUDGET
        told = [show(SPENT, size=size_text(standing.spent_today)).text]
        told.append(show(rule, size=size_text(wish.daily_bytes or 0)).text)
        if wish.hours is not None:
            begins, ends = (f"{one:%H:%M}" for one in wish.hours)
            told.append(show(HOURS, begins=begins, ends=ends).text)
        notes = [(" ".join(told), "muted")]
        if held is not None:
            notes.insert(0, (show(held).text, "warn_ink"))
        deeds = []
        if may_steer:
            toggle = deed_button(
                self.kit, "records-only", EVERYTHING if wish.records_only else RECORDS_ONLY, "list"
            )
            toggle.tapped.connect(lambda: self.records_only_asked.emit(not wish.records_only))
            budget = deed_button(self.kit, "budget", CHANGE, "edit")
            budget.tapped.connect(self.budget_asked)
            deeds = [toggle, budget]
        self.rows.addWidget(FactRow(self.kit, "clock", show(SPENDING).text, tuple(notes), *deeds))


def link_words(standing: Standing) -> Message:
    """How the last round of the agent ended."""
    if standing.link == "denied":
        return why_denied(standing.denied)
    return _LINK_WORDS.get(standing.link or "", NEVER)
