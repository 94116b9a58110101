"""The way out of self-service, for officers: the shift's PIN, or any officer's passphrase."""

from PySide6.QtCore import Signal

from forms.text import Message
from kiosk.i18n.translator import Shown
from kiosk.ui.screens.base import Screen, headline, paragraph
from kiosk.ui.screens.secret_line import SecretLine
from kiosk.ui.screens.unlock import UnlockScreen
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

TITLE = Message(
    "ui.locked.leave", "Kết thúc tự phục vụ?", "Title for officers: the self-service screen is taken back."
)
FOR_OFFICERS = Message(
    "ui.locked.leave_officers",
    "Phần này dành cho cán bộ. Bà con xin bấm Quay lại.",
    "Under the title: a citizen who came here by mistake goes back.",
)
LEAVE = Message("ui.locked.leave_now", "Về màn hình cán bộ", "Button: ends self-service.")
BY_PASSPHRASE = Message(
    "ui.locked.leave_passphrase", "Dùng mật khẩu", "Button: the passphrase instead of the PIN."
)

HELP_LEAVE = Message(
    "ui.locked.leave_help",
    "Nhập mã PIN của ca để về màn hình cán bộ. Hết lượt thử thì dùng mật khẩu. Bà con vào nhầm thì chạm Quay lại.",
    "Help on the way out of self-service.",
)


class LeaveByPinScreen(Screen):
    """``pin_given(pin)``; ``passphrase_wanted()`` for who does not know the PIN. Protected: nobody stays on it for ever."""

    name = "leave"
    pin_given = Signal(str)
    passphrase_wanted = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.column.addWidget(headline(kit, TITLE, "lock"))
        self.column.addWidget(paragraph(kit, FOR_OFFICERS))
        self.secret = SecretLine(kit, pin=True, name="secret")
        self.secret.given.connect(self.pin_given)
        self.secret.line.done.connect(self.secret.give)
        self.column.addWidget(self.secret)
        self.column.addStretch(1)

    def steps(self) -> tuple[Action, ...]:
        """The PIN, or the other way."""
        return (
            Action("by-passphrase", BY_PASSPHRASE, Kind.PLAIN, "key"),
            Action("leave", LEAVE, Kind.PRIMARY, "officer"),
        )

    def act(self, action: str) -> None:
        """Hands the PIN on, or asks for the other page."""
        if action == "by-passphrase":
            self.passphrase_wanted.emit()
        else:
            self.secret.give()

    def help_text(self) -> tuple[Message, ...]:
        """For officers, and for a citizen who came here by mistake."""
        return (HELP_LEAVE,)

    def refuse_with(self, shown: Shown) -> None:
        """The PIN was not taken."""
        self.secret.refuse(shown)


class LeaveByPassphraseScreen(UnlockScreen):
    """Any officer of this machine may take the screen back."""

    name = "leave"
    protects = True
