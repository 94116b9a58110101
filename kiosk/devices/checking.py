"""What is wrong with each device, in words, for ``kiosk doctor`` and the page about devices. Looks only; knows no Qt.

Nothing is taken from a scan folder, no picture is taken and no port is kept open.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from forms.text import Message
from kiosk.devices.attached import NONE
from kiosk.devices.choices import Choices
from kiosk.devices.scan_folder import ASIDE
from kiosk.devices.serial_scanner import AUTO, Port

FILE_WRONG = Message(
    "ui.doctor.devices_file",
    "Tệp devices.toml có chỗ máy không hiểu nên bị bỏ qua. Hãy chọn lại ở trang Thiết bị.",
    "devices.toml cannot be understood",
)
CAMERA_FOUND = Message("ui.doctor.camera", "Camera {name}: đã thấy.", "A camera that is used")
CAMERA_MISSING = Message(
    "ui.doctor.camera_missing",
    "Chưa thấy camera nào. Cắm camera, hoặc dùng máy quét, hoặc chọn tệp.",
    "No camera is plugged in. Must not lose: the other ways to go on",
)
CAMERA_OTHER = Message(
    "ui.doctor.camera_other",
    "Không thấy camera {name} đã chọn; máy đang dùng {other}. Cắm lại, hoặc chọn camera khác ở trang Thiết bị.",
    "The camera chosen is not there and another one is used",
)
CAMERA_OFF = Message("ui.doctor.camera_off", "Camera: đã chọn không dùng.", "No camera is to be used")
FOLDER_NONE = Message(
    "ui.doctor.folder_none", "Thư mục máy quét: chưa chọn, không theo dõi thư mục nào.", "No scan folder"
)
FOLDER_FOUND = Message(
    "ui.doctor.folder",
    "Thư mục máy quét {path}: đọc và xóa tệp được, đang có {count} tệp.",
    "The scan folder is well",
)
FOLDER_GONE = Message(
    "ui.doctor.folder_gone",
    "Thư mục máy quét {path}: không mở được. Kiểm tra máy quét và mạng, hoặc chọn thư mục khác.",
    "The scan folder cannot be read",
)
FOLDER_READ_ONLY = Message(
    "ui.doctor.folder_read_only",
    "Thư mục máy quét {path}: đọc được nhưng không xóa được tệp. Cho tài khoản này quyền ghi.",
    "Files cannot be removed from the scan folder",
)
FOLDER_OPEN = Message(
    "ui.doctor.folder_open",
    "Thư mục máy quét {path}: tài khoản khác cũng đọc được. Chỉ nên cho tài khoản của máy này.",
    "Others can read the scan folder",
)
FOLDER_ASIDE = Message(
    "ui.doctor.folder_aside",
    "Thư mục máy quét {path}: còn {count} tệp hỏng để riêng trong khong-nhan-duoc, xin xem rồi xóa.",
    "Files that could not be taken lie in the scan folder; keep the folder's name",
)
PORT_FOUND = Message("ui.doctor.port", "Máy quét thẻ ở cổng {name}: mở được.", "A serial card scanner")
PORT_NONE = Message(
    "ui.doctor.port_none",
    "Chưa thấy máy quét thẻ nối tiếp. Máy quét kiểu bàn phím, camera hoặc gõ tay vẫn dùng được.",
    "No serial card scanner. Must not lose: the other ways to go on",
)
PORT_SHUT = Message(
    "ui.doctor.port_shut",
    "Máy quét thẻ ở cổng {name}: không mở được. Cắm lại, hoặc tắt chương trình khác đang giữ cổng.",
    "The port cannot be opened",
)
PORT_OFF = Message(
    "ui.doctor.port_off", "Máy quét thẻ nối tiếp: đã chọn không dùng.", "No serial scanner is to be used"
)
WEDGE = Message(
    "ui.doctor.wedge",
    "Máy quét kiểu bàn phím: máy không tự thấy được. Quét thử một thẻ ở trang Thiết bị để biết còn dấu tiếng Việt.",
    "A keyboard scanner cannot be found by itself; it is tried on the page about devices",
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One device as it is now: what it is, whether it is well, and that in words."""

    what: str
    good: bool
    message: Message
    params: dict[str, str | int] = field(default_factory=dict)


def devices_seen(
    choices: Choices,
    understood: bool,
    *,
    cameras: Sequence[str],
    ports: Sequence[str],
    open_port: Callable[[str], Port],
) -> tuple[Seen, ...]:
    """Every device but the printers. ``cameras`` are names the system knows, ``ports`` those that call themselves a
    scanner.
    """
    return (
        *(() if understood else (Seen("devices", False, FILE_WRONG),)),
        camera_seen(choices.camera, cameras),
        *folder_seen(choices.scan_folder),
        *ports_seen(choices.card_port, ports, open_port),
        Seen("keyboard-scanner", True, WEDGE),
    )


def camera_seen(wanted: str, found: Sequence[str]) -> Seen:
    """The camera that is used."""
    if wanted == NONE:
        return Seen("camera", True, CAMERA_OFF)
    if not found:
        return Seen("camera", False, CAMERA_MISSING)
    named = next((name for name in found if wanted and wanted.casefold() in name.casefold()), None)
    if wanted and named is None:
        return Seen("camera", False, CAMERA_OTHER, {"name": wanted, "other": found[0]})
    return Seen("camera", True, CAMERA_FOUND, {"name": named or found[0]})


def folder_seen(path: str) -> tuple[Seen, ...]:
    """The scan folder, and what lies in it that nobody could take."""
    what = "scan-folder"
    if not path:
        return (Seen(what, True, FOLDER_NONE),)
    place = Path(path)
    try:
        names = [one.name for one in os.scandir(place)]
        mode = place.stat().st_mode
        aside = sum(1 for _ in os.scandir(place / ASIDE)) if ASIDE in names else 0
    except OSError:
        return (Seen(what, False, FOLDER_GONE, {"path": path}),)
    if not os.access(place, os.W_OK | os.X_OK):
        return (Seen(what, False, FOLDER_READ_ONLY, {"path": path}),)
    count = sum(name != ASIDE and not name.startswith(".") for name in names)
    found = [Seen(what, True, FOLDER_FOUND, {"path": path, "count": count})]
    if os.name == "posix" and mode & 0o077:
        found.append(Seen(what, False, FOLDER_OPEN, {"path": path}))
    if aside:
        found.append(Seen(what, False, FOLDER_ASIDE, {"path": path, "count": aside}))
    return tuple(found)


def ports_seen(wanted: str, found: Sequence[str], open_port: Callable[[str], Port]) -> tuple[Seen, ...]:
    """The serial card scanners that are listened to."""
    what = "card-scanner"
    if wanted == NONE:
        return (Seen(what, True, PORT_OFF),)
    names = tuple(found) if wanted == AUTO else (wanted,)
    if not names:
        return (Seen(what, False, PORT_NONE),)
    return tuple(_port(what, name, open_port) for name in names)


def _port(what: str, name: str, open_port: Callable[[str], Port]) -> Seen:
    try:
        open_port(name).close()
    except (OSError, ValueError):
        return Seen(what, False, PORT_SHUT, {"name": name})
    return Seen(what, True, PORT_FOUND, {"name": name})
