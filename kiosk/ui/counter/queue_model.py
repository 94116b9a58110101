"""The rows of one of the officer's heaps: like those of the list, with how long each dossier has waited there."""

from datetime import datetime
from typing import Protocol

from PySide6.QtCore import Qt

from forms.text import Message
from kiosk.domain.dossier import DossierSummary
from kiosk.ui.counter.rows_model import RowsModel

WAITED = Message("ui.queue.waited", "Đã chờ", "Heading of a column: how long a dossier waits in this heap.")


class QueueLine(Protocol):
    """A dossier in a heap, as the services give it."""

    @property
    def summary(self) -> DossierSummary: ...
    @property
    def since(self) -> datetime: ...
    @property
    def over(self) -> bool: ...


class QueueModel(RowsModel):
    """The same rows under another heading."""

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        found = super().headerData(section, orientation, role)
        return self._kit.show(WAITED).text if found and section == 3 else found
