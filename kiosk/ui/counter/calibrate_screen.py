"""Measuring the screen: an identity card is laid on it and the drawn one pulled to its size.

From then on a finger's twenty millimetres are twenty millimetres here. May not save: it says what was measured.
"""

from PySide6.QtCore import Signal

from forms.text import Message
from kiosk.ui.counter.card_canvas import CardCanvas
from kiosk.ui.counter.desk_page import DeskPage
from kiosk.ui.counter.section import words
from kiosk.ui.theme.sizes import CARD_MM, calibrated
from kiosk.ui.widgets.kit import Kit, plain
from kiosk.ui.widgets.notices import NoticeBox
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.calibrate.title", "Cỡ màn hình", "Title of the page where the screen is measured.")
HOW = Message(
    "ui.calibrate.how",
    "Áp một thẻ căn cước (hay thẻ ngân hàng) vào hình thẻ. Kéo hai tay nắm cho hai cạnh hình trùng hai cạnh thẻ, rồi bấm Lưu.",
    "What to do; any identity or bank card has the same size.",
)
NARROWER = Message("ui.calibrate.narrower", "Hẹp bớt", "Button: the drawn card one step narrower.")
WIDER = Message("ui.calibrate.wider", "Rộng thêm", "Button: the drawn card one step wider.")
SAVE = Message("ui.calibrate.save", "Lưu cỡ này", "Button: keeps the measured size for this machine.")
SAVED = Message("ui.calibrate.saved", "Đã lưu. Chữ và nút trên máy này nay đúng cỡ.", "The measure was kept.")
WIDTH = Message(
    "ui.calibrate.width",
    "Hình thẻ rộng {pixels} điểm ảnh, mỗi mi-li-mét {per_mm} điểm.",
    "What was measured so far; {per_mm} is a decimal number.",
)
HELP = Message(
    "ui.calibrate.help",
    "Làm một lần khi đặt máy, hay khi đổi màn hình. Nhờ vậy nút đủ to cho ngón tay và chữ đủ to cho mắt.",
    "Help on the page where the screen is measured.",
)


class CalibrateScreen(DeskPage):
    """``saved(pixels per millimetre)``."""

    name = "calibrate"
    protects = False
    saved = Signal(float)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, kit.show(TITLE).text, "screen-size")
        self.rows.addWidget(NoticeBox(kit, "info", plain(kit.show(HOW).text), message=HOW))
        self.canvas = CardCanvas(kit, round(CARD_MM * kit.look.scale.px_per_mm))
        self.canvas.changed.connect(self._tell_width)
        self.rows.addWidget(self.canvas, 1)
        self._width = words(kit, "", "muted")
        self.rows.addWidget(self._width)
        narrower = self.deed("calibrate-narrower", NARROWER, "minus", keys="-")
        narrower.setAutoRepeat(True)
        # Not ``tapped``: steps follow each other faster than pages do.
        narrower.clicked.connect(lambda: self.canvas.set_card(self.canvas.card - 1))
        wider = self.deed("calibrate-wider", WIDER, "plus", keys="+")
        wider.setAutoRepeat(True)
        wider.clicked.connect(lambda: self.canvas.set_card(self.canvas.card + 1))
        save = self.deed("calibrate-save", SAVE, "save", kind=Kind.PRIMARY)
        save.tapped.connect(lambda: self.saved.emit(calibrated(self.canvas.card)))
        self._tell_width(self.canvas.card)

    def help_text(self) -> tuple[Message, ...]:
        """When and why."""
        return (HELP,)

    def shown_first(self) -> None:
        """The arrow keys move the right edge."""
        self.canvas.right.setFocus()

    def _tell_width(self, width: int) -> None:
        per_mm = f"{calibrated(width):.2f}".replace(".", ",")
        self._width.setText(self.kit.show(WIDTH, pixels=width, per_mm=per_mm).text)
