"""What is not ready is said before the day begins, with the way to mend it, and the page says so until it is mended."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from kiosk.devices.printer import WORDS
from kiosk.domain.print_jobs import PaperSize, Trouble
from kiosk.folder import Folder
from kiosk.services import assisted, doctor, print_queue
from kiosk.services.doctor import CLOCK_BEHIND, PRINTER_GOOD
from kiosk.ui.health_desk import NOT_READY
from sync import ledger
from sync.files import only_one
from sync.outbox import AGENT_LOCK
from tests.office_factories import ANSWERS
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


def test_an_agent_that_does_not_run_and_a_book_somebody_holds_are_told_apart_from_damage(
    seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, folder = seat.shift.desk, seat.conductor.folder

    def told() -> list[str]:
        return [
            str(one.message.id) for one in doctor.examine_for_the_day(desk) if one.what in ("outbox", "agent")
        ]

    assert told() == ["ui.doctor.outbox_good"]
    assisted.file_at_once(desk, "1.004873", ANSWERS, [], "vi-VN")
    assert told() == ["ui.doctor.outbox_good", "ui.doctor.agent_away"]
    (away,) = (one for one in doctor.examine_for_the_day(desk) if one.what == "agent")
    # Another folder's agent would carry nothing of this one's.
    assert str(away.params["command"]).endswith(f" run --data-dir {folder.root}")
    assert str(away.params["command"]) in away.message.in_vietnamese(**away.params)
    with only_one(folder.outbox / AGENT_LOCK):
        assert told() == ["ui.doctor.outbox_good"]
    assert told() == ["ui.doctor.outbox_good", "ui.doctor.agent_away"]
    monkeypatch.setattr(ledger, "BUSY_MS", 20)
    with contextlib.closing(sqlite3.connect(folder.outbox / "outbox.db", isolation_level=None)) as somebody:
        somebody.execute("BEGIN IMMEDIATE")
        assert told() == ["error.outbox.out_of_reach"]
