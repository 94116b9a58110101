"""The line an officer proves themselves on: the shift's PIN where one was set, the passphrase otherwise."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forms.text import Message
from kiosk.i18n.translator import Shown
from kiosk.ui.keyboard.pad import Pad
from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.screens.base import clear
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.notices import NoticeBox

PIN = Message(
    "ui.secret.pin", "Mã PIN của ca trực", "Over the line for the officer's six digits of this shift."
)
PIN_AT_ONCE = Message(
    "ui.secret.pin_at_once",
    "Mã PIN của ca trực, gõ đủ sáu số là máy nhận",
    "Over the line for the officer's six digits: no button has to be pressed after the last one.",
)
PASSPHRASE = Message(
    "ui.secret.passphrase", "Mật khẩu của cán bộ", "Over the line for the officer's passphrase."
)
LOOKING = Message("ui.secret.looking", "Đang kiểm tra, xin chờ giây lát…", "While a secret is being checked.")

PIN_DIGITS = 6


class SecretLine(QWidget):
    """``given(secret)`` once per try; ``refuse`` lets the officer try again."""

    given = Signal(str)

    def __init__(self, kit: Kit, *, pin: bool, name: str, at_once: bool = True) -> None:
        """``at_once``: a PIN is given with its last digit; not where a new one is thought of."""
        super().__init__()
        self._kit = kit
        self.waiting = False
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(kit.look.mm(1))
        self._told = QVBoxLayout()
        box.addLayout(self._told)
        wanted = kit.show((PIN_AT_ONCE if at_once else PIN) if pin else PASSPHRASE)
        box.addWidget(BilingualLabel(kit.look, wanted, Role.NOTE, Role.OFFICER_SMALL))
        self.line = TypedLine(
            kit, secret=True, pad=Pad.NUMBER if pin else Pad.TEXT, most=PIN_DIGITS if pin else 200
        )
        self.line.setObjectName(name)
        self.line.setAccessibleName(wanted.text)
        self.line.setMaximumWidth(kit.look.mm(60 if pin else 130))
        box.addWidget(self.line)
        if pin and at_once:
            self.line.textEdited.connect(self._typed)

    def _typed(self, text: str) -> None:
        if len(text) == PIN_DIGITS:
            # Behind the key that is being pressed: the page may go, and the keyboard with it.
            QTimer.singleShot(0, self, self.give)

    def give(self) -> None:
        """Hands the secret on and forgets it. Nothing happens while one is being looked at."""
        secret = self.line.text()
        if self.waiting:
            return
        if not secret:
            self.line.setFocus()
            return
        self.waiting = True
        self.line.clear()
        self.line.clearFocus()
        self.line.setEnabled(False)
        self._tell("info", self._kit.show(LOOKING), "key")
        self.given.emit(secret)

    def refuse(self, shown: Shown) -> None:
        """Says why it was not taken."""
        self.waiting = False
        self.line.setEnabled(True)
        self._tell("danger", shown, None)
        self.line.setFocus()

    def ready(self) -> None:
        """The secret was right; the line is empty again."""
        self.waiting = False
        self.line.setEnabled(True)
        clear(self._told)

    def _tell(self, tone: str, shown: Shown, icon: str | None) -> None:
        clear(self._told)
        self._told.addWidget(NoticeBox(self._kit, tone, shown, icon=icon))
