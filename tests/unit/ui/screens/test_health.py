"""What is not ready is said before the day begins, with the way to mend it, and the page says so until it is mended."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from kiosk.devices.printer import WORDS
from kiosk.domain.print_jobs import PaperSize, Trouble
from kiosk.folder import Folder
from kiosk.services import print_queue
from kiosk.services.doctor import CLOCK_BEHIND, PRINTER_GOOD
from kiosk.ui.health_desk import NOT_READY
from tests.printers.thermal import NetworkThermal, Thermal
from tests.unit.ui.screens.seat import Seat


@pytest.fixture
def thermal() -> Iterator[NetworkThermal]:
    end = NetworkThermal(Thermal(paper=0))
    yield end
    end.close()


def test_a_machine_that_is_not_ready_says_so_before_the_day(
    open_seat: Callable[..., Seat],
    folder: Folder,
    prepared: tuple[object, dict[str, object]],
    thermal: NetworkThermal,
) -> None:
    session = {"shift": prepared[1], "place": None, "pin": None, "mode": "visit"}
    seat = open_seat(folder, session, own_printers=True)
    seat.arrive("language")
    desk = seat.shift.desk
    print_queue.choose(desk, PaperSize.ROLL, thermal.address)
    desk.store.clock_floor.raise_to(seat.clock.now() + timedelta(days=1))
    seat.conductor.open_home()
    seat.bot.waitUntil(lambda: NOT_READY.vi.split("{n}")[0] in seat.texts(), timeout=10_000)
    assert CLOCK_BEHIND.vi in seat.texts()
    seat.tap("day")
    seat.tap("work-health")
    seat.arrive("health")
    assert CLOCK_BEHIND.vi in seat.texts()
    assert WORDS[Trouble.PAPER_OUT].vi in seat.texts()
    thermal.thermal.paper = 1_000
    seat.clock.pass_time(2 * 86_400)
    seat.tap("again")
    seat.bot.waitUntil(lambda: WORDS[Trouble.PAPER_OUT].vi not in seat.texts())
    assert CLOCK_BEHIND.vi not in seat.texts()
    assert PRINTER_GOOD.vi.format(name=thermal.address.removeprefix("tcp:")) in seat.texts()
