"""The counter: the officer's list of dossiers with its head, search, drafts and the few buttons of the day.

The screen asks for rows (``rows_asked``) and shows what it is given; which dossiers there are it does not know.
"""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from forms.clock import Clock
from forms.text import Message
from kiosk.domain.dossier import DossierState, DossierSummary, Tally
from kiosk.domain.office import Officer
from kiosk.domain.roles import ROLE_NAMES, Act, may
from kiosk.i18n.values import Value
from kiosk.ui.counter.list_bar import ListBar
from kiosk.ui.counter.road_line import FOOT_MM, RoadLine
from kiosk.ui.counter.rows_model import NO_NAME, RowsModel
from kiosk.ui.counter.table import DossierTable
from kiosk.ui.counter.tally_strip import TallyStrip
from kiosk.ui.counter.undo_bar import UndoBar
from kiosk.ui.counter.values import PAGE_ROWS, Page, Road, View, Wanted
from kiosk.ui.screens.base import Screen, clear
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.folding import FoldingRow
from kiosk.ui.widgets.kit import Kit, plain
from kiosk.ui.widgets.notices import NoticeBox
from kiosk.ui.widgets.text_block import TextBlock

#: Milliseconds without a key after which a search is asked for; Enter asks at once.
DEBOUNCE = 150
#: Under this height (millimetres) everything but search and rows makes room: the keyboard is up.
_LOW = 80

DELETED = Message(
    "ui.counter.deleted", "Đã xóa bản nháp của {name}.", "A draft was deleted and can be brought back."
)
EMPTY = Message("ui.counter.empty", "Chưa có hồ sơ nào ở mục này.", "A list without a row.")
NOT_FOUND = Message(
    "ui.counter.not_found",
    "Không thấy hồ sơ nào khớp “{text}”. Thử gõ ít chữ hơn, không cần dấu, hoặc mấy số cuối của phiếu.",
    "A search without a result.",
)
NOT_SEEN = Message(
    "ui.counter.not_seen",
    "Nhiệm vụ của cán bộ không gồm việc xem hồ sơ của người dân.",
    "In place of the list for an administrator.",
)
HELP_LIST = Message(
    "ui.counter.help",
    "Gõ vào ô tìm để tìm hồ sơ; chạm một dòng để mở. Số đã nhận luôn bằng số đã tới tỉnh, chờ gửi và bị trả lại cộng "
    "lại. Phím tắt: Ctrl+F tìm, F5 làm mới, Ctrl+N khách mới, Ctrl+L khóa máy.",
    "Help on the officer's list.",
)


