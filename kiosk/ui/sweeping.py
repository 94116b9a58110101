"""Python's garbage is looked for on the screen's thread alone.

Python looks for it on whichever thread happens to make the next object. Widgets that refer to each other are garbage
nearly always, and one that dies on a thread of the store's work takes Qt's own lists with it while the screen is
reading them: the process dies, or a page finds another object where its own was. Whoever has a thread therefore holds
a ``Sweeping``; while one stands nothing is collected but here, between two events. May not be made on another thread.
"""

import gc
from typing import ClassVar

from PySide6.QtCore import QObject, QTimer

SWEEP_MS = 3_000
"""How often is looked at what was made lately. What somebody makes by tapping in this time is a few megabytes."""
WHOLE_EVERY = 10
"""Every so many times at everything: a page stands for longer than the time between two looks."""


class Sweeping(QObject):
    """Stands until ``end``, or until it is destroyed with its parent."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._hold = _Hold()
        self.destroyed.connect(self._hold.end)
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(SWEEP_MS)

    def look(self) -> None:
        """Once more."""
        self._looks += 1
        sweep(whole=self._looks % WHOLE_EVERY == 0)

    def end(self) -> None:
        """Whoever held it has no thread any more."""
        self._timer.stop()
        self._hold.end()


class _Hold:
    """One of those for whom nothing is collected elsewhere. It may end twice."""

    _standing: ClassVar[set["_Hold"]] = set()
    _by_itself: ClassVar[bool] = True

    def __init__(self) -> None:
        if not _Hold._standing:
            _Hold._by_itself = gc.isenabled()
        _Hold._standing.add(self)
        gc.disable()

    def end(self) -> None:
        """Nobody's thread is left when this was the last: Python may look by itself again, if it did before."""
        _Hold._standing.discard(self)
        if not _Hold._standing and _Hold._by_itself:
            gc.enable()


def sweep(*, whole: bool) -> None:
    """Collects what was made lately, or everything, when enough was made since to be worth it."""
    made, _, looked = gc.get_count()
    enough = made > gc.get_threshold()[0]
    if whole and (enough or looked):
        gc.collect()
    elif enough:
        gc.collect(1)
