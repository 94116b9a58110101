"""Photographs shared by the tests of this folder, made once a process."""

from functools import lru_cache

from kiosk.scans.pixels import Pixels, decoded
from kiosk.scans.taking import TakenPage, take
from tests.scans.sheets import Shot, photographed, sheet


@lru_cache(maxsize=24)
def photograph(shot: Shot, seed: int = 1) -> Pixels:
    """The photograph of sheet ``seed`` as pixels."""
    return decoded(photographed(sheet(seed), shot, seed))


@lru_cache(maxsize=24)
def taken(shot: Shot, seed: int = 1) -> TakenPage:
    """What is kept of that photograph."""
    return take(photograph(shot, seed))
