"""A document as it will come out of the printer, and what can be done with it: print, save, another paper size."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPixmap, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forms.text import Message
from kiosk.ui.counter.values import DOCUMENT_SIZES, Document, Preview
from kiosk.ui.screens.base import clear
from kiosk.ui.theme.sizes import LEAST_MM, Role
from kiosk.ui.widgets.buttons import BigButton, IconButton
from kiosk.ui.widgets.kit import Kit
from kiosk.ui.widgets.pressable import Kind
from kiosk.ui.widgets.scroll import TouchScroll
from kiosk.ui.widgets.text_block import TextBlock

TITLES = {
    Document.SLIP: Message("ui.counter.document.slip", "Phiếu ghi nhận tạm thời", "Name of a document."),
    Document.RECEIPT: Message(
        "ui.counter.document.receipt", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Name of a document."
    ),
}
SIZE_WORDS = {
    "a5": Message("ui.counter.document.a5", "Khổ A5", "A paper size."),
    "a4": Message("ui.counter.document.a4", "Khổ A4", "A paper size."),
    "80mm": Message(
        "ui.counter.document.roll", "Giấy cuộn 80 mm", "A paper size: the small receipt printer."
    ),
}
PRINT = Message("ui.counter.document.print", "In", "Button: prints the document shown.")
SAVE = Message("ui.counter.document.save", "Lưu tệp", "Button: saves the document shown as a file.")
CLOSE = Message("ui.counter.document.close", "Đóng", "Button: closes the picture of a document.")
PAGE_BACK = Message("ui.counter.document.page_back", "Trang trước", "Accessible name: leafs one page back.")
PAGE_NEXT = Message("ui.counter.document.page_next", "Trang sau", "Accessible name: leafs one page on.")
PAGE_TOLD = Message("ui.counter.document.page", "Trang {page}/{pages}", "Which page of a paper is shown.")
PICTURE = Message("ui.counter.document.picture", "Hình bản in", "Accessible name of a document's picture.")


class PaperPicture(QWidget):
    """A picture of a page, as wide as there is room and never larger than it was drawn."""

    def __init__(self, kit: Kit, png: bytes) -> None:
        super().__init__()
        self._picture = QPixmap()
        self._picture.loadFromData(png)
        self._edge = kit.look.colour("edge")
        self.setObjectName("document-picture")
        self.setAccessibleName(kit.show(PICTURE).text)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def readable(self) -> bool:
        """Whether there is a picture to show."""
        return not self._picture.isNull()

    def hasHeightForWidth(self) -> bool:
        """Always."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As the page's sides are to each other."""
        return self._room(width).height()

    def sizeHint(self) -> QSize:
        """The page as drawn."""
        return self._picture.size()

    def minimumSizeHint(self) -> QSize:
        """It may become small."""
        return QSize(100, 100)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The page, in the middle, with an edge."""
        room = self._room(self.width())
        room.moveLeft((self.width() - room.width()) // 2)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(room, self._picture)
        painter.setPen(self._edge)
        painter.drawRect(room.adjusted(0, 0, -1, -1))
        painter.end()

    def _room(self, width: int) -> QRect:
        if not self.readable:
            return QRect(0, 0, 1, 1)
        wide = min(width, self._picture.width())
        return QRect(0, 0, wide, max(1, round(self._picture.height() * wide / self._picture.width())))


class PaperPages(QWidget):
    """A paper of one or several pages; with several it is leafed through by touch or by the keys Page Up and Page Down."""

    def __init__(self, kit: Kit, pages: Sequence[bytes]) -> None:
        super().__init__()
        self._kit = kit
        self._pages = tuple(pages)
        self.page = 0
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(kit.look.mm(1.6))
        self._place = QVBoxLayout()
        self._bar = QWidget()
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.look.mm(2))
        self._back = self._button(row, "page-back", PAGE_BACK, "back", -1)
        self._told = TextBlock(kit.look, "", Role.OFFICER, align=Qt.AlignmentFlag.AlignCenter)
        self._told.setObjectName("page-told")
        row.addWidget(self._told, 1, Qt.AlignmentFlag.AlignVCenter)
        self._next = self._button(row, "page-next", PAGE_NEXT, "next", 1)
        box.addWidget(self._bar)
        box.addLayout(self._place)
        self._bar.setVisible(len(self._pages) > 1)
        for key, step in (("PgUp", -1), ("PgDown", 1)):
            QShortcut(QKeySequence(key), self, lambda step=step: self.turn(step))
        self.turn(0)

    def turn(self, step: int) -> None:
        """Shows the page ``step`` further, as far as there is one."""
        self.page = max(0, min(len(self._pages) - 1, self.page + step))
        clear(self._place)
        self._place.addWidget(PaperPicture(self._kit, self._pages[self.page]))
        self._told.setText(self._kit.show(PAGE_TOLD, page=self.page + 1, pages=len(self._pages)).text)
        self._back.setEnabled(self.page > 0)
        self._next.setEnabled(self.page < len(self._pages) - 1)

    def _button(self, row: QHBoxLayout, name: str, word: Message, icon: str, step: int) -> IconButton:
        button = IconButton(self._kit, icon, self._kit.show(word), kind=Kind.PLAIN, side=LEAST_MM, step=True)
        button.setObjectName(name)
        button.tapped.connect(lambda: self.turn(step))
        row.addWidget(button)
        return button


class DocumentPanel(QWidget):
    """``size_asked(Document, size)``, ``print_asked(Document, size)``, ``save_asked(Document, size)``, ``closed``."""

    size_asked = Signal(object, str)
    print_asked = Signal(object, str)
    save_asked = Signal(object, str)
    closed = Signal()

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self.preview: Preview | None = None
        self.setObjectName("document")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.look.mm(4))
        self._page = QVBoxLayout()
        row.addLayout(self._page, 3)
        self._side = QVBoxLayout()
        self._side.setSpacing(kit.look.mm(2))
        row.addLayout(self._side, 2)

    def show_preview(self, preview: Preview) -> None:
        """The page and its buttons; printing has the keyboard."""
        kit = self._kit
        self.preview = preview
        clear(self._page)
        clear(self._side)
        self._page.addWidget(TouchScroll(kit, PaperPages(kit, preview.pages)))
        self._side.addWidget(TextBlock(kit.look, kit.show(TITLES[preview.document]).text, Role.OFFICER_TITLE))
        for size in DOCUMENT_SIZES[preview.document]:
            button = self._button(f"document-size-{size}", SIZE_WORDS[size], Kind.CHOICE, "paper")
            button.setCheckable(True)
            button.setChecked(size == preview.size)
            button.tapped.connect(lambda size=size: self.size_asked.emit(preview.document, size))
        printing = self._button("document-print", PRINT, Kind.PRIMARY, "print")
        printing.tapped.connect(lambda: self.print_asked.emit(preview.document, preview.size))
        saving = self._button("document-save", SAVE, Kind.PLAIN, "save")
        saving.tapped.connect(lambda: self.save_asked.emit(preview.document, preview.size))
        self._button("document-close", CLOSE, Kind.PLAIN, "back").tapped.connect(self.closed)
        filler = QWidget()
        filler.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._side.addWidget(filler)
        printing.setFocus(Qt.FocusReason.OtherFocusReason)

    def _button(self, name: str, word: Message, kind: Kind, icon: str) -> BigButton:
        button = BigButton(
            self._kit,
            self._kit.show(word),
            kind=kind,
            icon=icon,
            least=LEAST_MM,
            role=Role.OFFICER_STRONG,
        )
        button.setObjectName(name)
        self._side.addWidget(button)
        return button
