"""The page about the road to the province: shows how it stands, passes on what the officer wants of it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from forms.errors import KnownError
from forms.text import Message
from kiosk.domain.roles import Act, may
from kiosk.services import road
from kiosk.services.desk import Desk
from kiosk.ui.counter.road_screen import RoadScreen
from kiosk.ui.picking import pick
from kiosk.ui.screens.base import Screen
from kiosk.ui.widgets.action import Action

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor

ASK_BUDGET = Message(
    "ui.road.ask_budget",
    "Mỗi ngày được dùng bao nhiêu dung lượng mạng cho giấy tờ và tệp kết quả?",
    "Asked before the day's budget of the link is changed.",
)
ANY = Message("ui.road.any", "Không giới hạn", "Button: no budget of the link.")
_NOTE = "Button: a budget of the link."
BUDGETS = {
    20_000_000: Message("ui.road.budget_20", "20 MB mỗi ngày", _NOTE),
    50_000_000: Message("ui.road.budget_50", "50 MB mỗi ngày", _NOTE),
    100_000_000: Message("ui.road.budget_100", "100 MB mỗi ngày", _NOTE),
    300_000_000: Message("ui.road.budget_300", "300 MB mỗi ngày", _NOTE),
}
"""What an officer may choose from; ``python -m sync courtesy`` knows any number, and hours."""
TRYING = Message("ui.road.trying", "Máy đang thử gửi.", "The agent was asked to try now.")
WRITTEN = Message(
    "ui.road.written",
    "Đã ghi xong ra USB: {parcels} kiện đủ. Rút USB an toàn rồi mang lên tỉnh.",
    "Everything that waits lies on the stick.",
)
MORE = Message(
    "ui.road.more",
    "USB đã đầy: {parcels} kiện đủ, {partial} kiện mới có một phần, còn {left} kiện phải ghi tiếp. Cắm USB khác rồi bấm ghi lần nữa.",
    "The stick is full; another one goes on from there.",
)
UNREAD = Message(
    "ui.road.unread",
    "Có {skipped} kiện chưa ghi được ra USB vì tệp trên máy này hỏng hoặc thiếu. "
    "Hồ sơ nào bị trả lại thì mở ra, bấm Gửi lại, rồi ghi ra USB lần nữa.",
    "Parcels that could not be copied to the stick; everything else has been, as far as there was room.",
)
NOTHING_TO_CARRY = Message("ui.road.nothing_to_carry", "Không có kiện nào phải mang đi.", "Nothing waits.")
TAKEN = Message(
    "ui.road.taken",
    "Đã nhận từ USB: {statements} giấy báo nhận, {notices} tin từ tỉnh, {results} tệp kết quả, {packs} gói cập nhật.",
    "What the province sent by stick.",
)


class RoadPage:
    """``back`` is where the page leads when it is left."""

    def __init__(self, conductor: "Conductor", desk: Desk, back: Callable[[], None]) -> None:
        self._c = conductor
        self._desk = desk
        self._back = back

    def open(self) -> None:
        """The road as it stands."""
        self._c.present(self._build, say=False, languages=False)

    def _build(self) -> Screen:
        desk, guarded = self._desk, self._c.guarded
        role = desk.officer.role
        screen = RoadScreen(
            self._c.kit,
            road.standing(desk),
            desk.now(),
            may_steer=road.may_steer(role),
            may_carry=may(role, Act.FILE),
        )
        screen.send_asked.connect(guarded(self._send))
        screen.records_only_asked.connect(guarded(self._records_only))
        screen.budget_asked.connect(guarded(self._ask_budget))
        screen.write_asked.connect(guarded(lambda: self._stick(self._write)))
        screen.read_asked.connect(guarded(lambda: self._stick(self._read)))
        screen.went_back.connect(guarded(self._back))
        return screen

    def _send(self) -> None:
        self._desk.outbox.hurry()
        self._tell("info", TRYING)

    def _records_only(self, on: bool) -> None:
        road.send_records_only(self._desk, on=on)
        self.open()

    def _ask_budget(self) -> None:
        sizes: dict[str, int | None] = {f"budget-{count}": count for count in BUDGETS}
        actions = tuple(Action(f"budget-{count}", word) for count, word in BUDGETS.items())
        sizes["budget-any"] = None
        sheet = self._c.sheet(
            (self._c.kit.show(ASK_BUDGET),),
            icon="clock",
            actions=(*actions, Action("budget-any", ANY)),
            name="budget-sheet",
        )

        def chosen(name: str) -> None:
            road.set_daily_budget(self._desk, sizes[name])
            self.open()

        sheet.chosen.connect(self._c.guarded(chosen))

    def _stick(self, use: Callable[[Path], None]) -> None:
        stick = pick(self._c, folders=True)
        if stick is not None:
            use(stick)

    def _write(self, stick: Path) -> None:
        def done(told: road.OnStick) -> None:
            self.open()
            if told.skipped:
                self._tell("warn", UNREAD, skipped=told.skipped)
            elif told.left:
                self._tell("warn", MORE, parcels=told.parcels, partial=told.partial, left=told.left)
            elif told.parcels + told.partial == 0:
                self._tell("info", NOTHING_TO_CARRY)
            else:
                self._tell("good", WRITTEN, parcels=told.parcels)

        self._work(lambda: road.write_stick(self._desk, stick), done)

    def _read(self, stick: Path) -> None:
        def done(told: road.OffStick) -> None:
            self.open()
            self._tell(
                "good",
                TAKEN,
                statements=told.statements,
                notices=told.notices,
                results=told.results,
                packs=told.packs,
            )

        self._work(lambda: road.read_stick(self._desk, stick), done)

    def _tell(self, tone: str, message: Message, **params: int) -> None:
        shown = self._c.window.screen_shown
        if isinstance(shown, RoadScreen):
            shown.tell(tone, message, **params)

    def _work(self, function: Callable[[], object], done: Callable[..., None]) -> None:
        def failed(error: BaseException) -> None:
            shown = self._c.window.screen_shown
            if isinstance(error, KnownError) and isinstance(shown, RoadScreen):
                shown.tell_error(error)
            else:
                self._c.tell(error)

        self._c.work(function, done, failed)
