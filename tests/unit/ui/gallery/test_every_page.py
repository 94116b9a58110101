"""Every page of the kiosk in every look that matters: no text cut, covered or without a glyph, nothing too small for a finger
or too faint for an eye, everything named and in the order of reading.

In ``make test`` each page is seen in the fewest views in which every two facts meet (page, panel, text size, contrast,
language); ``make soak`` sees them all.
"""

from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path

import pytest

from kiosk.gallery.inspection import Drawn, Fault
from kiosk.gallery.stage import Stop, open_stage
from kiosk.gallery.views import PANELS, View, every, few
from kiosk.gallery.walk import PARTS, walk
from kiosk.i18n.packs import VIETNAMESE, PackShelf
from kiosk.ui.theme.sizes import TextSize
from kiosk.ui.theme.tokens import Contrast

#: Parts that take about as long as each other together, and how many pages they have at least.
GROUPS = {("gate", "choosing", "widgets"): 45, ("questions",): 40, ("visit",): 25, ("counter",): 45}
_MOST_PAGES = 96


def wrong_in(
    root: Path, parts: Sequence[str], views: Callable[[int, Stop], Sequence[View]]
) -> tuple[list[str], int]:
    """What is wrong with the pages of these parts, and how many pages there were."""
    wrong: list[str] = []
    pages: set[str] = set()

    def seen(stop: Stop, view: View, _drawn: Drawn, faults: tuple[Fault, ...]) -> None:
        pages.add(stop.name)
        wrong.extend(f"{stop.name} {view.name}: {fault}" for fault in faults)

    for part in parts:
        with open_stage(root / part) as stage:
            walk(stage, PARTS[part], views, seen)
    return wrong, len(pages)


@pytest.mark.parametrize("parts", GROUPS, ids="+".join)
def test_nothing_is_wrong_where_every_two_facts_meet(tmp_path: Path, parts: tuple[str, ...]) -> None:
    some = few(_MOST_PAGES, PackShelf.shipped())
    wrong, pages = wrong_in(tmp_path, parts, lambda number, _stop: some[number])
    assert wrong == []
    assert pages >= GROUPS[parts]


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_wrong_in_any_view(tmp_path: Path, part: str) -> None:
    whole = every(PackShelf.shipped().tags())
    wrong, _ = wrong_in(tmp_path, (part,), lambda _number, _stop: whole)
    assert wrong == []


def test_every_two_facts_meet() -> None:
    shelf = PackShelf.shipped()
    some = few(12, shelf)
    begun = {view.language for view in some[0]} | {view.language for view in some[1]}
    assert VIETNAMESE in begun
    assert {view.language for views in some.values() for view in views} >= begun
    for views in some.values():
        assert {view.panel for view in views} == set(PANELS), "each page on each"
        assert {view.text for view in views} == set(TextSize)
        assert {view.contrast for view in views} == set(Contrast)
    everywhere = [view for views in some.values() for view in views]
    met = {
        pair
        for view in everywhere
        for pair in combinations((view.panel.name, str(view.text), str(view.contrast)), 2)
    }
    wanted = {pair for view in every([VIETNAMESE]) for pair in combinations(_facts(view), 2)}
    assert met == wanted
    assert len(everywhere) <= 12 * len(PANELS), "no more views than the panels ask for"


def test_every_pack_is_seen_somewhere() -> None:
    shelf = PackShelf.shipped()
    seen = {view.language for views in few(_MOST_PAGES, shelf).values() for view in views}
    assert seen == set(shelf.tags())


def _facts(view: View) -> tuple[str, str, str]:
    return view.panel.name, str(view.text), str(view.contrast)
