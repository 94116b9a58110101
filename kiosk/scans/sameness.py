"""Telling whether two pictures show the very same page.

Two filled copies of one form are *not* the same page: it is compared patch by patch where the ink lies, and one patch
that differs (another date, another number) makes another page. In doubt it is another page: a warning too few costs a
second look, a warning too many would keep a paper from being taken.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.scans.pixels import Pixels

InkMap = NDArray[np.uint8]
"""Where a page has ink, half its size; the longer side upright."""

_SIZE = (832, 1184)
_PATCH = (52, 32)  # width and height of a patch: a word or two
_SHIFT = 14  # points a patch may have moved by, because edges are never found twice alike
_MARGIN = 64  # left out: the sheet's edge is another one in each photograph
_INK = 8.0  # mean ink of a patch that says something
_ALIKE = 0.86


def ink_map(brightened: Pixels) -> InkMap:
    """The ink of a brightened page."""
    upright = brightened if brightened.shape[0] >= brightened.shape[1] else np.rot90(brightened)
    grey = cv2.cvtColor(np.ascontiguousarray(upright), cv2.COLOR_BGR2GRAY)
    small = cv2.resize(grey, _SIZE, interpolation=cv2.INTER_AREA)
    return np.asarray(255 - cv2.GaussianBlur(small, (0, 0), 0.8), np.uint8)


def _holds(one: InkMap, other: InkMap) -> bool:
    """Whether ``other`` has the ink of ``one`` everywhere. A page without ink is never held to be another."""
    wide, high = _PATCH
    seen = 0
    for top in range(_MARGIN, _SIZE[1] - high - _MARGIN + 1, high):
        for left in range(_MARGIN, _SIZE[0] - wide - _MARGIN + 1, wide):
            patch = one[top : top + high, left : left + wide]
            if float(patch.mean()) < _INK or float(patch.std()) < _INK:
                continue
            seen += 1
            around = other[top - _SHIFT : top + high + _SHIFT, left - _SHIFT : left + wide + _SHIFT]
            if float(cv2.matchTemplate(around, patch, cv2.TM_CCOEFF_NORMED).max()) < _ALIKE:
                return False
    return seen > 0


def same_page(one: InkMap, other: InkMap) -> bool:
    """Whether both pictures show the very same page, either way up."""
    turned = np.ascontiguousarray(other[::-1, ::-1])
    return any(_holds(one, there) and _holds(there, one) for there in (other, turned))
