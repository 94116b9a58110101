"""Six digits for the shift, so that a locked screen opens again without the whole passphrase. May be left out."""

from PySide6.QtCore import Signal

from forms.errors import KnownError
from forms.text import Message
from kiosk.ui.screens.base import Screen, headline, paragraph
from kiosk.ui.screens.secret_line import SecretLine
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.pin.title", "Đặt mã PIN cho ca này?", "After unlocking: an optional PIN for this shift.")
WHY = Message(
    "ui.pin.why",
    "Sáu chữ số để mở lại màn hình khi khóa và để xác nhận hồ sơ. Mã chỉ dùng trong ca này.",
    "What the PIN is for.",
)
SET = Message("ui.pin.set", "Dùng mã này", "Button: takes the six digits.")
SKIP = Message("ui.pin.skip", "Bỏ qua", "Button: no PIN, the passphrase is asked each time.")

HELP_PIN = Message(
    "ui.pin.help",
    "Mã PIN gồm sáu chữ số, đừng dùng ngày sinh hay số liền nhau. Bỏ qua thì mỗi lần mở khóa phải gõ mật khẩu.",
    "Help for officers on the page of the PIN.",
)


class PinScreen(Screen):
    """``chosen(pin)`` and ``skipped()``."""

    name = "pin"
    has_back = False
    protects = False
    chosen = Signal(str)
    skipped = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.column.addWidget(headline(kit, TITLE))
        self.column.addWidget(paragraph(kit, WHY))
        self.secret = SecretLine(kit, pin=True, name="pin", at_once=False)
        self.secret.given.connect(self.chosen)
        self.column.addWidget(self.secret)
        self.column.addStretch(1)

    def steps(self) -> tuple[Action, ...]:
        """Both ways."""
        return (Action("pin-skip", SKIP, Kind.PLAIN, "next"), Action("pin-set", SET, Kind.PRIMARY, "key"))

    def act(self, action: str) -> None:
        """Takes the digits or goes on without."""
        if action == "pin-skip":
            self.skipped.emit()
        else:
            self.secret.give()

    def help_text(self) -> tuple[Message, ...]:
        """What a good PIN is."""
        return (HELP_PIN,)

    def refuse(self, error: KnownError) -> None:
        """The digits cannot be used."""
        self.secret.refuse(self.kit.show(error.message))
