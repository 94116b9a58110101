"""Finding the sheet of paper in a photograph and laying it flat.

A sheet is the largest bright four-sided thing that differs from what it lies on. When none is found the whole picture
is taken, and an officer may move the corners by finger.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from kiosk.scans.pixels import Pixels, Points, smaller

DPI = 200
A4 = (1654, 2339)
"""Pixels of an upright A4 sheet at 200 dpi."""

_SEARCH = 1000  # pixels of the longer side while looking for edges
_LEAST = 0.04  # part of the picture a sheet covers at the least; smaller things on a table are not the paper
_FRAME = 0.985
_A_RATIO = 2**0.5
_EDGE = 0.006  # a corner nearer to the frame than this part of it is cut off


@dataclass(frozen=True, slots=True)
class Found:
    """The sheet's corners in the picture, and whether the sheet runs out of it. ``sure`` is false when no edges were
    found and the whole picture stands in."""

    corners: tuple[tuple[float, float], ...]
    sure: bool
    cut: bool


def whole(pixels: Pixels) -> Found:
    """The whole picture as the sheet."""
    height, width = pixels.shape[:2]
    return Found(((0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)), sure=False, cut=False)


def find_page(pixels: Pixels) -> Found:
    """Where the sheet is."""
    small, factor = smaller(pixels, _SEARCH)
    height, width = small.shape[:2]
    best: Points | None = None
    best_score = 0.0
    for mask in _masks(small):
        contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:3]:
            quad = _four_corners(contour)
            part = 0.0 if quad is None else float(cv2.contourArea(quad)) / (height * width)
            # What covers the whole picture is the picture: a scanner's, or a mask that saw no difference.
            if quad is not None and _LEAST < part < _FRAME and part * _likeness(quad) > best_score:
                best, best_score = _ordered(quad), part * _likeness(quad)
    if best is None:
        return whole(pixels)
    margin = _EDGE * max(width, height)
    cut = bool(
        np.any(best < margin) or np.any(best[:, 0] > width - margin) or np.any(best[:, 1] > height - margin)
    )
    corners = tuple((float(x) * factor, float(y) * factor) for x, y in best)
    return Found(corners, sure=True, cut=cut)


def _masks(small: Pixels) -> "list[Pixels]":
    """Pictures in which the sheet is white: by brightness against the table, by paleness, and by edges."""
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 2), cv2.COLOR_BGR2LAB)
    light = lab[..., 0]
    _, bright = cv2.threshold(light, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    colour = np.hypot(lab[..., 1].astype(np.float32) - 128, lab[..., 2].astype(np.float32) - 128)
    score = np.clip(light.astype(np.float32) - 2 * colour, 0, 255).astype(np.uint8)
    _, pale = cv2.threshold(score, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    # A deep shadow leaves paper as dark as the table, but still without colour.
    vivid = np.clip(255 * colour / (light.astype(np.float32) + 1), 0, 255).astype(np.uint8)
    _, plain = cv2.threshold(vivid, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    edges = cv2.dilate(cv2.Canny(light, 20, 60), np.ones((5, 5), np.uint8))
    close = np.ones((15, 15), np.uint8)
    found = [
        np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, close), np.uint8)
        for mask in (bright, np.asarray(pale), np.asarray(plain))
    ]
    return [*found, np.asarray(edges, np.uint8)]


def _four_corners(contour: object) -> Points | None:
    """The four-sided figure around a contour, ``None`` when it is not nearly one."""
    hull = cv2.convexHull(contour)  # type: ignore[call-overload]  # points, as cv2 gave them
    length = cv2.arcLength(hull, True)
    for part in (0.015, 0.025, 0.04, 0.06):
        corners = cv2.approxPolyDP(hull, part * length, True)
        if len(corners) == 4:
            quad = corners.reshape(4, 2).astype(np.float32)
            filled = cv2.contourArea(hull) / max(1.0, cv2.contourArea(quad))
            return quad if 0.9 < filled < 1.1 and _angles_fit(quad) else None
        if len(corners) < 4:
            return None
    return None


def _angles_fit(quad: Points) -> bool:
    """Whether every corner is between 55 and 125 degrees, as a sheet seen by a sensible person's camera is."""
    for n in range(4):
        a, b = quad[n - 1] - quad[n], quad[(n + 1) % 4] - quad[n]
        cosine = float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b) + 1e-6))
        if abs(cosine) > 0.58:
            return False
    return True


def _likeness(quad: Points) -> float:
    """1 for the sides of an A sheet, less the farther from it: between two figures found, the likelier one wins."""
    c = _ordered(quad)
    width = float(np.linalg.norm(c[1] - c[0]) + np.linalg.norm(c[2] - c[3]))
    height = float(np.linalg.norm(c[3] - c[0]) + np.linalg.norm(c[2] - c[1]))
    ratio = max(width, height) / max(1.0, min(width, height))
    return 1.0 / (1.0 + 2.0 * abs(ratio - _A_RATIO))


def _ordered(quad: Points) -> Points:
    """From the top left, clockwise."""
    total, apart = quad.sum(axis=1), np.diff(quad, axis=1).ravel()
    return np.array(
        [quad[total.argmin()], quad[apart.argmin()], quad[total.argmax()], quad[apart.argmax()]], np.float32
    )


def resolution(found: Found) -> float:
    """Dots per inch the sheet really has, taking its longer side for that of an A4 sheet."""
    return _sides(found)[2] / (A4[1] / DPI)


def _sides(found: Found) -> tuple[float, float, float]:
    """Mean width, mean height, and the longer of the two, in pixels of the picture."""
    c = np.array(found.corners, np.float32)
    width = float(np.linalg.norm(c[1] - c[0]) + np.linalg.norm(c[2] - c[3])) / 2
    height = float(np.linalg.norm(c[3] - c[0]) + np.linalg.norm(c[2] - c[1])) / 2
    return width, height, max(width, height)


def flat(pixels: Pixels, found: Found, quarter_turns: int = 0) -> Pixels:
    """The sheet laid flat at 200 dpi, never made larger than the picture gave; turned clockwise by quarters."""
    width, height, longer = _sides(found)
    ratio = max(width, height) / max(1.0, min(width, height))
    if abs(ratio - _A_RATIO) < 0.13:
        ratio = _A_RATIO  # perspective bends the sides: a sheet this near to A4 is one
    long_side = min(float(A4[1]), longer)
    size = (round(long_side / ratio), round(long_side))
    if width > height:
        size = (size[1], size[0])
    if not found.sure and found == whole(pixels):
        laid, _ = smaller(pixels, A4[1])
    else:
        target = np.array(
            [(0, 0), (size[0] - 1, 0), (size[0] - 1, size[1] - 1), (0, size[1] - 1)], np.float32
        )
        matrix = cv2.getPerspectiveTransform(np.array(found.corners, np.float32), target)
        source = pixels
        shrink = longer / long_side
        if shrink > 1.5:
            # Many points of the photograph fall on one of the sheet's: averaging them first keeps thin strokes whole.
            source = np.asarray(cv2.GaussianBlur(pixels, (0, 0), 0.35 * shrink), np.uint8)
        laid = np.asarray(
            cv2.warpPerspective(
                source, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
            ),
            np.uint8,
        )
    return np.ascontiguousarray(np.rot90(laid, -quarter_turns % 4)) if quarter_turns % 4 else laid
