"""What a pack says of itself in ``bundle.json``, and the publisher's signature over exactly those bytes.

The signature is made behind a prefix of its own, so nothing signed for another use passes for a pack. Nothing is
believed before it holds. May not know zips, folders or what a pack's files mean.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from forms.errors import KnownError
from forms.publishing import Publisher
from forms.text import Message

HEAD = "bundle.json"
SIGNATURE = "bundle.sig"
FORMAT = 1
PROGRAM = "0.1.0"
"""What this program can read: a bundle says the lowest program it needs."""
LARGEST = 64 * 1024 * 1024  # bytes, unpacked and packed
MOST_FILES = 6_000
PREFIX = b"hoso-bundle-1\x00"
NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_SEGMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_PROGRAM_SHAPE = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){0,3}")


class Kind(StrEnum):
    """What a pack holds."""

    FORMS = "forms"
    LANGUAGE = "language"
    PLACES = "places"
    HOLIDAYS = "holidays"


class Refusal(StrEnum):
    """Why a bundle was not taken."""

    UNREADABLE = "unreadable"
    UNKNOWN_PUBLISHER = "unknown_publisher"
    SIGNATURE = "signature"
    TOO_LARGE = "too_large"
    BAD_PATH = "bad_path"
    OTHER_FILES = "other_files"
    DAMAGED = "damaged"
    NEWER_PROGRAM = "newer_program"


_MESSAGES: dict[Refusal, Message] = {
    Refusal.UNREADABLE: Message(
        "error.bundle.unreadable",
        "Tệp {name} không phải gói của kiosk hoặc đã hỏng. Hãy chép lại gói từ nơi phát hành.",
        "A pack file could not be read at all.",
    ),
    Refusal.UNKNOWN_PUBLISHER: Message(
        "error.bundle.unknown_publisher",
        "Máy chưa tin nhà phát hành {publisher} của gói {name}. Nếu đúng là nơi phát hành của tỉnh, quản trị máy nhập"
        " khóa công khai của họ trước (kiosk packs trust), rồi cài lại.",
        "{publisher} is the short name of a key, 16 characters.",
    ),
    Refusal.SIGNATURE: Message(
        "error.bundle.signature",
        "Chữ ký của gói {name} sai: gói đã bị sửa hoặc không phải của nhà phát hành {publisher}. Đừng dùng gói này;"
        " báo cho nơi phát hành.",
        "The signature does not hold: the pack was changed or forged.",
    ),
    Refusal.TOO_LARGE: Message(
        "error.bundle.too_large",
        "Gói {name} quá lớn (hơn 64 MB hoặc hơn 2.000 tệp) nên máy không mở. Báo cho nơi phát hành.",
        "A pack beyond the limits; may be an attack.",
    ),
    Refusal.BAD_PATH: Message(
        "error.bundle.bad_path",
        "Gói {name} có tên tệp không được phép: {path}. Đừng dùng gói này; báo cho nơi phát hành.",
        "A path that would leave the pack's folder, a link, or a name some systems cannot keep.",
    ),
    Refusal.OTHER_FILES: Message(
        "error.bundle.other_files",
        "Các tệp trong gói {name} không đúng danh sách đã ký: {path}. Đừng dùng gói này; báo cho nơi phát hành.",
        "A file twice, one that is not listed, or a listed one that is missing.",
    ),
    Refusal.DAMAGED: Message(
        "error.bundle.damaged",
        "Tệp {path} trong gói {name} khác với bản đã ký. Hãy chép lại gói từ nơi phát hành.",
        "A file whose hash or size is not the signed one.",
    ),
    Refusal.NEWER_PROGRAM: Message(
        "error.bundle.newer_program",
        "Gói {name} cần chương trình từ phiên bản {program}. Hãy cập nhật chương trình của kiosk trước.",
        "The pack was made for a newer program.",
    ),
}


class BundleRefused(KnownError):
    """The file is no pack this machine may take; ``reason`` says why."""

    def __init__(self, reason: Refusal, **params: object) -> None:
        super().__init__(_MESSAGES[reason], **params)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Listed:
    """One file of a pack: relative path with ``/``, SHA-256 in hex, size in bytes."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Head:
    """What ``bundle.json`` says. ``serial`` grows with every issue of the pack called ``name``."""

    kind: Kind
    name: str
    serial: int
    minimum_program: str
    publisher: str
    created: datetime
    files: tuple[Listed, ...]

    def encode(self) -> bytes:
        """The bytes that are signed."""
        content = {
            "format": FORMAT,
            "kind": str(self.kind),
            "name": self.name,
            "serial": self.serial,
            "minimum_program": self.minimum_program,
            "publisher": self.publisher,
            "created": self.created.isoformat(timespec="seconds"),
            "files": {f.path: {"sha256": f.sha256, "size": f.size} for f in self.files},
        }
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def check_head(data: bytes, signature: bytes, publishers: Mapping[str, Publisher], name: str) -> Head:
    """What signed bytes of a ``bundle.json`` say. Raises ``BundleRefused``; ``name`` is how it is called there."""
    try:
        content = json.loads(data)
        publisher = content["publisher"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BundleRefused(Refusal.UNREADABLE, name=name) from None
    told = publisher if isinstance(publisher, str) and re.fullmatch(r"[0-9a-f]{16}", publisher) else "?"
    trusted = publishers.get(told)
    if trusted is None:
        raise BundleRefused(Refusal.UNKNOWN_PUBLISHER, name=name, publisher=told)
    if not trusted.signed(signature, PREFIX + data):
        raise BundleRefused(Refusal.SIGNATURE, name=name, publisher=told)
    try:
        head = _head(content)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BundleRefused(Refusal.UNREADABLE, name=name) from None
    _check_listed(head, name)
    if _numbers(head.minimum_program) > _numbers(PROGRAM):
        raise BundleRefused(Refusal.NEWER_PROGRAM, name=name, program=head.minimum_program)
    return head


def path_holds(path: str) -> bool:
    """Whether a path stays inside its folder and can be kept on every system we run on."""
    parts = path.split("/")
    return len(parts) <= 8 and all(
        _SEGMENT.fullmatch(part) and not part.endswith(".") and not _DEVICE.fullmatch(part) for part in parts
    )


def _head(content: dict[str, Any]) -> Head:
    if (
        content["format"] != FORMAT
        or not isinstance(content["serial"], int)
        or isinstance(content["serial"], bool)
    ):
        raise ValueError("another format")
    if not NAME.fullmatch(content["name"]) or content["serial"] < 1:
        raise ValueError("no name or serial")
    if not _PROGRAM_SHAPE.fullmatch(content["minimum_program"]):
        raise ValueError("no program")
    files = tuple(_listed(path, facts) for path, facts in sorted(content["files"].items()))
    created = datetime.fromisoformat(content["created"])
    if created.tzinfo is None:
        raise ValueError("no time zone")
    return Head(
        Kind(content["kind"]),
        content["name"],
        content["serial"],
        content["minimum_program"],
        content["publisher"],
        created,
        files,
    )


def _listed(path: str, facts: dict[str, Any]) -> Listed:
    size, digest = facts["size"], facts["sha256"]
    if (
        not isinstance(size, int)
        or isinstance(size, bool)
        or size < 0
        or not re.fullmatch("[0-9a-f]{64}", digest)
    ):
        raise ValueError("no hash or size")
    return Listed(path, digest, size)


def _check_listed(head: Head, name: str) -> None:
    if len(head.files) > MOST_FILES or sum(f.size for f in head.files) > LARGEST:
        raise BundleRefused(Refusal.TOO_LARGE, name=name)
    seen: set[str] = set()
    for f in head.files:
        if not path_holds(f.path) or f.path in (HEAD, SIGNATURE):
            raise BundleRefused(Refusal.BAD_PATH, name=name, path=f.path[:120])
        if f.path.lower() in seen:  # two names that are one file on Windows
            raise BundleRefused(Refusal.OTHER_FILES, name=name, path=f.path)
        seen.add(f.path.lower())


def _numbers(program: str) -> tuple[int, ...]:
    return tuple(int(part) for part in program.split("."))
