"""What the checks say of each picture of the test set, from good to unusable."""

from dataclasses import replace

import numpy as np
import pytest

from kiosk.scans.judging import REASONS, ScanFault
from kiosk.scans.page import A4, find_page
from kiosk.scans.pixels import decoded
from kiosk.scans.sameness import same_page
from kiosk.scans.taking import take, take_scanned
from tests.scans.photographs import photograph, taken
from tests.scans.sheets import GOOD, Shot, corners, photographed, sheet

GOOD_SHOTS = {
    "straight": GOOD,
    "turned": Shot(tilt=7, lean=0.1, shadow=0.5, fill=0.78),
    "upside down": Shot(tilt=176),
    "on its side": Shot(tilt=90, fill=0.6),
    "half in shadow": Shot(tilt=-6, shadow=0.6, light=0.7, noise=6, fill=0.8),
    "grey table": Shot(table=(120, 120, 120)),
    "pale wood": Shot(table=(190, 150, 110)),
    "a telephone of five million points": Shot(frame=(1944, 2592)),
    "a weak camera": Shot(noise=12, quality=40, blur=1.0),
    "dim room": Shot(light=0.45),
}
BAD_SHOTS = {
    "dark": (Shot(light=0.2), ScanFault.DARK),
    "very dark": (Shot(light=0.1), ScanFault.DARK),
    "out of focus": (Shot(blur=3.4), ScanFault.BLURRED),
    "far out of focus": (Shot(blur=6), ScanFault.BLURRED),
    "shaken": (Shot(shake=15), ScanFault.BLURRED),
    "shaken much": (Shot(shake=25), ScanFault.BLURRED),
    "a side cut off": (Shot(shift=0.12), ScanFault.CUT),
    "half outside": (Shot(shift=-0.3), ScanFault.CUT),
    "far away": (Shot(fill=0.3), ScanFault.SMALL),
    "a coarse camera": (Shot(frame=(900, 1200)), ScanFault.SMALL),
}


@pytest.mark.parametrize("name", GOOD_SHOTS)
def test_a_good_picture_is_taken_from_where_the_sheet_lies(name: str) -> None:
    shot = GOOD_SHOTS[name]
    page = taken(shot)
    assert page.faults == ()
    assert page.found.sure
    truth = corners(shot)
    nearest = [np.linalg.norm(truth - corner, axis=1).min() for corner in np.array(page.found.corners)]
    assert max(nearest) < 0.012 * max(shot.frame), "the sheet does not lie there"


@pytest.mark.parametrize("name", BAD_SHOTS)
def test_a_bad_picture_is_refused_with_its_reason(name: str) -> None:
    shot, fault = BAD_SHOTS[name]
    page = taken(shot)
    assert page.faults[:1] == (fault,)
    assert REASONS[fault].vi


def test_the_sheet_is_laid_flat_at_two_hundred_dots_an_inch() -> None:
    assert taken(GOOD).size == A4
    assert taken(GOOD_SHOTS["on its side"]).size == A4[::-1]


def test_corners_moved_by_a_finger_and_quarter_turns_are_kept() -> None:
    picture = photograph(GOOD_SHOTS["on its side"])
    page = take(picture, found=find_page(picture), quarter_turns=1)
    assert page.size == A4
    assert decoded(page.jpeg).shape[:2] == A4[::-1]


def test_a_white_table_never_cuts_the_paper_without_saying_so() -> None:
    page = taken(Shot(table=(250, 249, 245), shadow=0.05))
    assert not page.found.sure or page.faults


def test_a_scanners_picture_is_the_whole_page() -> None:
    flat = np.ascontiguousarray(sheet(1).pixels[..., ::-1])
    page = take_scanned(flat)
    assert (page.size, page.faults) == (A4, ())


def test_the_same_page_is_known_again_and_another_is_not() -> None:
    first, again, upside = (
        taken(GOOD),
        taken(GOOD_SHOTS["half in shadow"]),
        taken(GOOD_SHOTS["upside down"]),
    )
    assert same_page(first.ink, again.ink)
    assert same_page(first.ink, upside.ink)
    assert not same_page(first.ink, taken(GOOD, 2).ink)
    repeated = take(photograph(GOOD_SHOTS["half in shadow"]), before=(taken(GOOD, 2).ink, first.ink))
    assert repeated.faults == (ScanFault.SAME,)


def test_two_filled_copies_of_one_form_are_two_pages() -> None:
    one = sheet(1)
    other = sheet(2)
    mixed = one.pixels.copy()
    mixed[420:745] = other.pixels[420:745]  # the same form with another person's name, birth and number
    page = take(decoded(photographed(replace(one, pixels=mixed), GOOD)))
    assert not same_page(taken(GOOD).ink, page.ink)


def test_blank_pages_are_not_taken_for_one() -> None:
    blank = np.full((2339, 1654, 3), 250, np.uint8)
    first = take_scanned(blank)
    assert ScanFault.SAME not in take_scanned(blank, before=(first.ink,)).faults
