"""A mã hồ sơ by its tokens: unit, day, running number (domain facts, section 10).

Read by its tokens and never by fixed widths: units have two to four tokens, days six or eight digits, running numbers
four and more. May not know who gave it.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

from forms.errors import KnownError
from forms.text import Message

LONGEST = 64
_UNIT = re.compile(r"[A-Z0-9]{1,12}(?:\.[A-Z0-9]{1,12}){0,7}")
_DAYS = {6: "%y%m%d", 8: "%Y%m%d"}
_OURS = ("THU", "TAM")


class NoMaHoSo(KnownError):
    """A text that is no mã hồ sơ."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.passing.no_number",
                "Đây không phải mã hồ sơ. Xin chép lại mã của hệ thống cấp tỉnh, ví dụ H56.14-260722-0001.",
                "Shown to the back office that typed a number back.",
            )
        )


@dataclass(frozen=True, slots=True)
class MaHoSo:
    """A number read by its tokens. ``unit`` as ``("H56", "14")``; ``text`` is how it is kept."""

    text: str
    unit: tuple[str, ...]
    day: date
    running: str


def parse_ma_ho_so(text: str) -> MaHoSo:
    """The number in ``text``, whatever its case and spaces; ``NoMaHoSo`` when it is none, or one of our own making."""
    plain = "".join(text.split()).upper()
    tokens = plain.split("-")
    if len(plain) > LONGEST or len(tokens) != 3:
        raise NoMaHoSo
    unit, day, running = tokens
    if not _UNIT.fullmatch(unit) or unit.split(".")[0] in _OURS:
        raise NoMaHoSo
    if not (running.isascii() and running.isdigit() and len(running) >= 4):
        raise NoMaHoSo
    return MaHoSo(plain, tuple(unit.split(".")), _day(day), running)


def _day(text: str) -> date:
    pattern = _DAYS.get(len(text))
    if pattern is None or not (text.isascii() and text.isdigit()):
        raise NoMaHoSo
    try:
        return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise NoMaHoSo from None
