"""The work of a day besides dossiers: opens each page, fetches what it shows, does what the officer did there."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from forms.text import Message
from kiosk.domain.counter_book import Handover
from kiosk.domain.papers import Holder, HolderKind
from kiosk.domain.print_jobs import PrintKind
from kiosk.domain.roles import Act, may
from kiosk.services import calls, closing, counter_forms, day_sheet, post, reports, shifts
from kiosk.services.desk import Desk
from kiosk.services.print_queue import ToPrint
from kiosk.services.reports import Grouping
from kiosk.ui.calibrating import CalibratePage
from kiosk.ui.counter.call_list_screen import CallListScreen
from kiosk.ui.counter.closing_screen import ClosingScreen
from kiosk.ui.counter.day_screen import DayScreen, Work, works_for
from kiosk.ui.counter.desk_page import DeskPage
from kiosk.ui.counter.post_screen import PostScreen
from kiosk.ui.counter.report_screen import ReportScreen
from kiosk.ui.counter.take_over_screen import TakeOverScreen
from kiosk.ui.health_desk import HealthPage
from kiosk.ui.page_faults import said_on
from kiosk.ui.press_desk import PressDesk
from kiosk.ui.printers_desk import PrintersPage
from kiosk.ui.road_desk import RoadPage
from kiosk.ui.screens.base import Screen
from kiosk.ui.trip_desk import TripDesk

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor
    from kiosk.ui.counter_flow import CounterFlow
    from kiosk.ui.studio.desk import StudioDesk

DAY_CLOSED = Message("ui.day.closed", "Đã chốt sổ. In sổ để ký.", "The day was closed.")
HANDED_OVER = Message(
    "ui.day.handed_over", "Đã bàn giao, phiếu {number}.", "A hand-over was booked; its sheet's number."
)


class DayDesk:
    """One shift's day. Every page leads back to the tiles."""

    def __init__(self, conductor: "Conductor", desk: Desk, counter: "CounterFlow") -> None:
        self._c = conductor
        self._desk = desk
        self._counter = counter
        self._press = PressDesk(conductor)
        self._recording: StudioDesk | None = None
        self._ways: dict[Work, Callable[[], None]] = {
            Work.CALLS: self.calls,
            Work.POST: self.post,
            Work.CLOSING: self.closing,
            Work.REPORTS: self.reports,
            Work.ROAD: RoadPage(conductor, desk, self.open).open,
            Work.HEALTH: HealthPage(conductor, desk, self.open).open,
            Work.PRINTERS: PrintersPage(conductor, desk, self.open).open,
            Work.SCREEN: CalibratePage(conductor, self.open).open,
            Work.STUDIO: self._studio,
            Work.LANGUAGES: self._languages,
            Work.TRIPS: TripDesk(conductor, desk, self.open).open,
            Work.TAKE_OVER: self.take_over,
            Work.END: counter.ask_end,
        }
        if (
            conductor.apart is not None
        ):  # an office made up for practice: on this machine's own packs, without a road
            for work in (Work.STUDIO, Work.LANGUAGES, Work.ROAD):
                del self._ways[work]

    def open(self) -> None:
        """The tiles."""

        def build() -> Screen:
            works = works_for(self._desk.officer.role, tuple(work for work in Work if work in self._ways))
            screen = DayScreen(self._c.kit, works)
            screen.chosen.connect(self._c.guarded(lambda work: self._ways[work]()))
            screen.went_back.connect(self._c.guarded(self._c.open_home))
            return screen

        self._show(build)

    def _studio(self) -> None:
        """Loaded when somebody is to be recorded, not before."""
        from kiosk.ui.studio.desk import StudioDesk

        if self._recording is None:
            self._recording = StudioDesk(self._c, self._desk, self.open)
        self._recording.open()

    def _languages(self) -> None:
        """Loaded when somebody looks after the packs, not before."""
        from kiosk.ui.packs_desk import PacksPage

        PacksPage(self._c, self._desk, self.open).open()

    def trip(self) -> None:
        """The trip that is out, or all of them."""
        self._ways[Work.TRIPS]()

    # -- calls

    def calls(self) -> None:
        """Whom to call."""

        def build() -> Screen:
            screen = CallListScreen(self._c.kit, calls.call_list(self._desk), self._desk.now())
            guarded = self._c.guarded
            screen.note_asked.connect(guarded(partial(self._counter.dossiers.call, then=self.calls)))
            screen.dossier_opened.connect(guarded(self._c.open_detail))
            return self._leads_back(screen)

        self._show(build)

    # -- hand-overs

    def post(self, sheet: Handover | None = None) -> None:
        """What can go to the post; ``sheet`` is the one just made."""

        def build() -> Screen:
            screen = PostScreen(
                self._c.kit, post.to_hand_over(self._desk), post.handovers(self._desk, limit=20)
            )
            screen.handed.connect(self._c.guarded(partial(self._hand_over, screen)))
            screen.print_asked.connect(self._c.guarded(partial(self._print_sheet, screen)))
            return self._leads_back(screen)

        self._show(build)
        shown = self._c.window.screen_shown
        if sheet is not None and isinstance(shown, PostScreen):
            shown.tell("good", HANDED_OVER, number=sheet.number)
            self._print_sheet(shown, sheet.number)

    def _hand_over(
        self,
        screen: PostScreen,
        envelopes: tuple[str, ...],
        results: tuple[tuple[str, str], ...],
        kind: HolderKind,
        name: str,
    ) -> None:
        self._work(
            screen,
            lambda: post.hand_over(self._desk, envelopes, results, Holder(kind), name),
            self.post,
        )

    def _print_sheet(self, screen: PostScreen, number: str) -> None:
        wanted = ToPrint(
            PrintKind.COUNTER_FORM,
            lambda: post.handover_pdf(self._desk, number),
            document=f"handover/{number}",
        )
        self._press.print(wanted, screen.tell)

    # -- the end of the day

    def closing(self, said: Message | None = None) -> None:
        """The sums of today."""

        def build() -> Screen:
            role = self._desk.officer.role
            screen = ClosingScreen(self._c.kit, closing.day(self._desk), may_close=may(role, Act.CLOSE_DAY))
            guarded = self._c.guarded
            screen.closed.connect(guarded(partial(self._close_day, screen)))
            screen.print_asked.connect(
                guarded(
                    lambda: self._press.print(
                        ToPrint(PrintKind.REPORT, self._day_sheet, document="day"), screen.tell
                    )
                )
            )
            screen.save_asked.connect(
                guarded(
                    lambda: self._press.save(self._day_sheet, f"so-{self._desk.today()}.pdf", screen.tell)
                )
            )
            return self._leads_back(screen)

        self._show(build)
        shown = self._c.window.screen_shown
        if said is not None and isinstance(shown, ClosingScreen):
            shown.tell("good", said)

    def _day_sheet(self) -> bytes:
        return day_sheet.day_pdf(self._desk)

    def _close_day(self, screen: ClosingScreen, counted: int | None, note: str) -> None:
        self._work(
            screen,
            lambda: closing.close(self._desk, counted, note),
            lambda _closing: self.closing(DAY_CLOSED),
        )

    # -- reports

    def reports(self) -> None:
        """Figures of a period."""

        def build() -> Screen:
            screen = ReportScreen(self._c.kit, self._desk.today())
            guarded = self._c.guarded
            screen.asked.connect(guarded(partial(self._report, screen)))
            screen.pdf_asked.connect(guarded(lambda: self._save_report(screen, "pdf")))
            screen.xlsx_asked.connect(guarded(lambda: self._save_report(screen, "xlsx")))
            screen.print_asked.connect(guarded(lambda: self._print_report(screen)))
            screen.register_asked.connect(guarded(lambda: self._print_register(screen)))
            return self._leads_back(screen)

        self._show(build)
        shown = self._c.window.screen_shown
        if isinstance(shown, ReportScreen):
            shown.ask_first()

    def _report(self, screen: ReportScreen, first: date, last: date, by: Grouping) -> None:
        self._work(screen, lambda: reports.report(self._desk, first, last, by), screen.show_report)

    def _save_report(self, screen: ReportScreen, kind: str) -> None:
        found = screen.report
        if found is None:
            return
        make = reports.report_pdf if kind == "pdf" else reports.report_xlsx
        name = f"bao-cao-{found.first}-{found.last}-{found.by.value}.{kind}"
        self._press.save(lambda: make(self._desk, found), name, screen.tell)

    def _print_report(self, screen: ReportScreen) -> None:
        found = screen.report
        if found is not None:
            wanted = ToPrint(
                PrintKind.REPORT, lambda: reports.report_pdf(self._desk, found), document=f"report/{found.by}"
            )
            self._press.print(wanted, screen.tell)

    def _print_register(self, screen: ReportScreen) -> None:
        found = screen.report
        if found is not None:
            make = partial(counter_forms.register_pdf, self._desk, found.first, found.last)
            self._press.print(ToPrint(PrintKind.COUNTER_FORM, make, document="form-07"), screen.tell)

    # -- the next officer

    def take_over(self) -> None:
        """Another officer, the same open office."""

        def build() -> Screen:
            screen = TakeOverScreen(self._c.kit, self._desk.officer.name, shifts.others(self._desk))
            screen.given.connect(self._c.guarded(partial(self._take_over, screen)))
            return self._leads_back(screen)

        self._show(build)

    def _take_over(self, screen: TakeOverScreen, code: str, passphrase: str) -> None:
        def failed(error: BaseException) -> None:
            if screen is self._c.window.screen_shown:
                screen.refuse(self._c.words_of(error)[0])

        self._c.background.run(
            lambda: shifts.take_over(self._desk, code, passphrase),
            lambda desk: self._c.safely(self._c.take_over, desk),
            failed,
        )

    # -- small

    def _show(self, build: Callable[[], Screen]) -> None:
        self._c.present(build, say=False, languages=False)

    def _work(self, screen: DeskPage, function: Callable[[], object], done: Callable[..., None]) -> None:
        def ended(result: object) -> None:
            if screen is self._c.window.screen_shown:
                done(result)

        self._c.work(function, ended, said_on(self._c, screen))

    def _leads_back(self, screen: Screen) -> Screen:
        screen.went_back.connect(self._c.guarded(self.open))
        return screen
