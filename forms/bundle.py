"""A pack in one file: a zip of its files, ``bundle.json`` that names each with its hash, and a publisher's signature.

The signature covers the exact bytes of ``bundle.json`` behind a prefix of its own, so nothing signed for another use
passes for a pack. Reading trusts nothing before the signature holds and keeps hard limits; it never writes to disk.
May not know where packs are installed or whether their content makes sense.
"""

import hashlib
import io
import json
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from forms.errors import KnownError
from forms.publishing import Publisher, PublisherKey
from forms.text import Message

HEAD = "bundle.json"
SIGNATURE = "bundle.sig"
FORMAT = 1
PROGRAM = "0.1.0"
"""What this program can read: a bundle says the lowest program it needs."""
LARGEST = 64 * 1024 * 1024  # bytes, unpacked and packed
MOST_FILES = 2_000
_LARGEST_HEAD = 1024 * 1024
_MOST_DIRECTORY = 1024 * 1024  # bytes of the zip's own list of names
_PREFIX = b"hoso-bundle-1\x00"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_SEGMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_PROGRAM_SHAPE = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){0,3}")
_END = struct.Struct("<4s4H2IH")  # the last record of a zip
# What the library raises for a zip that is broken or made on purpose.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    KeyError,
)
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Kind(StrEnum):
    """What a pack holds. Only ``FORMS`` can be installed so far."""

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
BAD_NAME = Message(
    "error.bundle.bad_name",
    "Tên gói “{name}” không dùng được: chỉ chữ thường không dấu, số và dấu gạch nối, dài tới 40 chữ.",
    "For publishers.",
)
BAD_SERIAL = Message("error.bundle.bad_serial", "Số thứ tự của gói phải từ 1 trở lên.", "For publishers.")
NOTHING = Message("error.bundle.nothing", "Thư mục {name} không có tệp nào để đóng gói.", "For publishers.")


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


@dataclass(frozen=True, slots=True)
class Bundle:
    """A pack whose signature held and whose files are what was signed."""

    head: Head
    head_bytes: bytes
    signature: bytes
    files: tuple[tuple[str, bytes], ...]


def write_bundle(
    folder: Path,
    out: Path,
    *,
    kind: Kind,
    name: str,
    serial: int,
    key: PublisherKey,
    created: datetime,
    minimum_program: str = PROGRAM,
) -> Head:
    """Packs every file of a folder. The same content, key and time give the same bytes."""
    if not _NAME.fullmatch(name):
        raise KnownError(BAD_NAME, name=name[:60])
    if serial < 1:
        raise KnownError(BAD_SERIAL)
    content: dict[str, bytes] = {}
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        if path in (HEAD, SIGNATURE) or (file.is_dir() and not file.is_symlink()):
            continue
        if file.is_symlink() or not _path_holds(path):
            raise BundleRefused(Refusal.BAD_PATH, name=name, path=path[:120])
        content[path] = file.read_bytes()
    if not content:
        raise KnownError(NOTHING, name=folder.name)
    if len(content) > MOST_FILES or sum(map(len, content.values())) > LARGEST:
        raise BundleRefused(Refusal.TOO_LARGE, name=name)
    if len({path.lower() for path in content}) < len(content):
        raise BundleRefused(Refusal.OTHER_FILES, name=name, path="A/a")
    listed = tuple(
        Listed(path, hashlib.sha256(data).hexdigest(), len(data)) for path, data in content.items()
    )
    head = Head(
        kind,
        name,
        serial,
        minimum_program,
        key.publisher.id,
        created.astimezone(UTC).replace(microsecond=0),
        listed,
    )
    data = head.encode()
    with zipfile.ZipFile(out, "w") as archive:
        for path, body in ((HEAD, data), (SIGNATURE, key.sign(_PREFIX + data)), *content.items()):
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, body)
    return head


