"""Whether a sheet fills its picture, as in what a scanner or a screen made: then there are no edges to be found, and a
table or a frame printed on the sheet must not be taken for the sheet.
"""

import cv2
import numpy as np

from kiosk.scans.pixels import Pixels, smaller

_RIM = 0.015  # of the shorter side
_PALE = 205  # what bare paper has at least, after a scanner's own light
_EVEN = 0.93  # part of the rim that is bare paper


def fills(pixels: Pixels) -> bool:
    """Whether the whole rim of the picture is bare, even, bright paper."""
    small, _ = smaller(pixels, 800)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    rim = max(2, round(min(grey.shape) * _RIM))
    around = (grey[:rim].ravel(), grey[-rim:].ravel(), grey[:, :rim].ravel(), grey[:, -rim:].ravel())
    light = float(np.median(np.concatenate(around)))
    return light >= _PALE and all(float(np.mean(np.abs(side - light) < 22)) >= _EVEN for side in around)
