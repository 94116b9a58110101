"""Looking at a finished PDF as a reader would: which letters stand where, how large, and whether any touch."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2
from pypdfium2 import raw

from kiosk.documents.paper import LEAST_TYPE

_SLACK = 0.6  # points two boxes may share: rounding, and letters whose ink leans out of its advance


@dataclass(frozen=True)
class Ink:
    """A piece of text on a page: the box of its ink in points from the lower left corner, base line and size."""

    page: int
    left: float
    bottom: float
    right: float
    top: float
    baseline: float
    size: float


def inks(pdf: bytes) -> tuple[list[Ink], list[tuple[float, float]]]:
    """Every piece of text and the size of every page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        sizes = [document[n].get_size() for n in range(len(document))]
        return [ink for n in range(len(document)) for ink in _page(document[n], n)], sizes
    finally:
        document.close()


def _page(page: pypdfium2.PdfPage, number: int) -> Iterator[Ink]:
    for found in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
        left, bottom, right, top = found.get_bounds()
        if right <= left:
            continue
        matrix = found.get_matrix()
        yield Ink(number, left, bottom, right, top, matrix.f, found.get_font_size() * matrix.d)


def faults(pdf: bytes, side: float, top: float, bottom: float) -> list[str]:
    """What a reader would not accept: small letters, letters outside the margins, letters on letters."""
    found: list[str] = []
    told, sizes = inks(pdf)
    for ink in told:
        width, height = sizes[ink.page]
        if ink.size < LEAST_TYPE - 0.01:
            found.append(f"page {ink.page + 1}: {ink.size:.2f} pt at {ink.left:.0f}, {ink.baseline:.0f}")
        inside = ink.left >= side - 1 and ink.right <= width - side + 1
        if not inside or ink.bottom < bottom - 1 or ink.top > height - top + 1:
            found.append(f"page {ink.page + 1}: outside at {ink.left:.0f}, {ink.baseline:.0f}")
    for page in range(len(sizes)):
        here = [ink for ink in told if ink.page == page]
        found += [*_overlaps(list(here)), *_crowded(here)]
    return found


def _crowded(told: list[Ink]) -> Iterator[str]:
    """Texts on one base line that run into each other."""
    told = sorted(told, key=lambda ink: (round(ink.baseline, 1), ink.left))
    for one, other in pairwise(told):
        if (
            abs(one.baseline - other.baseline) < 0.05
            and one.right - other.left > 3.0
            and one.left < other.left
        ):
            yield f"page {one.page + 1}: crowded at {other.left:.0f}, {one.baseline:.0f} by {one.right - other.left:.1f}"


def _overlaps(told: list[Ink]) -> Iterator[str]:
    """Lines that touch another line. What stands on one line is checked by ``_crowded``."""
    told.sort(key=lambda ink: ink.bottom)
    for index, one in enumerate(told):
        for other in told[index + 1 :]:
            if other.bottom > one.top:
                break
            wide = min(one.right, other.right) - max(one.left, other.left)
            high = min(one.top, other.top) - max(one.bottom, other.bottom)
            if abs(one.baseline - other.baseline) < 0.6 * min(one.size, other.size):
                continue  # of one line: marks above and below their letter are set beside the base line
            if wide > _SLACK and high > _SLACK:
                yield f"page {one.page + 1}: overlap at {one.left:.0f}, {one.baseline:.0f} by {wide:.1f} × {high:.1f}"


def squeezed(text: str) -> str:
    """Text without spaces: where lines and pages end does not matter. A hyphen at a line's end is read as U+FFFE."""
    return "".join(text.replace("\ufffe", "-").split())


def said_in_reading_order(pdf: bytes) -> str:
    """Everything the paper says, squeezed, in the order it was written."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return squeezed("".join(document[n].get_textpage().get_text_range() for n in range(len(document))))
    finally:
        document.close()
