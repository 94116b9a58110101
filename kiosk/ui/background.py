"""The one door to work that would freeze the screen: unlocking, confirming, printing, taking in what came
home.

One thread, so that two pieces of work never overtake each other; results come back on the screen's thread.
A piece of work may not touch a widget and may not be given one.
"""

import itertools
import sys
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal

from kiosk.ui.sweeping import Sweeping

T = TypeVar("T")

#: Longest a thread holds the interpreter while somebody waits for the screen (Python's own default is 5 ms).
SLICE_SECONDS = 0.001


class _Work(QRunnable):
    """One function on the pool's thread. The result is kept here until the screen's thread has taken it."""

    def __init__(self, number: int, function: Callable[[], object], told: Callable[[int], None]) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self._number = number
        self._function = function
        self._told = told
        self.result: object = None
        self.error: BaseException | None = None

    def run(self) -> None:
        """Runs the function; an exception is a result like any other."""
        try:
            self.result = self._function()
        except BaseException as error:  # noqa: BLE001  nothing may be lost on a thread; ``failed`` judges it
            self.error = error
        self._told(self._number)


class _Waiting(NamedTuple):
    """A piece of work and who is to be told of its end."""

    work: _Work
    done: Callable[[Any], None]
    failed: Callable[[BaseException], None]
    soon: bool


class Background(QObject):
    """``run`` work. Belongs to the screen's thread."""

    _ended = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(SLICE_SECONDS)
        self._sweeping = Sweeping(self)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._pool.setExpiryTimeout(-1)
        self._numbers = itertools.count(1)
        self._waiting: dict[int, _Waiting] = {}
        self._closed = False
        self._ended.connect(self._finish, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether anything runs or waits that somebody waits for."""
        return any(waiting.soon for waiting in self._waiting.values())

    def run(
        self,
        function: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None],
        *,
        soon: bool = True,
    ) -> None:
        """Runs ``function``; exactly one of ``done`` and ``failed`` is called, on the screen's thread.

        ``soon=False`` for what nobody waits for: it lets everything else go first.
        """
        if self._closed:
            return
        number = next(self._numbers)
        work = _Work(number, function, self._ended.emit)
        self._waiting[number] = _Waiting(work, done, failed, soon)
        self._pool.start(work, 1 if soon else 0)

    def close(self) -> None:
        """Waits for what runs, forgets what waits and tells nobody any more."""
        self._closed = True
        self._pool.clear()
        self._pool.waitForDone()
        self._waiting.clear()
        self._sweeping.end()

    def _finish(self, number: int) -> None:
        waiting = self._waiting.pop(number, None)
        if waiting is None:
            return
        work = waiting.work
        if work.error is not None:
            waiting.failed(work.error)
        else:
            waiting.done(work.result)
