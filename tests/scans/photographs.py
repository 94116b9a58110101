"""Photographs shared by the tests, made once a process."""

from functools import lru_cache

from kiosk.scans.pixels import Pixels, decoded
from kiosk.scans.taking import TakenPage, take
from tests.scans.sheets import Shot, photographed, sheet


@lru_cache(maxsize=32)
def jpeg(shot: Shot, seed: int = 1) -> bytes:
    """The photograph of sheet ``seed``, as the camera gives it."""
    return photographed(sheet(seed), shot, seed)


@lru_cache(maxsize=4)
def photograph(shot: Shot, seed: int = 1) -> Pixels:
    """The same as pixels; few are kept, because one takes 36 MB."""
    return decoded(jpeg(shot, seed))


@lru_cache(maxsize=32)
def taken(shot: Shot, seed: int = 1) -> TakenPage:
    """What is kept of that photograph."""
    return take(photograph(shot, seed))
