"""The provisional number of a slip: unit, counter, day, running number and a check character.

``TAM-<unit>-<counter>-<yyyymmdd>-<nnn>-<c>`` can never be taken for a mã hồ sơ, which starts with a unit code
and is issued centrally. The check character is ISO 7064 MOD 37,36 over all letters and digits before it: it
finds every single wrong character and nearly every swap of neighbours. May not know where numbers are
counted.
"""

import re
from dataclasses import dataclass
from datetime import date

from forms.errors import BugError, KnownError
from forms.text import Message

PREFIX = "TAM"
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−_", "-"))
_SHAPE = re.compile(
    rf"{PREFIX}-(?P<unit>[0-9A-Z.]+)-(?P<counter>[0-9A-Z.]+)"
    r"-(?P<day>\d{8})-(?P<n>\d{3,6})-(?P<check>[0-9A-Z])",
    re.ASCII,
)
_PART = re.compile(r"[0-9A-Z.]+")

NUMBER_WRONG = Message(
    "error.slip.number_wrong",
    "Đây không phải là số tạm trên phiếu, hoặc có chữ bị gõ sai. Xin xem lại từng chữ trên phiếu.",
    "When a provisional slip number typed by hand is not one or has a typing mistake.",
)


class SlipNumberError(KnownError):
    """The text is no slip number, or its check character does not fit."""

    def __init__(self) -> None:
        super().__init__(NUMBER_WRONG)


@dataclass(frozen=True, slots=True)
class SlipNumber:
    """A slip's number. ``text`` is how it is printed."""

    unit: str
    counter: str
    day: date
    running: int
    text: str


def check_character(payload: str) -> str:
    """ISO 7064 MOD 37,36 over the letters and digits of a text; everything else is passed over."""
    remainder = 36
    for char in payload:
        value = _ALPHABET.find(char)
        if value < 0:
            continue
        remainder = (remainder + value) % 36 or 36
        remainder = remainder * 2 % 37
    return _ALPHABET[(37 - remainder) % 36]


def slip_number(unit: str, counter: str, day: date, running: int) -> str:
    """The number of the ``running``-th slip (from 1) of a counter on a day of Vietnam's calendar."""
    unit, counter = unit.upper(), counter.upper()
    if not (_PART.fullmatch(unit) and _PART.fullmatch(counter)) or not 1 <= running <= 999_999:
        raise BugError("a slip number needs plain codes of unit and counter and a running number from 1")
    payload = f"{PREFIX}-{unit}-{counter}-{day:%Y%m%d}-{running:03d}"
    return f"{payload}-{check_character(payload)}"


def parse_slip_number(text: str) -> SlipNumber:
    """A slip number as somebody typed or scanned it: case, spaces and the kind of dash do not matter.

    Raises ``SlipNumberError``.
    """
    plain = "".join(text.translate(_DASHES).split()).upper()
    match = _SHAPE.fullmatch(plain)
    if match is None or check_character(plain[:-2]) != match["check"]:
        raise SlipNumberError
    digits = match["day"]
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise SlipNumberError from None
    return SlipNumber(match["unit"], match["counter"], day, int(match["n"]), plain)
