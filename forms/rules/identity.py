"""Identity numbers: the personal number of 12 digits and the older one of 9.

Only the shape can be tested: there is no check digit. A number that disagrees with a person's sex or year of birth is
a warning, never a fault, because numbers can be cancelled and made anew; a person has a history of numbers.
Structure and province table: decree rules as republished in public sources, not compared with the official text.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from forms.text import Message

_SEPARATORS = re.compile(r"[\s.\-]+")


class NumberKind(StrEnum):
    """Which number it is."""

    PERSONAL = "12"  # số định danh cá nhân, số căn cước
    OLD = "9"  # chứng minh nhân dân


class Sex(StrEnum):
    """Sex as the number and the card state it; also the option ids of a sex question."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """A well-formed number and what its digits say. The last four facts are ``None`` for a 9-digit number.

    ``province`` is the three-digit code of the place of birth registration; ``abroad`` says the code is a country's.
    """

    number: str
    kind: NumberKind
    province: str | None
    abroad: bool
    sex: Sex | None
    birth_year: int | None


IDENTITY_SHAPE = Message(
    "error.form.identity.shape",
    "Số căn cước phải có đúng 12 chữ số, số chứng minh nhân dân cũ có 9 chữ số. Mời bà con xem lại trên thẻ.",
    "Shown under an identity number. Keep both numbers of digits.",
)
IDENTITY_PERSONAL = Message(
    "error.form.identity.personal",
    "Ở đây cần số định danh đúng 12 chữ số. Số này có trên thẻ căn cước.",
    "Shown when the old 9-digit number was given where the 12-digit one is needed.",
)
IDENTITY_PROVINCE = Message(
    "error.form.identity.province",
    "Ba số đầu không đúng với mã của tỉnh nào. Mời bà con xem lại từng số trên thẻ.",
    "Shown under a 12-digit identity number whose first three digits are no known code.",
)
IDENTITY_FUTURE = Message(
    "error.form.identity.future",
    "Số này ghi năm sinh chưa tới. Mời bà con xem lại từng số trên thẻ.",
    "Shown under a 12-digit identity number whose digits mean a year of birth in the future.",
)
SEX_DISAGREES = Message(
    "error.form.identity.sex",
    "Giới tính không khớp với số căn cước. Mời cán bộ và bà con xem lại thẻ.",
    "A warning, not a fault: the officer may go on.",
)
YEAR_DISAGREES = Message(
    "error.form.identity.year",
    "Năm sinh không khớp với số căn cước. Mời cán bộ và bà con xem lại thẻ.",
    "A warning, not a fault: the officer may go on.",
)

PROVINCES_63: dict[str, str] = {
    "001": "Hà Nội", "002": "Hà Giang", "004": "Cao Bằng", "006": "Bắc Kạn", "008": "Tuyên Quang", "010": "Lào Cai",
    "011": "Điện Biên", "012": "Lai Châu", "014": "Sơn La", "015": "Yên Bái", "017": "Hòa Bình",
    "019": "Thái Nguyên", "020": "Lạng Sơn", "022": "Quảng Ninh", "024": "Bắc Giang", "025": "Phú Thọ",
    "026": "Vĩnh Phúc", "027": "Bắc Ninh", "030": "Hải Dương", "031": "Hải Phòng", "033": "Hưng Yên",
    "034": "Thái Bình", "035": "Hà Nam", "036": "Nam Định", "037": "Ninh Bình", "038": "Thanh Hóa",
    "040": "Nghệ An", "042": "Hà Tĩnh", "044": "Quảng Bình", "045": "Quảng Trị", "046": "Thừa Thiên Huế",
    "048": "Đà Nẵng", "049": "Quảng Nam", "051": "Quảng Ngãi", "052": "Bình Định", "054": "Phú Yên",
    "056": "Khánh Hòa", "058": "Ninh Thuận", "060": "Bình Thuận", "062": "Kon Tum", "064": "Gia Lai",
    "066": "Đắk Lắk", "067": "Đắk Nông", "068": "Lâm Đồng", "070": "Bình Phước", "072": "Tây Ninh",
    "074": "Bình Dương", "075": "Đồng Nai", "077": "Bà Rịa–Vũng Tàu", "079": "Thành phố Hồ Chí Minh",
    "080": "Long An", "082": "Tiền Giang", "083": "Bến Tre", "084": "Trà Vinh", "086": "Vĩnh Long",
    "087": "Đồng Tháp", "089": "An Giang", "091": "Kiên Giang", "092": "Cần Thơ", "093": "Hậu Giang",
    "094": "Sóc Trăng", "095": "Bạc Liêu", "096": "Cà Mau",
}  # fmt: skip
"""Codes inside identity numbers. The mergers of 2025 renumbered nobody, so this list does not follow today's map."""


def tidy_number(text: str) -> str:
    """The number without the spaces, dots and dashes people write into it."""
    return _SEPARATORS.sub("", text)


def parse_identity(text: str, today: date | None = None) -> IdentityNumber | Message:
    """The number's facts, or what is wrong with it. With ``today``, a year of birth after it is a fault."""
    number = tidy_number(text)
    if not (number.isascii() and number.isdigit()):
        return IDENTITY_SHAPE
    if len(number) == 9:
        return IdentityNumber(number, NumberKind.OLD, None, False, None, None)
    if len(number) != 12:
        return IDENTITY_SHAPE
    code, century_and_sex, year = number[:3], int(number[3]), int(number[4:6])
    abroad = (
        code[0] != "0"
    )  # the codes of countries begin above the provinces'; their list is not known to us
    if not abroad and code not in PROVINCES_63:
        return IDENTITY_PROVINCE
    birth_year = (19 + century_and_sex // 2) * 100 + year
    if today is not None and birth_year > today.year:
        return IDENTITY_FUTURE
    sex = Sex.FEMALE if century_and_sex % 2 else Sex.MALE
    return IdentityNumber(number, NumberKind.PERSONAL, code, abroad, sex, birth_year)


def disagreement(number: str, sex: str | None, birth: str | None) -> tuple[Message, ...]:
    """Warnings where a 12-digit number says another sex or year of birth than the answers. Blank never disagrees."""
    parsed = parse_identity(number)
    if isinstance(parsed, Message) or parsed.kind is not NumberKind.PERSONAL:
        return ()
    found = []
    if sex in tuple(Sex) and sex != parsed.sex:
        found.append(SEX_DISAGREES)
    if birth and birth[:4].isdigit() and int(birth[:4]) != parsed.birth_year:
        found.append(YEAR_DISAGREES)
    return tuple(found)
