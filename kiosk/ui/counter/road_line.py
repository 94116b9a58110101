"""One line about the link: what is not sent yet, when the agent tries next, and the button that does not wait for it."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from forms.text import Message
from kiosk.i18n.values import Formats
from kiosk.ui.counter.ages import until
from kiosk.ui.counter.desk_page import deed_button
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
WAITING = Message(
    "ui.counter.road_unsent",
    "Còn {n} hồ sơ chưa gửi xong.",
    "Dossiers that are not wholly at the province yet.",
)
NO_LINK = Message("ui.counter.no_link", "Chưa có mạng.", "The last attempt reached nobody.")
SEND_NOW = Message("ui.counter.send_now", "Gửi ngay", "Button: tries to send everything now.")
UNDER_WAY = Message(
    "ui.counter.under_way", "Đã gửi {sent} / {total}.", "Bytes sent of all that is under way."
)
NEXT = Message(
    "ui.counter.next_attempt", "Máy tự gửi tiếp {when}.", "{when}: 'sau 4 phút' or 'ngay bây giờ'."
)

#: Narrower than that, what stands beside the line stands under it (millimetres, at the usual text).
FOOT_MM = 180


def size_text(count: int) -> str:
    """``820 KB``, ``3,4 MB``: bytes as people read them, with a decimal comma."""
    if count < 1_000_000:
        return f"{Formats().number(max(1, round(count / 1000)) if count else 0)} KB"
    return f"{count / 1_000_000:.1f} MB".replace(".", ",")


class RoadLine(QWidget):
    """Sign, sentence, and ``send_asked`` while something waits."""

    send_asked = Signal()

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
        self.send = deed_button(kit, "send-now", SEND_NOW, "send-now")
        self.send.tapped.connect(self.send_asked)
        row.addWidget(self.send, 0, Qt.AlignmentFlag.AlignVCenter)
        self.send.hide()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def show_road(self, road: Road, now: datetime) -> None:
        """What is known now."""
        kit = self._kit
        under_way = road.enrolled and road.sent < road.total
        self.send.setVisible(under_way)
        if not road.enrolled:
            self._sign.set_name("warning")
            self._said.setText(kit.show(NOT_ENROLLED).text)
            return
        if not under_way:
            self._sign.set_name("delivered")
            self._said.setText(kit.show(NOTHING_LEFT).text)
            return
        self._sign.set_name("sending")
        sentences = [kit.show(WAITING, n=road.waiting).text] if road.waiting else []
        if road.no_link:
            sentences.append(kit.show(NO_LINK).text)
        sentences += [kit.show(UNDER_WAY, sent=size_text(road.sent), total=size_text(road.total)).text]
        if road.held_back is not None:
            sentences.append(kit.show(road.held_back).text)
        if road.next_attempt is not None:
            sentences.append(kit.show(NEXT, when=until(kit, road.next_attempt, now)).text)
        self._said.setText(" ".join(sentences))

    def text(self) -> str:
        """The sentence shown."""
        return self._said.text()
