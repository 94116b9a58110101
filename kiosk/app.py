"""The screen process put together: application, fonts, window, conductor. Started by the supervisor.

Only what the first page needs is imported before it is painted; the rest follows in the background while somebody
looks for their passphrase. May not decide anything: the conductor does.
"""

import gc
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
    options = _Options.read(arguments)
    _no_core_dumps()
    # Nothing made before the first picture is ever garbage: looking for some there only delays it.
    gc.disable()

    from kiosk.folder import Folder
    from kiosk.journal import Journal, quiet_excepthook
    from kiosk.link import link_of_this_process

    folder = Folder(options.data_dir)
    journal = Journal(folder.logs if folder.logs.is_dir() else None, "screen")
    quiet_excepthook(journal)
    link = link_of_this_process()

    os.environ.setdefault("QT_STYLE_OVERRIDE", "fusion")
    from PySide6.QtWidgets import QApplication

    from forms.clock import SystemClock
    from kiosk.ui.conductor import Conductor

    app = QApplication(sys.argv[:1])
    conductor = Conductor(folder, SystemClock(), journal, link)
    if ready is not None:
        ready(conductor)
    conductor.painted.connect(_collect_from_now_on)
    conductor.start(full_screen=not options.window, size=options.size)
    return app.exec()


def _collect_from_now_on() -> None:
    gc.collect()
    gc.freeze()
    gc.enable()


class _Options:
    """What the supervisor passes on. Read by hand: this runs before the first picture."""

    data_dir: Path
    window: bool = False
    size: tuple[int, int] | None = None

    @classmethod
    def read(cls, arguments: list[str]) -> "_Options":
        """``--data-dir DIR [--window] [--size WxH]``; ends the process with 2 for anything else."""
        found = cls()
        waiting = list(arguments)
        while waiting:
            match waiting.pop(0):
                case "--data-dir" if waiting:
                    found.data_dir = Path(waiting.pop(0))
                case "--window":
                    found.window = True
                case "--size" if waiting and (size := _size(waiting.pop(0))) is not None:
                    found.size, found.window = size, True
                case _:
                    sys.exit(2)
        if not hasattr(found, "data_dir"):
            sys.exit(2)
        return found


def _size(text: str) -> tuple[int, int] | None:
    width, x, height = text.partition("x")
    return (int(width), int(height)) if x and width.isdigit() and height.isdigit() else None


def _no_core_dumps() -> None:
    """A crash must not write the memory of this process, with its keys and answers, to a disk."""
    if os.name != "posix":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
