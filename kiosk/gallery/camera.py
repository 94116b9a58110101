"""A camera under which one invented sheet lies for ever: what pages with a live picture show in the gallery."""

import io

from PIL import Image, ImageDraw

from kiosk.devices.camera import CameraState, Picture, Watcher


def lying_sheet(width: int = 960, height: int = 720) -> Picture:
    """A white page on a dark table."""
    table = Image.new("RGB", (width, height), (92, 74, 60))
    page = ImageDraw.Draw(table)
    page.rectangle((250, 60, 710, 680), fill=(244, 243, 238))
    for line in range(14):
        page.line(
            (300, 120 + line * 36, 660 - (line * 47) % 150, 120 + line * 36), fill=(60, 64, 80), width=5
        )
    return Picture(width, height, table.tobytes())


def photograph() -> bytes:
    """The same as a file."""
    out = io.BytesIO()
    sheet = lying_sheet()
    Image.frombytes("RGB", (sheet.width, sheet.height), sheet.rgb).save(out, "JPEG")
    return out.getvalue()


class StillCamera:
    """Shows the sheet at once and whenever it is looked through, and takes it when asked."""

    def __init__(self) -> None:
        self._watcher: Watcher | None = None

    def start(self, watcher: Watcher) -> None:
        """The sheet is seen at once."""
        self._watcher = watcher
        watcher.camera_is(CameraState.LIVE)
        self.look()

    def look(self) -> None:
        """Another picture, as a camera gives many a second."""
        if self._watcher is not None:
            self._watcher.camera_shows(lying_sheet())

    def stop(self) -> None:
        """Nothing more is shown."""
        self._watcher = None

    def take(self) -> None:
        """The sheet, large."""
        if self._watcher is not None:
            self._watcher.camera_took(lying_sheet(1920, 1440))
