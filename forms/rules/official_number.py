"""A mã hồ sơ by its tokens: unit, day, running number (domain facts, section 10). The same reading at counter and gateway.

Read by its tokens and never by fixed widths: units have two to four tokens, days six or eight digits, running numbers
four and more. May not know who gave it.
"""

import re
from dataclasses import dataclass
from datetime import date

LONGEST = 64
_UNIT = re.compile(r"[A-Z0-9]{1,12}(?:\.[A-Z0-9]{1,12}){0,7}")
_CENTURIES = {6: "20", 8: ""}
"""What a day of so many digits leaves out."""
_OURS = ("THU", "TAM")
"""Beginnings of numbers this product makes itself: none of them is an authority's."""


@dataclass(frozen=True, slots=True)
class OfficialNumber:
    """A number read by its tokens. ``unit`` as ``("H56", "14")``; ``text`` is how it is kept."""

    text: str
    unit: tuple[str, ...]
    day: date
    running: str


def parse_official_number(text: str) -> OfficialNumber | None:
    """The number in ``text``, whatever its case and spaces; None when it is none, or one of our own making."""
    plain = "".join(text.split()).upper()
    tokens = plain.split("-")
    if len(plain) > LONGEST or len(tokens) != 3:
        return None
    unit, day, running = tokens
    if not _UNIT.fullmatch(unit) or unit.split(".")[0] in _OURS:
        return None
    if not (running.isascii() and running.isdigit() and len(running) >= 4):
        return None
    on = _day(day)
    return None if on is None else OfficialNumber(plain, tuple(unit.split(".")), on, running)


def _day(text: str) -> date | None:
    century = _CENTURIES.get(len(text))
    if century is None or not (text.isascii() and text.isdigit()):
        return None
    try:
        return date.fromisoformat(century + text)
    except ValueError:
        return None
