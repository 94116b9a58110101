"""One dossier, whole: what is to be done first, then answers, papers, authorities, the road and what came home."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from forms.clock import Clock
from forms.text import Message
from kiosk.domain.dossier import DossierState
from kiosk.domain.roles import Act, Role, may
from kiosk.i18n.values import Value
from kiosk.services.counter import Detail
from kiosk.ui.counter.alerts import alerts, open_requests
from kiosk.ui.counter.answers_section import answers_section, papers_section
from kiosk.ui.counter.custody_section import custody_section
from kiosk.ui.counter.deeds_section import Deed, deeds_grid, main_deed
from kiosk.ui.counter.detail_head import DetailHead
from kiosk.ui.counter.document_panel import DocumentPanel
from kiosk.ui.counter.officer_scroll import OfficerScroll
from kiosk.ui.counter.parts_section import FORMS_OUT, PAPERS_OUT, papers_out_section, parts_section
from kiosk.ui.counter.road_section import notices_section, parcels_section
from kiosk.ui.counter.section import Section
from kiosk.ui.counter.values import DOCUMENT_SIZES, Document, Preview
from kiosk.ui.screens.base import Screen, clear
from kiosk.ui.screens.papers_out import PaperOut
from kiosk.ui.screens.rows import Where
from kiosk.ui.theme.sizes import LEAST_MM
from kiosk.ui.theme.sizes import Role as Text
from kiosk.ui.widgets.action import Action
from kiosk.ui.widgets.buttons import BigButton
from kiosk.ui.widgets.kit import Kit, plain
from kiosk.ui.widgets.notices import NoticeBox
from kiosk.ui.widgets.pressable import Kind

SLIP = Message("ui.counter.detail.print_slip", "Phiếu tạm", "Button: shows the slip to print or save it.")
RECEIPT = Message(
    "ui.counter.detail.print_receipt", "Giấy tiếp nhận", "Button: shows the receipt to print or save it."
)
SUPPLEMENT = Message("ui.counter.detail.supplement", "Bổ sung", "Button: adds papers or a message.")
VERSION = Message(
    "ui.counter.detail.version", "Mẫu mới", "Button on a draft whose form has a newer version: what changed."
)
SEEN = Message("ui.counter.detail.seen", "Đã xem tin", "Button: the notices have been read.")
HELP_DETAIL = Message(
    "ui.counter.detail.help",
    "Việc cần làm đứng trên cùng. Phiếu và giấy tiếp nhận mở ra xem trước rồi mới in hoặc lưu. Các nút việc có phím "
    "tắt Ctrl+1 đến Ctrl+9. Bấm Esc để về danh sách.",
    "Help on the page of one dossier.",
)


class DetailScreen(Screen):
    """``went_back`` to the list. After a deed give the dossier anew by ``show_detail``.

    ``document_asked(Document, size)`` is answered with ``show_preview`` or ``tell``; ``print_asked`` and ``save_asked``
    speak of the preview on show. ``supplement_asked(seq)`` carries the notice it answers, or ``None``.
    """

    name = "detail"
    scrolls = False
    document_asked = Signal(object, str)
    print_asked = Signal(object, str)
    save_asked = Signal(object, str)
    supplement_asked = Signal(object)
    send_again_asked = Signal(str)
    notices_seen = Signal()
    result_asked = Signal(str)
    paper_look_asked = Signal(str)
    paper_print_asked = Signal(str)
    part_move_asked = Signal(str)
    version_asked = Signal()
    deed_asked = Signal(object)

    def __init__(
        self,
        kit: Kit,
        role: Role,
        clock: Clock,
        detail: Detail,
        results_here: Collection[str] = (),
        *,
        papers_out: Sequence[PaperOut] = (),
        forms: Sequence[PaperOut] = (),
        where: Where | None = None,
        newer: bool = False,
        deeds: Sequence[Deed] = (),
    ) -> None:
        """``results_here``: ids of notices whose result file has come; ``papers_out``: what can be printed beside slip and
        receipt, ``forms``: the counter's own; ``where``: the dossier an answer was taken over from; ``newer``: whether a
        draft's form has a newer version; ``deeds``: what this officer may do with it, each answered by ``deed_asked(Deed)``.
        """
        super().__init__(kit)
        self._papers_out = tuple(papers_out)
        self._forms = tuple(forms)
        self._where = where
        self._newer = newer
        self._deeds = tuple(deeds)
        for number, deed in enumerate(self._deeds[:9], 1):
            QShortcut(QKeySequence(f"Ctrl+{number}"), self, lambda deed=deed: self._ask_deed(deed))
        self._role = role
        self._clock = clock
        self.detail = detail
        mm = kit.look.mm
        self.column.setContentsMargins(0, 0, 0, mm(1))
        self.column.setSpacing(mm(1.6))
        self._told = QVBoxLayout()
        self.column.addLayout(self._told)
        holder = QWidget()
        holder.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._stack = QStackedLayout(holder)
        self.column.addWidget(holder, 1)
        self._main = QWidget()
        main = QVBoxLayout(self._main)
        main.setContentsMargins(0, 0, 0, 0)
        main.setSpacing(mm(1.6))
        self._head = QVBoxLayout()
        main.addLayout(self._head)
        self._body = QVBoxLayout()
        main.addLayout(self._body, 1)
        main.addLayout(self._build_bar())
        self._stack.addWidget(self._main)
        self.panel = DocumentPanel(kit)
        self._stack.addWidget(self.panel)
        self.panel.size_asked.connect(self.document_asked)
        self.panel.print_asked.connect(self.print_asked)
        self.panel.save_asked.connect(self.save_asked)
        self.panel.closed.connect(self.close_preview)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.leave)
        self._scroll: OfficerScroll | None = None
        self.show_detail(detail, results_here)

    def show_detail(self, detail: Detail, results_here: Collection[str] = ()) -> None:
        """The dossier as it is now; the place on the page is kept."""
        kit, now = self.kit, self._clock.now()
        self.detail = detail
        at = self._scroll.verticalScrollBar().value() if self._scroll is not None else 0
        clear(self._head)
        clear(self._body)
        self._head.addWidget(DetailHead(kit, detail))
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, kit.look.mm(1), 0)
        column.setSpacing(kit.look.mm(1.6))
        for box in alerts(kit, detail, self._role, self.send_again_asked.emit, self.supplement_asked.emit):
            column.addWidget(box)
        if self._deeds:
            column.addWidget(
                deeds_grid(
                    kit,
                    self._deeds,
                    main_deed(detail, self._deeds),
                    self.deed_asked.emit,
                    detail.dossier.urgent,
                )
            )
        halves = QHBoxLayout()
        halves.setSpacing(kit.look.mm(1.6))
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(answers_section(kit, kit.show(detail.definition.name).text, detail.lines, self._where))
        left.addStretch(1)
        here = frozenset(results_here)
        move = self.part_move_asked.emit if may(self._role, Act.NOTE_PAPER_PART) else None
        sections = [parts_section(kit, detail.definition, detail.parts, now, move)] if detail.parts else []
        for section in (
            notices_section(kit, detail.definition, detail.notices, here, now, self.result_asked.emit),
            *sections,
            *self._to_print("papers-out", PAPERS_OUT, self._papers_out),
            parcels_section(kit, detail.parcels, detail.road, detail.link, now),
            papers_section(kit, detail.papers),
            *(custody_section(kit, story) for story in detail.custody),
            *self._to_print("forms-out", FORMS_OUT, self._forms),
        ):
            right.addWidget(section)
        right.addStretch(1)
        for half in (left, right):
            half.setSpacing(kit.look.mm(1.6))
            halves.addLayout(half, 1)
        column.addLayout(halves)
        column.addStretch(1)
        self._scroll = OfficerScroll(kit.look, content)
        self._scroll.setAccessibleName(detail.dossier.citizen_name)
        self._body.addWidget(self._scroll)
        self._scroll.verticalScrollBar().setValue(at)
        self._settle_buttons()

    def _to_print(self, name: str, title: Message, papers: Sequence[PaperOut]) -> tuple[Section, ...]:
        look, print_ = self.paper_look_asked.emit, self.paper_print_asked.emit
        return (papers_out_section(self.kit, name, title, papers, look, print_),) if papers else ()

    def show_preview(self, preview: Preview) -> None:
        """The picture of a document, with what can be done with it."""
        self.hush()
        self.panel.show_preview(preview)
        self._stack.setCurrentWidget(self.panel)

    def close_preview(self) -> None:
        """Back to the dossier."""
        self._stack.setCurrentWidget(self._main)
        self._slip.setFocus(Qt.FocusReason.OtherFocusReason)

    def tell(self, tone: str, message: Message, **params: Value) -> None:
        """Says something above the page (``danger``, ``warn``, ``good``, ``info``)."""
        self.hush()
        box = NoticeBox(self.kit, tone, plain(self.kit.show(message, **params).text), role=Text.OFFICER)
        box.setObjectName("told")
        self._told.addWidget(box)

    def hush(self) -> None:
        """Takes away what was said."""
        clear(self._told)

    # -- the page in the window's frame

    def steps(self) -> tuple[Action, ...]:
        """None: the deeds stand below the dossier, smaller than a citizen's."""
        return ()

    def help_text(self) -> tuple[Message, ...]:
        """What stands where."""
        return (HELP_DETAIL,)

    def shown_first(self) -> None:
        """The keys turn the page."""
        if self._scroll is not None:
            self._scroll.setFocus()

    def _build_bar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.kit.look.mm(1.6))
        self._slip = self._button(row, "slip-print", SLIP, "print")
        self._receipt = self._button(row, "receipt-print", RECEIPT, "print")
        row.addStretch(1)
        self._version = self._button(row, "version", VERSION, "order")
        self._version.tapped.connect(self.version_asked)
        self._seen = self._button(row, "notices-seen", SEEN, "check")
        self._supplement = self._button(row, "supplement", SUPPLEMENT, "plus")
        self._slip.tapped.connect(lambda: self._ask_document(Document.SLIP))
        self._receipt.tapped.connect(lambda: self._ask_document(Document.RECEIPT))
        self._seen.tapped.connect(self.notices_seen)
        self._supplement.tapped.connect(self._ask_supplement)
        return row

    def _button(self, row: QHBoxLayout, name: str, word: Message, icon: str) -> BigButton:
        button = BigButton(
            self.kit,
            self.kit.show(word),
            kind=Kind.PLAIN,
            icon=icon,
            least=LEAST_MM,
            role=Text.OFFICER_STRONG,
        )
        button.setObjectName(name)
        row.addWidget(button)
        return button

    def _settle_buttons(self) -> None:
        filed = self.detail.dossier.state is DossierState.SEALED
        self._slip.setVisible(filed)
        self._receipt.setVisible(filed)
        self._supplement.setVisible(filed and may(self._role, Act.SUPPLEMENT))
        self._version.setVisible(self._newer and not filed)
        self._seen.setVisible(any(notice.seen_at is None for notice in self.detail.notices))

    def _ask_deed(self, deed: Deed) -> None:
        if self._stack.currentWidget() is self._main and self.kit.taps.accepts():
            self.deed_asked.emit(deed)

    def _ask_document(self, document: Document) -> None:
        self.document_asked.emit(document, DOCUMENT_SIZES[document][0])

    def _ask_supplement(self) -> None:
        """The oldest open request is the one that is answered, if there is any."""
        requests = open_requests(self.detail)
        self.supplement_asked.emit(requests[0].seq if requests else None)

    def leave(self) -> None:
        """Back, by key or by the window's button: from the picture to the dossier, from the dossier to the list."""
        if self._stack.currentWidget() is self.panel:
            self.close_preview()
        elif self.kit.taps.accepts():
            self.went_back.emit()
