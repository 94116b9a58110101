"""The officer's side: fetches what the counter's screens ask for and does what an officer did there.

Rows and figures are read on the screen's thread (they are quick by design); sealing, printing and taking in what came
home go through the background door.
"""

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from forms.errors import KnownError
from forms.states import Carriage
from forms.text import Message
from kiosk import modes
from kiosk.domain.dossier import DossierState, DossierSummary
from kiosk.domain.roles import Act, may
from kiosk.services import (
    checking,
    counter,
    finding,
    returning,
)
from kiosk.services.secrets import is_enrolled
from kiosk.ui.counter.detail_screen import DetailScreen
from kiosk.ui.counter.devices_screen import DevicesScreen
from kiosk.ui.counter.list_screen import CounterScreen
from kiosk.ui.counter.queue_screen import QueueScreen
from kiosk.ui.counter.values import Page, Road, Wanted
from kiosk.ui.day_desk import DayDesk
from kiosk.ui.detail_desk import DetailDesk
from kiosk.ui.devices_desk import DevicesPage
from kiosk.ui.dossier_desk import DossierDesk
from kiosk.ui.draft_desk import DraftDesk
from kiosk.ui.printers_desk import PrintersPage, used_printers
from kiosk.ui.queue_desk import QueueDesk
from kiosk.ui.screens.base import Screen
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.pressable import Kind
from sync.remedies import why_held_back

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.shift import Shift

END_SHIFT = Message(
    "ui.counter.end_shift",
    "Kết thúc ca trực? Hồ sơ chờ gửi vẫn tự gửi khi có mạng.",
    "Asked before a shift ends. Must not lose: what waits is sent all the same.",
)
STAY = Action(
    "stay", Message("ui.counter.stay", "Làm tiếp", "Button: the shift goes on."), Kind.PLAIN, "back"
)
CLOSE_KIOSK = Action(
    "close",
    Message("ui.counter.close_kiosk", "Hết ca và tắt", "Button: ends the shift and closes the kiosk."),
    Kind.PLAIN,
    "power",
)
END_ONLY = Action(
    "end", Message("ui.counter.end_only", "Hết ca", "Button: ends the shift."), Kind.PRIMARY, "exit"
)
SELF_SERVICE = Action(
    "self-service",
    Message(
        "ui.counter.self_service",
        "Để bà con tự khai",
        "Button: citizens use this screen alone; officers leave it by PIN or passphrase.",
    ),
    Kind.PLAIN,
    "self",
)
TRYING = Message("ui.counter.trying", "Máy đang thử gửi ngay.", "The officer asked to send everything now.")
NOTHING_NEW = Message("ui.counter.nothing_new", "Chưa có tin mới.", "A refresh brought nothing.")


ASK_EVERY = 120.0
"""Seconds. Opening a dossier asks the province for news of it, but one dossier after the other must not cost a question each."""


