"""The next officer takes over: their tile, their passphrase. Whoever was on duty stays so until it is right."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal

from forms.text import Message
from kiosk.domain.roles import ROLE_NAMES
from kiosk.i18n.translator import Shown
from kiosk.ui.counter.desk_page import DeskPage
from kiosk.ui.counter.entries import Pick, PickGroup, labelled
from kiosk.ui.counter.section import small, words
from kiosk.ui.screens.secret_line import SecretLine
from kiosk.ui.screens.unlock import ICONS, Tile
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.take_over.title", "Đổi cán bộ trực", "Title: the next officer takes over.")
NOW = Message("ui.take_over.now", "Đang trực: {name}", "Who is on duty.")
WHO = Message("ui.take_over.who", "Ai vào ca?", "Over the officers who may take over.")
NOBODY = Message(
    "ui.take_over.nobody", "Máy này chưa có cán bộ nào khác.", "There is nobody else to take over."
)
CHOOSE = Message("ui.take_over.choose", "Xin chọn cán bộ vào ca.", "No officer was chosen.")
DO = Message("ui.take_over.do", "Vào ca", "Button: takes over.")
HELP_TAKE_OVER = Message(
    "ui.take_over.help",
    "Người vào ca chạm mã của mình rồi gõ mật khẩu của mình. Hồ sơ, việc đang gửi giữ nguyên.",
    "Help on taking over.",
)


class TakeOverScreen(DeskPage):
    """``given(code, passphrase)``; ``refuse`` lets the officer try again."""

    name = "take-over"
    given = Signal(str, str)

    def __init__(self, kit: Kit, on_duty: str, officers: Sequence[Tile]) -> None:
        super().__init__(kit, kit.show(TITLE).text, "people")
        self.rows.addWidget(small(kit, kit.show(NOW, name=on_duty).text))
        picks = [Pick(o.code, o.code, ICONS[o.role], kit.show(ROLE_NAMES[o.role]).text) for o in officers]
        self.officer = PickGroup(kit, "officer", picks, columns=3)
        self.secret = SecretLine(kit, pin=False, name="passphrase")
        self.secret.given.connect(self._given)
        self.secret.line.done.connect(self._do)
        self.officer.chosen.connect(lambda _code: self.secret.line.setFocus())
        if not officers:
            self.rows.addWidget(words(kit, kit.show(NOBODY).text))
            self.secret.hide()
            return
        self.rows.addWidget(labelled(kit, WHO, self.officer))
        self.rows.addWidget(self.secret)
        self.deed("take-over", DO, "key", kind=Kind.PRIMARY).tapped.connect(self._do)

    def refuse(self, shown: Shown) -> None:
        """Says why nobody took over."""
        self.secret.refuse(shown)

    def typed(self) -> Mapping[str, object]:
        """The chosen officer; never the passphrase."""
        return {"officer": self.officer.value() or ""}

    def put_back(self, typed: Mapping[str, object]) -> None:
        """The same again."""
        self.officer.choose(str(typed.get("officer", "")))

    def help_text(self) -> tuple[Message, ...]:
        """How it is done."""
        return (HELP_TAKE_OVER,)

    def _do(self) -> None:
        if self.officer.value() is None:
            self.tell("warn", CHOOSE)
            return
        self.hush()
        self.secret.give()

    def _given(self, secret: str) -> None:
        self.given.emit(self.officer.value() or "", secret)
