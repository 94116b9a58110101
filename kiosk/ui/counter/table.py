"""The table of dossiers: one tap or Enter opens a row, the finger scrolls it, the keyboard walks it."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QScroller, QTableView, QWidget

from forms.clock import Clock
from kiosk.ui.counter.row_paint import RowPainter
from kiosk.ui.counter.rows_model import Column, RowsModel
from kiosk.ui.theme.sizes import LEAST_MM, Role
from kiosk.ui.theme.style import dress
from kiosk.ui.widgets.kit import Kit

#: Rows left below the screen when the next page is asked for.
_AHEAD = 25

#: Least width of the name in ems of the officer's small letters.
_NAME_EMS = 12.0


class DossierTable(QTableView):
    """``chosen(id)`` to open a row, ``thrown_away(id)`` for the bin of a draft.

    ``typed(text)`` when letters are typed while the table has the focus: they belong to the search.
    """

    chosen = Signal(str)
    thrown_away = Signal(str)
    typed = Signal(str)
    left_upwards = Signal()

    def __init__(self, kit: Kit, model: RowsModel, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dossiers")
        self.setAccessibleName(str(model.headerData(0, Qt.Orientation.Horizontal)))
        dress(self, kit.look)
        self._kit = kit
        self._rows = model
        self.painter = RowPainter(kit, model, clock, self)
        self.setModel(model)
        self.setItemDelegate(self.painter)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(self.painter.row_height)
        header = self.horizontalHeader()
        small = kit.look.scale.em(Role.OFFICER_SMALL)
        header.setStyleSheet(
            f"QHeaderView::section {{ font-size: {small}px; padding: 0 {self.painter.pad}px; }}"
        )
        header.setFixedHeight(round(small * 1.7))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalScrollBar().valueChanged.connect(self._look_ahead)
        self.clicked.connect(self._tapped)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        model.modelReset.connect(self.fit_columns)

    def current_id(self) -> str | None:
        """The dossier the keyboard stands on."""
        index = self.currentIndex()
        return self._rows.row_at(index.row()).id if index.isValid() else None

    def stand_on(self, place: int) -> None:
        """Puts the keyboard's row there and shows it."""
        if 0 <= place < self._rows.rowCount():
            index = self._rows.index(place, 0)
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(index, flags)
            self.scrollTo(index)

    def fit_columns(self) -> None:
        """Fixed room for numbers and states, the rest for the name. With too little of it the number goes first, then the
        state stands under the name.
        """
        em = self._kit.look.scale.em(Role.OFFICER_SMALL)
        room = self.viewport().width()
        widths = self.painter.least_widths()
        if self._rows.columnCount() > Column.TAKE_AWAY:
            widths[Column.NUMBER] = 0  # a draft has no number
            widths[Column.TAKE_AWAY] = self._kit.look.mm(LEAST_MM)
        name = round(_NAME_EMS * em)
        for column in (Column.NUMBER, Column.STATE):
            if room - sum(widths.values()) < name:
                widths[column] = 0
        self._stack(widths[Column.STATE] == 0)
        widths[Column.CITIZEN] = room - sum(widths.values())
        for column, width in widths.items():
            self.setColumnWidth(int(column), width)

    def _stack(self, stacked: bool) -> None:
        if stacked is not self.painter.stacked:
            self.painter.stacked = stacked
            self.verticalHeader().setDefaultSectionSize(self.painter.row_height)

    # -- events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shares the width out anew."""
        super().resizeEvent(event)
        self.fit_columns()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever comes by keyboard stands on a row at once."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.stand_on(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Delete takes a draft away, letters go to the search, everything else moves."""
        key, id = event.key(), self.current_id()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if id is not None and not event.isAutoRepeat():
                self._open(id)
        elif key == Qt.Key.Key_Delete:
            if id is not None and self._rows.columnCount() > Column.TAKE_AWAY and not event.isAutoRepeat():
                self._throw_away(id)
        elif key == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self.left_upwards.emit()
        elif event.text().isprintable() and event.text().strip() and not _is_command(event):
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """A second click of a double click is not a second tap."""
        if event.type() == QEvent.Type.MouseButtonDblClick:
            return True
        return super().viewportEvent(event)

    def _tapped(self, index: QModelIndex) -> None:
        id = self._rows.row_at(index.row()).id
        if index.column() == Column.TAKE_AWAY:
            self._throw_away(id)
        else:
            self._open(id)

    def _open(self, id: str) -> None:
        if self._kit.taps.accepts():
            self.chosen.emit(id)

    def _throw_away(self, id: str) -> None:
        if self._kit.taps.accepts():
            self.thrown_away.emit(id)

    def _look_ahead(self, value: int) -> None:
        bar = self.verticalScrollBar()
        if value >= bar.maximum() - _AHEAD * self.painter.row_height:
            self._rows.want_more()


def _is_command(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier))
