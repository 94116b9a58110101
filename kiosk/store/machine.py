"""The secret of the machine, mixed into every key slot: a copied data folder alone opens nothing.

``FileMachineSecret`` is the fallback for machines without a keystore: a file only the kiosk's account reads.
Loads without SQLAlchemy.
"""

import os
import secrets
from pathlib import Path
from typing import Protocol

from forms.errors import KnownError
from forms.text import Message
from kiosk.store.files import write_new

SECRET_BYTES = 32

_MISSING = Message(
    "error.machine.missing",
    "Không tìm thấy bí mật của máy này nên không mở được khóa. Có thể thư mục dữ liệu được chép từ máy khác. "
    "Xin quản trị máy dùng khóa dự phòng.",
    "Shown at unlock when the machine's own secret is gone or unreadable",
)


class MachineSecretMissing(KnownError):
    """The machine's secret is gone or damaged; it is never made again in silence."""

    def __init__(self) -> None:
        super().__init__(_MISSING)


class MachineSecret(Protocol):
    """Where the machine's 32 secret bytes are kept."""

    def get(self) -> bytes:
        """The secret. Raises ``MachineSecretMissing``."""
        ...

    def make(self) -> bytes:
        """The secret, made now if there is none yet. Only for setting up."""
        ...


class FileMachineSecret:
    """The secret in a file with mode 0600. Keep it outside the data folder where that can be done."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def get(self) -> bytes:
        try:
            found = self.path.read_bytes()
        except OSError as error:
            raise MachineSecretMissing from error
        if len(found) != SECRET_BYTES:
            raise MachineSecretMissing
        return found

    def make(self) -> bytes:
        if not self.path.exists():
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_new(self.path, secrets.token_bytes(SECRET_BYTES))
        return self.get()


def file_is_private(path: Path) -> bool:
    """Whether nobody but the owner can read the file. Always true where the system has no such modes."""
    return os.name == "nt" or not path.stat().st_mode & 0o077
