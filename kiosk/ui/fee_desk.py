"""Money against the authority's receipt: what is due, what was taken, and taking back what was booked wrongly."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from forms.rules.fee_receipts import MODE_TEXTS
from forms.text import Message
from kiosk.domain.counter_book import Entered, Paid
from kiosk.services import fees
from kiosk.services.desk import Desk
from kiosk.ui.counter.desk_page import DeskPage
from kiosk.ui.counter.fee_correct_screen import FeeCorrectScreen
from kiosk.ui.counter.fee_screen import FeeScreen
from kiosk.ui.page_faults import said_on
from kiosk.ui.screens.base import Screen

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor

TAKEN = Message("ui.dossier.taken", "Đã ghi tiền thu và số biên lai.", "A fee was booked.")
FEE_CORRECTED = Message(
    "ui.dossier.fee_corrected",
    "Đã ghi khoản sửa. Xin ghi lại khoản thu cho đúng, nếu có.",
    "A fee was taken back; the right one may be booked now.",
)


class FeeDesk:
    """The fees of one shift's dossiers; ``back(dossier, said)`` leads to the page of the dossier."""

    def __init__(
        self, conductor: "Conductor", desk: Desk, back: Callable[[str, Message | None], None]
    ) -> None:
        self._c = conductor
        self._desk = desk
        self._back = back

    def open(self, dossier: str) -> None:
        """Money against the authority's receipt."""
        found = self._desk.store.dossiers.get(dossier)

        def build() -> Screen:
            due = fees.due(self._desk, dossier)
            screen = FeeScreen(
                self._c.kit,
                found.citizen_name,
                amount=due.state.amount if due.state.known else None,
                exempt=due.state.exempt,
                why=due.state.why,
                before=due.taken,
                mode=MODE_TEXTS[due.mode.mode],
            )
            screen.taken.connect(self._c.guarded(partial(self._take, screen, dossier)))
            screen.correction_asked.connect(self._c.guarded(partial(self._correct, dossier)))
            screen.went_back.connect(self._c.guarded(lambda: self._back(dossier, None)))
            return screen

        self._show(build)

    def _correct(self, dossier: str, parcel: str) -> None:
        """Why a fee is taken back; then the fees again."""
        found = self._desk.store.dossiers.get(dossier)
        wrong = next(one for one in fees.due(self._desk, dossier).standing if one.parcel == parcel)

        def corrected() -> None:
            self.open(dossier)
            shown = self._c.window.screen_shown
            if isinstance(shown, FeeScreen):
                shown.tell("good", FEE_CORRECTED)

        def build() -> Screen:
            screen = FeeCorrectScreen(self._c.kit, found.citizen_name, wrong)
            screen.corrected.connect(
                self._c.guarded(
                    lambda reason: self._work(
                        screen, lambda: fees.correct(self._desk, dossier, parcel, reason), corrected
                    )
                )
            )
            screen.went_back.connect(self._c.guarded(partial(self.open, dossier)))
            return screen

        self._show(build)

    def _take(
        self, screen: FeeScreen, dossier: str, amount: int, receipt: str, entered: Entered, paid: Paid
    ) -> None:
        self._work(
            screen,
            lambda: fees.take(self._desk, dossier, amount, receipt, entered=entered, paid=paid),
            lambda: self._back(dossier, TAKEN),
        )

    def _show(self, build: Callable[[], Screen]) -> None:
        self._c.present(build, say=False, languages=False)

    def _work(self, screen: DeskPage, function: Callable[[], object], done: Callable[[], None]) -> None:
        self._c.work(function, lambda _result: done(), said_on(self._c, screen))