class CounterScreen(Screen):
    """``rows_asked(Wanted)``: answer with ``show_page``. The others say what the officer did.

    Once the screen stands, rows for ``wanted`` are to be given unasked; so too after a refresh.
    """

    name = "counter"
    has_back = False
    scrolls = False
    rows_asked = Signal(object)
    dossier_opened = Signal(str)
    draft_resumed = Signal(str)
    draft_deleted = Signal(str)
    visit_asked = Signal()
    refresh_asked = Signal()
    lock_asked = Signal()
    shift_end_asked = Signal()

    def __init__(
        self, kit: Kit, officer: Officer, clock: Clock, procedure_name: Callable[[str], Message | None]
    ) -> None:
        """``procedure_name`` gives the name of a procedure's code, ``None`` for one no longer known."""
        super().__init__(kit)
        self._clock = clock
        self._wanted = Wanted()
        self._thrown: tuple[int, DossierSummary] | None = None
        self._return_to: str | None = None
        self._may_see = may(officer.role, Act.SEE_DOSSIERS)
        self._may_file = may(officer.role, Act.FILE)
        self._road = Road()
        mm = kit.look.mm
        self.column.setContentsMargins(0, 0, 0, mm(1))
        self.column.setSpacing(mm(1.6))
        names = Names(kit, procedure_name)
        self._model = RowsModel(kit, names, self)
        self.bar = ListBar(kit, may_file=self._may_file, may_manage=may(officer.role, Act.MANAGE_MACHINE))
        self.search = self.bar.search
        self.column.addWidget(self.bar)
        self.strip = TallyStrip(kit)
        self.strip.chosen.connect(self._turn_to)
        self.column.addWidget(self.strip)
        self._told = QVBoxLayout()
        self.column.addLayout(self._told)
        self.table = DossierTable(kit, self._model, clock)
        self._empty = TextBlock(kit.look, "", Role.OFFICER, "muted", align=Qt.AlignmentFlag.AlignHCenter)
        self._empty.setObjectName("empty")
        self._empty.setMargin(mm(4))
        place = QWidget()
        place.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._stack = QStackedLayout(place)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self.column.addWidget(place, 1)
        self.undo_bar = UndoBar(kit)
        self.column.addWidget(self.undo_bar)
        self._foot = FoldingRow(mm(4), mm(FOOT_MM * kit.look.scale.text.factor))
        self.road = RoadLine(kit)
        self._foot.add(self.road, 1)
        who = f"{officer.name} – {kit.show(ROLE_NAMES[officer.role]).text}"
        self._foot.add(
            TextBlock(kit.look, who, Role.OFFICER_SMALL, "muted", align=Qt.AlignmentFlag.AlignRight)
        )
        self.column.addWidget(self._foot)
        self._connect()
        self.strip.show_chosen(self._wanted.view)
        if not self._may_see:
            self.strip.hide()
            self.search.hide()
            self._show_empty(NOT_SEEN)

    # -- what the window asks and gives

    @property
    def wanted(self) -> Wanted:
        """The list on show from its beginning, as far as it is loaded."""
        limit = max(PAGE_ROWS, self._model.rowCount() + int(self._thrown is not None))
        return Wanted(self._wanted.view, self._wanted.text, self._wanted.oldest_first, 0, limit)

    def show_undelivered(self, undelivered: Callable[[DossierSummary], bool]) -> None:
        """Which rows say that the authority has not got them yet."""
        self._model.undelivered = undelivered

    def show_page(self, page: Page) -> None:
        """Rows that were asked for. Rows for a list no longer on show are dropped."""
        wanted = page.wanted
        if not self._may_see or not wanted.same_list(self._wanted):
            return
        if wanted.offset:
            self._model.append(page.rows, more=page.more)
            return
        keep = self.table.current_id() or self._return_to
        at = self.table.verticalScrollBar().value()
        fresh = self._model.rowCount() == 0
        self._model.replace(page.rows, more=page.more)
        self.table.fit_columns()
        place = self._model.place_of(keep) if keep is not None else None
        if place is not None:
            self.table.stand_on(place)
        if not fresh:
            self.table.verticalScrollBar().setValue(at)
        if self._model.rowCount():
            self._return_to = None
            self._stack.setCurrentWidget(self.table)
        elif self._wanted.text:
            self._show_empty(NOT_FOUND, text=self._wanted.text)
        else:
            self._show_empty(EMPTY)

    def show_tally(self, tally: Tally) -> None:
        """The figures at the head."""
        if self._may_see:
            self.strip.show_tally(tally)

    def show_road(self, road: Road) -> None:
        """The line about the link; ages are counted anew."""
        self._road = road
        self.road.show_road(road, self._clock.now())
        self.table.viewport().update()

    def tell(self, tone: str, message: Message, **params: Value) -> None:
        """Says something above the list (``danger``, ``warn``, ``good``, ``info``)."""
        self.hush()
        box = NoticeBox(self.kit, tone, plain(self.kit.show(message, **params).text), role=Role.OFFICER)
        box.setObjectName("told")
        self._told.addWidget(box)

    def hush(self) -> None:
        """Takes away what was said."""
        clear(self._told)

    def stand_on(self, dossier: str) -> None:
        """Puts the keyboard's row on a dossier once its rows have come: the way back from the detail."""
        self._return_to = dossier

    # -- the page in the window's frame

    def steps(self) -> tuple[Action, ...]:
        """None: the buttons stand above the list."""
        return ()

    def help_text(self) -> tuple[Message, ...]:
        """What the page is for, and its keys."""
        return (HELP_LIST,)

    def shown_first(self) -> None:
        """The list has the keyboard; letters go to the search by themselves."""
        (self.table if self._may_see else self.bar.new).setFocus()

    def typed(self) -> Mapping[str, object]:
        """Which list stands here, what is searched for and on which row."""
        self.undo_bar.settle()
        return {
            "view": self._wanted.view.value,
            "text": self.search.text(),
            "oldest_first": self._wanted.oldest_first,
            "row": self.table.current_id() or self._return_to or "",
        }

    def put_back(self, typed: Mapping[str, object]) -> None:
        """The same list again; its rows are to be given as always."""
        view, text = View(str(typed.get("view", View.RECEIVED))), str(typed.get("text", ""))
        self.search.blockSignals(True)
        self.search.setText(text)
        self.search.blockSignals(False)
        self._show_list(Wanted(view, text.strip(), bool(typed.get("oldest_first"))))
        self._return_to = str(typed.get("row", "")) or None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """While the keyboard leaves little room, only search and rows stay."""
        super().resizeEvent(event)
        low = self.height() < self.kit.look.mm(_LOW)
        self.strip.setVisible(self._may_see and not low)
        self._foot.setVisible(not low)
        self.table.horizontalHeader().setVisible(not low)

    def hideEvent(self, event: QHideEvent) -> None:
        """Leaving settles what could still be undone."""
        self.undo_bar.settle()
        super().hideEvent(event)

    def _connect(self) -> None:
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(DEBOUNCE)
        self._pause.timeout.connect(self._search_now)
        self.search.textChanged.connect(self._pause.start)
        self.search.done.connect(self._search_done)
        self._model.ran_short.connect(self._ask_further)
        self.table.chosen.connect(self._chosen)
        self.table.thrown_away.connect(self._throw_away)
        self.bar.order.tapped.connect(self._turn_order)
        self.table.typed.connect(self._type_into_search)
        self.table.left_upwards.connect(self.search.setFocus)
        self.undo_bar.undone.connect(self._bring_back)
        self.undo_bar.ran_out.connect(self._delete)
        self.bar.refresh.tapped.connect(self.refresh_asked)
        self.bar.lock.tapped.connect(self.lock_asked)
        self.bar.end.tapped.connect(self.shift_end_asked)
        self.bar.new.tapped.connect(self.visit_asked)
        for keys, deed in (
            ("Ctrl+F", self._to_search),
            ("F5", self.bar.refresh.click),
            ("Ctrl+N", self.bar.new.click),
            ("Ctrl+L", self.bar.lock.click),
        ):
            QShortcut(QKeySequence(keys), self, deed, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        for key, act in ((Qt.Key.Key_Down, self._to_rows), (Qt.Key.Key_Escape, self.search.clear)):
            QShortcut(QKeySequence(key), self.search, act, context=Qt.ShortcutContext.WidgetShortcut)

    # -- what the officer does

    def _show_list(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._model.show_drafts(wanted.view is View.DRAFTS and not wanted.text)
        self.strip.show_chosen(None if wanted.text else wanted.view)
        self._model.show_order(oldest_first=wanted.oldest_first)

    def _ask(self, wanted: Wanted) -> None:
        self.undo_bar.settle()
        self._show_list(wanted)
        self._return_to = None
        self.table.clearSelection()
        self.table.setCurrentIndex(self._model.index(-1, -1))
        self.table.verticalScrollBar().setValue(0)
        self.rows_asked.emit(wanted)

    def _turn_to(self, view: View) -> None:
        self._pause.stop()
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self.hush()
        self._ask(Wanted(view, "", self._wanted.oldest_first))

    def _search_now(self) -> None:
        self._pause.stop()
        text = self.search.text().strip()
        if text != self._wanted.text:
            self._ask(Wanted(self._wanted.view, text, self._wanted.oldest_first))

    def _search_done(self) -> None:
        """Enter: at once, and on to the rows."""
        self._search_now()
        self._to_rows()

    def _turn_order(self) -> None:
        self._ask(Wanted(self._wanted.view, self._wanted.text, not self._wanted.oldest_first))

    def _ask_further(self) -> None:
        have = self._model.rowCount() + int(self._thrown is not None)
        wanted = self._wanted
        self.rows_asked.emit(Wanted(wanted.view, wanted.text, wanted.oldest_first, have, PAGE_ROWS))

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _to_rows(self) -> None:
        self.table.setFocus()
        if self.table.current_id() is None:
            self.table.stand_on(0)

    def _type_into_search(self, text: str) -> None:
        self.search.setFocus()
        self.search.end(False)
        self.search.press(text)

    def _chosen(self, id: str) -> None:
        place = self._model.place_of(id)
        if place is None:
            return
        draft = self._model.row_at(place).state is DossierState.DRAFT
        self.undo_bar.settle()
        (self.draft_resumed if draft and self._may_file else self.dossier_opened).emit(id)

    # -- drafts

    def _throw_away(self, id: str) -> None:
        place = self._model.place_of(id)
        if place is None or not self._may_file:
            return
        self.undo_bar.settle()
        row = self._model.row_at(place)
        self._thrown = (place, row)
        self._model.hide_row(id)
        self.undo_bar.offer(self.kit.show(DELETED, name=row.citizen_name or self.kit.show(NO_NAME).text).text)
        if self._model.rowCount():
            self.table.stand_on(min(place, self._model.rowCount() - 1))

    def _bring_back(self) -> None:
        if self._thrown is not None:
            place, row = self._thrown
            self._thrown = None
            self._model.put_back(place, row)
            self._stack.setCurrentWidget(self.table)
            self.table.stand_on(min(place, self._model.rowCount() - 1))

    def _delete(self) -> None:
        if self._thrown is not None:
            _, row = self._thrown
            self._thrown = None
            self._model.hide_row(None)
            self.draft_deleted.emit(row.id)

    def _show_empty(self, message: Message, **params: str) -> None:
        self._empty.setText(self.kit.show(message, **params).text)
        self._stack.setCurrentWidget(self._empty)


class Names:
    """Names of procedures, asked for once each."""

    def __init__(self, kit: Kit, name: Callable[[str], Message | None]) -> None:
        self._kit = kit
        self._name = name
        self._known: dict[str, str] = {}

    def __call__(self, code: str) -> str:
        if code not in self._known:
            message = self._name(code)
            self._known[code] = code if message is None else self._kit.show(message).text
        return self._known[code]
