"""One page from the camera, the scanner or a file to the picture that is kept: the whole way, and what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.scans import judging
from kiosk.scans.judging import Measures, ScanFault
from kiosk.scans.light import brightened
from kiosk.scans.page import Found, find_page, flat, whole
from kiosk.scans.pixels import Pixels
from kiosk.scans.sameness import InkMap, ink_map, same_page
from kiosk.scans.storing import stored


@dataclass(frozen=True, slots=True, eq=False)
class TakenPage:
    """A page as it will be kept. ``jpeg`` is the picture, ``ink`` what tells it from other pages, ``found`` the sheet's
    corners in the photograph (so that a finger can move them), ``faults`` what is wrong, the most telling first."""

    jpeg: bytes
    size: tuple[int, int]
    found: Found
    measures: Measures
    faults: tuple[ScanFault, ...]
    ink: InkMap


def take(
    pixels: Pixels, *, found: Found | None = None, quarter_turns: int = 0, before: Sequence[InkMap] = ()
) -> TakenPage:
    """The page of a photograph. ``found`` are corners a person moved; ``before`` the pages taken already."""
    sheet = found or find_page(pixels)
    return _taken(pixels, sheet, quarter_turns, before)


def take_scanned(pixels: Pixels, *, quarter_turns: int = 0, before: Sequence[InkMap] = ()) -> TakenPage:
    """The page of a scanner or a PDF: it fills the picture, so no edges are looked for."""
    return _taken(pixels, whole(pixels), quarter_turns, before)


def _taken(pixels: Pixels, sheet: Found, quarter_turns: int, before: Sequence[InkMap]) -> TakenPage:
    laid = flat(pixels, sheet, quarter_turns)
    measures = judging.measured(laid, sheet)
    faults = judging.faults(measures, sheet)
    page = brightened(laid)
    ink = ink_map(page)
    if any(same_page(ink, earlier) for earlier in before):
        faults = (*faults, ScanFault.SAME)
    return TakenPage(stored(page), (page.shape[1], page.shape[0]), sheet, measures, faults, ink)
