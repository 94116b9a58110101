"""Printers: papers that are not out yet and what somebody beside the printer sees; which printer takes which paper.

Shows what it is given and says what was tapped. Knows no printer and no database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forms.text import Message
from kiosk.devices.printer import PAPER_LOW, READY, SILENT, WORDS, Address, PrinterStatus
from kiosk.domain.print_jobs import PaperSize, PrintJob, PrintKind, PrintState, Trouble
from kiosk.ui.counter.ages import ago
from kiosk.ui.counter.desk_page import DeskPage, deed_button
from kiosk.ui.counter.entries import entry_line, labelled
from kiosk.ui.counter.section import Section, signed, small, stacked, words
from kiosk.ui.screens.base import clear
from kiosk.ui.theme.sizes import LEAST_MM, Role
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.even_grid import EvenGrid
from kiosk.ui.widgets.kit import Kit, plain
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.printers.title", "Máy in", "Title of the page about printers.")
JOBS = Message("ui.printers.jobs", "Giấy chưa in xong", "Over the papers that are not out yet.")
NO_JOBS = Message("ui.printers.no_jobs", "Không còn giấy nào chờ in.", "In place of the papers.")
CHOOSE = Message("ui.printers.choose", "Khổ giấy nào in ở máy nào", "Over the choice of printers.")
LOOKING = Message("ui.printers.looking", "Đang hỏi máy in…", "While the printers are asked how they are.")
NONE_CHOSEN = Message("ui.printers.none", "Chưa chọn", "No printer is chosen for a paper.")
BY_ITSELF = Message(
    "ui.printers.by_itself",
    "Chưa chọn, đang dùng {name}",
    "Nobody has chosen: the system's usual printer is used.",
)
ADDRESS = Message(
    "ui.printers.address",
    "Địa chỉ máy in giấy cuộn: số mạng, cổng nối tiếp hoặc USB",
    "Over the line where the address of a thermal printer is typed.",
)
ADD = Message("ui.printers.add", "Dùng máy này", "Button: takes the address typed.")
TRY = Message("ui.printers.try", "In thử", "Button: prints a page that tries the printer.")
LET_GO = Message("ui.printers.let_go", "Bỏ chọn", "Button: no printer for this paper.")
AGE = Message(
    "ui.printers.asked_at", "{kind} – {size} – {time}", "A paper not out yet: what, on what, asked when."
)
MARKED = Message("ui.printers.marked", "bản in lại", "A paper not out yet that is a copy.")
WAITS = Message("ui.printers.waits", "Chưa in tờ nào.", "State of a paper: nothing of it is out.")
AT_PRINTER = Message("ui.printers.at_printer", "Đang ở máy in.", "State of a paper: the printer has it.")
QUESTION = Message(
    "ui.printers.question",
    "Xin xem khay giấy: tờ này đã ra chưa?",
    "Asked about a paper of which nobody knows what came out.",
)
HELP = Message(
    "ui.printers.help",
    "Tờ nào máy không biết đã ra hay chưa thì máy hỏi, không tự in lại. In lại phiếu và giấy tiếp nhận thì trên giấy có chữ "
    "“Bản in lại”. Chọn máy in cho từng khổ giấy rồi bấm In thử.",
    "Help on the page about printers. Must not lose: nothing is printed twice by itself.",
)
SIZES = {
    PaperSize.A4: Message("ui.printers.a4", "Giấy A4", "A paper size."),
    PaperSize.A5: Message("ui.printers.a5", "Giấy A5", "A paper size."),
    PaperSize.ROLL: Message("ui.printers.roll", "Giấy cuộn 80 mm", "A paper size."),
}
KINDS = {
    PrintKind.SLIP: Message("ui.printers.kind.slip", "Phiếu ghi nhận tạm thời", "Name of a paper."),
    PrintKind.RECEIPT: Message("ui.printers.kind.receipt", "Giấy tiếp nhận và hẹn trả", "Name of a paper."),
    PrintKind.DECLARATION: Message("ui.printers.kind.declaration", "Tờ khai", "Name of a paper."),
    PrintKind.COUNTER_FORM: Message(
        "ui.printers.kind.counter_form", "Mẫu của bộ phận một cửa", "Name of a paper."
    ),
    PrintKind.BRING_LIST: Message("ui.printers.kind.bring_list", "Giấy tờ cần mang theo", "Name of a paper."),
    PrintKind.LEAFLET: Message("ui.printers.kind.leaflet", "Tờ hướng dẫn", "Name of a paper."),
    PrintKind.REPORT: Message("ui.printers.kind.report", "Báo cáo", "Name of a paper."),
    PrintKind.WAITING_NUMBER: Message("ui.printers.kind.waiting_number", "Số chờ", "Name of a paper."),
    PrintKind.TEST_PAGE: Message("ui.printers.kind.test_page", "Trang in thử", "Name of a paper."),
    PrintKind.OTHER: Message("ui.printers.kind.other", "Giấy khác", "Name of a paper."),
}


class Answer(StrEnum):
    """What an officer does about a paper."""

    PRINT = "print"
    CAME_OUT = "came-out"
    SPOILED = "spoiled"
    NOTHING = "nothing"
    CANCEL = "cancel"


ANSWERS = {
    Answer.PRINT: (Message("ui.printers.print", "In ngay", "Button: prints a waiting paper."), "print"),
    Answer.CAME_OUT: (
        Message("ui.printers.came_out", "Đã ra đủ", "Button: the whole paper is there."),
        "check",
    ),
    Answer.SPOILED: (
        Message(
            "ui.printers.spoiled", "Ra hỏng, in lại", "Button: it came out spoiled; a marked copy is printed."
        ),
        "refresh",
    ),
    Answer.NOTHING: (
        Message(
            "ui.printers.nothing", "Chưa ra gì, in", "Button: nothing came out; the same paper is printed."
        ),
        "print",
    ),
    Answer.CANCEL: (Message("ui.printers.cancel", "Không cần nữa", "Button: the paper is let go."), "trash"),
}
_OFFERED = {
    PrintState.WAITING: (Answer.PRINT, Answer.CANCEL),
    PrintState.FAILED: (Answer.CAME_OUT, Answer.SPOILED, Answer.NOTHING, Answer.CANCEL),
}


@dataclass(frozen=True, slots=True)
class PrinterLine:
    """The printer of one paper. ``status`` is ``None`` until it has answered; ``by_itself`` when nobody chose it."""

    size: PaperSize
    address: str
    name: str
    by_itself: bool = False
    status: PrinterStatus | None = None


Offer = tuple[str, str]
"""Address and name of a printer the machine knows."""


class PrintersScreen(DeskPage):
    """``answered(job, Answer)``; ``chosen(size, address)`` with an empty address for none; ``typed_address(text)``;
    ``tried(size)``. ``may_choose``: whether this officer sees the choice.
    """

    name = "printers"
    protects = False
    answered = Signal(str, object)
    chosen = Signal(object, str)
    typed_address = Signal(str)
    tried = Signal(object)

    def __init__(
        self, kit: Kit, jobs: Sequence[PrintJob], offered: Sequence[Offer], now: datetime, *, may_choose: bool
    ) -> None:
        super().__init__(kit, kit.show(TITLE).text, "print")
        self._offered = tuple(offered)
        self._now = now
        self.rows.addWidget(self._jobs(jobs))
        self._lines = QVBoxLayout()
        if may_choose:
            section = Section(kit, "choose", kit.show(CHOOSE).text, "settings")
            holder = QWidget()
            self._lines = QVBoxLayout(holder)
            self._lines.setContentsMargins(0, 0, 0, 0)
            self._lines.setSpacing(kit.look.mm(3))
            self._lines.addWidget(words(kit, kit.show(LOOKING).text, "muted"))
            section.add(holder)
            self.line = entry_line(kit, "printer-address", ADDRESS)
            self.line.done.connect(self._type)
            add = deed_button(kit, "printer-add", ADD, "plus")
            add.tapped.connect(self._type)
            row = QWidget()
            box = QHBoxLayout(row)
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(kit.look.mm(2))
            box.addWidget(self.line, 1)
            box.addWidget(add)
            section.add(labelled(kit, ADDRESS, row))
            self.rows.addWidget(section)

    def help_text(self) -> tuple[Message, ...]:
        """What the page is for."""
        return (HELP,)

    def show_printers(self, lines: Sequence[PrinterLine]) -> None:
        """The printers, chosen and as they are."""
        clear(self._lines)
        for line in lines:
            self._lines.addWidget(self._printer(line))

    # -- papers

    def _jobs(self, jobs: Sequence[PrintJob]) -> Section:
        kit = self.kit
        section = Section(kit, "jobs", kit.show(JOBS).text, "paper")
        if not jobs:
            section.add(signed(kit, "check", kit.show(NO_JOBS).text, role=Role.OFFICER))
        for job in jobs:
            section.add(self._job(job))
        return section

    def _job(self, job: PrintJob) -> QWidget:
        kit = self.kit
        kind = kit.show(KINDS[job.kind]).text
        if job.again:
            kind = f"{kind} ({kit.show(MARKED).text})"
        head = kit.show(
            AGE, kind=kind, size=kit.show(SIZES[job.size]).text, time=ago(kit, job.created_at, self._now)
        ).text
        told = WORDS.get(job.trouble)
        parts: list[QWidget] = [words(kit, head, role=Role.OFFICER_STRONG)]
        if job.state is PrintState.FAILED:
            if told is not None and job.trouble is not Trouble.INTERRUPTED:
                parts.append(small(kit, kit.show(told).text, "ink"))
            parts.append(signed(kit, "help", kit.show(QUESTION).text, role=Role.OFFICER))
        else:
            own = AT_PRINTER if job.state is PrintState.PRINTING else WAITS
            parts.append(
                small(kit, " ".join(kit.show(one).text for one in (own, told) if one is not None), "ink")
            )
        grid = EvenGrid(columns=4, gap=kit.look.mm(1.6))
        for answer in _OFFERED.get(job.state, ()):
            word, icon = ANSWERS[answer]
            kind_of = Kind.PRIMARY if answer is Answer.PRINT else Kind.PLAIN
            button = deed_button(kit, f"job-{job.id}-{answer}", word, icon, kind=kind_of)
            button.tapped.connect(lambda answer=answer: self.answered.emit(job.id, answer))
            grid.add(button)
        parts.append(grid)
        holder = stacked(kit, *parts)
        holder.setObjectName(f"job-{job.id}")
        return holder

    # -- printers

    def _printer(self, line: PrinterLine) -> QWidget:
        kit = self.kit
        grid = EvenGrid(columns=3, gap=kit.look.mm(1.6))
        for address, name in self._choices(line):
            button = BigButton(
                kit, plain(name), kind=Kind.CHOICE, icon="print", least=LEAST_MM, role=Role.OFFICER_STRONG
            )
            button.setObjectName(f"printer-{line.size}-{address}")
            button.setCheckable(True)
            button.setChecked(address == line.address and not line.by_itself)
            button.tapped.connect(lambda address=address: self.chosen.emit(line.size, address))
            grid.add(button)
        if line.address:
            attempt = deed_button(kit, f"printer-{line.size}-try", TRY, "sample", kind=Kind.PRIMARY)
            attempt.tapped.connect(lambda: self.tried.emit(line.size))
            grid.add(attempt)
        if line.address and not line.by_itself:
            none = deed_button(kit, f"printer-{line.size}-none", LET_GO, "cross")
            none.tapped.connect(lambda: self.chosen.emit(line.size, ""))
            grid.add(none)
        icon, told = self._told_of(line)
        holder = stacked(
            kit,
            words(kit, kit.show(SIZES[line.size]).text, role=Role.OFFICER_STRONG),
            signed(kit, icon, told, role=Role.OFFICER),
            grid,
        )
        holder.setObjectName(f"size-{line.size}")
        return holder

    def _choices(self, line: PrinterLine) -> tuple[Offer, ...]:
        """The roll goes to thermal printers, sheets to the system's."""
        fitting = [
            (address, name)
            for address, name in self._offered
            if Address.read(address).is_thermal == (line.size is PaperSize.ROLL)
        ]
        known = {address for address, _ in fitting}
        if line.address and line.address not in known:
            fitting.append((line.address, line.name))
        return tuple(fitting)

    def _told_of(self, line: PrinterLine) -> tuple[str, str]:
        kit = self.kit
        if not line.address:
            return "minus", kit.show(NONE_CHOSEN).text
        name = kit.show(BY_ITSELF, name=line.name).text if line.by_itself else line.name
        if line.status is None:
            return "clock", f"{name} – {kit.show(LOOKING).text}"
        if not line.status.ready:
            return "warning", f"{name} – {kit.show(WORDS[line.status.trouble]).text}"
        if not line.status.answers:
            return "info", f"{name} – {kit.show(SILENT).text}"
        if line.status.paper_low:
            return "warning", f"{name} – {kit.show(PAPER_LOW).text}"
        return "check", f"{name} – {kit.show(READY).text}"

    def _type(self) -> None:
        text = self.line.text().strip()
        if text:
            self.typed_address.emit(text)
