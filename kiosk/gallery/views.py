"""The looks a page is shown in, and the choice among them where not all can be: every two facts meet at least once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, cycle, product

from kiosk.i18n.packs import VIETNAMESE, Pack, PackShelf, shipped_folder
from kiosk.ui.theme.sizes import TextSize
from kiosk.ui.theme.tokens import Contrast

#: Share of all sentences' file that a pack's must reach to be looked at on every page.
_BEGUN = 0.1


@dataclass(frozen=True, slots=True)
class Panel:
    """A screen: its pixels and how many of them are a millimetre. ``touch``: fingers reach it."""

    name: str
    width: int
    height: int
    px_per_mm: float
    touch: bool = True


PANELS = (
    Panel("10-1280x800", 1280, 800, 5.88),
    Panel("15-1366x768", 1366, 768, 3.95),
    Panel("21-1920x1080", 1920, 1080, 4.03),
    Panel("10-800x1280", 800, 1280, 5.88),
)


@dataclass(frozen=True, slots=True)
class View:
    """One look at a page."""

    panel: Panel
    text: TextSize
    contrast: Contrast
    language: str

    @property
    def name(self) -> str:
        """As it stands in the name of a picture."""
        return f"{self.language}-{self.panel.name}-{self.text}-{self.contrast}"


def every(languages: Sequence[str], panels: Sequence[Panel] = PANELS) -> tuple[View, ...]:
    """All views in these languages."""
    return tuple(
        View(panel, text, contrast, language)
        for language, panel, text, contrast in product(languages, panels, TextSize, Contrast)
    )


def pairwise(
    count: int, languages: Sequence[str], panels: Sequence[Panel] = PANELS
) -> list[tuple[int, View]]:
    """For ``count`` pages as few (page, view) as let every two facts meet: page and panel, page and text size, page and
    contrast, page and language, and each two of those.

    Greedy: always the view that meets most that has not met yet; the first of equals, so that every run looks at the same.
    """
    views = every(languages, panels)
    facts = [_facts(view) for view in views]
    among = {pair for own in facts for pair in combinations(own, 2)}
    chosen: list[tuple[int, View]] = []
    for page in range(count):
        missing = {fact for own in facts for fact in own}
        while missing:
            # Turned by the page: otherwise every page would be seen in the same few views.
            order = sorted(range(len(views)), key=lambda at: (at - page * 7) % len(views))
            best = max(
                order,
                key=lambda at: (
                    len(missing & set(facts[at])) * 10 + len(among & set(combinations(facts[at], 2)))
                ),
            )
            missing -= set(facts[best])
            among -= set(combinations(facts[best], 2))
            chosen.append((page, views[best]))
    return chosen


def _facts(view: View) -> tuple[tuple[str, object], ...]:
    return (
        ("panel", view.panel.name),
        ("text", view.text),
        ("contrast", view.contrast),
        ("language", view.language),
    )


def few(count: int, shelf: PackShelf) -> dict[int, tuple[View, ...]]:
    """For each of ``count`` pages the views to look at, so that every two facts meet.

    A pack that was hardly begun shows Vietnamese in a frame of its own: such packs take turns in the place of a second
    Vietnamese view.
    """
    whole = (shipped_folder() / "messages.pot").stat().st_size * _BEGUN
    sizes = {tag: _size(shelf.get(tag)) for tag in shelf.tags()}
    begun = [tag for tag, size in sizes.items() if size >= whole or tag == VIETNAMESE]
    turns = cycle([tag for tag in sizes if tag not in begun] or [VIETNAMESE])
    found: dict[int, list[View]] = {}
    for page, view in pairwise(count, begun):
        views = found.setdefault(page, [])
        again = view.language == VIETNAMESE and any(one.language == VIETNAMESE for one in views)
        views.append(replace(view, language=next(turns)) if again else view)
    return {page: tuple(views) for page, views in found.items()}


def _size(pack: Pack) -> int:
    try:
        return pack.messages_file.stat().st_size
    except OSError:
        return 0