class CounterFlow:
    """One shift's counter. The list keeps its place while a dossier is open."""

    def __init__(self, conductor: "Conductor", shift: "Shift") -> None:
        self._c = conductor
        self._shift = shift
        self._desk = shift.desk
        self._list: dict[str, object] = {}
        self._drafts = DraftDesk(conductor, shift.desk, self)
        self.dossiers = DossierDesk(conductor, shift.desk, self)
        self._detail = DetailDesk(conductor, shift, self)
        self._queue = QueueDesk(conductor, shift.desk, self)
        self._day = DayDesk(conductor, shift.desk, self)
        self._devices = DevicesPage(conductor, shift.desk, self.open_list)
        self._from_list = False
        self._asked_at: float | None = None
        conductor.came_home.connect(self._came_home)

    def dispose(self) -> None:
        """The shift ends."""
        self._c.came_home.disconnect(self._came_home)
        self._devices.dispose()

    # -- ways

    def open_home(self) -> None:
        """What waits today; the list for an officer who sees no dossiers."""
        if not self._may_see:
            self.open_list()
            return
        self._from_list = False
        self._queue.open()

    def open_day(self) -> None:
        """The work of the day besides dossiers."""
        self._day.open()

    def open_trip(self) -> None:
        """The trip this machine is on."""
        self._day.trip()

    def back(self) -> None:
        """From a dossier to where it was found."""
        (self.open_list if self._from_list else self.open_home)()

    def resume_draft(self, dossier: str) -> None:
        """On with a draft."""
        self._drafts.resume(dossier)

    def scanned(self, text: str) -> None:
        """A code from a scanner goes to the page that can read one; anywhere else it is a slip or nothing."""
        screen = self._c.window.screen_shown
        if screen is not None and screen.take_scan(text):
            return
        if self._may_see and text.upper().startswith(finding.SLIP_BEGINS):
            self._queue.show_slip(finding.scan(self._desk, text))
        elif self._may_see and isinstance(screen, CounterScreen):
            screen.search.setText(text)

    def say_of_scanner(self, tone: str, message: Message) -> None:
        """Said where the scanner is being tried; elsewhere at the counter nobody waits for it."""
        screen = self._c.window.screen_shown
        if isinstance(screen, DevicesScreen):
            screen.tell(tone, message)

    # -- the list

    def open_list(self) -> None:
        """The list where it was left."""
        self._from_list = True
        screen = self._c.present(self._build_list, say=False, languages=False)
        if self._list:
            screen.put_back(self._list)
        self._fill(screen)

    def _build_list(self) -> Screen:
        names = {
            offer.code: offer.short or offer.name
            for offer in self._desk.catalogue.offered(self._desk.today())
        }
        screen = CounterScreen(self._c.kit, self._desk.officer, self._c.clock, names.get)
        guarded = self._c.guarded
        screen.rows_asked.connect(guarded(lambda wanted: self._give_rows(screen, wanted)))
        screen.dossier_opened.connect(guarded(lambda dossier: self._leave_list(screen, dossier)))
        screen.draft_resumed.connect(guarded(self._drafts.resume))
        screen.draft_deleted.connect(guarded(partial(self._delete_draft, screen)))
        screen.visit_asked.connect(guarded(self._c.new_visit))
        screen.refresh_asked.connect(guarded(lambda: self.refresh(screen)))
        screen.road.send_asked.connect(guarded(lambda: self.send_now(screen)))
        screen.lock_asked.connect(guarded(self._c.lock))
        screen.bar.printers.tapped.connect(guarded(PrintersPage(self._c, self._desk, self.open_list).open))
        screen.bar.devices.tapped.connect(guarded(self._devices.open))
        screen.bar.day.tapped.connect(guarded(self.open_day))
        screen.shift_end_asked.connect(guarded(self.ask_end))
        screen.went_back.connect(guarded(self._c.open_home))
        screen.has_back = self._may_see
        screen.show_undelivered(self.is_undelivered)
        return screen

    def is_undelivered(self, row: DossierSummary) -> bool:
        """Whether a filed dossier counts as not given until the authority has it, and is not there yet."""
        with suppress(KnownError):  # a form that is no longer installed says nothing
            return row.state is DossierState.SEALED and counter.undelivered_of(self._desk, row) is not None
        return False

    def ask_end(self) -> None:
        """The one place where the kiosk can be closed or given to citizens alone: by an officer, at the end of a shift."""
        alone: tuple[Action, ...] = ()
        if self._c.apart is None and may(self._desk.officer.role, Act.CHECK_DRAFTS):
            alone = (SELF_SERVICE,)
        sheet = self._c.sheet(
            (self._c.kit.show(END_SHIFT),),
            icon="exit",
            actions=(STAY, *alone, CLOSE_KIOSK, END_ONLY),
            name="end-sheet",
        )
        deeds = {
            END_ONLY.id: self._c.end_shift,
            CLOSE_KIOSK.id: self._c.close,
            SELF_SERVICE.id: self._open_to_citizens,
        }
        sheet.chosen.connect(self._c.guarded(lambda chosen: deeds.get(chosen, _nothing)()))

    def _open_to_citizens(self) -> None:
        """This screen is the citizens' own from now on; another process without the office's keys takes it over."""
        self._c.work(
            lambda: checking.invitation(self._desk, used_printers(self._desk)),
            lambda invited: self._c.become(modes.SELF_SERVICE, invited.as_said()),
        )

    def redrawn(self, screen: Screen) -> None:
        """The list was built anew in another look: its rows are given again."""
        self._fill(screen)

    def _fill(self, screen: Screen) -> None:
        if isinstance(screen, QueueScreen):
            self._queue.fill(screen)
        if isinstance(screen, CounterScreen):
            self._give_rows(screen, screen.wanted)
            if self._may_see:
                screen.show_tally(counter.tally(self._desk))
            self.show_road(screen)

    def show_road(self, screen: CounterScreen | QueueScreen) -> None:
        """The line about the link."""
        try:
            screen.show_road(self._road())
        except KnownError as error:  # the list can be worked with while the road's book is damaged
            screen.tell("danger", error.message, **{k: str(v) for k, v in error.params.items()})

    @property
    def _may_see(self) -> bool:
        return may(self._desk.officer.role, Act.SEE_DOSSIERS)

    def _give_rows(self, screen: CounterScreen, wanted: Wanted) -> None:
        if not self._may_see:
            return
        rows = counter.rows(
            self._desk, search=wanted.text, only=wanted.filter(), limit=wanted.limit, offset=wanted.offset
        )
        screen.show_page(Page(wanted, rows))

    def _road(self) -> Road:
        unsent = (item for item in self._desk.outbox.list() if item.sent < item.total)
        # One that was refused goes no farther by itself: its dossier says what to do.
        waiting = [item for item in unsent if item.carriage is not Carriage.REFUSED]
        link, planned = self._desk.outbox.link()
        return Road(
            enrolled=is_enrolled(self._desk),
            next_attempt=planned,
            sent=sum(item.sent for item in waiting),
            total=sum(item.total for item in waiting),
            waiting=len({item.dossier for item in waiting}),
            no_link=link == "down",
            held_back=why_held_back(self._desk.outbox.restraint()),
        )

    def send_now(self, screen: CounterScreen | QueueScreen) -> None:
        """The agent is asked not to wait; what came home is taken in at once."""
        self._desk.outbox.hurry()
        screen.tell("info", TRYING)
        self.show_road(screen)

    def _leave_list(self, screen: CounterScreen, dossier: str) -> None:
        self._list = dict(screen.typed()) | {"row": dossier}
        self.open_detail(dossier)

    def _delete_draft(self, screen: CounterScreen, dossier: str) -> None:
        try:
            counter.delete_draft(self._desk, dossier)
            if self._shift.visit.dossier == dossier:
                self._shift.visit.end()
        except KnownError as error:
            self._c.tell(error)
        self._fill(screen)

    def refresh(self, screen: CounterScreen | QueueScreen) -> None:
        """Takes in what came home, and has the province asked for more: an agent with nothing to send asks seldom."""
        self._ask_for_news()

        def done(changes: returning.Changes) -> None:
            if screen is self._c.window.screen_shown:
                self._fill(screen)
                if not changes.any:
                    screen.tell("info", NOTHING_NEW)

        self._c.work(lambda: counter.refresh(self._desk), done)

    def _came_home(self) -> None:
        """Something moved while the page stood: it is shown as it is now."""
        screen = self._c.window.screen_shown
        if self._c.window.sheet is not None:
            return
        if isinstance(screen, CounterScreen | QueueScreen):
            self._c.safely(self._fill, screen)
        elif isinstance(screen, DetailScreen):
            self._c.safely(self._detail.show_again, screen)

    # -- one dossier

    def open_detail(self, dossier: str) -> None:
        """One dossier, whole. Whoever looks at it wants to know how it stands now."""
        if self._asked_at is None or self._desk.clock.monotonic() - self._asked_at >= ASK_EVERY:
            self._ask_for_news()
        self._detail.open(dossier)

    def _ask_for_news(self) -> None:
        if self._desk.practice:
            return  # it has no road
        self._asked_at = self._desk.clock.monotonic()
        # Another process may hold the outbox for seconds, it may be damaged, the disk full: a dossier is looked at all the same.
        self._c.background.run(
            lambda: self._desk.outbox.hurry(),
            lambda _nothing: None,
            self._not_asked,
        )

    def _not_asked(self, error: BaseException) -> None:
        self._c.journal.exception("ask-for-news", error)


def _nothing() -> None:
    """The officer stays."""
