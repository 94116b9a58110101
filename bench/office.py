"""The office every benchmark works in: the sample one, its passphrases stretched as they are in a real one."""

from pathlib import Path

from forms.clock import Clock
from kiosk.folder import Folder
from kiosk.services.office import SAMPLE, set_up
from tests.office_factories import PASSPHRASE


def made_office(root: Path, clock: Clock) -> Folder:
    """Sets it up under ``root``; every officer has ``PASSPHRASE``."""
    folder = Folder(root / "office")
    set_up(folder, SAMPLE, PASSPHRASE, clock)
    return folder
