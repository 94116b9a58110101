"""Which devices this machine uses: found by themselves, or named in ``devices.toml`` in the data folder. Knows no Qt.

The file holds no personal data and may be missing or wrong: then everything is found by itself, and ``kiosk doctor`` or
the journal can say what was not understood::

    [camera]
    name = "HP Scanjet"      # part of the camera's name; the first one without it
    [card_scanner]
    port = "COM3"            # "auto" (the default), "none", or the port's name
    [scan_folder]
    path = "D:/may-quet"     # where the office's scanner writes; none without it
    [microphone]
    name = "USB Audio"       # part of the microphone's name; the system's own choice without it
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forms.clock import Clock
from kiosk.devices.camera import Camera
from kiosk.devices.microphone import Microphone
from kiosk.devices.scan_folder import ScanFolder
from kiosk.devices.serial_scanner import AUTO

FILE = "devices.toml"
NONE = "none"


@dataclass(frozen=True, slots=True)
class Attached:
    """What there is. ``camera`` and ``microphone`` make one when a page needs it; ``card_port`` is ``None`` where no port is
    looked at.
    """

    camera: Callable[[], Camera] | None = None
    scan_folder: ScanFolder | None = None
    card_port: str | None = None
    microphone: Callable[[], Microphone] | None = None

    @property
    def any_for_papers(self) -> bool:
        """Whether a paper can come in otherwise than as a file."""
        return self.camera is not None or self.scan_folder is not None


def attached(folder: Path, clock: Clock) -> Attached:
    """The devices of the machine whose data folder this is."""
    told = _read(folder / FILE)
    name = _text(told, "camera", "name")
    port = _text(told, "card_scanner", "port") or AUTO
    path = _text(told, "scan_folder", "path")

    def camera() -> Camera:
        from kiosk.devices.camera_qt import QtCamera

        return QtCamera(name)

    def microphone() -> Microphone:
        from kiosk.devices.microphone_qt import QtMicrophone

        return QtMicrophone(_text(told, "microphone", "name"))

    return Attached(
        camera=None if name == NONE else camera,
        scan_folder=ScanFolder(Path(path), clock) if path else None,
        card_port=None if port == NONE else port,
        microphone=microphone,
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _text(told: dict[str, Any], table: str, key: str) -> str:
    found = told.get(table)
    value = found.get(key) if isinstance(found, dict) else None
    return value if isinstance(value, str) else ""
