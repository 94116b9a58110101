"""The way back in when every passphrase of the office is lost: the slot goes to the province by stick, a new administrator comes of
what it brings back.

The province's own key is in shares that never come to a counter: nothing is typed or scanned here but a new passphrase.
"""

from PySide6.QtCore import Signal

from forms.text import Message
from kiosk.ui.counter.desk_page import DeskPage, deed_button
from kiosk.ui.counter.entries import labelled
from kiosk.ui.counter.fact_row import FactRow
from kiosk.ui.counter.section import Section, small
from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

TITLE = Message(
    "ui.recover.title", "Mở lại máy khi mất hết mật khẩu", "Title: every passphrase of the office is lost."
)
FIRST = Message(
    "ui.recover.first",
    "Còn cán bộ nào nhớ mật khẩu thì đừng làm việc này: người ấy mở máy, quản trị đổi mật khẩu cho người quên.",
    "Above the steps. Must not lose: not while anybody still knows a passphrase.",
)
STEP_1 = Message("ui.recover.step_1", "1. Chép ngăn khôi phục ra USB", "First step.")
STEP_1_NOTE = Message(
    "ui.recover.step_1_note",
    "Ngăn này niêm phong bằng khóa của tỉnh, ai nhặt được cũng không mở được. Mang lên tỉnh, tỉnh họp đủ người để mở.",
    "What the first step does. Must not lose: sealed, useless to a finder.",
)
WRITE = Message("ui.recover.write", "Chép ra USB", "Button: writes the recovery slot to a stick.")
STEP_2 = Message("ui.recover.step_2", "2. Khi USB từ tỉnh về: tạo quản trị mới", "Second step.")
STEP_2_NOTE = Message(
    "ui.recover.step_2_note",
    "USB lúc này mở được máy: cầm tay mang về, không gửi ai. Làm xong máy xóa khóa trên USB.",
    "What the second step does. Must not lose: the stick now opens the machine.",
)
NEW = Message("ui.recover.new", "Mật khẩu mới, từ 14 chữ", "Over the line for the new passphrase.")
AGAIN = Message("ui.recover.again", "Gõ lại mật khẩu mới", "Over the line where it is typed again.")
DIFFER = Message(
    "ui.recover.differ", "Hai lần gõ không giống nhau. Xin gõ lại.", "The two passphrases differ."
)
EMPTY = Message("ui.recover.empty", "Xin gõ mật khẩu mới hai lần.", "No new passphrase was typed.")
DO = Message("ui.recover.do", "Đọc USB, tạo quản trị mới", "Button: makes the new administrator.")
WRITTEN = Message(
    "ui.recover.written",
    "Đã chép vào thư mục hoso-khoi-phuc. Rút USB an toàn, mang lên tỉnh.",
    "The recovery slot lies on the stick.",
)
HELP = Message(
    "ui.recover.help",
    "Hồ sơ trong máy vẫn nguyên. Tỉnh họp những người giữ mảnh khóa để mở ngăn khôi phục của riêng máy này rồi ghi khóa ra USB. "
    "Tại đây chỉ đặt mật khẩu cho một quản trị mới; mật khẩu, chữ ký của cán bộ khác không đổi.",
    "Help on the way back in. Must not lose: nobody else's passphrase or signature changes.",
)


class RecoverScreen(DeskPage):
    """``write_asked``; ``given(passphrase)``."""

    name = "recover"
    protects = False
    write_asked = Signal()
    given = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, kit.show(TITLE).text, "key")
        show = kit.show
        self.rows.addWidget(small(kit, show(FIRST).text, "warn_ink"))
        write = deed_button(kit, "recover-write", WRITE, "save")
        write.tapped.connect(self.write_asked)
        self.rows.addWidget(
            FactRow(kit, "save", show(STEP_1).text, ((show(STEP_1_NOTE).text, "muted"),), write)
        )
        second = Section(kit, "recover-second", show(STEP_2).text, "key")
        second.add(small(kit, show(STEP_2_NOTE).text, "ink"))
        self._lines = []
        for name, over in (("new-passphrase", NEW), ("new-passphrase-again", AGAIN)):
            line = TypedLine(kit, secret=True, most=200)
            line.setObjectName(name)
            line.setAccessibleName(show(over).text)
            line.setMaximumWidth(kit.look.mm(130))
            self._lines.append(line)
            second.add(labelled(kit, over, line))
        self._lines[-1].done.connect(self._do)
        self.rows.addWidget(second)
        self.deed("recover-do", DO, "key", kind=Kind.PRIMARY).tapped.connect(self._do)

    def help_text(self) -> tuple[Message, ...]:
        """Who can do what, and that nothing is lost."""
        return (HELP,)

    def _do(self) -> None:
        new, again = (line.text() for line in self._lines)
        if not new or not again:
            self.tell("warn", EMPTY)
            return
        for line in self._lines:
            line.clear()
        if new != again:
            self.tell("warn", DIFFER)
            return
        self.given.emit(new)
