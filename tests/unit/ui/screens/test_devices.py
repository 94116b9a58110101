"""The page about devices as whoever keeps the machine walks through it: found, chosen, tried, pulled out."""

from dataclasses import replace

import pytest

from forms.errors import KnownError
from forms.rules.card_qr import CardReason, CardUnreadable
from kiosk.devices.attached import FILE, Attached
from kiosk.devices.camera import STATE_WORDS, CameraState
from kiosk.devices.checking import CAMERA_MISSING, CAMERA_OFF
from kiosk.devices.choices import Choices, read_choices
from kiosk.devices.printers import FoundPrinter
from kiosk.devices.serial_scanner import LOST_SCANNER
from kiosk.domain.roles import NotAllowed, Role
from kiosk.scans.judging import REASONS, ScanFault
from kiosk.ui import devices_desk
from kiosk.ui.devices_desk import HEALTH_READ, IDENTITY_READ, DevicesPage
from tests.scans.photographs import photograph
from tests.scans.sheets import Shot
from tests.unit.devices.simulated_camera import SimulatedCamera
from tests.unit.ui.screens.seat import Seat
from tests.unit.ui.screens.test_cards import HEALTH
from tests.unit.ui.screens.test_in_the_middle import CARD


def test_devices_are_found_chosen_and_tried_and_nothing_is_kept(
    seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        devices_desk, "found_printers", lambda: (FoundPrinter("tcp:127.0.0.1:1", "127.0.0.1:1"),)
    )
    monkeypatch.setattr(devices_desk, "every_port", lambda: (("COM3", "USB Scanner"),))
    officer = seat.shift.desk
    with pytest.raises(NotAllowed):
        DevicesPage(seat.conductor, officer, seat.conductor.open_counter).open()
    desk = replace(officer, officer=replace(officer.officer, role=Role.ADMINISTRATOR))
    seat.conductor.open_counter()
    seat.still()
    DevicesPage(seat.conductor, desk, seat.conductor.open_counter).open()
    seat.arrive("devices")
    seat.bot.waitUntil(lambda: CAMERA_MISSING.vi in seat.texts(), timeout=10_000)
    assert "127.0.0.1:1 – " in seat.texts()

    # Chosen: written at once, and read as it was written.
    seat.tap("camera-none")
    seat.bot.waitUntil(lambda: CAMERA_OFF.vi in seat.texts(), timeout=10_000)
    seat.tap("port-COM3")
    seat.tap("folder-pick")
    seat.tap("camera-auto")
    root = seat.conductor.folder.root
    assert read_choices(root) == (Choices("", "COM3", str(seat.saved)), True)
    assert "COM3" in (root / FILE).read_text(encoding="utf-8")
    seat.bot.waitUntil(lambda: str(seat.saved) in seat.texts(), timeout=10_000)

    # The camera: seen, a good page, a dark one, pulled out. Nothing of it is kept.
    camera = SimulatedCamera(photograph(Shot(frame=(1944, 2592))))
    seat.conductor._devices = Attached(camera=lambda: camera)
    assert not seat.sees("live")
    seat.tap("camera-try")
    assert seat.sees("live")
    seat.tap("camera-take")
    assert "Chụp được một trang rõ" in seat.texts()
    camera.pile[:] = [photograph(Shot(frame=(1944, 2592), light=0.15))]
    seat.tap("camera-take")
    assert REASONS[ScanFault.DARK].vi in seat.texts()
    camera.become(CameraState.LOST)
    seat.still()
    assert STATE_WORDS[CameraState.LOST].vi in seat.texts()
    seat.tap("camera-take")
    assert devices_desk.NO_PICTURE.vi in seat.texts()

    # A card scanner of any kind: read whole, marks lost, another card, pulled out.
    seat.scan(CARD)
    assert IDENTITY_READ.vi in seat.texts()
    assert "011190000999" not in seat.texts()
    seat.scan(CARD.encode("ascii", "replace").decode())
    assert _said(CardReason.LOST_MARKS) in seat.texts()
    seat.scan(HEALTH)
    assert HEALTH_READ.vi in seat.texts()
    counter = seat.conductor.counter
    assert counter is not None
    counter.say_of_scanner("warn", LOST_SCANNER)
    seat.still()
    assert LOST_SCANNER.vi in seat.texts()

    seat.tap("devices-printers")
    seat.arrive("printers")
    assert camera.watcher is None


def _said(reason: CardReason) -> str:
    error: KnownError = CardUnreadable(reason)
    return error.message.vi
