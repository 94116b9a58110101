"""The codes in a live picture: QR, Data Matrix, PDF417 and the bars of an old health card. Pure; loads its library late.

What a code says is judged by ``forms.rules``; nothing is kept here.
"""

from typing import Any

from kiosk.devices.camera import Picture

LONGEST_CODE = 1200


def codes_in(picture: Picture) -> tuple[str, ...]:
    """The texts of all codes in the picture, the largest first. A picture without a code gives none."""
    import numpy as np
    import zxingcpp

    rgb = np.frombuffer(picture.rgb, np.uint8).reshape(picture.height, picture.width, 3)
    # Green alone is as good a grey as any, and costs nothing.
    grey = np.ascontiguousarray(rgb[..., 1])
    found = zxingcpp.read_barcodes(grey)
    texts = sorted(((_size(one.position), one.text) for one in found if one.valid and one.text), reverse=True)
    return tuple(text for _, text in texts if len(text) <= LONGEST_CODE)


def _size(position: Any) -> float:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    around = zip(corners, corners[1:] + corners[:1], strict=True)
    return float(abs(sum(a.x * b.y - b.x * a.y for a, b in around))) / 2
