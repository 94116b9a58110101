"""A locked screen: the shift goes on behind it. The officer's PIN or passphrase opens it; ending the shift is the other way."""

from PySide6.QtCore import Signal

from forms.text import Message
from kiosk.i18n.translator import Shown
from kiosk.ui.screens.base import Screen, headline, paragraph
from kiosk.ui.screens.secret_line import SecretLine
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.locked.title", "Màn hình đang khóa", "The officer locked the screen or nobody was there.")
WHOSE = Message("ui.locked.whose", "Ca trực của cán bộ {officer}.", "{officer} is the officer's code.")
OPEN = Message("ui.locked.open", "Mở khóa", "Button: opens the locked screen.")
END = Message(
    "ui.locked.end", "Kết thúc ca", "Button: ends the shift; another officer may unlock the machine."
)

HELP_LOCKED = Message(
    "ui.locked.help",
    "Nhập mã PIN của ca, hoặc mật khẩu nếu chưa đặt PIN. Hồ sơ đang làm vẫn còn nguyên. Cán bộ khác vào thì chạm Kết thúc ca.",
    "Help for officers on the locked screen.",
)


class LockedScreen(Screen):
    """``opened(secret)`` and ``ended()``."""

    name = "locked"
    has_back = False
    protects = False
    opened = Signal(str)
    ended = Signal()

    def __init__(self, kit: Kit, *, pin: bool, officer: str) -> None:
        super().__init__(kit)
        self.column.addWidget(headline(kit, TITLE, "lock"))
        self.column.addWidget(paragraph(kit, WHOSE, officer=officer))
        self.secret = SecretLine(kit, pin=pin, name="secret")
        self.secret.given.connect(self.opened)
        self.secret.line.done.connect(self.secret.give)
        self.column.addWidget(self.secret)
        self.column.addStretch(1)

    def steps(self) -> tuple[Action, ...]:
        """Open, or end the shift."""
        return (Action("end-shift", END, Kind.PLAIN, "exit"), Action("open", OPEN, Kind.PRIMARY, "key"))

    def act(self, action: str) -> None:
        """Hands the secret on, or ends the shift."""
        if action == "end-shift":
            self.ended.emit()
        else:
            self.secret.give()

    def help_text(self) -> tuple[Message, ...]:
        """Both ways."""
        return (HELP_LOCKED,)

    def refuse(self, shown: Shown) -> None:
        """The secret was wrong."""
        self.secret.refuse(shown)
