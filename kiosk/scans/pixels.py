"""What a picture is here, and how one is read from bytes that were checked by ``kiosk.scans.opening``."""

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from forms.errors import KnownError
from forms.text import Message

Pixels: TypeAlias = NDArray[np.uint8]
"""Rows × columns × blue, green, red, as the library keeps them."""

Points: TypeAlias = NDArray[np.float32]
"""Four corners from the top left, clockwise: 4 × (x, y)."""

UNREADABLE = Message(
    "error.scan.unreadable",
    "Không mở được ảnh này. Xin chụp lại hoặc chọn tệp khác.",
    "A picture file is damaged or of an unknown kind.",
)


def decoded(data: bytes) -> Pixels:
    """The picture of a JPEG or PNG, turned as the camera held it. ``KnownError`` when it cannot be read."""
    try:
        found = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        found = None
    if found is None:
        raise KnownError(UNREADABLE)
    return np.asarray(found, np.uint8)


def smaller(pixels: Pixels, longest: int) -> tuple[Pixels, float]:
    """The picture with its longer side at most ``longest``, and the factor it was made smaller by."""
    factor = max(1.0, max(pixels.shape[:2]) / longest)
    if factor == 1.0:
        return pixels, 1.0
    size = (round(pixels.shape[1] / factor), round(pixels.shape[0] / factor))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8), factor
