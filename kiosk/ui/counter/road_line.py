"""One line about the link: what is under way, when the agent tries next, whether the province knows this machine."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from forms.text import Message
from kiosk.i18n.values import Formats
from kiosk.ui.counter.ages import until
from kiosk.ui.counter.values import Road
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pictogram import PictogramLabel
from kiosk.ui.widgets.text_block import TextBlock

NOT_ENROLLED = Message(
    "ui.counter.not_enrolled",
    "Máy chưa ghi danh với tỉnh: hồ sơ được giữ an toàn ở đây, chưa gửi đi. Nhờ quản trị máy ghi danh.",
    "The province does not know this machine yet.",
)
NOTHING_LEFT = Message(
    "ui.counter.nothing_left", "Không còn gì phải gửi.", "Everything has reached the province."
)
UNDER_WAY = Message(
    "ui.counter.under_way", "Đã gửi {sent} / {total}.", "Bytes sent of all that is under way."
)
NEXT = Message(
    "ui.counter.next_attempt", "Máy tự gửi tiếp {when}.", "{when}: 'sau 4 phút' or 'ngay bây giờ'."
)


def size_text(count: int) -> str:
    """``820 KB``, ``3,4 MB``: bytes as people read them, with a decimal comma."""
    if count < 1_000_000:
        return f"{Formats().number(max(1, round(count / 1000)) if count else 0)} KB"
    return f"{count / 1_000_000:.1f} MB".replace(".", ",")


class RoadLine(QWidget):
    """Sign and sentence."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("road")
        self._kit = kit
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.look.mm(1.5))
        self._sign = PictogramLabel(kit.look, "waiting", 5)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        self._said = TextBlock(kit.look, "", Role.OFFICER_SMALL, "muted")
        row.addWidget(self._said, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def show_road(self, road: Road, now: datetime) -> None:
        """What is known now."""
        kit = self._kit
        if not road.enrolled:
            self._sign.set_name("warning")
            self._said.setText(kit.show(NOT_ENROLLED).text)
            return
        if road.sent >= road.total:
            self._sign.set_name("delivered")
            self._said.setText(kit.show(NOTHING_LEFT).text)
            return
        self._sign.set_name("sending")
        sentences = [kit.show(UNDER_WAY, sent=size_text(road.sent), total=size_text(road.total)).text]
        if road.next_attempt is not None:
            sentences.append(kit.show(NEXT, when=until(kit, road.next_attempt, now)).text)
        self._said.setText(" ".join(sentences))

    def text(self) -> str:
        """The sentence shown."""
        return self._said.text()
