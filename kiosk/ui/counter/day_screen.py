"""The work of a day besides dossiers: calls, hand-overs, the end of the day, reports, trips, the next officer."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Signal

from forms.text import Message
from kiosk.domain.roles import Act, Role, may
from kiosk.ui.counter.desk_page import DeskPage
from kiosk.ui.widgets.even_grid import EvenGrid
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.tiles import Choice, ChoiceTile

TITLE = Message("ui.day.title", "Việc trong ngày", "Title over the work of a day besides dossiers.")
_NOTE = "Tile on the page with the work of a day."
HELP_DAY = Message(
    "ui.day.help", "Chạm vào một việc. Cán bộ chỉ thấy những việc được giao.", "Help on the work of a day."
)


class Work(StrEnum):
    """One work of the day."""

    CALLS = "calls"
    POST = "post"
    CLOSING = "closing"
    REPORTS = "reports"
    TRIPS = "trips"
    ROAD = "road"
    HEALTH = "health"
    PRINTERS = "printers"
    SCREEN = "screen"
    STUDIO = "studio"
    LANGUAGES = "languages"
    TAKE_OVER = "take-over"
    END = "end"


@dataclass(frozen=True, slots=True)
class _Face:
    word: Message
    note: Message
    icon: str
    act: Act | None


FACES: dict[Work, _Face] = {
    Work.CALLS: _Face(
        Message("ui.day.calls", "Gọi điện", _NOTE),
        Message("ui.day.calls_note", "Mời bổ sung, nộp tiền, nhận kết quả", _NOTE),
        "phone",
        Act.CALL,
    ),
    Work.POST: _Face(
        Message("ui.day.post", "Bàn giao cho bưu chính", _NOTE),
        Message("ui.day.post_note", "Phong bì, kết quả, phiếu bàn giao", _NOTE),
        "carry",
        Act.HAND_TO_POST,
    ),
    Work.CLOSING: _Face(
        Message("ui.day.closing", "Chốt cuối ngày", _NOTE),
        Message("ui.day.closing_note", "Đối chiếu hồ sơ, phong bì, tiền", _NOTE),
        "calendar",
        Act.CLOSE_DAY,
    ),
    Work.REPORTS: _Face(
        Message("ui.day.reports", "Báo cáo", _NOTE),
        Message("ui.day.reports_note", "Theo ngày, thủ tục, cán bộ, chuyến đi", _NOTE),
        "list",
        Act.SEE_REPORTS,
    ),
    Work.TRIPS: _Face(
        Message("ui.day.trips", "Chuyến lưu động", _NOTE),
        Message("ui.day.trips_note", "Chuẩn bị, mang theo, bản sao, báo cáo", _NOTE),
        "travel",
        None,
    ),
    Work.ROAD: _Face(
        Message("ui.day.road", "Đường gửi", _NOTE),
        Message("ui.day.road_note", "Mạng, dung lượng mỗi ngày, mang bằng USB", _NOTE),
        "send-now",
        None,
    ),
    Work.HEALTH: _Face(
        Message("ui.day.health", "Kiểm tra máy", _NOTE),
        Message("ui.day.health_note", "Giấy in, ổ đĩa, đồng hồ, máy quét, đường gửi", _NOTE),
        "shield",
        None,
    ),
    Work.PRINTERS: _Face(
        Message("ui.day.printers", "Máy in", _NOTE),
        Message("ui.day.printers_note", "Giấy chưa in xong, chọn máy in, in thử", _NOTE),
        "print",
        None,
    ),
    Work.SCREEN: _Face(
        Message("ui.day.screen", "Cỡ màn hình", _NOTE),
        Message("ui.day.screen_note", "Áp thẻ căn cước để chữ và nút đúng cỡ", _NOTE),
        "screen-size",
        None,
    ),
    Work.STUDIO: _Face(
        Message("ui.day.studio", "Thu tiếng nói", _NOTE),
        Message("ui.day.studio_note", "Người nói tiếng dân tộc thu câu cho máy", _NOTE),
        "sound",
        Act.RECORD_VOICE,
    ),
    Work.LANGUAGES: _Face(
        Message("ui.day.languages", "Gói ngôn ngữ", _NOTE),
        Message("ui.day.languages_note", "Cài, gỡ, mời bà con dùng; ai đã soát", _NOTE),
        "language",
        Act.MANAGE_LANGUAGES,
    ),
    Work.TAKE_OVER: _Face(
        Message("ui.day.take_over", "Đổi cán bộ trực", _NOTE),
        Message("ui.day.take_over_note", "Người sau vào ca, không phải tắt máy", _NOTE),
        "people",
        None,
    ),
    Work.END: _Face(
        Message("ui.day.end", "Hết ca", _NOTE),
        Message("ui.day.end_note", "Đóng sổ hồ sơ trên máy này", _NOTE),
        "exit",
        None,
    ),
}


def works_for(role: Role, there: Sequence[Work]) -> tuple[Work, ...]:
    """What this officer may do of ``there``."""
    return tuple(
        work
        for work in there
        if (act := FACES[work].act) is None or may(role, act)
        if work is not Work.TRIPS or may(role, Act.PLAN_TRIP) or may(role, Act.GO_ON_TRIP)
    )


class DayScreen(DeskPage):
    """``chosen(Work)``."""

    name = "day"
    chosen = Signal(object)

    def __init__(self, kit: Kit, works: Sequence[Work]) -> None:
        super().__init__(kit, kit.show(TITLE).text, "calendar")
        grid = EvenGrid(columns=3, gap=kit.look.mm(2))
        for work in works:
            face = FACES[work]
            choice = Choice(work.value, kit.show(face.word), face.icon, note=kit.show(face.note))
            tile = ChoiceTile(kit, choice)
            tile.setCheckable(False)
            tile.setObjectName(f"work-{work.value}")
            tile.tapped.connect(lambda work=work: self._choose(work))
            grid.add(tile)
        self.rows.addWidget(grid)

    def help_text(self) -> tuple[Message, ...]:
        """What stands here."""
        return (HELP_DAY,)

    def _choose(self, work: Work) -> None:
        if self.kit.taps.accepts():
            self.chosen.emit(work)
