"""Cameras, scan folder and card readers: what is used, how it is, and each tried on the spot. For whoever keeps the machine.

Shows what it is given and says what was tapped. Knows no device and no file.
"""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forms.text import Message
from kiosk.devices.attached import NONE
from kiosk.devices.checking import Seen
from kiosk.devices.choices import Choices
from kiosk.devices.serial_scanner import AUTO
from kiosk.ui.counter.desk_page import DeskPage, deed_button
from kiosk.ui.counter.entries import Pick, PickGroup
from kiosk.ui.counter.section import Section, signed, words
from kiosk.ui.screens.base import clear
from kiosk.ui.screens.capture_view import LiveView
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.even_grid import EvenGrid
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind

TITLE = Message("ui.devices.title", "Thiết bị", "Title of the page about cameras, scanners and printers.")
CAMERA = Message("ui.devices.camera", "Camera", "Title over the choice of a camera.")
FOLDER = Message("ui.devices.folder", "Thư mục máy quét", "Title over the scan folder.")
CARD = Message("ui.devices.card", "Máy quét thẻ", "Title over the card scanner.")
PRINTERS = Message("ui.devices.printers", "Máy in", "Title over the printers.")
LOOKING = Message("ui.devices.looking", "Đang tìm thiết bị…", "While devices are looked for.")
BY_ITSELF = Message("ui.devices.by_itself", "Tự tìm", "Choice: the machine finds the device by itself.")
NOT_USED = Message("ui.devices.not_used", "Không dùng", "Choice: no such device is used.")
TRY_CAMERA = Message("ui.devices.try_camera", "Xem thử", "Button: shows the camera's live picture.")
TAKE = Message("ui.devices.take", "Chụp thử một trang", "Button: takes a page and says how good it is.")
PICK = Message("ui.devices.pick", "Chọn thư mục", "Button: picks the folder the scanner writes into.")
NO_FOLDER = Message("ui.devices.no_folder", "Bỏ thư mục", "Button: no scan folder is watched.")
LOOK = Message("ui.devices.look", "Xem lại thiết bị", "Button: looks at every device again.")
SCAN = Message(
    "ui.devices.scan",
    "Quét một thẻ căn cước hoặc thẻ BHYT ngay bây giờ để thử. Máy chỉ nói đọc được hay không, không giữ gì.",
    "How a card scanner is tried. Must not lose: nothing is kept.",
)
OPEN_PRINTERS = Message(
    "ui.devices.open_printers", "Chọn máy in, in thử", "Button: the page where printers are chosen and tried."
)
PROVINCE = Message("ui.devices.province", "Ghi danh với tỉnh", "Title over the machine's enrolment.")
OPEN_ENROL = Message(
    "ui.devices.open_enrol",
    "Ghi danh máy, bằng USB hoặc mã",
    "Button: the page that makes the machine known to the province.",
)
HELP = Message(
    "ui.devices.help",
    "Máy tự tìm thiết bị; chỉ cần chọn khi có nhiều. Thử từng thiết bị: xem hình, chụp một trang, quét một thẻ, in một trang.",
    "Help on the page about devices.",
)


@dataclass(frozen=True, slots=True)
class Found:
    """What the machine knows: names of cameras, ports with their names, and every device as it is."""

    cameras: tuple[str, ...] = ()
    ports: tuple[tuple[str, str], ...] = ()
    seen: tuple[Seen, ...] = ()
    printers: tuple[tuple[bool, str], ...] = ()