def read_bundle(file: Path, publishers: Mapping[str, Publisher]) -> Bundle:
    """The pack of a file by one of these publishers. Raises ``BundleRefused``."""
    name = file.name
    try:
        if file.stat().st_size > LARGEST:
            raise BundleRefused(Refusal.TOO_LARGE, name=name)
        packed = file.read_bytes()
    except OSError:
        raise BundleRefused(Refusal.UNREADABLE, name=name) from None
    _look_at_the_end(packed, name)
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            return _read(archive, name, publishers)
    except _BROKEN:
        raise BundleRefused(Refusal.UNREADABLE, name=name) from None


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
    if not trusted.signed(signature, _PREFIX + data):
        raise BundleRefused(Refusal.SIGNATURE, name=name, publisher=told)
    try:
        head = _head(content)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BundleRefused(Refusal.UNREADABLE, name=name) from None
    _check_listed(head, name)
    if _numbers(head.minimum_program) > _numbers(PROGRAM):
        raise BundleRefused(Refusal.NEWER_PROGRAM, name=name, program=head.minimum_program)
    return head


def _read(archive: zipfile.ZipFile, name: str, publishers: Mapping[str, Publisher]) -> Bundle:
    entries = archive.infolist()
    if len(entries) > MOST_FILES + 2:
        raise BundleRefused(Refusal.TOO_LARGE, name=name)
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        # A name may hold a zero byte behind which the library hides the rest: judge what really stands there.
        if entry.orig_filename in found:
            raise BundleRefused(Refusal.OTHER_FILES, name=name, path=entry.orig_filename[:120])
        if entry.orig_filename != entry.filename or not _entry_holds(entry):
            raise BundleRefused(Refusal.BAD_PATH, name=name, path=entry.orig_filename[:120])
        found[entry.filename] = entry
    if HEAD not in found or SIGNATURE not in found:
        raise BundleRefused(Refusal.UNREADABLE, name=name)
    signature = _bytes(archive, found.pop(SIGNATURE), 64, name)
    data = _bytes(archive, found.pop(HEAD), _LARGEST_HEAD, name)
    head = check_head(data, signature, publishers, name)
    for path in sorted({f.path for f in head.files} ^ set(found)):
        raise BundleRefused(Refusal.OTHER_FILES, name=name, path=path[:120])
    files = []
    for listed in head.files:
        body = _bytes(archive, found[listed.path], listed.size, name)
        if len(body) != listed.size or hashlib.sha256(body).hexdigest() != listed.sha256:
            raise BundleRefused(Refusal.DAMAGED, name=name, path=listed.path)
        files.append((listed.path, body))
    return Bundle(head, data, signature, tuple(files))


def _look_at_the_end(packed: bytes, name: str) -> None:
    """Refuses a zip that is more than it says before anything of it is taken apart: the library would read a list of
    names of any length, or one behind a comment."""
    if len(packed) < _END.size:
        raise BundleRefused(Refusal.UNREADABLE, name=name)
    mark, disk, start_disk, here, total, size, offset, comment = _END.unpack(packed[-_END.size :])
    if mark != b"PK\x05\x06" or comment or disk or start_disk or here != total:
        raise BundleRefused(Refusal.UNREADABLE, name=name)
    if total > MOST_FILES + 2 or size > _MOST_DIRECTORY:
        raise BundleRefused(Refusal.TOO_LARGE, name=name)
    if offset + size + _END.size != len(packed):
        raise BundleRefused(Refusal.UNREADABLE, name=name)


def _bytes(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int, name: str) -> bytes:
    """One file, never more than ``most`` bytes whatever the zip says of its size."""
    if entry.file_size > most:
        raise BundleRefused(Refusal.DAMAGED, name=name, path=entry.filename)
    with archive.open(entry) as source:
        body = source.read(most + 1)
    if len(body) > most:
        raise BundleRefused(Refusal.DAMAGED, name=name, path=entry.filename)
    return body


def _entry_holds(entry: zipfile.ZipInfo) -> bool:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    plain = kind in (0, stat.S_IFREG) and not entry.is_dir() and not entry.flag_bits & 0x1  # 0x1: encrypted
    return (
        plain
        and entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        and _path_holds(entry.filename)
    )


def _path_holds(path: str) -> bool:
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
    if not _NAME.fullmatch(content["name"]) or content["serial"] < 1:
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
        if not _path_holds(f.path) or f.path in (HEAD, SIGNATURE):
            raise BundleRefused(Refusal.BAD_PATH, name=name, path=f.path[:120])
        if f.path.lower() in seen:  # two names that are one file on Windows
            raise BundleRefused(Refusal.OTHER_FILES, name=name, path=f.path)
        seen.add(f.path.lower())


def _numbers(program: str) -> tuple[int, ...]:
    return tuple(int(part) for part in program.split("."))
