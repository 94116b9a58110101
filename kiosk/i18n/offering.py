"""Which languages are offered to every citizen: by how much of the core path they cover, or because the office wants it.

What shipped packs cover was counted when they were brought in step (``standing.json``); of installed ones when they came
(``languages.json`` in their folder, which also holds the office's wish). Read before the first screen, so it may count
nothing itself. A damaged file is as good as none: Vietnamese is always offered.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.i18n.audience import OFFERED_FROM
from kiosk.i18n.packs import VIETNAMESE, PackShelf, shipped_folder

STANDING = "standing.json"
LANGUAGES = "languages.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Offering:
    """``shares``: how much of the core path each language covers, 0 to 1; ``wanted``: switched on by the office."""

    shares: Mapping[str, float] = field(default_factory=dict)
    wanted: frozenset[str] = frozenset()

    def share(self, tag: str) -> float:
        """How much of the core path the language covers."""
        return 1.0 if tag == VIETNAMESE else self.shares.get(tag, 0.0)

    def is_offered(self, tag: str) -> bool:
        """Whether every page is shown in it."""
        return self.is_ready(tag) or tag in self.wanted

    def is_ready(self, tag: str) -> bool:
        """Whether it needs nobody's wish to be offered."""
        return tag == VIETNAMESE or self.share(tag) >= OFFERED_FROM


def read_offering(installed: Path | None = None, shipped: Path | None = None) -> Offering:
    """Of the shipped packs, with what the folder of installed ones says above it."""
    shares, _ = _read((shipped or shipped_folder()) / STANDING)
    if installed is None:
        return Offering(shares)
    here, wanted = _read(installed / LANGUAGES)
    return Offering({**shares, **here}, wanted)


def offering_text(shares: Mapping[str, float], wanted: Iterable[str] = ()) -> str:
    """The text of either file."""
    content = {"format": _FORMAT, "shares": dict(sorted(shares.items())), "wanted": sorted(wanted)}
    return json.dumps(content, indent=1) + "\n"


def in_order(shelf: PackShelf, offering: Offering, province: str = "") -> tuple[str, ...]:
    """The languages as the greeting shows them: Vietnamese, those offered, the others; each time those that many people of
    the province speak before the rest.
    """

    def place(tag: str) -> tuple[bool, bool, bool, str]:
        pack = shelf.get(tag)
        return tag != VIETNAMESE, not offering.is_offered(tag), province not in pack.provinces, pack.name_vi

    return tuple(sorted(shelf.tags(), key=place))


def _read(path: Path) -> tuple[dict[str, float], frozenset[str]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["format"] != _FORMAT:
            return {}, frozenset()
        shares = {str(tag): float(share) for tag, share in content["shares"].items()}
        return shares, frozenset(str(tag) for tag in content["wanted"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}, frozenset()
