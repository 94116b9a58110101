"""The counter, opened for one command by the officer it names; the passphrase comes on standard input."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from forms.clock import SystemClock
from kiosk.commands.line import read_passphrase
from kiosk.folder import Folder

if TYPE_CHECKING:
    from kiosk.services.desk import Desk


@contextmanager
def unlocked(options: argparse.Namespace, folder: Folder) -> "Iterator[Desk]":
    """The desk of ``options.officer``, closed afterwards whatever happens. Raises what unlocking raises."""
    from kiosk.services.unlocking import unlock

    desk = unlock(folder, options.officer, read_passphrase(), SystemClock())
    try:
        yield desk
    finally:
        desk.close()
