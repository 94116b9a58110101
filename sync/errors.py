"""The faults of the road, each with a message an officer can act on.

May not import anything but ``forms``: every module of the road stands on this one.
"""

from enum import StrEnum

from forms.errors import KnownError
from forms.text import Message


class Damage(StrEnum):
    """Why bytes were not believed. Logged and stored as they are: they hold no personal data."""

    NOT_CBOR = "not-cbor"
    NOT_DETERMINISTIC = "not-deterministic"
    WRONG_SHAPE = "wrong-shape"
    UNKNOWN_VERSION = "unknown-version"
    UNKNOWN_SUITE = "unknown-suite"
    TOO_SHORT = "too-short"
    BAD_MAGIC = "bad-magic"
    OTHER_PLACE = "other-place"  # a blob of another parcel or slot
    KEY_MISSING = "key-missing"  # sealed to a key we do not hold
    CANNOT_OPEN = "cannot-open"  # decryption failed: changed on the way, or another key
    BAD_SIGNATURE = "bad-signature"
    WRONG_KEY = "wrong-key"  # a key of the wrong length or kind
    NOT_JSON = "not-json"
    CONTRADICTION = "contradiction"  # two fields that must agree do not


class ParcelDamaged(KnownError):
    """Bytes of a parcel, statement or notice are not what they claim to be.

    Never trusted, kept aside by the caller.
    """

    def __init__(self, damage: Damage) -> None:
        super().__init__(
            Message(
                "error.parcel.damaged",
                "Gói dữ liệu bị hỏng hoặc không đúng nguồn gốc ({damage}). "
                "Máy đã để riêng gói này, không dùng đến.",
                "Shown to the officer; {damage} is a short technical code that support staff understand.",
            ),
            damage=str(damage),
        )
        self.damage = damage


class CardRefused(KnownError):
    """The gateway that answered at enrolment is not the one that printed the code."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.enrol.card_refused",
                "Máy chủ trả lời không khớp với mã ghi danh. Cán bộ hãy kiểm tra lại địa chỉ máy chủ và mã, "
                "rồi thử lại.",
                "Shown to the administrator who enrols a machine.",
            )
        )


class CodeMalformed(KnownError):
    """What was typed is no enrolment code."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.enrol.code_malformed",
                "Mã ghi danh chưa đúng. Mã gồm 28 chữ và số, chia thành bảy nhóm bốn ký tự. "
                "Cán bộ hãy nhập lại.",
                "Shown to the administrator who enrols a machine.",
            )
        )
