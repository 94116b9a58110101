"""A mã hồ sơ somebody hands us: read as ``forms`` reads it, or refused with words for the back office."""

from forms.errors import KnownError
from forms.rules.official_number import OfficialNumber, parse_official_number
from forms.text import Message


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


def parse_ma_ho_so(text: str) -> OfficialNumber:
    """The number in ``text``, whatever its case and spaces; ``NoMaHoSo`` when it is none, or one of our own making."""
    found = parse_official_number(text)
    if found is None:
        raise NoMaHoSo
    return found
