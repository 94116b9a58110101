"""The rows of the list, loaded page by page. Holds what was handed over and never fetches anything itself."""

from collections.abc import Callable, Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from forms.text import Message
from kiosk.domain.dossier import DossierSummary
from kiosk.ui.counter.marks import CARRIAGE_MARKS, STATUS_MARKS
from kiosk.ui.widgets.kit import Kit

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()

CITIZEN = Message(
    "ui.counter.column.citizen", "Công dân, thủ tục", "Heading of a column of the officer's list."
)
NUMBER = Message("ui.counter.column.number", "Mã hồ sơ, số tạm", "Heading of a column of the officer's list.")
STATE = Message(
    "ui.counter.column.state",
    "Trạng thái",
    "Heading: how far it was sent, and what the authority says.",
)
NEWEST = Message(
    "ui.counter.column.newest", "Mới trước", "Heading over ages: the newest dossier stands first."
)
OLDEST = Message(
    "ui.counter.column.oldest", "Cũ trước", "Heading over ages: the oldest dossier stands first."
)
NO_NAME = Message(
    "ui.counter.no_name", "Chưa có tên", "In place of a name in a draft where none was given yet."
)
UNSENT = Message(
    "ui.counter.unsent", "Chưa gửi {n}", "How many parcels of a dossier the province does not have."
)
UNDELIVERED = Message(
    "ui.counter.undelivered",
    "Chưa thông báo",
    "In a row, of a notice the authority does not have yet. Never soften: it is not yet given.",
)
NEWS = Message("ui.counter.news", "{n} tin mới", "How many notices about a dossier nobody has looked at.")


WAITING_NUMBER = Message(
    "ui.counter.waiting_number", "Số chờ {number}", "The number of a draft that a citizen entered alone."
)
BY_SELF = Message("ui.counter.by_self", "Tự phục vụ", "Under it: entered by the citizen alone.")


def waiting_of(kit: Kit, row: DossierSummary) -> tuple[str, str]:
    """The waiting number of a draft entered alone, as it is called out, and that nobody sat beside."""
    return kit.show(WAITING_NUMBER, number=f"{row.arrival or 0:03d}").text, kit.show(BY_SELF).text


class Column(IntEnum):
    """The columns. TAKE_AWAY is there for drafts only."""

    CITIZEN = 0
    NUMBER = 1
    STATE = 2
    AGE = 3
    TAKE_AWAY = 4


#: The ``DossierSummary`` of a row, for the delegate.
ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1


class RowsModel(QAbstractTableModel):
    """``ran_short`` when rows beyond the loaded ones are wanted; asked once until they have come."""

    ran_short = Signal()

    def __init__(self, kit: Kit, procedures: Callable[[str], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._procedures = procedures
        self._rows: list[DossierSummary] = []
        self._hidden: str | None = None
        self._more = False
        self._asked = False
        self._drafts = False
        self._oldest_first = False
        #: Whether a filed dossier counts as not given until the authority has it, and that has not it yet.
        self.undelivered: Callable[[DossierSummary], bool] = lambda _row: False

    # -- what the screen does

    def replace(self, rows: Sequence[DossierSummary], *, more: bool) -> None:
        """The list from its beginning. The same rows in the same order are only repainted."""
        wanted = [row for row in rows if row.id != self._hidden]
        self._more = more
        self._asked = False
        if [row.id for row in wanted] == [row.id for row in self._rows]:
            self._rows = wanted
            if wanted:
                self.dataChanged.emit(self.index(0, 0), self.index(len(wanted) - 1, self.columnCount() - 1))
            return
        self.beginResetModel()
        self._rows = wanted
        self.endResetModel()

    def append(self, rows: Sequence[DossierSummary], *, more: bool) -> None:
        """The rows after those already here. What came meanwhile is not shown twice."""
        known = {row.id for row in self._rows}
        fresh = [row for row in rows if row.id not in known and row.id != self._hidden]
        self._more = more
        self._asked = False
        if fresh:
            self.beginInsertRows(_ROOT, len(self._rows), len(self._rows) + len(fresh) - 1)
            self._rows += fresh
            self.endInsertRows()

    def show_drafts(self, drafts: bool) -> None:
        """Whether the column with the bin is there."""
        if drafts != self._drafts:
            self.beginResetModel()
            self._drafts = drafts
            self._rows = []
            self.endResetModel()

    def show_order(self, *, oldest_first: bool) -> None:
        """Which way round the rows come, said in the heading of their ages."""
        self._oldest_first = oldest_first
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, Column.AGE, Column.AGE)

    def hide_row(self, id: str | None) -> None:
        """Leaves one row out, or none: a draft that was taken away and may still come back."""
        place = self.place_of(id) if id is not None else None
        self._hidden = id
        if place is not None:
            self.beginRemoveRows(_ROOT, place, place)
            del self._rows[place]
            self.endRemoveRows()

    def put_back(self, place: int, row: DossierSummary) -> None:
        """Shows a row again where it was."""
        self._hidden = None
        place = min(place, len(self._rows))
        self.beginInsertRows(_ROOT, place, place)
        self._rows.insert(place, row)
        self.endInsertRows()

    def want_more(self) -> None:
        """Asks for the next rows; they come by ``append``.

        Qt's own ``fetchMore`` is left out: it asks as soon as a table is built, for rows nobody scrolls to.
        """
        if self._more and not self._asked:
            self._asked = True
            self.ran_short.emit()

    def row_at(self, place: int) -> DossierSummary:
        """The dossier of a row."""
        return self._rows[place]

    def place_of(self, id: str) -> int | None:
        """Where a dossier stands among the loaded rows."""
        return next((place for place, row in enumerate(self._rows) if row.id == id), None)

    @property
    def more(self) -> bool:
        """Whether there may be rows that are not loaded."""
        return self._more

    # -- what Qt asks

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Loaded rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Four, and the bin for drafts."""
        return 0 if parent.isValid() else len(Column) - (0 if self._drafts else 1)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        """Names of the columns."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        titles = (CITIZEN, NUMBER, STATE, OLDEST if self._oldest_first else NEWEST)
        return self._kit.show(titles[section]).text if section < len(titles) else ""

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Words for those who cannot see the painting; the dossier itself under ``ROW_ROLE``."""
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(row, Column(index.column()))
        return None

    def _words(self, row: DossierSummary, column: Column) -> str:
        show = self._kit.show
        if column is Column.CITIZEN:
            name = row.citizen_name or show(NO_NAME).text
            news = show(NEWS, n=row.unread_notices).text if row.unread_notices else ""
            late = show(UNDELIVERED).text if self.undelivered(row) else ""
            return ". ".join(part for part in (name, late, self.procedure_of(row), news) if part)
        if column is Column.NUMBER and row.arrival is not None:
            return ". ".join(waiting_of(self._kit, row))
        if column is Column.NUMBER:
            return ". ".join(number for number in (row.official_number, row.slip_number) if number)
        if column is Column.STATE:
            words = [show(STATUS_MARKS[part.status].word).text for part in row.parts]
            if row.carriage is not None:
                words.insert(0, show(CARRIAGE_MARKS[row.carriage].word).text)
            if row.unsent:
                words.append(show(UNSENT, n=row.unsent).text)
            return ". ".join(words)
        return ""

    def procedure_of(self, row: DossierSummary) -> str:
        """The procedure's name."""
        return self._procedures(row.procedure)
