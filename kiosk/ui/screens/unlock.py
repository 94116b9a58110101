"""Which officer, and the passphrase. Nothing is decrypted yet, so no name is shown.

Painted right after the first touch of the day: what it imports is paid for by everybody who waits for it.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forms.errors import KnownError
from forms.text import Message
from kiosk.domain.roles import ROLE_NAMES, Role
from kiosk.ui.keyboard.typed_line import TypedLine
from kiosk.ui.screens.base import Screen, clear
from kiosk.ui.theme.sizes import Role as Text
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.bilingual import BilingualLabel
from kiosk.ui.widgets.even_grid import EvenGrid
from kiosk.ui.widgets.kit import Kit, plain
from kiosk.ui.widgets.notices import NoticeBox
from kiosk.ui.widgets.pressable import Kind
from kiosk.ui.widgets.text_block import TextBlock
from kiosk.ui.widgets.tiles import Choice, ChoiceTile

WHO = Message("ui.unlock.who", "Cán bộ nào mở máy?", "First page of the day, for officers: choose yourself.")
PASSPHRASE = Message("ui.unlock.passphrase", "Mật khẩu của cán bộ", "Over the line for the passphrase.")
FORGOTTEN = Message(
    "ui.unlock.forgotten", "Mất hết mật khẩu", "Button: nobody of the office knows a passphrase any more."
)
OPEN = Message("ui.unlock.open", "Mở máy", "Button: opens the office for this shift.")
OPENING = Message("ui.unlock.opening", "Đang mở, xin chờ giây lát…", "While the passphrase is being checked.")
CHOOSE_FIRST = Message(
    "ui.unlock.choose_first", "Xin chọn cán bộ trước.", "Open was pressed before an officer was chosen."
)
NOBODY = Message(
    "ui.unlock.nobody",
    "Máy này chưa được cài đặt cho cơ quan nào. Nhờ quản trị máy chạy lệnh cài đặt.",
    "No office has been set up in the data folder; the command is kiosk init.",
)
HELP_UNLOCK = Message(
    "ui.unlock.help",
    "Chạm vào mã của mình, gõ mật khẩu rồi chạm Mở máy. Quên mật khẩu thì nhờ quản trị máy; hồ sơ vẫn nguyên vẹn.",
    "Help on the unlock page, for officers.",
)

ICONS = {
    Role.COMMUNE_OFFICER: "officer",
    Role.CIVIL_STATUS: "certificate",
    Role.POSTAL_CLERK: "stamp",
    Role.OUTREACH: "travel",
    Role.LEADER: "people",
    Role.ADMINISTRATOR: "settings",
}


class Tile(Protocol):
    """An officer before anything is decrypted."""

    @property
    def code(self) -> str: ...

    @property
    def role(self) -> Role: ...


class UnlockScreen(Screen):
    """``officer_came`` when somebody begins; ``unlock_asked(code, passphrase)``.

    The passphrase leaves the line as soon as it was handed on.
    """

    name = "unlock"
    protects = False
    unlock_asked = Signal(str, str)
    officer_came = Signal()
    recover_asked = Signal()

    def __init__(
        self,
        kit: Kit,
        officers: Sequence[Tile],
        trouble: KnownError | None = None,
        *,
        recoverable: bool = False,
    ) -> None:
        """``recoverable``: the province could open this office again."""
        super().__init__(kit)
        self._recoverable = recoverable
        self._officers = tuple(officers)
        self._busy = False
        self._code: str | None = self._officers[0].code if len(self._officers) == 1 else None
        mm = kit.look.mm
        self._told = QVBoxLayout()
        self.column.addLayout(self._told)
        if not self._officers:
            message = trouble.message if trouble is not None else NOBODY
            self._told.addWidget(NoticeBox(kit, "warn", kit.show(message)))
            self.column.addStretch(1)
            return
        self._who = BilingualLabel(kit.look, kit.show(WHO), Text.QUESTION, Text.QUESTION_UNDER)
        self.column.addWidget(self._who)
        self._tiles: dict[str, ChoiceTile] = {}
        self._grid = grid = EvenGrid(columns=3, gap=mm(2))
        for officer in self._officers:
            duty = kit.show(ROLE_NAMES[officer.role])
            tile = ChoiceTile(kit, Choice(officer.code, plain(officer.code), ICONS[officer.role], note=duty))
            tile.setObjectName(f"officer-{officer.code}")
            tile.setAccessibleDescription(duty.text)
            tile.tapped.connect(lambda code=officer.code: self._choose(code))
            self._tiles[officer.code] = tile
            grid.add(tile)
        self.column.addWidget(grid)
        secret = QWidget()
        box = QVBoxLayout(secret)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(mm(1))
        over = QHBoxLayout()
        over.setSpacing(mm(2))
        over.addWidget(BilingualLabel(kit.look, kit.show(PASSPHRASE), Text.NOTE, Text.OFFICER_SMALL))
        self._chosen = TextBlock(kit.look, "", Text.NOTE, bold=True)
        over.addWidget(self._chosen, 1)
        box.addLayout(over)
        self.line = TypedLine(kit, secret=True, most=200)
        self.line.setObjectName("passphrase")
        self.line.setAccessibleName(kit.show(PASSPHRASE).text)
        self.line.setMaximumWidth(mm(130))
        self.line.done.connect(lambda: self.act("unlock"))
        self.line.textEdited.connect(self.officer_came)
        box.addWidget(self.line)
        self.column.addWidget(secret)
        self.column.addStretch(1)
        self._mark()

    def steps(self) -> tuple[Action, ...]:
        """Open, when there is somebody to open."""
        return (Action("unlock", OPEN, Kind.PRIMARY, "key"),) if self._officers else ()

    def act(self, action: str) -> None:
        """Hands code and passphrase on once; another tap while that is looked at does nothing."""
        if action not in ("unlock", "continue") or self._busy or not self._officers:
            return
        if self._code is None:
            self.tell(NoticeBox(self.kit, "warn", self.kit.show(CHOOSE_FIRST)))
            return
        secret = self.line.text()
        if not secret:
            self.line.setFocus()
            return
        self._busy = True
        self.line.clear()
        self.line.clearFocus()
        self.line.setEnabled(False)
        self.tell(NoticeBox(self.kit, "info", self.kit.show(OPENING), icon="key"))
        self.unlock_asked.emit(self._code, secret)

    def refuse(self, error: KnownError) -> None:
        """Says why the office stays closed; the officer may try again, or say that nobody knows any passphrase."""
        self._busy = False
        self.line.setEnabled(True)
        self.tell(NoticeBox(self.kit, "danger", self.kit.show(error.message, **_params(error))))
        if self._recoverable:
            from kiosk.ui.counter.desk_page import deed_button

            lost = deed_button(self.kit, "recover", FORGOTTEN, "help")
            lost.tapped.connect(self.recover_asked)
            self._told.addWidget(lost, 0, Qt.AlignmentFlag.AlignLeft)
        QTimer.singleShot(0, self, self.line.setFocus)

    def help_text(self) -> tuple[Message, ...]:
        """How to open the machine."""
        return (HELP_UNLOCK,)

    def typed(self) -> Mapping[str, object]:
        """The chosen officer; never the passphrase."""
        return {"code": self._code}

    def put_back(self, typed: Mapping[str, object]) -> None:
        """Shows the officer chosen before."""
        code = typed.get("code")
        if isinstance(code, str) and any(one.code == code for one in self._officers):
            self._code = code
            self._mark()

    def _choose(self, code: str) -> None:
        if self._busy:
            return
        if code != self._code:
            self.line.clear()
        self._code = code
        self._mark()
        clear(self._told)
        self.line.setFocus()
        self.officer_came.emit()

    def _mark(self) -> None:
        for code, tile in self._tiles.items():
            tile.setChecked(code == self._code)
        self._chosen.setText(self._code or "")

    def tell(self, box: NoticeBox) -> None:
        """Says something above the officers."""
        clear(self._told)
        self._told.addWidget(box)


def _params(error: KnownError) -> dict[str, str | int]:
    return {key: value if isinstance(value, int | str) else str(value) for key, value in error.params.items()}
