"""Invented names and numbers nobody bears, spelt so that no other text can hold them by chance."""

from forms.answers import Value
from tests.office_factories import ANSWERS as PLAIN
from tests.office_factories import PNG

NAME = "GIÀNG THỊ XUYẾNHGỪM"
INTERPRETER = "Lường Văn Qưởnphịt"
READER = "Hà Thị Mểuxoắng"
WITNESS = "Tòng Thị Ngẹoxưỡl"
NUMBER = "011190734591"
WRONG_NUMBER = "999999777311"
PHONE = "0987341265"
NOTE = "Gửi thêm tờ của ông Chảo Kểngdượm"
PAPER_WORDS = "Giấy của Phàn Mẩyzuộng"
CARD = f"{NUMBER}|{NAME.title()}|03051990|Nữ|Bản Xưỡmpịa, Mường Mẫu|01012022"

ANSWERS: dict[str, Value] = {
    **PLAIN,  # type: ignore[dict-item]
    "requester_name": NAME,
    "requester_number": NUMBER,
    "requester_phone": PHONE,
    "requester_residence": {"province": "11", "commune": "03301", "detail": "Bản Xưỡmpịa"},
}

WORDS = (
    "XUYẾNHGỪM",
    "Qưởnphịt",
    "Mểuxoắng",
    "Ngẹoxưỡl",
    "Xưỡmpịa",
    "Kểngdượm",
    "Mẩyzuộng",
    NUMBER,
    WRONG_NUMBER,
    PHONE,
)
"""The one unmistakable word of each, so that a part of a name is found as well as the whole."""


def paper(size: int = 40_000) -> bytes:
    """A picture with words in clear inside, as cameras and scanners write them."""
    return PNG + PAPER_WORDS.encode() + bytes(size) + PAPER_WORDS.encode("utf-16-le")
