"""The picture as it is kept: a JPEG every office can open, small enough for a thin link."""

import io

from PIL import Image

from kiosk.scans.pixels import Pixels

TARGET = 200_000
"""Bytes an A4 page should not exceed (colour, 200 dpi)."""

_BEST, _LEAST, _STEP = 62, 38, 6
_SPARED = 0.82  # what careful writing saves at the most


def stored(pixels: Pixels, target: int = TARGET) -> bytes:
    """A JPEG of the page. Its quality gives way until the target is met, never below what stays easy to read."""
    picture = Image.fromarray(pixels[..., ::-1])
    allowed = target * max(0.25, pixels.shape[0] * pixels.shape[1] / (1654 * 2339))
    data = b""
    for quality in range(_BEST, _LEAST - 1, -_STEP):
        # A quick writing tells beforehand that the careful one, which takes six times as long, would be too large.
        if quality > _LEAST and _SPARED * len(_written(picture, quality, careful=False)) > allowed:
            continue
        data = _written(picture, quality, careful=True)
        if len(data) <= allowed:
            break
    return data


def _written(picture: Image.Image, quality: int, *, careful: bool) -> bytes:
    out = io.BytesIO()
    picture.save(
        out,
        "JPEG",
        quality=quality,
        optimize=careful,
        progressive=careful,
        subsampling="4:2:0",
        dpi=(200, 200),
    )
    return out.getvalue()
