"""A dossier in the order of the portal's form, a copy button a line, and the mã hồ sơ taken back when the portal gave it.

What is copied is wiped from the clipboard after a minute and when the page is left.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QWidget

from forms.text import Message
from forms.transferring import TransferBlock, TransferLine
from kiosk.ui.counter.clipboard_lease import SECONDS, ClipboardLease
from kiosk.ui.counter.desk_page import DeskPage, deed_button
from kiosk.ui.counter.entries import entry_line, labelled
from kiosk.ui.counter.section import Section, small, stacked, words
from kiosk.ui.theme.sizes import LEAST_MM
from kiosk.ui.widgets.buttons import IconButton
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pictogram import PictogramLabel
from kiosk.ui.widgets.pressable import Kind

TITLE = Message(
    "ui.transfer.title", "Chép sang cổng dịch vụ công: {name}", "Title: a dossier is typed over by hand."
)
COPY = Message("ui.transfer.copy", "Chép: {label}", "Accessible name: copies one line.")
COPIED = Message(
    "ui.transfer.copied",
    "Đã chép “{label}”. Dán ngay; sau {n} giây máy tự xóa.",
    "A line is on the clipboard for a minute.",
)
WIPED = Message("ui.transfer.wiped", "Đã xóa bảng nhớ tạm.", "What was copied is wiped.")
NEXT = Message("ui.transfer.next", "Chép dòng kế", "Button: copies the next line that was not copied yet.")
ALL_COPIED = Message("ui.transfer.all_copied", "Đã chép hết các dòng.", "Nothing is left to copy.")
EMPTY = Message("ui.transfer.empty", "để trống", "A line that may lawfully stay empty.")
NUMBER = Message("ui.transfer.number", "Mã hồ sơ cổng đã cấp", "Title over the number taken back.")
NUMBER_LINE = Message(
    "ui.transfer.number_line", "Mã hồ sơ (quét, dán hoặc gõ)", "Over the line for the number."
)
PASTE = Message("ui.transfer.paste", "Dán mã", "Button: takes the number from the clipboard.")
KEEP = Message("ui.transfer.keep", "Ghi mã hồ sơ", "Button: books the number the portal gave.")
NO_NUMBER = Message("ui.transfer.no_number", "Chưa có mã hồ sơ để ghi.", "The line is empty.")
NOTHING_TO_PASTE = Message(
    "ui.transfer.nothing_to_paste", "Bảng nhớ tạm không có chữ nào.", "Paste was tapped with nothing copied."
)
HAS_NUMBER = Message("ui.transfer.has_number", "Hồ sơ đã có mã: {number}", "The dossier has its number.")
MISTYPED = Message(
    "ui.transfer.mistyped",
    "Chép nhầm thì ghi lại mã đúng vào ô dưới đây; tỉnh sẽ được báo mã mới.",
    "Under the number that was typed: it can be corrected. Must not lose: the province is told.",
)
HELP_TRANSFER = Message(
    "ui.transfer.help",
    "Các dòng đứng đúng thứ tự trên cổng. Chạm nút chép ở mỗi dòng, hoặc bấm F8 để chép dòng kế, rồi dán vào cổng. "
    "Cổng cấp mã thì quét hoặc dán mã vào ô cuối trang; máy báo cho tỉnh để hồ sơ không bị nộp hai lần.",
    "Help on typing a dossier over.",
)


class _Line(QWidget):
    """Label, value, copy button; a tick once it was copied."""

    def __init__(self, kit: Kit, line: TransferLine, at: int) -> None:
        super().__init__()
        mm = kit.look.mm
        self.line = line
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(mm(1.6))
        self.tick = PictogramLabel(kit.look, "check", 5)
        keep = self.tick.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.tick.setSizePolicy(keep)
        self.tick.hide()
        row.addWidget(self.tick, 0, Qt.AlignmentFlag.AlignVCenter)
        label = small(kit, line.label)
        if line.value_text is not None:
            value = words(kit, line.value_text)
        elif line.missing is not None:
            value = small(kit, kit.show(line.missing.reason).text, "warn_ink")
        else:
            value = small(kit, kit.show(EMPTY).text)
        row.addWidget(stacked(kit, label, value), 1)
        self.button = IconButton(
            kit, "paper-copy", kit.show(COPY, label=line.label), kind=Kind.PLAIN, side=LEAST_MM
        )
        self.button.setObjectName(f"copy-{at}")
        self.button.setVisible(line.copy_text is not None)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)


class TransferScreen(DeskPage):
    """``number_given(text)`` when a number is to be booked. Nothing of the dossier leaves but by the clipboard."""

    name = "transfer"
    number_given = Signal(str)

    def __init__(
        self,
        kit: Kit,
        citizen: str,
        blocks: Sequence[TransferBlock],
        number: str | None,
        *,
        can_number: bool,
    ) -> None:
        super().__init__(kit, kit.show(TITLE, name=citizen).text, "paper-copy")
        self._lease = ClipboardLease(self)
        self._lease.ended.connect(lambda: self.tell("info", WIPED))
        self._lines: list[_Line] = []
        self._done: set[int] = set()
        for place, block in enumerate(blocks):
            section = Section(kit, f"block-{place}", block.title, "list")
            for line in block.lines:
                at = len(self._lines)
                made = _Line(kit, line, at)
                made.button.tapped.connect(lambda at=at: self.copy(at))
                self._lines.append(made)
                section.add(made)
            self.rows.addWidget(section)
        self.number = entry_line(kit, "transfer-number", NUMBER_LINE, most=80)
        taken = Section(kit, "number", kit.show(NUMBER).text, "paper-number")
        if number:
            taken.add(words(kit, kit.show(HAS_NUMBER, number=number).text))
            if can_number:
                taken.add(small(kit, kit.show(MISTYPED).text))
        self._can_number, self._has_number = can_number, bool(number)
        if self._can_number:
            row = QWidget()
            box = QHBoxLayout(row)
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(kit.look.mm(1.6))
            box.addWidget(self.number, 1)
            paste = deed_button(kit, "number-paste", PASTE, "enter", step=False)
            paste.tapped.connect(self._paste)
            box.addWidget(paste)
            keep = deed_button(kit, "number-keep", KEEP, "check", kind=Kind.PRIMARY)
            keep.tapped.connect(self._keep)
            box.addWidget(keep)
            taken.add(labelled(kit, NUMBER_LINE, row))
            self.number.done.connect(self._keep)
        self.rows.addWidget(taken)
        taken.setVisible(bool(number) or self._can_number)
        following = self.deed("copy-next", NEXT, "paper-copy", kind=Kind.PRIMARY, keys="F8")
        following.tapped.connect(self.copy_next)

    def copy(self, at: int) -> None:
        """One line onto the clipboard, marked as done."""
        line = self._lines[at].line
        if line.copy_text is None:
            return
        self._lease.lend(line.copy_text)
        self._done.add(at)
        self._lines[at].tick.show()
        self.tell("good", COPIED, label=line.label, n=SECONDS)
        self.view.ensureWidgetVisible(self._lines[at], 0, self.kit.look.mm(20))

    def copy_next(self) -> None:
        """The first line after the last copied one that can be copied and was not yet."""
        left = [
            at
            for at, line in enumerate(self._lines)
            if at not in self._done and line.line.copy_text is not None
        ]
        after = [at for at in left if at > max(self._done, default=-1)]
        if not left:
            self.tell("info", ALL_COPIED)
        else:
            self.copy((after or left)[0])

    def take_scan(self, text: str) -> bool:
        """A scanned number; one that would take another's place waits for a tap."""
        if self._can_number:
            self.number.setText(text.strip())
            if not self._has_number:
                self._keep()
        return self._can_number

    def typed(self) -> Mapping[str, object]:
        """Which lines were copied, and the number in hand."""
        return {"done": tuple(self._done), "number": self.number.text()}

    def put_back(self, typed: Mapping[str, object]) -> None:
        """The same ticks again."""
        done = typed.get("done", ())
        if isinstance(done, tuple):
            self._done = {at for at in done if at < len(self._lines)}
        for at in self._done:
            self._lines[at].tick.show()
        self.number.setText(str(typed.get("number", "")))

    def help_text(self) -> tuple[Message, ...]:
        """How the lines are carried over."""
        return (HELP_TRANSFER,)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing of the dossier stays on the clipboard."""
        self._lease.blockSignals(True)
        self._lease.end()
        super().hideEvent(event)

    def _paste(self) -> None:
        text = QApplication.clipboard().text().strip()
        if text:
            self.number.setText(text)
        else:
            self.tell("warn", NOTHING_TO_PASTE)

    def _keep(self) -> None:
        text = self.number.text().strip()
        if text:
            self.number_given.emit(text)
        else:
            self.tell("warn", NO_NUMBER)
