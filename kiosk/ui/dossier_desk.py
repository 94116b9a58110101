"""What is done with one filed dossier at the counter: results and fees, calls, withdrawal, transfer, rating, its past.

Connects the pages to the services; sealing goes through the background door. The page of the dossier is where every way
leads back to.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from forms.text import Message
from kiosk.domain.counter_book import CallAbout, Outcome
from kiosk.domain.dossier import OFFICIAL_NUMBERS, Dossier
from kiosk.domain.print_jobs import PrintKind
from kiosk.domain.roles import Act, may
from kiosk.i18n.packs import VIETNAMESE
from kiosk.services import (
    calls,
    finding,
    handing_out,
    ratings,
    timeline,
    transferring,
    urging,
    withdrawing,
)
from kiosk.services.desk import Desk
from kiosk.services.print_queue import ToPrint
from kiosk.services.signing import Signed
from kiosk.ui.amend_desk import AmendDesk
from kiosk.ui.counter.call_screen import CallScreen
from kiosk.ui.counter.deeds_section import Deed
from kiosk.ui.counter.desk_page import DeskPage
from kiosk.ui.counter.detail_screen import DetailScreen
from kiosk.ui.counter.hand_out_screen import HandOutScreen
from kiosk.ui.counter.rating_screen import RatingScreen
from kiosk.ui.counter.slip_screen import SlipScreen
from kiosk.ui.counter.timeline_screen import TimelineScreen
from kiosk.ui.counter.transfer_screen import TransferScreen
from kiosk.ui.counter.withdraw_screen import WithdrawScreen
from kiosk.ui.custody_desk import CustodyDesk
from kiosk.ui.fee_desk import FeeDesk
from kiosk.ui.page_faults import said_on
from kiosk.ui.press_desk import PressDesk
from kiosk.ui.screens.base import Screen
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.pressable import Kind

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.counter_flow import CounterFlow

HANDED = Message(
    "ui.dossier.handed", "Đã trả kết quả và ghi chữ ký nhận.", "A result reached somebody's hands."
)
CALLED = Message("ui.dossier.called", "Đã ghi cuộc gọi.", "A call was written down.")
WITHDRAWN = Message(
    "ui.dossier.withdrawn", "Đã rút hồ sơ; máy tự báo các cơ quan khi có mạng.", "A dossier was taken back."
)
ASK_WITHDRAW = Message(
    "ui.dossier.ask_withdraw",
    "Rút hồ sơ của {name}? Việc này không hoàn tác được.",
    "Asked once more before a dossier is taken back.",
)
URGED = Message(
    "ui.dossier.urged", "Đã đánh dấu gấp. Máy gửi hồ sơ này trước.", "A dossier goes before all others."
)
CALMED = Message("ui.dossier.calmed", "Đã bỏ dấu gấp.", "A dossier goes in its turn again.")
NUMBERED = Message("ui.dossier.numbered", "Đã ghi mã hồ sơ.", "The portal's number was booked.")
RATED = Message("ui.dossier.rated", "Cảm ơn bà con. Đã ghi đánh giá.", "The citizen touched a face.")
RATED_BEFORE = Message(
    "ui.dossier.rated_before", "Bà con đã đánh giá hồ sơ này rồi.", "A dossier is rated once."
)
NOT_HERE = Message("ui.dossier.result_not_here", "Tệp kết quả chưa về tới máy này.", "Nothing to print yet.")
KEEP = Action(
    "keep",
    Message("ui.dossier.keep", "Để nguyên", "Button: the dossier is not taken back."),
    Kind.PLAIN,
    "back",
)
WITHDRAW = Action(
    "withdraw",
    Message("ui.dossier.withdraw", "Rút hồ sơ", "Button: the dossier is taken back."),
    Kind.GRAVE,
    "undo",
)


class DossierDesk:
    """The deeds of one shift's dossiers."""

    def __init__(self, conductor: "Conductor", desk: Desk, counter: "CounterFlow") -> None:
        self._c = conductor
        self._desk = desk
        self._counter = counter
        self._press = PressDesk(conductor)
        self._amend = AmendDesk(conductor, desk, self.back)
        self._fees = FeeDesk(conductor, desk, self.back)
        self._envelopes = CustodyDesk(conductor, desk)

    def do(self, dossier: str, deed: Deed) -> None:
        """Opens the page of a deed."""
        ways: dict[Deed, Callable[[str], None]] = {
            Deed.HAND_OUT: self.hand_out,
            Deed.FEE: self._fees.open,
            Deed.CALL: self.call,
            Deed.AMEND: self._amend.open,
            Deed.WITHDRAW: self.withdraw,
            Deed.TRANSFER: self.transfer,
            Deed.TELL: self.tell,
            Deed.TIMELINE: self.timeline,
            Deed.ENVELOPES: self._envelopes.open,
            Deed.RATE: self.rate,
            Deed.URGE: self.urge,
        }
        ways[deed](dossier)

    def back(self, dossier: str, said: Message | None = None, tone: str = "good") -> None:
        """The page of the dossier again, with a word about what was done."""
        self._c.open_detail(dossier)
        shown = self._c.window.screen_shown
        if said is not None and isinstance(shown, DetailScreen):
            shown.tell(tone, said)

    def urge(self, dossier: str) -> None:
        """Before all others, or no longer."""
        marked = urging.urge(self._desk, dossier, not self._dossier(dossier).urgent)
        self.back(dossier, URGED if marked.urgent else CALMED)

    # -- results

    def hand_out(self, dossier: str) -> None:
        """A result into somebody's hands."""
        found = self._dossier(dossier)

        def build() -> Screen:
            screen = HandOutScreen(
                self._c.kit,
                found.citizen_name,
                [
                    one
                    for one in handing_out.results(self._desk, dossier)
                    if one.ready or one.handed is not None
                ],
                [one.number for one in handing_out.envelopes(self._desk, dossier)],
            )
            screen.handed.connect(self._c.guarded(partial(self._hand_out, screen, dossier)))
            screen.print_asked.connect(self._c.guarded(partial(self._print_result, screen)))
            return self._leads_back(screen, dossier)

        self._show(build)

    def _hand_out(
        self,
        screen: HandOutScreen,
        dossier: str,
        part: str,
        recipient: str,
        relation: str,
        signed: Signed,
        envelopes: tuple[str, ...],
    ) -> None:
        self._work(
            screen,
            lambda: handing_out.hand_out(
                self._desk, dossier, part, recipient, signed, relation=relation, envelopes=envelopes
            ),
            lambda: self.back(dossier, HANDED),
        )

    def _print_result(self, screen: HandOutScreen, notice: str) -> None:
        data = handing_out.open_result(self._desk, notice)
        if data is None:
            screen.tell("warn", NOT_HERE)
        else:
            self._press.print(ToPrint(PrintKind.OTHER, lambda: data), screen.tell)

    # -- words

    def call(
        self, dossier: str, about: CallAbout | None = None, then: Callable[[], None] | None = None
    ) -> None:
        """How a call went. ``then`` is where the page leads; to the dossier unless told."""
        found = self._dossier(dossier)
        contact = calls.contact_of(self._desk.store.people.of(dossier))

        def back(said: Message | None = None) -> None:
            if then is None:
                self.back(dossier, said)
            else:
                then()

        def build() -> Screen:
            screen = CallScreen(
                self._c.kit,
                (contact.name if contact is not None else "") or found.citizen_name,
                contact.phone if contact is not None else "",
                self._desk.now(),
                calls.calls(self._desk, dossier),
                about,
            )

            def noted(about: CallAbout, outcome: Outcome, again_at: object, note: str) -> None:
                calls.note_call(
                    self._desk,
                    dossier,
                    about,
                    outcome,
                    again_at=again_at,  # type: ignore[arg-type]  # a Qt signal carries it as an object
                    note=note,
                )
                back(CALLED)

            screen.noted.connect(self._c.guarded(noted))
            screen.went_back.connect(self._c.guarded(lambda: back()))
            return screen

        self._show(build)

    def tell(self, dossier: str) -> None:
        """How the dossier stands, for the citizen to see and hear in their own language."""
        found = self._dossier(dossier)
        parts, spoken = finding.said_of(self._desk, dossier)
        number = found.official_number or found.slip_number or ""
        self._speak(found.language)

        def build() -> Screen:
            screen = SlipScreen(self._c.kit, None, found.citizen_name, number, parts, spoken, can_open=False)
            return self._leads_back(screen, dossier)

        self._c.present(build, say=True, languages=False)

    def timeline(self, dossier: str) -> None:
        """What happened so far."""
        found = self._dossier(dossier)
        moments = timeline.timeline(self._desk, dossier)
        self._show(
            lambda: self._leads_back(TimelineScreen(self._c.kit, found.citizen_name, moments), dossier)
        )

    def rate(self, dossier: str) -> None:
        """The citizen's own word, in their language."""
        if ratings.rating_of(self._desk, dossier) is not None:
            self.back(dossier, RATED_BEFORE, "info")
            return
        self._speak(self._dossier(dossier).language)

        def build() -> Screen:
            screen = RatingScreen(self._c.kit)
            screen.rated.connect(self._c.guarded(partial(self._rate, dossier)))
            return self._leads_back(screen, dossier)

        self._c.present(build, say=True, languages=False)

    def _rate(self, dossier: str, face: int) -> None:
        language = self._c.kit.translator.tag
        self._c.work(
            lambda: ratings.rate(self._desk, dossier, face, language=language),
            lambda _filed: self.back(dossier, RATED),
        )

    # -- taken back, typed over

    def withdraw(self, dossier: str) -> None:
        """The citizen takes the dossier back."""
        found = self._dossier(dossier)
        why_not = withdrawing.can_withdraw(self._desk, dossier)
        if why_not is not None:
            self.back(dossier, why_not, "info")
            return

        def build() -> Screen:
            numbers = [one.number for one in handing_out.envelopes(self._desk, dossier)]
            screen = WithdrawScreen(self._c.kit, found.citizen_name, numbers)
            screen.withdrawn.connect(self._c.guarded(partial(self._ask_withdraw, screen, found)))
            return self._leads_back(screen, dossier)

        self._show(build)

    def _ask_withdraw(
        self, screen: WithdrawScreen, found: Dossier, reason: str, signed: Signed, envelopes_back: bool
    ) -> None:
        sheet = self._c.sheet(
            (self._c.kit.show(ASK_WITHDRAW, name=found.citizen_name),),
            icon="undo",
            actions=(KEEP, WITHDRAW),
            name="withdraw-sheet",
        )

        def chosen(action: str) -> None:
            if action == WITHDRAW.id:
                self._work(
                    screen,
                    lambda: withdrawing.withdraw(
                        self._desk, found.id, reason, signed, envelopes_back=envelopes_back
                    ),
                    lambda: self.back(found.id, WITHDRAWN),
                )

        sheet.chosen.connect(self._c.guarded(chosen))

    def transfer(self, dossier: str) -> None:
        """The dossier in the portal's order, to be typed over."""
        blocks = transferring.transfer(self._desk, dossier)

        def build() -> Screen:
            found = self._dossier(dossier)
            screen = TransferScreen(
                self._c.kit,
                found.citizen_name,
                blocks,
                found.official_number if found.number_kind in OFFICIAL_NUMBERS else None,
                can_number=may(self._desk.officer.role, Act.FILE)
                and transferring.can_take_number(self._desk, found),
            )
            screen.number_given.connect(self._c.guarded(partial(self._number, screen, dossier)))
            return self._leads_back(screen, dossier)

        self._show(build)

    def _number(self, screen: TransferScreen, dossier: str, text: str) -> None:
        self._work(
            screen,
            lambda: transferring.take_number(self._desk, dossier, text),
            lambda: self.back(dossier, NUMBERED),
        )

    # -- small

    def _dossier(self, dossier: str) -> Dossier:
        return self._desk.store.dossiers.get(dossier)

    def _speak(self, language: str) -> None:
        self._c.speak_language(language if language in self._c.shelf.tags() else VIETNAMESE)

    def _show(self, build: Callable[[], Screen]) -> None:
        self._c.present(build, say=False, languages=False)

    def _leads_back(self, screen: Screen, dossier: str) -> Screen:
        screen.went_back.connect(self._c.guarded(lambda: self.back(dossier)))
        return screen

    def _work(self, screen: DeskPage, function: Callable[[], object], done: Callable[[], None]) -> None:
        self._c.work(function, lambda _result: done(), said_on(self._c, screen))
