"""A camera that sees what a test lays under it: the pictures of the test set, whole for the large one, small while live."""

from typing import TYPE_CHECKING

import cv2
import numpy as np

from kiosk.devices.camera import LIVE_LONGEST, CameraState, Picture, Watcher

if TYPE_CHECKING:
    from kiosk.scans.pixels import Pixels


def picture(pixels: "Pixels", longest: int | None = None) -> Picture:
    """Pixels of the picture library as a camera gives them."""
    if longest is not None and max(pixels.shape[:2]) > longest:
        factor = longest / max(pixels.shape[:2])
        size = (round(pixels.shape[1] * factor), round(pixels.shape[0] * factor))
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    rgb = np.ascontiguousarray(pixels[..., ::-1])
    return Picture(rgb.shape[1], rgb.shape[0], rgb.tobytes())


class SimulatedCamera:
    """Never on its own: it shows when told to, and takes when asked, at once."""

    def __init__(self, *pixels: "Pixels", state: CameraState = CameraState.LIVE) -> None:
        self.pile = list(pixels)
        self.state = state
        self.fails = False
        self.watcher: Watcher | None = None
        self.started = self.stopped = 0

    def start(self, watcher: Watcher) -> None:
        self.watcher = watcher
        self.started += 1
        watcher.camera_is(self.state)
        self.show()

    def stop(self) -> None:
        self.watcher = None
        self.stopped += 1

    def show(self) -> None:
        """One live picture of what lies on top."""
        if self.watcher is not None and self.pile and self.state is CameraState.LIVE:
            self.watcher.camera_shows(picture(self.pile[0], LIVE_LONGEST))

    def become(self, state: CameraState) -> None:
        """Pulled out, or plugged in again."""
        self.state = state
        if self.watcher is not None:
            self.watcher.camera_is(state)

    def take(self) -> None:
        assert self.watcher is not None
        if self.fails or not self.pile or self.state is not CameraState.LIVE:
            self.watcher.camera_took(None)
            return
        self.watcher.camera_took(picture(self.pile[0]))

    def turn_over(self) -> None:
        """The next sheet of the pile lies on top."""
        self.pile.pop(0)
        self.show()
