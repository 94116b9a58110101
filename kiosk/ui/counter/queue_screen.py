"""The officer's first page: what waits today, heap by heap, and the search that finds a dossier by anything on its slip.

The screen asks for rows and shows what it is given; which dossiers there are it does not know.
"""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from forms.clock import Clock
from forms.text import Message
from kiosk.domain.dossier import DossierState, DossierSummary
from kiosk.domain.office import Officer
from kiosk.domain.queueing import Section
from kiosk.domain.roles import ROLE_NAMES, Act, may
from kiosk.i18n.sentence import Spoken as Sentence
from kiosk.i18n.values import VIETNAM, Value
from kiosk.ui.counter.ages import age
from kiosk.ui.counter.desk_page import deed_button
from kiosk.ui.counter.figure_chip import FigureChip
from kiosk.ui.counter.list_screen import DEBOUNCE, NOT_FOUND, Names
from kiosk.ui.counter.queue_bar import QueueBar
from kiosk.ui.counter.queue_model import QueueLine, QueueModel
from kiosk.ui.counter.queue_words import CHIP_ALARMS, CHIP_ICONS, CHIP_WORDS, NOTHING_HERE
from kiosk.ui.counter.quick_chips import QuickChips
from kiosk.ui.counter.road_line import FOOT_MM, RoadLine
from kiosk.ui.counter.row_paint import DUE
from kiosk.ui.counter.table import DossierTable
from kiosk.ui.counter.values import PAGE_ROWS, Road
from kiosk.ui.screens.base import Screen, clear
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.even_grid import EvenGrid
from kiosk.ui.widgets.folding import FoldingRow
from kiosk.ui.widgets.kit import Kit, plain
from kiosk.ui.widgets.notices import NoticeBox
from kiosk.ui.widgets.pressable import Kind
from kiosk.ui.widgets.text_block import TextBlock

#: Under this height (millimetres) only search and rows stay: the keyboard is up.
_LOW = 80

NUMBER = Message("ui.queue.number", "In số chờ", "Button: prints the next waiting number of the day.")
COPY = Message("ui.queue.copy", "Bản sao", "Button: to the evening's copy of a trip.")
OVER = Message("ui.queue.over", "Quá hạn", "The authority's day for a dossier is past.")
HELP_QUEUE = Message(
    "ui.queue.help",
    "Mỗi ô trên cùng là một loại việc và số hồ sơ đang chờ; chạm vào để xem. Hàng Nhập nhanh bắt đầu ngay một thủ tục, "
    "bỏ các trang đầu. Gõ tên không dấu, số điện thoại, số phiếu, hoặc quét mã trên phiếu để tìm. "
    "Phím tắt: Ctrl+F tìm, F5 làm mới, Ctrl+N khách mới, Ctrl+D việc trong ngày, Ctrl+L khóa máy.",
    "Help on the officer's queue.",
)


