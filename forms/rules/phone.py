"""Telephone numbers as Vietnamese counters take them: 10 or 11 digits from 0.

The carrier's prefix is not judged: numbers move between carriers and the published prefix lists disagree.
"""

import re

from forms.text import Message

_SEPARATORS = re.compile(r"[\s.\-()]+")

PHONE_SHAPE = Message(
    "error.form.phone.shape",
    "Số điện thoại phải có 10 hoặc 11 chữ số và bắt đầu bằng số 0. Mời bà con xem lại.",
    "Shown under a telephone answer. Keep both numbers of digits and the leading 0.",
)


def parse_phone(text: str) -> str:
    """The number as digits from 0, separators removed and +84 turned into 0. Other text comes back tidied only."""
    digits = _SEPARATORS.sub("", text)
    if digits.startswith("+84"):
        digits = "0" + digits[3:].removeprefix("0")
    return digits


def judge_phone(text: str) -> Message | None:
    """What is wrong with a parsed number, if anything."""
    good = text.isascii() and text.isdigit() and len(text) in (10, 11) and text.startswith("0")
    return None if good else PHONE_SHAPE
