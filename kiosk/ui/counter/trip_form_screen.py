"""Planning a trip: its name, places, days and team."""

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from forms.text import Message
from kiosk.domain.office import Officer
from kiosk.domain.roles import ROLE_NAMES
from kiosk.domain.trips import Trip
from kiosk.ui.counter.desk_page import DeskPage
from kiosk.ui.counter.entries import Pick, PickGroup, entry_line, labelled
from kiosk.ui.counter.report_screen import BAD_DAY, FROM, UNTIL, read_day
from kiosk.ui.keyboard.pad import Pad
from kiosk.ui.screens.unlock import ICONS
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.trip_form.title", "Lập chuyến lưu động", "Title: a trip is planned.")
NAME = Message("ui.trip_form.name", "Tên chuyến", "Over the line for a trip's name.")
PLACES = Message("ui.trip_form.places", "Nơi đến (cách nhau bằng dấu phẩy)", "Over the line for the places.")
TEAM = Message("ui.trip_form.team", "Ai đi?", "Over the choice of officers.")
KEEP = Message("ui.trip_form.keep", "Lưu chuyến", "Button: the trip is kept.")
HELP_FORM = Message(
    "ui.trip_form.help", "Ghi tên, nơi đến, ngày đi ngày về, chọn cán bộ đi.", "Help on planning a trip."
)


class TripFormScreen(DeskPage):
    """``kept(name, places, team, starts, ends)``. ``trip`` is one to be changed."""

    name = "trip-form"
    kept = Signal(str, object, object, object, object)

    def __init__(self, kit: Kit, officers: Sequence[Officer], today: date, trip: Trip | None = None) -> None:
        super().__init__(kit, kit.show(TITLE).text, "travel")
        self.trip_name = entry_line(kit, "trip-name", NAME, most=120)
        self.places = entry_line(kit, "trip-places", PLACES, most=300)
        self.starts = entry_line(kit, "trip-starts", FROM, pad=Pad.NUMBER, most=10)
        self.ends = entry_line(kit, "trip-ends", UNTIL, pad=Pad.NUMBER, most=10)
        picks = [
            Pick(one.code, one.name, ICONS[one.role], kit.show(ROLE_NAMES[one.role]).text) for one in officers
        ]
        self.team = PickGroup(kit, "team", picks, columns=2, several=True)
        starts, ends = (trip.starts, trip.ends) if trip is not None else (today, today)
        self.starts.setText(f"{starts:%d/%m/%Y}")
        self.ends.setText(f"{ends:%d/%m/%Y}")
        if trip is not None:
            self.trip_name.setText(trip.name)
            self.places.setText(", ".join(trip.places))
            self.team.choose(*trip.team)
        days = QWidget()
        row = QHBoxLayout(days)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.look.mm(1.6))
        row.addWidget(labelled(kit, FROM, self.starts), 1)
        row.addWidget(labelled(kit, UNTIL, self.ends), 1)
        for widget in (
            labelled(kit, NAME, self.trip_name),
            labelled(kit, PLACES, self.places),
            days,
            labelled(kit, TEAM, self.team),
        ):
            self.rows.addWidget(widget)
        self.deed("trip-keep", KEEP, "check", kind=Kind.PRIMARY).tapped.connect(self._keep)

    def typed(self) -> Mapping[str, object]:
        """Everything as it stands."""
        return {
            "name": self.trip_name.text(),
            "places": self.places.text(),
            "starts": self.starts.text(),
            "ends": self.ends.text(),
            "team": self.team.values(),
        }

    def put_back(self, typed: Mapping[str, object]) -> None:
        """The same again."""
        self.trip_name.setText(str(typed.get("name", "")))
        self.places.setText(str(typed.get("places", "")))
        self.starts.setText(str(typed.get("starts", "")))
        self.ends.setText(str(typed.get("ends", "")))
        team = typed.get("team", ())
        if isinstance(team, tuple):
            self.team.choose(*team)

    def help_text(self) -> tuple[Message, ...]:
        """What is asked."""
        return (HELP_FORM,)

    def _keep(self) -> None:
        starts, ends = read_day(self.starts.text().strip()), read_day(self.ends.text().strip())
        if starts is None or ends is None:
            self.tell("warn", BAD_DAY)
            (self.starts if starts is None else self.ends).setFocus()
            return
        self.hush()
        places = tuple(part.strip() for part in self.places.text().split(",") if part.strip())
        self.kept.emit(self.trip_name.text().strip(), places, self.team.values(), starts, ends)
