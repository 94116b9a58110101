"""Paper sizes and the margins and type size that go with each. Light: importing it loads no PDF writer."""

from dataclasses import dataclass
from enum import StrEnum

MM = 72 / 25.4
DOT = MM / 8  # one dot of a thermal head: 203.2 dots an inch


class Paper(StrEnum):
    """What a paper is printed on."""

    A4 = "a4"
    A4_WIDE = "a4-landscape"
    A5 = "a5"
    ROLL_80 = "80mm"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper's size, its margins and the size of its body text, in points. ``height`` is None on a roll."""

    width: float
    height: float | None
    side: float
    top: float
    bottom: float
    body: float

    @property
    def inner(self) -> float:
        """Width between the margins."""
        return self.width - 2 * self.side


LEAST_TYPE = 9.0
"""No letter of a declaration or counter form is smaller, in points."""

SHEETS: dict[Paper, Sheet] = {
    Paper.A4: Sheet(210 * MM, 297 * MM, 18 * MM, 12 * MM, 10 * MM, 10.5),
    Paper.A4_WIDE: Sheet(297 * MM, 210 * MM, 12 * MM, 14 * MM, 10 * MM, 10.0),
    Paper.A5: Sheet(148 * MM, 210 * MM, 10 * MM, 7 * MM, 7 * MM, 9.5),
    # 72 mm of the 80 are printable: the 576 dots of the head
    Paper.ROLL_80: Sheet(80 * MM, None, 4 * MM, 3 * MM, 4 * MM, 9.0),
}
