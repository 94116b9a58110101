"""The scanner's folder while a paper's page stands: what comes in fresh is taken, what lay there before is asked about."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from forms.errors import KnownError
from kiosk.devices.scan_folder import Look, ScanFolder, Scanned
from kiosk.ui.background import Background


class ScanWatch(QObject):
    """``arrived(Scanned)`` for the next fresh file, one at a time until ``ready`` is called; ``old(count)`` once for files
    that lay there before; ``aside(SetAside)``; ``gone(KnownError)`` once when the folder cannot be read."""

    arrived = Signal(object)
    old = Signal(int)
    aside = Signal(object)
    gone = Signal(object)

    def __init__(
        self, folder: ScanFolder, door: Background, failed: Callable[[BaseException], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._folder = folder
        self._door = door
        self._failed = failed
        self._busy = False
        self._asked = False
        self._before: set[str] | None = None

    @property
    def begun(self) -> bool:
        """Whether it is known what lay there before."""
        return self._before is not None

    def look(self) -> None:
        """One look, unless one is under way or a file is being taken in."""
        if not self._busy:
            self._busy = True
            self._door.run(self._folder.look, self._looked, self._not_read)

    def ready(self) -> None:
        """The file that arrived was taken, or let go: the next one may come."""
        self._busy = False

    def take_old(self) -> None:
        """What lay there before belongs to this paper after all."""
        self._before = set()

    def _looked(self, look: Look) -> None:
        self._busy = False
        for aside in look.aside:
            self.aside.emit(aside)
        if self._before is None:
            # It may belong to somebody who was here earlier.
            self._before = self._folder.names()
        fresh: list[Scanned] = [file for file in look.ready if file.path.name not in self._before]
        if fresh:
            self._busy = True
            self.arrived.emit(fresh[0])
        elif look.ready and not self._asked:
            self._asked = True
            self.old.emit(len(look.ready))

    def _not_read(self, error: BaseException) -> None:
        """Said once; it is looked at again when the page is opened anew."""
        if isinstance(error, KnownError):
            self.gone.emit(error)
        else:
            self._failed(error)
