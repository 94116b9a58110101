"""The screen process put together: application, welcome page, conductor. Started by the supervisor.

Only what the welcome page needs is imported before it is painted; the conductor follows while somebody looks at it, and
the heavy rest when an officer has shown up. May not decide anything: the conductor does.
"""

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

    from PySide6.QtWidgets import QApplication

    from kiosk.link import SupervisorLink
    from kiosk.ui.conductor import Conductor

COLLECT_AFTER_MS = 3_000
"""How long after the first picture garbage is first looked for: whoever touched it at once is served by then."""


def run_screen(arguments: list[str], watch: "Callable[[ScreenProcess], None] | None" = None) -> int:
    """Shows the kiosk until an officer closes it. Returns 0 only then, so that the supervisor restarts a crash.

    ``watch`` is given what was put together before the first picture; benchmarks look at it from there.
    """
    options = Options.read(arguments)
    _no_core_dumps()
    # Nearly nothing made for the first pages is ever garbage: looking for some there only delays them. Python never
    # looks by itself again: it would on any thread.
    gc.disable()
    _quiet_faults(options.logs)

    from kiosk.link import link_of_this_process

    os.environ.setdefault("QT_STYLE_OVERRIDE", "fusion")
    from PySide6.QtWidgets import QApplication

    screen = ScreenProcess(QApplication(sys.argv[:1]), options, link_of_this_process())
    if watch is not None:
        watch(screen)
    return screen.run()


class ScreenProcess:
    """The application with its front and, from the first picture on, its conductor."""

    def __init__(self, app: "QApplication", options: "Options", link: "SupervisorLink") -> None:
        from kiosk.ui.front import Front

        self._app = app
        self._options = options
        self._link = link
        self._conductor: Conductor | None = None
        self._is_a_process = False
        self.front: Front = Front(options.data_dir / "packs", options.size)

    def run(self) -> int:
        """Shows the first page and returns the exit code. This process is the screen's alone and ends with its supervisor."""
        self._is_a_process = True
        self.show()
        return self._app.exec()

    def show(self) -> None:
        """The welcome page, or after a crash the place that was left."""
        self.front.painted.connect(self._first_painted)
        self.front.started.connect(self._started)
        hello = self._link.hello()
        if hello.get("session") is None and "mode" not in hello:
            self.front.welcome()
            self.front.open(full_screen=not self._options.window)
        else:
            self.conductor()

    def conductor(self) -> "Conductor":
        """The conductor, loaded when it is first asked for."""
        if self._conductor is None:
            from forms.clock import SystemClock
            from kiosk.folder import Folder
            from kiosk.journal import Journal
            from kiosk.ui.conductor import Conductor

            folder = Folder(self._options.data_dir)
            journal = Journal(self._options.logs, "screen")
            self._conductor = Conductor(folder, SystemClock(), journal, self._link, self.front)
            self._conductor.start(full_screen=not self._options.window)
            if self._is_a_process:
                _end_with_the_supervisor(self._link, self._conductor.supervisor_said.emit)
        return self._conductor

    def _first_painted(self) -> None:
        from PySide6.QtCore import QTimer

        self.conductor()
        QTimer.singleShot(COLLECT_AFTER_MS, _keep_what_stays)

    def _started(self) -> None:
        """A touch that came before the conductor: it is made now, and hears of the touch itself from the next one on."""
        if self._conductor is None:
            self.conductor().open_doors()


def _end_with_the_supervisor(link: "SupervisorLink", told: "Callable[[object], None]") -> None:
    """A screen whose supervisor is gone would go on unguarded, with the keys in its memory: it ends at once.

    Nothing is lost by ending like this: every answer is on disk. ``told`` hears what the supervisor says until then.
    """
    from threading import Thread

    def wait() -> None:
        link.wait_until_gone(told)
        os._exit(1)

    Thread(target=wait, name="supervisor-gone", daemon=True).start()


def _keep_what_stays() -> None:
    """What was made until now stays to the end. Later garbage is looked for by ``kiosk.ui.sweeping`` alone."""
    gc.collect()
    gc.freeze()


def _quiet_faults(logs: Path | None) -> None:
    """An uncaught fault goes to the journal, which is loaded for it; never as a traceback with values."""

    def hook(kind: type[BaseException], error: BaseException, trace: "TracebackType | None") -> None:
        from kiosk.journal import Journal, quiet_excepthook

        quiet_excepthook(Journal(logs, "screen"))
        sys.excepthook(kind, error, trace)

    sys.excepthook = hook


class Options:
    """What the supervisor passes on. Read by hand: this runs before the first picture."""

    data_dir: Path
    window: bool = False
    size: tuple[int, int] | None = None

    @classmethod
    def read(cls, arguments: list[str]) -> "Options":
        """``[--data-dir DIR] [--window] [--size WxH]``; ends the process with 2 for anything else."""
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
            from kiosk.folder import default_folder

            found.data_dir = default_folder()
        return found

    @property
    def logs(self) -> Path | None:
        """Where the journal lies, if there is a place for it."""
        logs = self.data_dir / "logs"
        return logs if logs.is_dir() else None


def _size(text: str) -> tuple[int, int] | None:
    width, x, height = text.partition("x")
    return (int(width), int(height)) if x and width.isdigit() and height.isdigit() else None


def _no_core_dumps() -> None:
    """A crash must not write the memory of this process, with its keys and answers, to a disk."""
    if os.name != "posix":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
