"""The page that makes this machine known: reads a stick, enrols by it, writes the answer again, takes the confirmation in."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from forms.text import Message
from kiosk.domain.roles import Act, demand
from kiosk.services import enrolment
from kiosk.services.desk import Desk
from kiosk.services.enrolment import Invitation, Known
from kiosk.ui.counter.enrol_screen import EnrolScreen
from kiosk.ui.page_faults import said_on
from kiosk.ui.picking import pick
from kiosk.ui.screens.base import Screen

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor

NOTHING_THERE = Message(
    "ui.enrol.nothing_there",
    "Trên USB này không có phiếu mời nào của tỉnh. Xem lại có đúng USB không.",
    "A stick without invitations was read.",
)
DONE = Message(
    "ui.enrol.done",
    "Đã ghi danh, câu trả lời đã ở trên USB. Rút USB an toàn, mang lên tỉnh. Từ giờ máy nộp hồ sơ được.",
    "Enrolled by stick. Must not lose: the stick goes back to the province; filing works now.",
)
DONE_BY_CODE = Message(
    "ui.enrol.done_by_code", "Đã ghi danh. Từ giờ máy nộp hồ sơ được.", "Enrolled by a code over the link."
)
WRITTEN = Message(
    "ui.enrol.written", "Đã ghi câu trả lời ra USB. Rút USB an toàn, mang lên tỉnh.", "Written again."
)
CONFIRMED = Message("ui.enrol.confirmed", "Tỉnh đã xác nhận máy này.", "The confirmation was taken in.")
NOT_CONFIRMED = Message(
    "ui.enrol.not_confirmed",
    "Trên USB chưa có xác nhận cho máy này. Tỉnh có đọc USB (courier-in) rồi mới trả lời; hỏi lại tỉnh.",
    "The stick holds no confirmation for this machine.",
)


class EnrolPage:
    """``back`` is where the page leads when it is left."""

    def __init__(self, conductor: "Conductor", desk: Desk, back: Callable[[], None]) -> None:
        self._c = conductor
        self._desk = desk
        self._back = back
        self._stick: Path | None = None
        self._found: tuple[Invitation, ...] | None = None

    def open(self) -> None:
        """How far machine and province know of each other."""
        demand(self._desk.officer.role, Act.MANAGE_MACHINE)
        self._found = self._stick = None
        self._present()

    def _present(self) -> EnrolScreen:
        screen = self._c.present(self._build, say=False, languages=False)
        assert isinstance(screen, EnrolScreen)
        return screen

    def _build(self) -> Screen:
        screen = EnrolScreen(self._c.kit, enrolment.enrolment_of(self._desk), self._found)
        guarded = self._c.guarded
        screen.read_asked.connect(guarded(lambda: self._with_stick(screen, self._read)))
        screen.enrolled.connect(guarded(lambda device: self._enrol(screen, device)))
        screen.again_asked.connect(guarded(lambda: self._with_stick(screen, self._write)))
        screen.confirm_asked.connect(guarded(lambda: self._with_stick(screen, self._confirm)))
        screen.coded.connect(guarded(lambda text: self._by_code(screen, text)))
        screen.went_back.connect(guarded(self._back))
        return screen

    def _with_stick(self, screen: EnrolScreen, use: Callable[[EnrolScreen, Path], None]) -> None:
        stick = pick(self._c, folders=True)
        if stick is not None:
            use(screen, stick)

    def _read(self, screen: EnrolScreen, stick: Path) -> None:
        def done(found: tuple[Invitation, ...]) -> None:
            self._found, self._stick = found, stick
            shown = self._present()
            if not found:
                shown.tell("warn", NOTHING_THERE)

        self._c.work(lambda: enrolment.invitations(self._desk, stick), done, said_on(self._c, screen))

    def _enrol(self, screen: EnrolScreen, device: str) -> None:
        stick = self._stick
        checked = next((one for one in self._found or () if one.device == device), None)
        if stick is not None and checked is not None:
            self._c.work(
                lambda: enrolment.enrol_from_stick(self._desk, stick, checked),
                lambda _device: self._told(DONE),
                said_on(self._c, screen),
            )

    def _by_code(self, screen: EnrolScreen, text: str) -> None:
        self._c.work(
            lambda: enrolment.enrol(self._desk, text),
            lambda _device: self._told(DONE_BY_CODE),
            said_on(self._c, screen),
        )

    def _write(self, screen: EnrolScreen, stick: Path) -> None:
        self._c.work(
            lambda: enrolment.write_answer(self._desk, stick),
            lambda _nothing: self._told(WRITTEN),
            said_on(self._c, screen),
        )

    def _confirm(self, screen: EnrolScreen, stick: Path) -> None:
        def done(known: Known) -> None:
            self._told(CONFIRMED if known is Known.BOTH else NOT_CONFIRMED)

        self._c.work(lambda: enrolment.take_confirmation(self._desk, stick), done, said_on(self._c, screen))

    def _told(self, message: Message) -> None:
        self._found = self._stick = None
        self._present().tell("warn" if message is NOT_CONFIRMED else "good", message)
