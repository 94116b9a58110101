"""An officer who enters at speed: how a visit in quick hands begins, what its pages show besides, and the way out of it.

What is passed over and when a page is done with is decided by ``kiosk.services.quick_hands``. A visit that nobody began so
knows nothing of all this.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forms.definition import FieldType
from forms.text import Message
from kiosk.i18n.packs import VIETNAMESE
from kiosk.services import guidance, print_queue, quick_hands, usual
from kiosk.services.quick_hands import only_question
from kiosk.services.visit import Stage
from kiosk.ui.screens.prepare import facts
from kiosk.ui.screens.question import QuestionScreen
from kiosk.ui.theme.sizes import LEAST_MM, Role
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.kit import Spoken
from kiosk.ui.widgets.pressable import Kind

if TYPE_CHECKING:
    from kiosk.ui.citizen import CitizenFlow
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.shift import Shift

MARK = Message(
    "ui.quick.mark",
    "Cán bộ nhập nhanh. Chạm vào đây để về nhịp thường.",
    "Band above every page while an officer enters at speed; a tap on it gives the pages back to the citizen.",
)
USUAL = Message(
    "ui.quick.usual",
    "Thường là {value}. Chạm Tiếp tục là lấy số này.",
    "Above a number while an officer enters at speed: going on takes the usual one.",
)
BAND = "quick-hands-band"


class QuickPages:
    """The pages of one shift's visits, where they are entered at speed."""

    def __init__(self, conductor: "Conductor", shift: "Shift", flow: "CitizenFlow") -> None:
        self._c = conductor
        self._shift = shift
        self._flow = flow

    @property
    def on(self) -> bool:
        """Whether the visit is entered at speed."""
        return self._shift.visit.quick is not None

    def begin(self, procedure: str) -> None:
        """The next citizen, with this procedure; in the language this officer's last citizen had."""
        language = usual.language(self._shift.desk)
        known = language if language in self._c.shelf.tags() else VIETNAMESE
        self._flow.forget_consent()
        self._c.new_visit(lambda visit: visit.begin_quickly(procedure, known))

    def leave(self) -> None:
        """The citizen takes over: the same page, from here on at everybody's pace."""
        self._flow.same_page(self._shift.visit.slow_down)

    def presented(self) -> None:
        """A page has come: it is marked, or the mark is taken away."""
        frame = self._c.window.frame
        band = frame.findChild(QWidget, BAND)
        wanted = self.on and self._c.mode == "visit" and self._shift.visit.stage is not Stage.DONE
        if band is None and wanted:
            column = frame.layout()
            assert isinstance(column, QVBoxLayout)
            column.insertWidget(1, self._band())
        elif band is not None and not wanted:
            band.hide()
            band.setParent(None)
            band.deleteLater()

    def _band(self) -> QWidget:
        kit = self._c.kit.with_translator(self._c.translator(VIETNAMESE))
        button = BigButton(
            kit, kit.show(MARK), kind=Kind.QUIET, icon="officer", least=LEAST_MM, role=Role.OFFICER_STRONG
        )
        button.setObjectName("quick-hands")
        button.tapped.connect(self._c.guarded(self.leave))
        band = QWidget()
        band.setObjectName(BAND)
        band.setAutoFillBackground(True)
        palette = band.palette()
        palette.setColor(band.backgroundRole(), kit.look.colour("accent_wash"))
        band.setPalette(palette)
        box = QVBoxLayout(band)
        box.setContentsMargins(kit.look.mm(3), 0, kit.look.mm(3), 0)
        box.addWidget(button)
        return band

    def facts(self) -> tuple[Spoken, ...]:
        """What the page that is passed over would have told, for the help of the next one."""
        visit = self._shift.visit
        if not self.on or visit.procedure is None:
            return ()
        return facts(guidance.preparation(self._shift.desk, visit.procedure))

    # -- questions

    def dress(self, screen: QuestionScreen, go_on: Callable[[], None]) -> None:
        """What a question shows besides: the usual answers. A telephone number goes on when it is whole."""
        only = only_question(screen.page.state)
        if not self.on or only is None:
            return
        view = screen.page.view(only.address)
        if only.field.type is FieldType.ETHNIC:
            groups = usual.ethnic_groups(self._shift.desk, only.address)
            view.offer_usual([group.value() for group in groups])
        elif only.field.type is FieldType.INTEGER and only.suggestion is not None and only.value is None:
            view.say_above(USUAL, value=str(only.suggestion))
        elif only.field.type is FieldType.PHONE:
            self._watch_phone(screen, only.address, go_on)

    def _watch_phone(self, screen: QuestionScreen, address: str, go_on: Callable[[], None]) -> None:
        before = len(str(screen.page.view(address).value() or ""))

        def edited(_address: str) -> None:
            nonlocal before
            value = screen.page.view(address).value()
            grown, before = before, len(str(value or ""))
            if before == grown + 1 and quick_hands.phone_is_whole(value):
                # Behind the key that is being pressed: the page goes, and the keyboard with it.
                QTimer.singleShot(0, screen, whole)

        def whole() -> None:
            self._c.window.setFocus()  # the line is left as if by hand: what it holds is stored
            go_on()

        screen.page.edited.connect(edited)

    def too_early(self, screen: QuestionScreen, address: str) -> bool:
        """Whether a tap on an answer was meant for the page before, which went with the first tap. It is undone."""
        if not self.on or screen.page.view(address).field.type not in quick_hands.ONE_TAP:
            return False
        if self._c.kit.taps.wait() == 0:
            return False
        stood = self._shift.visit.draft().state.find(address)
        if stood is not None:
            screen.page.view(address).set_value(stood.value, unsure=stood.unsure)
        return True

    def done_by_tap(self, address: str) -> bool:
        """Whether the tap that gave this answer is all its page asks for."""
        return self.on and quick_hands.done_by_tap(self._shift.visit.draft(), address)

    # -- the end

    def filed(self, print_slip: Callable[[], None]) -> None:
        """The slip goes to the printer the office has chosen by itself."""
        desk = self._shift.desk
        if self.on and print_queue.printer_for(desk, print_queue.slip_size(desk)):
            print_slip()
