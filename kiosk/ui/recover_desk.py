"""The page for an office whose passphrases are all lost: writes the slot to a stick, makes the new administrator."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from forms.text import Message
from kiosk.services import recovering
from kiosk.ui.page_faults import said_on
from kiosk.ui.picking import pick
from kiosk.ui.screens.base import Screen
from kiosk.ui.screens.recover import WRITTEN, RecoverScreen
from kiosk.ui.screens.unlock import UnlockScreen
from kiosk.ui.widgets.notices import NoticeBox

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor

DONE = Message(
    "ui.recover.done",
    "Đã tạo quản trị {code}. Chạm {code}, gõ mật khẩu vừa đặt. Xóa trắng USB rồi mới dùng việc khác.",
    "A new administrator was made; {code} is their code. Must not lose: the stick is formatted.",
)


class RecoverPage:
    """``back`` shows who may open the machine."""

    def __init__(self, conductor: "Conductor", back: Callable[[], None]) -> None:
        self._c = conductor
        self._back = back

    def open(self) -> None:
        """The steps."""
        self._c.mode = "recover"
        self._c.present(self._build, say=False, languages=False)

    def _build(self) -> Screen:
        screen = RecoverScreen(self._c.kit)
        screen.write_asked.connect(self._c.guarded(lambda: self._write(screen)))
        screen.given.connect(self._c.guarded(lambda passphrase: self._make(screen, passphrase)))
        screen.went_back.connect(self._c.guarded(self._back))
        return screen

    def _write(self, screen: RecoverScreen) -> None:
        stick = pick(self._c, folders=True)
        if stick is not None:
            self._c.work(
                lambda: recovering.write_slot(self._c.folder, stick),
                lambda _nothing: screen.tell("good", WRITTEN),
                said_on(self._c, screen),
            )

    def _make(self, screen: RecoverScreen, passphrase: str) -> None:
        stick = pick(self._c, folders=True)
        if stick is not None:
            self._c.work(
                lambda: recovering.recover_from_stick(self._c.folder, stick, passphrase, self._c.clock),
                self._made,
                said_on(self._c, screen),
            )

    def _made(self, code: str) -> None:
        self._back()
        shown = self._c.window.screen_shown
        if isinstance(shown, UnlockScreen):
            shown.put_back({"code": code})
            shown.tell(NoticeBox(self._c.kit, "good", self._c.kit.show(DONE, code=code)))
