"""What is wrong with a picture of a paper, said at once, while the paper and its owner are still here.

A fault refuses the picture with a reason and what to do; nothing here guesses at what is written on it.
"""

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from forms.text import Message
from kiosk.scans.light import brightness
from kiosk.scans.page import Found, resolution
from kiosk.scans.pixels import Pixels


class ScanFault(StrEnum):
    """What keeps a picture from being taken."""

    DARK = "dark"  # too little light to tell ink from paper
    BLURRED = "blurred"  # out of focus, or the hand moved
    CUT = "cut"  # part of the sheet lies outside the picture
    SMALL = "small"  # the sheet is too far away to read small print
    SAME = "same"  # this very page was taken before


REASONS: dict[ScanFault, Message] = {
    ScanFault.DARK: Message(
        "error.scan.dark",
        "Ảnh tối quá. Xin để giấy ra chỗ sáng, tránh bóng tay, rồi chụp lại.",
        "A picture of a paper is too dark.",
    ),
    ScanFault.BLURRED: Message(
        "error.scan.blurred",
        "Ảnh bị nhòe. Xin đặt giấy nằm yên trên bàn, giữ máy chắc tay, rồi chụp lại.",
        "A picture of a paper is not sharp.",
    ),
    ScanFault.CUT: Message(
        "error.scan.cut",
        "Ảnh không thấy đủ bốn góc giấy. Xin để giấy lên mặt bàn sẫm màu, lùi máy ra một chút, rồi chụp lại.",
        "Part of the sheet is outside the picture.",
    ),
    ScanFault.SMALL: Message(
        "error.scan.small",
        "Giấy trong ảnh nhỏ quá, chữ không đọc được. Xin đưa máy lại gần hơn, rồi chụp lại.",
        "The sheet was photographed from too far away, or scanned too coarsely.",
    ),
    ScanFault.SAME: Message(
        "error.scan.same",
        "Trang này đã chụp rồi. Xin lật sang trang khác.",
        "The same page was taken twice.",
    ),
}

_LEAST_LIGHT = 62.0  # of 255: below, noise and ink come too near to each other
_LEAST_DPI = 120.0
_LEAST_SHARP = 0.235  # at this, tesseract still reads 97 of 100 words of 11 pt type; below, it falls fast


@dataclass(frozen=True, slots=True)
class Measures:
    """The figures behind a judgement: brightness of bare paper (0–255), steepness of the strokes' edges (0–1,
    ``None`` on a page without ink), dots per inch."""

    light: float
    sharpness: float | None
    dpi: float


def measured(laid: Pixels, found: Found) -> Measures:
    """The figures of a sheet laid flat, before it is brightened."""
    return Measures(brightness(laid), sharpness(laid), resolution(found))


def faults(measures: Measures, found: Found) -> tuple[ScanFault, ...]:
    """What is wrong, the most telling first: in the dark, nothing is sharp."""
    if measures.light < _LEAST_LIGHT:
        return (ScanFault.DARK,)
    wrong = []
    if found.cut:
        wrong.append(ScanFault.CUT)
    if measures.dpi < _LEAST_DPI:
        wrong.append(ScanFault.SMALL)
    if measures.sharpness is not None and measures.sharpness < _LEAST_SHARP:
        wrong.append(ScanFault.BLURRED)
    return tuple(wrong)


def sharpness(laid: Pixels) -> float | None:
    """How much of the step from paper to ink is made within one point, at the steepest strokes; 1 is a perfect edge.

    Measured against the ink's own depth, so that pale ink and dim light do not count as blur. ``None`` without ink.
    """
    grey = cv2.cvtColor(laid, cv2.COLOR_BGR2GRAY)
    calm = cv2.GaussianBlur(grey, (0, 0), 0.7).astype(np.float32)
    inner = calm[24:-24, 24:-24]
    paper = cv2.dilate(inner, np.ones((25, 25), np.uint8))
    deepest = cv2.dilate(paper - inner, np.ones((7, 7), np.uint8))
    ink = deepest > 0.25 * paper
    if float(ink.mean()) < 0.002:
        return None
    across = np.abs(inner[:, 2:] - inner[:, :-2])[1:-1] / 2
    down = np.abs(inner[2:, :] - inner[:-2, :])[:, 1:-1] / 2
    steep = np.minimum(across, 255) if across.size else across
    steps = np.maximum(steep, down) / (deepest[1:-1, 1:-1] + 1.0)
    # Motion blurs one direction only: both must be steep somewhere.
    inked = ink[1:-1, 1:-1]
    sideways = float(np.percentile((across / (deepest[1:-1, 1:-1] + 1.0))[inked], 97))
    upright = float(np.percentile((down / (deepest[1:-1, 1:-1] + 1.0))[inked], 97))
    return min(sideways, upright, float(np.percentile(steps[inked], 97)))