class DevicesScreen(DeskPage):
    """``chosen(Choices)`` at every choice; ``camera_tried``, ``page_taken``, ``folder_asked``, ``looked``,
    ``printers_asked``, ``enrol_asked``; a scanned code goes out as ``scanned(text)``.
    """

    name = "devices"
    protects = False
    chosen = Signal(object)
    camera_tried = Signal()
    page_taken = Signal()
    folder_asked = Signal()
    looked = Signal()
    printers_asked = Signal()
    enrol_asked = Signal()
    scanned = Signal(str)

    def __init__(self, kit: Kit, choices: Choices, found: Found | None) -> None:
        """``found`` is ``None`` while devices are still looked for."""
        super().__init__(kit, kit.show(TITLE).text, "settings")
        self._choices = choices
        self.live = LiveView(kit)
        self._camera_told = QVBoxLayout()
        self.deed("devices-look", LOOK, "refresh").tapped.connect(self.looked)
        self.rows.addWidget(self._province())
        if found is None:
            self.rows.addWidget(words(kit, kit.show(LOOKING).text, "muted"))
            return
        self.rows.addWidget(self._camera(found))
        self.rows.addWidget(self._folder(found))
        self.rows.addWidget(self._card(found))
        self.rows.addWidget(self._printers(found))

    def help_text(self) -> tuple[Message, ...]:
        """What the page is for."""
        return (HELP,)

    def take_scan(self, text: str) -> bool:
        """Whatever was scanned here is a try."""
        self.scanned.emit(text)
        return True

    # -- what the window gives

    def show_picture(self, image: QImage) -> None:
        """The camera's live picture."""
        self.live.show()
        self.live.show_image(image)
        self._shoot.show()

    def tell_camera(self, message: Message | None) -> None:
        """How the camera is; ``None`` takes the word away."""
        clear(self._camera_told)
        if message is not None:
            self._camera_told.addWidget(
                signed(self.kit, "camera", self.kit.show(message).text, role=Role.OFFICER)
            )

    # -- building

    def _section(self, name: str, title: Message, icon: str, found: Found, *whats: str) -> Section:
        section = Section(self.kit, name, self.kit.show(title).text, icon)
        for one in found.seen:
            if one.what in whats:
                text = self.kit.show(one.message, **one.params).text
                section.add(signed(self.kit, "check" if one.good else "warning", text, role=Role.OFFICER))
        return section

    def _camera(self, found: Found) -> Section:
        kit, now = self.kit, self._choices
        section = self._section("camera", CAMERA, "camera", found, "devices", "camera")
        picks = [
            Pick("auto", kit.show(BY_ITSELF).text, "refresh"),
            *(Pick(f"{n}", name, "camera") for n, name in enumerate(found.cameras)),
            Pick("none", kit.show(NOT_USED).text, "no"),
        ]
        names = {"auto": "", "none": NONE, **{f"{n}": name for n, name in enumerate(found.cameras)}}
        first = next((id for id, name in names.items() if name == now.camera), None)
        group = PickGroup(kit, "camera", picks, columns=3, first=first)
        group.chosen.connect(lambda id: self.chosen.emit(Choices(names[id], now.card_port, now.scan_folder)))
        section.add(group)
        self.live.setFixedHeight(kit.look.mm(56))
        self.live.hide()
        told = QWidget()
        told.setLayout(self._camera_told)
        self._camera_told.setContentsMargins(0, 0, 0, 0)
        section.add(told)
        section.add(self.live)
        grid = EvenGrid(columns=2, gap=kit.look.mm(1.6))
        attempt = deed_button(kit, "camera-try", TRY_CAMERA, "camera", kind=Kind.PRIMARY)
        attempt.tapped.connect(self.camera_tried)
        attempt.setEnabled(now.camera != NONE)
        self._shoot = deed_button(kit, "camera-take", TAKE, "paper")
        self._shoot.tapped.connect(self.page_taken)
        grid.add(attempt)
        grid.add(self._shoot)
        self._shoot.hide()
        section.add(grid)
        return section

    def _folder(self, found: Found) -> Section:
        kit, now = self.kit, self._choices
        section = self._section("folder", FOLDER, "scanner", found, "scan-folder")
        grid = EvenGrid(columns=2, gap=kit.look.mm(1.6))
        pick = deed_button(kit, "folder-pick", PICK, "folder")
        pick.tapped.connect(self.folder_asked)
        grid.add(pick)
        if now.scan_folder:
            none = deed_button(kit, "folder-none", NO_FOLDER, "cross")
            none.tapped.connect(lambda: self.chosen.emit(Choices(now.camera, now.card_port, "")))
            grid.add(none)
        section.add(grid)
        return section

    def _card(self, found: Found) -> Section:
        kit, now = self.kit, self._choices
        section = self._section("card", CARD, "id-card", found, "card-scanner", "keyboard-scanner")
        known = dict(found.ports)
        if now.card_port not in (AUTO, NONE, *known):
            known[now.card_port] = ""
        picks = [
            Pick(AUTO, kit.show(BY_ITSELF).text, "refresh"),
            *(
                Pick(port, port, "scan-card", note=name if name != port else "")
                for port, name in known.items()
            ),
            Pick(NONE, kit.show(NOT_USED).text, "no"),
        ]
        group = PickGroup(kit, "port", picks, columns=3, first=now.card_port)
        group.chosen.connect(lambda port: self.chosen.emit(Choices(now.camera, port, now.scan_folder)))
        section.add(group)
        section.add(signed(kit, "scan-card", kit.show(SCAN).text, role=Role.OFFICER))
        return section

    def _printers(self, found: Found) -> Section:
        kit = self.kit
        section = Section(kit, "printers", kit.show(PRINTERS).text, "print")
        for good, text in found.printers:
            section.add(signed(kit, "check" if good else "warning", text, role=Role.OFFICER))
        button = deed_button(kit, "devices-printers", OPEN_PRINTERS, "print")
        button.tapped.connect(self.printers_asked)
        section.add(button)
        return section

    def _province(self) -> Section:
        section = Section(self.kit, "province", self.kit.show(PROVINCE).text, "key")
        button = deed_button(self.kit, "devices-enrol", OPEN_ENROL, "key")
        button.tapped.connect(self.enrol_asked)
        section.add(button)
        return section
