"""Outreach trips: those that were, are and will be; and the second copy of a laptop told from a stick."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from forms.text import Message
from kiosk.domain.trips import Trip, TripState
from kiosk.i18n.values import KnownDate
from kiosk.services.trips import STATE_WORDS
from kiosk.ui.counter.desk_page import DeskPage, deed_button
from kiosk.ui.counter.fact_row import FactRow
from kiosk.ui.counter.section import words
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.trips.title", "Chuyến lưu động", "Title over the trips.")
NONE = Message("ui.trips.none", "Chưa có chuyến nào.", "There is no trip.")
DAYS = Message("ui.trips.days", "{first} – {last} · {places}", "Days and places of a trip.")
STATE = Message(
    "ui.trips.state", "{state} · {n} việc trong danh sách", "State of a trip and length of its list."
)
OPEN = Message("ui.trips.open", "Mở", "Button: opens a trip.")
PLAN = Message("ui.trips.plan", "Lập chuyến", "Button: a new trip.")
READ = Message("ui.trips.read", "Đọc bản sao", "Button: tells what was on a laptop from its copy on a stick.")
HELP_TRIPS = Message(
    "ui.trips.help",
    "Lập chuyến, chuẩn bị danh sách, kiểm tra rồi mới đi. Máy mất thì đọc bản sao trên USB để biết có những hồ sơ nào.",
    "Help on trips.",
)

STATE_SIGNS = {
    TripState.PLANNED: "edit",
    TripState.UNDER_WAY: "travel",
    TripState.BACK: "check",
    TripState.CANCELLED: "no",
}


class TripsScreen(DeskPage):
    """``opened(trip)``, ``plan_asked``, ``read_asked``."""

    name = "trips"
    opened = Signal(str)
    plan_asked = Signal()
    read_asked = Signal()

    def __init__(self, kit: Kit, trips: Sequence[Trip], *, may_plan: bool) -> None:
        super().__init__(kit, kit.show(TITLE).text, "travel")
        self.rows.setSpacing(kit.look.mm(1))
        if not trips:
            self.rows.addWidget(words(kit, kit.show(NONE).text))
        for trip in trips:
            open_ = deed_button(kit, f"trip-{trip.id}", OPEN, "next")
            open_.setAccessibleName(f"{open_.accessibleName()}: {trip.name}")
            open_.tapped.connect(lambda id=trip.id: self.opened.emit(id))
            days = kit.show(
                DAYS,
                first=KnownDate.of(trip.starts),
                last=KnownDate.of(trip.ends),
                places=", ".join(trip.places),
            ).text
            state = kit.show(STATE, state=kit.show(STATE_WORDS[trip.state]).text, n=len(trip.items)).text
            ink = "warn_ink" if trip.state is TripState.UNDER_WAY else "muted"
            self.rows.addWidget(
                FactRow(kit, STATE_SIGNS[trip.state], trip.name, ((days, "ink"), (state, ink)), open_)
            )
        self.deed("copy-read", READ, "folder").tapped.connect(self.read_asked)
        if may_plan:
            self.deed("trip-plan", PLAN, "plus", kind=Kind.PRIMARY).tapped.connect(self.plan_asked)

    def help_text(self) -> tuple[Message, ...]:
        """What trips are for."""
        return (HELP_TRIPS,)