class QueueScreen(Screen):
    """``rows_asked(Section)`` and ``search_asked(str)`` are answered with ``show_rows`` and ``show_found``, as many rows as
    ``most``; the others say what the officer did. Once the screen stands, counts and rows are to be given unasked.
    """

    name = "queue"
    has_back = False
    scrolls = False
    rows_asked = Signal(object)
    search_asked = Signal(str)
    code_scanned = Signal(str)
    dossier_opened = Signal(str)
    draft_resumed = Signal(str)
    visit_asked = Signal()
    quick_asked = Signal(str)
    list_asked = Signal()
    day_asked = Signal()
    refresh_asked = Signal()
    lock_asked = Signal()
    copy_asked = Signal()
    number_asked = Signal()

    def __init__(
        self, kit: Kit, officer: Officer, clock: Clock, procedure_name: Callable[[str], Message | None]
    ) -> None:
        super().__init__(kit)
        self._clock = clock
        self.section: Section | None = None
        self._text = ""
        #: How many rows are wanted; more once the officer has scrolled to the last of them.
        self.most = PAGE_ROWS
        self._ages: dict[str, tuple[str, str, str]] = {}
        self._may_file = may(officer.role, Act.FILE)
        self._return_to: str | None = None
        mm = kit.look.mm
        self.column.setContentsMargins(0, 0, 0, mm(1))
        self.column.setSpacing(mm(1.6))
        self.bar = QueueBar(kit, may_file=self._may_file)
        self.search = self.bar.search
        self.column.addWidget(self.bar)
        self.quick = QuickChips(kit)
        self.quick.chosen.connect(self.quick_asked)
        self.column.addWidget(self.quick)
        self.quick.hide()
        self._strip = EvenGrid(columns=len(Section), gap=mm(1), balanced=True)
        self.chips: dict[Section, FigureChip] = {}
        for section in Section:
            chip = FigureChip(
                kit,
                f"section-{section.value}",
                kit.show(CHIP_WORDS[section]).text,
                CHIP_ICONS[section],
                CHIP_ALARMS.get(section),
            )
            chip.tapped.connect(lambda section=section: self.turn_to(section))
            self.chips[section] = chip
            self._strip.add(chip)
        self.column.addWidget(self._strip)
        self._told = QVBoxLayout()
        self.column.addLayout(self._told)
        self._reminded = QVBoxLayout()
        self.column.addLayout(self._reminded)
        self._model = QueueModel(kit, Names(kit, procedure_name), self)
        self.table = DossierTable(kit, self._model, clock)
        self.table.painter.ages = self._ages.get
        self._empty = TextBlock(kit.look, "", Role.OFFICER, "muted", align=Qt.AlignmentFlag.AlignHCenter)
        self._empty.setObjectName("empty")
        self._empty.setMargin(mm(4))
        place = QWidget()
        place.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._stack = QStackedLayout(place)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self.column.addWidget(place, 1)
        self._foot = FoldingRow(mm(1.6), mm(FOOT_MM * kit.look.scale.text.factor))
        self.road = RoadLine(kit)
        self._foot.add(self.road, 1)
        right = QWidget()
        foot = QHBoxLayout(right)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(mm(1.6))
        self.number = deed_button(kit, "waiting-number", NUMBER, "print", step=False)
        self.number.tapped.connect(self.number_asked)
        foot.addWidget(self.number)
        self._foot.add(right)
        self.number.setVisible(may(officer.role, Act.CHECK_DRAFTS))
        who = f"{officer.name} – {kit.show(ROLE_NAMES[officer.role]).text}"
        foot.addWidget(
            TextBlock(kit.look, who, Role.OFFICER_SMALL, "muted", align=Qt.AlignmentFlag.AlignRight)
        )
        self.column.addWidget(self._foot)
        self._connect()

    # -- what the window gives

    def show_undelivered(self, undelivered: Callable[[DossierSummary], bool]) -> None:
        """Which filed dossiers count as not given until the authority has them, and are not there yet."""
        self._model.undelivered = undelivered

    def show_counts(self, counts: Mapping[Section, int]) -> None:
        """The figures. The first heap with work is turned to when none was yet."""
        for section, chip in self.chips.items():
            chip.show_count(counts.get(section, 0))
        if self.section is None and not self._text:
            self.turn_to(next((one for one in Section if counts.get(one)), Section.WAITING))

    def show_rows(self, section: Section, rows: Sequence[QueueLine]) -> None:
        """Rows of a heap; those of another are dropped."""
        if section is not self.section or self._text:
            return
        self._ages.clear()
        self._ages.update({row.summary.id: self._age(section, row) for row in rows})
        self._put([row.summary for row in rows], NOTHING_HERE[section])

    def show_found(self, text: str, rows: Sequence[DossierSummary]) -> None:
        """What a search found; the answer to an older question is dropped."""
        if text == self._text:
            self._ages.clear()
            self._put(rows, NOT_FOUND, text=text)

    def show_road(self, road: Road) -> None:
        """The line about the link; ages are counted anew."""
        self.road.show_road(road, self._clock.now())
        self.table.viewport().update()

    def tell(self, tone: str, message: Message, **params: Value) -> None:
        """Says something above the rows."""
        clear(self._told)
        box = NoticeBox(self.kit, tone, plain(self.kit.show(message, **params).text), role=Role.OFFICER)
        box.setObjectName("told")
        self._told.addWidget(box)

    def remind(self, said: Sentence | None) -> None:
        """The team on a trip is asked for the evening's copy until it lies apart; ``None`` asks for nothing."""
        clear(self._reminded)
        if said is None:
            return
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(self.kit.look.mm(1.6))
        shown = plain(self.kit.show(said.message, **said.params).text)
        box.addWidget(NoticeBox(self.kit, "warn", shown, role=Role.OFFICER, icon="shield"), 1)
        button = deed_button(self.kit, "copy", COPY, "save", kind=Kind.PRIMARY)
        button.tapped.connect(self.copy_asked)
        box.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        row.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._reminded.addWidget(row)

    def take_scan(self, text: str) -> bool:
        """A code from a scanner is never a name somebody types."""
        self.code_scanned.emit(text)
        return True

    @property
    def searched(self) -> str:
        """What is searched for; empty while a heap is shown."""
        return self._text

    # -- the page in the window's frame

    def steps(self) -> tuple[Action, ...]:
        """None: the buttons stand above the rows."""
        return ()

    def help_text(self) -> tuple[Message, ...]:
        """What the page is for, and its keys."""
        return (HELP_QUEUE,)

    def shown_first(self) -> None:
        """The rows have the keyboard; letters go to the search by themselves."""
        self.table.setFocus()

    def typed(self) -> Mapping[str, object]:
        """Which heap stands here, what is searched for, on which row."""
        section = self.section.value if self.section is not None else ""
        row = self.table.current_id() or self._return_to or ""
        return {"section": section, "text": self.search.text(), "row": row, "most": self.most}

    def put_back(self, typed: Mapping[str, object]) -> None:
        """The same again; its rows are to be given as always."""
        section, text = str(typed.get("section", "")), str(typed.get("text", ""))
        self.search.blockSignals(True)
        self.search.setText(text)
        self.search.blockSignals(False)
        self._text = text.strip()
        self.section = Section(section) if section else None
        self._return_to = str(typed.get("row", "")) or None
        self.most = int(str(typed.get("most", PAGE_ROWS)))
        self._mark()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """While the keyboard leaves little room, only search and rows stay."""
        super().resizeEvent(event)
        low = self.height() < self.kit.look.mm(_LOW)
        self.quick.setVisible(not low and self.quick.any)
        self._strip.setVisible(not low)
        self._foot.setVisible(not low)
        self.table.horizontalHeader().setVisible(not low)

    # -- what the officer does

    def turn_to(self, section: Section) -> None:
        """Shows a heap."""
        self._pause.stop()
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        clear(self._told)
        self._text, self.section = "", section
        self._begin_list()
        self.rows_asked.emit(section)

    def _connect(self) -> None:
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(DEBOUNCE)
        self._pause.timeout.connect(self._search_now)
        self.search.textChanged.connect(self._pause.start)
        self.search.done.connect(self._search_done)
        self._model.ran_short.connect(self._ask_further)
        self.table.chosen.connect(self._chosen)
        self.table.typed.connect(self._type_into_search)
        self.table.left_upwards.connect(self.search.setFocus)
        self.bar.refresh.tapped.connect(self.refresh_asked)
        self.bar.lock.tapped.connect(self.lock_asked)
        self.bar.all.tapped.connect(self.list_asked)
        self.bar.day.tapped.connect(self.day_asked)
        self.bar.new.tapped.connect(self.visit_asked)
        for keys, deed in (
            ("Ctrl+F", self._to_search),
            ("F5", self.bar.refresh.click),
            ("Ctrl+N", self.bar.new.click),
            ("Ctrl+D", self.bar.day.click),
            ("Ctrl+L", self.bar.lock.click),
        ):
            QShortcut(QKeySequence(keys), self, deed, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        for key, act in ((Qt.Key.Key_Down, self._to_rows), (Qt.Key.Key_Escape, self.search.clear)):
            QShortcut(QKeySequence(key), self.search, act, context=Qt.ShortcutContext.WidgetShortcut)

    def _search_now(self) -> None:
        self._pause.stop()
        text = self.search.text().strip()
        if text == self._text:
            return
        self._text = text
        self._begin_list()
        if text:
            self.search_asked.emit(text)
        else:
            self.turn_to(self.section or Section.WAITING)

    def _search_done(self) -> None:
        """Enter: at once, and on to the rows. The code of a slip is looked at as a slip."""
        self._search_now()
        self._to_rows()

    def _begin_list(self) -> None:
        self._return_to, self.most = None, PAGE_ROWS
        self.table.verticalScrollBar().setValue(0)
        self._mark()

    def _ask_further(self) -> None:
        self.most = self._model.rowCount() + PAGE_ROWS
        if self._text:
            self.search_asked.emit(self._text)
        elif self.section is not None:
            self.rows_asked.emit(self.section)

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
        (self.draft_resumed if draft and self._may_file else self.dossier_opened).emit(id)

    # -- showing

    def _mark(self) -> None:
        for section, chip in self.chips.items():
            chip.setChecked(section is self.section and not self._text)

    def _put(self, rows: Sequence[DossierSummary], nothing: Message, **params: str) -> None:
        keep = self.table.current_id() or self._return_to
        at = self.table.verticalScrollBar().value()
        self._model.replace(rows, more=len(rows) >= self.most)
        self.table.fit_columns()
        place = self._model.place_of(keep) if keep else None
        if place is not None:
            self.table.stand_on(place)
        if at:
            self.table.verticalScrollBar().setValue(at)
        if rows:
            self._return_to = None
            self._stack.setCurrentWidget(self.table)
        else:
            self._empty.setText(self.kit.show(nothing, **params).text)
            self._stack.setCurrentWidget(self._empty)

    def _age(self, section: Section, row: QueueLine) -> tuple[str, str, str]:
        """What stands in the last column: upper line, lower line, the upper line's ink."""
        show = self.kit.show
        over = show(OVER).text if row.over else ""
        if section is Section.DEADLINE:
            day = show(DUE, day=f"{row.since.astimezone(VIETNAM):%d/%m}").text
            return (over or day, day if over else "", "danger_ink" if over else "warn_ink")
        return (age(self.kit, row.since, self._clock.now()), over, "ink")
