"""Pictures between camera, library and screen, and what a live picture says of how the paper lies.

Runs off the screen's thread except where a widget is given a picture; loads the picture library when first called.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from forms.text import Message
from kiosk.devices.camera import Picture
from kiosk.ui.screens import capture_words as say
from kiosk.ui.screens.capture_view import Outline

if TYPE_CHECKING:
    from kiosk.scans.pixels import Pixels

_THUMB = 220
_SHOWN = 1400
_LEAST_PART = 0.22  # of the live picture: a sheet covering less will come out too coarse
_DIM = 48.0  # mean of the live picture below which nothing will be readable


@dataclass(frozen=True, slots=True)
class Sight:
    """What one live picture says: the sheet's edges, and how to hold the paper in a picture and words."""

    outline: Outline | None
    icon: str
    words: Message


def image_of(picture: Picture) -> QImage:
    """A camera's picture for the screen. It owns its points."""
    return QImage(
        picture.rgb, picture.width, picture.height, picture.width * 3, QImage.Format.Format_RGB888
    ).copy()


def image_of_pixels(pixels: "Pixels") -> QImage:
    """A picture of the library, made small enough to be moved about on a screen."""
    from kiosk.scans.pixels import smaller

    small, _ = smaller(pixels, _SHOWN)
    height, width = small.shape[:2]
    return QImage(small.tobytes(), width, height, width * 3, QImage.Format.Format_BGR888).copy()


def pixels_of(picture: Picture) -> "Pixels":
    """A camera's picture for the library."""
    import numpy as np

    rgb = np.frombuffer(picture.rgb, np.uint8).reshape(picture.height, picture.width, 3)
    return np.ascontiguousarray(rgb[..., ::-1])


def thumb_of(jpeg: bytes | None) -> QImage:
    """A kept page in small; an empty picture where there is none."""
    if jpeg is None:
        return QImage()
    return QImage.fromData(jpeg).scaled(
        _THUMB, _THUMB, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


def sight_of(picture: Picture) -> Sight:
    """How the paper lies in a live picture."""
    from kiosk.scans.page import find_page

    pixels = pixels_of(picture)
    if float(pixels.mean()) < _DIM:
        return Sight(None, "scan-dark", say.LIGHT)
    found = find_page(pixels)
    if not found.sure:
        return Sight(None, "scan-hold", say.AIM)
    corners = tuple((x / picture.width, y / picture.height) for x, y in found.corners)
    sides = zip(corners, corners[1:] + corners[:1], strict=True)
    part = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in sides)) / 2
    if found.cut:
        return Sight(Outline(corners, good=False), "scan-cut", say.BACK_OFF)
    if part < _LEAST_PART:
        return Sight(Outline(corners, good=False), "scan-small", say.CLOSER)
    return Sight(Outline(corners, good=True), "check", say.GOOD)
