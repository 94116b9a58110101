"""The code printed on an identity card, as a keyboard-wedge scanner types it.

Fields of the card of 2021, split by ``|``: number, old number, name, birth date, sex, residence, day of issue. The order
on the card of 2024 is not published: the first seven are taken the same way when they fit, the rest stays raw.
A text that is no card, is too long, or came through a scanner that lost the marks gives nothing at all.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from forms.errors import KnownError
from forms.rules.identity import Sex
from forms.rules.names import fold, has_marks, nfc, tidy
from forms.text import Message

LONGEST = 700  # characters; a card of 2021 has about 150, one of 2024 some more
_MOST_PARTS = 16
_SEX = {"nam": Sex.MALE, "nu": Sex.FEMALE}
_SEX_WORD = {Sex.MALE: "Nam", Sex.FEMALE: "Nữ"}
_LOST = re.compile(r"[\ufffd?□]")
# UTF-8 read as a Western code page: these pairs never stand in Vietnamese.
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf]|á[»º]|Ä[\u0080-\u00bf‘’‚ƒ]|Æ[°¡]|Ä‘")


class CardReason(StrEnum):
    """Why a scanned text was not taken."""

    NONE = "none"
    TOO_LONG = "too_long"
    LOST_MARKS = "lost_marks"


_NONE = Message(
    "error.form.card.none",
    "Đây không phải mã trên thẻ căn cước hay thẻ bảo hiểm y tế. Mời quét lại mã ở góc thẻ, hoặc gõ thông tin.",
    "Shown after a scan that was something else.",
)
_TOO_LONG = Message(
    "error.form.card.too_long",
    "Máy quét đưa vào quá nhiều chữ. Mời quét lại một lần, hoặc gõ thông tin.",
    "Shown when a scan was far longer than a card's code.",
)
_LOST_MARKS = Message(
    "error.form.card.lost_marks",
    "Máy quét làm mất dấu tiếng Việt nên máy không dùng. Mời gõ thông tin; cán bộ xem lại cài đặt máy quét.",
    "Shown when the scanner destroyed Vietnamese marks. Must not lose: typed entry goes on.",
)
_MESSAGES = {
    CardReason.NONE: _NONE,
    CardReason.TOO_LONG: _TOO_LONG,
    CardReason.LOST_MARKS: _LOST_MARKS,
}


class CardUnreadable(KnownError):
    """The scanned text is no usable card. Holds nothing of the text."""

    def __init__(self, reason: CardReason) -> None:
        super().__init__(_MESSAGES[reason])
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says. ``damaged`` means some part could not be read and a person should look.

    ``birth_date`` is ``None`` for people whose card has only a year. ``extra`` are the raw parts after the seventh.
    """

    number: str
    old_number: str
    name: str
    birth_date: date | None
    sex: Sex | None
    residence: str
    issued: date | None
    extra: tuple[str, ...] = ()
    damaged: bool = False


def parse_card(text: str) -> Card:
    """The card a scanner typed. Raises ``CardUnreadable``; accepts CR, a trailing ``|``, NFC and NFD."""
    if len(text) > LONGEST * 2:
        raise CardUnreadable(CardReason.TOO_LONG)  # before any work on it
    whole = nfc(text).strip(" \t\r\n\x02\x03\ufeff")
    if len(whole) > LONGEST:
        raise CardUnreadable(CardReason.TOO_LONG)
    parts = [tidy(part) for part in whole.split("|")]
    if len(parts) < 6 or not _is_number(parts[0], 12) or any(ord(c) < 32 for c in whole):
        raise CardUnreadable(CardReason.NONE)
    if len(parts) > _MOST_PARTS:
        raise CardUnreadable(CardReason.TOO_LONG)
    number, old, name, born, sex, residence = parts[:6]
    issued, extra = (parts[6], parts[7:]) if len(parts) > 6 else ("", [])
    birth = _day(born)
    if not name or (birth is None and not _is_year_only(born)) or (issued and _day(issued) is None):
        raise CardUnreadable(CardReason.NONE)
    if _marks_lost(name, sex, residence):
        raise CardUnreadable(CardReason.LOST_MARKS)
    while extra and not extra[-1]:
        extra.pop()
    known_sex = _SEX.get(fold(sex))
    old_fits = not old or _is_number(old, 9) or _is_number(old, 12)
    damaged = birth is None or known_sex is None or not issued or not old_fits or not residence
    return Card(
        number,
        old if old_fits else "",
        name,
        birth,
        known_sex,
        residence,
        _day(issued),
        tuple(extra),
        damaged,
    )


def write_card(card: Card) -> str:
    """The text a scanner would type for a card. For the practice scanner and for tests; ``parse_card`` reads it."""
    sex = _SEX_WORD[card.sex] if card.sex else ""
    parts = [card.number, card.old_number, card.name, _digits(card.birth_date), sex, card.residence]
    return "|".join([*parts, _digits(card.issued), *card.extra])


def _marks_lost(name: str, sex: str, residence: str) -> bool:
    told = f"{name}|{sex}|{residence}"
    if _LOST.search(told) or _MOJIBAKE.search(told):
        return True
    # "Nữ" always has its mark; and no name of several words together with its address is free of marks.
    if sex.isascii() and fold(sex) == "nu":
        return True
    return not has_marks(told) and len(name.split()) > 1 and len(residence.split()) > 1


def _is_number(text: str, digits: int) -> bool:
    return len(text) == digits and text.isascii() and text.isdigit()


def _is_year_only(text: str) -> bool:
    return _is_number(text, 8) and text.startswith("0000")


def _day(text: str) -> date | None:
    if not _is_number(text, 8):
        return None
    try:
        return date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        return None


def _digits(day: date | None) -> str:
    return f"{day.day:02d}{day.month:02d}{day.year:04d}" if day else ""
