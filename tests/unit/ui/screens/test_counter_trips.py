"""An outreach trip on the real conductor: planned, checked, left, copied to a stick each evening, come back from."""

from datetime import timedelta

import pytest

from kiosk.domain.trips import ItemKind, TripState
from kiosk.services import assisted, sealed_copy, trips
from kiosk.ui.counter.trip_screen import NO_NAME
from kiosk.ui.trip_desk import CAME_BACK, LEFT, NO_COPY
from tests.office_factories import ANSWERS, taken
from tests.unit.ui.counter import invented
from tests.unit.ui.screens.seat import Seat

pytestmark = pytest.mark.qt_log_ignore(invented.OFFSCREEN_SAYS)


@pytest.fixture
def planned(seat: Seat) -> str:
    """A trip to one village with one officer."""
    desk = seat.shift.desk
    today = desk.today()
    trip = trips.plan(desk, "Bản Mẫu", ["Bản Mẫu"], ["can-bo-1"], today, today + timedelta(days=2))
    return trip.id


def open_trips(seat: Seat, page: str) -> None:
    seat.conductor.open_home()
    seat.arrive("queue")
    seat.tap("day")
    seat.tap("work-trips")
    seat.arrive(page)


def file(seat: Seat) -> None:
    assisted.file_at_once(seat.shift.desk, "1.004873", ANSWERS, [("identity_card", taken())], "vi-VN")


def test_a_trip_is_planned_with_places_and_team(seat: Seat) -> None:
    open_trips(seat, "trips")
    seat.tap("trip-plan")
    seat.arrive("trip-form")
    seat.tap("trip-keep")
    assert seat.page == "trip-form"
    seat.write("trip-name", "Chuyến Mẫu")
    seat.write("trip-places", "Bản Mẫu, Bản Thử")
    seat.tap("team-can-bo-1")
    seat.write("trip-ends", "99/99/2026")
    seat.tap("trip-keep")
    assert seat.page == "trip-form"
    seat.write("trip-ends", "25/11/2026")
    seat.tap("trip-keep")
    seat.arrive("trip")
    (trip,) = trips.trips(seat.shift.desk)
    assert (trip.places, trip.team) == (("Bản Mẫu", "Bản Thử"), ("can-bo-1",))


def test_people_are_expected_and_taken_off_again(seat: Seat, planned: str) -> None:
    open_trips(seat, "trips")
    seat.tap(f"trip-{planned}")
    seat.arrive("trip")
    seat.tap("person-add")
    assert NO_NAME.vi in seat.texts()
    seat.write("person-name", "Giàng A Thử")
    seat.write("person-phone", "0912345678")
    seat.tap("person-add")
    (item,) = seat.shift.desk.store.trips.get(planned).items
    assert (item.kind, item.text, item.phone) == (ItemKind.PERSON, "Giàng A Thử", "0912345678")
    assert "0912 345 678" in seat.texts()
    seat.tap(f"drop-{item.id}")
    assert seat.shift.desk.store.trips.get(planned).items == ()


def test_a_trip_sets_out_is_copied_and_comes_back(seat: Seat, planned: str) -> None:
    open_trips(seat, "trips")
    seat.tap(f"trip-{planned}")
    seat.arrive("trip")
    assert seat.sees("check-team")
    assert not seat.sees("copy-make")
    seat.tap("trip-leave")
    seat.still()
    assert LEFT.vi in seat.texts()
    file(seat)
    seat.clock.pass_time(10 * 3600)
    seat.conductor.open_home()
    seat.arrive("queue")
    assert sealed_copy.copy_due(seat.shift.desk).due
    seat.tap("copy")
    seat.arrive("trip")
    seat.tap("copy-make")
    seat.still()
    assert sealed_copy.copy_due(seat.shift.desk).to_confirm
    seat.tap("copy-apart")
    seat.still()
    assert not sealed_copy.copy_due(seat.shift.desk).to_confirm
    assert not seat.sees("copy-apart")
    seat.tap("trip-save")
    assert len(list(seat.saved.glob("*.pdf"))) == 1
    seat.tap("trip-back")
    seat.still()
    assert CAME_BACK.vi in seat.texts()
    assert seat.shift.desk.store.trips.get(planned).state is TripState.BACK


def test_a_copy_tells_what_was_on_the_machine(seat: Seat, planned: str) -> None:
    open_trips(seat, "trips")
    seat.tap("copy-read")
    assert NO_COPY.vi in seat.texts()
    trips.leave(seat.shift.desk, planned)
    file(seat)
    sealed_copy.make_copy(seat.shift.desk, seat.saved)
    trips.come_back(seat.shift.desk, planned)
    open_trips(seat, "trips")
    seat.tap("copy-read")
    seat.arrive("copy")
    assert str(ANSWERS["requester_name"]) in seat.texts()
    seat.tap("back")
    seat.arrive("trips")


def test_a_planned_trip_is_cancelled_after_one_more_question(seat: Seat, planned: str) -> None:
    open_trips(seat, "trips")
    seat.tap(f"trip-{planned}")
    seat.arrive("trip")
    seat.tap("trip-cancel")
    seat.tap("cancel-sheet-keep")
    assert seat.shift.desk.store.trips.get(planned).state is TripState.PLANNED
    seat.tap("trip-cancel")
    seat.tap("cancel-sheet-cancel")
    seat.still()
    assert seat.shift.desk.store.trips.get(planned).state is TripState.CANCELLED
    assert not seat.sees("trip-leave")
