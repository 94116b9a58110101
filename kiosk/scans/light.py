"""Making paper white again: shadows and yellow lamps taken out, colours of seals, ink and portraits kept."""

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.scans.pixels import Pixels

_COARSE = 8  # the light on a sheet changes slowly: it is worked out on every eighth point
_WHITE = 250.0
_THERE = np.clip((232.0 - np.arange(256)) / 22.0 * 255, 0, 255).astype(np.uint8)


def paper_light(pixels: Pixels) -> NDArray[np.float32]:
    """The colour bare paper has at every coarse point of the sheet (rows/8 × columns/8 × 3).

    Bare paper is what is bright for its neighbourhood and has the sheet's usual tint; ink, seals and portraits are left
    out and bridged from around them.
    """
    height, width = pixels.shape[:2]
    size = (max(8, width // _COARSE), max(8, height // _COARSE))
    coarse = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    lifted = cv2.dilate(coarse, np.ones((3, 3), np.uint8)).astype(np.float32)
    light = lifted.max(axis=2)
    around = cv2.dilate(light, np.ones((41, 41), np.uint8))
    around = cv2.GaussianBlur(around, (0, 0), 16)
    tint = lifted / (light[..., None] + 1)
    bright = light > 0.86 * around
    usual = np.median(tint[bright], axis=0) if bright.any() else np.ones(3, np.float32)
    strange = np.abs(tint - usual).max(axis=2)
    paper = (bright & (strange < 0.09)).astype(np.float32)
    paper = cv2.erode(paper, np.ones((3, 3), np.uint8))
    weight: NDArray[np.float32] = np.zeros(paper.shape, np.float32)
    total: NDArray[np.float32] = np.zeros(lifted.shape, np.float32)
    for sigma, share in ((4.0, 1.0), (14.0, 0.05), (50.0, 0.002)):
        # Near paper speaks first; where none is near, paper farther away does.
        weight = weight + np.float32(share) * np.asarray(cv2.GaussianBlur(paper, (0, 0), sigma), np.float32)
        near = cv2.GaussianBlur(lifted * paper[..., None], (0, 0), sigma)
        total = total + np.float32(share) * np.asarray(near, np.float32)
    return np.asarray(total / (weight[..., None] + 1e-6) + 1e-3, np.float32)


def brightness(pixels: Pixels) -> float:
    """How bright bare paper is in the photograph, 0–255."""
    return float(np.median(paper_light(pixels).max(axis=2)))


def brightened(pixels: Pixels) -> Pixels:
    """The sheet as if it lay in even white light."""
    height, width = pixels.shape[:2]
    gain = (_WHITE / np.clip(paper_light(pixels), 12, 255)).astype(np.float32)
    full = cv2.resize(gain, (width, height), interpolation=cv2.INTER_LINEAR)
    lit = np.asarray(cv2.multiply(pixels, full, dtype=cv2.CV_8U), np.uint8)
    return _clean(lit)


def _clean(lit: Pixels) -> Pixels:
    """Bare paper becomes even white, so that its noise is not stored; everything with ink or colour stays as it is."""
    calm = cv2.GaussianBlur(lit, (0, 0), 1.4)
    darkest = cv2.min(cv2.min(calm[..., 0], calm[..., 1]), calm[..., 2])
    # 255 where there is surely something, 0 on bare paper, a soft step between. In bytes throughout: a page in floating
    # point would be four times as much to carry about.
    there = cv2.LUT(darkest, _THERE)
    there = cv2.GaussianBlur(cv2.dilate(there, np.ones((3, 3), np.uint8)), (0, 0), 0.8)
    ink = cv2.multiply(cv2.bitwise_not(lit), cv2.merge((there, there, there)), scale=1 / 255)
    return np.asarray(cv2.bitwise_not(ink), np.uint8)
