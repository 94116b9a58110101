"""The screen process put together: application, fonts, window, conductor. Started by the supervisor.

Only what the first page needs is imported before it is painted; the rest follows in the background while somebody
looks for their passphrase. May not decide anything: the conductor does.
"""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor


def run_screen(arguments: list[str], ready: "Callable[[Conductor], None] | None" = None) -> int:
    """Shows the kiosk until an officer closes it. Returns 0 only then, so that the supervisor restarts a crash.

    ``ready`` is given the conductor before the first picture; benchmarks watch it from there.
    """
    parser = argparse.ArgumentParser(prog="kiosk screen")
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--window", action="store_true", help="a window instead of the whole screen")
    parser.add_argument("--size", default="", metavar="WxH")
    options = parser.parse_args(arguments)
    _no_core_dumps()

    from kiosk.folder import Folder
    from kiosk.journal import Journal, quiet_excepthook
    from kiosk.supervisor import link_of_this_process

    folder = Folder(options.data_dir)
    journal = Journal(folder.logs if folder.logs.is_dir() else None, "screen")
    quiet_excepthook(journal)
    link = link_of_this_process()

    from PySide6.QtWidgets import QApplication

    from forms.clock import SystemClock
    from kiosk.ui.conductor import Conductor

    app = QApplication(sys.argv[:1])
    conductor = Conductor(folder, SystemClock(), journal, link)
    if ready is not None:
        ready(conductor)
    conductor.start(full_screen=not (options.window or options.size), size=_size(options.size))
    return app.exec()


def _size(text: str) -> tuple[int, int] | None:
    width, x, height = text.partition("x")
    return (int(width), int(height)) if x and width.isdigit() and height.isdigit() else None


def _no_core_dumps() -> None:
    """A crash must not write the memory of this process, with its keys and answers, to a disk."""
    if os.name != "posix":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
