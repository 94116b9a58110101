"""Cards read by serial scanner and by camera, at the page that can use them."""

import os
import pty
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit

from kiosk.devices.attached import Attached
from kiosk.devices.camera import CameraState
from kiosk.devices.serial_scanner import SCANNER_BACK, SerialState
from kiosk.domain.dossier import Origin
from tests.office_factories import ANSWERS
from tests.unit.devices.simulated_camera import SimulatedCamera
from tests.unit.devices.test_camera_codes import scene
from tests.unit.ui.screens.seat import Seat

CARD = "011190000999||Nguyễn Thị Mẫu|03051990|Nữ|Bản Mẫu, Xã Mẫu, Điện Biên|15042021"
HEALTH = "HS4010120878811|4e677579e1bb856e205468e1bb8b204de1baab75|03/05/1990|2||11-001|01/01/2026|31/12/2026"


@pytest.fixture
def at_card(seat: Seat) -> Seat:
    """The page of the requester's number."""
    seat.to_questions()
    for _ in range(12):
        screen = seat.window.screen_shown
        assert screen is not None
        if getattr(screen, "page", None) is not None and screen.page.state.card_groups:  # type: ignore[attr-defined]
            return seat
        before = seat.page
        seat.answer_page(dict(ANSWERS))
        if seat.page == before:
            seat.go_on()
    raise AssertionError(seat.page)


def origins(seat: Seat) -> set[Origin]:
    dossier = seat.shift.visit.dossier
    assert dossier is not None
    return {a.origin for a in seat.shift.desk.store.dossiers.answers(dossier)}


def redraw(seat: Seat) -> None:
    assert seat.conductor.citizen is not None
    seat.conductor.citizen.draw()
    seat.still()


def test_a_card_held_before_the_camera_is_offered_and_accepted(at_card: Seat) -> None:
    seat, camera = at_card, SimulatedCamera(scene(CARD))
    seat.conductor._devices = Attached(camera=lambda: camera)
    redraw(seat)
    seat.tap("card-camera")
    seat.bot.waitUntil(lambda: seat.sees("card-accept"), timeout=10_000)
    assert camera.watcher is None
    assert not seat.sees("card-camera-sheet")
    seat.tap("card-accept")
    assert Origin.CARD in origins(seat)


def test_a_health_card_fills_what_it_knows(at_card: Seat) -> None:
    seat = at_card
    seat.scan(HEALTH)
    seat.bot.waitUntil(lambda: seat.sees("card-accept"), timeout=5_000)
    seat.tap("card-accept")
    dossier = seat.shift.visit.dossier
    assert dossier is not None
    told = {a.field: a for a in seat.shift.desk.store.dossiers.answers(dossier)}
    assert told["requester_name"].value == "Nguyễn Thị Mẫu"
    assert told["requester_name"].origin is Origin.CARD
    assert "requester_number" not in told or told["requester_number"].origin is not Origin.CARD


def test_half_a_card_is_said_in_place_and_nothing_of_it_is_in_a_field(at_card: Seat) -> None:
    """The keyboard scanner was pulled out in the middle of a health card, then of an identity card."""
    seat = at_card
    for whole in (HEALTH, CARD):
        seat.keys(whole[:30])
        seat.bot.waitUntil(lambda: "Đây không phải mã trên thẻ" in seat.texts())
        assert not any(whole[:8] in line.text() for line in seat.window.findChildren(QLineEdit))
        assert not seat.sees("card-accept")


def test_a_camera_that_is_missing_is_said_on_the_sheet_and_typing_goes_on(at_card: Seat) -> None:
    seat, camera = at_card, SimulatedCamera(state=CameraState.MISSING)
    seat.conductor._devices = Attached(camera=lambda: camera)
    redraw(seat)
    seat.tap("card-camera")
    assert "hoặc gõ thông tin" in seat.texts()
    camera.become(CameraState.LIVE)
    assert "hoặc gõ thông tin" not in seat.texts()
    camera.become(CameraState.LOST)  # pulled out in the middle of looking
    assert "hoặc gõ thông tin" in seat.texts()
    seat.tap("card-camera-sheet-close")
    seat.bot.waitUntil(lambda: camera.watcher is None, timeout=5_000)
    assert seat.page.startswith("question")


class Cable:
    def __init__(self, port: Path) -> None:
        self.port = str(port)
        self._open = False
        self.plug_in()

    def plug_in(self) -> None:
        self.master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        Path(self.port).symlink_to(os.ttyname(self._slave))
        self._open = True

    def pull_out(self) -> None:
        if self._open:
            self._open = False
            Path(self.port).unlink()
            os.close(self.master)
            os.close(self._slave)


@pytest.fixture
def cable(tmp_path: Path) -> Iterator[Cable]:
    made = Cable(tmp_path / "scanner")
    yield made
    made.pull_out()


def test_a_serial_scanner_offers_the_card_and_its_loss_and_return_are_said_in_place(
    at_card: Seat, cable: Cable
) -> None:
    seat = at_card
    seat.conductor._devices = Attached(card_port=cable.port)
    redraw(seat)
    beats = seat.conductor._beats
    assert beats is not None
    serial = beats._serial
    assert serial is not None
    seat.bot.waitUntil(lambda: serial._scanner._state is SerialState.READY, timeout=10_000)
    os.write(cable.master, CARD.encode() + b"\r\n")
    seat.bot.waitUntil(lambda: seat.sees("card-accept"), timeout=10_000)
    seat.tap("card-decline")
    with seat.bot.waitSignal(serial.lost, timeout=10_000):
        cable.pull_out()
    seat.still()
    assert "Máy quét thẻ vừa mất kết nối" in seat.texts()
    with seat.bot.waitSignal(serial.back, timeout=10_000):
        cable.plug_in()
    seat.still()
    assert SCANNER_BACK.vi in seat.texts()
