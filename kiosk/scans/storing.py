"""The picture as it is kept: a JPEG every office can open, small enough for a thin link."""

import io

from PIL import Image

from kiosk.scans.pixels import Pixels

TARGET = 200_000
"""Bytes an A4 page should not exceed (colour, 200 dpi)."""

_BEST, _LEAST, _STEP = 62, 38, 6


def stored(pixels: Pixels, target: int = TARGET) -> bytes:
    """A JPEG of the page. Its quality gives way until the target is met, never below what stays easy to read."""
    picture = Image.fromarray(pixels[..., ::-1])
    allowed = target * max(0.25, pixels.shape[0] * pixels.shape[1] / (1654 * 2339))
    data = b""
    for quality in range(_BEST, _LEAST - 1, -_STEP):
        out = io.BytesIO()
        picture.save(
            out, "JPEG", quality=quality, optimize=True, progressive=True, subsampling="4:2:0", dpi=(200, 200)
        )
        data = out.getvalue()
        if len(data) <= allowed:
            break
    return data
