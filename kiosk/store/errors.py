"""The world's faults that can befall the store, each with the sentence an officer reads.

Loads without SQLAlchemy. ``translated`` is the only place that looks at SQLite's own codes.
"""

from forms.errors import BugError, KnownError
from forms.text import Message

_MISSING = Message(
    "error.store.missing",
    "Máy này chưa có kho hồ sơ. Xin quản trị máy thiết lập trước khi dùng.",
    "Shown at unlock when the database file is not there",
)
_EXISTS = Message(
    "error.store.exists",
    "Kho hồ sơ đã có sẵn trên máy này nên không tạo lại. Dữ liệu cũ vẫn nguyên vẹn.",
    "Shown when somebody sets up a machine twice",
)
_UNREADABLE = Message(
    "error.store.unreadable",
    "Không mở được kho hồ sơ: tệp bị hỏng hoặc khóa không đúng. Tệp được giữ nguyên, không bị ghi đè. "
    "Xin báo quản trị máy để khôi phục từ bản sao lưu.",
    "Shown when the database is damaged or its key is wrong; must not lose that the file is left untouched",
)
_NEWER = Message(
    "error.store.newer",
    "Kho hồ sơ do phần mềm mới hơn tạo ra (bản {found}, phần mềm này đọc được đến bản {known}). "
    "Xin cập nhật phần mềm; dữ liệu vẫn nguyên vẹn.",
    "Shown when the program is older than the database; {found} and {known} are version numbers",
)
_FULL = Message(
    "error.store.disk_full",
    "Ổ đĩa đã đầy nên chưa lưu được. Nội dung vừa nhập vẫn còn trên màn hình. "
    "Xin cán bộ xóa bớt tệp không cần rồi thử lại.",
    "Shown when a write failed for lack of space; nothing was half written",
)
_FAILING = Message(
    "error.store.disk_failing",
    "Ổ đĩa báo lỗi nên chưa lưu được. Nội dung vừa nhập vẫn còn trên màn hình. Xin cán bộ báo quản trị máy.",
    "Shown when the disk answers with an input or output error",
)
_BUSY = Message(
    "error.store.busy",
    "Kho hồ sơ đang bận vì một việc khác trên máy này. Xin thử lại sau ít giây.",
    "Shown when another process holds the database for too long",
)
_READ_ONLY = Message(
    "error.store.read_only",
    "Máy không cho phép ghi vào kho hồ sơ. Xin cán bộ báo quản trị máy kiểm tra quyền ghi của thư mục dữ "
    "liệu.",
    "Shown when the database file or its folder cannot be written",
)
_NOT_FOUND = Message(
    "error.store.dossier_not_found",
    "Không tìm thấy hồ sơ này trên máy.",
    "Shown when an id leads to no dossier, paper or envelope",
)
_SEALED = Message(
    "error.store.sealed",
    "Hồ sơ này đã được xác nhận nên không sửa được nữa. Muốn bổ sung, xin dùng mục “Bổ sung hồ sơ”.",
    "Shown when somebody tries to change a confirmed dossier",
)
_ORIGINALS_KEPT = Message(
    "error.store.originals_kept",
    "Bản nháp này còn giấy tờ gốc trong phong bì số {envelope}. Xin trả lại giấy tờ cho bà con trước khi "
    "xóa.",
    "Shown when a draft is to be deleted while an original is still kept; {envelope} is the envelope's "
    "number",
)
_TOO_LARGE = Message(
    "error.store.paper_too_large",
    "Ảnh chụp giấy tờ quá lớn ({megabytes} MB). Xin chụp lại với độ phân giải thấp hơn.",
    "Shown when a paper's file is larger than the store takes",
)


class StoreError(KnownError):
    """Any fault of the world met by the store."""


class DatabaseMissing(StoreError):
    """There is no database file."""

    def __init__(self) -> None:
        super().__init__(_MISSING)


class DatabaseExists(StoreError):
    """A database is there already; it is never replaced."""

    def __init__(self) -> None:
        super().__init__(_EXISTS)


class DatabaseUnreadable(StoreError):
    """Damaged file or wrong key: SQLCipher cannot tell one from the other. The file is left as it is."""

    def __init__(self) -> None:
        super().__init__(_UNREADABLE)


class DatabaseNewer(StoreError):
    """Made by a newer program. Read by none older, so that nothing is lost in silence."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(_NEWER, found=found, known=known)


class DiskFull(StoreError):
    """No space: the transaction was taken back whole."""

    def __init__(self) -> None:
        super().__init__(_FULL)


class DiskFailing(StoreError):
    """Input or output error: the transaction was taken back whole."""

    def __init__(self) -> None:
        super().__init__(_FAILING)


class DatabaseBusy(StoreError):
    """Another process kept the write lock longer than the busy time-out."""

    def __init__(self) -> None:
        super().__init__(_BUSY)


class DatabaseReadOnly(StoreError):
    """The file or folder cannot be written by this account."""

    def __init__(self) -> None:
        super().__init__(_READ_ONLY)


class NotFound(StoreError):
    """No row has this id."""

    def __init__(self) -> None:
        super().__init__(_NOT_FOUND)


class AlreadySealed(StoreError):
    """The dossier is confirmed; its answers are fixed."""

    def __init__(self) -> None:
        super().__init__(_SEALED)


class OriginalsKept(StoreError):
    """A draft cannot go while an original of its owner is still in an envelope."""

    def __init__(self, envelope: str) -> None:
        super().__init__(_ORIGINALS_KEPT, envelope=envelope)


class PaperTooLarge(StoreError):
    """A file larger than ``papers.MAX_BYTES``."""

    def __init__(self, megabytes: int) -> None:
        super().__init__(_TOO_LARGE, megabytes=megabytes)


# SQLite's primary result codes (the low byte of an extended code).
_SQLITE_BUSY, _SQLITE_LOCKED, _SQLITE_READONLY, _SQLITE_IOERR = 5, 6, 8, 10
_SQLITE_CORRUPT, _SQLITE_FULL, _SQLITE_CANTOPEN, _SQLITE_NOTADB, _SQLITE_PERM = 11, 13, 14, 26, 3


def translated(code: int | None, text: str) -> KnownError | BugError:
    """The error a failed SQLite call becomes. ``code`` is SQLite's (extended) code, ``text`` its message.

    What the world cannot cause is a ``BugError``, without parameters, so that no answer reaches a log.
    """
    primary = (code or 0) & 0xFF
    if primary in (_SQLITE_BUSY, _SQLITE_LOCKED):
        return DatabaseBusy()
    if primary == _SQLITE_FULL:
        return DiskFull()
    if primary == _SQLITE_IOERR:
        return DiskFailing()
    if primary in (_SQLITE_CORRUPT, _SQLITE_NOTADB):
        return DatabaseUnreadable()
    if primary in (_SQLITE_READONLY, _SQLITE_CANTOPEN, _SQLITE_PERM):
        return DatabaseReadOnly()
    return BugError(f"database call failed: {text}")
