"""The page about devices: looks for them, keeps what is chosen, and tries each. Nothing that is tried is kept.

The camera runs only after it was asked for and goes off with the page. Looking at devices and printers, which may take
seconds, goes through the doors that hold up nobody.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from forms.errors import KnownError
from forms.rules.card_qr import Card
from forms.rules.health_card_qr import read_card
from forms.text import Message
from kiosk.devices.camera import STATE_WORDS, Camera, CameraState, Picture
from kiosk.devices.checking import devices_seen
from kiosk.devices.choices import Choices, read_choices, write_choices
from kiosk.devices.printer import READY, WORDS
from kiosk.devices.printers import found_printers, printer_at
from kiosk.devices.serial_scanner import Port, every_port, open_serial, scanner_ports
from kiosk.domain.papers import DigitisedHow
from kiosk.domain.roles import Act, demand
from kiosk.services import digitising
from kiosk.services.desk import Desk
from kiosk.services.digitising import Shot
from kiosk.ui.capture_pictures import image_of, pixels_of
from kiosk.ui.counter.devices_screen import DevicesScreen, Found
from kiosk.ui.enrol_desk import EnrolPage
from kiosk.ui.picking import pick
from kiosk.ui.printers_desk import PrintersPage
from kiosk.ui.screens.base import Screen

if TYPE_CHECKING:
    from kiosk.scans.taking import TakenPage
    from kiosk.ui.conductor import Conductor

KEPT = Message("ui.devices.kept", "Đã ghi lựa chọn.", "A choice of a device was kept.")
NO_PICTURE = Message(
    "ui.devices.no_picture", "Camera không chụp được. Rút ra cắm lại rồi thử lại.", "No large picture came."
)
PAGE_GOOD = Message(
    "ui.devices.page_good",
    "Chụp được một trang rõ: {width} × {height} điểm, {size} KB. Trang thử không được giữ.",
    "A page taken on trial is good. Must not lose: it is not kept.",
)
IDENTITY_READ = Message(
    "ui.devices.identity_read",
    "Đọc được thẻ căn cước, chữ có dấu đầy đủ.",
    "A card scanned on trial was read whole.",
)
HEALTH_READ = Message(
    "ui.devices.health_read", "Đọc được thẻ BHYT.", "A health card scanned on trial was read."
)
HEALTH_DAMAGED = Message(
    "ui.devices.health_damaged",
    "Đọc được thẻ BHYT nhưng có chỗ hỏng trên thẻ; chỗ đó phải hỏi lại bà con.",
    "A health card scanned on trial was read in part.",
)


class _Heard:
    """In place of a port that this very program listens to: it cannot be opened twice everywhere."""

    def read(self, size: int) -> bytes:  # noqa: ARG002 - as a port reads
        """Nothing: whoever listens gets it."""
        return b""

    def close(self) -> None:
        """It stays with whoever listens."""


def open_already(_name: str) -> Port:
    """Takes the place of opening a port while this program listens to it."""
    return _Heard()


class DevicesPage(QObject):
    """``back`` is where the page leads when it is left."""

    def __init__(self, conductor: "Conductor", desk: Desk, back: Callable[[], None]) -> None:
        super().__init__(conductor)
        self._c = conductor
        self._desk = desk
        self._back = back
        self._found: Found | None = None
        self._camera: Camera | None = None
        self._built = 0

    def dispose(self) -> None:
        """The shift ends."""
        self._stop_camera()
        self.deleteLater()

    def open(self) -> None:
        """The page at once, the devices when they were looked for."""
        demand(self._desk.officer.role, Act.MANAGE_MACHINE)
        self._found = None
        self._present()
        self._look()

    # -- the page

    def _present(self) -> DevicesScreen:
        screen = self._c.present(self._build, say=False, languages=False, scroll=self._c.scrolled())
        assert isinstance(screen, DevicesScreen)
        return screen

    def _build(self) -> Screen:
        self._stop_camera()
        choices, _ = read_choices(self._c.folder.root)
        screen = DevicesScreen(self._c.kit, choices, self._found)
        guarded = self._c.guarded
        screen.chosen.connect(guarded(self._choose))
        screen.camera_tried.connect(guarded(self._start_camera))
        screen.page_taken.connect(guarded(self._take))
        screen.folder_asked.connect(guarded(self._pick_folder))
        screen.looked.connect(guarded(self._look))
        screen.scanned.connect(guarded(self._scanned))
        screen.printers_asked.connect(
            guarded(PrintersPage(self._c, self._desk, lambda: self._c.safely(self.open)).open)
        )
        screen.enrol_asked.connect(
            guarded(EnrolPage(self._c, self._desk, lambda: self._c.safely(self.open)).open)
        )
        screen.went_back.connect(guarded(self._leave))
        self._built += 1
        screen.destroyed.connect(partial(self._gone, self._built))
        return screen

    @property
    def _standing(self) -> DevicesScreen | None:
        shown = self._c.window.screen_shown
        return shown if isinstance(shown, DevicesScreen) else None

    def _gone(self, number: int) -> None:
        if number == self._built:
            self._stop_camera()

    def _leave(self) -> None:
        self._stop_camera()
        self._back()

    def _look(self) -> None:
        """Cameras are asked on the screen's thread, as Qt wants it; ports, folders and printers beside it."""
        from kiosk.devices.camera_qt import camera_names

        cameras = camera_names()
        choices, understood = read_choices(self._c.folder.root)
        heard = self._c.hears_card_reader
        told = {trouble: self._c.kit.show(word).text for trouble, word in WORDS.items()}
        ready = self._c.kit.show(READY).text

        def look() -> Found:
            seen = devices_seen(
                choices,
                understood,
                cameras=cameras,
                ports=scanner_ports(),
                open_port=open_already if heard else open_serial,
            )
            states = [(one.name, printer_at(one.address).status().trouble) for one in found_printers()]
            printers = tuple(
                (trouble not in told, f"{name} – {told.get(trouble, ready)}") for name, trouble in states
            )
            return Found(cameras, every_port(), seen, printers)

        def looked(found: Found) -> None:
            self._found = found
            if self._standing is not None:
                self._present()

        self._c.prints.aside(look, looked)

    # -- choosing

    def _choose(self, choices: Choices) -> None:
        write_choices(self._c.folder.root, choices)
        self._c.devices_changed()
        self._present().tell("good", KEPT)
        self._look()

    def _pick_folder(self) -> None:
        folder = pick(self._c, folders=True)
        if folder is not None:
            choices, _ = read_choices(self._c.folder.root)
            self._choose(Choices(choices.camera, choices.card_port, str(folder)))

    # -- trying

    def _start_camera(self) -> None:
        make = self._c.attached.camera
        if make is not None and self._camera is None:
            self._camera = make()
            self._camera.start(self)

    def _stop_camera(self) -> None:
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.stop()

    def camera_is(self, state: CameraState) -> None:
        """How the camera is, in its place."""
        if self._standing is not None:
            self._standing.tell_camera(STATE_WORDS.get(state))

    def camera_shows(self, picture: Picture) -> None:
        """The live picture."""
        if self._standing is not None:
            self._standing.show_picture(image_of(picture))

    def camera_took(self, picture: Picture | None) -> None:
        """The page that was taken on trial is judged and forgotten."""
        self._c.window.release()
        screen = self._standing
        if screen is None:
            return
        if picture is None:
            screen.tell("warn", NO_PICTURE)
            return

        def judged(page: "TakenPage") -> None:
            from kiosk.scans.judging import REASONS

            if page.faults:
                screen.tell("warn", REASONS[page.faults[0]])
            else:
                width, height = page.size
                screen.tell("good", PAGE_GOOD, width=width, height=height, size=len(page.jpeg) // 1000)

        self._c.work(
            lambda: digitising.take(Shot(pixels_of(picture), scanned=False, how=DigitisedHow.CAMERA)), judged
        )

    def _take(self) -> None:
        if self._camera is not None:
            self._c.window.hold("")
            self._camera.take()

    def _scanned(self, text: str) -> None:
        """Whether the card was read whole; nothing of it is shown or kept."""
        screen = self._standing
        if screen is None:
            return
        try:
            card = read_card(text)
        except KnownError as error:
            screen.tell_error(error)
            return
        if isinstance(card, Card):
            screen.tell("good", IDENTITY_READ)
        else:
            screen.tell("warn" if card.damaged else "good", HEALTH_DAMAGED if card.damaged else HEALTH_READ)
