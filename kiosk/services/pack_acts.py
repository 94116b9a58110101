"""What every act on packs has in common: one at a time, refusals written down, and a line in the audit chain."""

from collections.abc import Iterator
from contextlib import contextmanager

from forms.errors import KnownError
from forms.text import Message
from kiosk.domain.audit import Event
from kiosk.folder import Folder
from kiosk.services.desk import Desk
from sync.files import FolderBusy, only_one

_LOCK = "packs.lock"

BUSY = Message(
    "error.packs.busy",
    "Một việc khác về gói đang chạy trên máy này. Chờ việc đó xong rồi làm lại.",
    "Two pack commands at the same time.",
)
NOT_WRITTEN = Message(
    "error.packs.not_written",
    "Không ghi được gói xuống ổ đĩa; gói đang dùng không đổi. Xem lại chỗ trống và quyền ghi của thư mục dữ liệu rồi làm"
    " lại.",
    "The disk refused while a pack was being installed.",
)


def note(desk: Desk, event: Event, name: str, serial: int) -> None:
    """Writes an act down in journal and chain."""
    desk.journal.write(str(event), what=name, version=serial, officer=desk.officer.code)
    desk.store.audit.append(event, name, desk.officer.code, f"{name}-{serial}")


@contextmanager
def told(desk: Desk, name: str, serial: int = 0) -> Iterator[None]:
    """Writes a refusal down before it reaches the officer. ``name`` is the pack's own: a file's name is free text."""
    try:
        yield
    except KnownError as refused:
        reason = refused.message.id.rpartition(".")[2]
        desk.journal.write(
            "pack-refused", what=name, version=serial, reason=reason, officer=desk.officer.code
        )
        desk.store.audit.append(Event.PACK_REFUSED, name, desk.officer.code, reason)
        raise


@contextmanager
def alone(folder: Folder) -> Iterator[None]:
    """One act on the packs at a time; a disk that refuses is told in words."""
    try:
        folder.packs.mkdir(mode=0o700, parents=True, exist_ok=True)
        with only_one(folder.packs / _LOCK):
            yield
    except FolderBusy:
        raise KnownError(BUSY) from None
    except OSError:
        raise KnownError(NOT_WRITTEN) from None
