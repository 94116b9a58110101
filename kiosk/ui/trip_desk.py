"""Outreach trips at work: planned, checked, left, worked through, copied each evening, told afterwards."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from forms.text import Message
from kiosk.domain.print_jobs import PrintKind
from kiosk.domain.roles import Act, may
from kiosk.domain.trips import SealedCopy, Trip, TripItem, TripState
from kiosk.services import sealed_copy, trip_reports, trips
from kiosk.services.copy_contents import CopyContents
from kiosk.services.desk import Desk, new_id
from kiosk.services.print_queue import ToPrint
from kiosk.ui.counter.copy_screen import CopyScreen
from kiosk.ui.counter.desk_page import DeskPage
from kiosk.ui.counter.trip_form_screen import TripFormScreen
from kiosk.ui.counter.trip_screen import TripScreen
from kiosk.ui.counter.trips_screen import TripsScreen
from kiosk.ui.page_faults import said_on
from kiosk.ui.picking import pick
from kiosk.ui.press_desk import PressDesk
from kiosk.ui.screens.base import Screen
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.pressable import Kind

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor

COPIED = Message(
    "ui.trip.copied",
    "Đã ghi và đọc lại bản sao: {parcels} kiện, {drafts} bản nháp. Rút USB, giao người khác giữ.",
    "The copy of the evening is made.",
)
KEPT_APART = Message("ui.trip.kept_apart", "Đã ghi: USB cất riêng khỏi máy.", "The stick lies apart.")
LEFT = Message("ui.trip.has_left", "Đã ghi lên đường. Chúc chuyến đi tốt lành.", "The trip set out.")
CAME_BACK = Message("ui.trip.has_come_back", "Đã ghi chuyến về.", "The trip is over.")
NO_COPY = Message("ui.trip.no_copy", "Trên đó không có bản sao nào.", "A stick without a copy.")
RESTORED = Message("ui.copy.restored", "Đã lấy {n} bản nháp về máy này.", "Drafts of a copy were taken over.")
ASK_CANCEL = Message("ui.trip.ask_cancel", "Hủy chuyến {name}?", "Asked before a planned trip is cancelled.")
KEEP = Action("keep", Message("ui.trip.keep", "Để nguyên", "Button: the trip stays."), Kind.PLAIN, "back")
CANCEL = Action(
    "cancel", Message("ui.trip.cancel_now", "Hủy chuyến", "Button: the trip is cancelled."), Kind.GRAVE, "no"
)


class TripDesk:
    """The trips of one shift; ``back`` leads to the day's tiles."""

    def __init__(self, conductor: "Conductor", desk: Desk, back: Callable[[], None]) -> None:
        self._c = conductor
        self._desk = desk
        self._back = back
        self._press = PressDesk(conductor)

    def open(self) -> None:
        """Every trip; straight to the one that is out."""
        out = trips.current(self._desk)
        if out is not None:
            self.show_trip(out.id)
        else:
            self.show_all()

    def show_all(self) -> None:
        """Every trip."""

        def build() -> Screen:
            screen = TripsScreen(self._c.kit, trips.trips(self._desk), may_plan=self._may(Act.PLAN_TRIP))
            guarded = self._c.guarded
            screen.opened.connect(guarded(self.show_trip))
            screen.plan_asked.connect(guarded(lambda: self._form(None)))
            screen.read_asked.connect(guarded(partial(self._read_copy, screen)))
            screen.went_back.connect(guarded(self._back))
            return screen

        self._show(build)

    # -- planning

    def _form(self, trip: Trip | None) -> None:
        own = new_id()

        def build() -> Screen:
            officers = self._desk.store.office.officers(active_only=True)
            screen = TripFormScreen(self._c.kit, officers, self._desk.today(), trip)
            screen.kept.connect(self._c.guarded(partial(self._keep, screen, trip, own)))
            leads = self.show_all if trip is None else partial(self.show_trip, trip.id)
            screen.went_back.connect(self._c.guarded(leads))
            return screen

        self._show(build)

    def _keep(
        self,
        screen: TripFormScreen,
        trip: Trip | None,
        own: str,
        name: str,
        places: tuple[str, ...],
        team: tuple[str, ...],
        starts: date,
        ends: date,
    ) -> None:
        def keep() -> Trip:
            if trip is None:
                return trips.plan(self._desk, name, places, team, starts, ends, trip_id=own)
            return trips.change(
                self._desk, trip.id, name=name, places=places, team=team, starts=starts, ends=ends
            )

        self._work(screen, keep, lambda kept: self.show_trip(kept.id))

    # -- one trip

    def show_trip(self, trip_id: str, said: Message | None = None, **params: int) -> None:
        """A trip as it stands."""

        def build() -> Screen:
            return self._build_trip(self._desk.store.trips.get(trip_id))

        self._show(build)
        shown = self._c.window.screen_shown
        if said is not None and isinstance(shown, TripScreen):
            shown.tell("good", said, **params)

    def _build_trip(self, trip: Trip) -> TripScreen:
        open_ = trip.state in (TripState.PLANNED, TripState.UNDER_WAY)
        may_plan, may_go = self._may(Act.PLAN_TRIP), self._may(Act.GO_ON_TRIP)
        screen = TripScreen(
            self._c.kit,
            trip,
            trips.readiness(self._desk, trip.id) if trip.state is TripState.PLANNED else (),
            trips.suggestions(self._desk, trip.id) if open_ and may_plan and self._may(Act.CALL) else (),
            sealed_copy.copy_due(self._desk),
            may_plan=may_plan,
            may_go=may_go,
        )
        guarded, desk, id = self._c.guarded, self._desk, trip.id
        screen.expected.connect(guarded(partial(self._expect, screen, id)))
        screen.taken.connect(guarded(partial(self._take, screen, id)))
        screen.item_done.connect(
            guarded(lambda item: self._work(screen, lambda: trips.done(desk, item), self._again(id)))
        )
        screen.item_dropped.connect(
            guarded(lambda item: self._work(screen, lambda: trips.drop(desk, item), self._again(id)))
        )
        screen.left.connect(
            guarded(lambda: self._work(screen, lambda: trips.leave(desk, id), self._again(id, LEFT)))
        )
        screen.came_back.connect(
            guarded(lambda: self._work(screen, lambda: trips.come_back(desk, id), self._again(id, CAME_BACK)))
        )
        screen.cancelled.connect(guarded(partial(self._ask_cancel, screen, trip)))
        screen.change_asked.connect(guarded(partial(self._form, trip)))
        report = ToPrint(
            PrintKind.REPORT, partial(trip_reports.trip_report_pdf, desk, id), document=f"trip/{id}"
        )
        screen.report_asked.connect(guarded(lambda: self._press.print(report, screen.tell)))
        screen.save_asked.connect(
            guarded(
                lambda: self._press.save(
                    partial(trip_reports.trip_report_pdf, desk, id), f"chuyen-{trip.starts}.pdf", screen.tell
                )
            )
        )
        screen.copy_asked.connect(guarded(partial(self._copy, screen, id)))
        screen.apart_said.connect(guarded(partial(self._apart, screen, id)))
        screen.went_back.connect(guarded(self.show_all))
        return screen

    def _expect(self, screen: TripScreen, trip: str, name: str, phone: str, place: str) -> None:
        self._work(
            screen,
            lambda: trips.expect(self._desk, trip, name, place=place, phone=phone),
            self._again(trip),
        )

    def _take(self, screen: TripScreen, trip: str, items: tuple[TripItem, ...]) -> None:
        def take() -> None:
            for item in items:
                trips.take_along(self._desk, trip, item)

        self._work(screen, take, self._again(trip))

    def _ask_cancel(self, screen: TripScreen, trip: Trip) -> None:
        sheet = self._c.sheet(
            (self._c.kit.show(ASK_CANCEL, name=trip.name),),
            icon="no",
            actions=(KEEP, CANCEL),
            name="cancel-sheet",
        )

        def chosen(action: str) -> None:
            if action == CANCEL.id:
                self._work(screen, lambda: trips.cancel(self._desk, trip.id), self._again(trip.id))

        sheet.chosen.connect(self._c.guarded(chosen))

    # -- the copy of the evening

    def _copy(self, screen: TripScreen, trip: str) -> None:
        stick = pick(self._c, folders=True)
        if stick is None:
            return

        def made(copy: SealedCopy) -> None:
            self.show_trip(trip, COPIED, parcels=copy.parcels, drafts=copy.drafts)

        self._work(screen, lambda: sealed_copy.make_copy(self._desk, stick), made)

    def _apart(self, screen: TripScreen, trip: str, copy: str) -> None:
        self._work(screen, lambda: sealed_copy.confirm_apart(self._desk, copy), self._again(trip, KEPT_APART))

    def _read_copy(self, screen: TripsScreen) -> None:
        stick = pick(self._c, folders=True)
        if stick is None:
            return

        def read() -> tuple[Path, CopyContents] | None:
            found = sealed_copy.copies_on(stick)
            return (found[0].folder, sealed_copy.read_copy(self._desk, found[0].folder)) if found else None

        def done(found: tuple[Path, CopyContents] | None) -> None:
            if found is None:
                screen.tell("warn", NO_COPY)
            else:
                self._show_copy(*found)

        self._work(screen, read, done)

    def _show_copy(self, folder: Path, contents: CopyContents) -> None:
        names = {offer.code: offer.name for offer in self._desk.catalogue.offered(self._desk.today())}

        def procedure(code: str) -> str:
            return self._c.kit.show(names[code]).text if code in names else code

        def build() -> Screen:
            screen = CopyScreen(self._c.kit, contents, procedure, may_file=self._may(Act.FILE))

            def restored(taken: tuple[str, ...]) -> None:
                screen.tell("good", RESTORED, n=len(taken))

            screen.restored.connect(
                self._c.guarded(
                    lambda: self._work(
                        screen, lambda: sealed_copy.restore_drafts(self._desk, folder), restored
                    )
                )
            )
            screen.went_back.connect(self._c.guarded(self.show_all))
            return screen

        self._show(build)

    # -- small

    def _may(self, act: Act) -> bool:
        return may(self._desk.officer.role, act)

    def _again(self, trip: str, said: Message | None = None) -> Callable[[object], None]:
        return lambda _result: self.show_trip(trip, said)

    def _show(self, build: Callable[[], Screen]) -> None:
        self._c.present(build, say=False, languages=False)

    def _work(self, screen: DeskPage, function: Callable[[], object], done: Callable[..., None]) -> None:
        def ended(result: object) -> None:
            if screen is self._c.window.screen_shown:
                done(result)

        self._c.work(function, ended, said_on(self._c, screen))
