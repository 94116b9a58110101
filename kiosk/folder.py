"""Where everything of one kiosk lies on disk, and nothing else: no file is opened here.

May import neither Qt nor the store: the supervisor and the command line use it before anything heavy is loaded.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from forms.errors import KnownError
from forms.text import Message

_NOT_HERE = Message(
    "error.command.not_in_build",
    "Bản cài đặt của ki-ốt không kèm phần {module}; chỉ tỉnh mới chạy phần này.",
    "The gateway is not part of the kiosk's build",
)


@dataclass(frozen=True, slots=True)
class Folder:
    """The data folder of one kiosk. All parts are named here once."""

    root: Path

    @property
    def database(self) -> Path:
        """Everything personal, encrypted."""
        return self.root / "kiosk.db"

    @property
    def keys(self) -> Path:
        """Wrapped keys, and the public keys that check slips."""
        return self.root / "keys"

    @property
    def recovery_slot(self) -> Path:
        """The database key sealed to the province's recovery key, once a province with one was met."""
        return self.keys / "recovery.json"

    @property
    def outbox(self) -> Path:
        """What waits for the road: rows without personal data and sealed blobs."""
        return self.root / "outbox"

    @property
    def inbox(self) -> Path:
        """Sealed notices that came home."""
        return self.root / "inbox"

    @property
    def machine_id(self) -> Path:
        """Which of the machine's secrets belongs to these keys; made at set-up."""
        return self.keys / "machine.id"

    @property
    def packs(self) -> Path:
        """Installed form, place and language packs."""
        return self.root / "packs"

    @property
    def logs(self) -> Path:
        """Logs without personal data."""
        return self.root / "logs"

    @property
    def intake(self) -> Path:
        """What citizens entered alone, sealed to this office until an officer takes it in."""
        return self.root / "intake"

    @property
    def sessions(self) -> Path:
        """Stores of self-service screens, each under a key that only its process knows."""
        return self.root / "sessions"

    @property
    def practice(self) -> Path:
        """Stores of practice: invented citizens only, never sent."""
        return self.root / "practice"

    @property
    def studio(self) -> Path:
        """Language packs in the making: voices recorded here and not yet taken into use."""
        return self.root / "studio"

    @property
    def exists(self) -> bool:
        """Whether an office was set up here."""
        return self.database.is_file() and self.keys.is_dir()

    def make(self) -> None:
        """Creates the folders, readable by this account only."""
        for path in (self.root, self.keys, self.outbox, self.inbox, self.packs, self.logs):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)


def default_folder() -> Path:
    """The platform's user data folder; ``HOSO_DATA_DIR`` overrides it for services."""
    given = os.environ.get("HOSO_DATA_DIR")
    if given:
        return Path(given)
    from platformdirs import user_data_path

    return user_data_path("hoso-kiosk", appauthor=False)


def machine_secret_path(folder: Folder) -> Path:
    """Where this machine's share of the wrapping keys lies: outside the data folder, so that a copied folder is
    useless. ``HOSO_CONFIG_DIR`` moves it for services and tests.
    """
    given = os.environ.get("HOSO_CONFIG_DIR")
    if given:
        root = Path(given)
    else:
        from platformdirs import user_config_path

        root = user_config_path("hoso-kiosk", appauthor=False)
    try:
        name = folder.machine_id.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        name = "missing"
    return root / "machine" / f"{name if name.isalnum() else 'missing'}.secret"


def module_command(module: str, *arguments: str) -> list[str]:
    """The command line that runs a module of this product, from source or from the built folder.

    In the built folder the kiosk and the agent are two executables beside each other; the gateway is not there.
    """
    if getattr(sys, "frozen", False):
        beside = Path(sys.executable).parent
        suffix = ".exe" if os.name == "nt" else ""
        name = {"kiosk": "hoso-kiosk", "sync": "hoso-agent"}.get(module)
        if name is None:
            raise KnownError(_NOT_HERE, module=module)
        return [str(beside / f"{name}{suffix}"), *arguments]
    return [sys.executable, "-m", module, *arguments]
