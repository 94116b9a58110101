"""A pack in one file: a zip of its files, ``bundle.json`` that names each with its hash, and a publisher's signature.

Reading trusts nothing before the signature holds and keeps hard limits; it never writes to disk. May not know where
packs are installed or whether their content makes sense. What the signature says: ``forms.bundle_head``.
"""

import hashlib
import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from forms.bundle_head import (
    HEAD,
    LARGEST,
    MOST_FILES,
    NAME,
    PREFIX,
    PROGRAM,
    SIGNATURE,
    BundleRefused,
    Head,
    Kind,
    Listed,
    Refusal,
    check_head,
    path_holds,
)
from forms.errors import KnownError
from forms.publishing import Publisher, PublisherKey
from forms.text import Message

_LARGEST_HEAD = 1024 * 1024
_MOST_DIRECTORY = 1024 * 1024  # bytes of the zip's own list of names
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


BAD_NAME = Message(
    "error.bundle.bad_name",
    "Tên gói “{name}” không dùng được: bắt đầu bằng chữ, chỉ chữ thường không dấu, số và dấu gạch nối, dài tới 40 chữ.",
    "For publishers.",
)
BAD_SERIAL = Message("error.bundle.bad_serial", "Số thứ tự của gói phải từ 1 trở lên.", "For publishers.")
NOTHING = Message("error.bundle.nothing", "Thư mục {name} không có tệp nào để đóng gói.", "For publishers.")


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
    if not NAME.fullmatch(name):
        raise KnownError(BAD_NAME, name=name[:60])
    if serial < 1:
        raise KnownError(BAD_SERIAL)
    content: dict[str, bytes] = {}
    for file in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix()):
        path = file.relative_to(folder).as_posix()
        if path in (HEAD, SIGNATURE) or (file.is_dir() and not file.is_symlink()):
            continue
        if file.is_symlink() or not path_holds(path):
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
        for path, body in ((HEAD, data), (SIGNATURE, key.sign(PREFIX + data)), *content.items()):
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
        and path_holds(entry.filename)
    )
