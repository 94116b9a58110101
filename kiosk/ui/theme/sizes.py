"""Physical sizes: what must be reached by a finger or read by an old eye is stated in millimetres and points.

Screens lie about their size, so pixels per millimetre is calibrated once (an identity card laid on the
screen) and passed in. May not ask Qt for a resolution: this module is pure arithmetic.
Sources: 20 mm targets suffice for standing kiosks and disabled users, under 12 mm old people miss;
question 24 pt at 50 cm gives the 0.7 degree capital height EN 301 549 asks of a closed system.
"""

import math
from dataclasses import dataclass, replace
from enum import Enum, StrEnum, auto

#: Smallest side of anything a finger is asked to hit.
LEAST_MM = 12.0
#: An on-screen key, gap included: the whole cell answers the finger, so no dead space lies between keys.
KEY_MM = 16.0
#: An answer or a button that goes on.
ANSWER_MM = 20.0
#: Side of an identity card laid on the screen for calibration (ISO/IEC 7810 ID-1).
CARD_MM = 85.6
#: Its height.
CARD_TALL_MM = 54.0
#: An on-screen key on an upright screen, where twelve of sixteen do not stand beside each other.
KEY_PORTRAIT_MM = 13.0
#: Pixels per millimetre that a screen can have.
PLAUSIBLE = (2.0, 12.0)

#: Shorter side of a screen from which on people stand further away from it, and by how much everything grows at most.
_NEAR_MM = 200.0
_SPREAD = 1.3

_MM_PER_POINT = 25.4 / 72

#: Screens the kiosk is known to run on: size in pixels and the pixels per millimetre of the usual panel.
_USUAL_PANELS: dict[tuple[int, int], float] = {
    (1280, 800): 5.88,  # 10.1 inch tablet or outreach laptop
    (800, 1280): 5.88,  # the same tablet upright
    (1366, 768): 3.95,  # 15.6 inch laptop
    (1600, 900): 4.06,  # 17.3 inch
    (1920, 1080): 4.03,  # 21.5 inch all-in-one
    (1920, 1200): 8.86,  # 10.1 inch tablet
}


class TextSize(StrEnum):
    """The three text sizes a person can choose with one touch."""

    NORMAL = "normal"
    LARGE = "large"
    LARGEST = "largest"

    @property
    def factor(self) -> float:
        """What every text height is multiplied by."""
        return {"normal": 1.0, "large": 1.25, "largest": 1.5}[self.value]

    def following(self) -> "TextSize":
        """The next size; after the largest comes the normal one again."""
        order = list(TextSize)
        return order[(order.index(self) + 1) % len(order)]


class Role(Enum):
    """What a text is for; ``points`` and ``bold`` say how it is set."""

    NUMERAL = auto()
    QUESTION = auto()
    QUESTION_UNDER = auto()
    ANSWER = auto()
    ANSWER_UNDER = auto()
    INPUT = auto()
    BODY = auto()
    BODY_UNDER = auto()
    NOTE = auto()
    BUTTON = auto()
    BUTTON_UNDER = auto()
    HEADER = auto()
    HEADER_UNDER = auto()
    MARK = auto()
    KEY = auto()
    KEY_NAME = auto()
    OFFICER_TITLE = auto()
    OFFICER = auto()
    OFFICER_STRONG = auto()
    OFFICER_SMALL = auto()

    @property
    def points(self) -> float:
        """Physical height of the em in points, before the chosen text size."""
        return _SETTING[self][0]

    @property
    def bold(self) -> bool:
        """Whether this role is set in bold."""
        return _SETTING[self][1]


_SETTING: dict[Role, tuple[float, bool]] = {
    Role.NUMERAL: (64.0, True),  # a waiting number, to be read from a bench
    Role.QUESTION: (24.0, True),
    Role.QUESTION_UNDER: (17.0, False),
    Role.ANSWER: (18.0, True),
    Role.ANSWER_UNDER: (14.5, False),
    Role.INPUT: (18.0, False),
    Role.BODY: (16.0, False),
    Role.BODY_UNDER: (14.0, False),
    Role.NOTE: (14.0, False),
    Role.BUTTON: (18.0, True),
    Role.BUTTON_UNDER: (13.5, False),
    Role.HEADER: (13.0, True),
    Role.HEADER_UNDER: (11.0, False),
    Role.MARK: (9.5, False),
    Role.KEY: (18.0, False),
    Role.KEY_NAME: (11.5, True),
    Role.OFFICER_TITLE: (16.0, True),
    Role.OFFICER: (12.5, False),
    Role.OFFICER_STRONG: (12.5, True),
    Role.OFFICER_SMALL: (11.0, False),
}

#: Keys have one size whatever the text size: they are already large, and a keyboard may not grow over the
#: field.
_FIXED = frozenset({Role.NUMERAL, Role.KEY, Role.KEY_NAME, Role.MARK})
#: Officers' dense pages, the narrow header, and questions, which are large from the start, grow half as much.
_DAMPED = frozenset(
    {
        Role.QUESTION,
        Role.QUESTION_UNDER,
        Role.HEADER,
        Role.HEADER_UNDER,
        Role.OFFICER_TITLE,
        Role.OFFICER,
        Role.OFFICER_STRONG,
        Role.OFFICER_SMALL,
    }
)


@dataclass(frozen=True, slots=True)
class Scale:
    """Turns millimetres and points into whole pixels of one calibrated screen. ``spread``: everything grows by it, because
    a large screen is looked at from further away.
    """

    px_per_mm: float = 5.88
    text: TextSize = TextSize.NORMAL
    spread: float = 1.0

    def __post_init__(self) -> None:
        low, high = PLAUSIBLE
        if not low <= self.px_per_mm <= high:
            raise ValueError(f"{self.px_per_mm} pixels per millimetre is no screen")

    def mm(self, length: float) -> int:
        """Whole pixels, never less than asked for."""
        return max(1, math.ceil(length * self.px_per_mm * self.spread))

    def em(self, role: Role) -> int:
        """Pixel height of a role's font at the chosen text size."""
        factor = self.text.factor
        if role in _FIXED:
            factor = 1.0
        elif role in _DAMPED:
            factor = 1 + (factor - 1) / 2
        return round(role.points * _MM_PER_POINT * self.px_per_mm * self.spread * factor)

    def with_px_per_mm(self, px_per_mm: float) -> "Scale":
        """The same text size on a screen measured anew."""
        return replace(self, px_per_mm=px_per_mm)

    def with_text(self, text: TextSize) -> "Scale":
        """The same screen at another text size."""
        return replace(self, text=text)


def calibrated(card_width_px: float) -> float:
    """Pixels per millimetre from the width at which a drawn card covered a real one exactly."""
    return card_width_px / CARD_MM


def spread_of(width: int, height: int, px_per_mm: float) -> float:
    """How much everything grows on a screen of that size: not at all up to a laptop's, 1.3 on a 21.5 inch one."""
    return min(_SPREAD, max(1.0, min(width, height) / px_per_mm / _NEAR_MM))


def usual_px_per_mm(width: int, height: int, reported_dpi: float) -> float:
    """A starting value until somebody calibrates: the usual panel of that resolution, else what the screen
    reports.

    ``reported_dpi`` is the screen's own claim. 96 and 100 are what systems say when they do not know.
    """
    usual = _USUAL_PANELS.get((width, height))
    if usual is not None:
        return usual
    reported = reported_dpi / 25.4
    low, high = PLAUSIBLE
    if low <= reported <= high and round(reported_dpi) not in (96, 100):
        return reported
    return min(high, max(low, width / 300))
