"""What becomes of a voice: heard by citizens here at once, and on a stick for whoever signs packs."""

from PySide6.QtCore import Signal

from forms.text import Message
from kiosk.services.studio_takes import Progress
from kiosk.ui.counter.desk_page import DeskPage
from kiosk.ui.counter.section import words
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.studio.result.title", "{language}: đã thu tới đâu", "Title: how far a voice has come.")
CORE = Message(
    "ui.studio.result.core",
    "Việc hay gặp: {done}/{total} câu, {seconds} giây tiếng nói.",
    "How much of the core path was recorded.",
)
OFFERED = Message(
    "ui.studio.result.offered",
    "Đủ để bà con chọn tiếng này ở màn hình chào.",
    "The pack covers enough to be offered to citizens.",
)
NOT_YET = Message(
    "ui.studio.result.not_yet",
    "Chưa đủ chín phần mười việc hay gặp. Dùng ngay thì bà con nghe được câu nào hay câu đó, còn lại là tiếng Việt.",
    "The pack does not cover nine tenths of the core path yet.",
)
USE = Message("ui.studio.result.use", "Dùng trên máy này", "Button: citizens of this machine hear the voice.")
STICK = Message(
    "ui.studio.result.stick", "Chép ra USB", "Button: the pack is copied to a stick, to be signed."
)
MORE = Message("ui.studio.result.more", "Thu tiếp", "Button: back to recording.")
DROP = Message("ui.studio.result.drop", "Người nói rút lại", "Button: the speaker takes the voice back.")
IN_USE = Message(
    "ui.studio.result.in_use",
    "Đã dùng trên máy này. Bà con nghe được từ lần chào sau.",
    "The voice is in use.",
)
ON_STICK = Message(
    "ui.studio.result.on_stick",
    "Đã chép gói {tag} ra USB. Gửi nơi phát hành của tỉnh để ký cho các máy khác.",
    "The pack was copied to a stick; {tag} is its folder.",
)
DROPPED = Message(
    "ui.studio.result.dropped", "Đã xóa tiếng nói này khỏi phần thu.", "A voice was taken back."
)
HELP_RESULT = Message(
    "ui.studio.result.help",
    "Dùng trên máy này: không cần ký. Các máy khác chỉ nhận gói đã có chữ ký của nơi phát hành.",
    "Help: other machines take only signed packs.",
)


class ResultScreen(DeskPage):
    """``wanted(word)``: use, stick, more or drop."""

    name = "studio-result"
    wanted = Signal(str)

    def __init__(self, kit: Kit, language: str, progress: Progress, *, offered: bool) -> None:
        super().__init__(kit, kit.show(TITLE, language=language).text, "certificate")
        core = kit.show(
            CORE, done=progress.core_done, total=progress.core, seconds=round(progress.spoken_seconds)
        )
        self.rows.addWidget(words(kit, core.text, role=Role.BODY))
        verdict = kit.show(OFFERED if offered else NOT_YET)
        self.rows.addWidget(words(kit, verdict.text, "ink" if offered else "warn_ink", role=Role.BODY))
        for word, message, icon, kind in (
            ("more", MORE, "sound", Kind.PLAIN),
            ("drop", DROP, "trash", Kind.PLAIN),
            ("stick", STICK, "save", Kind.PLAIN),
            ("use", USE, "check", Kind.PRIMARY),
        ):
            button = self.deed(f"result-{word}", message, icon, kind=kind)
            button.tapped.connect(lambda word=word: self.wanted.emit(word))

    def help_text(self) -> tuple[Message, ...]:
        """Who hears it, and who must sign."""
        return (HELP_RESULT,)
