"""The code printed on a health-insurance card (thẻ BHYT), as a scanner reads it.

Fields split by ``|``: card number, name as hex of its UTF-8 bytes, birth date, sex (``1`` is male, anything else
female), address as hex, first-care facility, valid from, valid to; more may follow. No regulation publishes the format:
it is what public scanners of the card decode, so only the number, the name and the birth date are relied on, and a
person looks at all of it before it fills anything. The card number is the old one of 15 characters (two letters of the
group, benefit level 1-5, two digits of the province, ten digits of the social-insurance number), the 10 digits printed
since 2021, or 12 digits. The address is where the card was sent, not where somebody is registered: it fills nothing.
"""

import re
from dataclasses import dataclass
from datetime import date

from forms.rules.card_qr import LONGEST, Card, CardReason, CardUnreadable, parse_card
from forms.rules.identity import Sex
from forms.rules.names import nfc, tidy

_NUMBER = re.compile(r"(?:[A-Z]{2}[1-5]\d{2})?(\d{10})|\d{12}", re.ASCII)
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+", re.ASCII)
_DAY = re.compile(r"(\d{1,2})[/-]?(\d{1,2})[/-]?(\d{4})", re.ASCII)
_LOST = re.compile(r"[\ufffd?]")
_MOST_PARTS = 24


@dataclass(frozen=True, slots=True)
class HealthCard:
    """What a health card says. ``damaged`` means some part could not be read and a person should look.

    ``social_insurance_number`` is empty where the card's number does not hold one; ``birth_date`` is ``None`` on cards
    that print only a year.
    """

    health_card_number: str
    social_insurance_number: str
    name: str
    birth_date: date | None
    birth_year: int | None
    sex: Sex | None
    address: str
    facility: str
    valid_from: date | None
    valid_to: date | None
    damaged: bool = False


def parse_health_card(text: str) -> HealthCard:
    """The health card a scanner read. Raises ``CardUnreadable``; spaces inside the number and case do not matter."""
    if len(text) > LONGEST * 2:
        raise CardUnreadable(CardReason.TOO_LONG)
    whole = nfc(text).strip(" \t\r\n\x02\x03\ufeff")
    parts = [tidy(part) for part in whole.split("|")]
    if len(whole) > LONGEST or len(parts) > _MOST_PARTS:
        raise CardUnreadable(CardReason.TOO_LONG)
    number = parts[0].replace(" ", "").upper()
    found = _NUMBER.fullmatch(number)
    if found is None or len(parts) < 4:
        raise CardUnreadable(CardReason.NONE)
    parts += [""] * (8 - len(parts))
    name, address = _words(parts[1]), _words(parts[4])
    birth = _day(parts[2])
    year = birth.year if birth else _year(parts[2])
    if not name or year is None:
        raise CardUnreadable(CardReason.NONE)
    sex = Sex.MALE if parts[3] == "1" else Sex.FEMALE if parts[3] else None
    begins, ends = _day(parts[6]), _day(parts[7])
    # Hex keeps its marks through any scanner; what a card's maker lost before shows as a question mark.
    lost = bool(_LOST.search(name + address))
    backwards = begins is not None and ends is not None and begins > ends
    damaged = birth is None or sex is None or lost or backwards
    return HealthCard(
        number, found[1] or "", name, birth, year, sex, address, parts[5], begins, ends, damaged
    )


def read_card(text: str) -> Card | HealthCard:
    """Whichever card was held to the scanner. Raises ``CardUnreadable``, as of an identity card when it is neither."""
    try:
        return parse_card(text)
    except CardUnreadable as error:
        if error.reason is not CardReason.NONE:
            raise
        try:
            return parse_health_card(text)
        except CardUnreadable as other:
            raise (error if other.reason is CardReason.NONE else other) from None


def write_health_card(card: HealthCard) -> str:
    """The text a scanner would give for a card, for practice and tests; ``parse_health_card`` reads it."""
    days = [f"{d.day:02d}/{d.month:02d}/{d.year:04d}" if d else "" for d in (card.valid_from, card.valid_to)]
    birth = card.birth_date
    born = f"{birth.day:02d}/{birth.month:02d}/{birth.year:04d}" if birth else str(card.birth_year or "")
    sex = {Sex.MALE: "1", Sex.FEMALE: "2", None: ""}[card.sex]
    hexed = [word.encode().hex() for word in (card.name, card.address)]
    return "|".join([card.health_card_number, hexed[0], born, sex, hexed[1], card.facility, *days])


def _words(text: str) -> str:
    """Hex as the words it stands for; what is not the hex of UTF-8 gives nothing."""
    if not _HEX.fullmatch(text):
        return ""
    try:
        found = bytes.fromhex(text).decode("utf-8")
    except ValueError:
        return ""
    return tidy(found) if found.isprintable() else ""


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def _year(text: str) -> int | None:
    return int(text) if re.fullmatch(r"(?:19|20)\d{2}", text, re.ASCII) else None
